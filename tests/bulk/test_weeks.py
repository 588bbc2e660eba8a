"""Weeks of ISO 8601."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.bulk import Week
from madoguchi.errors import RefusedError


@given(st.dates(dt.date(1900, 1, 1), dt.date(9000, 1, 1)))
def test_every_day_is_in_one_week(day: dt.date) -> None:
    week = Week.of(day)
    assert week.end - dt.timedelta(days=7) <= day < week.end
    assert week.end.weekday() == 0
    assert Week.parse(str(week)) == week
    assert week < week.next
    assert week.next.end == week.end + dt.timedelta(days=7)


@pytest.mark.parametrize("text", ["", "2026-W00", "2025-W53", "2026W47", "0000-W01", "2026-W47 "])
def test_what_is_no_week_is_said(text: str) -> None:
    with pytest.raises(RefusedError, match="write one as 2026-W47"):
        Week.parse(text)
