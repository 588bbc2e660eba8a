"""Asking all sources at once: what is told when, what is kept, who is left alone."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from dossier.sources.stand_ins import AMERICAN, JAPANESE, TOLD, Stand, configured, replied
from engines import OnPostgresql, OnSqlite
from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.dossier.sources import Answered, Question, Reply, Sources, Told
from madoguchi.dossier.sources.configuration import Configuration, Quota
from madoguchi.model import History

NOON = dt.datetime(2026, 5, 7, 12, tzinfo=dt.UTC)
GOOD = replied(msgspec.json.encode(TOLD))
BROKEN = Reply(500, {}, b"")


def question(source: str = "one", **told: Any) -> Question:
    return Question(**{"source": source, "verb": "family", "cases": (AMERICAN,), **told})


Opened = Callable[..., Sources]


class Contract:
    @pytest.fixture
    def archive(self, url: str) -> Iterator[Archive]:
        found = Archive(url)
        yield found
        found.close()

    @pytest.fixture
    def opened(self, archive: Archive, slept: list[float]) -> Iterator[Opened]:
        """Sources by name, one answer for all that each is asked."""
        assert slept == []
        opened_: list[Sources] = []

        def make(stand: Stand, *names: str, keep_bytes: int = 1 << 30, **told: Any) -> Sources:
            told.setdefault("attempts", 1)
            sources = [
                configured(name=name, address=f"https://{name}.example", **told)
                for name in names or ("one",)
            ]
            whole = Configuration(sources=tuple(sources), keep_bytes=keep_bytes)
            opened_.append(Sources(archive, whole, stand))
            return opened_[-1]

        yield make
        for one in opened_:
            one.settle(10)

    # -- what is told ------------------------------------------------------------------------------

    def test_no_sources(self, archive: Archive) -> None:
        sources = Sources(archive, Configuration())
        assert sources.all == ()
        assert sources.telling("JP") == ()
        assert sources.ask_all([], 1) == []
        assert sources.standing() == []

    def test_answers_come_in_order(self, opened: Opened) -> None:
        stand = Stand({"one.example": GOOD, "two.example": BROKEN})
        sources = opened(stand, "one", "two")
        first, second, third = sources.ask_all(
            [question("two"), question("one"), question("three")], 5
        )
        assert (first.source, first.state, first.failure) == ("two", "failed", "unreachable")
        assert (second.source, second.state, second.failure) == ("one", "answered", None)
        assert [one.case for one in second.told.histories] == [AMERICAN]
        assert second.at == second.tried
        assert (third.state, third.failure) == ("failed", "unreachable")

    def test_what_was_told_is_kept(self, opened: Opened) -> None:
        stand = Stand({"one.example": GOOD})
        sources = opened(stand)
        with clock.at(NOON):
            asked = sources.ask_all([question()], 5)[0]
        with clock.at(NOON + dt.timedelta(hours=23)):
            again = sources.ask_all([question()], 5)[0]
        assert (asked.state, again.state) == ("answered", "kept")
        assert again.told == asked.told
        assert again.at == NOON
        assert len(stand.called) == 1
        with clock.at(NOON + dt.timedelta(hours=25)):
            assert sources.ask_all([question()], 5)[0].state == "answered"
        assert len(stand.called) == 2

    def test_the_order_of_cases_makes_no_other_question(self, opened: Opened) -> None:
        stand = Stand({"one.example": GOOD})
        sources = opened(stand)
        sources.ask_all([question(cases=(AMERICAN, JAPANESE))], 5)
        assert sources.ask_all([question(cases=(JAPANESE, AMERICAN))], 5)[0].state == "kept"
        assert sources.ask_all([question(cases=(JAPANESE,))], 5)[0].state == "answered"

    def test_nothing_is_believed_for_an_hour(self, opened: Opened) -> None:
        stand = Stand({})
        sources = opened(stand)
        for minutes, calls in ((0, 1), (59, 1), (61, 2)):
            with clock.at(NOON + dt.timedelta(minutes=minutes)):
                answer = sources.ask_all([question()], 5)[0]
            assert (answer.state, answer.failure) == ("nothing", None)
            assert len(stand.called) == calls

    def test_asked_anew_on_demand(self, opened: Opened) -> None:
        stand = Stand({"one.example": GOOD})
        sources = opened(stand)
        sources.ask_all([question()], 5)
        assert sources.ask_all([question()], 5, fresh=True)[0].state == "answered"
        assert len(stand.called) == 2

    def test_another_process_finds_what_is_kept(self, opened: Opened) -> None:
        stand = Stand({"one.example": GOOD})
        opened(stand).ask_all([question()], 5)
        assert opened(stand).ask_all([question()], 5)[0].state == "kept"
        assert len(stand.called) == 1

    def test_documents_are_kept_until_their_office_closes_the_file(self, opened: Opened) -> None:
        stand = Stand({"/documents/7/": replied(b"%PDF-1", "application/pdf")})
        sources = opened(stand)
        wanted = question(verb="document", number="7")
        with clock.at(NOON):
            first = sources.ask_all([wanted], 5)[0]
        with clock.at(NOON + dt.timedelta(days=6)):
            later = sources.ask_all([wanted], 5)[0]
        stand.answers.clear()
        with clock.at(NOON + dt.timedelta(days=8)):
            closed = sources.ask_all([wanted], 5)[0]
        assert (closed.state, closed.content) == ("nothing", None)
        assert first.content == later.content
        assert later.content is not None
        assert later.content.data == b"%PDF-1"
        assert (later.state, later.at) == ("kept", NOON)

    def test_the_oldest_documents_go_first(self, opened: Opened) -> None:
        data = bytes(range(256)) * 4
        stand = Stand({"/documents/": replied(data, "application/pdf")})
        sources = opened(stand, keep_bytes=5000)
        for number in range(8):
            with clock.at(NOON + dt.timedelta(minutes=number)):
                sources.ask_all([question(verb="document", number=str(number))], 5)
        with clock.at(NOON + dt.timedelta(hours=1)):
            states = [
                sources.ask_all([question(verb="document", number=str(n))], 5)[0].state
                for n in (7, 0)
            ]
        assert states == ["kept", "answered"]

    # -- failures ----------------------------------------------------------------------------------

    def test_what_was_told_is_told_with_its_age_when_the_source_fails(self, opened: Opened) -> None:
        stand = Stand({"one.example": GOOD})
        sources = opened(stand)
        with clock.at(NOON):
            told = sources.ask_all([question()], 5)[0]
        stand.answers = {"one.example": BROKEN}
        later = NOON + dt.timedelta(days=3)
        with clock.at(later):
            answer = sources.ask_all([question()], 5)[0]
        assert (answer.state, answer.failure) == ("kept", "unreachable")
        assert (answer.told, answer.at, answer.tried) == (told.told, NOON, later)

    def test_a_source_that_fails_is_left_alone_for_longer_and_longer(self, opened: Opened) -> None:
        stand = Stand({"one.example": BROKEN})
        sources, other = opened(stand), opened(stand)
        moment = NOON
        for calls, pause in enumerate((5, 15, 60, 300), 1):
            with clock.at(moment):
                assert sources.ask_all([question()], 5)[0].failure == "unreachable"
            with clock.at(moment + dt.timedelta(seconds=pause - 1)):
                resting = other.ask_all([question(cases=(JAPANESE,))], 5)[0]
                assert (resting.state, resting.failure) == ("failed", "resting")
                assert "left alone" in resting.reason
            assert len(stand.called) == calls
            moment += dt.timedelta(seconds=pause + 1)
        stand.answers = {"one.example": GOOD}
        with clock.at(moment):
            assert sources.ask_all([question()], 5)[0].state == "answered"
            assert sources.standing()[0].resting_until is None

    def test_failures_together_count_once(self, opened: Opened) -> None:
        gate = threading.Barrier(4)

        def broken(_url: str) -> Reply:
            gate.wait(10)
            return BROKEN

        sources = opened(Stand({"one.example": broken}))
        cases = [AMERICAN, JAPANESE]
        with clock.at(NOON):
            sources.ask_all(
                [
                    question(verb=verb, cases=(one,))
                    for one in cases
                    for verb in ("family", "member")
                ],
                9,
            )
            until = sources.standing()[0].resting_until
        assert until is not None
        assert until - NOON == dt.timedelta(seconds=5)

    def test_an_answer_that_cannot_be_read_rests_alone(self, opened: Opened) -> None:
        stand = Stand({"one.example": replied(b"<html>")})
        sources = opened(stand)
        with clock.at(NOON):
            assert sources.ask_all([question()], 5)[0].failure == "unreadable"
            stand.answers = {"one.example": GOOD}
            assert sources.ask_all([question()], 5)[0].failure == "unreadable"
            assert sources.ask_all([question(cases=(JAPANESE,))], 5)[0].state == "answered"
        with clock.at(NOON + dt.timedelta(seconds=6)):
            assert sources.ask_all([question()], 5)[0].state == "answered"

    def test_when_to_come_again_is_kept_to(self, opened: Opened) -> None:
        stand = Stand({"one.example": Reply(503, {"retry-after": "600"}, b"")})
        sources = opened(stand)
        with clock.at(NOON):
            sources.ask_all([question()], 5)
        with clock.at(NOON + dt.timedelta(seconds=599)):
            assert sources.ask_all([question()], 5)[0].failure == "resting"
        assert len(stand.called) == 1

    def test_asked_too_often_it_is_left_alone(self, opened: Opened) -> None:
        stand = Stand({"one.example": Reply(429, {"retry-after": "120"}, b"")})
        sources = opened(stand)
        with clock.at(NOON):
            assert sources.ask_all([question()], 5)[0].failure == "exhausted"
            assert sources.ask_all([question(cases=(JAPANESE,))], 5)[0].failure == "resting"
        assert len(stand.called) == 1

    # -- waiting -----------------------------------------------------------------------------------

    def test_a_slow_source_holds_up_no_other(self, opened: Opened) -> None:
        gate = threading.Event()

        def slow(_url: str) -> Reply:
            gate.wait(20)
            return GOOD

        stand = Stand({"slow.example": slow, "one.example": GOOD})
        sources = opened(stand, "slow", "one")
        begun = time.monotonic()
        late, soon = sources.ask_all([question("slow"), question("one")], 2)
        assert time.monotonic() - begun < 15
        assert (late.state, soon.state) == ("waiting", "answered")
        assert late.at is None
        gate.set()
        assert _settled(sources, question("slow")).state == "kept"
        assert len([one for one in stand.called if "slow" in one.url]) == 1

    def test_the_same_question_is_asked_once_at_a_time(self, opened: Opened) -> None:
        gate = threading.Event()

        def slow(_url: str) -> Reply:
            gate.wait(20)
            return GOOD

        stand = Stand({"one.example": slow})
        sources = opened(stand)
        waiting = [sources.ask_all([question()], 0)[0].state for _ in range(5)]
        assert waiting == ["waiting"] * 5
        gate.set()
        assert _settled(sources, question()).told.histories
        assert len(stand.called) == 1

    def test_too_many_questions_are_not_taken_up(self, opened: Opened) -> None:
        gate = threading.Event()

        def slow(_url: str) -> Reply:
            gate.wait(20)
            return GOOD

        sources = opened(Stand({"one.example": slow}), threads=1, queue=1)
        wanted = [question(verb="document", number=str(n)) for n in range(4)]
        answers = sources.ask_all(wanted, 0.2)
        assert [one.state for one in answers] == ["waiting", "waiting", "failed", "failed"]
        assert answers[3].failure == "resting"
        assert "too many" in answers[3].reason
        gate.set()
        for one in wanted[:2]:
            _settled(sources, one)

    def test_an_older_answer_is_there_while_a_newer_is_fetched(self, opened: Opened) -> None:
        gate = threading.Event()
        stand = Stand({"one.example": GOOD})
        sources = opened(stand)
        with clock.at(NOON):
            sources.ask_all([question()], 5)

        def slow(_url: str) -> Reply:
            gate.wait(20)
            return GOOD

        stand.answers = {"one.example": slow}
        answer = sources.ask_all([question()], 0.1)[0]
        assert (answer.state, answer.at) == ("waiting", NOON)
        assert answer.told.histories
        gate.set()
        _settled(sources, question())

    def test_no_thread_is_left(self, opened: Opened) -> None:
        sources = opened(Stand({"one.example": GOOD}))
        sources.ask_all([question(), question(cases=(JAPANESE,))], 5)
        for _ in range(100):
            if not any(one.name.startswith("source ") for one in threading.enumerate()):
                return
            time.sleep(0.05)
        raise AssertionError("a thread is left")

    # -- quotas ------------------------------------------------------------------------------------

    def test_the_public_leaves_a_share_to_the_office(self, opened: Opened) -> None:
        stand = Stand({"one.example": GOOD})
        sources = opened(stand, quota=Quota(day=5), reserve=0.4)
        with clock.at(NOON):
            asked = [
                sources.ask_all([question(verb="member", cases=(AMERICAN,))], 5, fresh=True)[0]
                for _ in range(4)
            ]
            assert [one.failure for one in asked] == [None, None, None, "exhausted"]
            assert asked[3].state == "kept"
            staff = [sources.ask_all([question()], 5, fresh=True, staff=True)[0] for _ in range(3)]
            assert [one.failure for one in staff] == [None, None, "exhausted"]
            used = sources.standing()[0].used
            assert [(one.span, one.used, one.limit) for one in used] == [("day", 5, 5)]
            assert sources.standing()[0].resting_until is None
        with clock.at(NOON + dt.timedelta(days=1)):
            assert sources.ask_all([question()], 5, fresh=True)[0].state == "answered"

    def test_standing(self, opened: Opened) -> None:
        sources = opened(Stand({"one.example": GOOD}), "one", "two", offices=("JP", "US"))
        with clock.at(NOON):
            sources.ask_all([question(), question("two")], 5)
            one, two = sources.standing()
        assert (one.name, one.kind, one.offices) == ("one", "madoguchi", ("JP", "US"))
        assert one.answered == NOON
        assert two.answered == NOON  # that there is nothing is an answer
        assert one.failed is None
        assert [source.name for source in sources.telling("JP")] == ["one", "two"]
        assert sources.telling("EP") == ()

    # -- what is believed --------------------------------------------------------------------------

    def test_no_source_writes_the_file_of_an_office_that_is_not_its_own(
        self, opened: Opened
    ) -> None:
        sources = opened(Stand({"one.example": GOOD}), offices=("KR",))
        told = sources.ask_all([question()], 5)[0].told
        (american,) = told.histories
        assert american.case == AMERICAN
        assert not american.documents
        assert american.bibliography.priorities

    def test_of_a_member_only_that_member_is_told(self, opened: Opened) -> None:
        other = Told(histories=(History(case=JAPANESE),))
        sources = opened(Stand({"one.example": replied(msgspec.json.encode(TOLD + other))}))
        told = sources.ask_all([question(verb="member")], 5)[0].told
        assert [one.case for one in told.histories] == [AMERICAN]

    def test_a_broken_reader_is_an_answer_that_cannot_be_read(
        self, opened: Opened, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sources = opened(Stand({"one.example": GOOD}))
        monkeypatch.setattr(sources.all[0], "family", _stumbles)
        assert sources.ask_all([question()], 5)[0].failure == "unreadable"


def _stumbles(*_: object) -> Told:
    raise KeyError("members")


def _settled(sources: Sources, wanted: Question) -> Answered:
    for _ in range(100):
        answer = sources.ask_all([wanted], 0.1)[0]
        if answer.state != "waiting":
            return sources.ask_all([wanted], 5)[0]
    raise AssertionError("it still waits")


class TestOnSqlite(Contract, OnSqlite):
    pass


class TestOnPostgresql(Contract, OnPostgresql):
    pass
