"""The archive: the publication stream and the document store, append-only."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Select, func, insert, select
from sqlalchemy.engine import Connection, Row

from madoguchi import clock, settings
from madoguchi.archive.beside import Beside, files, having, write
from madoguchi.archive.blobs import TRAIN_AT, Blobs, parts
from madoguchi.archive.database import (
    Database,
    PointReader,
    RowReader,
    lock_for_append,
    open_database,
)
from madoguchi.archive.register import Register
from madoguchi.archive.tables import attachment, blob, register, stream
from madoguchi.archive.views import Views
from madoguchi.archive.withdrawals import (
    Entry,
    Withdrawals,
    current,
    entry_of,
    is_withdrawal,
    latest,
    still_told,
    withdrawn_count,
)
from madoguchi.errors import DamagedError, NotFoundError, WithdrawnError
from madoguchi.model import Publication, decode, merge

Outcome = Literal["new", "changed", "unchanged"]


class Attached(msgspec.Struct, frozen=True):
    """A file that came beside a document and that the document refers to by this name."""

    name: str
    data: bytes


class Received(msgspec.Struct, frozen=True):
    """One document as it came in, with the record that was read from it.

    `publication` is its identity, `record` the JSON form (`model.encode`). `source` names the
    format; `authority` orders sources of the same publication: 0 for the office's own file, higher
    for what others say of it. `file` and `offset` say where it lay.
    """

    source: str
    authority: int
    original: bytes
    publication: str
    record: bytes
    file: str
    head: bytes = b""
    offset: int = 0
    attachments: tuple[Attached, ...] = ()


class Appended(msgspec.Struct, frozen=True):
    """What became of a document; `alone` where it is all that is held of its publication."""

    outcome: Outcome
    alone: bool


class Archive:
    """Holds everything received; what `append` has returned for is durable.

    One writer at a time appends; any number of processes read. Raises sqlalchemy.exc.DBAPIError
    where the database cannot be reached or the disk is full; nothing of that batch is then kept.
    """

    def __init__(self, url: str) -> None:
        self._engine = open_database(url)
        self._writing = self._engine.execution_options(writing=True)
        self._blobs = Blobs()
        self._readers: list[PointReader | RowReader] = []
        self._last = self.row_reader(f"SELECT max(position) FROM {stream.name}")  # noqa: S608 - own name
        self.register = Register(self._engine, self._blobs)
        self.views = Views(self._engine)
        self.withdrawals = Withdrawals(self._engine, self._blobs)
        self.database = Database(self._engine)

    @classmethod
    def at(cls, home: Path) -> "Archive":
        """Open the archive of a data directory, made if it is not there."""
        home.mkdir(parents=True, exist_ok=True)
        return cls(settings.database(home))

    @property
    def embedded(self) -> bool:
        """Whether the database is in this process, so that reading a row does not wait."""
        return self._engine.dialect.name == "sqlite"

    def close(self) -> None:
        for reader in self._readers:
            reader.close()
        self._engine.dispose()

    # -- in ------------------------------------------------------------------------------------

    def append(self, batch: Sequence[Received]) -> list[Appended]:
        """Put a batch on the stream in one transaction; durable when it returns.

        What is held already, byte for byte, from the same source is unchanged and not put again,
        unless it withdraws what that source tells now, or tells again what it has withdrawn.
        """
        instant = clock.stamp()
        try:
            with self._writing.begin() as connection:
                lock_for_append(connection, stream.name)
                return _Appending(connection, self._blobs, batch, instant).run()
        except BaseException:
            self._blobs.forget()
            raise

    # -- out -----------------------------------------------------------------------------------

    def position(self) -> int:
        """The last position of the stream; 0 while it is empty."""
        with self._engine.connect() as connection:
            return _last_position(connection)

    def last_position(self) -> int:
        """The same as `position`, by the shortest way there is."""
        return int(self._last()[0][0] or 0)

    def follow(self, since: int, limit: int = 1000) -> list[Entry]:
        """Return the entries after a position, in order."""
        query = select(stream).where(stream.c.position > since).order_by(stream.c.position)
        with self._engine.connect() as connection:
            return [entry_of(row) for row in connection.execute(query.limit(limit))]

    def publications(self, ids: Sequence[str]) -> dict[str, Publication]:
        """Return publications by identity, joined from all their sources.

        Those that are not held or are withdrawn are left out.
        """
        with self._engine.connect() as connection:
            told = current(connection, ids)
            names = [row.record for rows in told.values() for row in rows]
            records = self._blobs.get_all(connection, names)
        return {
            id_: merge(tuple(decode(records[row.record]) for row in rows))
            for id_, rows in told.items()
        }

    def publication(self, id_: str) -> Publication:
        """Return one publication, joined from all its sources.

        Raises NotFoundError; WithdrawnError, which is one, where its office has withdrawn it. So do
        all that follow here of what came of a publication.
        """
        found = self.publications([id_]).get(id_)
        if found is None:
            with self._engine.connect() as connection:
                self._standing(connection, id_)
            raise NotFoundError(f"{id_} is not held here")
        return found

    def versions(self, id_: str) -> list[Entry]:
        """Return everything received of a publication, oldest first; nothing where none is held.

        What a source has told before it withdrew is not given out.
        """
        with self._engine.connect() as connection:
            self._standing(connection, id_)
            return [entry_of(row) for row in self._told(connection, id_)]

    def original(self, id_: str, position: int | None = None) -> bytes:
        """Return the bytes as received: of that position, else the current ones."""
        with self._engine.connect() as connection:
            rows = self._standing(connection, id_)
            if position is not None:
                rows = [r for r in self._told(connection, id_) if r.position == position]
            if not rows:
                raise NotFoundError(f"{id_} is not held here")
            return self._blobs.get(connection, rows[0].original)

    def with_attachments(self, ids: Sequence[str]) -> set[str]:
        """Return which of these publications may have files beside them, asked for all at once."""
        with self._engine.connect() as connection:
            return {id_ for part in parts(list(ids)) for id_ in having(connection, part)}

    def attachments(self, id_: str) -> tuple[str, ...]:
        """Return the names of the files held beside a publication."""
        with self._engine.connect() as connection:
            return tuple(files(connection, id_, self._standing(connection, id_)))

    def attachment(self, id_: str, name: str) -> bytes:
        """Return a file held beside a publication."""
        with self._engine.connect() as connection:
            sha256 = files(connection, id_, self._standing(connection, id_)).get(name)
            if sha256 is None:
                raise NotFoundError(f"{id_} has no file {name!r}")
            return self._blobs.get(connection, sha256)

    def attached(self, id_: str, source: str) -> tuple[Attached, ...]:
        """Return the files that one source brought beside a publication, if its word stands."""
        with self._engine.connect() as connection:
            told = latest(connection, [id_]).get(id_, [])
            own = [row for row in told if row.source == source and not row.withdrawn]
            held = files(connection, id_, own, whole=False)
            return tuple(
                Attached(name, self._blobs.get(connection, sha256)) for name, sha256 in held.items()
            )

    def _standing(self, connection: Connection, id_: str) -> list[Row[Any]]:
        """The latest row of each source that has not withdrawn. Raises WithdrawnError."""
        rows = latest(connection, [id_]).get(id_, [])
        if rows and rows[0].withdrawn:
            raise WithdrawnError(id_, rows[0].received)
        return [row for row in rows if not row.withdrawn]

    def _told(self, connection: Connection, id_: str) -> list[Row[Any]]:
        query = select(stream).where(stream.c.publication == id_).order_by(stream.c.position)
        return still_told(list(connection.execute(query)))

    def records_after(
        self, connection: Connection, since: int, limit: int
    ) -> list[tuple[int, str, bytes]]:
        """Return position, publication and record of what comes after a position, for a view."""
        query = select(stream.c.position, stream.c.publication, stream.c.record)
        query = query.where(stream.c.position > since).order_by(stream.c.position).limit(limit)
        rows = connection.execute(query).all()
        records = self._blobs.get_all(connection, list({bytes(row.record) for row in rows}))
        return [(row.position, row.publication, records[bytes(row.record)]) for row in rows]

    def publications_after(
        self, connection: Connection, since: int, limit: int
    ) -> list[tuple[int, str]]:
        """Return position and publication of what comes after a position, for a view."""
        query = select(stream.c.position, stream.c.publication).order_by(stream.c.position)
        rows = connection.execute(query.where(stream.c.position > since).limit(limit))
        return [(row.position, row.publication) for row in rows]

    def current_records(self, connection: Connection, ids: Sequence[str]) -> dict[str, list[bytes]]:
        """Return the latest record of each source of publications, best first, for a view.

        Those that are withdrawn are left out.
        """
        told = current(connection, ids)
        names = [row.record for rows in told.values() for row in rows]
        records = self._blobs.get_all(connection, names)
        return {id_: [records[row.record] for row in rows] for id_, rows in told.items()}

    def records(self, ids: Sequence[str]) -> dict[str, list[bytes]]:
        """Return the latest record of each source of publications, best first."""
        with self._engine.connect() as connection:
            return self.current_records(connection, ids)

    def blob(self, sha256: str) -> bytes:
        """Return the bytes of that SHA-256 (hex), checked. Raises NotFoundError, DamagedError."""
        with self._engine.connect() as connection:
            return self._blobs.get(connection, bytes.fromhex(sha256))

    def blobs(self, names: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return many blobs by SHA-256, checked. Raises NotFoundError, DamagedError."""
        with self._engine.connect() as connection:
            return self._blobs.get_all(connection, names)

    def missing(self, names: Sequence[str]) -> list[str]:
        """Return those of these SHA-256 (hex) under which nothing is held."""
        wanted = [bytes.fromhex(name) for name in names]
        found: set[bytes] = set()
        with self._engine.connect() as connection:
            for part in parts(wanted):
                query = select(blob.c.sha256).where(blob.c.sha256.in_(part))
                found.update(bytes(row[0]) for row in connection.execute(query))
        return [name.hex() for name in wanted if name not in found]

    def rows(self, query: Select[Any]) -> list[tuple[Any, ...]]:
        """Return the rows of a query on a view's tables."""
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(query)]

    def point_reader(self, table: str, key: str, column: str) -> PointReader:
        """Return a function that reads one column of one row by its key."""
        reader = PointReader(self._engine, table, key, column)
        self._readers.append(reader)
        return reader

    def row_reader(self, statement: str) -> RowReader:
        """Return a function that reads rows by a statement with a `?` for each value."""
        reader = RowReader(self._engine, statement)
        self._readers.append(reader)
        return reader

    def verify(self) -> Iterator[DamagedError | None]:
        """Check every stored byte; yields None for a sound blob or row, else the damage."""
        with self._engine.connect() as connection:
            yield from _verify_positions(connection)
            yield from _verify_versions(connection)
            every = select(blob).execution_options(yield_per=100)
            for row in connection.execute(every):
                try:
                    self._blobs.unpack(connection, row.sha256, row.size, row.dictionary, row.data)
                except DamagedError as damage:
                    yield damage
                else:
                    yield None

    def sizes(self) -> dict[str, int]:
        """Return counts and bytes for the status page: documents, publications, raw, stored."""
        publications = func.count(func.distinct(stream.c.publication))
        figures = {
            "documents": select(func.count()).select_from(stream),
            "publications": select(publications),
            "raw_bytes": select(func.coalesce(func.sum(blob.c.size), 0)),
            "stored_bytes": select(func.coalesce(func.sum(func.length(blob.c.data)), 0)),
        }
        with self._engine.connect() as connection:
            found = {n: int(connection.execute(q).scalar() or 0) for n, q in figures.items()}
            found["publications"] -= withdrawn_count(connection)
        return found


