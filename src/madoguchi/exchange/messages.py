"""Receipts and requests, out and in: what both sides tell each other of packages."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import msgspec
from sqlalchemy import ColumnElement, and_, func, insert, select, update

from madoguchi import clock
from madoguchi.archive import Archive, lock_for_append
from madoguchi.exchange.keeping import Partners
from madoguchi.exchange.log import Log
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.packages import RECEIPTS, REQUESTS, SIGNATURE, Receipt, Request, write
from madoguchi.exchange.packing import settle
from madoguchi.exchange.partners import Direction, Partner
from madoguchi.exchange.rows import values
from madoguchi.exchange.tables import request

c = request.c
# Whoever does not answer is asked again after this many days.
_ASKED_AGAIN = 14
_AT_ONCE = 5_000


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request in the accounts; `what` are sequences or records, in words of the request."""

    request: str
    direction: Direction
    partner: str
    product: str
    wanted: str
    what: str
    reason: str
    at: str
    state: str
    answered: str

    @property
    def things(self) -> list[str]:
        return self.what.split()


class Messages:
    """Lays receipts and requests into the trays, and keeps account of what was asked."""

    def __init__(self, archive: Archive, quarters: Quarters) -> None:
        self._archive, self._quarters = archive, quarters
        self._log = Log(archive)

    # -- receipts ------------------------------------------------------------------------------

    def lay_receipt(self, partner: Partner, receipt: Receipt, name: str = "") -> None:
        """Lay a receipt into the partner's tray, and a copy where we keep them."""
        name = name or f"{receipt.package}.{receipt.verdict}"
        data = write(receipt)
        self._lay(partner.id, RECEIPTS, name, data)
        (self._quarters.kept(partner.id) / f"{name}.receipt.json").write_bytes(data)

    def _lay(self, partner: str, folder: str, name: str, data: bytes) -> None:
        """The signature comes last: without it nothing is read."""
        place = self._quarters.tray(partner) / folder
        place.mkdir(exist_ok=True)
        path = place / f"{name}.json"
        _put(path, data)
        _put(path.with_name(path.name + SIGNATURE), self._quarters.seal.sign(data))
        settle(place)

    # -- requests ------------------------------------------------------------------------------

    def ask_packages(
        self, partner: str, product: str, sequences: Sequence[int], reason: str
    ) -> None:
        """Ask for packages once more, those that are not asked for already."""
        open_ = self._open(partner, product, "package")
        wanted = [str(one) for one in sequences if str(one) not in open_]
        if wanted:
            self._ask(partner, product, "package", wanted, reason)

    def ask_records(
        self, partner: str, product: str, records: Sequence[str], reason: str
    ) -> list[str]:
        """Ask for records once more; return those that were not asked for already."""
        open_ = self._open(partner, product, "records")
        wanted = [one for one in records if one not in open_]
        for start in range(0, len(wanted), _AT_ONCE):
            self._ask(partner, product, "records", wanted[start : start + _AT_ONCE], reason)
        return wanted

    def _ask(
        self, partner: str, product: str, wanted: str, things: Sequence[str], reason: str
    ) -> None:
        own = self._quarters.office.office
        with self._archive.database.writing() as connection:
            lock_for_append(connection, request.name)
            mine = and_(c.direction == "in", c.partner == partner)
            count = connection.execute(select(func.count()).where(mine)).scalar() or 0
            name = f"{own}.{partner}.{product}.r{int(count) + 1:06}"
            row = Asked(
                request=name, direction="in", partner=partner, product=product, wanted=wanted,
                what=" ".join(things), reason=reason, at=clock.stamp(), state="open", answered="",
            )  # fmt: skip
            connection.execute(insert(request).values(msgspec.structs.asdict(row)))
        self._lay(partner, REQUESTS, name, write(self._written(row)))
        self._log.put("requested", partner, product, wanted=wanted, count=len(things),
                      reason=reason, request=name)  # fmt: skip

    def _written(self, asked: Asked) -> Request:
        packages = asked.wanted == "package"
        return Request(
            request=asked.request,
            sender=self._quarters.office.office,
            recipient=self._office_of(asked.partner),
            product=asked.product,
            wanted="package" if packages else "records",
            asked=clock.now(),
            sequences=tuple(map(int, asked.things)) if packages else (),
            records=() if packages else tuple(asked.things),
            reason=asked.reason,
        )

    def _office_of(self, partner: str) -> str:
        return Partners(self._archive).partner(partner).office

    def _open(self, partner: str, product: str, wanted: str) -> set[str]:
        """What is asked for and not answered, and not so long ago."""
        since = clock.now().timestamp() - _ASKED_AGAIN * 86_400
        found: set[str] = set()
        for one in self.asked("in", partner, product):
            if one.wanted == wanted and one.state == "open" and _moment(one.at) >= since:
                found.update(one.things)
        return found

    def came(self, partner: str, product: str, sequence: int) -> None:
        """A package that was asked for has come."""
        for one in self.asked("in", partner, product):
            if one.wanted == "package" and one.state == "open" and str(sequence) in one.things:
                self.close(one.request)

    def close(self, name: str, answered: str = "") -> None:
        """A request is answered, by a package or in whole."""
        answer = {"state": "answered", "answered": answered or clock.stamp()}
        with self._archive.database.writing() as connection:
            connection.execute(update(request).where(c.request == name).values(answer))

    def asked(self, direction: Direction, partner: str = "", product: str = "") -> list[Asked]:
        """Return requests, newest first."""
        where: list[ColumnElement[bool]] = [c.direction == direction]
        where += [c.partner == partner] if partner else []
        where += [c.product == product] if product else []
        query = select(request).where(*where).order_by(c.at.desc(), c.request.desc())
        return values(self._archive, query, Asked)

    def open_requests(self, partner: str, limit: int) -> list[Asked]:
        """Return what a partner asked for and has no answer yet, the oldest first."""
        mine = and_(c.direction == "out", c.partner == partner, c.state == "open")
        query = select(request).where(mine).order_by(c.at, c.request).limit(limit)
        return values(self._archive, query, Asked)

    def open_count(self, partner: str) -> int:
        """Return how many requests of a partner have no answer yet."""
        mine = and_(c.direction == "out", c.partner == partner, c.state == "open")
        return int(self._archive.rows(select(func.count()).where(mine))[0][0])

    def note(self, partner: str, asked: Request) -> bool:
        """Keep a request of a partner; False where it is known already."""
        things = asked.sequences if asked.wanted == "package" else asked.records
        row = Asked(
            request=asked.request, direction="out", partner=partner, product=asked.product,
            wanted=asked.wanted, what=" ".join(map(str, things)), reason=asked.reason[:500],
            at=clock.stamp(), state="open", answered="",
        )  # fmt: skip
        with self._archive.database.writing() as connection:
            known = select(c.request).where(c.request == asked.request)
            if connection.execute(known).first():
                return False
            connection.execute(insert(request).values(msgspec.structs.asdict(row)))
        return True


def _moment(stamp: str) -> float:
    return dt.datetime.fromisoformat(stamp).timestamp()


def _put(path: Path, data: bytes) -> None:
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(data)
    settle(new)
    new.replace(path)
