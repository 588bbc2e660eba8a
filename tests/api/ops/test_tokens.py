import pytest
from starlette.testclient import TestClient

from api.ops.conftest import SERVICES, TOKEN, basic
from madoguchi import clock
from madoguchi.api.families import Shown
from madoguchi.api.ops.tokens import LASTING, USE, credentials
from madoguchi.premises import Premises

FORM = {"grant_type": "client_credentials"}


@pytest.mark.parametrize("word", ["Basic ", "basic ", ""])
def test_a_token_is_lent_for_an_account_and_a_key(
    desk: TestClient, account: tuple[str, str], word: str
) -> None:
    found = desk.post(TOKEN, data=FORM, headers={"Authorization": f"{word}{basic(*account)}"})
    told = found.json()
    assert found.status_code == 200
    assert all(isinstance(value, str) for value in told.values())
    assert (told["expires_in"], told["token_type"]) == ("1199", "BearerToken")
    assert told["client_id"] == account[0]
    assert int(told["issued_at"]) // 1000 == pytest.approx(clock.now().timestamp(), abs=60)


def test_a_wrong_key_gets_no_token(desk: TestClient, account: tuple[str, str]) -> None:
    header = {"Authorization": f"Basic {basic(account[0], 'mg_wrong')}"}
    found = desk.post(TOKEN, data=FORM, headers=header)
    assert found.status_code == 401
    assert found.json()["ErrorCode"] == "invalid_client"


def test_the_key_must_be_of_that_account(desk: TestClient, account: tuple[str, str]) -> None:
    header = {"Authorization": f"Basic {basic('900009999', account[1])}"}
    assert desk.post(TOKEN, data=FORM, headers=header).status_code == 401


def test_the_grant_type_must_be_given(desk: TestClient, account: tuple[str, str]) -> None:
    found = desk.post(TOKEN, headers={"Authorization": f"Basic {basic(*account)}"})
    assert found.status_code == 400
    assert "grant_type=client_credentials" in found.json()["Error"]


@pytest.mark.parametrize("shown", ["Bearer stale", "<unset>", "Bearer "])
def test_an_unknown_token_is_told_so_that_clients_sign_in_again(
    desk: TestClient, shown: str
) -> None:
    address = f"{SERVICES}/published-data/publication/docdb/EP1000000.A1/biblio"
    found = desk.get(address, headers={"Authorization": shown})
    assert found.status_code == 400
    assert "<code>400</code><message>invalid_access_token</message>" in found.text


def test_without_a_token_nothing_is_served(desk: TestClient) -> None:
    found = desk.get(f"{SERVICES}/published-data/search", params={"q": "ti=lamp"})
    assert found.status_code == 400
    assert "<message>missing_access_token</message>" in found.text


def test_a_token_is_lent_for_twenty_minutes(premises: Premises, account: tuple[str, str]) -> None:
    lending = premises.accounts.lending
    token = lending.lend(account[0], "", USE, LASTING)
    found = lending.find(token, USE)
    assert found
    assert found.expires - clock.now().timestamp() == pytest.approx(1199, abs=5)
    assert lending.find(token, "another") is None


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("", None),
        ("Bearer abc", Shown("token", "abc")),
        ("Basic MTIzOmFiYw==", Shown("key", "abc", "123")),
        ("MTIzOmFiYw==", Shown("key", "abc", "123")),
        ("Basic ???", Shown("key", "", "")),
        ("Basic /w==", Shown("key", "", "")),
    ],
)
def test_credentials(header: str, shown: Shown | None) -> None:
    assert credentials({"authorization": header} if header else {}, ()) == shown


def test_a_token_lends_no_other_token(desk: TestClient, account: tuple[str, str]) -> None:
    lent = desk.post(TOKEN, data=FORM, headers={"Authorization": f"Basic {basic(*account)}"})
    bearer = {"Authorization": f"Bearer {lent.json()['access_token']}"}
    assert desk.post(TOKEN, data=FORM, headers=bearer).status_code == 400


@pytest.mark.parametrize("shown", ["Basic \xff\xfe", "\xe9", "Basic =", "Basic /w=="])
def test_what_is_no_base64_is_a_wrong_key(desk: TestClient, shown: str) -> None:
    found = desk.post(TOKEN, data=FORM, headers={b"Authorization": shown.encode("latin-1")})
    assert found.status_code == 401