class _Appending:
    """One batch on its way onto the stream, inside one transaction."""

    def __init__(
        self, connection: Connection, blobs: Blobs, batch: Sequence[Received], instant: str
    ) -> None:
        self._connection = connection
        self._blobs = blobs
        self._batch = batch
        self._instant = instant
        self._position = _last_position(connection)
        self._held = _held(connection, {item.publication for item in batch})
        self._sources: dict[str, set[str]] = {item.publication: set() for item in batch}
        for id_, source in self._held:
            self._sources[id_].add(source)
        self._new_blobs: dict[bytes, dict[str, object]] = {}
        self._new_rows: list[dict[str, object]] = []
        self._new_files: dict[Beside, bytes] = {}

    def run(self) -> list[Appended]:
        for source in sorted({item.source for item in self._batch}):
            self._train(source)
        outcomes = [self._one(item) for item in self._batch]
        self._write()
        return outcomes

    def _one(self, item: Received) -> Appended:
        packed = self._blobs.pack(self._connection, item.source, item.original)
        name = packed["sha256"]
        versions = self._held.setdefault((item.publication, item.source), [])
        self._attach(item)
        gone = is_withdrawal(item.record)
        if any(one.digest == name for one in versions) and versions[-1].withdrawn == gone:
            return Appended("unchanged", alone=False)
        record = self._blobs.pack(self._connection, f"{item.source} record", item.record)
        for row in (packed, record):
            self._new_blobs[bytes(row["sha256"])] = row  # type: ignore[call-overload]
        self._position += 1
        versions.append(_Version(bytes(name), gone))  # type: ignore[call-overload]
        self._new_rows.append(self._row(item, versions, record["sha256"]))
        sources = self._sources[item.publication]
        sources.add(item.source)
        outcome: Outcome = "new" if len(versions) == 1 and not gone else "changed"
        return Appended(outcome, alone=len(sources) == len(versions) == 1 and not gone)

    def _row(self, item: Received, versions: "list[_Version]", record: object) -> dict[str, object]:
        return {
            "position": self._position,
            "publication": item.publication,
            "source": item.source,
            "authority": item.authority,
            "version": len(versions),
            "original": versions[-1].digest,
            "head": item.head,
            "record": record,
            "file": item.file,
            "offset": item.offset,
            "received": self._instant,
            "withdrawn": versions[-1].withdrawn,
        }

    def _attach(self, item: Received) -> None:
        for file in item.attachments:
            row = self._blobs.pack(self._connection, "", file.data)
            name = bytes(row["sha256"])  # type: ignore[call-overload]
            self._new_blobs[name] = row
            self._new_files[Beside(item.publication, item.source, file.name)] = name

    def _train(self, source: str) -> None:
        """Train a source's dictionaries once it has enough documents."""
        if self._blobs.trained(self._connection, source):
            return
        query = select(stream.c.original, stream.c.record).where(stream.c.source == source)
        rows = self._connection.execute(query.order_by(stream.c.position).limit(TRAIN_AT)).all()
        if len(rows) < TRAIN_AT:
            return
        for name, column in ((source, 0), (f"{source} record", 1)):
            samples = [self._blobs.get(self._connection, row[column]) for row in rows]
            self._blobs.train(self._connection, name, samples)

    def _write(self) -> None:
        self._blobs.put(self._connection, self._new_blobs)
        if self._new_rows:
            self._connection.execute(insert(stream), self._new_rows)
        write(self._connection, self._new_files)


