"""Couriers: what lies in a partner's tray is brought there, what lies ready there is fetched.

The same for a server and for a disk carried by hand, on which each direction has a folder
(`JP-to-KR`). What was carried is written down, so that nothing is carried twice.
"""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy import delete, insert, select

from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.carriage import (
    BrokenOffError,
    CarriageError,
    Carrier,
    DeniedError,
    FullError,
    Place,
    StrangerError,
    TakenError,
    UnreachableError,
    carrier,
)
from madoguchi.errors import NotFoundError, ProfileError, RefusedError
from madoguchi.exchange.arriving import wanted_plainly
from madoguchi.exchange.log import Log
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.packages import (
    MANIFEST,
    PACKAGES,
    RECEIPTS,
    REQUESTS,
    SIGNATURE,
    is_package_name,
    is_safe_name,
)
from madoguchi.exchange.partners import Direction, Partner
from madoguchi.exchange.tables import carried

_TRIES = 5
_KEY = "carriage_ed25519"
_CODES: dict[type[CarriageError], str] = {
    UnreachableError: "unreachable",
    BrokenOffError: "broken-off",
    DeniedError: "refused-there",
    StrangerError: "host-key",
    TakenError: "refused-there",
    FullError: "disk-full",
}


class Way(NamedTuple):
    """Where to carry: a place, its folder for what we bring, its folder for what we fetch."""

    place: Place
    to: str
    back: str


