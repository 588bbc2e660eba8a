"""Hot reads over HTTP: server CPU a request, beside a bare handler that reads one row; overload.

`wrk` asks on the loopback; the CPU is what the kernel counts for the server's process. Each round
asks every server once, in turn; the figures are medians over the rounds. Datasette stands beside
where it is installed (`.clients/datasette`).
"""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import urllib3
from sqlalchemy import select

from bench.measuring import Row
from madoguchi.accounts import (
    Accounts,
    ActorKind,
    Registration,
    make_token,
    register,
    set_plan,
)
from madoguchi.archive import Archive, public_case, publication_stream
from madoguchi.model import Name

OUT = Path(__file__).parent / "out" / "serving"
HOME = OUT / "office"
DATASETTE = Path(__file__).parents[1] / ".clients" / "datasette" / "bin" / "datasette"
ROUNDS, SECONDS, CONNECTIONS = 5, 3, 16
SATURATED = 60
_REQUESTS = re.compile(r"(\d+) requests in")
_ERRORS = re.compile(r"Non-2xx or 3xx responses: (\d+)")
_P99 = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_TICKS = os.sysconf("SC_CLK_TCK")


class Asked(NamedTuple):
    """A server's port and process, and what is asked of it."""

    name: str
    port: int
    process: int
    paths: list[str]
    header: str = ""


def run() -> list[Row]:
    if shutil.which("wrk") is None:
        print("wrk is not installed (apt-get install wrk); serving is left out", file=sys.stderr)
        return []
    key, token = _office()
    with _served() as (port, process):
        hot = list(_hot(port, process, key, token))
        _same_bytes(hot)
        with _bare(hot) as bare:
            rows = list(_against(hot, bare))
        rows.append(_saturated(hot[0]))
    return rows


# -- the office --------------------------------------------------------------------------------


def _office() -> tuple[str, str]:
    """The sample office, made once, with a program whose calls are counted but not limited."""
    if not (OUT / ".loaded").exists():
        shutil.rmtree(OUT, ignore_errors=True)
        OUT.mkdir(parents=True)
        _command("sample", str(OUT / "sample"))
        _command("--home", str(HOME), "load", str(OUT / "sample"))
        (OUT / ".loaded").touch()
    archive = Archive.at(HOME)
    accounts = Accounts(archive)
    wanted = Registration(kind=ActorKind.PROGRAM, names=(Name(name="Bench"),))
    number = register(accounts, wanted, by="bench").number
    set_plan(accounts, number, "unlimited", by="bench")
    key = make_token(accounts, number, "bench", 1, by="bench")
    token = accounts.lending.lend(number, "", "jpo", 86_400)
    archive.close()
    return key, token


def _command(*words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "madoguchi", *words], check=True, stdout=subprocess.DEVNULL
    )


def _hot(port: int, process: int, key: str, token: str) -> Iterator[Asked]:
    archive = Archive.at(HOME)
    publications = archive.rows(select(publication_stream.c.publication).distinct().limit(200))
    cases = [row[0] for row in archive.rows(select(public_case.c["case"]))]
    archive.close()
    japanese = [case.rpartition("-")[2] for case in cases if case.startswith("JP-patent-")][:200]
    own, jpo = f"Bearer {key}", f"Bearer {token}"
    documents = [f"/api/v1/publications/{row[0]}" for row in publications]
    yield Asked("document JSON", port, process, documents, own)
    files = [f"/api/v1/cases/{case}" for case in cases[:200]]
    yield Asked("case JSON", port, process, files, own)
    progress = [f"/api/patent/v1/app_progress/{number}" for number in japanese]
    yield Asked("application history (JPO)", port, process, progress, jpo)
    reference = [f"/api/patent/v1/case_number_reference/application/{n}" for n in japanese]
    yield Asked("number reference (JPO)", port, process, reference, jpo)


@contextmanager
def _served(**more: str) -> Iterator[tuple[int, int]]:
    port = _free_port()
    words = [sys.executable, "-m", "madoguchi", "--home", str(HOME), "serve", "--port", str(port)]
    with _running(words, port, more) as process:
        yield port, process


BARE = OUT / "bare.sqlite"


def _same_bytes(hot: list[Asked]) -> None:
    """A database of what our own server answers, for the bare one to read row by row."""
    BARE.unlink(missing_ok=True)
    with sqlite3.connect(BARE) as connection:
        connection.execute("CREATE TABLE row (path TEXT PRIMARY KEY, position INT, data BLOB)")
        for asked in hot:
            headers = {"authorization": asked.header}
            for path in asked.paths:
                address = f"http://127.0.0.1:{asked.port}{path}"
                answer = urllib3.request("GET", address, headers=headers)
                connection.execute("INSERT INTO row VALUES (?, 1, ?)", (path, answer.data))


