"""When deliveries are due, as agreed, and which came for each of these days."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from madoguchi.exchange.partners import Agreement, Product
from madoguchi.law import add_days, add_months

_DAYS = {"weekly": 7, "biweekly": 14}
_MONTHS = {"monthly": 1, "quarterly": 3}

DueState = Literal["on-time", "late", "open", "missing"]


class Due(NamedTuple):
    """A day on which a delivery was due, what came for it (day or None), how that stands."""

    day: dt.date
    came: dt.date | None
    state: DueState


def days_due(product: Product, agreement: Agreement, until: dt.date) -> Iterator[dt.date]:
    """Yield the days on which deliveries are due while the agreement holds, up to a day."""
    begins = product.begins or agreement.begins
    if begins is None:
        return
    number = 0
    while (day := _after(begins, product, number)) <= until:
        if agreement.in_force(day):
            yield day
        number += 1


def _after(begins: dt.date, product: Product, number: int) -> dt.date:
    if product.frequency in _DAYS:
        return add_days(begins, _DAYS[product.frequency] * number)
    return add_months(begins, _MONTHS[product.frequency] * number)


def dues(
    product: Product, agreement: Agreement, came: Sequence[dt.date], today: dt.date
) -> list[Due]:
    """Return every due day up to today with the first delivery of its period.

    A delivery counts for the due day that is nearest before it, a few days early for the next.
    """
    days = list(days_due(product, agreement, today))
    early = dt.timedelta(days=min(3, product.grace_days))
    arrived, found = sorted(came), []
    for place, day in enumerate(days):
        until = days[place + 1] - early if place + 1 < len(days) else dt.date.max
        at = bisect_left(arrived, day - early)
        first = arrived[at] if at < len(arrived) and arrived[at] < until else None
        found.append(Due(day, first, _state(day, first, product, today)))
    return found


def _state(day: dt.date, came: dt.date | None, product: Product, today: dt.date) -> DueState:
    last = add_days(day, product.grace_days)
    if came is None:
        return "open" if today <= last else "missing"
    return "on-time" if came <= last else "late"


def overdue(found: Sequence[Due]) -> list[Due]:
    """Return the due days, counted back from today, for which nothing has come."""
    late: list[Due] = []
    for one in reversed(found):
        if one.state == "missing":
            late.append(one)
        elif one.state != "open":
            break
    return late[::-1]
