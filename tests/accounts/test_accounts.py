"""Accounts on every database engine: numbers, roles, views, secrets, the trail."""

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text

from cases.histories import FILED, GRANTED, JP, history, report_of
from engines import OnPostgresql, OnSqlite
from madoguchi import clock
from madoguchi.accounts import (
    Accounts,
    Act,
    Actor,
    ActorKind,
    Attempt,
    Refusal,
    Registration,
    SignedIn,
    account_views,
    close,
    end_tokens,
    grant,
    join,
    make_token,
    reach,
    register,
    rename,
    revoke,
)
from madoguchi.accounts.attempts import delay
from madoguchi.accounts.tables import actor, case_party
from madoguchi.archive import Archive
from madoguchi.cases import Recording, Told, record, report
from madoguchi.errors import ForbiddenError, MadoguchiError, NotFoundError, RefusedError
from madoguchi.model import Bibliography, Name, Party

PASSWORD = "correct horse battery staple"
NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
FAST = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def wanted(name: str = "山田", *roles: str, **more: object) -> Registration:
    fields: dict[str, object] = {"kind": ActorKind.PERSON, "roles": roles, **more}
    return Registration(names=(Name(name=name, lang="ja"),), **fields)  # type: ignore[arg-type]


def new(accounts: Accounts, *roles: str, **more: object) -> Actor:
    return register(accounts, wanted("山田", *roles, **more), by="operator")


