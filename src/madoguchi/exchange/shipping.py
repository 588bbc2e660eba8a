"""The accounts of packages: what went out and came in, in which state it is."""

import datetime as dt
from typing import Any, Literal

import msgspec
from sqlalchemy import and_, func, insert, select, update
from sqlalchemy.engine import Connection

from madoguchi.archive import Archive
from madoguchi.errors import NotFoundError
from madoguchi.exchange.partners import Direction
from madoguchi.exchange.rows import values
from madoguchi.exchange.tables import number, package

# Out: made (not in its tray yet), ready, acknowledged, held, refused (by the other side).
# In: waiting (for an earlier one), held, released, loading, loaded, refused, damaged.
State = Literal[
    "made", "ready", "acknowledged",
    "waiting", "held", "released", "loading", "loaded", "refused", "damaged",
]  # fmt: skip
# In: those that are not settled yet.
OPEN: tuple[State, ...] = ("made", "waiting", "held", "released", "loading", "damaged")
c = package.c


class Shipment(msgspec.Struct, frozen=True, kw_only=True):
    """A package in the accounts; `reasons` has a line for each."""

    direction: Direction
    partner: str
    product: str
    sequence: int
    name: str = ""
    kind: str = ""
    sha256: str = ""
    state: State = "made"
    produced: str = ""
    arrived: str = ""
    settled: str = ""
    reasons: str = ""
    answers: str = ""
    first: str = ""
    last: str = ""
    after: int = 0
    through: int = 0
    records: int = 0
    deletions: int = 0
    bytes: int = 0
    attempts: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    deleted: int = 0


class Shipments:
    """Reads and writes the accounts of packages."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def last(self, direction: Direction, partner: str, product: str) -> Shipment | None:
        """Return the package with the highest sequence."""
        query = select(package).where(_mine(direction, partner, product))
        return self._one(query.order_by(c.sequence.desc()).limit(1))

    def last_front(self, partner: str, product: str) -> Shipment | None:
        """Return the newest front file that went out."""
        query = select(package).where(_mine("out", partner, product), c.kind == "front")
        return self._one(query.order_by(c.sequence.desc()).limit(1))

    def records_of(self, one: Shipment) -> list[str]:
        """Return the records whose last word went out with a package."""
        n = number.c
        query = select(n.record).where(
            n.direction == one.direction, n.partner == one.partner, n.product == one.product,
            n.package == one.name,
        )  # fmt: skip
        return [row[0] for row in self._archive.rows(query.order_by(n.record))]

    def came_on(self, direction: Direction, partner: str, product: str) -> list[dt.date]:
        """Return the days on which front and back files came in, or went out."""
        instant = c.arrived if direction == "in" else c.produced
        query = select(instant).where(_mine(direction, partner, product), c.kind != "correction")
        return [dt.date.fromisoformat(row[0][:10]) for row in self._archive.rows(query)]

    def through(self, partner: str, product: str) -> int:
        """Return the position up to which front and back files have gone out."""
        where = _mine("out", partner, product) & (c.kind != "correction")
        rows = self._archive.rows(select(func.max(c.through)).where(where))
        return int(rows[0][0] or 0)

    def loaded_through(self, partner: str, product: str) -> int:
        """Return the sequence up to which packages that came in are settled without a gap."""
        states = ("loaded", "refused")
        query = select(c.sequence).where(_mine("in", partner, product), c.state.in_(states))
        reached = 0
        for (sequence,) in self._archive.rows(query.order_by(c.sequence)):
            if sequence != reached + 1:
                break
            reached = sequence
        return reached

    def one(self, direction: Direction, partner: str, product: str, sequence: int) -> Shipment:
        """Return a package. Raises NotFoundError."""
        found = self.find(direction, partner, product, sequence)
        if found is None:
            raise NotFoundError(f"no package {sequence} of {product[:40]} with {partner[:40]}")
        return found

    def find(
        self, direction: Direction, partner: str, product: str, sequence: int
    ) -> Shipment | None:
        where = _mine(direction, partner, product) & (c.sequence == sequence)
        return self._one(select(package).where(where))

    def named(self, direction: Direction, partner: str, name: str) -> Shipment | None:
        where = and_(c.direction == direction, c.partner == partner, c.name == name)
        return self._one(select(package).where(where))

    def of(
        self, direction: Direction, partner: str = "", states: tuple[State, ...] = ()
    ) -> list[Shipment]:
        """Return packages, newest first."""
        query = select(package).where(c.direction == direction)
        if partner:
            query = query.where(c.partner == partner)
        if states:
            query = query.where(c.state.in_(states))
        ordered = query.order_by(c.arrived.desc(), c.produced.desc(), c.sequence.desc())
        return values(self._archive, ordered, Shipment)

    def put(self, one: Shipment, connection: Connection | None = None) -> None:
        """Write a package as it stands now."""
        if connection is not None:
            _put(connection, one)
            return
        with self._archive.database.writing() as own:
            _put(own, one)

    def _one(self, query: Any) -> Shipment | None:
        return next(iter(values(self._archive, query, Shipment)), None)


def _mine(direction: Direction, partner: str, product: str) -> Any:
    return and_(c.direction == direction, c.partner == partner, c.product == product)


def _put(connection: Connection, one: Shipment) -> None:
    row = msgspec.structs.asdict(one)
    where = _mine(one.direction, one.partner, one.product) & (c.sequence == one.sequence)
    if not connection.execute(update(package).where(where).values(row)).rowcount:
        connection.execute(insert(package).values(row))
