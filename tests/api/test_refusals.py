"""Whoever is refused for a while is told for how long, whatever they speak."""

import datetime as dt

import pytest

from madoguchi import clock
from madoguchi.accounts import Reached
from madoguchi.api import FAMILIES, Family
from madoguchi.api.families import Head
from madoguchi.api.refusals import Reason, Refusal

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
LIMIT = Reached("counter", 30, NOON + dt.timedelta(minutes=5))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@pytest.mark.parametrize(
    ("reason", "limit", "seconds"),
    [
        (Reason.DAY_LIMIT, LIMIT, 301),
        (Reason.MINUTE_LIMIT, LIMIT, 301),
        (Reason.BUSY, None, 1),
        (Reason.CROWDED, None, 1),
    ],
)
def test_when_to_come_again(
    family: Family, reason: Reason, limit: Reached | None, seconds: int
) -> None:
    head = Head("GET", f"{family.prefixes[0]}anything", {}, "http://office")
    with clock.at(NOON):
        answer = family.refuse(head, Refusal(reason, "come again", limit))
    assert dict(answer.headers)["retry-after"] == str(seconds)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_form(family: Family, reason: Reason) -> None:
    head = Head("GET", f"{family.prefixes[-1]}anything", {}, "http://office")
    answer = family.refuse(head, Refusal(reason))
    assert 200 <= answer.status < 600
    assert answer.body
