"""The register's stream: facts about cases and actors, append-only, in group commit.

Whoever comes while a commit is under way waits; one of those who waited then commits for all of
them in one transaction, so that many writers share one fsync.
"""

import hashlib
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine, Row

from madoguchi import clock
from madoguchi.archive.blobs import Blobs, digest, parts
from madoguchi.archive.database import insert_rows, lock_for_append
from madoguchi.archive.tables import register, submission
from madoguchi.errors import ConflictError, KeyReusedError, MadoguchiError


class Fact(msgspec.Struct, frozen=True):
    """Something to be recorded of a subject (a case or an actor); `data` is its JSON form."""

    subject: str
    kind: str
    data: bytes


class Write(msgspec.Struct, frozen=True):
    """Facts that are recorded together or not at all, with the bytes that prove them.

    `expected` gives, by subject, the version that the writer has seen (0: none); where another has
    written since, nothing is recorded. A `key` names the submission: the same again records
    nothing and returns what the first did.
    """

    facts: tuple[Fact, ...]
    actor: str
    expected: Mapping[str, int] = {}
    key: str = ""
    blobs: tuple[bytes, ...] = ()

    def digest(self) -> bytes:
        """The digest of what is submitted, to tell a repetition from another use of its key."""
        seen = hashlib.sha256(msgspec.json.encode([(f.subject, f.kind) for f in self.facts]))
        for data in (*(fact.data for fact in self.facts), *self.blobs):
            seen.update(digest(data))
        return seen.digest()


class Recorded(msgspec.Struct, frozen=True):
    """The receipt: the positions of the facts and the instant; `again` for a repetition."""

    first: int
    last: int
    recorded: str
    again: bool = False


class RecordedFact(msgspec.Struct, frozen=True):
    """One position of the register."""

    position: int
    subject: str
    version: int
    kind: str
    data: bytes
    actor: str
    recorded: str


class _Ticket:
    """A write that waits: to be committed by another, or for its turn to commit for all."""

    __slots__ = ("_gate", "done", "error", "recorded", "write")

    def __init__(self, write: Write) -> None:
        self.write = write
        self.done = False
        self.error: BaseException | None = None
        self.recorded: Recorded | None = None
        self._gate = threading.Lock()
        self._gate.acquire()

    def wait(self) -> None:
        self._gate.acquire()

    def wake(self) -> None:
        self._gate.release()

    def result(self) -> Recorded:
        if self.recorded is None:
            raise self.error or MadoguchiError("nothing was recorded; submit it again")
        return self.recorded


class _Queue:
    """Writes that wait for a commit; at most one thread at a time commits for all.

    Where the last commit was shared, the next waits a moment for those whom it has just woken, as
    they are likely to write again: a commit for one of them would keep all others waiting.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[_Ticket] = deque()
        self._busy = False
        self._last = 1

    def enter(self, ticket: _Ticket) -> bool:
        """Queue up; True where it is this thread's turn to commit, else another did or will."""
        with self._lock:
            self._waiting.append(ticket)
            mine, self._busy = not self._busy, True
        if not mine:
            ticket.wait()
        return not ticket.done

    def take(self) -> list[_Ticket]:
        """Take all that wait."""
        until = time.monotonic() + _GATHERING
        while len(self._waiting) < self._last and time.monotonic() < until:
            time.sleep(_GATHERING / 20)
        with self._lock:
            tickets = list(self._waiting)
            self._waiting.clear()
        self._last = len(tickets)
        return tickets

    def leave(self, own: _Ticket, tickets: list[_Ticket]) -> None:
        """Wake those who were served, and one who came since, whose turn it is now."""
        with self._lock:
            successor = self._waiting[0] if self._waiting else None
            self._busy = successor is not None
        if successor is not None:
            successor.wake()
        for ticket in tickets:
            if ticket is not own:
                ticket.wake()


_GATHERING = 0.001


class Register:
    """Appends facts and reads them; what `append` has returned for is durable.

    Safe for many threads and processes. Raises sqlalchemy.exc.DBAPIError where the database cannot
    be reached or the disk is full; nothing of that write is then recorded.
    """

    def __init__(self, engine: Engine, blobs: Blobs) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)
        self._blobs = blobs
        self._queue = _Queue()
        self._heads = _Heads()

    # -- in ------------------------------------------------------------------------------------

    def append(self, write: Write) -> Recorded:
        """Record a write; durable when it returns.

        Raises ConflictError where a subject has changed since `expected`, KeyReusedError where
        something else was submitted under the key.
        """
        ticket = _Ticket(write)
        if self._queue.enter(ticket):
            tickets = self._queue.take()
            try:
                self._commit(tickets)
            finally:
                self._queue.leave(ticket, tickets)
        return ticket.result()

    def append_all(self, writes: Sequence[Write]) -> list[Recorded | MadoguchiError]:
        """Record many writes in one transaction; those that are refused come back as errors."""
        tickets = [_Ticket(write) for write in writes]
        self._commit(tickets)
        return [_outcome(ticket) for ticket in tickets]

    def _commit(self, tickets: list[_Ticket]) -> None:
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
        finally:
            for ticket in tickets:
                ticket.done = True

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
        self, connection: Connection, blobs: Blobs, heads: "_Heads", tickets: list[_Ticket]
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


def _outcome(ticket: _Ticket) -> Recorded | MadoguchiError:
    return ticket.error if isinstance(ticket.error, MadoguchiError) else ticket.result()


def last_position(connection: Connection) -> int:
    return int(connection.execute(_LAST).scalar() or 0)


_LAST = select(func.max(register.c.position))


def facts_after(connection: Connection, since: int, limit: int) -> list[RecordedFact]:
    query = select(register).where(register.c.position > since).order_by(register.c.position)
    return [_fact(row) for row in connection.execute(query.limit(limit))]


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
