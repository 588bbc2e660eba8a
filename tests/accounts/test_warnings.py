"""Letters about daily limits: at 80 % and 100 %, once a day and counter, from any thread."""

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.test_accounts import FAST, new
from accounts.test_applying import letters, registered
from madoguchi import clock
from madoguchi.accounts import Accounts, ActorKind, Spent, TakenUp, Warnings, warn
from madoguchi.archive import Archive

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
COUNTER, ZONE = "jpo/divisional_app_info/patent", "Asia/Tokyo"


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    archive = Archive.at(tmp_path)
    yield Accounts(archive, FAST)
    archive.close()


@pytest.fixture
def done(accounts: Accounts) -> TakenUp:
    return registered(accounts)


@pytest.fixture
def warnings(accounts: Accounts) -> Iterator[Warnings]:
    made = Warnings(accounts)
    accounts.limits.warned = made
    yield made
    made.close()


def call(accounts: Accounts, number: str, times: int) -> int:
    """Call so often; return how many calls were counted."""
    taken = [accounts.limits.take(number, "standard", COUNTER, ZONE) for _ in range(times)]
    return sum(isinstance(one, Spent) for one in taken)


def quotas(accounts: Accounts) -> list[str]:
    return [text for text in letters(accounts) if COUNTER in text]


def test_a_letter_at_80_and_one_at_100_percent(
    accounts: Accounts, done: TakenUp, warnings: Warnings
) -> None:
    assert call(accounts, done.program.number, 23) == 23
    warnings.settle()
    assert quotas(accounts) == []
    assert call(accounts, done.program.number, 1) == 1
    warnings.settle()
    (near,) = quotas(accounts)
    assert "80" in near
    assert "30" in near
    assert near.startswith("Yamada@b.example\n")
    assert call(accounts, done.program.number, 20) == 6
    warnings.settle()
    assert len(quotas(accounts)) == 2
    assert "使い切りました" in quotas(accounts)[-1]


def test_once_a_day_also_from_several_processes(accounts: Accounts, done: TakenUp) -> None:
    for _ in range(3):
        warn(accounts, done.program.number, COUNTER, 80)
    assert len(quotas(accounts)) == 1


def test_a_day_is_that_of_the_counter(accounts: Accounts, done: TakenUp) -> None:
    """15:00 UTC is midnight in Tokyo."""
    for hours in (0, 2, 4):
        with clock.at(NOON + dt.timedelta(hours=hours)):
            call(accounts, done.program.number, 1)
            warn(accounts, done.program.number, COUNTER, 100)
    assert len(quotas(accounts)) == 2


def test_many_threads_at_once(accounts: Accounts, done: TakenUp, warnings: Warnings) -> None:
    threads = [
        threading.Thread(target=warnings, args=(done.program.number, COUNTER, 100))
        for _ in range(50)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    warnings.settle()
    assert len(quotas(accounts)) == 1


def test_nobody_is_told_where_nobody_is_known(accounts: Accounts, warnings: Warnings) -> None:
    alone = new(accounts, kind=ActorKind.PROGRAM).number
    for account in ("address:192.0.2.1", alone, "999999999"):
        warnings(account, COUNTER, 100)
    warnings(alone, "nothing/limits/this", 100)
    warnings.settle()
    assert letters(accounts) == []
