"""Tokens lent to programs for a while, as OAuth 2.0 (RFC 6749) has them.

An account may hold any number at once. A token ends with the key that was shown for it.
"""

import secrets

import msgspec
from sqlalchemy import delete, insert, select

from madoguchi.accounts.sessions import seconds
from madoguchi.accounts.tables import api_token, lent_token
from madoguchi.archive import Database, digest


class Lent(msgspec.Struct, frozen=True):
    """A token lent: to whom, for which key ("" where a password was shown), for what use."""

    actor: str
    key: str
    use: str
    expires: int


class Lending:
    """Lends and finds tokens; only the SHA-256 of what a program holds is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lend(self, actor: str, key: str, use: str, lasting: int) -> str:
        """Lend a token for some seconds; sweeps out those that have ended."""
        secret, moment = secrets.token_urlsafe(48), seconds()
        row = {
            "token": digest(secret.encode()),
            "actor": actor,
            "key": key,
            "use": use,
            "expires": moment + lasting,
        }
        with self._database.writing() as connection:
            connection.execute(delete(lent_token).where(lent_token.c.expires <= moment))
            connection.execute(insert(lent_token), row)
        return secret

    def find(self, secret: str, use: str) -> Lent | None:
        """Return what is known of a token; None where it is unknown or has ended."""
        moment = seconds()
        query = select(lent_token).where(lent_token.c.token == digest(secret.encode()))
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
            if row is None or row["expires"] <= moment or row["use"] != use:
                return None
            if row["key"]:
                key = select(api_token.c.expires).where(api_token.c.id == row["key"])
                if (connection.execute(key).scalar() or 0) <= moment:
                    return None
        return Lent(row["actor"], row["key"], row["use"], row["expires"])

    def end_all(self, actor: str) -> int:
        """End all tokens lent to an account; return how many there were."""
        with self._database.writing() as connection:
            query = delete(lent_token).where(lent_token.c.actor == actor)
            return int(connection.execute(query).rowcount)
