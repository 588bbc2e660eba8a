"""Everything that the state of all exchanges is read from, in a few queries for all products."""

import datetime as dt
import time
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from madoguchi.archive import Archive
from madoguchi.exchange.completeness import Completeness, Week, counted, week_of_row
from madoguchi.exchange.partners import Direction, Partner
from madoguchi.exchange.tables import log, number, package

Key = tuple[Direction, str, str]
# What took longer than this to count is kept for a while: nobody waits for it at every look.
_SLOW, _KEPT = 0.05, 60.0
_MOVING = ("loaded", "packed", "listed", "acknowledged", "receipt-refused", "requested")
p = package.c


class Tally(NamedTuple):
    """The packages of a product: the days on which they came or went, how many stand open."""

    came: tuple[dt.date, ...] = ()
    held: int = 0
    waiting: int = 0


class Tallies:
    """Counts packages and publications of all products, or of those of one partner."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._kept: dict[str, tuple[int, float, dict[Key, list[Week]]]] = {}

    # -- packages ------------------------------------------------------------------------------

    def packages(self, partner: str = "") -> dict[Key, Tally]:
        """Return the tally of each product of which a package came or went."""
        keys = (p.direction, p.partner, p.product)
        query = select(*keys, p.kind, p.state, p.arrived, p.produced).order_by(*keys)
        if partner:
            query = query.where(p.partner == partner)
        rows = self._archive.rows(query)
        return {key: _tally(key[0], list(own)) for key, own in groupby(rows, lambda row: row[:3])}

    # -- publications --------------------------------------------------------------------------

    def weeks(self, partners: list[Partner]) -> dict[Key, list[Week]]:
        """Return the weeks of publication of each product, the oldest first.

        Where counting takes long, what was counted within the last minute is good enough as long
        as nothing was handed over, listed or asked for since.
        """
        name = partners[0].id if len(partners) == 1 else ""
        reached, now = self._position(), time.monotonic()
        kept = self._kept.get(name)
        if kept and kept[0] == reached and now - kept[1] < _KEPT:
            return kept[2]
        found = self._counted(partners, name)
        took = time.monotonic() - now
        if took > _SLOW:
            self._kept[name] = reached, now + took, found
        return found

    def _position(self) -> int:
        query = select(log.c.position).where(log.c.code.in_(_MOVING))
        rows = self._archive.rows(query.order_by(log.c.position.desc()).limit(1))
        return int(rows[0][0]) if rows else 0

    def _counted(self, partners: list[Partner], name: str) -> dict[Key, list[Week]]:
        c = number.c
        keys = (c.direction, c.partner, c.product)
        query: Select[Any] = select(*keys, *counted())
        if name:
            query = query.where(c.partner == name)
        ordered = query.group_by(*keys, c.week).order_by(*keys, c.week)
        rows = groupby(self._archive.rows(ordered), lambda row: row[:3])
        by_key = {key: [row[3:] for row in own] for key, own in rows}
        return dict(self._told(partners, by_key))

    def _told(
        self, partners: list[Partner], by_key: dict[Key, list[Any]]
    ) -> Iterator[tuple[Key, list[Week]]]:
        for partner in partners:
            for product in partner.products:
                key: Key = (product.direction, partner.id, product.id)
                rows = by_key.get(key, [])
                inferred: dict[str, int] = {}
                if rows and not any(row[-1] for row in rows):
                    inferred = Completeness(self._archive, *key[:2], product).inferred()
                yield key, [week_of_row(row, inferred, product) for row in rows]


def _tally(direction: Direction, rows: list[Any]) -> Tally:
    place = 5 if direction == "in" else 6
    came = (row[place][:10] for row in rows if row[3] != "correction")
    return Tally(
        came=tuple(sorted(map(dt.date.fromisoformat, came))),
        held=sum(row[4] == "held" for row in rows),
        waiting=sum(row[4] in ("waiting", "damaged") for row in rows),
    )
