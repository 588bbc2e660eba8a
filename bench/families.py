"""Families: all of them from the stream, and one more publication; beside bare inserts of the rows.

A hundred thousand publications, or as many as BENCH_FAMILIES says. Files lie in the working
directory, on a real disk.
"""

import itertools
import json
import os
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.measuring import Row
from madoguchi.archive import Archive, Received
from madoguchi.families import PublicationFamilies
from madoguchi.model import DocumentId, Priority, Publication, Related, encode

OUT = Path(os.environ.get("BENCH_OUT") or Path(__file__).parent / "out" / "families")
COUNT = int(os.environ.get("BENCH_FAMILIES", "100000"))
MORE = 300
LARGE = 200
_TOGETHER = 2_000
# How many publications a family has: most one or two, few up to sixty.
_SIZES = (1, 2, 3, 5, 8, 13, 22, 36, 60)
_WEIGHTS = (38, 20, 12, 10, 8, 6, 3, 2, 1)
_LATER = ("US", "EP", "CN", "KR", "DE", "CA")
TABLES = ("family_claim", "family_member", "family_name")


class Numbers:
    """Application numbers of each office, one after the other."""

    def __init__(self, first: int = 1) -> None:
        self._next = {office: itertools.count(first) for office in ("JP", "WO", *_LATER)}

    def draw(self, office: str) -> DocumentId:
        year, serial = divmod(next(self._next[office]), 900_000)
        serial += 1
        number = {
            "JP": f"{1990 + year}{serial:06}",
            "US": f"{10 + year}{serial:06}",
            "EP": f"{year:02}{serial:06}",
            "CN": f"{2004 + year}10{serial:06}",
            "KR": f"10{1990 + year}{serial:07}",
            "DE": f"10{2004 + year}{serial:06}",
            "CA": f"{2_000_000 + 900_000 * year + serial}",
            "WO": f"PCTJP{1990 + year}{serial:06}",
        }[office]
        return DocumentId(number=number, office=office)


def publications(count: int) -> Iterator[list[Publication]]:
    """Yield families of about `count` publications together, always the same."""
    chance, numbers = random.Random(5), Numbers()
    while count > 0:
        size = chance.choices(_SIZES, _WEIGHTS)[0]
        count -= size
        yield list(itertools.islice(family(chance, numbers), size))


def family(chance: random.Random, numbers: Numbers) -> Iterator[Publication]:
    """Yield the publications of a family, without an end: divisions of divisions come last."""
    first = numbers.draw("JP")
    claimed = (Priority(document=first),)
    yield _published(first, "A")
    pct = numbers.draw("WO")
    yield _published(pct, "A1", claimed)
    yield _published(first, "B2")
    applied = []
    entered = (Related(relation="pct-filing", document=pct),)
    for office in _LATER:
        applied.append(numbers.draw(office))
        yield _published(applied[-1], "A", claimed, entered)
        yield _published(applied[-1], "B", claimed, entered)
    while True:
        parent = chance.choice(applied)
        applied.append(numbers.draw(parent.office))
        parted = Related(relation="division", document=parent)
        yield _published(applied[-1], "A", claimed if chance.random() < 0.5 else (), (parted,))


def _published(
    application: DocumentId,
    kind: str,
    priorities: tuple[Priority, ...] = (),
    related: tuple[Related, ...] = (),
) -> Publication:
    return Publication(
        office=application.office, number=application.number.removeprefix("PCTJP"), kind=kind,
        application=application, priorities=priorities, related=related,
    )  # fmt: skip


def _received(one: Publication) -> Received:
    record = encode(one)
    return Received("bench", 0, one.id.encode(), one.id, record, "bench")


