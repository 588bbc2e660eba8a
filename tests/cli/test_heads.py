"""What the server reads of a call before anybody looks at it."""

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from madoguchi.cli import heads
from madoguchi.cli.serving import HEADS

LINES = b"GET / HTTP/1.1\r\nHost: a\r\n"


async def sizes(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{len(await request.body())} bytes")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    app = Starlette(routes=[Route("/", sizes, methods=["GET", "POST"])])
    config = uvicorn.Config(app, port=0, http=HEADS, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    while not server.started:
        threading.Event().wait(0.01)
    yield int(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    thread.join(10)


def told(port: int, *pieces: bytes) -> bytes:
    """What comes back until the server hangs up, or for two seconds."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as wire:
        try:
            for piece in pieces:
                wire.sendall(piece)
            while part := wire.recv(65536):
                answer += part
        except TimeoutError:
            return answer
        except ConnectionError:
            return answer + b"<gone>"
    return answer + b"<gone>"


@pytest.mark.parametrize("begin", [LINES + b"X: ", b"GET /", LINES + b"X: 1\r\n" * 100 + b"Y: "])
def test_a_head_without_end_is_not_read(port: int, begin: bytes) -> None:
    answer = told(port, begin, *[b"a" * 32_768] * 40)
    assert answer.endswith(b"<gone>")
    assert b" 200 " not in answer


def test_a_usual_head_and_a_large_body_are_read(port: int) -> None:
    body = b"b" * 1_000_000
    head = LINES.replace(b"GET", b"POST") + b"Content-Length: 1000000\r\nConnection: close\r\n"
    assert b"1000000 bytes" in told(port, head + b"X: " + b"x" * 60_000 + b"\r\n\r\n", body)


def test_calls_one_after_the_other_are_each_counted_anew(port: int) -> None:
    one = LINES + b"X: " + b"x" * 50_000 + b"\r\n\r\n"
    assert told(port, one, one, one).count(b"0 bytes") == 3


def test_a_head_that_never_ends_is_given_up(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "PATIENCE", 0.2)
    assert told(port, LINES) == b"<gone>"