class AccountsContract:
    @pytest.fixture
    def accounts(self, url: str) -> Iterator[Accounts]:
        archive = Archive(url)
        yield Accounts(archive, FAST)
        archive.close()

    def test_numbers_are_given_once(self, accounts: Accounts) -> None:
        first, second = new(accounts), new(accounts)
        assert (first.number, second.number) == ("900000001", "900000002")
        close(accounts, second.number, "left", by="operator")
        assert new(accounts).number == "900000003"

    def test_many_at_once_get_each_their_own(self, accounts: Accounts) -> None:
        found: list[str] = []
        threads = [
            threading.Thread(target=lambda: found.append(new(accounts).number)) for _ in range(5)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(found) == [str(900000001 + i) for i in range(5)]

    def test_a_number_that_one_has_already(self, accounts: Accounts) -> None:
        assert new(accounts, number="000114400").number == "000114400"
        with pytest.raises(RefusedError, match="never reused"):
            new(accounts, number="000114400")
        for number in ("12", "900000007", "00011440x", "０００１１４４０１"):
            with pytest.raises(MadoguchiError):
                new(accounts, number=number)

    def test_what_is_recorded_of_an_actor(self, accounts: Accounts) -> None:
        firm = new(accounts, kind=ActorKind.ORGANISATION).number
        number = new(accounts, "examiner", "searcher").number
        rename(accounts, number, (Name(name="Yamada", lang="en"),), by="900000009")
        reach(accounts, number, "yamada@office.example", by="900000009")
        join(accounts, number, firm, by="900000009")
        grant(accounts, number, "registrar", by="900000009")
        again = grant(accounts, number, "registrar", by="900000009")
        after = revoke(accounts, number, "searcher", by="900000009")
        assert again.version + 1 == after.version
        assert (after.name("ja"), after.roles) == ("Yamada", ("examiner", "registrar"))
        assert (after.contact, after.organisation) == ("yamada@office.example", firm)
        facts = accounts.archive.register.facts([f"actor:{number}"])[f"actor:{number}"]
        kinds = [fact.kind for fact in facts]
        assert kinds == ["registered", "granted", "granted", "renamed", "reached", "joined",
                         "granted", "revoked"]  # fmt: skip
        assert {fact.actor for fact in facts} == {"operator", "900000009"}

    def test_what_cannot_be_done(self, accounts: Accounts) -> None:
        number = new(accounts).number
        with pytest.raises(NotFoundError, match="the roles are"):
            grant(accounts, number, "poet", by="operator")
        for role in ("public", "account"):
            with pytest.raises(NotFoundError):
                grant(accounts, number, role, by="operator")
        with pytest.raises(RefusedError, match="no organisation"):
            join(accounts, number, number, by="operator")
        with pytest.raises(RefusedError, match="name"):
            register(accounts, wanted(" "), by="operator")
        with pytest.raises(NotFoundError):
            revoke(accounts, "900000077", "examiner", by="operator")
        close(accounts, number, "left", by="operator")
        with pytest.raises(RefusedError, match="closed for good"):
            grant(accounts, number, "examiner", by="operator")
        with pytest.raises(RefusedError, match="closed for good"):
            accounts.set_password(number, PASSWORD, by="operator")
        assert close(accounts, number, "again", by="operator").closed

    def test_views_built_anew_have_the_same_bytes(self, accounts: Accounts) -> None:
        archive = accounts.archive
        for n in range(8):
            one = new(accounts, "applicant")
            grant(accounts, one.number, "examiner", by="operator")
            report(archive, [report_of(history(FILED, GRANTED), f"{n}".encode())])
            if n % 3 == 0:
                revoke(accounts, one.number, "applicant", by="operator")
                archive.views.catch_up(account_views())
        archive.views.catch_up(account_views())
        tables = (actor, case_party)
        followed = [sorted(archive.rows(select(table)), key=repr) for table in tables]
        assert [len(rows) for rows in followed] == [8, 1]
        for view in account_views():
            assert archive.views.rebuild(view) == archive.register.position()
        assert [sorted(archive.rows(select(table)), key=repr) for table in tables] == followed

    def test_a_party_whom_no_account_can_be_is_passed_over(self, accounts: Accounts) -> None:
        strange = ("1\x002", "", "9" * 100_000, "000114400")
        parties = tuple(Party(names=(), id=id_) for id_ in strange)
        facts = (Told(source="office", original="", bibliography=Bibliography(applicants=parties)),)
        record(accounts.archive, Recording(case=JP, facts=facts, actor="office", expected=0))
        assert accounts.cases_of("000114400") == [str(JP)]

    def test_the_cases_of_a_party(self, accounts: Accounts) -> None:
        report(accounts.archive, [report_of(history(FILED, laid_open=False))])
        assert accounts.cases_of("000114400") == [str(JP)]
        assert accounts.cases_of("000114400", after=str(JP)) == []
        assert accounts.cases_of("") == []

    def test_signing_in(self, accounts: Accounts) -> None:
        number = new(accounts, "examiner").number
        assert accounts.sign_in(Attempt(number, PASSWORD)) == Refusal()
        accounts.set_password(number, PASSWORD, by="operator")
        outcome = accounts.sign_in(Attempt(number, PASSWORD, "10.0.0.1", "browser"))
        assert isinstance(outcome, SignedIn)
        found = accounts.by_session(outcome.secret)
        assert found is not None
        assert (found[0].number, found[1].address) == (number, "10.0.0.1")
        assert accounts.by_session(outcome.secret[:-1]) is None
        accounts.sign_out(found[1])
        assert accounts.by_session(outcome.secret) is None

    def test_a_password_typed_in_another_width_is_the_same(self, accounts: Accounts) -> None:
        number = new(accounts).number
        accounts.set_password(number, "ｐａｓｓ　ｗｏｒｄ　ガギグゲゴ", by="operator")
        assert isinstance(accounts.sign_in(Attempt(number, "pass word ガギグゲゴ")), SignedIn)

    def test_no_secret_lies_anywhere_as_it_is(self, accounts: Accounts) -> None:
        number = new(accounts, kind=ActorKind.PROGRAM).number
        accounts.set_password(number, PASSWORD, by="operator")
        outcome = accounts.sign_in(Attempt(number, PASSWORD))
        assert isinstance(outcome, SignedIn)
        secret = make_token(accounts, number, "nightly", 30, by="operator")
        for table in ("register_stream", "password", "session", "api_token", "audit_trail"):
            with accounts.archive.database.reading() as connection:
                rows = repr(connection.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608
            for one in (PASSWORD, outcome.secret, secret):
                assert one not in rows

    def test_a_weak_hash_is_made_anew(self, accounts: Accounts) -> None:
        number = new(accounts).number
        accounts.set_password(number, PASSWORD, by="operator")
        stronger = Accounts(accounts.archive, PasswordHasher(2, 128, 1))
        assert stronger.passwords.right(number, PASSWORD)
        query = text("SELECT hash FROM password")
        with accounts.archive.database.reading() as connection:
            assert "m=128,t=2" in connection.execute(query).scalar_one()
        assert stronger.passwords.right(number, PASSWORD)

    def test_failures_have_to_wait_longer_each_time(self, accounts: Accounts) -> None:
        number = new(accounts).number
        accounts.set_password(number, PASSWORD, by="operator")
        with clock.at(NOON):
            for _ in range(5):
                assert accounts.sign_in(Attempt(number, "wrong")) == Refusal()
            assert accounts.sign_in(Attempt(number, PASSWORD)) == Refusal(30)
        with clock.at(NOON + dt.timedelta(seconds=30)):
            assert accounts.sign_in(Attempt(number, "wrong")) == Refusal()
            assert accounts.sign_in(Attempt(number, PASSWORD)) == Refusal(60)
        with clock.at(NOON + dt.timedelta(seconds=90)):
            assert isinstance(accounts.sign_in(Attempt(number, PASSWORD)), SignedIn)
            assert accounts.sign_in(Attempt(number, "wrong")) == Refusal()

    def test_an_address_has_to_wait_whomever_it_tries(self, accounts: Accounts) -> None:
        with clock.at(NOON):
            outcomes = [accounts.sign_in(Attempt(f"9{n:08d}", "x", "10.0.0.1")) for n in range(21)]
            assert outcomes == [Refusal()] * 20 + [Refusal(30)]
            assert accounts.sign_in(Attempt("900000001", "x", "10.0.0.2")) == Refusal()

    def test_many_at_once_are_no_way_around(self, accounts: Accounts) -> None:
        number, outcomes = new(accounts).number, []
        threads = [
            threading.Thread(target=lambda: outcomes.append(accounts.attempts.count([number])))
            for _ in range(12)
        ]
        with clock.at(NOON):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert outcomes.count(0) == 5

    def test_changing_ones_password(self, accounts: Accounts) -> None:
        number = new(accounts).number
        accounts.set_password(number, PASSWORD, by="operator")
        first = accounts.sign_in(Attempt(number, PASSWORD))
        assert isinstance(first, SignedIn)
        with pytest.raises(ForbiddenError):
            accounts.change_password(Attempt(number, "wrong"), "another long password")
        with pytest.raises(RefusedError, match="12 to"):
            accounts.change_password(Attempt(number, PASSWORD), "short")
        secret = accounts.change_password(Attempt(number, PASSWORD), "another long password")
        assert accounts.by_session(first.secret) is None
        assert accounts.by_session(secret) is not None

    def test_tokens_are_for_programs(self, accounts: Accounts) -> None:
        program = new(accounts, "program", kind=ActorKind.PROGRAM).number
        with clock.at(NOON):
            secret = make_token(accounts, program, "nightly", 30, by="operator")
            found = accounts.by_token(secret)
            assert found is not None
            assert found.number == program
            assert [token.name for token in accounts.tokens.of(program)] == ["nightly"]
        with clock.at(NOON + dt.timedelta(days=30)):
            assert accounts.by_token(secret) is None
        assert end_tokens(accounts, program, by="operator") == 1
        assert accounts.by_token(secret) is None
        with pytest.raises(RefusedError, match="people sign in"):
            make_token(accounts, new(accounts).number, "mine", 1, by="operator")

    def test_closing_takes_everything_away(self, accounts: Accounts) -> None:
        program = new(accounts, "program", kind=ActorKind.PROGRAM).number
        secret = make_token(accounts, program, "nightly", 30, by="operator")
        closed = close(accounts, program, "done", by="operator")
        assert closed.grants == frozenset()
        assert accounts.by_token(secret) is None

    def test_the_trail_has_no_gaps_and_no_password(self, accounts: Accounts) -> None:
        number = new(accounts, "examiner").number
        accounts.set_password(number, PASSWORD, by="operator")
        accounts.sign_in(Attempt(number, "wrong", "10.0.0.1"))
        accounts.sign_in(Attempt("my password by mistake", "x"))
        threads = [
            threading.Thread(target=accounts.audit.record, args=(Act.CASE_READ, number, f"c{n}"))
            for n in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        entries = accounts.audit.latest(1000)
        assert [e.position for e in entries] == list(range(len(entries), 0, -1))
        assert "mistake" not in repr(entries)
        failed = [(e.subject, e.address) for e in entries if e.act == Act.SIGN_IN_FAILED]
        assert failed == [("", ""), (number, "10.0.0.1")]
        assert [e.subject for e in accounts.audit.latest(3, before=3)] == [number] * 2
        assert {e.actor for e in accounts.audit.latest(99, actor=number)} == {number}


class TestSqlite(OnSqlite, AccountsContract):
    pass


class TestPostgresql(OnPostgresql, AccountsContract):
    pass


@pytest.mark.parametrize(
    ("failures", "seconds"), [(4, 0), (5, 30), (6, 60), (9, 480), (10, 900), (10_000, 900)]
)
def test_delays(failures: int, seconds: int) -> None:
    assert delay(failures) == seconds


def test_a_number_that_nobody_has_takes_as_long(tmp_path: object) -> None:
    """Both go through one hash of the same cost: counted, since clocks of test machines vary."""
    counted: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            counted.append(str(hash).partition("$p=")[0].rpartition("$")[0])
            return super().verify(hash, password)

    archive = Archive(f"sqlite:///{tmp_path}/archive.sqlite")
    accounts = Accounts(archive, Counting(1, 64, 1))
    number = new(accounts).number
    accounts.set_password(number, PASSWORD, by="operator")
    for one in (number, "900000055", "", "x"):
        assert accounts.sign_in(Attempt(one, "wrong")) == Refusal()
    assert len(counted) == 4
    archive.close()
