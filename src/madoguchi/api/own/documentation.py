"""Documentation in a browser, from the OpenAPI document: to read, and to try with one's own key."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Meta

from madoguchi.api.operations import Call
from madoguchi.api.own.endpoints import Asking, Endpoint, Given
from madoguchi.api.own.problems import NAMES
from madoguchi.errors import NotFoundError
from madoguchi.wording import DEFAULT, LANGUAGES, messages

TAG = "about"
_HERE = Path(__file__).parent
_HELP = "read:help:laid-open"
_POLICY = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'"
)
_HTML = (
    ("content-security-policy", _POLICY),
    ("referrer-policy", "same-origin"),
    ("vary", "Accept-Language"),
)
_FILES = {"docs.css": "text/css; charset=utf-8", "docs.js": "text/javascript; charset=utf-8"}
_NAME = re.compile(r"#/components/schemas/(.+)")


class PageAsked(Asking, frozen=True):
    """A page, in the language asked for, else the browser's."""

    lang: Annotated[Literal["", "en", "ja"], Meta(description="en or ja")] = ""


class PageFileAsked(Asking, frozen=True):
    """A file that the page of documentation uses."""

    file: Annotated[str, Meta(max_length=40)]


def language(call: Call, asked: PageAsked) -> str:
    if asked.lang:
        return asked.lang
    for part in call.headers.get("accept-language", "").split(","):
        code = part.partition(";")[0].strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return DEFAULT


class Pages:
    """The pages of an OpenAPI document, made once for each language."""

    def __init__(self, document: Callable[[], bytes]) -> None:
        self._document = document
        self._docs = lru_cache(maxsize=len(LANGUAGES))(self._made)

    def docs(self, call: Call, asked: PageAsked) -> Given:
        """Every operation by tag, each with a form."""
        return _html(self._docs(language(call, asked)))

    def _made(self, lang: str) -> bytes:
        document = msgspec.json.decode(self._document())
        values = {"api": document, "groups": _groups(document), "types": _types(document)}
        return _rendered("docs.html", lang, values)

    def endpoints(self) -> tuple[Endpoint, ...]:
        page = ("text/html; charset=utf-8",)
        return (
            Endpoint(
                name="docs",
                path="/api/v1/docs",
                does=self.docs,
                summary="This interface as a page to read and try",
                ja="この窓口の説明書（試せるページ）",
                tag=TAG,
                asks=PageAsked,
                media=page,
                needs=_HELP,
            ),
            Endpoint(
                name="docs-file",
                path="/api/v1/docs/{file}",
                does=_file,
                summary="Style and script of that page",
                ja="そのページの体裁と動作",
                tag=TAG,
                asks=PageFileAsked,
                media=tuple(_FILES.values()),
                needs="read:page:laid-open",
            ),
            Endpoint(
                name="problems",
                path="/api/v1/problems",
                does=problems,
                summary="What each problem means, and what to do",
                ja="それぞれの問題の意味と対処",
                tag=TAG,
                asks=PageAsked,
                media=page,
                needs=_HELP,
            ),
        )


def problems(call: Call, asked: PageAsked) -> Given:
    return _html(_problems(language(call, asked)))


@lru_cache(maxsize=len(LANGUAGES))
def _problems(lang: str) -> bytes:
    return _rendered("problems.html", lang, {"problems": NAMES})


def _html(body: bytes) -> Given:
    return Given(body, media_type="text/html; charset=utf-8", headers=_HTML)


def _file(_call: Call, asked: PageFileAsked) -> Given:
    if asked.file not in _FILES:
        raise NotFoundError(f"no file is called {asked.file!r}")
    return Given((_HERE / "static" / asked.file).read_bytes(), media_type=_FILES[asked.file])


def _rendered(template: str, lang: str, values: Mapping[str, object]) -> bytes:
    context = {"_": messages(lang), "lang": lang, "languages": LANGUAGES, **values}
    return _environment().get_template(template).render(context).encode()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    loader = FileSystemLoader(_HERE / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)


