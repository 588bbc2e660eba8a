import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.errors import NotFoundError
from madoguchi.law import is_working_day, next_working_day

WITH_CALENDAR = ["JP", "US", "EP", "DE", "KR", "CN", "UY"]


@pytest.mark.parametrize(
    ("office", "day", "following"),
    [
        ("JP", "2024-12-27", "2024-12-27"),
        ("JP", "2024-12-28", "2025-01-06"),  # a Saturday, the year's end, a weekend
        ("JP", "2026-01-03", "2026-01-05"),
        ("JP", "2025-05-03", "2025-05-07"),  # three holidays and a substitute
        ("JP", "2019-04-27", "2019-05-07"),  # the ten days at the change of era
        ("JP", "2020-07-23", "2020-07-27"),  # holidays moved for the Olympic Games
        ("US", "2025-07-04", "2025-07-07"),
        ("US", "2024-12-25", "2024-12-26"),
        ("EP", "2025-04-18", "2025-04-22"),
        ("EP", "2025-12-24", "2025-12-29"),
        ("DE", "2025-06-19", "2025-06-20"),  # Corpus Christi, a holiday in Bavaria only
        ("EP", "2025-06-19", "2025-06-19"),
        ("KR", "2025-05-01", "2025-05-02"),
        ("KR", "2025-10-05", "2025-10-10"),
        ("CN", "2024-10-01", "2024-10-08"),
        ("CN", "2024-09-29", "2024-09-29"),  # a Sunday worked in exchange
        ("UY", "2025-08-25", "2025-08-26"),
    ],
)
def test_next_working_day(office: str, day: str, following: str) -> None:
    assert next_working_day(office, dt.date.fromisoformat(day)).isoformat() == following


@given(st.sampled_from(WITH_CALENDAR), st.dates(dt.date(1990, 1, 1), dt.date(2035, 12, 31)))
def test_next_working_day_is_the_first_open_one(office: str, day: dt.date) -> None:
    found = next_working_day(office, day)
    assert is_working_day(office, found)
    assert dt.timedelta() <= found - day < dt.timedelta(days=20)
    between = (day + dt.timedelta(days=n) for n in range((found - day).days))
    assert not any(is_working_day(office, one) for one in between)


@pytest.mark.parametrize("office", ["FR", "QQ"])
def test_unknown_calendar_is_told(office: str) -> None:
    with pytest.raises(NotFoundError, match="calendar"):
        is_working_day(office, dt.date(2025, 1, 1))
