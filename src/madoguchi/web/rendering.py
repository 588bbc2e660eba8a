"""From values to pages: language, templates, the stamp that every page shows."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from madoguchi import clock
from madoguchi.law import ST27, kind_name, office_name, printed_application, printed_number
from madoguchi.model import Classification, Scheme, format_japanese
from madoguchi.premises import Premises
from madoguchi.search import Card
from madoguchi.web.forms import VARY
from madoguchi.web.halls import hall
from madoguchi.web.visitors import page_before, private, visitor
from madoguchi.wording import DEFAULT, LANGUAGES, messages

_HTML_LANGUAGES = {"zh": "zh-Hans", "cn": "zh-Hans"}


def room(request: Request) -> Premises:
    found: Premises = request.app.state.room
    return found


def language(request: Request) -> str:
    """The page's language: asked for in the address, remembered, or the browser's first we have."""
    for wanted in (request.query_params.get("lang"), request.cookies.get("lang")):
        if wanted in LANGUAGES:
            return wanted
    for part in request.headers.get("accept-language", "").split(","):
        code = part.partition(";")[0].strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return DEFAULT


def page(
    request: Request, template: str, values: Mapping[str, Any], *, status: int = 200
) -> HTMLResponse:
    """Return a page in the reader's language, with the stamp and the language switch."""
    lang = language(request)
    here = hall(request)
    position, time = here.stamp()
    who = visitor(request)
    context = {
        "_": messages(lang),
        "lang": lang,
        "visitor": who,
        "base": here.base,
        "languages": [
            (code, name, _address(request, lang=code)) for code, name in LANGUAGES.items()
        ],
        "position": position,
        "received": instant(time, lang) if time else "",
        "query": request.query_params.get("q", ""),
        **values,
    }
    response = HTMLResponse(_environment().get_template(template).render(context), status)
    response.headers["vary"] = VARY
    private(who, response)
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie("lang", lang, max_age=31_536_000, samesite="lax", httponly=True)
    return response


def _address(request: Request, **changes: str) -> str:
    """The address of a page with other parameters; of what was posted, the page it came from."""
    path, pairs = request.url.path, request.query_params.multi_items()
    if request.method == "POST":
        path, pairs = page_before(request), []
    kept = [(k, v) for k, v in pairs if k not in changes]
    return f"{path}?{urlencode([*kept, *changes.items()])}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["day"] = day
    environment.filters["short_day"] = short_day
    environment.filters["instant"] = instant
    environment.filters["count"] = "{:,}".format
    environment.filters["langtag"] = langtag
    environment.filters["labelled_lines"] = labelled_lines
    environment.globals.update(
        office_name=office_name,
        kind_name=kind_name,
        printed=printed_number,
        printed_application=printed_application,
        by_scheme=by_scheme,
        coded=coded,
        stage_name=stage_name,
        relation_name=relation_name,
        address_of=address_of,
        labelled=labelled,
        today=clock.today,
    )
    return environment


_GENERATION = re.compile(r"(.+)-(\d+)")


def relation_name(relation: str, lang: str) -> str:
    """A relation in the reader's words; child-division-2 is a division of the second generation."""
    counted = _GENERATION.fullmatch(relation)
    if counted is None:
        return coded("relation", relation, lang)
    generation = messages(lang)("relation-generation", number=int(counted[2]))
    return f"{coded('relation', counted[1], lang)} {generation}"


def stage_name(stage: int, lang: str) -> str:
    """The name of a stage of WIPO ST.27."""
    return ST27.stages[str(stage)].name(lang)


def labelled(office: str, number: str) -> str:
    """A printed number with its office before it, where it does not name that itself."""
    return number if number.startswith((office, "PCT")) else f"{office} {number}"


def address_of(card: Card) -> str:
    """The permanent address of what a card stands for."""
    return f"/case/{card.id}" if card.is_case else f"/p/{card.id}"


def day(value: date | None, lang: str) -> str:
    """A date as people of the office write it; Japanese pages give the era too."""
    if value is None:
        return ""
    if lang != "ja":
        return f"{value.day} {value:%B} {value.year}"
    try:
        return (
            f"{format_japanese(value)}（{format_japanese(value, era=True).partition('年')[0]}年）"
        )
    except ValueError:
        return format_japanese(value)


def short_day(value: date | str, lang: str) -> str:
    """A date in a table, or one as the record has it (ISO 8601), without the era."""
    known = date.fromisoformat(value) if isinstance(value, str) else value
    return format_japanese(known) if lang == "ja" else day(known, lang)


def instant(value: str, lang: str) -> str:
    """An instant of the record (ISO 8601, UTC) as people write it."""
    moment = datetime.fromisoformat(value)
    on = format_japanese(moment.date()) if lang == "ja" else day(moment.date(), lang)
    return f"{on} {moment:%H:%M} UTC"


def coded(group: str, code: str, lang: str) -> str:
    """A code of the model in the reader's words, such as a relation; as it is where we lack one."""
    words = messages(lang)
    key = f"{group}-{code}"
    return words(key) if code and words.has(key) else code


def langtag(lang: str) -> str:
    """The HTML language tag of a text's language; empty means unknown."""
    return _HTML_LANGUAGES.get(lang, lang) or "und"


def by_scheme(
    classifications: tuple[Classification, ...],
) -> list[tuple[Scheme, list[Classification]]]:
    """Classifications by scheme, in the order of the schemes: IPC first."""
    groups = ((s, [c for c in classifications if c.scheme is s]) for s in Scheme)
    return [(scheme, group) for scheme, group in groups if group]


def labelled_lines(text: str) -> list[str]:
    """A text cut before each label in lenticular brackets: 【課題】… 【解決手段】… ."""
    pieces = [piece for piece in text.split("【") if piece.strip()]
    if "【" not in text:
        return [text]
    return [("【" if i or text.startswith("【") else "") + p.strip() for i, p in enumerate(pieces)]
