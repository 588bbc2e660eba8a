"""The view of the publication stream that says which collection each publication is in, and when.

A publication is in the collection of its office and right as all its sources together tell; where a
correction changes the right, it leaves one collection and comes into another.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection, Row

from madoguchi.archive import Archive, parts, publication_stream
from madoguchi.bulk.tables import bulk_publication
from madoguchi.model import CollectionName, Right

_TOGETHER = 200
_Rows = dict[str, list["_Held"]]


class _Head(msgspec.Struct, frozen=True):
    """As much of a publication's record as tells where it belongs."""

    office: str
    number: str
    kind: str = ""
    right: Right = Right.PATENT
    date: dt.date | None = None
    withdrawn: bool = False


_DECODER = msgspec.json.Decoder(_Head)


class _Held(msgspec.Struct, frozen=True):
    """What one document said of a publication, and what the publication was from then on.

    `own` is "" for a withdrawal; where that is the best authority's, so is `collection`.
    """

    position: int
    source: str
    authority: int
    own: str
    own_date: str
    collection: str = ""


class BulkPublications:
    """Follows the publication stream."""

    name = "bulk-publications"
    layout = 1

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def follow(self, connection: Connection, since: int, limit: int) -> int:
        records = self._archive.records_after(connection, since, min(limit, _TOGETHER))
        if not records:
            return since
        last = records[-1][0]
        entries = _entries(connection, since, last)
        held = _held(connection, sorted({record[1] for record in records}))
        rows = [
            _row(entries[position], _DECODER.decode(record), held.setdefault(publication, []))
            for position, publication, record in records
        ]
        connection.execute(insert(bulk_publication), rows)
        return last

    def rebuild(self, connection: Connection) -> int:
        connection.execute(delete(bulk_publication))
        position, last = 0, -1
        while position != last:
            last, position = position, self.follow(connection, position, _TOGETHER)
        return position


def _row(entry: Row[Any], head: _Head, held: list[_Held]) -> dict[str, object]:
    """The row of a position; what is held of the publication then has it too."""
    own = _collection_of(head)
    date = head.date.isoformat() if head.date else ""
    before = held[-1].collection if held else ""
    new = _Held(entry.position, entry.source, entry.authority, own, date)
    current = _current([*held, new])
    collection = current[0].own
    held.append(msgspec.structs.replace(new, collection=collection))
    return {
        "position": entry.position,
        "record": entry.publication,
        "own": own,
        "own_date": date,
        "collection": collection,
        "before": before,
        "number": head.number,
        "kind": head.kind,
        "date": next((one.own_date for one in current if one.own_date), ""),
        "received": entry.received,
    }


def _collection_of(head: _Head) -> str:
    """The collection of a record, "" for a withdrawal.

    An office that has no code of WIPO ST.3 is put under ZZ.
    """
    if head.withdrawn:
        return ""
    coded = len(head.office) == 2 and head.office.isascii() and head.office.isalnum()
    return str(CollectionName(office=head.office if coded else "ZZ", right=head.right))


def _current(held: Sequence[_Held]) -> list[_Held]:
    """The latest word of each source, the best authority first, as the archive joins them."""
    latest = {one.source: one for one in held}
    return sorted(latest.values(), key=lambda one: (one.authority, -one.position))


def _entries(connection: Connection, since: int, last: int) -> Mapping[int, Row[Any]]:
    stream = publication_stream.c
    query = select(
        stream.position, stream.publication, stream.source, stream.authority, stream.received
    ).where(stream.position > since, stream.position <= last)
    return {row.position: row for row in connection.execute(query)}


def _held(connection: Connection, publications: Sequence[str]) -> _Rows:
    """What was said before of each of these publications, oldest first."""
    held: _Rows = {}
    stream, ledger = publication_stream.c, bulk_publication.c
    query = select(
        ledger.record, ledger.position, stream.source, stream.authority, ledger.own,
        ledger.own_date, ledger.collection,
    ).join(publication_stream, stream.position == ledger.position)  # fmt: skip
    for part in parts(publications):
        for row in connection.execute(
            query.where(ledger.record.in_(part)).order_by(ledger.position)
        ):
            held.setdefault(row.record, []).append(_Held(*row[1:]))
    return held
