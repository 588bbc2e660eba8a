"""Calls over real sockets to servers that behave badly."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from dossier.sources.stand_ins import configured
from madoguchi.dossier.sources import Reply, SourceError
from madoguchi.dossier.sources.transport import Web

Serve = Callable[[socket.socket], None]


class Server:
    """Answers each connection by a function, on a thread of its own."""

    def __init__(self, serve: Serve, *, peek: bool = False) -> None:
        self._peek = peek
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._serve = serve
        self.over = threading.Event()
        self.requests: list[bytes] = []
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection: socket.socket) -> None:
        with connection:
            try:
                flags = socket.MSG_PEEK if self._peek else 0
                self.requests.append(connection.recv(65536, flags))
                self._serve(connection)
            except OSError:
                return

    def close(self) -> None:
        self.over.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


Served = Callable[..., Server]


@pytest.fixture
def served() -> Iterator[Served]:
    found: list[Server] = []

    def make(serve: Serve, *, peek: bool = False) -> Server:
        found.append(Server(serve, peek=peek))
        return found[-1]

    yield make
    for one in found:
        one.close()


def answered(body: bytes, *headers: str, status: str = "200 OK") -> Serve:
    head = "\r\n".join(
        [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close", *headers]
    )

    def serve(connection: socket.socket) -> None:
        connection.sendall(head.encode() + b"\r\n\r\n" + body)

    return serve


def call(
    server: Server, path: str = "/", most: int = 1 << 20, total: float = 5, **told: float
) -> Reply:
    web = Web(configured(address=f"http://127.0.0.1:{server.port}", **told))
    try:
        url = f"http://127.0.0.1:{server.port}{path}"
        return web("GET", url, {"x-own": "1"}, None, total, most)
    finally:
        web.close()


def failure(*words: object, **more: float) -> SourceError:
    with pytest.raises(SourceError) as caught:
        call(*words, **more)  # type: ignore[arg-type]
    return caught.value


def test_an_answer(served: Served) -> None:
    server = served(answered(b"hello", "Content-Type: text/plain", "X-A: b"))
    reply = call(server, "/a%2Fb")
    assert (reply.status, reply.body, reply.headers["x-a"]) == (200, b"hello", "b")
    request = server.requests[0].decode().lower()
    assert request.startswith("get /a%2fb http/1.1")
    assert "x-own: 1" in request
    assert "user-agent: madoguchi/" in request


def test_packed_answers(served: Served) -> None:
    server = served(answered(gzip.compress(b"hello" * 1000), "content-encoding: gzip"))
    assert call(server).body == b"hello" * 1000


def test_bombs_do_not_go_off(served: Served) -> None:
    packed = gzip.compress(b"\0" * (64 << 20))
    server = served(answered(packed, "content-encoding: gzip"))
    assert failure(server, most=1 << 20).failure == "unreadable"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"plain", "gzip"),
        (gzip.compress(b"x" * 9999, mtime=0)[:-9], "gzip"),
        (b"x", "br"),
        (b"x", "gzip, gzip"),
    ],
    ids=["plain", "cut", "unknown", "twice"],
)
def test_badly_packed_answers(served: Served, body: bytes, encoding: str) -> None:
    assert failure(served(answered(body, f"content-encoding: {encoding}"))).failure == "unreadable"


def test_large_answers_are_cut(served: Served) -> None:
    assert failure(served(answered(b"x" * 5000)), most=4000).failure == "unreadable"


def test_an_endless_answer_ends(served: Served) -> None:
    def serve(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    assert failure(served(serve), most=1 << 20).failure == "unreadable"


def test_a_cut_answer_is_none(served: Served) -> None:
    def serve(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")

    assert failure(served(serve)).failure == "unreachable"


def _drip(at_once: bytes, data: bytes) -> Serve:
    def serve(connection: socket.socket) -> None:
        connection.sendall(at_once)
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(0.05)

    return serve


@pytest.mark.parametrize(
    "data",
    [(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n", b"x" * 500),
     (b"HTTP/1.1 200 OK\r\nx-long: ", b"y" * 500)],
    ids=["body", "head"],
)  # fmt: skip
def test_a_byte_now_and_then_is_late(served: Served, data: tuple[bytes, bytes]) -> None:
    begun = time.monotonic()
    assert failure(served(_drip(*data)), total=0.6, read=0.5).failure == "late"
    assert time.monotonic() - begun < 4


def test_silence_is_late(served: Served) -> None:
    def serve(_connection: socket.socket) -> None:
        time.sleep(3)

    begun = time.monotonic()
    assert failure(served(serve), total=5, read=0.2).failure == "late"
    assert time.monotonic() - begun < 2.5


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    web = Web(configured(address=f"http://127.0.0.1:{port}"))
    with pytest.raises(SourceError) as caught:
        web("GET", f"http://127.0.0.1:{port}/?key=s3cret", {}, None, 2, 100)
    assert caught.value.failure == "unreachable"
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"no http at all\r\n\r\n", b"HTTP/1.1 9999999 OK\r\n\r\n",
                                  b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 500 + b"\r\n"])  # fmt: skip
def test_no_http(served: Served, data: bytes) -> None:
    def serve(connection: socket.socket) -> None:
        connection.sendall(data)

    assert failure(served(serve)).failure == "unreachable"


def test_led_on_at_the_same_host(served: Served) -> None:
    def serve(connection: socket.socket) -> None:
        if len(server.requests) == 1:
            answered(b"", "location: /there?x=1", status="302 Found")(connection)
        else:
            answered(b"there")(connection)

    server = served(serve)
    assert call(server).body == b"there"
    assert server.requests[1].startswith(b"GET /there?x=1 ")


@pytest.mark.parametrize(
    "place",
    ["http://127.0.0.2:1/", "https://example.org/", "file:///etc/passwd", "//evil.example/"],
)
def test_not_led_to_another(served: Served, place: str) -> None:
    server = served(answered(b"", f"location: {place}", status="302 Found"))
    assert failure(server).failure == "unreachable"
    assert len(server.requests) == 1


def test_not_led_on_for_ever(served: Served) -> None:
    server = served(answered(b"", "location: /again", status="307 Again"))
    assert failure(server).failure == "unreachable"
    assert len(server.requests) == 4


def test_no_proxy_of_the_environment(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert call(served(answered(b"direct"))).body == b"direct"


def test_certificates_are_held_to(served: Served, tmp_path: Path) -> None:
    """Only an authority that is known, or that the configuration names, is believed."""
    authority, file = trustme.CA(), tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)

    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as safe:
            safe.recv(65536)
            answered(b"safe")(safe)

    server = served(serve, peek=True)
    url = f"https://localhost:{server.port}/"
    trusting = Web(configured(address=url, ca_file=str(file)))
    assert trusting("GET", url, {}, None, 5, 100).body == b"safe"
    trusting.close()
    for web in (
        (Web(configured(address=url)), url),
        (Web(configured(address=url, ca_file=str(file))), url.replace("localhost", "127.0.0.1")),
    ):
        with pytest.raises(SourceError) as caught:
            web[0]("GET", web[1], {}, None, 5, 100)
        assert caught.value.failure == "unreachable"
        assert "no safe connection" in str(caught.value)
