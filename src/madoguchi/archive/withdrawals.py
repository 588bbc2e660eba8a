"""What the rows of the publication stream amount to, where sources withdraw what they told.

The latest row of each source counts. Where the best authority's is a withdrawal, the publication
is withdrawn; a lesser source's takes out what that source told. Whatever a source told before it
last withdrew is given out no more, and stays on the stream for the record.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Engine, and_, func, not_, select
from sqlalchemy.engine import Connection, Row

from madoguchi.archive.blobs import Blobs, parts
from madoguchi.archive.tables import stream
from madoguchi.errors import NotFoundError
from madoguchi.model import Publication, decode

_Rows = dict[str, list[Row[Any]]]


class Entry(msgspec.Struct, frozen=True):
    """One position of the publication stream."""

    position: int
    publication: str
    source: str
    version: int
    original: str
    received: str
    file: str
    withdrawn: bool = False


class Passage(msgspec.Struct, frozen=True):
    """A position and whether the publication was there before and after it."""

    entry: Entry
    before: bool
    after: bool


class _Head(msgspec.Struct):
    withdrawn: bool = False


_HEAD = msgspec.json.Decoder(_Head)


def is_withdrawal(record: bytes) -> bool:
    """Whether a record says that its source has withdrawn the publication."""
    return b'"withdrawn"' in record and _HEAD.decode(record).withdrawn


def entry_of(row: Row[Any]) -> Entry:
    return Entry(
        position=row.position,
        publication=row.publication,
        source=row.source,
        version=row.version,
        original=row.original.hex(),
        received=row.received,
        file=row.file,
        withdrawn=row.withdrawn,
    )


def latest(connection: Connection, ids: Sequence[str]) -> _Rows:
    """The latest row of each source of each publication, the best authority first."""
    found: dict[tuple[str, str], Row[Any]] = {}
    for row in _rows(connection, ids):
        found[row.publication, row.source] = row
    ordered: _Rows = {}
    for row in _best_first(found.values()):
        ordered.setdefault(row.publication, []).append(row)
    return ordered


def current(connection: Connection, ids: Sequence[str]) -> _Rows:
    """The rows that a publication is made of; withdrawn ones are left out."""
    return {
        id_: [row for row in rows if not row.withdrawn]
        for id_, rows in latest(connection, ids).items()
        if not rows[0].withdrawn
    }


def still_told(rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    """The rows that no later row of their source withdraws, and that are no withdrawals."""
    ends = {row.source: row.position for row in rows if row.withdrawn}
    return [row for row in rows if row.position > ends.get(row.source, 0)]


def withdrawn_count(connection: Connection) -> int:
    """How many publications are withdrawn."""
    ids = connection.execute(select(stream.c.publication).where(stream.c.withdrawn).distinct())
    rows = latest(connection, list(ids.scalars())).values()
    return sum(bool(several[0].withdrawn) for several in rows)


class Withdrawals:
    """Reads what is withdrawn and since when, and what is kept of it for the record.

    What was told before a withdrawal is for the office's own people; no public handler reads it.
    """

    def __init__(self, engine: Engine, blobs: Blobs) -> None:
        self._engine = engine
        self._blobs = blobs

    def of(self, ids: Sequence[str]) -> dict[str, str]:
        """Return when each of these publications was withdrawn; others are left out."""
        with self._engine.connect() as connection:
            found = latest(connection, ids)
        return {id_: rows[0].received for id_, rows in found.items() if rows[0].withdrawn}

    def passages(self, since: int, limit: int) -> list[Passage]:
        """Return what became of publications after a position, in order."""
        query = select(stream).where(stream.c.position > since).order_by(stream.c.position)
        with self._engine.connect() as connection:
            rows = list(connection.execute(query.limit(limit)))
            past = _rows(connection, list(dict.fromkeys(row.publication for row in rows)))
        there = _courses(past)
        return [Passage(entry_of(row), *there[row.position]) for row in rows]

    def source(self, id_: str) -> tuple[str, int]:
        """The source whose word on a publication counts first, and its authority.

        Raises NotFoundError.
        """
        with self._engine.connect() as connection:
            rows = latest(connection, [id_]).get(id_)
        if not rows:
            raise NotFoundError(f"{id_} is not held here")
        return rows[0].source, rows[0].authority

    def versions(self, id_: str) -> list[Entry]:
        """Return everything ever received of a publication, for the record, oldest first."""
        with self._engine.connect() as connection:
            return [entry_of(row) for row in _rows(connection, [id_])]

    def original(self, id_: str, position: int) -> bytes:
        """Return the bytes of a position, withdrawn or not. Raises NotFoundError."""
        where = and_(stream.c.publication == id_, stream.c.position == position)
        with self._engine.connect() as connection:
            row = connection.execute(select(stream).where(where)).first()
            if row is None:
                raise NotFoundError(f"{id_} has no position {position}")
            return self._blobs.get(connection, row.original)

    def told_before(self, ids: Sequence[str]) -> dict[str, list[Publication]]:
        """Return the last record that each source gave with content, for the record."""
        same = stream.alias()
        last = select(func.max(same.c.position)).where(
            same.c.publication == stream.c.publication,
            same.c.source == stream.c.source,
            not_(same.c.withdrawn),
        )
        found: dict[str, list[Publication]] = {}
        with self._engine.connect() as connection:
            for part in parts(list(ids)):
                where = stream.c.publication.in_(part), stream.c.position == last.scalar_subquery()
                rows = list(_best_first(connection.execute(select(stream).where(*where))))
                records = self._blobs.get_all(connection, [row.record for row in rows])
                for row in rows:
                    found.setdefault(row.publication, []).append(decode(records[row.record]))
        return found


def _rows(connection: Connection, ids: Sequence[str]) -> list[Row[Any]]:
    found: list[Row[Any]] = []
    for part in parts(list(ids)):
        query = select(stream).where(stream.c.publication.in_(part)).order_by(stream.c.position)
        found += connection.execute(query)
    return found


def _best_first(rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    return sorted(rows, key=lambda row: (row.authority, -row.position))


def _courses(rows: Iterable[Row[Any]]) -> dict[int, tuple[bool, bool]]:
    """At each position whether its publication was there before and was there after."""
    held: dict[str, dict[str, Row[Any]]] = {}
    there: dict[int, tuple[bool, bool]] = {}
    for row in rows:
        sources = held.setdefault(row.publication, {})
        before = _is_there(sources.values())
        sources[row.source] = row
        there[row.position] = before, _is_there(sources.values())
    return there


def _is_there(rows: Iterable[Row[Any]]) -> bool:
    ordered = _best_first(rows)
    return bool(ordered) and not ordered[0].withdrawn
