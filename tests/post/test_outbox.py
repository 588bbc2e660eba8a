"""The outbox on every database engine: nothing is lost, nothing is sent again, secrets go."""

import datetime as dt
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines import OnPostgresql, OnSqlite
from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.post import Delivered, Letter, Outbox, Waiting, deliver
from madoguchi.post.outbox import TAKEN_FOR, backoff

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def written(number: int = 1, key: str = "") -> Letter:
    return Letter(recipient=f"{number}@b.example", lang="en", subject="s", text="secret", key=key)


class Hand:
    """A carrier that keeps what it carried, or fails as long as it is told to."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.carried: list[Waiting] = []

    def carry(self, letter: Waiting) -> None:
        if self.fails:
            raise ConnectionRefusedError("nobody there")
        self.carried.append(letter)


class OutboxContract:
    @pytest.fixture
    def outbox(self, url: str) -> Iterator[Outbox]:
        archive = Archive(url)
        yield Outbox(archive.database)
        archive.close()

    def test_letters_are_delivered_once_and_forgotten(self, outbox: Outbox) -> None:
        outbox.put([written(1), written(2)])
        hand = Hand()
        assert deliver(outbox, hand) == Delivered(2, 0)
        assert deliver(outbox, hand) == Delivered(0, 0)
        assert {one.text for one in hand.carried} == {"secret"}
        assert outbox.letters() == []
        assert {one.text for one in outbox.letters(sent=True)} == {""}
        assert outbox.count() == {"sent": 2}

    def test_of_letters_with_one_key_the_first_counts(self, outbox: Outbox) -> None:
        outbox.put([written(1, "quota"), written(2, "quota")])
        outbox.put([written(3, "quota"), written(4, "other")])
        hand = Hand()
        deliver(outbox, hand)
        assert [one.recipient for one in hand.carried] == ["1@b.example", "4@b.example"]
        outbox.put([written(5, "quota")])
        assert deliver(outbox, hand) == Delivered(0, 0)

    def test_what_fails_is_tried_again_later_each_time(self, outbox: Outbox) -> None:
        with clock.at(NOON):
            outbox.put([written()])
            assert deliver(outbox, Hand(fails=True)) == Delivered(0, 1)
            assert deliver(outbox, Hand()) == Delivered(0, 0)
            held = outbox.letters()[0]
            assert (held.attempts, held.state) == (1, "waiting")
            assert held.trouble == "ConnectionRefusedError: nobody there"
        with clock.at(NOON + dt.timedelta(seconds=60)):
            assert deliver(outbox, Hand(fails=True)) == Delivered(0, 1)
        with clock.at(NOON + dt.timedelta(seconds=120)):
            assert deliver(outbox, Hand()) == Delivered(0, 0)
            assert deliver(outbox, Hand(fails=True), early=True) == Delivered(0, 1)
            assert deliver(outbox, Hand(), early=True) == Delivered(1, 0)

    def test_after_days_it_is_given_up_and_still_there(self, outbox: Outbox) -> None:
        with clock.at(NOON):
            outbox.put([written()])
        instant = NOON
        while outbox.letters()[0].state == "waiting":
            with clock.at(instant):
                deliver(outbox, Hand(fails=True))
            instant += dt.timedelta(hours=6)
        assert dt.timedelta(days=3) < instant - NOON < dt.timedelta(days=7)
        with clock.at(instant + dt.timedelta(days=300)):
            assert deliver(outbox, Hand()) == Delivered(0, 0)
            assert outbox.count() == {"undeliverable": 1}
            assert deliver(outbox, Hand(), early=True) == Delivered(1, 0)

    def test_who_dies_with_a_letter_in_hand_loses_nothing(self, outbox: Outbox) -> None:
        with clock.at(NOON):
            outbox.put([written()])
            (id_,) = outbox.due()
            assert outbox.take(id_) is not None
            assert outbox.take(id_) is None, "another has it"
            assert deliver(outbox, Hand(), early=True) == Delivered(0, 0)
        with clock.at(NOON + dt.timedelta(seconds=TAKEN_FOR)):
            hand = Hand()
            assert deliver(outbox, hand) == Delivered(1, 0)
            assert [one.id for one in hand.carried] == [id_]

    def test_several_at_once_carry_each_letter_once(self, outbox: Outbox) -> None:
        outbox.put(map(written, range(30)))
        hand = Hand()
        threads = [threading.Thread(target=deliver, args=(outbox, hand)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(hand.carried) == len({one.id for one in hand.carried}) == 30

    def test_what_is_not_done_is_not_told(self, outbox: Outbox) -> None:
        def break_off() -> None:
            with outbox._database.writing() as connection:
                outbox.put([written()], connection)
                raise ConnectionError

        with pytest.raises(ConnectionError):
            break_off()
        assert outbox.letters() == []

    def test_old_letters_are_swept_out(self, outbox: Outbox) -> None:
        for days in (0, 40):
            with clock.at(NOON + dt.timedelta(days=days)):
                outbox.put([written(days)])
                deliver(outbox, Hand())
        assert [one.recipient for one in outbox.letters(sent=True)] == ["40@b.example"]


class TestOutboxOnSqlite(OnSqlite, OutboxContract):
    pass


class TestOutboxOnPostgresql(OnPostgresql, OutboxContract):
    pass


def test_backoff_doubles_up_to_six_hours() -> None:
    assert [backoff(n) for n in (1, 2, 3)] == [60, 120, 240]
    assert backoff(50) == 6 * 60 * 60


KILLED = """
import os, signal, sys
from pathlib import Path
from madoguchi.archive import Archive
from madoguchi.post import Letter, Outbox, deliver

class Killed:
    def carry(self, letter):
        os.kill(os.getpid(), signal.SIGKILL)

outbox = Outbox(Archive.at(Path(sys.argv[1])).database)
outbox.put(Letter(recipient=f"{n}@b.example", lang="en", subject="s", text="t") for n in range(5))
deliver(outbox, Killed())
"""


def test_killed_between_outbox_and_sending_nothing_is_lost(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False, timeout=60)
    assert done.returncode == -9
    archive, hand = Archive.at(tmp_path), Hand()
    outbox = Outbox(archive.database)
    assert deliver(outbox, hand) == Delivered(4, 0)
    with clock.at(clock.now() + dt.timedelta(seconds=TAKEN_FOR)):
        assert deliver(outbox, hand) == Delivered(1, 0)
    assert sorted(one.recipient[0] for one in hand.carried) == ["0", "1", "2", "3", "4"]
    archive.close()
