"""A page of results over HTTP: the server's CPU above the query itself."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.corpus import publications, xml
from bench.measuring import Row, cpu
from madoguchi.archive import Archive
from madoguchi.intake import load
from madoguchi.search import FACETS, SearchIndex, parse

DOCUMENTS = 4_000
REQUESTS = 300
QUERIES = ("claim", "said wherein", "前記", "請求項１に記載の", "claim*first+second", "the/TI")


@contextlib.contextmanager
def server(home: Path) -> Iterator[tuple[str, int]]:
    """A server process over a data directory: its address and process number."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "madoguchi", "serve", "--home", str(home), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{base}/help", timeout=5).read()
                break
            time.sleep(0.1)
        yield base, process.pid
    finally:
        process.terminate()
        process.wait()


def cpu_of(pid: int) -> float:
    """CPU seconds that another process has used, from /proc (user and system)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "office"
        source = Path(scratch) / "all.xml"
        source.write_bytes(b"".join(xml(p) for p in publications(DOCUMENTS)))
        archive = Archive.at(home)
        index = SearchIndex(home, archive)
        load([source], archive, index)
        begun = cpu()
        for number in range(REQUESTS):
            query = parse(QUERIES[number % len(QUERIES)])
            index.engine.search(query, limit=20)
            index.engine.facets(query, tuple(FACETS), 12)
        query_cost = (cpu() - begun) / REQUESTS
        with server(home) as (base, pid):
            for text in QUERIES:
                _get(base, text)
            before = cpu_of(pid)
            for number in range(REQUESTS):
                _get(base, QUERIES[number % len(QUERIES)])
            page_cost = (cpu_of(pid) - before) / REQUESTS
        archive.close()
    above = (page_cost - query_cost) * 1e3
    return [
        Row("results page: server CPU above the query", f"{page_cost * 1e3:.2f} ms",
            f"{query_cost * 1e3:.2f} ms (query and facets)", f"{above:.2f} ms", "≤ 3 ms")
    ]  # fmt: skip


def _get(base: str, text: str) -> None:
    query = urllib.parse.urlencode({"q": text, "lang": "ja"})
    with urllib.request.urlopen(f"{base}/search?{query}", timeout=30) as answer:
        assert answer.status == 200
        answer.read()
