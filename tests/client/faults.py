"""An office behind a line that does wrong when it is told to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Fault(NamedTuple):
    """What goes wrong with one call: a status in place of the answer, or all but a few bytes lost.

    `after` lets the office do the work first and then loses its answer.
    """

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    cut: int = -1
    after: bool = False


class Faulty:
    """An office; `faults` are done to the calls to come, one each. `asked` are their headers."""

    def __init__(self, office: ASGIApp) -> None:
        self._office = office
        self.faults: list[Fault] = []
        self.asked: list[dict[str, str]] = []
        self.url = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.asked.append({"path": scope["path"], **headers})
        fault = self.faults.pop(0) if self.faults else Fault()
        if fault.cut >= 0:
            await self._office(scope, receive, _Cut(send, fault.cut))
        elif fault.status:
            if fault.after:
                await self._office(scope, receive, _nowhere)
            await Response(fault.body, fault.status, dict(fault.headers))(scope, receive, send)
        else:
            await self._office(scope, receive, send)


async def _nowhere(_message: Message) -> None:
    pass


class _Cut:
    """Sends so many bytes of an answer and breaks off."""

    def __init__(self, send: Send, left: int) -> None:
        self._send = send
        self._left = left

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            body = message["body"][: self._left]
            await self._send({"type": "http.response.body", "body": body, "more_body": True})
            raise ConnectionResetError
        await self._send(message)


@contextmanager
def faulty(office: ASGIApp) -> Iterator[Faulty]:
    found = Faulty(office)
    config = uvicorn.Config(found, port=0, log_level=60, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.01)
    found.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield found
    server.should_exit = True
    thread.join(10)
