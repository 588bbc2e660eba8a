"""Attempts to sign in: after a few failures each further one has to wait longer.

An attempt is counted before the password is looked at and taken back when it was right, so that
many at once are no way around the limit.
"""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from madoguchi.accounts.sessions import seconds
from madoguchi.accounts.tables import attempt
from madoguchi.archive import Database, lock_for_append

# Of an address more: many people of one firm may come from it.
FREE, FREE_OF_ADDRESS = 5, 20
WITHIN = 15 * 60
_FIRST_WAIT, _LONGEST_WAIT = 30, 15 * 60


class Attempts:
    """Counts failures by account and by client address."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, keys: Sequence[str]) -> int:
        """Count an attempt; return the seconds to wait where none is allowed now, else 0."""
        moment = seconds()
        with self._database.writing() as connection:
            lock_for_append(connection, attempt.name)
            waits = [_wait(connection, key, moment) for key in keys]
            if any(waits):
                return max(waits)
            for key in keys:
                _add(connection, key, moment)
        return 0

    def succeeded(self, account: str, address: str) -> None:
        """Forget an account's failures, but of the address only this attempt.

        Else whoever has one account could try others' from there without end.
        """
        with self._database.writing() as connection:
            connection.execute(delete(attempt).where(attempt.c.key == account))
            where = (attempt.c.key == address) & (attempt.c.failures > 0)
            less = {"failures": attempt.c.failures - 1}
            connection.execute(update(attempt).where(where).values(less))


def _wait(connection: Connection, key: str, moment: int) -> int:
    until = connection.execute(select(attempt.c.until).where(attempt.c.key == key)).scalar() or 0
    return max(0, until - moment)


def _add(connection: Connection, key: str, moment: int) -> None:
    connection.execute(delete(attempt).where(attempt.c.last < moment - WITHIN))
    row = connection.execute(select(attempt).where(attempt.c.key == key)).first()
    failures = row.failures + 1 if row else 1
    values = {"failures": failures, "last": moment, "until": moment + delay(failures, _free(key))}
    if row is None:
        connection.execute(insert(attempt), {"key": key, **values})
    else:
        connection.execute(update(attempt).where(attempt.c.key == key).values(values))


def _free(key: str) -> int:
    return FREE_OF_ADDRESS if key.startswith("address:") else FREE


def delay(failures: int, free: int = FREE) -> int:
    """Seconds until another attempt is allowed after so many failures."""
    if failures < free:
        return 0
    return int(min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(failures - free, 10)))
