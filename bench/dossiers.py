"""Dossiers: a family of 200 applications, one of them with a wrapper of 1,000 documents.

Each page is asked for one after the other; the CPU is what the kernel counts for the server's
process, the time is what the client waits. Beside it stands a bare handler that reads one row of
the same bytes.
"""

import datetime as dt
import itertools
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import urllib3

from bench import serving
from bench.corpus import english, publications
from bench.measuring import Row
from madoguchi.archive import Archive, Received
from madoguchi.cases import Report, report
from madoguchi.families import family_views
from madoguchi.model import (
    Bibliography,
    Block,
    Body,
    CaseId,
    Citation,
    Claim,
    ClaimSet,
    DocumentId,
    FileDocument,
    Happening,
    History,
    Name,
    Paper,
    Party,
    Priority,
    Publication,
    Right,
    Text,
    encode,
)

OUT = Path(__file__).parent / "out" / "dossiers"
HOME = OUT / "office"
BARE = OUT / "bare.sqlite"
MEMBERS, DOCUMENTS, ROUNDS = 200, 1_000, 9
GOAL_MS = 1_000.0

_OFFICES = ("US", "EP", "JP", "CN", "KR")
_FIRST = CaseId(office="JP", right=Right.PATENT, number="2015100000")
_NUMBERS = {
    "JP": "2016{:06}", "US": "15{:06}", "EP": "16{:06}", "CN": "201610{:06}", "KR": "1020160{:06}",
}  # fmt: skip
PAGES = {
    "overview": f"/dossier/{_FIRST}",
    "wrapper of 1,000 documents": f"/dossier/{_FIRST}/wrapper",
    "all documents": f"/dossier/{_FIRST}/files",
    "citations": f"/dossier/{_FIRST}/citations",
    "classifications": f"/dossier/{_FIRST}/classifications",
    "claims compared": f"/dossier/{_FIRST}/claims",
    "claim correspondence": f"/dossier/{_FIRST}/correspondence",
    "beside each other": f"/dossier/{_FIRST}/beside",
}


def run() -> list[Row]:
    if not (OUT / ".made").exists():
        shutil.rmtree(OUT, ignore_errors=True)
        OUT.mkdir(parents=True)
        _make()
        (OUT / ".made").touch()
    port = serving._free_port()
    words = [sys.executable, "-m", "madoguchi", "--home", str(HOME), "serve", "--port", str(port)]
    with serving._running(words, port, {}) as process:
        _same_bytes(port)
        bare_port = serving._free_port()
        bare = [
            sys.executable, "-m", "uvicorn", "bench.bare:application", "--port", str(bare_port),
            "--log-level", "error", "--no-access-log", "--no-server-header",
        ]  # fmt: skip
        with serving._running(bare, bare_port, {"BARE_DATABASE": str(BARE)}) as other:
            return [_row(name, port, process, bare_port, other) for name in PAGES]


# -- the office ------------------------------------------------------------------------------------


