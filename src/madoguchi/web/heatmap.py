"""Years at a glance: a square for each week of publication, by how complete it is."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from madoguchi.exchange import Due, Shipment, Week

Mark = Literal[
    "complete", "missing", "abstract-only", "refused", "held", "late", "nothing", "future"
]
MARKS: tuple[Mark, ...] = ("complete", "missing", "abstract-only", "refused", "held", "late")
YEARS = 10
_NONE = Week("", 0, 0, 0, 0, 0, 0, {})
# Shares from which on a square has the next colour; the last is whole.
_LEVELS = (0.5, 0.9, 1.0)


class Square(NamedTuple):
    """A week: what is to be said of it first, and its colour."""

    week: str
    mark: Mark
    level: int
    counts: Week

    @property
    def percent(self) -> int:
        """The share that came whole; 100 is all of it."""
        return int(self.counts.share * 100)


class Glance(NamedTuple):
    """What is known of a product's weeks."""

    weeks: dict[str, Week]
    late: frozenset[str]
    held: tuple[tuple[str, str], ...]
    now: str

    @classmethod
    def of(
        cls, weeks: Sequence[Week], dues: Iterable[Due], held: Iterable[Shipment], today: dt.date
    ) -> "Glance":
        """Put together what was published, what is due, and what is held at the gate."""
        spans = [(one.first or one.produced, one.last or one.produced) for one in held]
        return cls(
            weeks={one.week: one for one in weeks if one.week},
            late=frozenset(week_of(one.day) for one in dues if one.state == "missing"),
            held=tuple((_week_in(first), _week_in(last)) for first, last in spans if first),
            now=week_of(today),
        )

    def years(self) -> list[int]:
        """Every year from the first that something is known of to this one, the latest first."""
        known = [self.now, *self.weeks, *self.late]
        years = {int(week[:4]) for week in known}
        return list(range(max(years), min(years) - 1, -1))

    def row(self, year: int) -> list[Square]:
        """Return the squares of a year; some have 52, some 53."""
        last = dt.date(year, 12, 28).isocalendar().week
        return [self.square(f"{year:04}-W{number:02}") for number in range(1, last + 1)]

    def square(self, week: str) -> Square:
        counts = self.weeks.get(week, _NONE)
        return Square(week, self._mark(week, counts), _level(counts), counts)

    def _mark(self, week: str, counts: Week) -> Mark:
        if any(first <= week <= last for first, last in self.held):
            return "held"
        if counts.missing:
            return "missing"
        if counts.abstract_only:
            return "abstract-only"
        if counts.refused:
            return "refused"
        if counts.published:
            return "complete"
        if week in self.late:
            return "late"
        return "future" if week > self.now else "nothing"


def week_of(day: dt.date) -> str:
    """The ISO week of a day, as 2026-W47."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def _week_in(stamp: str) -> str:
    return week_of(dt.date.fromisoformat(stamp[:10]))


def _level(counts: Week) -> int:
    """0 where nothing came, 4 where all did."""
    if not counts.handed:
        return 0
    return 1 + sum(counts.share >= least for least in _LEVELS)
