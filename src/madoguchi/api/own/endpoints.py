"""What an endpoint of the office's own interface is: its address, what it takes, what it gives.

The types are the only description there is: calls are read by them, answers written from them and
the OpenAPI document made of them.
"""

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec
from starlette.responses import Response

from madoguchi.api.operations import JSON, Answer, Call, Operation
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.errors import ProfileError

# What values of paths and queries are made of, as a pattern of the OpenAPI document.
PLAIN = r"^[^\u0000-\u001f\u007f]*$"
_log = logging.getLogger("madoguchi.api")
_encoder = msgspec.json.Encoder()
_CONTROL = re.compile(r"[\u0000-\u001f\u007f]")
_KEY = re.compile(r"[!-~]{1,100}")


class Struct(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what is said over the wire, every field always there."""


class Asking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what a call takes, from its path, query or body; other names are refused."""


class Nothing(Asking, frozen=True):
    """A call that takes nothing."""


class Given(NamedTuple):
    """An answer in bytes, with what it depends on (`tag`), where that is known without them."""

    body: bytes
    tag: str = ""
    media_type: str = JSON
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


Does = Callable[[Call, Any], Any]


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """An endpoint; `does` takes the call and an `asks`, and returns a `gives`, Given or Response.

    `summary` says in English and `ja` in Japanese what it is. `asks` is read from path and query,
    of other methods than GET and DELETE from path and body; `media` names what is given where it is
    not JSON, `status` is that of success. `keyed` ones take an Idempotency-Key; of `ranges` pieces
    can be asked for. `problems` are the statuses of refusals besides those that any call may get.
    """

    name: str
    path: str
    does: Does
    summary: str
    ja: str
    tag: str
    method: str = "GET"
    detail: str = ""
    asks: type[Asking] = Nothing
    gives: Any = None
    media: tuple[str, ...] = (JSON,)
    status: int = 200
    needs: str = "read:publication:laid-open"
    problems: tuple[int, ...] = ()
    known: bool = False
    quick: bool = False
    keyed: bool = False
    ranges: bool = False

    @property
    def path_values(self) -> tuple[str, ...]:
        """The names of the values in the path."""
        return tuple(part.strip("{}*") for part in self.path.split("/") if part.startswith("{"))

    @property
    def has_body(self) -> bool:
        """Whether it takes a body: what its type has besides the values of the path."""
        if self.method in ("GET", "DELETE"):
            return False
        return any(name not in self.path_values for name in self.asks.__struct_fields__)

    def operation(self) -> Operation:
        """Return the endpoint as the desk serves it."""
        return Operation(
            method=self.method,
            path=self.path,
            handler=self.handle,
            needs=self.needs,
            counter="api",
            group="api",
            known=self.known,
            quick=self.quick,
        )

    def handle(self, call: Call) -> Answer | Response:
        given = self._done(call)
        if isinstance(given, Response):
            return given
        if isinstance(given, Given):
            return _answer(given, (("accept-ranges", "bytes"),) if self.ranges else ())
        if given is None:
            return Answer(b"", "", self.status)
        return Answer(_encoder.encode(given), status=self.status)

    def _done(self, call: Call) -> Any:
        asked = self._asked(call)
        try:
            return self.does(call, asked)
        except ProfileError as error:
            _log.error("%s", error)
            told = "one of the office's own files cannot be read; ask the office to mend it"
            raise Refusal(Reason.FAILED, told) from None

    def _asked(self, call: Call) -> Asking:
        values = self._values(call)
        try:
            return msgspec.convert(values, self.asks, strict=self.has_body)
        except msgspec.ValidationError as error:
            raise Refusal(Reason.BAD_REQUEST, _plainly(str(error))) from None

    def _values(self, call: Call) -> dict[str, object]:
        path = _plain(call.path)
        query = _plain(_once(call.query))
        if self.method in ("GET", "DELETE"):
            return _joined(path, query)
        if query:
            raise Refusal(Reason.BAD_REQUEST, "this call takes its values in the body")
        return _joined(path, _object(call.body) if call.body else {})


def _joined(path: Mapping[str, object], others: Mapping[str, object]) -> dict[str, object]:
    for name in others:
        if name in path:
            raise Refusal(Reason.BAD_REQUEST, f"{name} stands in the address and nowhere else")
    return {**others, **path}


def _object(body: bytes) -> dict[str, object]:
    try:
        found = msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        raise Refusal(Reason.BAD_REQUEST, f"the body is no JSON: {error}") from None
    except UnicodeDecodeError:
        raise Refusal(Reason.BAD_REQUEST, "the body is not UTF-8") from None
    except RecursionError:
        raise Refusal(Reason.BAD_REQUEST, "the body is nested too deep") from None
    if not isinstance(found, dict):
        raise Refusal(Reason.BAD_REQUEST, "the body is a JSON object")
    return {name: _readable(name, value) for name, value in found.items()}


def _readable(name: str, value: object) -> object:
    """Refuse what no text has; a number without a fraction is an integer, however it is written."""
    if isinstance(value, str) and "\x00" in value:
        raise Refusal(Reason.BAD_REQUEST, f"{name[:40]} has a character that no text has")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _once(query: tuple[tuple[str, str], ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in query:
        if name in values:
            raise Refusal(Reason.BAD_REQUEST, f"{name[:40]} is given twice; give it once")
        values[name] = value
    return values


def _plain(values: Mapping[str, str]) -> Mapping[str, str]:
    """Refuse control characters: no number, name or expression has any."""
    for name, value in values.items():
        if _CONTROL.search(value):
            raise Refusal(Reason.BAD_REQUEST, f"{name[:40]} has a control character in it")
    return values


def _plainly(error: str) -> str:
    """The library's words, with the place as callers know it."""
    return error.replace("Object contains unknown field", "there is no parameter").replace(
        "Object missing required field", "this is missing:"
    )


def _answer(given: Given, more: tuple[tuple[str, str], ...]) -> Answer:
    tag = (("etag", f'"{given.tag}"'),) if given.tag else ()
    return Answer(given.body, given.media_type, given.status, (*given.headers, *more, *tag))


def written(value: object) -> bytes:
    """A value as it is sent."""
    return _encoder.encode(value)


def submission(call: Call) -> str:
    """The caller's name for what it submits, "" without one."""
    key = call.headers.get("idempotency-key")
    if key is not None and not _KEY.fullmatch(key):
        raise Refusal(
            Reason.BAD_REQUEST, "Idempotency-Key has 1 to 100 visible characters of ASCII"
        )
    return key or ""
