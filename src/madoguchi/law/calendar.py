"""Working days of the offices: what their calendars say, with the public holidays of `holidays`."""

import datetime as dt
from functools import cache

from holidays import HolidayBase, country_holidays

from madoguchi.errors import NotFoundError
from madoguchi.law.procedure import Calendar
from madoguchi.law.profiles import offices

_LONGEST_CLOSURE = 60


def is_working_day(office: str, day: dt.date) -> bool:
    """Whether the office is open. Raises NotFoundError where its calendar is not known."""
    calendar = _calendar(office)
    if f"{day:%m-%d}" in calendar.closed:
        return False
    public = _public_holidays(calendar.holidays, calendar.region)
    if day.weekday() in calendar.weekend:
        return public is not None and day in _exchanged(public, day)
    return public is None or day not in public


def next_working_day(office: str, day: dt.date) -> dt.date:
    """Return the day itself where the office is open, else the first day after on which it is.

    Raises NotFoundError where its calendar is not known.
    """
    for _ in range(_LONGEST_CLOSURE):
        if is_working_day(office, day):
            return day
        day += dt.timedelta(days=1)
    raise NotFoundError(f"the calendar of {office} has no working day for two months from {day}")


def _calendar(office: str) -> Calendar:
    profile = offices().get(office)
    if profile is None or profile.calendar is None:
        raise NotFoundError(f"no calendar is known of {office}; add [calendar] to its profile")
    return profile.calendar


@cache
def _public_holidays(country: str, region: str) -> HolidayBase | None:
    """The public holidays by country, worked out year by year as they are asked for."""
    return country_holidays(country, subdiv=region or None) if country else None


def _exchanged(public: HolidayBase, day: dt.date) -> set[dt.date]:
    """Weekend days that are worked in exchange for a holiday; known once their year is."""
    _ = day in public
    return public.weekend_workdays
