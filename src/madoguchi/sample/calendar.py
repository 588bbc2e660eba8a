"""The days on which the offices publish."""

import calendar
import datetime as dt
from random import Random

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)

# Usual weekdays of publication; "last" stands for the last day of the month.
PUBLICATION_DAYS: dict[tuple[str, bool], tuple[int, ...]] = {
    ("JP", False): (THURSDAY,),
    ("JP", True): (MONDAY, WEDNESDAY),
    ("US", False): (THURSDAY,),
    ("US", True): (TUESDAY,),
    ("EP", False): (WEDNESDAY,),
    ("EP", True): (WEDNESDAY,),
    ("CN", False): (TUESDAY, FRIDAY),
    ("CN", True): (TUESDAY, FRIDAY),
    ("KR", False): (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY),
    ("KR", True): (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY),
}


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months on, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def working_day(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > FRIDAY else 0)


def publication_day(random: Random, office: str, after: dt.date, *, granted: bool) -> dt.date:
    """Return the office's next day of publication."""
    days = PUBLICATION_DAYS.get((office, granted))
    if days is None:
        return after.replace(day=calendar.monthrange(after.year, after.month)[1])
    wanted = random.choice(days)
    return after + dt.timedelta(days=(wanted - after.weekday()) % 7)
