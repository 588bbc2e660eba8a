import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.made_members import case, day, file, member
from madoguchi.dossier import Member, axis, first_actions
from madoguchi.dossier.drawing import moments
from madoguchi.model import DocumentId, Publication

TODAY = dt.date(2024, 1, 1)

JAPANESE = (
    ("jpo", "A63", "2018-01-10"), ("jpo", "A621", "2019-01-10"), ("jpo", "A131", "2019-09-10"),
    ("jpo", "A523", "2019-11-10"), ("jpo", "A131", "2020-02-10"), ("jpo", "A01", "2020-06-10"),
    ("stated", "GRANTED", "2020-08-01"),
)  # fmt: skip
AMERICAN = (
    ("stated", "FILED", "2019-01-05"), ("uspto", "CTNF", "2020-05-05"),
    ("uspto", "CTFR", "2020-12-05"), ("stated", "DEEMED-WITHDRAWN", "2021-07-05"),
)  # fmt: skip
EUROPEAN = (
    ("stated", "FILED", "2019-01-07"), ("epo-register", "0009016", "2019-08-07"),
    ("epo-register", "0009012", "2019-09-07"), ("epo-register", "0009171", "2020-01-07"),
    ("epo-register", "0009185", "2021-01-07"), ("epo-register", "0009210", "2023-01-07"),
    ("epo-register", "0009260", "2023-09-07"),
)  # fmt: skip
KOREAN = (
    ("inpadoc", "PA0109", "2019-01-08"), ("inpadoc", "PE0902", "2020-01-08"),
    ("inpadoc", "PE0601", "2020-09-08"),
)  # fmt: skip
CHINESE = (
    ("inpadoc", "SE01", "2019-06-08"), ("inpadoc", "PB01", "2019-04-08"),
    ("inpadoc", "GR01", "2021-06-08"), ("inpadoc", "CF01", "2023-06-08"),
)  # fmt: skip


def told(office: str, *events: tuple[str, str, str]) -> Member:
    return member(office, held=file(case(office), *events))


@pytest.mark.parametrize(
    ("office", "events", "kinds"),
    [
        ("JP", JAPANESE, "filing request first-action reply action allowance grant"),
        ("US", AMERICAN, "filing first-action action withdrawal"),
        ("EP", EUROPEAN, "filing search publication request first-action grant opposition"),
        ("KR", KOREAN, "filing first-action refusal"),
        ("CN", CHINESE, "publication request grant end"),
    ],
)
def test_the_same_kinds_for_every_office(
    office: str, events: tuple[tuple[str, str, str], ...], kinds: str
) -> None:
    assert [one.kind for one in moments(told(office, *events))] == kinds.split()


def test_first_actions_and_decisions() -> None:
    rows = first_actions([told("JP", *JAPANESE), told("US", *AMERICAN), told("KR", *KOREAN)])
    assert [
        (row.office, row.days_to_first_action, row.days_from_request, row.actions, row.outcome)
        for row in rows
    ] == [
        ("JP", 608, 243, 2, "granted"),
        ("US", 486, None, 2, "withdrawn"),
        ("KR", 365, None, 1, "refused"),
    ]
    assert rows[0].days_to_decision == (day("2020-08-01") - day("2018-01-10")).days


def test_a_member_without_file_is_told_by_its_publications() -> None:
    filed = DocumentId(office="CN", number="1", date=day("2019-01-01"))
    one = member(
        "CN",
        Publication(office="CN", number="1", kind="A", date=day("2020-07-01"), application=filed),
        Publication(office="CN", number="1", kind="B", date=day("2022-07-01"), application=filed),
    )
    assert [(told.kind, told.date and told.date.year) for told in moments(one)] == [
        ("filing", 2019), ("publication", 2020), ("publication", 2022), ("grant", 2022),
    ]  # fmt: skip
    (row,) = first_actions([one])
    assert (row.outcome, row.days_to_decision) == ("granted", 1277)


def test_nothing_dated_is_a_lane_without_marks() -> None:
    drawn = axis([member("JP"), member("US", Publication(office="US", number="1"))], TODAY)
    assert [(lane.first, lane.marks, len(lane.undated)) for lane in drawn.lanes] == [
        (None, (), 1),
        (None, (), 2),
    ]
    assert (drawn.years, drawn.today) == ((), None)
    assert first_actions([member("JP")])[0].outcome == "unknown"


def test_a_lane_a_member_with_todays_line() -> None:
    members = [told("JP", *JAPANESE), told("EP", *EUROPEAN)]
    drawn = axis(members, TODAY)
    assert [lane.member for lane in drawn.lanes] == [one.id for one in members]
    assert drawn.today == 990
    assert [year for _, year in drawn.years] == [2019, 2020, 2021, 2022, 2023, 2024]
    assert axis(members, dt.date(2040, 1, 1)).today is None
    assert axis([], TODAY).lanes == ()


@given(
    st.lists(
        st.tuples(st.sampled_from(["CTNF", "CTFR", "NOA", "A..."]), st.integers(0, 9000)),
        max_size=60,
    )
)
def test_marks_keep_apart_and_none_is_lost(events: list[tuple[str, int]]) -> None:
    start = dt.date(1999, 1, 1)
    happened = [("uspto", code, (start + dt.timedelta(days)).isoformat()) for code, days in events]
    one = told("US", ("stated", "FILED", "1999-01-01"), *happened)
    (lane,) = axis([one], TODAY).lanes
    by_row: dict[float, list[float]] = {}
    for mark in lane.marks:
        by_row.setdefault(mark.y, []).append(mark.x)
    for row in by_row.values():
        assert all(later - sooner >= 10.9 for sooner, later in pairwise(row))
    shown = sum(1 + len(mark.more) for mark in lane.marks)
    assert shown == len(moments(one))
