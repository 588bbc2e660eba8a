"""How often a source may still be asked, counted for all processes together."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec
from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from madoguchi import clock
from madoguchi.archive import Database, lock_for_append
from madoguchi.dossier.sources.configuration import Quota, Span
from madoguchi.dossier.sources.instants import began, over_in, written
from madoguchi.dossier.sources.source import SourceError
from madoguchi.dossier.sources.tables import source_usage as usage

_KEPT = dt.timedelta(days=60)


class Limited(msgspec.Struct, frozen=True, kw_only=True):
    """The quotas of a source by counter, "" for all calls; `reserve` is for the office's people.

    Days and weeks begin at midnight in `zone`.
    """

    source: str
    quotas: Mapping[str, Quota] = {}
    reserve: float = 0.2
    zone: str = "UTC"


class Spent(msgspec.Struct, frozen=True):
    """How much of a limit was used; `counter` "" is of all calls."""

    counter: str
    span: Span
    used: int
    limit: int


class Key(NamedTuple):
    source: str
    counter: str
    span: Span
    began: str


class Quotas:
    """Counts calls before they are made; an exact count, one row a limit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def spend(self, limited: Limited, counter: str, *, staff: bool) -> None:
        """Count a call. Raises SourceError "exhausted" with when there will be more again."""
        wanted = list(limits(limited, counter))
        if not wanted:
            return
        with self._database.writing() as connection:
            lock_for_append(connection, usage.name)
            for key, limit, seconds in wanted:
                most = limit if staff else int(limit * (1 - limited.reserve))
                if not _count(connection, key, most):
                    raise _exhausted(key, limit, seconds, staff=staff)

    def left(self, limited: Limited, counter: str, calls: int) -> None:
        """Take note of what the source says is left today, where that is less than counted here."""
        quota = limited.quotas.get(counter)
        if quota is None or quota.day is None:
            return
        key = _key(limited, counter, "day", clock.now())
        used = max(0, quota.day - calls)
        with self._database.writing() as connection:
            lock_for_append(connection, usage.name)
            found = _used(connection, key)
            if found is None:
                connection.execute(insert(usage), {**key._asdict(), "used": used})
            elif found < used:
                connection.execute(update(usage).where(_where(key)).values(used=used))

    def spent(self, limited: Limited) -> tuple[Spent, ...]:
        """How much of each limit is used now."""
        moment = clock.now()
        with self._database.reading() as connection:
            return tuple(
                Spent(
                    counter,
                    span,
                    _used(connection, _key(limited, counter, span, moment)) or 0,
                    limit,
                )
                for counter, quota in limited.quotas.items()
                for span, limit in quota.limits()
            )


def limits(limited: Limited, counter: str) -> Iterator[tuple[Key, int, float]]:
    """What a call counts against: the count, its limit, and in how many seconds it is over."""
    moment = clock.now()
    for name in _counted(counter):
        quota = limited.quotas.get(name)
        for span, limit in quota.limits() if quota else ():
            key = _key(limited, name, span, moment)
            yield key, limit, over_in(span, moment, limited.zone)


def _counted(counter: str) -> Iterator[str]:
    """A call counts for itself and for all that are named alike: opd/family_list, opd, all."""
    while counter:
        yield counter
        counter = counter.rpartition("/")[0]
    yield ""


def _key(limited: Limited, counter: str, span: Span, moment: dt.datetime) -> Key:
    start = began(span, moment, limited.zone).astimezone(dt.UTC)
    return Key(limited.source, counter, span, written(start))


def _where(key: Key) -> ColumnElement[bool]:
    return and_(*(usage.c[name] == value for name, value in key._asdict().items()))


def _used(connection: Connection, key: Key) -> int | None:
    found = connection.execute(select(usage.c.used).where(_where(key))).scalar()
    return None if found is None else int(found)


def _count(connection: Connection, key: Key, most: int) -> bool:
    """Count one more; False where there are as many already. What is raised takes all back."""
    if most <= 0:
        return False
    more = update(usage).where(_where(key), usage.c.used < most).values(used=usage.c.used + 1)
    if connection.execute(more).rowcount:
        return True
    if _used(connection, key) is not None:
        return False
    connection.execute(insert(usage), {**key._asdict(), "used": 1})
    _forget(connection)
    return True


def _forget(connection: Connection) -> None:
    """Drop the counts of days long over, whenever a new one begins."""
    connection.execute(delete(usage).where(usage.c.began < written(clock.now() - _KEPT)))


_WORDS = {"minute": "this minute", "day": "today", "week": "this week"}


def _exhausted(key: Key, limit: int, seconds: float, *, staff: bool) -> SourceError:
    what = key.counter or "all calls"
    share = "" if staff else "; the rest is kept for the office's own people"
    reason = f"the quota of {what} {_WORDS[key.span]} ({limit}) is used up{share}"
    return SourceError("exhausted", reason, seconds)
