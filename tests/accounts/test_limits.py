"""Limits on every database engine: counted exactly, together, for good, and anew each day."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines import OnPostgresql, OnSqlite
from madoguchi import clock
from madoguchi.accounts import Limits, Reached, Spent, plan, plans
from madoguchi.accounts.plans import Plan, read_plans
from madoguchi.archive import Archive
from madoguchi.errors import NotFoundError, ProfileError

NOON = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)  # in Tokyo
TOKYO = "Asia/Tokyo"
CALL = ("900000001", "standard", "jpo/divisional_app_info/patent", TOKYO)


class LimitsContract:
    @pytest.fixture
    def archive(self, url: str) -> Iterator[Archive]:
        archive = Archive(url)
        yield archive
        archive.close()

    def test_the_remaining_calls_are_told_until_none_is_left(self, archive: Archive) -> None:
        limits = Limits(archive.database)
        with clock.at(NOON):
            told = [limits.take(*CALL) for _ in range(30)]
            assert told == [Spent(left, 30) for left in range(29, -1, -1)]
            reached = limits.take(*CALL)
        assert reached == Reached(
            "jpo/divisional_app_info/patent", 30, dt.datetime(2026, 11, 22, 15, 0, tzinfo=dt.UTC)
        )

    def test_laws_and_calls_count_apart(self, archive: Archive) -> None:
        limits = Limits(archive.database)
        for counter in ("jpo/app_progress/patent", "jpo/app_progress/design", "opd/family"):
            spent = limits.take("900000001", "standard", counter, TOKYO)
            assert isinstance(spent, Spent)
            assert spent.left == spent.limit - 1

    def test_a_day_ends_at_midnight_of_the_office(self, archive: Archive) -> None:
        limits = Limits(archive.database)
        before = dt.datetime(2026, 11, 22, 14, 59, 59, tzinfo=dt.UTC)
        with clock.at(before):
            while isinstance(limits.take(*CALL), Spent):
                pass
        with clock.at(before + dt.timedelta(seconds=1)):
            assert limits.take(*CALL) == Spent(29, 30)

    def test_a_lower_plan_counts_at_once(self, archive: Archive) -> None:
        limits = Limits(archive.database)
        account, _, *counter = CALL
        for _ in range(20):
            assert isinstance(limits.take(account, "unlimited", *counter), Spent)
        told = [limits.take(account, "standard", *counter) for _ in range(11)]
        assert [isinstance(one, Spent) for one in told] == [True] * 10 + [False]

    def test_midnight_between_taking_and_counting_costs_nothing(
        self, archive: Archive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        limits = Limits(archive.database)
        last = dt.datetime(2026, 11, 22, 14, 59, 59, tzinfo=dt.UTC)
        moments = iter([last, last, last])
        after = last + dt.timedelta(seconds=2)
        monkeypatch.setattr(clock, "now", lambda: next(moments, after))
        assert limits.take(*CALL) == Spent(29, 30)
        assert [used.calls for used in limits.usage(CALL[0], dt.date(2026, 11, 1))] == [0, 1]

    def test_counts_outlive_the_process(self, archive: Archive) -> None:
        first = Limits(archive.database)
        counter = ("900000001", "standard", "jpo/app_progress/patent", TOKYO)
        assert first.take(*counter) == Spent(399, 400)
        first.give_back()
        assert Limits(archive.database).take(*counter) == Spent(398, 400)

    def test_a_crash_costs_a_hundredth_of_the_day_and_gives_nothing(self, archive: Archive) -> None:
        counter = ("900000001", "standard", "jpo/app_progress/patent", TOKYO)
        Limits(archive.database).take(*counter)
        left = Limits(archive.database).take(*counter)
        assert isinstance(left, Spent)
        assert 399 - 400 // 100 <= left.left < 399

    @pytest.mark.parametrize("processes", [1, 4])
    def test_many_at_once_never_have_more_than_the_limit(
        self, archive: Archive, processes: int
    ) -> None:
        every = [Limits(archive.database) for _ in range(processes)]
        with clock.at(NOON):
            moment = NOON

        def call(n: int) -> Spent | Reached:
            with clock.at(moment):
                return every[n % processes].take(*CALL)

        with ThreadPoolExecutor(16) as pool:
            told = list(pool.map(call, range(80)))
        assert sum(isinstance(one, Spent) for one in told) == 30

    def test_what_was_used_is_told_by_day(self, archive: Archive) -> None:
        limits = Limits(archive.database)
        with clock.at(NOON):
            for _ in range(5):
                limits.take("900000001", "standard", "jpo/app_progress/patent", TOKYO)
            (used,) = limits.usage("900000001", dt.date(2026, 11, 1))
        assert (used.day, used.counter, used.calls) == (
            dt.date(2026, 11, 22), "jpo/app_progress/patent", 5
        )  # fmt: skip
        assert limits.usage("900000001", dt.date(2026, 11, 23)) == []

    def test_levels_are_warned_of(self, archive: Archive) -> None:
        limits, warned = Limits(archive.database), []
        limits.warned = lambda account, counter, percent: warned.append((account, counter, percent))
        with clock.at(NOON):
            for _ in range(30):
                limits.take(*CALL)
        assert [percent for _, _, percent in warned] == [80, 100]

    def test_without_a_limit_calls_are_counted_all_the_same(self, archive: Archive) -> None:
        limits = Limits(archive.database)
        with clock.at(NOON):
            for _ in range(1_500):
                assert limits.take("900000001", "unlimited", "api", "UTC") == Spent(-1)
            (used,) = limits.usage("900000001", dt.date(2026, 11, 22))
        assert used.calls == 1_500


class TestLimitsOnSqlite(OnSqlite, LimitsContract):
    pass


class TestLimitsOnPostgresql(OnPostgresql, LimitsContract):
    pass


@pytest.fixture
def limits(tmp_path: Path) -> Iterator[Limits]:
    archive = Archive.at(tmp_path)
    yield Limits(archive.database)
    archive.close()


def test_a_minute_slides(limits: Limits) -> None:
    with clock.at(NOON):
        told = [limits.minute("a", "standard", "jpo") for _ in range(12)]
    assert told[:10] == [None] * 10
    refused = told[10]
    assert refused is not None
    assert (refused.name, refused.limit) == ("jpo", 10)
    assert NOON < refused.until <= NOON + dt.timedelta(minutes=2)
    with clock.at(refused.until + dt.timedelta(seconds=1)):
        assert limits.minute("a", "standard", "jpo") is None
    with clock.at(NOON):
        assert limits.minute("b", "standard", "jpo") is None, "each account by itself"


@given(gaps=st.lists(st.floats(min_value=0, max_value=20), min_size=1, max_size=200))
def test_no_clock_minute_has_more_calls_than_its_limit(gaps: list[float]) -> None:
    limits, moment = Limits.__new__(Limits), NOON
    taken: dict[int, int] = {}
    Limits.__init__(limits, None)  # type: ignore[arg-type]
    for gap in gaps:
        moment += dt.timedelta(seconds=gap)
        with clock.at(moment):
            if limits.minute("a", "standard", "jpo") is None:
                taken[moment.minute] = taken.get(moment.minute, 0) + 1
    assert max(taken.values()) <= 10


def test_the_plans_are_those_of_the_handbook() -> None:
    found = plans()
    standard, provider = found["standard"], found["provider"]
    assert standard.a_day("jpo/app_progress/patent") == 400
    assert standard.a_day("jpo/app_progress_simple/design") == 400
    assert standard.a_day("jpo/case_number_reference/trademark") == 50
    assert standard.a_day("opd/family_list") == 300
    assert standard.a_day("bulk") is None
    assert standard.a_day("jpo/app_doc_cont_refusal_reason/patent") == 100
    assert provider.a_day("jpo/app_doc_cont_refusal_reason/patent") == 500
    assert provider.a_day("jpo/cite_doc_info/patent") == 50
    assert (standard.a_minute("jpo"), standard.a_minute("opd")) == (10, 5)


PUBLIC = '[public]\nen = "p"\nja = "p"\n[standard]\nen = "s"\nja = "s"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[public]\nen = "p"\nja = "p"', "[standard] is missing"),
        (f"{PUBLIC}day = {{ api = -1 }}", "write 0 or more"),
        (f"{PUBLIC}extends = 'nobody'", "name a plan"),
        (f"{PUBLIC}months = 3", "unknown field"),
        ("[", "plans.toml"),
    ],
)
def test_a_file_of_plans_is_checked(text: str, said: str) -> None:
    with pytest.raises(ProfileError, match=said.replace("[", r"\[").replace("]", r"\]")):
        read_plans(text)


def test_an_unknown_plan_is_none() -> None:
    assert isinstance(plan("standard"), Plan)
    with pytest.raises(NotFoundError, match="the plans are"):
        plan("gold")
