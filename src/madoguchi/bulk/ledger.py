"""Reading a ledger: what became of the records of a collection between two positions."""

import heapq
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, and_, func, literal, select

from madoguchi.archive import Archive
from madoguchi.model import Change

TOGETHER = 50
_PAGE = 1000


class Span(NamedTuple):
    """The positions after one, up to and with another."""

    after: int
    through: int


class Listed(NamedTuple):
    """A publication number; `left` where it is of the collection no longer."""

    number: str
    kind: str
    date: str
    left: bool = False


class _Row(NamedTuple):
    position: int
    record: str
    collection: str
    kind: str
    date: str


class Ledger:
    """Reads a table that tells position by position in which collection a record is."""

    def __init__(self, archive: Archive, table: Table) -> None:
        self._archive = archive
        self._table = table

    def collections(self) -> list[str]:
        """The collections that anything ever was in, by name."""
        column = self._table.c.collection
        query = select(column).where(column != "").distinct().order_by(column)
        return [row[0] for row in self._archive.rows(query)]

    def first(self, collection: str) -> str:
        """When the first record of a collection was received; "" where there is none."""
        c = self._table.c
        query = select(c.received).where(c.collection == collection).order_by(c.position)
        return str(self._one(query.limit(1)) or "")

    def last(self, collection: str) -> int:
        """The last position at which a collection changed; 0 where it never did."""
        c = self._table.c
        ends = (
            self._one(select(func.max(c.position)).where(where))
            for where in (c.collection == collection, _leaving(self._table, collection))
        )
        return max(int(end or 0) for end in ends)

    def top(self) -> int:
        return int(self._one(select(func.max(self._table.c.position))) or 0)

    def positions(self, record: str) -> list[int]:
        """The positions at which something became of a record."""
        c = self._table.c
        query = select(c.position).where(c.record == record).order_by(c.position)
        return [row[0] for row in self._archive.rows(query)]

    def received(self, span: Span) -> tuple[str, str]:
        """When the first and the last of these positions were received; "" where there are none."""
        c = self._table.c
        ends = select(func.min(c.position), func.max(c.position)).where(_within(self._table, span))
        found = [
            self._one(select(c.received).where(c.position == end))
            for end in self._archive.rows(ends)[0]
        ]
        return str(found[0] or ""), str(found[1] or "")

    def reached(self, after: int, instant: str) -> int:
        """The last position received before an instant, counted on from a position.

        Should a clock have been set back, what was received before lies after what was received
        later; it then counts as received later, so that weeks never overlap and leave no gap.
        """
        c = self._table.c
        later = and_(c.position > after, c.received >= instant)
        first = self._one(select(c.position).where(later).order_by(c.position).limit(1))
        return int(first) - 1 if first else max(after, self.top())

    def changes(self, collection: str, span: Span) -> Iterator[list[Change]]:
        """Yield what became of each record, in the order of positions, some at a time."""
        kept = self._paged(self._kept(collection, span), span)
        # Before the first position nothing was in any collection that could have left it.
        left = self._paged(self._left(collection, span), span) if span.after else iter(())
        merged = heapq.merge(kept, left, key=lambda row: row.position)
        while rows := list(islice(merged, TOGETHER)):
            yield list(self._judged(collection, span, rows))

    def of(self, collection: str, records: Sequence[str], through: int) -> list[Change]:
        """Return where each of these records of a collection stands, those it has not left out."""
        c = self._table.c
        told = (c.get(name, literal("").label(name)) for name in ("kind", "date"))
        query = select(c.position, c.record, c.collection, *told)
        query = query.where(c.record.in_(records), self._kept(collection, Span(0, through)))
        rows = self._archive.rows(query.where(c.position <= through).order_by(c.position))
        return [_change("ADD", _Row(*row)) for row in rows]

    def listed(self, collection: str, span: Span) -> Iterator[Listed]:
        """Yield the publications of a collection by number, then those that left it."""
        c = self._table.c
        query: Select[Any] = select(c.number, c.kind, c.date)
        kept = query.where(_within(self._table, span), self._kept(collection, span))
        by_number = (func.length(c.number), c.number, c.kind)
        with self._archive.database.reading() as connection:
            streamed = connection.execution_options(yield_per=_PAGE)
            for number, kind, date in streamed.execute(kept.order_by(*by_number)):
                yield Listed(str(number), str(kind), str(date))
        for change in self.gone(collection, span):
            left = self._archive.rows(query.where(c.position == change.position))[0]
            yield Listed(left[0], left[1], left[2], left=True)

    def gone(self, collection: str, span: Span) -> Iterator[Change]:
        """Yield what has left a collection."""
        rows = self._paged(self._left(collection, span), span) if span.after else iter(())
        while some := list(islice(rows, TOGETHER)):
            yield from self._judged(collection, span, some)

    # -- what is asked of the table ------------------------------------------------------------

    def _one(self, query: Select[Any]) -> Any:
        rows = self._archive.rows(query)
        return rows[0][0] if rows else None

    def _kept(self, collection: str, span: Span) -> ColumnElement[bool]:
        """The last word of each record, where that puts it into the collection.

        What a case was that is closed by now is forgotten, and so in no delivery any more.
        """
        again, later = self._later(span)
        kept = and_(self._table.c.collection == collection, ~select(again).where(later).exists())
        data = self._table.c.get("data")
        return kept if data is None else and_(kept, data != b"")

    def _left(self, collection: str, span: Span) -> ColumnElement[bool]:
        """The last time that a record left the collection, where it has not come back."""
        again, later = self._later(span)
        back = and_(later, again.c.collection == collection)
        return and_(_leaving(self._table, collection), ~select(again).where(back).exists())

    def _later(self, span: Span) -> "tuple[Any, ColumnElement[bool]]":
        """The table once more, and what makes a row of it a later word of the same record."""
        own, again = self._table.c, self._table.alias()
        where = and_(
            again.c.record == own.record,
            again.c.position > own.position,
            again.c.position <= span.through,
        )
        return again, where

    def _paged(self, where: ColumnElement[bool], span: Span) -> Iterator[_Row]:
        c = self._table.c
        told = (c.get(name, literal("").label(name)) for name in ("kind", "date"))
        query = select(c.position, c.record, c.collection, *told).where(where)
        after = span.after
        while True:
            within = _within(self._table, Span(after, span.through))
            rows = self._archive.rows(query.where(within).order_by(c.position).limit(_PAGE))
            yield from (_Row(*row) for row in rows)
            if len(rows) < _PAGE:
                return
            after = rows[-1][0]

    def _judged(self, collection: str, span: Span, rows: Sequence[_Row]) -> Iterator[Change]:
        """What the rows amount to for those who know the collection as it was before the span."""
        before = self._before(span, [row.record for row in rows]) if span.after else {}
        for row in rows:
            known = before.get(row.record) == collection
            if row.collection == collection:
                yield _change("MOD" if known else "ADD", row)
            elif known:
                yield _change("DEL", row)

    def _before(self, span: Span, records: Sequence[str]) -> dict[str, str]:
        """The collection that each record was in when the span begins."""
        c = self._table.c
        last = select(c.record, func.max(c.position).label("position"))
        last = last.where(c.record.in_(records), c.position <= span.after).group_by(c.record)
        found = last.subquery()
        query = select(c.record, c.collection).join(found, c.position == found.c.position)
        return {row[0]: row[1] for row in self._archive.rows(query)}


def _within(table: Table, span: Span) -> ColumnElement[bool]:
    return table.c.position.between(span.after + 1, span.through)


def _leaving(table: Table, collection: str) -> ColumnElement[bool]:
    return and_(table.c.before == collection, table.c.collection != collection)


def _change(op: Any, row: _Row) -> Change:
    return Change(op=op, id=row.record, position=row.position, kind=row.kind, date=row.date)
