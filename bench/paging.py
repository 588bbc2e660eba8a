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
# A snippet comes from the index where the abstract or first claim shows the find; for one deeper in
# the document the record is read.
QUERIES = {
    "finds in title, abstract or first claim": ("claim", "前記", "the/TI", "said+wherein"),
    "finds deep in the document": ("請求項１に記載の", '"claim first"', "第一二*制御"),
}


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
        with server(home) as (base, pid):
            rows = [_row(kind, queries, index, base, pid) for kind, queries in QUERIES.items()]
        archive.close()
    return rows


def _row(kind: str, queries: tuple[str, ...], index: SearchIndex, base: str, pid: int) -> Row:
    begun = cpu()
    for number in range(REQUESTS):
        query = parse(queries[number % len(queries)])
        index.engine.search(query, limit=20)
        index.engine.facets(query, tuple(FACETS), 12)
    query_cost = (cpu() - begun) / REQUESTS * 1e3
    for text in queries:
        _get(base, text)
    before = cpu_of(pid)
    for number in range(REQUESTS):
        _get(base, queries[number % len(queries)])
    page_cost = (cpu_of(pid) - before) / REQUESTS * 1e3
    return Row(
        f"results page: server CPU above the query, {kind}",
        f"{page_cost:.2f} ms",
        f"{query_cost:.2f} ms (query and facets)",
        f"{page_cost - query_cost:.2f} ms",
        "≤ 3 ms",
    )


def _get(base: str, text: str) -> None:
    query = urllib.parse.urlencode({"q": text, "lang": "ja"})
    with urllib.request.urlopen(f"{base}/search?{query}", timeout=30) as answer:
        assert answer.status == 200
        answer.read()
