"""Replay: states and stages follow from events, and from nothing else."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.law import Standing, replay, standing
from madoguchi.law.profiles import generic
from madoguchi.model import CaseId, Happening, Right

CASE = CaseId(office="XX", right=Right.PATENT, number="1")
STATED = sorted(generic().events["stated"])


def course(*codes: str, case: CaseId = CASE, series: str = "stated") -> list[str]:
    first = dt.date(2020, 1, 1)
    events = [
        (str(n), Happening(code=code, date=first + dt.timedelta(days=n), series=series))
        for n, code in enumerate(codes)
    ]
    played = replay(case, events)
    return [f"{step.code.state}-{step.code.previous}-{step.code.current}" for step in played.steps]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["FILED"], ["A-0-1"]),
        (["FILED", "PUBLISHED", "EXAMINATION-REQUESTED"], ["A-0-1", "A-1-1", "A-1-2"]),
        (["FILED", "GRANTED", "LAPSED"], ["A-0-1", "A-1-4", "N-4-6"]),
        (["FILED", "GRANTED", "EXPIRED"], ["A-0-1", "A-1-4", "T-4-6"]),
        (["FILED", "REFUSED"], ["A-0-1", "N-1-1"]),
        (["FILED", "WITHDRAWN"], ["A-0-1", "N-1-6"]),
        (["FILED", "GRANTED", "RENEWED"], ["A-0-1", "A-1-4", "A-4-4"]),
        (["GRANTED"], ["A-0-4"]),
    ],
)
def test_plain_courses(codes: list[str], expected: list[str]) -> None:
    assert course(*codes) == expected


JP = CaseId(office="JP", right=Right.PATENT, number="2020000001")


@pytest.mark.parametrize(
    ("codes", "last"),
    [
        (["A63", "A621", "A131", "A53", "A01"], "A-2-2"),
        (["A63", "A621", "A02"], "N-2-2"),
        (["A63", "A621", "A02", "C60"], "A-2-2"),
        (["A63", "A761"], "N-1-6"),
    ],
)
def test_japanese_courses(codes: list[str], last: str) -> None:
    assert course(*codes, case=JP, series="jpo")[-1] == last


def test_what_is_stated_gives_way_to_what_the_office_lists() -> None:
    day = dt.date(2020, 7, 20)
    filed = Happening(code="FILED", date=day, series="stated")
    listed = Happening(code="A63", date=day, series="jpo")
    assert [s.event.code for s in replay(JP, [("1", filed), ("2", listed)]).steps] == ["A63"]


def test_a_filing_comes_first_on_its_day() -> None:
    day = dt.date(2020, 7, 20)
    events = [
        ("1", Happening(code="A621", date=day, series="jpo")),
        ("2", Happening(code="A63", date=day, series="jpo")),
    ]
    assert [str(s.code)[:5] for s in replay(JP, events).steps] == ["A-0-1", "A-1-2"]


def test_a_code_in_no_table_is_kept_and_moves_nothing() -> None:
    played = replay(JP, [("1", Happening(code="ZZZ 9", date=dt.date(2020, 1, 1), series="jpo"))])
    (step,) = played.steps
    assert (str(step.code), step.mapped) == ("U-0-0-W00-W00-ZZZ_9", False)
    assert played.standing is Standing.UNKNOWN


def test_a_series_may_have_a_table_for_a_right() -> None:
    design = CaseId(office="JP", right=Right.DESIGN, number="2020000001")
    assert course("A63", "A01", case=design, series="jpo")


@pytest.mark.parametrize(
    ("state", "stage", "expected"),
    [
        ("U", 0, "unknown"),
        ("A", 1, "pending"),
        ("N", 2, "pending"),
        ("A", 4, "in-force"),
        ("A", 5, "in-force"),
        ("N", 4, "ended"),
        ("N", 6, "ended"),
        ("T", 1, "ended"),
    ],
)
def test_standings(state: str, stage: int, expected: str) -> None:
    assert standing(state, stage) == expected


EVENTS = st.lists(
    st.builds(
        Happening,
        code=st.sampled_from(STATED),
        date=st.dates(dt.date(2000, 1, 1), dt.date(2000, 2, 1)),
        series=st.just("stated"),
    ),
    max_size=12,
)


@given(EVENTS)
def test_steps_join_and_are_in_order(events: list[Happening]) -> None:
    """Each step begins where the one before ended; the course ends where the last one does."""
    played = replay(CASE, [(str(n), event) for n, event in enumerate(events)])
    assert len(played.steps) == len(events)
    dates = [step.event.date for step in played.steps]
    assert dates == sorted(dates)
    stage = 0
    for step in played.steps:
        assert step.code.previous == stage
        stage = step.code.current
    assert played.stage == stage
    if played.steps:
        assert played.state == played.steps[-1].code.state


@given(EVENTS, st.integers(0, 12))
def test_what_happened_before_is_not_changed_by_what_comes_later(
    events: list[Happening], cut: int
) -> None:
    ordered = sorted(events, key=lambda event: (event.date, event.code != "FILED"))
    numbered = [(str(n), event) for n, event in enumerate(ordered)]
    whole, begun = replay(CASE, numbered).steps, replay(CASE, numbered[:cut]).steps
    same_day = {e.date for e in ordered[:cut]} & {e.date for e in ordered[cut:]}
    if not same_day:
        assert whole[:cut] == begun
