import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from api.ops.conftest import SERVICES, TOKEN, basic, new_account
from api.ops.schemas import OpsSchema
from madoguchi import clock
from madoguchi.accounts import Reached, suspend
from madoguchi.api.families import Head
from madoguchi.api.ops.faults import Fault, not_understood, refuse
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.errors import QueryError
from madoguchi.premises import Premises

HEAD = Head("GET", f"{SERVICES}/published-data/search", {}, "http://localhost")
BIBLIO = f"{SERVICES}/published-data/publication/docdb/EP1000000.A1/biblio"
_OPS = "{http://ops.epo.org}"


@pytest.mark.parametrize("reason", Reason)
def test_every_refusal_has_a_form(reason: Reason) -> None:
    answer = refuse(HEAD, Refusal(reason, "so it is"))
    root = ET.fromstring(answer.body)
    assert answer.status >= 400
    assert root.tag in (f"{_OPS}fault", "error")
    assert any(root.itertext())


@pytest.mark.parametrize(
    ("reason", "quota"),
    [
        (Reason.DAY_LIMIT, "RegisteredQuotaPerWeek"),
        (Reason.MINUTE_LIMIT, "IndividualQuotaPerHour"),
    ],
)
def test_a_limit_is_told_as_the_quota_that_clients_know(reason: Reason, quota: str) -> None:
    limit = Reached("ops", 300, clock.now() + dt.timedelta(seconds=30))
    answer = refuse(HEAD, Refusal(reason, "too many", limit))
    headers = dict(answer.headers)
    assert answer.status == 403
    assert headers["X-Rejection-Reason"] == quota
    assert 25 <= int(headers["retry-after"]) <= 32


def test_a_fault_says_what_would_be_answered(schema: OpsSchema) -> None:
    answer = Fault(413, "CLIENT.AmbiguousRequest", "ambiguous", "EP.1", ["EP.1.A1"]).answer()
    assert schema.errors(answer.body) == []


@pytest.mark.parametrize(
    ("code", "told"),
    [("unknown-field", "CLIENT.InvalidIndex"), ("a-new-one", "CLIENT.CQL")],
)
def test_an_expression_that_is_not_understood(code: str, told: str) -> None:
    fault = not_understood(QueryError(code, 4, "x"))
    assert fault.code == told
    assert fault.message.startswith("character 5: ")


def test_an_account_that_is_suspended(desk: TestClient, premises: Premises) -> None:
    number, key = new_account(premises.accounts)
    suspend(premises.accounts, number, "terms broken", by="operator")
    found = desk.get(BIBLIO, headers={"Authorization": f"Basic {basic(number, key)}"})
    assert found.status_code == 403
    assert "Developer account is blocked" in found.text


def test_calls_beyond_the_plan_are_refused(desk: TestClient, premises: Premises) -> None:
    number, key = new_account(premises.accounts)
    header = {"Authorization": f"Basic {basic(number, key)}"}
    token = desk.post(TOKEN, data={"grant_type": "client_credentials"}, headers=header).json()
    shown = {"Authorization": f"Bearer {token['access_token']}"}
    found = desk.get(BIBLIO, headers=shown)
    for _ in range(400):
        found = desk.get(BIBLIO, headers=shown)
        if found.status_code != 200:
            break
    assert found.status_code == 403
    assert found.headers["x-rejection-reason"] == "IndividualQuotaPerHour"
    assert int(found.headers["retry-after"]) > 0


def test_methods_and_addresses_that_are_not_there(desk: TestClient) -> None:
    removed = desk.delete(BIBLIO)
    assert removed.status_code == 405
    assert "GET" in removed.headers["allow"]
    assert "CLIENT.MethodNotAllowed" in removed.text
    assert "CLIENT.NotFound" in desk.get("/3.2/rest-services/register/search").text
