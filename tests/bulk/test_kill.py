"""Killed at any moment and made again, the deliveries are as after one clean run."""

import signal
import subprocess
import sys
from pathlib import Path

from bulk.offices import Office, case_id, files_below, long
from madoguchi.bulk import Shelf
from madoguchi.model import Right, encode_delivered

_MAKE = """
import datetime as dt, os, signal, sys
from pathlib import Path
from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.bulk import Wanted, make, forms, shelf

home, last = Path(sys.argv[1]), int(sys.argv[2])
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

for owner, name in ((forms.XmlZip, "put"), (forms.Table, "close"), (forms.Lines, "close"),
                    (shelf.Shelf, "bench"), (Path, "rename"), (shelf, "_settle")):
    around(owner, name)
with clock.at(dt.datetime(2026, 11, 17, tzinfo=dt.UTC)):
    make(home, Archive.at(home), Wanted(back=True, part_bytes=20_000))
print(steps)
"""


def run(home: Path, last: int) -> "subprocess.CompletedProcess[str]":
    """Make in a process of its own that kills itself at the given step (0: never)."""
    command = [sys.executable, "-c", _MAKE, str(home), str(last)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def office_at(home: Path) -> Office:
    office = Office(home)
    office.receive(0, *(long(n, 5_000) for n in range(1, 12)))
    office.receive(1, long(99, 100), long(98, 100))
    office.tell(0, case_id(1))
    office.archive.close()
    return office


def whole(home: Path) -> int:
    """How many deliveries are there; each that is there is whole."""
    shelf = Shelf(home)
    held = [one for name in shelf.collections() for one in shelf.deliveries(str(name))]
    for one in held:
        place = home / "bulk" / one.manifest.collection / one.manifest.delivery
        assert (place / "manifest.json").read_bytes() == encode_delivered(one.manifest)
        for file in one.manifest.files:
            assert (place / file.name).stat().st_size == file.bytes
    return len(held)


def test_killed_at_many_steps(tmp_path: Path) -> None:
    clean = office_at(tmp_path / "clean")
    done = run(clean.home, 0)
    assert done.returncode == 0, done.stderr
    steps, expected = int(done.stdout), files_below(clean.home / "bulk")
    assert whole(clean.home) == 4
    assert Right.PATENT in "".join(expected)
    partly = 0
    for step in range(1, steps, max(1, steps // 6)):
        home = tmp_path / f"killed{step}"
        office_at(home)
        assert run(home, step).returncode == -signal.SIGKILL
        partly += 0 < whole(home) < 4
        assert run(home, 0).returncode == 0
        assert files_below(home / "bulk") == {**expected}
    assert partly >= 2
