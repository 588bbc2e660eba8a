"""The register: group commit, replay of a million events, views built anew, a case read.

Group commit stands beside one writer with a commit each, the bare fdatasync of one page, and
PostgreSQL with its fsync on. Files lie in the working directory, on a real disk.
"""

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.measuring import Row

OUT = Path(__file__).parent / "out" / "registering"
SECONDS = 3.0
WRITERS = 100
EVENTS = 1_000_000
A_CASE = 20

FACT = json.dumps(
    {"event": {"code": "A131", "date": "2024-02-27", "series": "jpo"}, "source": "bench"}
).encode()


def run() -> list[Row]:
    OUT.mkdir(parents=True, exist_ok=True)
    rows = [*_committing()]
    rows += _in_own_process("replaying")
    rows += _in_own_process("reading")
    return rows


# -- group commit ----------------------------------------------------------------------------------


def _committing() -> Iterator[Row]:
    limit = _fdatasync()
    for name, url in _databases():
        one = _writers(url, 1)
        many = _writers(url, WRITERS)
        yield Row(
            f"group commit, {name}: {WRITERS} writers",
            f"{many:,.0f} writes/s",
            f"one writer {one:,.0f}/s, fdatasync {limit:,.0f}/s",
            f"{many / one:.1f}",
            "20",
        )


def _databases() -> Iterator[tuple[str, str]]:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    yield "SQLite", f"sqlite:///{OUT / 'commit.sqlite'}"
    yield from _postgresql()


def _writers(url: str, count: int) -> float:
    """Writes a second of so many threads, each with a submission of its own at a time."""
    from madoguchi.archive import Archive, Fact, Write  # noqa: PLC0415 - after the process is set up

    archive = Archive(url)
    done = [0] * count
    stop = time.perf_counter() + SECONDS

    def work(writer: int) -> None:
        subject = f"XX-patent-{count}{writer:04}"
        while time.perf_counter() < stop:
            fact = Fact(subject, "happened", FACT)
            archive.register.append(Write(facts=(fact,), actor="bench", key=os.urandom(8).hex()))
            done[writer] += 1

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(count)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = sum(done) / (time.perf_counter() - began)
    archive.close()
    return rate


def _fdatasync() -> float:
    """Pages a second that the disk takes when each is waited for: the raw limit of a commit."""
    with (OUT / "page").open("wb") as file:
        count, began = 0, time.perf_counter()
        while time.perf_counter() - began < 1:
            file.write(bytes(4096))
            file.flush()
            os.fdatasync(file.fileno())
            count += 1
    return count / (time.perf_counter() - began)


def _postgresql() -> Iterator[tuple[str, str]]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        return
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    disk = OUT.resolve() / "pgdata"
    as_user: list[str] = []
    if os.getuid() == 0:
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        disk.mkdir()
        for path in (folder, disk):
            shutil.chown(path, "postgres", "postgres")
    control = [*as_user, str(found[-1].parent / "pg_ctl"), "-D", str(disk), "-w", "-s"]
    make = [*as_user, str(found[-1]), "-D", str(disk), "-U", "office", "-A", "trust", "-E", "UTF8"]
    try:
        subprocess.run(make, check=True, capture_output=True)
        options = (
            f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=20"
        )
        start = [*control, "-l", str(folder / "log"), "-o", options, "start"]
        subprocess.run(start, check=True, capture_output=True)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"PostgreSQL left out: {error}", file=sys.stderr)
        return
    try:
        yield "PostgreSQL", f"postgresql+psycopg://office@/postgres?host={folder}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


# -- in a process of its own, for its peak of memory -----------------------------------------------


def _in_own_process(part: str) -> list[Row]:
    command = [sys.executable, "-c", f"from bench import registering as r; r.print_rows(r.{part})"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [Row(*values) for values in json.loads(done.stdout.splitlines()[-1])]


def print_rows(part: Callable[[], list[tuple[str, ...]]]) -> None:
    print(json.dumps(part()))


def _peak() -> int:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _million(path: Path) -> None:
    """A register of a million events in cases of twenty, put in by SQL: not what is measured."""
    from madoguchi.archive import Archive  # noqa: PLC0415

    Archive(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=WAL")
        statement = "INSERT INTO register_stream VALUES (?, ?, ?, 'happened', ?, 'bench', '2026')"
        database.executemany(statement, _events())
    database.close()


CODES = ("A63", "A621", "A131", "A53", "A523", "A01", "A61", "R150", "R20", "R20")


def _events() -> Iterator[tuple[int, str, int, bytes]]:
    for position in range(1, EVENTS + 1):
        case, version = divmod(position - 1, A_CASE)
        year, month = 2000 + version, 1 + case % 12
        code = CODES[version % len(CODES)]
        event = {"code": code, "date": f"{year}-{month:02}-15", "series": "jpo"}
        data = json.dumps({"event": event, "source": "bench"}).encode()
        yield position, f"JP-patent-{2000 + case // 50_000}{case:06}", version + 1, data


def replaying() -> list[tuple[str, ...]]:
    """Replay by itself, then the building anew of every view."""
    from madoguchi.archive import Archive  # noqa: PLC0415
    from madoguchi.cases import case_views, play  # noqa: PLC0415

    path = OUT / "million.sqlite"
    if not path.exists():
        _million(path)
    archive = Archive(f"sqlite:///{path}")
    began = time.process_time()
    played = sum(len(play(facts).steps) for facts in archive.register.by_subject())
    spent = time.process_time() - began
    assert played == EVENTS
    peak = _peak()
    began = time.perf_counter()
    for view in case_views(archive):
        archive.views.rebuild(view)
    took = time.perf_counter() - began
    archive.close()
    name = f"replay of {EVENTS:,} events"
    return [
        (name, f"{played / spent:,.0f} events/s and core", f"peak {peak} MB", "", ""),
        (
            f"building every view anew after {EVENTS:,} events",
            f"{EVENTS / took:,.0f} events/s",
            f"peak {_peak()} MB",
            "",
            "",
        ),
    ]


def reading() -> list[tuple[str, ...]]:
    """A case by its identity, beside the bare SELECT of the same row by sqlite3."""
    from madoguchi.archive import Archive  # noqa: PLC0415
    from madoguchi.cases import OfficeCases  # noqa: PLC0415

    path = OUT / "million.sqlite"
    archive = Archive(f"sqlite:///{path}")
    cases = OfficeCases(archive)
    ids = cases.after("", 5000)[::7]
    bare = sqlite3.connect(path, isolation_level=None)
    statement = 'SELECT data FROM case_file WHERE "case" = ?'

    def from_sqlite(id_: str) -> bytes:
        return bytes(bare.execute(statement, (id_,)).fetchone()[0])

    ways = (from_sqlite, cases.stored, cases.case)
    best = [min(_each(way, ids) for _ in range(9)) for way in ways]
    archive.close()
    bare.close()
    micro = [f"{seconds * 1e6:.1f} µs" for seconds in best]
    beside = f"bare SELECT {micro[0]}"
    return [
        ("case read: its stored form", micro[1], beside, f"{best[0] / best[1]:.2f}", "0.6"),
        ("case read: decoded", micro[2], beside, f"{best[0] / best[2]:.2f}", ""),
    ]


def _each(way: Callable[[str], object], ids: list[str]) -> float:
    began = time.perf_counter()
    for id_ in ids:
        way(id_)
    return (time.perf_counter() - began) / len(ids)
