"""Suspending, resuming and plans: at once, with a letter, on the trail, down to the programs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.test_accounts import FAST, new
from accounts.test_applying import letters, registered
from madoguchi.accounts import (
    Accounts,
    ActorKind,
    Attempt,
    Refusal,
    SignedIn,
    TakenUp,
    close,
    resume,
    set_plan,
    suspend,
)
from madoguchi.archive import Archive
from madoguchi.errors import NotFoundError, RefusedError


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    archive = Archive.at(tmp_path)
    yield Accounts(archive, FAST)
    archive.close()


@pytest.fixture
def done(accounts: Accounts) -> TakenUp:
    return registered(accounts)


def test_a_suspended_program_is_told_and_may_nothing(accounts: Accounts, done: TakenUp) -> None:
    number = done.program.number
    suspend(accounts, number, "  毎秒千件  ", by="900000077")
    held = accounts.by_token(done.key)
    assert held is not None
    assert (held.suspended, held.grants) == ("毎秒千件", frozenset())
    assert "毎秒千件" in letters(accounts)[-1]
    assert letters(accounts)[-1].startswith("Yamada@b.example\n")
    entry = accounts.audit.latest(1)[0]
    assert (entry.actor, entry.subject) == ("900000077", number)
    assert entry.detail == {"change": "suspended", "reason": "毎秒千件"}
    resume(accounts, number, by="900000077")
    held = accounts.by_token(done.key)
    assert held is not None
    assert held.grants
    assert accounts.audit.latest(1)[0].detail == {"change": "resumed"}


def test_again_changes_and_tells_nothing(accounts: Accounts, done: TakenUp) -> None:
    first = suspend(accounts, done.program.number, "x", by="operator")
    count = len(letters(accounts))
    assert suspend(accounts, done.program.number, "y", by="operator") == first
    assert len(letters(accounts)) == count


def test_a_suspended_owner_is_out_and_so_are_the_programs(
    accounts: Accounts, done: TakenUp
) -> None:
    attempt = Attempt(done.owner, "correct horse battery staple")
    session = accounts.sign_in(attempt)
    assert isinstance(session, SignedIn)
    suspend(accounts, done.owner, "unpaid", by="operator")
    assert accounts.by_session(session.secret) is None
    assert accounts.sign_in(attempt) == Refusal(suspended="unpaid")
    assert accounts.sign_in(attempt._replace(password="wrong one here")) == Refusal()
    assert accounts.actor(done.program.number).suspended == "unpaid"
    resume(accounts, done.owner, "paid", by="operator")
    assert accounts.actor(done.program.number).suspended == ""
    assert isinstance(accounts.sign_in(attempt), SignedIn)


def test_resuming_an_owner_leaves_what_was_suspended_for_itself(
    accounts: Accounts, done: TakenUp
) -> None:
    suspend(accounts, done.program.number, "disturbs", by="operator")
    suspend(accounts, done.owner, "unpaid", by="operator")
    resume(accounts, done.owner, by="operator")
    assert accounts.actor(done.program.number).suspended == "disturbs"


def test_with_its_owner_a_program_is_closed(accounts: Accounts, done: TakenUp) -> None:
    lent = accounts.lending.lend(done.program.number, "", "ops", 1000)
    close(accounts, done.owner, "left", by="operator")
    assert accounts.actor(done.program.number).closed
    assert accounts.by_token(done.key) is None
    assert accounts.lending.find(lent, "ops") is None


def test_a_reason_is_needed(accounts: Accounts, done: TakenUp) -> None:
    with pytest.raises(RefusedError, match="say why"):
        suspend(accounts, done.program.number, " ", by="operator")
    with pytest.raises(NotFoundError):
        suspend(accounts, "999999999", "x", by="operator")


def test_plans(accounts: Accounts, done: TakenUp) -> None:
    number = done.program.number
    assert set_plan(accounts, number, "unlimited", by="operator").plan == "unlimited"
    assert "庁内プログラム" in letters(accounts)[-1]
    assert accounts.audit.latest(1)[0].detail == {"change": "planned", "plan": "unlimited"}
    with pytest.raises(NotFoundError, match="the plans are"):
        set_plan(accounts, number, "gold", by="operator")
    with pytest.raises(RefusedError, match="public"):
        set_plan(accounts, number, "public", by="operator")


def test_where_no_mail_is_known_nothing_is_sent(accounts: Accounts) -> None:
    number = new(accounts, kind=ActorKind.PROGRAM, contact="03-1234-5678").number
    suspend(accounts, number, "x", by="operator")
    assert letters(accounts) == []
