"""The one clock: UTC instants for the record, office-local days for the law.

Tests set it with `at`; nothing else asks the system for the time.
"""

import contextlib
import datetime as dt
from collections.abc import Iterator
from contextvars import ContextVar
from zoneinfo import ZoneInfo

_set: ContextVar[dt.datetime | None] = ContextVar("madoguchi_clock", default=None)


def now() -> dt.datetime:
    """The instant, in UTC."""
    return _set.get() or dt.datetime.now(dt.UTC)


def today(time_zone: str = "UTC") -> dt.date:
    """The calendar day in a time zone of the IANA database."""
    return now().astimezone(ZoneInfo(time_zone)).date()


def stamp() -> str:
    """The instant as the record has it: ISO 8601 in UTC, to the second."""
    return now().isoformat(timespec="seconds")


@contextlib.contextmanager
def at(instant: dt.datetime) -> Iterator[None]:
    """Let it be this instant, in this thread, until the block ends."""
    token = _set.set(instant)
    try:
        yield
    finally:
        _set.reset(token)
