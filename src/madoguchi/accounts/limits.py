"""Limits: every call of an account is counted, those beyond its plan are refused.

A process takes calls of a day from the database in small blocks and hands them out from memory: a
block is a hundredth of the day's limit at most, written down before any of it is handed out, and
what is left of it is given back when the process ends. So no account ever has more calls than its
limit, whatever crashes and however many processes serve; a crash costs it a hundredth of a day at
most.
"""

import datetime as dt
import threading
from collections.abc import Callable
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement, and_, insert, select, update
from sqlalchemy.engine import Connection

from madoguchi import clock
from madoguchi.accounts.plans import plan
from madoguchi.accounts.tables import usage
from madoguchi.archive import Database, lock_for_append

_MINUTE = 60
_LEVELS = (80, 100)
_UNLIMITED_BLOCK = 1_000
_MOST_WINDOWS = 50_000

Warned = Callable[[str, str, int], None]


class Reached(msgspec.Struct, frozen=True):
    """A limit that was reached: which one, how much it is, and when it counts anew."""

    name: str
    limit: int
    until: dt.datetime

    def seconds(self) -> int:
        """Whole seconds to wait, at least one."""
        return max(1, int((self.until - clock.now()).total_seconds()) + 1)


class Spent(NamedTuple):
    """A call was counted; `left` more are possible that day, -1 without limit."""

    left: int
    limit: int = -1


class Used(msgspec.Struct, frozen=True):
    """How often an account called what on a day."""

    day: dt.date
    counter: str
    calls: int


class _Key(NamedTuple):
    account: str
    day: str
    counter: str


class _Block(msgspec.Struct):
    """Calls that this process may still hand out, of all that are written down as called."""

    left: int = 0
    written: int = 0

    def beyond(self, limit: int | None) -> bool:
        """Whether the limit is reached already: it was higher when the block was taken."""
        return limit is not None and self.written - self.left >= limit


