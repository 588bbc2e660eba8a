"""The register's stream: facts about cases and actors, append-only, in group commit."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.exc import DataError, OperationalError, StatementError

from madoguchi import clock
from madoguchi.archive.blobs import Blobs, digest, parts
from madoguchi.archive.database import insert_rows, lock_for_append
from madoguchi.archive.group_commit import Fact, Queue, Recorded, Ticket, Write
from madoguchi.archive.tables import register, submission
from madoguchi.errors import ConflictError, KeyReusedError, MadoguchiError


class RecordedFact(msgspec.Struct, frozen=True):
    """One position of the register."""

    position: int
    subject: str
    version: int
    kind: str
    data: bytes
    actor: str
    recorded: str


class Register:
    """Appends facts and reads them; what `append` has returned for is durable.

    Safe for many threads and processes. Raises sqlalchemy.exc.DBAPIError where the database cannot
    be reached or the disk is full; nothing of that write is then recorded.
    """

    def __init__(self, engine: Engine, blobs: Blobs) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)
        self._blobs = blobs
        self._queue = Queue()
        self._heads = _Heads()

    # -- in ------------------------------------------------------------------------------------

    def append(self, write: Write) -> Recorded:
        """Record a write; durable when it returns.

        Raises ConflictError where a subject has changed since `expected`, KeyReusedError where
        something else was submitted under the key.
        """
        ticket = Ticket(write)
        if self._queue.enter(ticket):
            tickets = self._queue.take()
            try:
                self._commit(tickets)
            finally:
                self._queue.leave(ticket, tickets)
        return ticket.result()

    def append_all(self, writes: Sequence[Write]) -> list[Recorded | MadoguchiError]:
        """Record many writes in one transaction; those that are refused come back as errors."""
        tickets = [Ticket(write) for write in writes]
        self._commit(tickets)
        return [ticket.outcome() for ticket in tickets]

    def _commit(self, tickets: list[Ticket]) -> None:
        """Record what is asked for, all in one transaction.

        Where the database will not take one of the writes, each is recorded by itself, so that
        only that one is refused.
        """
        try:
            self._together(tickets)
        except (DataError, StatementError) as error:
            if len(tickets) == 1 or isinstance(error, OperationalError):
                raise
            for ticket in tickets:
                with contextlib.suppress(DataError, StatementError):
                    self._together([ticket])
        finally:
            for ticket in tickets:
                ticket.done = True

    def _together(self, tickets: list[Ticket]) -> None:
        try:
            with self._writing.begin() as connection:
                lock_for_append(connection, register.name)
                _Recording(connection, self._blobs, self._heads, tickets).run()
        except BaseException as error:
            self._blobs.forget()
            self._heads.forget()
            for ticket in tickets:
                ticket.recorded, ticket.error = None, error
            raise

    # -- out -----------------------------------------------------------------------------------

    def position(self) -> int:
        """The last position; 0 while the register is empty."""
        with self._engine.connect() as connection:
            return last_position(connection)

    def follow(self, since: int, limit: int = 1000) -> list[RecordedFact]:
        """Return the facts after a position, in order."""
        with self._engine.connect() as connection:
            return facts_after(connection, since, limit)

    def facts(self, subjects: Sequence[str]) -> dict[str, list[RecordedFact]]:
        """Return everything recorded of subjects, oldest first; absent ones are left out."""
        with self._engine.connect() as connection:
            return facts_of(connection, subjects)

    def by_subject(self) -> Iterator[list[RecordedFact]]:
        """Yield the facts of every subject, one subject at a time."""
        with self._engine.connect() as connection:
            yield from every_subject(connection)


class _Recording:
    """Several writes on their way onto the stream, inside one transaction."""

    def __init__(
        self, connection: Connection, blobs: Blobs, heads: "_Heads", tickets: list[Ticket]
    ) -> None:
        self._connection = connection
        self._blobs = blobs
        self._heads = heads
        self._tickets = tickets
        self._instant = clock.stamp()
        self._position = last_position(connection)
        writes = [ticket.write for ticket in tickets]
        self._versions = heads.versions(connection, self._position, _subjects(writes))
        self._keys = _submissions(connection, [write.key for write in writes if write.key])
        self._rows: list[tuple[object, ...]] = []
        self._new_keys: list[tuple[object, ...]] = []
        self._new_blobs: dict[bytes, dict[str, object]] = {}

    def run(self) -> None:
        for ticket in self._tickets:
            try:
                ticket.recorded = self._one(ticket.write)
            except MadoguchiError as error:
                ticket.error = error
        self._write()

    def _one(self, write: Write) -> Recorded:
        known = self._keys.get(write.key) if write.key else None
        if known is not None:
            return _again(write, *known)
        self._check(write)
        first = self._position + 1
        for fact in write.facts:
            self._add(fact, write.actor)
        for data in write.blobs:
            row = self._blobs.pack(self._connection, "", data)
            self._new_blobs[digest(data)] = row
        recorded = Recorded(first, self._position, self._instant)
        if write.key:
            self._remember(write, recorded)
        return recorded

    def _check(self, write: Write) -> None:
        for subject, expected in write.expected.items():
            version = self._versions.get(subject, 0)
            if version != expected:
                raise ConflictError(subject, expected, version)

    def _add(self, fact: Fact, actor: str) -> None:
        self._position += 1
        version = self._versions.get(fact.subject, 0) + 1
        self._versions[fact.subject] = version
        self._rows.append(
            (
                self._position,
                fact.subject,
                version,
                fact.kind,
                fact.data,
                actor,
                self._instant,
            )
        )

    def _remember(self, write: Write, recorded: Recorded) -> None:
        seen = write.digest()
        self._keys[write.key] = (seen, recorded)
        span = (recorded.first, recorded.last, recorded.recorded)
        self._new_keys.append((write.key, seen, *span))

    def _write(self) -> None:
        if self._new_blobs:
            self._blobs.put(self._connection, self._new_blobs)
        insert_rows(self._connection, register, self._rows)
        insert_rows(self._connection, submission, self._new_keys)
        self._heads.remember(self._position)


class _Heads:
    """The versions of subjects lately written to, true as long as no other process has written.

    `versions` hands out its own table, which the recording brings up to date; what `remember` is
    not called for after is forgotten.
    """

    def __init__(self) -> None:
        self._position = -1
        self._versions: dict[str, int] = {}

    def versions(self, connection: Connection, position: int, subjects: set[str]) -> dict[str, int]:
        """Return a table in which all these subjects are."""
        if position != self._position or len(self._versions) > _MOST_HEADS:
            self._versions.clear()
        self._position = -1
        unknown = subjects - self._versions.keys()
        self._versions.update(dict.fromkeys(unknown, 0))
        self._versions.update(_versions(connection, unknown))
        return self._versions

    def remember(self, position: int) -> None:
        """The recording that ends at this position is written."""
        self._position = position

    def forget(self) -> None:
        self._position = -1


_MOST_HEADS = 20_000


def _subjects(writes: Sequence[Write]) -> set[str]:
    subjects = {fact.subject for write in writes for fact in write.facts}
    return subjects.union(*(write.expected for write in writes))


def _again(write: Write, seen: bytes, recorded: Recorded) -> Recorded:
    if write.digest() != seen:
        raise KeyReusedError(write.key)
    return msgspec.structs.replace(recorded, again=True)


def last_position(connection: Connection) -> int:
    return int(connection.execute(_LAST).scalar() or 0)


_LAST = select(func.max(register.c.position))


def facts_after(connection: Connection, since: int, limit: int) -> list[RecordedFact]:
    query = select(register).where(register.c.position > since).order_by(register.c.position)
    return [_fact(row) for row in connection.execute(query.limit(limit))]


def subjects_after(connection: Connection, since: int, limit: int) -> list[tuple[int, str]]:
    """Return position and subject of the facts after a position, for a view."""
    query = select(register.c.position, register.c.subject).where(register.c.position > since)
    rows = connection.execute(query.order_by(register.c.position).limit(limit))
    return [(row.position, row.subject) for row in rows]


def facts_of(connection: Connection, subjects: Sequence[str]) -> dict[str, list[RecordedFact]]:
    found: dict[str, list[RecordedFact]] = {}
    for part in parts(subjects):
        query = select(register).where(register.c.subject.in_(part)).order_by(register.c.version)
        for row in connection.execute(query):
            found.setdefault(row.subject, []).append(_fact(row))
    return found


def every_subject(connection: Connection) -> Iterator[list[RecordedFact]]:
    query = select(register).order_by(register.c.subject, register.c.version)
    rows = connection.execute(query.execution_options(yield_per=2000))
    group: list[RecordedFact] = []
    for row in rows:
        fact = _fact(row)
        if group and group[0].subject != fact.subject:
            yield group
            group = []
        group.append(fact)
    if group:
        yield group


def _fact(row: Row[Any]) -> RecordedFact:
    return RecordedFact(
        position=row.position,
        subject=row.subject,
        version=row.version,
        kind=row.kind,
        data=row.data,
        actor=row.actor,
        recorded=row.recorded,
    )


def _versions(connection: Connection, subjects: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in parts(sorted(subjects)):
        query = select(register.c.subject, func.max(register.c.version))
        query = query.where(register.c.subject.in_(part)).group_by(register.c.subject)
        found.update((row[0], row[1]) for row in connection.execute(query))
    return found


def _submissions(connection: Connection, keys: list[str]) -> dict[str, tuple[bytes, Recorded]]:
    found: dict[str, tuple[bytes, Recorded]] = {}
    for part in parts(keys):
        for row in connection.execute(select(submission).where(submission.c.key.in_(part))):
            found[row.key] = bytes(row.digest), Recorded(row.first, row.last, row.recorded)
    return found
