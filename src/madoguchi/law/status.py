"""The legal status on a day: in one word, with the reason."""

import datetime as dt
from typing import Literal

from madoguchi.law.profiles import generic, offices
from madoguchi.law.replay import Course, Standing, Step
from madoguchi.law.terms import Expiry, add_days, add_months
from madoguchi.model import CaseId, Struct

Reason = Literal["event", "term-ended", "refusal-final", "nothing-known"]


class Status(Struct, frozen=True):
    """A status with its reason: the event that led to it, or what time has brought since.

    `since` is its first day. `until` is the day to which an appeal against a refusal is open.
    """

    standing: Standing
    reason: Reason
    since: dt.date | None = None
    step: Step | None = None
    until: dt.date | None = None


def status_on(case: CaseId, course: Course, expires: Expiry | None, day: dt.date) -> Status:
    """Return the status of a case on a day."""
    turning = course.turning
    if turning is None:
        return Status(standing=Standing.UNKNOWN, reason="nothing-known")
    if course.standing is Standing.IN_FORCE and expires and expires.date < day:
        since = add_days(expires.date, 1)
        return Status(standing=Standing.ENDED, reason="term-ended", since=since, step=turning)
    until = _appeal_until(case, course, turning)
    if until and until < day:
        since = add_days(until, 1)
        return Status(standing=Standing.ENDED, reason="refusal-final", since=since, step=turning)
    return Status(
        standing=course.standing,
        reason="event",
        since=turning.event.date,
        step=turning,
        until=until,
    )


def _appeal_until(case: CaseId, course: Course, turning: Step) -> dt.date | None:
    """The last day to appeal against a refusal, where the case stands refused."""
    if course.state != "N" or course.standing is not Standing.PENDING:
        return None
    for profile in filter(None, (offices().get(case.office), generic())):
        limits = profile.limits.get(case.right)
        if limits:
            return add_months(turning.event.date, limits.appeal_months)
    return None
