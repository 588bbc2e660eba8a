"""The journal of laid-open cases: what became of the public's side of each, position by position.

It is written from the public tables alone. A case that is closed again (its laying open was
recorded in error) leaves its collection, and what the journal kept of it is forgotten.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import zstandard
from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from madoguchi import clock
from madoguchi.archive import Archive, digest, public_case
from madoguchi.bulk.tables import bulk_case
from madoguchi.model import CaseId, CollectionName

_TOGETHER = 500
_c = bulk_case.c
_case, _seen = public_case.c["case"], public_case.c.position


class _Open(NamedTuple):
    """A laid-open case as the public table has it."""

    case: str
    seen: int
    data: bytes


class Gone(NamedTuple):
    """A case that was laid open and is closed again."""

    case: str
    collection: str
    seen: int


class Journal:
    """Brings the journal abreast of the public's side of cases; one process at a time."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def follow(self, *, every: bool = False) -> None:
        """Take in what has changed of open cases.

        Only what was recorded of since is looked at, or else every case: a table of the law may
        have changed what is derived from the same facts.
        """
        last = select(func.coalesce(func.max(_c.seen), 0))
        since = 0 if every else int(self._archive.rows(last)[0][0])
        while page := self._page(since):
            with self._archive.database.writing() as connection:
                self._note(connection, page)
            since = page[-1].seen

    def _page(self, since: int) -> list[_Open]:
        query = select(_case, _seen, public_case.c.data).where(_seen > since).order_by(_seen)
        return [_Open(*row) for row in self._archive.rows(query.limit(_TOGETHER))]

    def _note(self, connection: Connection, page: Sequence[_Open]) -> None:
        known = _last(connection, [one.case for one in page])
        changed = [one for one in page if known.get(one.case, ("", b""))[1] != digest(one.data)]
        rows = [
            {
                "position": position,
                "record": one.case,
                "collection": collection_of(one.case),
                "before": known.get(one.case, ("", b""))[0],
                "seen": one.seen,
                "digest": digest(one.data),
                "data": zstandard.compress(one.data),
                "received": self._recorded_at(one.seen),
            }
            for position, one in enumerate(changed, _top(connection) + 1)
        ]
        if rows:
            connection.execute(insert(bulk_case), rows)

    def _recorded_at(self, position: int) -> str:
        """When the last fact of a laid-open case was recorded."""
        facts = self._archive.register.follow(position - 1, 1)
        return facts[0].recorded if facts else clock.stamp()

    def gone(self) -> list[Gone]:
        """The cases that are open no longer and of which that is not noted yet."""
        later = bulk_case.alias()
        again = select(later).where(later.c.record == _c.record, later.c.position > _c.position)
        still = select(public_case).where(_case == _c.record)
        query = select(_c.record, _c.collection, _c.seen).where(
            _c.collection != "", ~again.exists(), ~still.exists()
        )
        return [Gone(*row) for row in self._archive.rows(query.order_by(_c.position))]

    def forget(self, gone: Sequence[Gone]) -> None:
        """Note that cases are open no longer, and forget what they were."""
        instant = clock.stamp()
        with self._archive.database.writing() as connection:
            for position, one in enumerate(gone, _top(connection) + 1):
                mine = _c.record == one.case
                connection.execute(update(bulk_case).where(mine).values(data=b""))
                row = {
                    "position": position,
                    "record": one.case,
                    "collection": "",
                    "before": one.collection,
                    "seen": one.seen,
                    "digest": b"",
                    "data": b"",
                    "received": instant,
                }
                connection.execute(insert(bulk_case).values(row))


def collection_of(case: str) -> str:
    id_ = CaseId.parse(case)
    return str(CollectionName(office=id_.office, right=id_.right, cases=True))


def unpacked(data: bytes) -> bytes:
    """What a case was, as the journal keeps it."""
    return zstandard.decompress(data)


def _top(connection: Connection) -> int:
    return int(connection.execute(select(func.max(_c.position))).scalar() or 0)


def _last(connection: Connection, cases: Sequence[str]) -> Mapping[str, tuple[str, bytes]]:
    """The collection and digest that each case was last noted with."""
    last = select(func.max(_c.position)).where(_c.record.in_(cases)).group_by(_c.record)
    query = select(_c.record, _c.collection, _c.digest).where(_c.position.in_(last))
    return {row.record: (row.collection, bytes(row.digest)) for row in connection.execute(query)}
