"""The log of the exchange: what happened and, of every fault, what to do.

The words and remedies of each code are messages of the window (`exchange-log-*`, `-remedy`).
"""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from madoguchi import clock
from madoguchi.archive import Archive, lock_for_append
from madoguchi.exchange.packages import line
from madoguchi.exchange.rows import mapped
from madoguchi.exchange.tables import log

Level = Literal["done", "remark", "fault"]

# Every code, and how grave it is. What a person or the other side must mend is a fault.
CODES: dict[str, Level] = {
    "packed": "done",
    "sent": "done",
    "fetched": "done",
    "loaded": "done",
    "acknowledged": "done",
    "released": "done",
    "request-answered": "done",
    "requested": "done",
    "exported": "done",
    "imported": "done",
    "listed": "done",
    "nothing-new": "done",
    "opened": "done",
    "closed": "done",
    "stopped": "fault",
    "repeated": "remark",
    "out-of-order": "remark",
    "above-most": "remark",
    "clock-skew": "remark",
    "encoding": "remark",
    "more-than-agreed": "remark",
    "abstract-only": "remark",
    "missing-numbers": "remark",
    "records-refused": "remark",
    "late-mended": "done",
    "replaced": "remark",
    "unreachable": "fault",
    "refused-there": "fault",
    "host-key": "fault",
    "broken-off": "fault",
    "disk-full": "fault",
    "damaged": "fault",
    "incomplete": "fault",
    "signature": "fault",
    "not-for-us": "fault",
    "conflict": "fault",
    "unreadable": "fault",
    "held": "fault",
    "late": "fault",
    "not-agreed": "fault",
    "receipt-refused": "fault",
    "sent-refused": "fault",
    "cannot-answer": "fault",
    "sign-in-refused": "fault",
    "denied": "fault",
}


class Entry(msgspec.Struct, frozen=True):
    """A line of the log; `data` fills the words of its code."""

    position: int
    at: str
    partner: str
    product: str
    package: str
    level: Level
    code: str
    data: dict[str, str | int]


class Log:
    """Writes and reads the log."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def put(
        self, code: str, partner: str, product: str = "", package: str = "", **data: str | int
    ) -> None:
        """Write a line; durable when it returns."""
        with self._archive.database.writing() as connection:
            put(connection, code, partner, product, package, data)

    def latest(self, partner: str = "", limit: int = 200, before: int = 0) -> list[Entry]:
        """Return the newest lines first, of one partner or of all."""
        query = select(log).order_by(log.c.position.desc()).limit(limit)
        if partner:
            query = query.where(log.c.partner == partner)
        if before:
            query = query.where(log.c.position < before)
        return [_entry(row) for row in mapped(self._archive, query)]

    def last(self, code: str, partner: str, product: str) -> str:
        """Return when something was said of a product last, "" where it never was."""
        c = log.c
        mine = (c.code == code) & (c.partner == partner) & (c.product == product)
        rows = self._archive.rows(select(func.max(c.at)).where(mine))
        return str(rows[0][0] or "")

    def codes(self, partner: str, package: str) -> list[str]:
        """Return what was said of a package, oldest first."""
        query = select(log.c.code).where(log.c.partner == partner, log.c.package == package)
        return [row[0] for row in self._archive.rows(query.order_by(log.c.position))]


def put(
    connection: Connection,
    code: str,
    partner: str,
    product: str,
    package: str,
    data: Mapping[str, str | int],
) -> None:
    lock_for_append(connection, log.name)
    last = connection.execute(select(func.max(log.c.position))).scalar() or 0
    row = {
        "position": int(last) + 1,
        "at": clock.stamp(),
        "partner": partner,
        "product": line(product),
        "package": line(package),
        "level": CODES[code],
        "code": code,
        "data": msgspec.json.encode({name: _short(value) for name, value in data.items()}),
    }
    connection.execute(insert(log).values(row))


def _short(value: str | int) -> str | int:
    """What came from outside stays in one line of bounded length, and writes no terminal."""
    return " ".join(line(value, 500).split()) if isinstance(value, str) else value


def _entry(row: dict[str, Any]) -> Entry:
    data = msgspec.json.decode(bytes(row["data"]), type=dict[str, str | int])
    return Entry(**{**row, "data": data})
