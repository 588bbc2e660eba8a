"""Days in expressions: a day, a month or a year."""

import calendar
import re
from datetime import date

from madoguchi.errors import QueryError

_DAY = re.compile(r"(\d{4})(?:[-/.]?(\d{2})(?:[-/.]?(\d{2}))?)?")


def read_day(text: str, position: int, *, last: bool) -> date | None:
    """Read a day, month or year; a month or year is its first or last day."""
    if not text.strip():
        return None
    found = _DAY.fullmatch(text.strip())
    if not found:
        raise QueryError("date-expected", position, text)
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if month is None:
            return date(int(year or 0), 12 if last else 1, 31 if last else 1)
        if day is None:
            return _last_of_month(int(year or 0), month) if last else date(int(year or 0), month, 1)
        return date(int(year or 0), month, day)
    except ValueError:
        raise QueryError("date-expected", position, text) from None


def _last_of_month(year: int, month: int) -> date:
    """Return a month's last day. Raises ValueError where there is no such month."""
    return (
        date(year, month, calendar.monthrange(year, month)[1])
        if 1 <= month <= 12
        else date(year, month, 1)
    )
