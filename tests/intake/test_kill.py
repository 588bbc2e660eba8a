"""Killed at any moment and loaded again, an office is as after one clean load."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from intake.conftest import Office
from intake.office_files import docdb, history, jp
from madoguchi.archive import case_file, case_publication, public_case, public_key
from madoguchi.search import Everything, parse

_LOAD = """
import os, signal, sys
from pathlib import Path
from madoguchi.archive import Archive, archive as rooms, register, views
from madoguchi.intake import load, loading
from madoguchi.search import SearchIndex, index, tantivy_engine

loading.BATCH_DOCUMENTS = 7
index.COMMIT_EVERY = 20
home, source, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
steps = 0

def step():
    global steps
    steps += 1
    if steps == last:
        os.kill(os.getpid(), signal.SIGKILL)

def around(owner, name):
    inner = getattr(owner, name)
    def stepped(*args, **kwargs):
        step()
        result = inner(*args, **kwargs)
        step()
        return result
    setattr(owner, name, stepped)

around(Archive, "append")
around(rooms._Appending, "_write")
around(register.Register, "append_all")
around(register._Recording, "_write")
around(views.Views, "_advance")
around(tantivy_engine.Writing, "commit")
around(tantivy_engine, "_replace")
archive = Archive.at(home)
load([source], archive, SearchIndex(home, archive))
print(steps)
"""


def run(home: Path, source: Path, last: int) -> "subprocess.CompletedProcess[str]":
    """Load in a process of its own that kills itself at the given step (0: never)."""
    command = [sys.executable, "-c", _LOAD, str(home), str(source), str(last)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


_RECORDED = re.compile(r"""["']recorded["']:"[^"]*"|'\d{4}-\d\d-\d\dT[\d:+]+'""")


def state(office: Office) -> tuple[object, ...]:
    """All that was received and all that is searchable, times aside."""
    entries = [
        (e.position, e.publication, e.source, e.version, e.original)
        for e in office.archive.follow(0, 10_000)
    ]
    originals = [office.archive.original(e[1], e[0]) for e in entries]
    page = office.index.engine.search(Everything(), sort="number", limit=1000)
    words = office.index.engine.search(parse("改"), limit=1000).total
    facts = [(f.position, f.subject, f.version, f.data) for f in office.archive.register.follow(0)]
    tables = (case_file, public_case, public_key, case_publication)
    rows = (sorted(map(repr, office.archive.rows(select(table)))) for table in tables)
    views = [[_RECORDED.sub("", row) for row in each] for each in rows]
    reached = office.index.engine.reached()
    return entries, originals, page, words, reached, facts, views


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week's files: publications with corrections of some of them, and cases told twice."""
    pieces = [jp(n, f"電池 {n}") for n in range(1, 120)]
    pieces += [jp(n, f"改 {n}") for n in range(1, 120, 5)]
    pieces += [docdb(*range(1, 60)), jp(3, "電池 3"), jp(500)[:200]]
    folder = tmp_path_factory.mktemp("week")
    (folder / "week.xml").write_bytes(b"".join(pieces))
    (folder / "cases.jsonl").write_bytes(b"".join(map(history, range(1, 60))))
    (folder / "later.jsonl").write_bytes(b"".join(history(n, True) for n in range(1, 60, 4)))
    return folder


def test_killed_at_many_steps(week: Path, tmp_path: Path) -> None:
    """Before, inside and after transactions, index commits and the move of the position."""
    clean = run(tmp_path / "clean", week, 0)
    office = Office(tmp_path / "clean")
    expected, last = state(office), office.archive.position()
    office.archive.close()
    partly = 0
    for step in range(1, int(clean.stdout), max(1, int(clean.stdout) // 10)):
        home = tmp_path / f"killed{step}"
        assert run(home, week, step).returncode == -signal.SIGKILL
        office = Office(home)
        assert not [damage for damage in office.archive.verify() if damage]
        reached = office.index.engine.reached()
        assert reached.publications <= office.archive.position()
        assert reached.register <= office.archive.register.position()
        partly += 0 < office.archive.position() < last
        office.load(week)
        assert state(office) == expected
        office.archive.close()
    assert partly >= 5


def test_the_index_catches_up_with_what_was_stored_before_a_crash(
    office: Office, week: Path
) -> None:
    office.load(week)
    expected = state(office)
    position = next((office.home / "index").glob("*/position"))
    position.write_text("40 20 0")
    again = Office(office.home)
    again.load(week)
    assert state(again) == expected
    again.archive.close()


def test_a_rebuilt_index_finds_the_same(office: Office, week: Path) -> None:
    office.load(week)
    expected = state(office)
    office.index.rebuild()
    assert state(office) == expected
