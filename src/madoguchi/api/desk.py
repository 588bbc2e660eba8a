"""The counter for programs: one place that finds, admits, counts and answers every call."""

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from ipaddress import ip_network
from typing import NamedTuple, TypeVar
from urllib.parse import parse_qsl

from anyio import Lock, to_thread
from sqlalchemy.exc import OperationalError
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from madoguchi.accounts import Reached
from madoguchi.api.callers import Callers
from madoguchi.api.families import Family, Head, Pairs
from madoguchi.api.operations import Answer, Call, Caller, Operation
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.api.routes import Routes
from madoguchi.errors import (
    ConflictError,
    ForbiddenError,
    KeyReusedError,
    MadoguchiError,
    NotFoundError,
    NumberError,
    QueryError,
    RefusedError,
)
from madoguchi.premises import Premises
from madoguchi.turns import CrowdedError, Turns

_log = logging.getLogger("madoguchi.api")
_MOST_FIELDS = 1_000
_Found = TypeVar("_Found")

_REASONS: tuple[tuple[type[MadoguchiError], Reason], ...] = (
    (NotFoundError, Reason.NOT_FOUND),
    (QueryError, Reason.BAD_REQUEST),
    (NumberError, Reason.BAD_REQUEST),
    (RefusedError, Reason.BAD_REQUEST),
    (ConflictError, Reason.CONFLICT),
    (KeyReusedError, Reason.CONFLICT),
    (ForbiddenError, Reason.NOT_PERMITTED),
)


class _Asked(NamedTuple):
    """A call on its way to its operation."""

    scope: Scope
    receive: Receive
    family: Family
    operation: Operation
    values: Mapping[str, str]
    head: Head


class Desk:
    """Answers the calls of families of interfaces."""

    def __init__(self, premises: Premises, families: Iterable[Family]) -> None:
        self._premises = premises
        self._families = tuple(families)
        self._routes = {family.name: Routes(family.operations) for family in self._families}
        self._prefixes = {prefix: family for family in self._families for prefix in family.prefixes}
        # The longest first: an interface may stand below another's address.
        self._lengths = sorted({len(prefix) for prefix in self._prefixes}, reverse=True)
        self._inline = premises.archive.embedded
        self._turns = Turns()
        self._taking = Lock()
        self.callers = Callers(premises.accounts)

    def guarded(self) -> ASGIApp:
        """The desk as an application that also answers what nobody expected."""
        return ServerErrorMiddleware(self, handler=self._failed)

    def family(self, path: str) -> Family | None:
        """The family that a path belongs to."""
        for length in self._lengths:
            family = self._prefixes.get(path[:length])
            if family is not None:
                return family
        return None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        family = scope.get("madoguchi.family") or self.family(scope["path"])
        if family is None:
            await Response(status_code=404)(scope, receive, send)
            return
        head = head_of(scope)
        try:
            answer = await self._answer(scope, receive, family, head)
        except ClientDisconnect:
            late = Refusal(Reason.BAD_REQUEST, "what was sent did not come whole, or not in time")
            answer = family.refuse(head, late)
        except Refusal as refusal:
            answer = family.refuse(head, refusal)
        except MadoguchiError as error:
            answer = family.refuse(head, _as_refusal(error))
        except OperationalError as error:
            answer = family.refuse(head, _unusable(error))
        await _send(answer, family, scope, receive, send)

    async def _answer(
        self, scope: Scope, receive: Receive, family: Family, head: Head
    ) -> Answer | Response:
        raw = scope.get("raw_path") or scope["path"].encode()
        path = raw.partition(b"?")[0].decode("ascii", "replace")
        found = self._routes[family.name].find(head.method, path)
        if found is None:
            raise Refusal(Reason.NO_ADDRESS, "nothing stands at this address")
        if found.operation is None:
            allow = ", ".join(found.methods)
            if head.method == "OPTIONS":
                return Answer(b"", "", 204, (("allow", allow),))
            refusal = Refusal(Reason.NO_METHOD, f"this address takes {allow}")
            answer = family.refuse(head, refusal)
            return answer._replace(headers=(*answer.headers, ("allow", allow)))
        asked = _Asked(scope, receive, family, found.operation, found.values, head)
        return await self._admitted(asked)

    async def _admitted(self, asked: _Asked) -> Answer | Response:
        family, operation = asked.family, asked.operation
        query = _query(asked.scope)
        shown = family.credentials(asked.head.headers, query)
        address = network_of((asked.scope.get("client") or ("", 0))[0])
        if self._inline:
            caller = self.callers.caller(shown, address, family.name)
        else:
            look = partial(self.callers.caller, shown, address, family.name)
            caller = await self._wait(look, f"address:{address}")
        _permitted(caller, operation)
        remaining = await self._count(caller, operation, family)
        call = Call(
            method=asked.head.method,
            address=asked.head.path,
            path=asked.values,
            query=query,
            headers=asked.head.headers,
            body=await _body(asked),
            caller=caller,
            premises=self._premises,
            base=asked.head.base,
            remaining=remaining,
        )
        # Quick work is done here where the rows are at hand; all other waits for its turn.
        if operation.quick and self._inline:
            return _done(operation, family, call)
        return await self._wait(partial(_done, operation, family, call), caller.name)

    async def _count(self, caller: Caller, operation: Operation, family: Family) -> int:
        limits = self._premises.accounts.limits
        if operation.group:
            reached = limits.minute(caller.name, caller.plan, operation.group)
            if reached:
                raise Refusal(Reason.MINUTE_LIMIT, _told(reached, "a minute"), reached)
        if not operation.counter or not caller.number:
            return -1
        wanted = (caller.name, caller.plan, operation.counter, family.zone)
        spent = limits.spend(*wanted)
        if spent is not None:
            return spent.left
        async with self._taking:
            taken = await to_thread.run_sync(partial(limits.take, *wanted))
        if isinstance(taken, Reached):
            raise Refusal(Reason.DAY_LIMIT, _told(taken, "a day"), taken)
        return taken.left

    async def _wait(self, work: Callable[[], _Found], caller: str) -> _Found:
        try:
            return await self._turns.work(caller, work)
        except CrowdedError as error:
            raise Refusal(Reason.CROWDED if error.own else Reason.BUSY, str(error)) from None

    async def _failed(self, request: Request, error: Exception) -> Response:
        """The last resort: recorded without what was asked for, since that may be confidential."""
        family = self.family(request.url.path) or self._families[0]
        _log.error("unexpected %s in %s", type(error).__name__, family.name)
        refusal = Refusal(Reason.FAILED, "something failed here that should not have")
        answer = family.refuse(head_of(request.scope), refusal)
        return Response(
            answer.body,
            answer.status,
            dict((*family.headers, *answer.headers)),
            answer.media_type,
        )


