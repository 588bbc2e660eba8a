"""The outbox: letters wait here until they are delivered; what is delivered is forgotten.

A letter is put in by the transaction that does what it tells of. Whoever carries it takes it for a
while; if that process dies, the next one takes it again, so that a letter may come twice (with the
same Message-ID) but is never lost.
"""

import itertools
import secrets
from collections.abc import Iterable

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    Table,
    Text,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.engine import Connection

from madoguchi import clock
from madoguchi.archive import Database, lock_for_append, metadata
from madoguchi.post.letters import Letter

WAITING, TAKEN, SENT, UNDELIVERABLE = "waiting", "taken", "sent", "undeliverable"
TAKEN_FOR = 10 * 60
_FIRST_WAIT, _LONGEST_WAIT = 60, 6 * 60 * 60
_TRIED_FOR = 20  # times: some four days
_KEPT = 30 * 24 * 60 * 60

box = Table(
    "letter",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("recipient", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("queued", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("trouble", Text, nullable=False),
)
Index("letter_due", box.c.state, box.c.due)


class Waiting(msgspec.Struct, frozen=True):
    """A letter in the outbox; `due` in seconds since 1970, `trouble` what went wrong last."""

    id: str
    recipient: str
    lang: str
    subject: str
    text: str
    queued: str
    state: str
    due: int
    attempts: int
    trouble: str


class Outbox:
    """Puts letters in, hands them out, and keeps account of what became of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, letters: Iterable[Letter], connection: Connection | None = None) -> None:
        """Put letters in, in a transaction that is under way or in one of its own."""
        if connection is not None:
            _put(connection, letters)
            return
        with self._database.writing() as own:
            _put(own, letters)

    def due(self, *, early: bool = False) -> list[str]:
        """Name the letters that are due, longest first.

        With `early` back-off is disregarded, and letters that were given up are tried again.
        """
        query = select(box.c.id).where(_due(_moment(), early=early)).order_by(box.c.due, box.c.id)
        with self._database.reading() as connection:
            return list(connection.execute(query).scalars())

    def take(self, id_: str, *, early: bool = False) -> Waiting | None:
        """Take a letter for ten minutes; None where another process has it by now."""
        moment = _moment()
        where = (box.c.id == id_) & _due(moment, early=early)
        values = {"state": TAKEN, "due": moment + TAKEN_FOR, "attempts": box.c.attempts + 1}
        with self._database.writing() as connection:
            if not connection.execute(update(box).where(where).values(values)).rowcount:
                return None
            row = connection.execute(select(box).where(box.c.id == id_)).mappings().one()
            return _waiting(dict(row))

    def delivered(self, id_: str) -> None:
        """A letter was handed over; its text, which may hold a secret, is forgotten."""
        with self._database.writing() as connection:
            values = {"state": SENT, "text": "", "due": _moment(), "trouble": ""}
            connection.execute(update(box).where(box.c.id == id_).values(values))
            old = (box.c.state == SENT) & (box.c.due < _moment() - _KEPT)
            connection.execute(delete(box).where(old))

    def failed(self, letter: Waiting, trouble: str) -> None:
        """A letter could not be handed over; it is tried again, each time later."""
        state = UNDELIVERABLE if letter.attempts >= _TRIED_FOR else WAITING
        due = _moment() + backoff(letter.attempts)
        values = {"state": state, "due": due, "trouble": trouble[:500]}
        with self._database.writing() as connection:
            connection.execute(update(box).where(box.c.id == letter.id).values(values))

    def letters(self, *, sent: bool = False) -> list[Waiting]:
        """Return the letters that wait or were given up, all of late with `sent`."""
        query = select(box).order_by(box.c.queued, box.c.id)
        if not sent:
            query = query.where(box.c.state != SENT)
        with self._database.reading() as connection:
            return [_waiting(dict(row)) for row in connection.execute(query).mappings()]

    def count(self) -> dict[str, int]:
        """How many letters there are of each state."""
        query = select(box.c.state, func.count()).group_by(box.c.state)
        with self._database.reading() as connection:
            return {str(row[0]): int(row[1]) for row in connection.execute(query)}


def _due(moment: int, *, early: bool) -> ColumnElement[bool]:
    now = box.c.state.in_((WAITING, TAKEN)) & (box.c.due <= moment)
    return or_(now, box.c.state.in_((WAITING, UNDELIVERABLE))) if early else now


def backoff(attempts: int) -> int:
    """Seconds until the next attempt after so many."""
    return int(min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(attempts - 1, 20)))


def _put(connection: Connection, letters: Iterable[Letter]) -> None:
    for letter in letters:
        id_ = _name()
        if letter.key:
            lock_for_append(connection, box.name)
            known = select(box.c.id).where(box.c.key == letter.key)
            if connection.execute(known).first() is not None:
                continue
        row = {
            "id": id_,
            "key": letter.key or id_,
            "recipient": letter.recipient,
            "lang": letter.lang,
            "subject": letter.subject,
            "text": letter.text,
            "queued": clock.stamp(),
            "state": WAITING,
            "due": _moment(),
            "attempts": 0,
            "trouble": "",
        }
        connection.execute(insert(box), row)


def _name() -> str:
    """A name that nobody guesses; those of later letters come after it."""
    moment = int(clock.now().timestamp() * 1_000_000)
    return f"{moment:014x}{next(_COUNT) % 0x10000:04x}{secrets.token_hex(8)}"


_COUNT = itertools.count()


def _waiting(row: dict[str, object]) -> Waiting:
    return msgspec.convert({name: row[name] for name in Waiting.__struct_fields__}, Waiting)


def _moment() -> int:
    return int(clock.now().timestamp())
