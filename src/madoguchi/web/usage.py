"""Usage as a drawing: calls a day of each counter over thirty days, against the plan's limit."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from madoguchi.accounts import Plan, Used

DAYS = 30
WIDTH, HEIGHT, BAR_WIDTH = 330, 90, 9
_TOP, _STEP = 8, 11


class Bar(NamedTuple):
    """A day; lengths in units of the drawing's view box, from its upper edge."""

    day: dt.date
    calls: int
    left: int
    top: float
    height: float
    full: bool


class Chart(NamedTuple):
    """A counter; `limit` is None where the plan has none, `level` where its line lies."""

    counter: str
    limit: int | None
    level: float
    bars: tuple[Bar, ...]

    @property
    def today(self) -> int:
        return self.bars[-1].calls

    @property
    def total(self) -> int:
        return sum(bar.calls for bar in self.bars)

    @property
    def days(self) -> list[Bar]:
        """The days on which there were calls, the latest first."""
        return [bar for bar in reversed(self.bars) if bar.calls]


class Interface(NamedTuple):
    """An interface by the first part of its counters' names."""

    name: str
    charts: tuple[Chart, ...]


def since(today: dt.date) -> dt.date:
    """The first day that is drawn."""
    return today - dt.timedelta(days=DAYS - 1)


def interfaces(used: Sequence[Used], plan: Plan, today: dt.date) -> list[Interface]:
    """Return what was called, by interface and counter."""
    # It may be tomorrow already where a counter counts.
    last = max([today, *(one.day for one in used)])
    found = sorted(used, key=lambda one: one.counter)
    counters = groupby(found, key=lambda one: one.counter)
    charts = [_chart(name, list(days), plan.a_day(name), last) for name, days in counters]
    groups = groupby(charts, key=lambda one: one.counter.partition("/")[0])
    return [Interface(name, tuple(group)) for name, group in groups]


def _chart(counter: str, used: Sequence[Used], limit: int | None, last: dt.date) -> Chart:
    calls = {one.day: one.calls for one in used}
    highest = max(limit or 0, *calls.values(), 1)
    scale = (HEIGHT - _TOP) / highest
    level = round(HEIGHT - (limit or 0) * scale, 1)
    return Chart(counter, limit, level, tuple(_bars(calls, limit, last, scale)))


def _bars(
    calls: dict[dt.date, int], limit: int | None, last: dt.date, scale: float
) -> Iterator[Bar]:
    first = since(last)
    for place in range(DAYS):
        day = first + dt.timedelta(days=place)
        number = calls.get(day, 0)
        # One call among thousands is still to be seen.
        height = round(max(number * scale, 1.0 if number else 0.0), 1)
        full = limit is not None and number >= limit
        yield Bar(day, number, place * _STEP + 1, round(HEIGHT - height, 1), height, full)
