"""A server of bulk data that does wrong when it is told to."""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from bulk.offices import Office
from madoguchi.bulk import Offering
from madoguchi.model import encode_delivered


class Fault(NamedTuple):
    """What goes wrong with one answer.

    `cut` sends so many bytes and breaks off; `status` answers that instead, with `headers`;
    `data` is sent in place of what was asked for; `deaf` takes no notice of ranges.
    """

    cut: int = -1
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    data: bytes | None = None
    deaf: bool = False


class Asked(NamedTuple):
    path: str
    headers: dict[str, str]


class Site:
    """Serves a folder; `faults` are done to the answers to come, one each, where they match."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[tuple[str, Fault]] = []
        self.asked: list[Asked] = []
        self.url = ""

    def do(self, pattern: str, *faults: Fault) -> None:
        """Let these go wrong with the next answers whose path has the pattern."""
        self.faults += [(pattern, fault) for fault in faults]

    def next_fault(self, path: str) -> Fault:
        for n, (pattern, fault) in enumerate(self.faults):
            if re.search(pattern, path):
                del self.faults[n]
                return fault
        return Fault()

    def sent(self, name: str) -> list[Asked]:
        return [one for one in self.asked if one.path.endswith(name)]


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no news."""


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    server = _Server(("127.0.0.1", 0), _handler(site))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append(Asked(self.path, headers))
            fault = site.next_fault(self.path)
            path = site.folder / self.path.lstrip("/")
            if fault.status or not path.is_file():
                self._send(fault.status or 404, fault.data or b"", dict(fault.headers))
                return
            data = path.read_bytes() if fault.data is None else fault.data
            self._file(data, fault, headers)

        def _file(self, data: bytes, fault: Fault, headers: dict[str, str]) -> None:
            tag = f'"{sha256(data).hexdigest()}"'
            told = {"etag": tag, **dict(fault.headers)}
            given = re.fullmatch(r"bytes=(\d+)-", headers.get("range", ""))
            same = headers.get("if-range", tag) == tag
            if given is None or fault.deaf or not same:
                self._send(200, data, told, fault.cut)
                return
            start = int(given[1])
            told.setdefault("content-range", f"bytes {start}-{len(data) - 1}/{len(data)}")
            self._send(206, data[start:], told, fault.cut)

        def _send(self, status: int, data: bytes, headers: dict[str, str], cut: int = -1) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data if cut < 0 else data[:cut])
            if 0 <= cut < len(data):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def publish(office: Office, folder: Path) -> None:
    """Put what an office offers into a folder, as its addresses have it."""
    shutil.copytree(office.home / "bulk", folder, dirs_exist_ok=True)
    offering = Offering(office.home)
    index = offering.index()
    (folder / "index.json").write_bytes(encode_delivered(index))
    for one in index.collections:
        data = encode_delivered(offering.collection(one.collection))
        (folder / one.collection / "index.json").write_bytes(data)
