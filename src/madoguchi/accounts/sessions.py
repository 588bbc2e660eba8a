"""Sessions of people: only the SHA-256 of what the client holds is kept."""

import secrets

import msgspec
from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update
from sqlalchemy.engine import Connection

from madoguchi import clock
from madoguchi.accounts.tables import session
from madoguchi.archive import Database, digest

IDLE = 60 * 60
LONGEST = 12 * 60 * 60
_RENEWED_EACH = 60


class Session(msgspec.Struct, frozen=True):
    """A session; times are seconds since 1970, `id` names it without opening it."""

    id: str
    actor: str
    opened: int
    used: int
    expires: int
    address: str = ""
    agent: str = ""


class Sessions:
    """Opens, finds, renews and ends sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, secret: str) -> Session | None:
        """Return the session that a client holds the secret of, renewed; None if it has ended."""
        moment = seconds()
        query = select(session).where(_held_by(secret))
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        if row is None or _ended(row["opened"], row["expires"], moment):
            return None
        found = msgspec.convert({n: row[n] for n in Session.__struct_fields__}, Session)
        if moment - found.used >= _RENEWED_EACH:
            self._renew(secret, moment)
        return found

    def _renew(self, secret: str, moment: int) -> None:
        values = {"used": moment, "expires": moment + IDLE}
        where = and_(_held_by(secret), session.c.used <= moment - _RENEWED_EACH)
        with self._database.writing() as connection:
            connection.execute(update(session).where(where).values(values))

    def of(self, actor: str) -> list[Session]:
        """Return the sessions that an actor has open, the latest first."""
        moment = seconds()
        query = select(session).where(session.c.actor == actor).order_by(session.c.used.desc())
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            msgspec.convert({n: row[n] for n in Session.__struct_fields__}, Session)
            for row in rows
            if not _ended(row["opened"], row["expires"], moment)
        ]

    def end(self, actor: str, id_: str) -> bool:
        """End one session of an actor; False where it has none of that name."""
        where = and_(session.c.actor == actor, session.c.id == id_)
        with self._database.writing() as connection:
            return bool(connection.execute(delete(session).where(where)).rowcount)

    def end_all(self, actor: str) -> int:
        """End all sessions of an actor; return how many there were."""
        with self._database.writing() as connection:
            query = delete(session).where(session.c.actor == actor)
            return int(connection.execute(query).rowcount)


def open_session(connection: Connection, actor: str, address: str, agent: str) -> str:
    """Open a session; return the secret that the client is to hold. Sweeps out what has ended."""
    moment, secret = seconds(), secrets.token_urlsafe(32)
    old = or_(session.c.expires <= moment, session.c.opened <= moment - LONGEST)
    connection.execute(delete(session).where(old))
    row = {
        "token": digest(secret.encode()),
        "id": secrets.token_hex(8),
        "actor": actor,
        "opened": moment,
        "used": moment,
        "expires": moment + IDLE,
        "address": address[:60],
        "agent": agent[:200],
    }
    connection.execute(insert(session), row)
    return secret


def seconds() -> int:
    """The instant in seconds since 1970."""
    return int(clock.now().timestamp())


def _held_by(secret: str) -> ColumnElement[bool]:
    return session.c.token == digest(secret.encode())


def _ended(opened: int, expires: int, moment: int) -> bool:
    return moment >= expires or moment >= opened + LONGEST
