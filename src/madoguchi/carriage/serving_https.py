"""Files of guests over HTTPS: an application to be mounted behind a door that speaks TLS.

    GET  …/folder/     what lies there, as JSON; nothing more than one level
    GET  …/file        also in part (Range, If-Range), also HEAD; ETag says which state it is of
    PUT  …/in/file     whole, or `Content-Range: bytes a-b/total` to go on; what has come so far
                       is seen as `file.part`, which takes its name when `total` is reached
    DELETE …/in/file

All as RFC 9110 has it, but for PUT with Content-Range, which that leaves to be agreed (14.5): an
offset that does not fit is answered 416 with `Content-Range: bytes */present-size`.
"""

import base64
import binascii
import contextlib
import errno
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TypeVar

import anyio
from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from madoguchi.carriage.guests import Guest, Visit
from madoguchi.carriage.house import House
from madoguchi.carriage.sessions_https import Answer, Sent, Visitor

_Found = TypeVar("_Found")
_STATUS = {
    errno.ENOENT: 404,
    errno.EACCES: 403,
    errno.EEXIST: 409,
    errno.EISDIR: 404,
    errno.EBUSY: 409,
    errno.ENOTEMPTY: 409,
    errno.EINVAL: 400,
    errno.ENAMETOOLONG: 400,
    errno.ENOSPC: 507,
    errno.EDQUOT: 507,
    errno.EMFILE: 503,
    errno.EFBIG: 403,
}
_AT_ONCE = 16
_ENOUGH, _LET_FLOW = 1 << 20, 1 << 25


def files_app(house: House) -> Starlette:
    """Return the application; mounted anywhere, paths begin behind the mount."""
    desk = Desk(house)
    methods = ["GET", "HEAD", "PUT", "DELETE"]
    return Starlette(routes=[Route("/{path:path}", desk, methods=methods)])


class Desk:
    """Takes calls up; all work on files is done on a few threads of its own."""

    def __init__(self, house: House) -> None:
        self._reception = house.reception("https")
        self._jails = house.jails
        self._turns: anyio.CapacityLimiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a call; its place inside is taken until the last byte of the answer is gone."""
        request = Request(scope, receive)
        address = request.client.host if request.client else ""
        if not self._reception.door.enter(address):
            crowded = "too many calls at once; come again later"
            await _said(503, crowded, {"Retry-After": "30"})(scope, receive, send)
            return
        try:
            answer = await self._answered(request, address)
            await answer(scope, receive, send)
        finally:
            self._reception.door.leave(address)

    async def _answered(self, request: Request, address: str) -> Response:
        guest = await self._guest(request, address)
        if guest is None:
            asked = {"WWW-Authenticate": 'Basic realm="Madoguchi", charset="UTF-8"'}
            return _said(401, "wrong name or password", asked)
        visit = Visit("https", guest.name, address, self._reception.told)
        path = f"/{request.path_params['path']}"
        try:
            return await self._served(request, path, guest, visit)
        except OSError as error:
            if error.errno != errno.ENOENT:
                visit.denied(path, error.strerror or str(error))
            return _said(_STATUS.get(error.errno or 0, 500), error.strerror or "not possible")

    async def _served(self, request: Request, path: str, guest: Guest, visit: Visit) -> Response:
        jail = await self._work(lambda: self._jails.of(guest))
        visitor = Visitor(jail, visit)
        if request.method == "PUT":
            return _finished(await self._take(request, visitor, path))
        if request.method == "DELETE":
            await self._work(lambda: visitor.remove(path))
            return Response(status_code=204)
        if path.endswith("/"):
            listed = await self._work(lambda: visitor.listed(path))
            return JSONResponse(listed, headers={"Cache-Control": "no-store"})
        headers = {key.lower(): value for key, value in request.headers.items()}
        return _finished(
            await self._work(lambda: visitor.file(path, headers, head=request.method == "HEAD"))
        )

    async def _take(self, request: Request, visitor: Visitor, path: str) -> Answer:
        headers = {key.lower(): value for key, value in request.headers.items()}
        sent = await self._work(lambda: visitor.begin(path, headers))
        if isinstance(sent, Answer):
            return sent
        try:
            await self._pour(request, sent)
        except ClientDisconnect:
            return Answer(400, "the file broke off; go on where it ends")
        finally:
            await self._work(sent.close)
        return await self._work(lambda: visitor.end(sent))

    async def _pour(self, request: Request, sent: Sent) -> None:
        waiting = bytearray()
        stream = request.stream()
        try:
            async for piece in stream:
                waiting += piece
                if len(waiting) >= _ENOUGH:
                    full, waiting = bytes(waiting), bytearray()
                    await self._work(partial(sent.add, full))
            await self._work(lambda: sent.add(bytes(waiting)))
        except ClientDisconnect:
            await self._work(lambda: sent.add(bytes(waiting)))
            raise
        except OSError:
            await _let_flow(stream)
            raise

    async def _guest(self, request: Request, address: str) -> Guest | None:
        shown = _credentials(request.headers.get("authorization", ""))
        if shown is None:
            return None
        guest, wait = await self._work(lambda: self._reception.by_call(*shown, address))
        await anyio.sleep(wait)
        return guest

    async def _work(self, work: Callable[[], _Found]) -> _Found:
        self._turns = self._turns or anyio.CapacityLimiter(_AT_ONCE)
        return await to_thread.run_sync(work, limiter=self._turns)


def _credentials(header: str) -> tuple[str, str] | None:
    """Name and password by RFC 7617."""
    scheme, _, coded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if colon else None


async def _let_flow(stream: AsyncIterator[bytes]) -> None:
    """Take the rest of a call that is refused, if it is not much.

    Shut in its face, a client that is still sending does not read why.
    """
    rest = _LET_FLOW
    with contextlib.suppress(ClientDisconnect):
        async for piece in stream:
            rest -= len(piece)
            if rest < 0:
                break


def _finished(answer: Answer) -> Response:
    if answer.body is not None:
        return StreamingResponse(answer.body, answer.status, answer.headers)
    if answer.text:
        return _said(answer.status, answer.text, answer.headers)
    return Response(status_code=answer.status, headers=answer.headers)


def _said(status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    return PlainTextResponse(f"{text}\n", status, headers)
