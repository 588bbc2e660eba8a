"""How each source stands: when it answered, how it fails, until when it is left alone.

Kept in the database, so that all processes leave a source alone together.
"""

import datetime as dt
from collections.abc import Iterable

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Row

from madoguchi import clock
from madoguchi.archive import Database, lock_for_append
from madoguchi.dossier.sources.instants import read, written
from madoguchi.dossier.sources.source import Failure, SourceError
from madoguchi.dossier.sources.tables import source_standing as standings

# Seconds until a source, or a question, is tried anew: longer after each failure.
PAUSES = (5, 15, 60, 300, 900, 3600)
_LONGEST = 24 * 3600.0
_LONGEST_REASON = 300


class Stands(msgspec.Struct, frozen=True, kw_only=True):
    """How a source stands; `until` is there while it is left alone."""

    answered: dt.datetime | None = None
    failed: dt.datetime | None = None
    failure: Failure | None = None
    reason: str = ""
    failures: int = 0
    until: dt.datetime | None = None

    @property
    def resting(self) -> float:
        """The seconds for which it is left alone still."""
        return max(0.0, (self.until - clock.now()).total_seconds()) if self.until else 0.0


def pause(failures: int, retry_after: float) -> dt.timedelta:
    """How long to wait after so many failures in a row; longer where the source asks for it."""
    usual = PAUSES[min(max(failures, 1), len(PAUSES)) - 1]
    return dt.timedelta(seconds=min(max(usual, retry_after), _LONGEST))


def short(reason: str) -> str:
    """A reason as it is kept: one line of a length that a page can show."""
    return " ".join(reason.split())[:_LONGEST_REASON]


class Standings:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, names: Iterable[str]) -> dict[str, Stands]:
        wanted = list(names)
        query = select(standings).where(standings.c.source.in_(wanted))
        with self._database.reading() as connection:
            found = {row.source: _read(row) for row in connection.execute(query)}
        return {name: found.get(name, Stands()) for name in wanted}

    def answered(self, source: str) -> None:
        """It answered; written once a minute at most while it goes on to."""
        now = clock.now()
        with self._database.writing() as connection:
            lock_for_append(connection, standings.name)
            known = _find(connection, source)
            recent = known and known.answered and now - known.answered < dt.timedelta(minutes=1)
            if known and recent and not known.failures:
                return
            told = {"answered": written(now), "failures": 0, "until": ""}
            _write(connection, source, known, told)

    def failed(self, source: str, error: SourceError, begun: dt.datetime) -> None:
        """It failed; calls that were under way together count as one failure."""
        now = clock.now()
        with self._database.writing() as connection:
            lock_for_append(connection, standings.name)
            known = _find(connection, source)
            stands = known or Stands()
            together = stands.failures and stands.failed and stands.failed >= begun
            failures = stands.failures if together else stands.failures + 1
            until = now + pause(failures, error.retry_after)
            told = {
                "failed": written(now),
                "failure": error.failure,
                "reason": short(str(error)),
                "failures": failures,
                "until": written(max(until, stands.until or until)),
            }
            _write(connection, source, known, told)


def _find(connection: Connection, source: str) -> Stands | None:
    row = connection.execute(select(standings).where(standings.c.source == source)).first()
    return _read(row) if row else None


def _read(row: Row[tuple[object, ...]]) -> Stands:
    return Stands(
        answered=read(row.answered),
        failed=read(row.failed),
        failure=row.failure or None,
        reason=row.reason,
        failures=row.failures,
        until=read(row.until),
    )


_NEW = {"answered": "", "failed": "", "failure": "", "reason": "", "failures": 0, "until": ""}


def _write(
    connection: Connection, source: str, known: Stands | None, told: dict[str, object]
) -> None:
    if known is None:
        connection.execute(insert(standings), {**_NEW, **told, "source": source})
    else:
        connection.execute(update(standings).where(standings.c.source == source).values(told))
