"""Terms and statuses on days."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.law import Standing, add_days, add_months, add_years, expiry, replay, status_on
from madoguchi.model import Bibliography, CaseId, DocumentId, Happening, Related, Right


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def case(office: str, right: Right = Right.PATENT) -> CaseId:
    return CaseId(office=office, right=right, number="2020000001")


def stated(code: str, date: str) -> Happening:
    return Happening(code=code, date=day(date), series="stated")


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        ("2020-07-20", 20, "2040-07-20"),
        ("2020-02-29", 1, "2021-02-28"),
        ("2020-02-29", 4, "2024-02-29"),
        ("2019-12-31", 10, "2029-12-31"),
    ],
)
def test_years(start: str, years: int, end: str) -> None:
    assert add_years(day(start), years) == day(end)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)), st.integers(0, 300))
def test_months_are_counted_as_calendars_do(start: dt.date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end + dt.timedelta(days=1)).day == 1


def term(office: str, right: Right, filed: str, registered: str = "", **told: Any) -> str:
    fields: dict[str, Any] = {"filed": day(filed), **told}
    if registered:
        fields["registration"] = DocumentId(number="1", date=day(registered))
    found = expiry(case(office, right), Bibliography(**fields), replay(case(office), []))
    return str(found.date) if found else ""


@pytest.mark.parametrize(
    ("office", "right", "filed", "registered", "end"),
    [
        ("JP", Right.PATENT, "2020-07-20", "", "2040-07-20"),
        ("JP", Right.UTILITY_MODEL, "2020-07-20", "", "2030-07-20"),
        ("JP", Right.DESIGN, "2020-06-24", "2021-02-19", "2045-06-24"),
        ("JP", Right.DESIGN, "2019-06-24", "2020-02-19", "2040-02-19"),
        ("JP", Right.TRADE_MARK, "2020-06-24", "2021-02-19", "2031-02-19"),
        ("EP", Right.PATENT, "2010-06-24", "", "2030-06-24"),
        ("US", Right.PATENT, "2014-06-27", "", "2034-06-27"),
        ("JP", Right.GEOGRAPHICAL_INDICATION, "2020-06-24", "2021-02-19", ""),
    ],
)
def test_terms(office: str, right: Right, filed: str, registered: str, end: str) -> None:
    assert term(office, right, filed, registered) == end


def test_a_us_term_runs_from_the_earliest_parent_and_is_adjusted() -> None:
    parents = tuple(
        Related(relation=relation, document=DocumentId(number="1", date=day(date)))
        for relation, date in (
            ("continuation", "2010-01-15"),
            ("provisional-application", "2009-01-15"),
            ("child-continuation", "2005-01-15"),
        )
    )
    assert term("US", Right.PATENT, "2014-06-27", related=parents) == "2030-01-15"
    assert term("US", Right.PATENT, "2014-06-27", related=parents, adjustment=10) == "2030-01-25"


def test_what_the_office_states_comes_first() -> None:
    assert term("JP", Right.PATENT, "2020-07-20", expires=day("2041-01-01")) == "2041-01-01"


def test_in_force_to_the_last_day_of_the_term() -> None:
    jp = case("JP")
    told = Bibliography(filed=day("2000-01-10"))
    played = replay(
        jp, [("1", stated("FILED", "2000-01-10")), ("2", stated("GRANTED", "2004-05-05"))]
    )
    end = expiry(jp, told, played)
    on = {text: status_on(jp, played, end, day(text)) for text in ("2020-01-10", "2020-01-11")}
    assert on["2020-01-10"].standing is Standing.IN_FORCE
    assert on["2020-01-11"].standing is Standing.ENDED
    assert (on["2020-01-11"].reason, on["2020-01-11"].since) == ("term-ended", day("2020-01-11"))


def test_a_refusal_is_final_when_the_time_to_appeal_is_over() -> None:
    jp = case("JP")
    played = replay(
        jp, [("1", stated("FILED", "2020-01-10")), ("2", stated("REFUSED", "2022-05-31"))]
    )
    open_ = status_on(jp, played, None, day("2022-08-31"))
    assert (open_.standing, open_.until) == (Standing.PENDING, day("2022-08-31"))
    closed = status_on(jp, played, None, day("2022-09-01"))
    assert (closed.standing, closed.reason) == (Standing.ENDED, "refusal-final")


def test_without_events_nothing_is_claimed() -> None:
    found = status_on(case("JP"), replay(case("JP"), []), None, day("2022-09-01"))
    assert (found.standing, found.reason, found.step) == (Standing.UNKNOWN, "nothing-known", None)


@pytest.mark.parametrize("days", [-(10**9), -1, 0, 1, 10**9])
@pytest.mark.parametrize("start", [dt.date.min, dt.date.max])
def test_days_and_months_stop_at_the_ends_of_the_calendar(start: dt.date, days: int) -> None:
    assert dt.date.min <= add_days(start, days) <= dt.date.max
    assert dt.date.min <= add_months(start, days) <= dt.date.max


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("last", ["GRANTED", "REFUSED", "LAPSED"])
def test_a_date_at_the_end_of_the_calendar_has_a_status(date: str, last: str) -> None:
    events = [stated("FILED", date), stated("GRANTED", date), stated(last, date)]
    course = replay(case("JP"), [(str(n), event) for n, event in enumerate(events)])
    for told in (
        Bibliography(filed=day(date), adjustment=10**9),
        Bibliography(filed=day(date), expires=day("9999-12-31")),
    ):
        found = expiry(case("JP"), told, course)
        assert status_on(case("JP"), course, found, dt.date.max).standing is not Standing.UNKNOWN
