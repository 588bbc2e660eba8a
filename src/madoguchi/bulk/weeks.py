"""Weeks as ISO 8601 counts them, by the date of receipt in UTC."""

import datetime as dt
import re
from typing import NamedTuple

from madoguchi.errors import RefusedError

_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")


class Week(NamedTuple):
    """A week, Monday to Sunday: 2026-W47."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-W{self.number:02}"

    @classmethod
    def parse(cls, text: str) -> "Week":
        """Read 2026-W47. Raises RefusedError."""
        match = _WEEK.fullmatch(text)
        mistake = RefusedError(f"{text[:40]!r} is no week; write one as 2026-W47")
        if match is None:
            raise mistake
        try:
            return cls.of(dt.date.fromisocalendar(int(match[1]), int(match[2]), 1))
        except ValueError:
            raise mistake from None

    @classmethod
    def of(cls, day: dt.date) -> "Week":
        return cls(*day.isocalendar()[:2])

    @property
    def end(self) -> dt.date:
        """The day after it, on which it is over."""
        return dt.date.fromisocalendar(self.year, self.number, 1) + dt.timedelta(days=7)

    @property
    def next(self) -> "Week":
        return Week.of(self.end)