class Courier:
    """Carries for one partner."""

    def __init__(self, archive: Archive, quarters: Quarters, partner: Partner) -> None:
        self._archive, self._quarters, self._partner = archive, quarters, partner
        self._log = Log(archive)

    # -- ways ----------------------------------------------------------------------------------

    def theirs(self) -> Way | None:
        """The way to the partner's server; None where they come to ours, or it goes by hand."""
        transport = self._partner.transport
        if transport.where != "theirs" or transport.place is None:
            return None
        given = msgspec.structs.replace(
            transport.place, password=self._quarters.secret(self._partner.id)
        )
        own_key = self._quarters.root / "keys" / _KEY
        if given.kind == "sftp" and not given.key and not given.password and own_key.exists():
            given = msgspec.structs.replace(given, key=str(own_key))
        return Way(given, transport.in_folder, transport.out_folder)

    def by_hand(self, folder: Path) -> Way:
        """The way onto a disk."""
        own, other = self._quarters.office.office, self._partner.office
        place = Place(kind="folder", folder=str(folder))
        return Way(place, f"{own}-to-{other}", f"{other}-to-{own}")

    # -- both directions -----------------------------------------------------------------------

    def fetch(self, way: Way) -> int:
        """Fetch what is new; return how many files came. What goes wrong is logged."""
        return self._carry(way, self._fetch_new)

    def send(self, way: Way) -> int:
        """Bring what was not brought yet; return how many files went."""
        return self._carry(way, self._send_new)

    def _carry(self, way: Way, carry: Callable[[Carrier, Way], Iterator[str]]) -> int:
        done = 0
        for attempt in range(1, _TRIES + 1):
            try:
                with carrier(way.place) as line:
                    for _ in carry(line, way):
                        done += 1
                return done
            except BrokenOffError as error:  # goes on where it was
                self._log.put("broken-off", self._partner.id, reason=str(error), attempt=attempt)
            except CarriageError as error:
                self._log.put(_CODES.get(type(error), "broken-off"), self._partner.id,
                              reason=str(error))  # fmt: skip
                return done
            except (RefusedError, ProfileError) as error:
                self._log.put("refused-there", self._partner.id, reason=str(error))
                return done
        return done

    def _fetch_new(self, line: Carrier, way: Way) -> Iterator[str]:
        inbox = self._quarters.inbox(self._partner.id)
        known = self._carried("in")
        try:
            entries = line.listed(way.back)
        except NotFoundError:
            return
        left = self._partner.transport.most_bytes - _lying(inbox)
        for entry in sorted(entries, key=lambda one: _order(one.name)):
            if known.get(entry.name) == entry.bytes or not self._wanted(entry.name):
                continue
            left -= entry.bytes
            if left < 0:
                raise FullError(
                    f"{entry.name} would make more than the "
                    f"{self._partner.transport.most_bytes:,} bytes that may lie here of "
                    f"{self._partner.id} (most_bytes)"
                )
            target = inbox / entry.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(NotFoundError):  # gone since it was listed
                line.fetch(_under(way.back, entry.name), target)
                self._note("in", entry.name, entry.bytes)
                self._log_file("fetched", entry.name)
                yield entry.name

    def _wanted(self, name: str) -> bool:
        """Whether a file lies where one of ours does, or is of a delivery without a manifest."""
        folder, *rest = name.split("/")
        if folder == PACKAGES:
            return len(rest) == 2 and is_package_name(rest[0]) and is_safe_name(rest[1])
        if folder in (RECEIPTS, REQUESTS):
            return len(rest) == 1 and is_safe_name(rest[0])
        return wanted_plainly(self._partner, name)

    def _send_new(self, line: Carrier, way: Way) -> Iterator[str]:
        tray = self._quarters.tray(self._partner.id)
        known = self._carried("out")
        names = (path.relative_to(tray).as_posix() for path in tray.rglob("*") if path.is_file())
        for name in sorted(names, key=_order):
            size = (tray / name).stat().st_size
            if known.get(name) == size or Path(name).name.startswith("."):
                continue
            self._send_one(line, tray / name, _under(way.to, name))
            self._note("out", name, size)
            self._log_file("sent", name)
            yield name

    def _send_one(self, line: Carrier, path: Path, name: str) -> None:
        try:
            line.send(path, name)
        except TakenError:  # an older form of a package that was made anew
            line.remove(name)
            line.send(path, name)

    def _log_file(self, code: str, name: str) -> None:
        """One line for a package, not one for each of its files."""
        folder, _, rest = name.partition("/")
        if folder == PACKAGES and rest.endswith(f"{MANIFEST}{SIGNATURE}"):
            package = rest.partition("/")[0]
            self._log.put(code, self._partner.id, package=package)

    # -- accounts ------------------------------------------------------------------------------

    def _carried(self, direction: Direction) -> dict[str, int]:
        c = carried.c
        query = select(c.name, c.bytes).where(
            c.direction == direction, c.partner == self._partner.id
        )
        return {row[0]: row[1] for row in self._archive.rows(query)}

    def _note(self, direction: Direction, name: str, size: int) -> None:
        c = carried.c
        key = {"direction": direction, "partner": self._partner.id, "name": name}
        with self._archive.database.writing() as connection:
            connection.execute(
                delete(carried).where(*(c[column] == value for column, value in key.items()))
            )
            connection.execute(insert(carried).values(bytes=size, at=clock.stamp(), **key))

    def again(self, package: str = "") -> None:
        """Let a package, or everything that lies in the tray, be brought once more."""
        c = carried.c
        where = (c.direction == "out") & (c.partner == self._partner.id)
        if package:
            where &= c.name.startswith(f"{PACKAGES}/{package}/", autoescape=True)
        with self._archive.database.writing() as connection:
            connection.execute(delete(carried).where(where))


def _lying(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def _under(folder: str, name: str) -> str:
    return f"{folder.strip('/')}/{name}" if folder.strip("/") else name


def _order(name: str) -> tuple[int, str, int, str]:
    """Receipts and requests first, then package by package, the signature last."""
    folder, _, rest = name.partition("/")
    first = {RECEIPTS: 0, REQUESTS: 1, PACKAGES: 2}.get(folder, 3)
    ending = 2 if name.endswith(SIGNATURE) else 1 if name.endswith(f"/{MANIFEST}") else 0
    unit = rest.partition("/")[0] if folder == PACKAGES else rest.removesuffix(SIGNATURE)
    return first, unit, ending, name
