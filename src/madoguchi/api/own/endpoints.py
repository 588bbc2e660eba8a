"""What an endpoint of the office's own interface is: its address, what it takes, what it gives.

The types are the only description there is: calls are read by them, answers written from them and
the OpenAPI document made of them.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
from starlette.responses import Response

from madoguchi.api.operations import JSON, Answer, Call, Operation
from madoguchi.api.refusals import Reason, Refusal

_encoder = msgspec.json.Encoder()
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

    `asks` is read from path and query, of other methods than GET and DELETE from path and body;
    `media` names what is given where it is not JSON, `status` is that of success. `keyed` ones take
    an Idempotency-Key; of `ranges` pieces can be asked for. `problems` are the statuses of refusals
    besides those that any call may get.
    """

    name: str
    path: str
    does: Does
    summary: str
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
        given = self.does(call, self._asked(call))
        if isinstance(given, Response):
            return given
        if isinstance(given, Given):
            return _answer(given, (("accept-ranges", "bytes"),) if self.ranges else ())
        if given is None:
            return Answer(b"", "", self.status)
        return Answer(_encoder.encode(given), status=self.status)

    def _asked(self, call: Call) -> Asking:
        values = self._values(call)
        try:
            return msgspec.convert(values, self.asks, strict=False)
        except msgspec.ValidationError as error:
            raise Refusal(Reason.BAD_REQUEST, _plainly(str(error))) from None

    def _values(self, call: Call) -> dict[str, object]:
        if self.method in ("GET", "DELETE"):
            return {**_once(call.query), **call.path}
        if not call.body and self.asks is Nothing:
            return dict(call.path)
        try:
            body = msgspec.json.decode(call.body)
        except msgspec.DecodeError as error:
            raise Refusal(Reason.BAD_REQUEST, f"the body is no JSON: {error}") from None
        except UnicodeDecodeError:
            raise Refusal(Reason.BAD_REQUEST, "the body is not UTF-8") from None
        if not isinstance(body, dict):
            raise Refusal(Reason.BAD_REQUEST, "the body is a JSON object")
        if call.query:
            raise Refusal(Reason.BAD_REQUEST, "this call takes its values in the body")
        return {**body, **call.path}


def _once(query: tuple[tuple[str, str], ...]) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, value in query:
        if name in values:
            raise Refusal(Reason.BAD_REQUEST, f"{name[:40]} is given twice; give it once")
        if "\x00" in value:
            raise Refusal(Reason.BAD_REQUEST, f"{name[:40]} has a character that no text has")
        values[name] = value
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