def _filled(path: Path) -> int:
    """An archive of the publications; how many families they are."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    archive = Archive(f"sqlite:///{path}")
    count = 0
    waiting: list[Received] = []
    for one in publications(COUNT):
        count += 1
        waiting += map(_received, one)
        if len(waiting) >= _TOGETHER:
            archive.append(waiting)
            waiting = []
    archive.append(waiting)
    archive.close()
    return count


def run() -> list[Row]:
    families = _filled(OUT / "archive.sqlite")
    found = {name: _in_own_process(name) for name in ("rebuilding", "following", "inserting")}
    built, followed, bare = (found[name]["seconds"] for name in found)
    more = _in_own_process("one_more")
    return [
        Row(
            f"families of {COUNT:,} publications, all from the stream",
            f"{families / built:,.0f} families/s, {COUNT / built:,.0f} publications/s",
            f"bare inserts of the rows {COUNT / bare:,.0f}/s, "
            f"peak {found['rebuilding']['peak']:.0f} MB",
            f"{bare / built:.2f}",
            "",
        ),
        Row(
            "the same, followed in batches of 2,000",
            f"{families / followed:,.0f} families/s, {COUNT / followed:,.0f} publications/s",
            f"peak {found['following']['peak']:.0f} MB",
            f"{bare / followed:.2f}",
            "",
        ),
        *(
            Row(
                f"one more publication into {what}",
                f"{more[f'{name} p50']:.1f} ms, p99 {more[f'{name} p99']:.1f} ms",
                f"a commit of one row {more['commit']:.1f} ms",
                f"{more[f'{name} p50'] / more['commit']:.1f}",
                "",
            )
            for name, what in (("small", "a small family"), ("large", f"a family of {LARGE}"))
        ),
    ]


def _in_own_process(name: str) -> dict[str, float]:
    """Run a part by itself, so that its memory is its own."""
    code = f"import json; from bench import families; print(json.dumps(families.{name}()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _measured(action: Callable[[], object]) -> dict[str, float]:
    began = time.perf_counter()
    action()
    taken = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": taken, "peak": peak}


def _copied(name: str) -> Archive:
    shutil.copy(OUT / "archive.sqlite", OUT / name)
    return Archive(f"sqlite:///{OUT / name}")


def rebuilding() -> dict[str, float]:
    archive = _copied("rebuilt.sqlite")
    view = PublicationFamilies(archive)
    found = _measured(lambda: archive.views.rebuild(view))
    archive.close()
    return found


def following() -> dict[str, float]:
    archive = _copied("followed.sqlite")
    view = PublicationFamilies(archive)
    found = _measured(lambda: archive.views.catch_up([view]))
    archive.close()
    return found


def inserting() -> dict[str, float]:
    """The same rows into tables with the same indexes, as the driver takes them."""
    source = sqlite3.connect(OUT / "rebuilt.sqlite")
    Archive(f"sqlite:///{OUT / 'bare.sqlite'}").close()
    bare = sqlite3.connect(OUT / "bare.sqlite", isolation_level=None)
    bare.execute("PRAGMA synchronous=FULL")
    every = "SELECT * FROM "
    rows = {table: source.execute(every + table).fetchall() for table in TABLES}

    def insert() -> None:
        bare.execute("BEGIN IMMEDIATE")
        for table, several in rows.items():
            marks = ", ".join("?" * len(several[0]))
            bare.executemany(f"INSERT INTO {table} VALUES ({marks})", several)  # noqa: S608 - own names
        bare.execute("COMMIT")

    found = _measured(insert)
    source.close()
    bare.close()
    return found


def one_more() -> dict[str, float]:
    """One publication at a time, once it is on the stream."""
    archive = Archive(f"sqlite:///{OUT / 'rebuilt.sqlite'}")
    # Numbers that no other family has.
    chance, numbers = random.Random(6), Numbers(2 * COUNT)
    whole = list(itertools.islice(family(chance, numbers), LARGE + MORE))
    large, more = whole[:LARGE], whole[LARGE : LARGE + MORE]
    archive.append([_received(one) for one in large])
    view = PublicationFamilies(archive)
    archive.views.catch_up([view])
    held = itertools.islice((one for one in publications(COUNT) if len(one) < 9), MORE)
    small = [_next_of(one[0], at) for at, one in enumerate(held)]
    found = {"commit": statistics.median(_commits(archive))}
    for name, several in (("small", small), ("large", more)):
        taken = sorted(_one(archive, view, each) for each in several)
        found |= {f"{name} p50": statistics.median(taken), f"{name} p99": taken[-len(taken) // 100]}
    archive.close()
    return found


def _next_of(first: Publication, at: int) -> Publication:
    application = DocumentId(number=f"2099{at + 1:06}", office="JP")
    assert first.application is not None
    return _published(application, "A", (Priority(document=first.application),))


def _one(archive: Archive, view: PublicationFamilies, one: Publication) -> float:
    archive.append([_received(one)])
    began = time.perf_counter()
    archive.views.catch_up([view])
    return (time.perf_counter() - began) * 1000


def _commits(archive: Archive) -> Iterator[float]:
    """A transaction of one row each, as the same database does it."""
    with archive.database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS bare_row (one TEXT)")
    for _ in range(MORE):
        began = time.perf_counter()
        with archive.database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO bare_row VALUES ('one')")
        yield (time.perf_counter() - began) * 1000
