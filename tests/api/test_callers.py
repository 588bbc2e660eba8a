from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from canary import PASSWORD, Office, office_at
from madoguchi.accounts import Accounts, Attempt
from madoguchi.accounts.tables import attempt
from madoguchi.api.callers import Callers
from madoguchi.api.families import Shown
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.archive import Archive


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office_at(tmp_path_factory.mktemp("callers") / "office")


@pytest.fixture
def accounts(office: Office) -> Iterator[Accounts]:
    archive = Archive.at(Path(office.home))
    yield Accounts(archive)
    archive.close()


@pytest.mark.parametrize("shown", [Shown("key", "x" * 100_000), Shown("key", "x", "y" * 100_000)])
def test_what_is_longer_than_any_key_is_refused_and_not_remembered(
    accounts: Accounts, shown: Shown
) -> None:
    callers = Callers(accounts)
    with pytest.raises(Refusal) as refused:
        callers.caller(shown, "", "own")
    assert refused.value.reason is Reason.BAD_CREDENTIALS
    assert not callers._known


def test_a_new_password_ends_what_was_lent_for_the_old_one(
    accounts: Accounts, office: Office
) -> None:
    token = accounts.lending.lend(office.searcher, "", "jpo", 3600)
    renewing = accounts.lending.lend(office.searcher, "", "jpo-renewal", 3600)
    assert Callers(accounts).caller(Shown("token", token), "", "jpo").number == office.searcher
    accounts.set_password(office.searcher, f"{PASSWORD} anew", by=office.searcher)
    with pytest.raises(Refusal):
        Callers(accounts).caller(Shown("token", token), "", "jpo")
    assert accounts.lending.find(renewing, "jpo-renewal") is None


def test_what_was_typed_for_a_number_is_not_kept(accounts: Accounts) -> None:
    typed = "my password, by mistake" * 4_000
    accounts.proven(Attempt(typed, "x", "192.0.2.1"))
    with accounts.archive.database.reading() as connection:
        keys: list[str] = list(connection.execute(select(attempt.c.key)).scalars())
    assert keys
    assert not [key for key in keys if "mistake" in key or len(key) > 100]
