"""The publications of a product: what was handed over of each, what is listed, what lacks."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, select, update
from sqlalchemy.engine import Connection

from madoguchi.archive import parts
from madoguchi.exchange.contents import place_of
from madoguchi.exchange.partners import Direction
from madoguchi.exchange.tables import number
from madoguchi.model import Struct

c = number.c
_KEPT = 500


class Told(Struct, frozen=True):
    """What becomes known of a publication; None leaves what is known as it is."""

    record: str
    number: str
    kind: str = ""
    date: str = ""
    listed: bool | None = None
    handed: bool | None = None
    deleted: bool | None = None
    has: int | None = None
    exception: str | None = None
    package: str | None = None
    error: str | None = None
    asked: str | None = None


def week_of(date: str) -> str:
    """Return the ISO week of a day (YYYY-MM-DD), as 2026-W47; "" for no day."""
    if not date:
        return ""
    year, week, _ = dt.date.fromisoformat(date).isocalendar()
    return f"{year:04}-W{week:02}"


def mine(direction: Direction, partner: str, product: str) -> ColumnElement[bool]:
    """The rows of a product."""
    return and_(c.direction == direction, c.partner == partner, c.product == product)


def known(
    connection: Connection, key: tuple[Direction, str, str], records: Sequence[str]
) -> dict[str, Any]:
    """Return the rows of some publications by identity."""
    found: dict[str, Any] = {}
    for some in parts(list(records)):
        rows = connection.execute(select(number).where(mine(*key), c.record.in_(some)))
        found.update((row.record, row) for row in rows)
    return found


def tell(connection: Connection, key: tuple[Direction, str, str], told: Iterable[Told]) -> None:
    """Write what becomes known, some at a time; the last word on a publication counts."""
    waiting: dict[str, Told] = {}
    for one in told:
        waiting[one.record] = one
        if len(waiting) >= _KEPT:
            _write(connection, key, waiting)
            waiting = {}
    _write(connection, key, waiting)


def _write(connection: Connection, key: tuple[Direction, str, str], told: dict[str, Told]) -> None:
    rows = known(connection, key, list(told))
    fresh = [_row(key, one) for one in told.values() if one.record not in rows]
    if fresh:
        connection.execute(insert(number), fresh)
    for one in told.values():
        if one.record in rows and (values := _changed(rows[one.record], one)):
            where = and_(mine(*key), c.record == one.record)
            connection.execute(update(number).where(where).values(values))


_KEPT_AS_THEY_ARE = ("listed", "handed", "deleted", "has", "exception", "package", "error", "asked")


def _row(key: tuple[Direction, str, str], one: Told) -> dict[str, object]:
    place = place_of(one.number, one.kind)
    return {
        **dict(zip(("direction", "partner", "product"), key, strict=True)),
        "record": one.record,
        "number": one.number,
        "kind": one.kind,
        "date": one.date,
        "week": week_of(one.date),
        "series": place.series,
        "serial": place.serial,
        "listed": bool(one.listed),
        "handed": bool(one.handed),
        "deleted": bool(one.deleted),
        "has": one.has or 0,
        "exception": one.exception or "",
        "package": one.package or "",
        "error": one.error or "",
        "asked": one.asked or "",
    }


def _changed(row: Any, one: Told) -> dict[str, object]:
    found: dict[str, object] = {
        name: value
        for name in _KEPT_AS_THEY_ARE
        if (value := getattr(one, name)) is not None and value != getattr(row, name)
    }
    if one.date and one.date != row.date:
        found |= {"date": one.date, "week": week_of(one.date)}
    return found
