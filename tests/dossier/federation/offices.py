"""Five offices, each a data directory and a server of its own, with lines that can be disturbed."""

import datetime as dt
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from madoguchi.archive import Archive
from madoguchi.cases import Report, report
from madoguchi.families import family_views
from madoguchi.model import (
    Bibliography,
    Block,
    Body,
    CaseId,
    Citation,
    DocumentId,
    FileDocument,
    Happening,
    History,
    Paper,
    Priority,
    Right,
    Text,
)

OFFICES = ("JP", "US", "EP", "CN", "KR")
NUMBERS = {
    "JP": "2020{:06}", "US": "17{:06}", "EP": "21{:06}", "CN": "202110{:06}", "KR": "1020210{:06}",
}  # fmt: skip
_NOTICE = "10001"


def case_of(office: str, family: int) -> CaseId:
    return CaseId(office=office, right=Right.PATENT, number=NUMBERS[office].format(family))


def history(office: str, family: int, *, laid_open: bool = True) -> History:
    """A case of a family: it claims the Japanese one, was acted on, and cites what its office does."""
    case = case_of(office, family)
    first = case_of("JP", family)
    filed = dt.date(2020 if office == "JP" else 2021, 2, 1 + OFFICES.index(office))
    priority = Priority(document=DocumentId(office="JP", number=first.number))
    notice = FileDocument(
        number=f"{office}{_NOTICE}", code="ACTION", name=f"Notice of {office} {family}",
        date=filed + dt.timedelta(days=400), direction="out", lang="en",
    )  # fmt: skip
    return History(
        case=case,
        bibliography=Bibliography(
            filed=filed,
            titles=(Text(text=f"Battery {family} at {office}", lang="en"),),
            priorities=() if office == "JP" else (priority,),
            citations=(
                Citation(document=DocumentId(office="US", number="20100123456", kind="A1"),
                         phase="examination", category="X", claims="1-3"),
            ),
        ),
        events=(
            Happening(code="FILED", date=filed, series="stated"),
            Happening(code="PUBLISHED", date=filed + dt.timedelta(days=300), series="stated"),
        ) if laid_open else (Happening(code="FILED", date=filed, series="stated"),),
        documents=(notice,),
        papers=(
            Paper(document=notice.number, title=notice.name, lang="en",
                  body=Body(blocks=(Block(text=f"Claim 1 of {case} lacks novelty."),))),
        ),
        laid_open=laid_open,
    )  # fmt: skip


class Line(ThreadingHTTPServer):
    """The line to an office: "up" passes calls on; "slow", "garbage" and "down" do what they say."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.target = port
        self.state = "up"
        self.asked: list[bytes] = []
        self.hung_up = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Passing(BaseHTTPRequestHandler):
    server: Line

    def do_GET(self) -> None:
        self._pass(b"")

    def do_POST(self) -> None:
        self._pass(self.rfile.read(int(self.headers.get("content-length", "0"))))

    def _pass(self, body: bytes) -> None:
        self.server.asked.append(self.path.encode() + b" " + body)
        state = self.server.state
        if state == "slow":
            self.server.hung_up.wait(20)
            return
        if state == "garbage":
            self._answer(200, b"\x00\xff{]" * 200, {"content-type": "application/json"})
            return
        connection = http.client.HTTPConnection("127.0.0.1", self.server.target, timeout=20)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        try:
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            self._answer(answer.status, answer.read(), dict(answer.getheaders()))
        except OSError:
            self.close_connection = True
        finally:
            connection.close()

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Office:
    """An office with its own cases; started and stopped for real."""

    def __init__(self, code: str, folder: Path, cases: list[History]) -> None:
        self.code = code
        self.home = folder / code
        self.port = _free_port()
        self.line = Line(self.port)
        self._process: subprocess.Popen[bytes] | None = None
        archive = Archive.at(self.home)
        told = [Report(history=one, source="own", original=str(one.case).encode()) for one in cases]
        report(archive, told)
        archive.views.catch_up(family_views(archive))
        archive.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, offices: "list[Office]") -> None:
        """Write down which other offices are asked, each over its line."""
        tables = [
            f'[[source]]\nname = "{one.code.lower()}"\nkind = "madoguchi"\n'
            f'address = "{one.line.address}"\noffices = ["{one.code}"]\n'
            "connect = 2\nread = 4\ntotal = 5\nattempts = 1\n"
            for one in offices
            if one is not self
        ]
        (self.home / "sources.toml").write_text("\n".join(tables), encoding="utf-8")

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "madoguchi", "--home", str(self.home), "serve", "--port",
             str(self.port)],
            stdout=subprocess.DEVNULL, env={**os.environ},
        )  # fmt: skip

    def wait(self) -> None:
        for _ in range(600):
            assert self._process is not None
            assert self._process.poll() is None, "the server ended"
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server did not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)
            self._process = None

    def close(self) -> None:
        self.line.hung_up.set()
        self.line.shutdown()
        self.line.server_close()
        self.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
