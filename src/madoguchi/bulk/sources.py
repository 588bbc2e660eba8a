"""Where the records of a collection come from: as they stood at the end of a span of positions.

The same span always gives the same records, whatever has come in since.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from sqlalchemy import select
from sqlalchemy.engine import Row

from madoguchi.archive import Archive, publication_stream
from madoguchi.bulk.journal import unpacked
from madoguchi.bulk.ledger import Ledger, Span
from madoguchi.bulk.tables import bulk_case, bulk_publication
from madoguchi.cases import CaseFile, decode_file, legal_status
from madoguchi.errors import NotFoundError
from madoguchi.model import Change, CollectionName, Publication, Struct, decode, encode, merge

_STRANGE = re.compile(r"[^A-Za-z0-9._-]")


class Document(NamedTuple):
    """A document as published; `name` is that of the publication, its source and its sort."""

    name: str
    data: bytes


class Record(NamedTuple):
    """A record in its JSON form and as a value, and what it was read from, fetched when asked."""

    change: Change
    line: bytes
    value: Struct
    documents: Callable[[], Iterator[Document]]


class Source(Protocol):
    """A collection's ledger, and its records."""

    ledger: Ledger
    holds: type[Struct]

    def records(self, changes: Sequence[Change], span: Span) -> Iterator[Record]:
        """Yield the record of each change that is no withdrawal."""


def source_of(archive: Archive, name: CollectionName) -> Source:
    return OpenCases(archive) if name.cases else Publications(archive)


class Publications:
    """Publications, joined from all their sources."""

    holds: type[Struct] = Publication

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.ledger = Ledger(archive, bulk_publication)

    def records(self, changes: Sequence[Change], span: Span) -> Iterator[Record]:
        wanted = [change for change in changes if change.op != "DEL"]
        held = self._held([change.id for change in wanted], span)
        names = list({bytes(row.record) for rows in held.values() for row in rows})
        told = self._archive.blobs(names)
        for change in wanted:
            rows = held[change.id]
            value = merge(tuple(decode(told[bytes(row.record)]) for row in rows))
            yield Record(change, encode(value), value, self._documents(rows, span))

    def _held(self, ids: Sequence[str], span: Span) -> dict[str, list[Row[Any]]]:
        """The last word of each source of each publication, the best authority first."""
        c = publication_stream.c
        query = select(
            c.publication, c.position, c.source, c.authority, c.original, c.record, c.withdrawn
        )
        query = query.where(c.publication.in_(ids), c.position <= span.through)
        latest: dict[tuple[str, str], Row[Any]] = {}
        with self._archive.database.reading() as connection:
            for row in connection.execute(query.order_by(c.position)):
                latest[row.publication, row.source] = row
        held: dict[str, list[Row[Any]]] = {}
        for row in sorted(latest.values(), key=lambda row: (row.authority, -row.position)):
            held.setdefault(row.publication, []).append(row)
        return held

    def _documents(self, rows: Sequence[Row[Any]], span: Span) -> Callable[[], Iterator[Document]]:
        def documents() -> Iterator[Document]:
            for row in rows:
                if row.position > span.after and not row.withdrawn:
                    data = self._archive.blob(bytes(row.original).hex())
                    yield Document(_file_name(row, data), data)

        return documents


class OpenCases:
    """Laid-open cases, as the public sees them."""

    holds: type[Struct] = CaseFile

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.ledger = Ledger(archive, bulk_case)

    def records(self, changes: Sequence[Change], span: Span) -> Iterator[Record]:  # noqa: ARG002 - what was noted at a position needs no span
        c = bulk_case.c
        wanted = {change.position: change for change in changes if change.op != "DEL"}
        query = select(c.position, c.data, c.received).where(c.position.in_(list(wanted)))
        for row in sorted(self._archive.rows(query)):
            line = unpacked(row[1])
            file = decode_file(line)
            created = dt.date.fromisoformat(row[2][:10])
            yield Record(wanted[row[0]], line, file, _status_of(file, created))


def _status_of(file: CaseFile, created: dt.date) -> Callable[[], Iterator[Document]]:
    """The legal status as WIPO ST.96; a case without any event has none."""

    def documents() -> Iterator[Document]:
        try:
            yield Document(f"{file.id}.xml", legal_status(file, created))
        except NotFoundError:
            return

    return documents


def _file_name(row: Row[Any], data: bytes) -> str:
    """JP2021044377A.docdb.xml: safe to unpack, whatever a file from outside gave as its number."""
    name = _STRANGE.sub("_", row.publication)
    if name != row.publication or name.startswith("."):
        name = f"{name.lstrip('.')}.{row.position}"
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return f"{name}.{row.source}.{'xml' if start.startswith(b'<') else 'txt'}"
