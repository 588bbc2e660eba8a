"""Which records go into a package, and what becomes of each at the receiver's."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import or_, select

from madoguchi.archive import Archive, parts
from madoguchi.bulk import Ledger, Record, Source, Span, source_of
from madoguchi.exchange.packages import Deletion, Kind
from madoguchi.exchange.partners import Partner, Product
from madoguchi.exchange.tables import number
from madoguchi.model import Change, CollectionName

_AT_ONCE = 50


class Order(NamedTuple):
    """What is to be packed: a span of the stream, of it a range of dates, or named records.

    `answers` is the request that is answered; `replaces` the manifest of the package of the same
    `sequence` that this takes the place of.
    """

    partner: Partner
    product: Product
    kind: Kind
    span: Span
    sequence: int
    first: dt.date | None = None
    last: dt.date | None = None
    records: tuple[str, ...] | None = None
    answers: str = ""
    replaces: str = ""
    name: str = ""


class Selection:
    """Yields records to be sent and publications to be deleted, as the receiver knows them."""

    def __init__(self, archive: Archive, order: Order) -> None:
        self._archive = archive
        self._order = order
        name = CollectionName.parse(order.product.collection)
        if name is None:
            raise ValueError(order.product.collection)
        self.name = name
        self.source: Source = source_of(archive, name)

    @property
    def ledger(self) -> Ledger:
        return self.source.ledger

    def records(self) -> Iterator[list[Record]]:
        """Yield what goes out, some at a time, the change of each ADD or MOD."""
        for changes in self._changes():
            known = self.known([one.id for one in changes])
            going = [
                msgspec.structs.replace(one, op="MOD" if one.id in known else "ADD")
                for one in changes
                if one.op != "DEL" and self._covered(one)
            ]
            # As it was at the end of the span, with everything that was told of it until then.
            whole = Span(0, self._order.span.through)
            yield list(self.source.records(self._still(going), whole))

    def deletions(self) -> Iterator[Deletion]:
        """Yield what was sent before and is of the product no longer."""
        if self._order.kind == "back":
            yield from self._gone_since()
        if self._order.kind != "front":
            return
        for changes in self._changes():
            gone = [one for one in changes if one.op == "DEL" or not self._covered(one)]
            known = self.known([one.id for one in gone], also_deleted_by=self._order.name)
            yield from (_deletion(one) for one in gone if one.id in known)

    def _gone_since(self) -> Iterator[Deletion]:
        """Whatever the receiver still has of what is of the product no longer.

        A front file tells that once; a back file makes up for one that was refused.
        """
        c, product, collection = number.c, self._order.product, str(self.name)
        mine = select(c.record, c.number, c.kind, c.date).where(
            c.direction == "out", c.partner == self._order.partner.id, c.product == product.id,
            c.handed, or_(~c.deleted, c.package == self._order.name),
        )  # fmt: skip
        reached = ""
        while rows := self._archive.rows(
            mine.where(c.record > reached).order_by(c.record).limit(_AT_ONCE)
        ):
            ids = [record for record, *_ in rows]
            held = self.ledger.of(collection, ids, self._order.span.through)
            still = {one.id for one in held if product.covers(one.kind, one.date)}
            for record, bare, kind, date in rows:
                if record not in still:
                    yield Deletion(office=product.office, number=bare, kind=kind, date=_day(date))
            reached = ids[-1]

    def _changes(self) -> Iterator[list[Change]]:
        order, collection = self._order, str(self.name)
        if order.records is None:
            yield from self.ledger.changes(collection, order.span)
            return
        for some in _cut(order.records):
            yield self.ledger.of(collection, some, order.span.through)

    def _covered(self, change: Change) -> bool:
        first, last = self._order.first, self._order.last
        if first and change.date < first.isoformat():
            return False
        if last and (not change.date or change.date > last.isoformat()):
            return False
        return self._order.product.covers(change.kind, change.date)

    def _still(self, changes: list[Change]) -> list[Change]:
        """Without what was withdrawn since: a span that is packed late brings nothing back."""
        if self.name.cases:
            return changes
        there = self._archive.publications([one.id for one in changes])
        return [one for one in changes if one.id in there]

    def known(self, ids: Sequence[str], also_deleted_by: str = "") -> set[str]:
        """Which of these the receiver has from us.

        What a package deletes is known still to whoever makes that package once more.
        """
        c = number.c
        order = self._order
        query = select(c.record).where(
            c.direction == "out", c.partner == order.partner.id, c.product == order.product.id,
            c.handed, or_(~c.deleted, c.package == also_deleted_by),
        )  # fmt: skip
        found: set[str] = set()
        for some in parts(list(ids)):
            found.update(row[0] for row in self._archive.rows(query.where(c.record.in_(some))))
        return found


def _deletion(change: Change) -> Deletion:
    office, rest = change.id[:2], change.id[2:]
    bare = rest.removesuffix(change.kind) if change.kind else rest
    return Deletion(office=office, number=bare, kind=change.kind, date=_day(change.date))


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _cut(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
