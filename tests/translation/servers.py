"""Translation servers of the tests' own, on a port of this machine."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Call(NamedTuple):
    """What came in: method, path, decoded body, headers in lower case."""

    method: str
    path: str
    body: Any
    headers: dict[str, str]


Answer = tuple[int, bytes]
Answering = Callable[[Call], Answer]


def as_json(value: object, status: int = 200) -> Answer:
    return status, json.dumps(value).encode()


@contextlib.contextmanager
def serving(answering: Answering) -> Iterator[tuple[str, list[Call]]]:
    """Serve until the block ends; gives the address and the calls that came."""
    calls: list[Call] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["content-length"]))))

        def _answer(self, body: Any) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            call = Call(self.command, self.path, body, headers)
            calls.append(call)
            status, data = answering(call)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(status)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", calls
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def libretranslate(call: Call) -> Answer:
    """Answer as LibreTranslate does: put every text into capitals."""
    if call.path == "/languages":
        return as_json(
            [
                {"code": "ja", "name": "Japanese", "targets": ["en", "ja"]},
                {"code": "zh-Hans", "name": "Chinese", "targets": ["en"]},
                {"code": "en", "name": "English", "targets": ["ja", "zh-Hans"]},
            ]
        )
    if call.body["source"] == "ko":
        return as_json({"error": "ko is not supported"}, 400)
    return as_json({"translatedText": [f"T({text})" for text in call.body["q"]]})
