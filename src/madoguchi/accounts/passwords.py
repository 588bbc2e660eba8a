"""Passwords: argon2id hashes, in a table of their own that can be forgotten."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, insert, select, update

from madoguchi import clock
from madoguchi.accounts.tables import password
from madoguchi.archive import Database, lock_for_append
from madoguchi.errors import RefusedError

SHORTEST, LONGEST = 12, 500
# A hash takes 64 MiB for as long as it is made (RFC 9106, 4): only so many at once.
_AT_ONCE = threading.BoundedSemaphore(4)


class Passwords:
    """Sets and checks passwords; an unknown account takes as long as a wrong password."""

    def __init__(self, database: Database, hasher: PasswordHasher | None = None) -> None:
        self._database = database
        self._hasher = hasher or PasswordHasher()
        self._dummy = ""

    def put(self, number: str, text: str) -> None:
        """Let this be the account's password. Raises RefusedError where it is too weak."""
        hashed = self._hash(strong_enough(number, text))
        self._store(number, hashed)

    def forget(self, number: str) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(password).where(password.c.actor == number))

    def right(self, number: str, text: str) -> bool:
        """Whether this is the account's password; hashes anew what was hashed more weakly."""
        nobody = self._nobody()
        held = self._held(number)
        sound = self._matches(held or nobody, text)
        if held and sound and self._hasher.check_needs_rehash(held):
            self._store(number, self._hash(_plain(text)))
        return bool(held) and sound

    def _matches(self, hashed: str, text: str) -> bool:
        with _AT_ONCE:
            try:
                return self._hasher.verify(hashed, _plain(text))
            except (VerificationError, InvalidHashError):
                return False

    def _hash(self, plain: str) -> str:
        with _AT_ONCE:
            return self._hasher.hash(plain)

    def _nobody(self) -> str:
        """A hash that no password is known to match, made with the parameters in force."""
        self._dummy = self._dummy or self._hash("nobody")
        return self._dummy

    def _held(self, number: str) -> str:
        query = select(password.c.hash).where(password.c.actor == number)
        with self._database.reading() as connection:
            return connection.execute(query).scalar() or ""

    def _store(self, number: str, hashed: str) -> None:
        values = {"hash": hashed, "changed": clock.stamp()}
        where = password.c.actor == number
        with self._database.writing() as connection:
            lock_for_append(connection, password.name)  # the first one may be set twice at once
            if not connection.execute(update(password).where(where).values(values)).rowcount:
                connection.execute(insert(password), {"actor": number, **values})


def strong_enough(number: str, text: str) -> str:
    """Return the password in its one form. Raises RefusedError, which says what to choose."""
    plain = _plain(text)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise RefusedError(
            f"a password has {SHORTEST} to {LONGEST} characters; choose some words that belong "
            "together only for you"
        )
    if number in plain or len(set(plain)) < 5:
        raise RefusedError(
            "the password is too easily guessed; use neither the identification number nor few "
            "characters over and over"
        )
    return plain


def _plain(text: str) -> str:
    """One form however it was typed: full width, half width, composed or not (NFKC)."""
    return unicodedata.normalize("NFKC", text[: 2 * LONGEST])