def _done(operation: Operation, family: Family, call: Call) -> Answer | Response:
    answer = operation.handler(call)
    return family.finish(call, answer) if isinstance(answer, Answer) else answer


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """What the public's calls are counted under: of IPv6 the /64, which one caller has whole."""
    if ":" not in address:
        return address
    try:
        return str(ip_network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address


def head_of(scope: Scope) -> Head:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    base = f"{scope.get('scheme', 'http')}://{headers.get('host', 'localhost')}"
    return Head(scope["method"], scope["path"], headers, base)


def _query(scope: Scope) -> tuple[tuple[str, str], ...]:
    text = scope["query_string"]
    if not text:
        return ()
    try:
        pairs = parse_qsl(
            text.decode("latin-1"), keep_blank_values=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise Refusal(
            Reason.BAD_REQUEST, "the query cannot be read; write name=value&..."
        ) from None
    return tuple(pairs)


def _permitted(caller: Caller, operation: Operation) -> None:
    if operation.known and not caller.number:
        raise Refusal(Reason.NO_CREDENTIALS, "this is for those with an account; show a key")
    if not caller.may(operation.needs):
        raise Refusal(
            Reason.NOT_PERMITTED, f"this account or key lacks the permission {operation.needs}"
        )


def _told(reached: Reached, span: str) -> str:
    until = reached.until.isoformat(timespec="seconds")
    return f"the limit of {reached.limit} calls {span} of {reached.name} is reached until {until}"


async def _body(asked: _Asked) -> bytes:
    if asked.head.method in ("GET", "HEAD"):
        return b""
    largest = asked.operation.largest
    parts, size = [], 0
    async for part in Request(asked.scope, asked.receive).stream():
        size += len(part)
        if size > largest:
            raise Refusal(Reason.TOO_LARGE, f"what was sent has over {largest:,} bytes")
        parts.append(part)
    return b"".join(parts)


def _as_refusal(error: MadoguchiError) -> Refusal:
    reason = next((reason for kind, reason in _REASONS if isinstance(error, kind)), Reason.FAILED)
    if reason is Reason.FAILED:
        raise error
    refusal = Refusal(reason, str(error))
    refusal.__cause__ = error
    return refusal


def _unusable(error: OperationalError) -> Refusal:
    """The database is away, or its disk full; the first line of what it says names no values."""
    _log.error("the database cannot be used: %s", str(error.orig).partition("\n")[0])
    return Refusal(
        Reason.FAILED, "the office's database cannot be used now; nothing was done, try again later"
    )


@lru_cache(maxsize=256)
def _always(media_type: str, more: Pairs) -> tuple[tuple[bytes, bytes], ...]:
    """The headers that do not depend on the answer, as they go over the wire."""
    kind = (("content-type", media_type),) if media_type else ()
    return tuple(
        (name.encode("latin-1"), value.encode("latin-1")) for name, value in (*kind, *more)
    )


async def _send(
    answer: Answer | Response, family: Family, scope: Scope, receive: Receive, send: Send
) -> None:
    shared = any(name == b"origin" for name, _ in scope["headers"])
    always = family.headers + family.cors if shared else family.headers
    if isinstance(answer, Response):
        for name, value in always:
            answer.headers.setdefault(name, value)
        await answer(scope, receive, send)
        return
    headers = [
        (b"content-length", b"%d" % len(answer.body)),
        *_always(answer.media_type, always),
        *[(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers],
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    body = b"" if scope["method"] == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})