@contextmanager
def _bare(hot: list[Asked]) -> Iterator[dict[str, Asked]]:
    """The bare server; for each hot read it is asked for rows of the same bytes."""
    port = _free_port()
    words = [
        sys.executable, "-m", "uvicorn", "bench.bare:application", "--port", str(port),
        "--log-level", "error", "--no-access-log", "--no-server-header",
    ]  # fmt: skip
    with _running(words, port, {"BARE_DATABASE": str(BARE)}) as process:
        yield {one.name: Asked(f"bare: {one.name}", port, process, one.paths) for one in hot}


def _some_cases() -> list[str]:
    archive = Archive.at(HOME)
    found = [row[0] for row in archive.rows(select(public_case.c["case"]).limit(200))]
    archive.close()
    return found


@contextmanager
def _running(words: list[str], port: int, more: dict[str, str]) -> Iterator[int]:
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, env={**os.environ, **more})
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


# -- asking ------------------------------------------------------------------------------------


class Told(NamedTuple):
    """What a run showed: CPU a request in microseconds, requests a second, refused, slowest."""

    cpu: float
    rate: float
    refused: int
    p99_ms: float


def _ask(asked: Asked, seconds: int = SECONDS, connections: int = CONNECTIONS) -> Told:
    script = OUT / "ask.lua"
    script.write_text(_lua(asked))
    before = _cpu(asked.process)
    words = [
        "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s",
        "-s", str(script), f"http://127.0.0.1:{asked.port}",
    ]  # fmt: skip
    text = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    used = _cpu(asked.process) - before
    count = int(_REQUESTS.search(text)[1])  # type: ignore[index]
    refused = _ERRORS.search(text)
    slowest = _P99.search(text)
    return Told(
        cpu=used / max(1, count) * 1e6,
        rate=count / seconds,
        refused=int(refused[1]) if refused else 0,
        p99_ms=_milliseconds(slowest[1], slowest[2]) if slowest else 0.0,
    )


def _lua(asked: Asked) -> str:
    """Ask each path in turn."""
    paths = ", ".join(json.dumps(path) for path in asked.paths)
    header = f'["Authorization"] = "{asked.header}"' if asked.header else ""
    return (
        f"local paths = {{ {paths} }}\nlocal n = 0\nlocal headers = {{ {header} }}\n"
        "request = function()\n  n = n % #paths + 1\n"
        '  return wrk.format("GET", paths[n], headers)\nend\n'
    )


def _milliseconds(text: str, unit: str) -> float:
    return float(text) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


def _cpu(process: int) -> float:
    """Seconds of CPU that a process has used, of all its threads."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _against(hot: list[Asked], bare: dict[str, Asked]) -> Iterator[Row]:
    with _datasette() as peer:
        asked = [*bare.values(), *hot, *([peer] if peer else [])]
        for one in asked:
            _ask(one, 1)
        told: dict[str, list[Told]] = {one.name: [] for one in asked}
        for _ in range(ROUNDS):
            for one in asked:
                told[one.name].append(_ask(one))
    for one in hot:
        base = _cpu_of(told[bare[one.name].name])
        assert not sum(run.refused for run in told[one.name]), one.name
        yield _row(one.name, told[one.name], base, "2.0")
    if peer:
        yield _row(peer.name, told[peer.name], _cpu_of(told[bare["case JSON"].name]), "")


def _cpu_of(runs: list[Told]) -> float:
    return statistics.median(one.cpu for one in runs)


def _row(name: str, runs: list[Told], base: float, goal: str) -> Row:
    rate = statistics.median(one.rate for one in runs)
    return Row(
        f"hot read over HTTP: {name}",
        f"{_cpu_of(runs):.0f} µs CPU, {rate:,.0f}/s",
        f"bare handler, same bytes, {base:.0f} µs",
        f"{_cpu_of(runs) / base:.2f}",
        goal,
    )


@contextmanager
def _datasette() -> Iterator[Asked | None]:
    if not DATASETTE.exists():
        yield None
        return
    port = _free_port()
    words = [str(DATASETTE), "serve", "-i", str(HOME / "archive.sqlite"), "--port", str(port)]
    paths = [f"/archive/public_case/{case}.json?_shape=array" for case in _some_cases()]
    with _running(words, port, {}) as process:
        yield Asked("datasette", port, process, paths)


# -- saturation and overload -------------------------------------------------------------------


def _saturated(asked: Asked) -> Row:
    """Asked without a pause for a minute: no error, no growing memory."""
    _ask(asked, 5)
    before = _resident(asked.process)
    told = _ask(asked, SATURATED, 64)
    grown = _resident(asked.process) - before
    return Row(
        f"{SATURATED} s at saturation: {asked.name}",
        f"{told.rate:,.0f}/s, {told.refused} errors, memory {grown:+.1f} MB",
        f"p99 {told.p99_ms:.0f} ms",
        f"{told.refused}",
        "0",
    )


def _resident(process: int) -> float:
    text = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024  # type: ignore[index]