def _last_position(connection: Connection) -> int:
    return int(connection.execute(select(func.max(stream.c.position))).scalar() or 0)


class _Version(NamedTuple):
    """A version held of a publication and source."""

    digest: bytes
    withdrawn: bool


def _held(connection: Connection, ids: set[str]) -> dict[tuple[str, str], list[_Version]]:
    """The versions held of each publication and source, oldest first."""
    held: dict[tuple[str, str], list[_Version]] = {}
    for part in parts(sorted(ids)):
        query = select(stream.c.publication, stream.c.source, stream.c.original, stream.c.withdrawn)
        query = query.where(stream.c.publication.in_(part)).order_by(stream.c.position)
        for row in connection.execute(query):
            held.setdefault((row.publication, row.source), []).append(
                _Version(bytes(row.original), row.withdrawn)
            )
    return held


def _verify_positions(connection: Connection) -> Iterator[DamagedError | None]:
    for table, shown in ((stream, "stream"), (register, "register")):
        numbered = select(func.count(), func.max(table.c.position))
        count, last = connection.execute(numbered).one()
        if count != (last or 0):
            yield DamagedError(f"the {shown} has {count} entries but its last position is {last}")
    for column in (stream.c.original, stream.c.record):
        name = column.label("name")
        missing = select(stream.c.position, name).where(~column.in_(select(blob.c.sha256)))
        for row in connection.execute(missing):
            yield DamagedError(f"position {row.position}: {row.name.hex()} is missing")
    beside = select(attachment).where(~attachment.c.sha256.in_(select(blob.c.sha256)))
    for row in connection.execute(beside):
        yield DamagedError(f"{row.publication}: its file {row.name} is missing")


def _verify_versions(connection: Connection) -> Iterator[DamagedError]:
    """The facts of a subject are numbered without gaps too."""
    count, last = func.count(), func.max(register.c.version)
    query = select(register.c.subject, count, last).group_by(register.c.subject)
    for subject, facts, version in connection.execute(query.having(count != last)):
        yield DamagedError(f"{subject} has {facts} facts but is at version {version}")