def _make() -> None:
    archive = Archive.at(HOME)
    texts = publications(2 * MEMBERS)
    cases = [_FIRST, *itertools.islice(_cases(), MEMBERS - 1)]
    reports = [_report(case, place) for place, case in enumerate(cases)]
    report(archive, reports)
    for place, case in enumerate(cases):
        archive.append([_received(one) for one in _published(case, place, texts)])
    archive.views.catch_up(family_views(archive))
    archive.close()
    subprocess.run(
        [sys.executable, "-m", "madoguchi", "--home", str(HOME), "reindex"],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _cases() -> Iterator[CaseId]:
    for serial in itertools.count(100_000):
        for office in _OFFICES:
            number = _NUMBERS[office].format(serial)
            yield CaseId(office=office, right=Right.PATENT, number=number)


def _report(case: CaseId, place: int) -> Report:
    """A file of thirty events and documents; the first one's has a thousand, each with a text."""
    count = DOCUMENTS if case == _FIRST else 30
    filed = dt.date(2015, 5, 1) + dt.timedelta(days=place)
    listed = [_document(case, n, filed) for n in range(count)]
    history = History(
        case=case,
        bibliography=Bibliography(
            filed=filed,
            titles=(Text(text=f"Battery separator {place}", lang="en"),),
            applicants=(Party(names=(Name(name="Madoguchi Kogyo K.K."),)),),
            priorities=() if case == _FIRST else (_claimed(),),
            citations=tuple(_citation(case, n) for n in range(12)),
        ),
        events=tuple(_events(filed)),
        documents=tuple(listed),
        papers=tuple(_paper(one) for one in listed) if case == _FIRST else (),
        laid_open=True,
    )
    return Report(history=history, source="own", original=str(case).encode())


def _claimed() -> Priority:
    return Priority(document=DocumentId(office=_FIRST.office, number=_FIRST.number))


def _events(filed: dt.date) -> Iterator[Happening]:
    yield Happening(code="FILED", date=filed, series="stated")
    for n in range(28):
        yield Happening(
            code="INFORMATION", date=filed + dt.timedelta(days=100 + 30 * n), series="stated"
        )
    yield Happening(code="PUBLISHED", date=filed + dt.timedelta(days=540), series="stated")


def _document(case: CaseId, n: int, filed: dt.date) -> FileDocument:
    return FileDocument(
        number=f"{case.office}{n:06}", code=("A131", "A53", "A523", "A01")[n % 4], series="jpo",
        name=f"Notice {n}", date=filed + dt.timedelta(days=n), lang="en", direction="out",
    )  # fmt: skip


def _paper(one: FileDocument) -> Paper:
    body = Body(blocks=(Block(text=f"{one.number} lacks novelty over the art cited."),))
    return Paper(document=one.number, title=one.name, lang="en", body=body)


def _citation(case: CaseId, n: int) -> Citation:
    number = f"2010{(hash(case.number) * 31 + n * 7919) % 3_000:06}"
    cited = DocumentId(office="JP", number=number, kind="A")
    return Citation(document=cited, phase="examination", category="XYA"[n % 3], claims="1-3")


def _published(case: CaseId, place: int, texts: Iterator[Publication]) -> Iterator[Publication]:
    """An application and its grant, with claims and a description."""
    words = english()
    for kind, years in (("A", 2), ("B", 5)):
        text = next(texts)
        claims = _claims(place, words)
        yield Publication(
            office=case.office,
            number=f"{case.number[:4]}{kind}{case.number[-6:]}".replace("A", "1").replace("B", "2"),
            kind=kind,
            date=dt.date(2015 + years, 5, 1) + dt.timedelta(days=place),
            application=DocumentId(
                office=case.office, number=case.number, date=dt.date(2015, 5, 1)
            ),
            titles=text.titles,
            classifications=text.classifications,
            descriptions=text.descriptions,
            abstracts=text.abstracts,
            claims=(ClaimSet(claims=claims, lang="en"),),
        )


def _claims(seed: int, words: object) -> tuple[Claim, ...]:
    import random  # noqa: PLC0415 - only here

    chance = random.Random(seed)
    drawn = (" ".join(words.draw(chance, 60)) for _ in range(20))  # type: ignore[attr-defined]
    return tuple(Claim(number=n, text=text) for n, text in enumerate(drawn, 1))


def _received(one: Publication) -> Received:
    return Received(
        source="gazette", authority=0, original=one.id.encode(), publication=one.id,
        record=encode(one), file=f"{one.id}.xml",
    )  # fmt: skip


# -- asking ----------------------------------------------------------------------------------------


def _same_bytes(port: int) -> None:
    BARE.unlink(missing_ok=True)
    with sqlite3.connect(BARE) as connection:
        connection.execute("CREATE TABLE row (path TEXT PRIMARY KEY, position INT, data BLOB)")
        for path in PAGES.values():
            answer = urllib3.request("GET", f"http://127.0.0.1:{port}{path}")
            assert answer.status == 200, (path, answer.status)
            connection.execute("INSERT INTO row VALUES (?, 1, ?)", (path, answer.data))


def _row(name: str, port: int, process: int, bare_port: int, bare: int) -> Row:
    path = PAGES[name]
    ours, waited, size = _asked(port, process, path, ROUNDS)
    base, _, _ = _asked(bare_port, bare, path, 200)
    return Row(
        f"dossier of {MEMBERS} members: {name}",
        f"{waited * 1e3:.0f} ms waited, {ours * 1e3:.0f} ms CPU, {size / 1e3:.0f} kB",
        f"bare handler, same bytes, {base * 1e3:.2f} ms CPU",
        f"{ours / base:.0f}" if base else "",
        f"< {GOAL_MS:.0f} ms",
    )


def _asked(port: int, process: int, path: str, rounds: int) -> tuple[float, float, int]:
    """CPU seconds a call, median seconds waited, and bytes, after one call that does not count."""
    address = f"http://127.0.0.1:{port}{path}"
    size = len(urllib3.request("GET", address).data)
    before, waited = serving._cpu(process), []
    for _ in range(rounds):
        begun = time.perf_counter()
        assert urllib3.request("GET", address).status == 200
        waited.append(time.perf_counter() - begun)
    return (serving._cpu(process) - before) / rounds, statistics.median(waited), size
