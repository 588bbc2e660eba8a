"""Killed at any moment and loaded again, an office is as after one clean load."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from intake.conftest import Office
from intake.office_files import docdb, jp
from madoguchi.search import Everything, parse

_LOAD = """
import sys
from pathlib import Path
from madoguchi.archive import Archive
from madoguchi.intake import load, loading
from madoguchi.search import SearchIndex, index
loading.BATCH_DOCUMENTS = 7
index.COMMIT_EVERY = 20
home, source = map(Path, sys.argv[1:])
archive = Archive.at(home)
print("begin", flush=True)
load([source], archive, SearchIndex(home, archive))
print("end", flush=True)
"""


def start(home: Path, source: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _LOAD, str(home), str(source)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def state(office: Office) -> tuple[object, ...]:
    """All that was received and all that is searchable, times aside."""
    entries = [
        (e.position, e.publication, e.source, e.version, e.original)
        for e in office.archive.follow(0, 10_000)
    ]
    originals = [office.archive.original(e[1], e[0]) for e in entries]
    page = office.index.engine.search(Everything(), sort="number", limit=1000)
    words = office.index.engine.search(parse("改"), limit=1000).total
    return entries, originals, page, words, office.index.engine.position()


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week's file with corrections of its own documents in it."""
    pieces = [jp(n, f"電池 {n}") for n in range(1, 120)]
    pieces += [jp(n, f"改 {n}") for n in range(1, 120, 5)]
    pieces += [docdb(*range(1, 60)), jp(3, "電池 3"), jp(500)[:200]]
    path = tmp_path_factory.mktemp("week") / "week.xml"
    path.write_bytes(b"".join(pieces))
    return path


def test_killed_at_many_points(week: Path, tmp_path: Path) -> None:
    clean = Office(tmp_path / "clean")
    begun = time.monotonic()
    clean.load(week)
    duration = time.monotonic() - begun
    expected = state(clean)
    clean_position = clean.archive.position()
    clean.archive.close()
    chance = random.Random(11)  # noqa: S311 - a fixed sequence for a test
    partly = 0
    for point in range(16):
        home = tmp_path / f"killed{point}"
        process = start(home, week)
        assert process.stdout is not None
        assert process.stdout.readline() == "begin\n"
        time.sleep(duration * chance.uniform(0.02, 1.0))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        office = Office(home)
        assert not [damage for damage in office.archive.verify() if damage]
        assert office.index.engine.position() <= office.archive.position()
        partly += 0 < office.archive.position() < clean_position
        office.load(week)
        assert state(office) == expected
        office.archive.close()
    assert partly >= 4


def test_the_index_catches_up_with_what_was_stored_before_a_crash(
    office: Office, week: Path
) -> None:
    office.load(week)
    expected = state(office)
    position = next((office.home / "index").glob("*/position"))
    position.write_text("40")
    again = Office(office.home)
    again.load(week)
    assert state(again) == expected
    again.archive.close()


def test_a_rebuilt_index_finds_the_same(office: Office, week: Path) -> None:
    office.load(week)
    expected = state(office)
    office.index.rebuild()
    assert state(office) == expected
