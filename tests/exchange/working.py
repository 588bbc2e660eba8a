"""Turns of an office: in this process, or in one of its own that can be killed and is measured."""

import contextlib
import datetime as dt
import errno
import json
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Protocol
from unittest import mock

from exchange.offices import Office
from madoguchi import clock
from madoguchi.exchange import Serving
from madoguchi.exchange.arriving import Loader

TESTS = Path(__file__).parents[1]


class Hand(Protocol):
    """Does what an office's staff or timer would; `full` is a disk without room while loading."""

    peak: int

    def do(self, what: str, instant: dt.datetime, partner: str = "", *, full: bool = False) -> None:
        """Do a turn, or an export or import by a partner's disk."""

    def kill_while(self, what: str, instant: dt.datetime) -> None:
        """Begin a turn and kill it somewhere in it."""

    def close(self) -> None: ...


def perform(office: Office, told: dict[str, Any]) -> None:
    """Do what a hand is told, in this process."""
    instant = dt.datetime.fromisoformat(told["at"])
    no_room = OSError(errno.ENOSPC, "No space left on device")
    full = mock.patch.object(Loader, "load", side_effect=no_room)
    with clock.at(instant), full if told["full"] else contextlib.nullcontext():
        if told["what"] == "turn":
            _turn(office, told["partner"])
            return
        partner = office.exchange.partners.partner(told["partner"])
        disk = office.home.parent / "disk"
        disk.mkdir(exist_ok=True)
        if told["what"] == "export":
            office.exchange.export(partner, disk)
        else:
            office.exchange.import_(partner, disk)


def _turn(office: Office, without: str) -> None:
    """A turn as a timer makes it; one partner may be left for another time."""
    if not without:
        office.exchange.turn()
        return
    with office.exchange.working():
        for partner in office.exchange.partners.all():
            if partner.id != without:
                office.exchange.attend(partner)


class Here:
    """An office in this process."""

    peak = 0

    def __init__(self, office: Office, *, serves: bool) -> None:
        self._office = office
        self._serving = Serving(office.archive, office.exchange.quarters) if serves else None
        if self._serving:
            self._serving.start()

    def do(self, what: str, instant: dt.datetime, partner: str = "", *, full: bool = False) -> None:
        told = {"what": what, "at": instant.isoformat(), "partner": partner, "full": full}
        perform(self._office, told)

    def kill_while(self, what: str, instant: dt.datetime) -> None:
        """Here nothing can be killed."""
        self.do(what, instant)

    def close(self) -> None:
        if self._serving:
            self._serving.stop()


class Apart:
    """An office in a process of its own."""

    def __init__(self, office: Office, *, serves: bool, seed: int = 1) -> None:
        self._office, self._serves = office, serves
        self._random = random.Random(seed)  # noqa: S311 - no secret
        self.peak = 0
        self.killed = 0
        self._begin()

    def _begin(self) -> None:
        given = [sys.executable, "-m", "exchange.working", str(self._office.home)]
        given += [self._office.code, "serve" if self._serves else ""]
        self._process = subprocess.Popen(
            given, cwd=TESTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._answer()

    def _answer(self) -> None:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._office.code} is gone")
        self.peak = max(self.peak, int(line))

    def _tell(self, told: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()

    def do(self, what: str, instant: dt.datetime, partner: str = "", *, full: bool = False) -> None:
        self._tell({"what": what, "at": instant.isoformat(), "partner": partner, "full": full})
        self._answer()

    def kill_while(self, what: str, instant: dt.datetime) -> None:
        self._tell({"what": what, "at": instant.isoformat(), "partner": "", "full": False})
        threading.Event().wait(self._random.uniform(0.02, 0.9))
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._shut()
        self.killed += 1
        self._begin()

    def _shut(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def close(self) -> None:
        self._shut()
        self._process.wait(30)


def peak() -> int:
    """The most memory that this process and any child of it had at once, in KB."""
    text = Path("/proc/self/status").read_text()
    own = int(text.partition("VmHWM:")[2].split()[0])
    children = sum(_now(one) for one in _children())
    return own + children


def _children() -> list[str]:
    found: list[str] = []
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):  # a thread that has ended since
            found += (task / "children").read_text().split()
    return found


def _now(pid: str) -> int:
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{pid}/status").read_text()
        if "VmHWM:" in text:
            return int(text.partition("VmHWM:")[2].split()[0])
    return 0


class Watch:
    """Looks now and then how much memory is in use, children included."""

    def __init__(self) -> None:
        self.most = 0
        self._stopped = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while not self._stopped.wait(0.1):
            self.most = max(self.most, peak())


def main(home: str, code: str, serves: str) -> None:
    office = Office(Path(home), code)
    serving = Serving(office.archive, office.exchange.quarters)
    if serves:
        serving.start()
    watch = Watch()
    print(peak(), flush=True)
    for line in sys.stdin:
        perform(office, json.loads(line))
        print(max(peak(), watch.most), flush=True)
    serving.stop()
    office.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