class _Days:
    """The day in each zone, worked out anew only when another has begun."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[dt.datetime, dt.datetime, str]] = {}

    def today(self, zone: str) -> str:
        moment = clock.now()
        known = self._known.get(zone)
        if known is None or not known[0] <= moment < known[1]:
            day = clock.today(zone)
            begun = _midnight(day - dt.timedelta(days=1), zone)
            known = self._known[zone] = (begun, _midnight(day, zone), day.isoformat())
        return known[2]


class Limits:
    """Counts calls against plans; `warned` is told (account, counter, percent) of a limit."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._days = _Days()
        self._blocks: dict[_Key, _Block] = {}
        self._windows: dict[tuple[str, str], tuple[int, int, int]] = {}
        self._swept = 0
        self.warned: Warned = lambda _account, _counter, _percent: None

    # -- a day ---------------------------------------------------------------------------------

    def spend(self, account: str, plan_name: str, counter: str, zone: str) -> Spent | None:
        """Count a call from memory; None where a block has to be taken first (`take`)."""
        limit = plan(plan_name).a_day(counter)
        key = _Key(account, self._days.today(zone), counter)
        with self._lock:
            block = self._blocks.get(key)
            if block is None or block.left == 0 or block.beyond(limit):
                return None
            block.left -= 1
            if limit is None:
                return Spent(-1)
            spent = Spent(max(0, limit - block.written + block.left), limit)
        self._warn(key, spent)
        return spent

    def take(self, account: str, plan_name: str, counter: str, zone: str) -> Spent | Reached:
        """Take a block from the database and count a call of it, or say that the limit is reached.

        Durable when it returns.
        """
        limit = plan(plan_name).a_day(counter)
        while True:
            spent = self.spend(account, plan_name, counter, zone)
            if spent is not None:
                return spent
            day = clock.today(zone)  # anew each time: midnight may come in between
            if not self._take(_Key(account, day.isoformat(), counter), limit):
                self.warned(account, counter, 100)
                return Reached(counter, limit or 0, _midnight(day, zone))

    def _take(self, key: _Key, limit: int | None) -> bool:
        wanted = _UNLIMITED_BLOCK if limit is None else max(1, limit // 100)
        with self._database.writing() as connection:
            lock_for_append(connection, usage.name)
            called = _called(connection, key)
            granted = wanted if limit is None else min(wanted, max(0, limit - (called or 0)))
            if granted:
                _write(connection, key, called, granted)
        if not granted:
            return False
        with self._lock:
            self._forget_before(key.day)
            block = self._blocks.setdefault(key, _Block())
            block.left += granted
            block.written = (called or 0) + granted
        return True

    def _forget_before(self, day: str) -> None:
        """Blocks of days long over; midnight comes at another hour in each zone."""
        before = (dt.date.fromisoformat(day) - dt.timedelta(days=2)).isoformat()
        for key in [key for key in self._blocks if key.day < before]:
            del self._blocks[key]

    def give_back(self) -> None:
        """Write back what was taken and not handed out; the process ends."""
        with self._lock:
            left = [(key, block.left) for key, block in self._blocks.items() if block.left]
            self._blocks.clear()
        if not left:
            return
        with self._database.writing() as connection:
            lock_for_append(connection, usage.name)
            for key, calls in left:
                values = {"calls": usage.c.calls - calls}
                connection.execute(update(usage).where(_where(key)).values(values))

    def _warn(self, key: _Key, spent: Spent) -> None:
        for percent in _LEVELS:
            if spent.left == spent.limit - -(-spent.limit * percent // 100):
                self.warned(key.account, key.counter, percent)

    # -- a minute ------------------------------------------------------------------------------

    def minute(self, account: str, plan_name: str, group: str) -> Reached | None:
        """Count a call of this minute; say which limit it is beyond, if it is.

        The minute slides: the calls of the clock's last minute count by the part of it that lies
        less than sixty seconds back. Each process counts for itself.
        """
        limit = plan(plan_name).a_minute(group)
        if limit is None:
            return None
        moment = clock.now()
        minute, second = divmod(moment.timestamp(), _MINUTE)
        with self._lock:
            number, now, before = self._window((account, group), int(minute))
            if now + before * (1 - second / _MINUTE) >= limit:
                return Reached(group, limit, _next_free(moment, second, now, before, limit))
            self._windows[account, group] = (number, now + 1, before)
        return None

    def _window(self, key: tuple[str, str], minute: int) -> tuple[int, int, int]:
        number, now, before = self._windows.get(key, (minute, 0, 0))
        if len(self._windows) > _MOST_WINDOWS and self._swept != minute:
            self._swept = minute
            self._windows = {k: w for k, w in self._windows.items() if w[0] >= minute - 1}
        if number == minute:
            return number, now, before
        return minute, 0, now if number == minute - 1 else 0

    # -- what was used -------------------------------------------------------------------------

    def usage(self, account: str, since: dt.date) -> list[Used]:
        """Return what an account called since a day, by day and counter.

        What processes have taken and not handed out yet is left out as far as it is this one's.
        """
        query = select(usage.c.day, usage.c.counter, usage.c.calls)
        query = query.where(usage.c.account == account, usage.c.day >= since.isoformat())
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(usage.c.day, usage.c.counter)).all()
        return [self._used(account, row[0], row[1], row[2]) for row in rows]

    def _used(self, account: str, day: str, counter: str, calls: int) -> Used:
        with self._lock:
            block = self._blocks.get(_Key(account, day, counter))
        return Used(dt.date.fromisoformat(day), counter, calls - (block.left if block else 0))


def _where(key: _Key) -> ColumnElement[bool]:
    return and_(
        usage.c.account == key.account, usage.c.day == key.day, usage.c.counter == key.counter
    )


def _called(connection: Connection, key: _Key) -> int | None:
    found = connection.execute(select(usage.c.calls).where(_where(key))).scalar()
    return None if found is None else int(found)


def _write(connection: Connection, key: _Key, called: int | None, more: int) -> None:
    if called is None:
        connection.execute(insert(usage), {**key._asdict(), "calls": more})
    else:
        values = {"calls": called + more}
        connection.execute(update(usage).where(_where(key)).values(values))


def _midnight(day: dt.date, zone: str) -> dt.datetime:
    tomorrow = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(zone))
    return tomorrow.astimezone(dt.UTC)


def _next_free(
    moment: dt.datetime, second: float, now: int, before: int, limit: int
) -> dt.datetime:
    """The first instant at which another call fits, if none comes meanwhile."""
    if now >= limit:
        over = (now - limit) / now * _MINUTE if now else 0.0
        return moment + dt.timedelta(seconds=_MINUTE - second + over)
    room = (limit - now) / before if before else 1.0
    return moment + dt.timedelta(seconds=max(0.0, (1 - room) * _MINUTE - second))
