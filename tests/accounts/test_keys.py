"""Keys on every database engine: scopes, the last day, rotation, the end."""

import datetime as dt
from collections.abc import Iterator

import pytest

from accounts.test_accounts import FAST, new
from engines import OnPostgresql, OnSqlite
from madoguchi import clock
from madoguchi.accounts import (
    Accounts,
    ActorKind,
    close,
    end_token,
    end_tokens,
    grants_of,
    make_token,
    permits,
    read_needed,
    revoke,
    rotate_token,
    suspend,
)
from madoguchi.archive import Archive
from madoguchi.errors import NotFoundError, RefusedError

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


class KeysContract:
    @pytest.fixture
    def accounts(self, url: str) -> Iterator[Accounts]:
        archive = Archive(url)
        yield Accounts(archive, FAST)
        archive.close()

    @pytest.fixture
    def program(self, accounts: Accounts) -> str:
        return new(accounts, "program", kind=ActorKind.PROGRAM).number

    def test_a_key_is_for_as_much_as_it_says(self, accounts: Accounts, program: str) -> None:
        scopes = ("read:publication:laid-open", "load:files:any")
        narrow = make_token(accounts, program, "narrow", by="operator", scopes=scopes)
        wide = make_token(accounts, program, "wide", by="operator")
        (first, second) = accounts.tokens.of(program)
        held = accounts.by_token(narrow)
        assert held is not None
        assert sorted(map(str, held.grants)) == sorted(scopes)
        assert accounts.key_grants(first.id) == held.grants
        assert accounts.key_grants(second.id) == grants_of(["program"])
        whole = accounts.by_token(wide)
        assert whole is not None
        assert whole.grants == grants_of(["program"])

    @pytest.mark.parametrize("scope", ["read:case:any", "*:*:any", "load:*:any", "administer:x"])
    def test_a_key_is_for_no_more_than_its_account(
        self, accounts: Accounts, program: str, scope: str
    ) -> None:
        with pytest.raises(RefusedError):
            make_token(accounts, program, "greedy", by="operator", scopes=(scope,))
        assert accounts.tokens.of(program) == []

    def test_what_the_account_loses_its_keys_lose(self, accounts: Accounts, program: str) -> None:
        secret = make_token(accounts, program, "x", by="operator", scopes=("load:files:any",))
        revoke(accounts, program, "program", by="operator")
        held = accounts.by_token(secret)
        assert held is not None
        assert held.grants == frozenset()

    def test_the_last_day_of_use(self, accounts: Accounts, program: str) -> None:
        secret = make_token(accounts, program, "x", by="operator")
        assert accounts.tokens.of(program)[0].used == ""
        for days in (0, 1, 40):
            with clock.at(NOON + dt.timedelta(days=days)):
                accounts.by_token(secret)
                accounts.by_token(secret)
                today = clock.today().isoformat()
                assert accounts.tokens.of(program)[0].used == today

    def test_rotating_lets_the_old_one_hold_a_while(self, accounts: Accounts, program: str) -> None:
        with clock.at(NOON):
            scopes = ("load:files:any",)
            old = make_token(accounts, program, "nightly", 30, by="operator", scopes=scopes)
            id_ = accounts.tokens.of(program)[0].id
        with clock.at(NOON + 24 * HOUR):
            new_one = rotate_token(accounts, program, id_, 2, by="operator")
            assert accounts.by_token(old)
            fresh = next(one for one in accounts.tokens.of(program) if one.id != id_)
            assert (fresh.name, fresh.scopes) == ("nightly", "load:files:any")
            assert fresh.expires == int((NOON + 31 * 24 * HOUR).timestamp())
        with clock.at(NOON + 27 * HOUR):
            assert accounts.by_token(old) is None
            assert accounts.key_grants(id_) == frozenset()
            assert accounts.by_token(new_one)
            with pytest.raises(NotFoundError):
                rotate_token(accounts, program, id_, 2, by="operator")

    def test_a_key_that_ends_ends_at_once_and_alone(self, accounts: Accounts, program: str) -> None:
        secrets = [make_token(accounts, program, name, by="operator") for name in "ab"]
        first = accounts.tokens.of(program)[0]
        lent = accounts.lending.lend(program, first.id, "ops", 1000)
        end_token(accounts, program, first.id, by="operator")
        assert [accounts.by_token(one) is None for one in secrets] == [True, False]
        assert accounts.lending.find(lent, "ops") is None
        with pytest.raises(NotFoundError, match="may have ended"):
            end_token(accounts, program, first.id, by="operator")
        assert end_tokens(accounts, program, by="operator") == 1

    def test_only_open_programs_have_keys(self, accounts: Accounts, program: str) -> None:
        secret = make_token(accounts, program, "x", by="operator")
        close(accounts, program, "over", by="operator")
        assert accounts.by_token(secret) is None
        for number in (program, new(accounts).number):
            with pytest.raises(RefusedError, match="people sign in"):
                make_token(accounts, number, "x", by="operator")

    @pytest.mark.parametrize("days", [0, -1, 4000])
    def test_days_that_cannot_be(self, accounts: Accounts, program: str, days: int) -> None:
        with pytest.raises(RefusedError, match="cannot be"):
            make_token(accounts, program, "x", days, by="operator")

    @pytest.mark.parametrize("hours", [-1, 10_000])
    def test_hours_that_cannot_be(self, accounts: Accounts, program: str, hours: int) -> None:
        make_token(accounts, program, "x", by="operator")
        id_ = accounts.tokens.of(program)[0].id
        with pytest.raises(RefusedError, match="cannot be"):
            rotate_token(accounts, program, id_, hours, by="operator")

    def test_there_are_not_endless_keys(self, accounts: Accounts, program: str) -> None:
        for _ in range(20):
            make_token(accounts, program, "x", by="operator")
        with pytest.raises(RefusedError, match="end one"):
            make_token(accounts, program, "x", by="operator")

    def test_while_suspended_a_key_is_for_nothing(self, accounts: Accounts, program: str) -> None:
        secret = make_token(accounts, program, "x", by="operator")
        suspend(accounts, program, "too much", by="operator")
        held = accounts.by_token(secret)
        assert held is not None
        assert held.suspended == "too much"
        assert not permits(held.grants, read_needed("read:publication:laid-open"))


class TestKeysOnSqlite(OnSqlite, KeysContract):
    pass


class TestKeysOnPostgresql(OnPostgresql, KeysContract):
    pass
