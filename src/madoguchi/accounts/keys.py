"""Keys of programs: shown once, kept as SHA-256 only, each for as much as its scopes say."""

import secrets

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from madoguchi import clock
from madoguchi.accounts.sessions import seconds
from madoguchi.accounts.tables import api_token
from madoguchi.archive import Database, digest
from madoguchi.errors import NotFoundError

TOKEN_DAYS = 365
_HOUR, _DAY = 60 * 60, 24 * 60 * 60


class Token(msgspec.Struct, frozen=True):
    """A program's key; `scopes` are permissions, all of its account where empty.

    `used` is the last day on which it was shown, "" while it was not.
    """

    id: str
    actor: str
    name: str
    made: int
    expires: int
    scopes: str = ""
    used: str = ""


class Tokens:
    """Makes, finds, rotates and ends keys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, actor: str, name: str, days: int = TOKEN_DAYS, scopes: str = "") -> str:
        """Make a key; what is returned is shown once and kept nowhere."""
        with self._database.writing() as connection:
            return _make(connection, actor, name, days * _DAY, scopes)

    def rotate(self, actor: str, id_: str, hours: int) -> str:
        """Make a key in place of another, which holds for so many hours more. NotFoundError."""
        where = (api_token.c.actor == actor) & (api_token.c.id == id_)
        moment = seconds()
        with self._database.writing() as connection:
            row = connection.execute(select(api_token).where(where)).mappings().first()
            if row is None or row["expires"] <= moment:
                raise NotFoundError(f"{actor} has no key {id_[:40]!r}; it may have ended")
            end = min(row["expires"], moment + hours * _HOUR)
            connection.execute(update(api_token).where(where).values({"expires": end}))
            lasting = row["expires"] - row["made"]
            return _make(connection, actor, row["name"], lasting, row["scopes"])

    def find(self, secret: str) -> Token | None:
        """Return the key that this is, shown today; None where it is unknown or has ended."""
        found = self.look(secret)
        today = clock.today().isoformat()
        if found is not None and found.used != today:
            self._mark_used(found.id, today)
        return found

    def look(self, secret: str) -> Token | None:
        """The same without its being shown, as when it has just been made."""
        query = select(api_token).where(api_token.c.token == digest(secret.encode()))
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return _token(dict(row)) if row is not None and row["expires"] > seconds() else None

    def _mark_used(self, id_: str, day: str) -> None:
        """Once a day, so that showing a key is a read but for the first time."""
        with self._database.writing() as connection:
            where = api_token.c.id == id_
            connection.execute(update(api_token).where(where).values({"used": day}))

    def by_id(self, id_: str) -> Token | None:
        query = select(api_token).where(api_token.c.id == id_)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return _token(dict(row)) if row is not None and row["expires"] > seconds() else None

    def of(self, actor: str) -> list[Token]:
        """Return the keys that hold, oldest first."""
        query = select(api_token).where(api_token.c.actor == actor).order_by(api_token.c.made)
        query = query.where(api_token.c.expires > seconds())
        with self._database.reading() as connection:
            return [_token(dict(row)) for row in connection.execute(query).mappings()]

    def end(self, actor: str, id_: str) -> bool:
        """End one key of an account; False where it has none of that name."""
        where = (api_token.c.actor == actor) & (api_token.c.id == id_)
        with self._database.writing() as connection:
            return bool(connection.execute(delete(api_token).where(where)).rowcount)

    def end_all(self, actor: str) -> int:
        with self._database.writing() as connection:
            query = delete(api_token).where(api_token.c.actor == actor)
            return int(connection.execute(query).rowcount)


def _make(connection: Connection, actor: str, name: str, lasting: int, scopes: str) -> str:
    secret, moment = f"mg_{secrets.token_urlsafe(32)}", seconds()
    row = {
        "token": digest(secret.encode()),
        "id": secrets.token_hex(8),
        "actor": actor,
        "name": name[:100],
        "made": moment,
        "expires": moment + lasting,
        "scopes": scopes,
        "used": "",
    }
    connection.execute(insert(api_token), row)
    return secret


def _token(row: dict[str, object]) -> Token:
    return msgspec.convert({name: row[name] for name in Token.__struct_fields__}, Token)