# -- the document, as a template wants it ----------------------------------------------------------


class Field(NamedTuple):
    """A value that an operation takes; `place` is path, query, header or body."""

    name: str
    place: str
    type: str
    required: bool
    text: str
    example: str
    options: tuple[str, ...] = ()


class Answer(NamedTuple):
    """What may be answered; `type` names the type where there is one."""

    status: str
    text: str
    media: tuple[str, ...]
    type: str


class Described(NamedTuple):
    """An operation."""

    id: str
    method: str
    path: str
    summary: str
    summary_ja: str
    text: str
    permission: str
    known: bool
    fields: tuple[Field, ...]
    answers: tuple[Answer, ...]


class Group(NamedTuple):
    """The operations of a tag."""

    name: str
    en: str
    ja: str
    operations: tuple[Described, ...]


def _groups(document: Any) -> list[Group]:
    described = [
        (one["tags"][0], _described(path, method, one))
        for path, methods in document["paths"].items()
        for method, one in methods.items()
    ]
    return [
        Group(
            tag["name"],
            tag["description"],
            tag["x-description-ja"],
            tuple(one for name, one in described if name == tag["name"]),
        )
        for tag in document["tags"]
    ]


def _described(path: str, method: str, one: Any) -> Described:
    return Described(
        id=one["operationId"],
        method=method.upper(),
        path=path,
        summary=one["summary"],
        summary_ja=one["x-summary-ja"],
        text=one.get("description", ""),
        permission=one["x-permission"],
        known={} not in one["security"],
        fields=tuple(_fields(one)),
        answers=tuple(_answer(status, told) for status, told in one["responses"].items()),
    )


def _fields(one: Any) -> list[Field]:
    found = [
        _field(told["name"], told["in"], told, told["schema"], required=told["required"])
        for told in one.get("parameters", ())
    ]
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema = body.get("schema", {})
    required = schema.get("required", ())
    found += [
        _field(name, "body", told, told, required=name in required)
        for name, told in schema.get("properties", {}).items()
    ]
    return found


def _field(name: str, place: str, told: Any, schema: Any, *, required: bool) -> Field:
    examples = schema.get("examples", ())
    kind = schema.get("type", "string" if "enum" in schema else "")
    return Field(
        name=name,
        place=place,
        type=kind or "string",
        required=required,
        text=told.get("description", ""),
        example=str(examples[0]) if examples else _default(schema),
        options=tuple(map(str, schema.get("enum", ()))),
    )


def _default(schema: Any) -> str:
    default = schema.get("default")
    return "" if default in (None, "", []) else str(default)


def _answer(status: str, told: Any) -> Answer:
    content = told.get("content", {})
    schemas = [one.get("schema", {}) for one in content.values()]
    named = next((one["$ref"] for one in schemas if "$ref" in one), "")
    match = _NAME.fullmatch(named)
    return Answer(status, told["description"], tuple(content), match[1] if match else "")


class Type(NamedTuple):
    """A type of the answers, with its fields: name, how it is written, the type named in it."""

    name: str
    text: str
    fields: tuple[tuple[str, str, str], ...]


def _types(document: Any) -> list[Type]:
    schemas = document["components"]["schemas"]
    return [
        Type(
            name,
            told.get("description", ""),
            tuple((field, *_typed(schema)) for field, schema in told.get("properties", {}).items()),
        )
        for name, told in sorted(schemas.items())
    ]


def _typed(schema: Any) -> tuple[str, str]:
    """How the type of a field is written, and the named type in it."""
    if "$ref" in schema:
        return "", schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        kinds = [_typed(one) for one in schema["anyOf"]]
        return " | ".join(kind for kind, _ in kinds if kind), "".join(named for _, named in kinds)
    if schema.get("type") == "array":
        kinds = [
            _typed(one) for one in (*schema.get("prefixItems", ()), schema.get("items")) if one
        ]
        return f"[{', '.join(kind for kind, _ in kinds)}]", next((n for _, n in kinds if n), "")
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"])), ""
    return schema.get("format") or schema.get("type", ""), ""
