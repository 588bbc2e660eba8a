"""When a right ends by its term, from the rules of the office's profile."""

import calendar
import datetime as dt
from collections.abc import Iterator

from madoguchi.law.procedure import TermRule
from madoguchi.law.profiles import offices
from madoguchi.law.replay import Course
from madoguchi.model import Bibliography, CaseId, Struct

# Relations to an earlier application from which a term does not run.
_NOT_COUNTED = ("provisional", "child", "priority", "basis")


class Expiry(Struct, frozen=True):
    """The last day of the term, and whether the office states it or which rule gives it."""

    date: dt.date
    source: str
    stated: bool = False


def expiry(case: CaseId, told: Bibliography, course: Course) -> Expiry | None:
    """Return when the right ends by its term; None where no rule or date is known."""
    if told.expires is not None:
        return Expiry(date=told.expires, source="", stated=True)
    profile = offices().get(case.office)
    filed = told.filed or _first(course, "A")
    if profile is None or filed is None:
        return None
    for rule in profile.terms:
        start = _start(rule, told, course, filed)
        if rule.right == case.right and rule.since <= filed <= rule.until and start:
            return Expiry(date=_last_day(rule, start, told, course), source=rule.source)
    return None


def _start(rule: TermRule, told: Bibliography, course: Course, filed: dt.date) -> dt.date | None:
    if rule.start == "registered":
        registered = told.registration and told.registration.date
        return registered or _first(course, "F")
    if rule.start == "earliest":
        return min((filed, *_parents(told)))
    return filed


def _parents(told: Bibliography) -> Iterator[dt.date]:
    for related in told.related:
        if related.document.date and not related.relation.startswith(_NOT_COUNTED):
            yield related.document.date


def _first(course: Course, category: str) -> dt.date | None:
    """The day of the first event of a category."""
    return next((s.event.date for s in course.steps if s.code.category == category), None)


def _last_day(rule: TermRule, start: dt.date, told: Bibliography, course: Course) -> dt.date:
    terms = 1
    if rule.renewable:
        terms += sum(step.code.detailed == "U11" for step in course.steps)
    last = add_days(add_years(start, rule.years * terms), told.adjustment)
    if rule.month_end:
        last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    return last


def add_years(day: dt.date, years: int) -> dt.date:
    """The corresponding day years later; 29 February falls on the 28th (Patent Act Article 3)."""
    return add_months(day, 12 * years)


def add_months(day: dt.date, months: int) -> dt.date:
    """The corresponding day months later, or the last of that month where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return dt.date.max if months > 0 else dt.date.min
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def add_days(day: dt.date, days: int) -> dt.date:
    """So many days later; at the ends of the calendar no further.

    Sources write 9999-12-31 for what never ends, and mistype years.
    """
    place = day.toordinal() + days
    return dt.date.fromordinal(max(1, min(place, dt.date.max.toordinal())))
