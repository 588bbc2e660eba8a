"""What is beyond a call: the office's database is away, or its disk is full."""

import logging
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from madoguchi.accounts import plan
from madoguchi.api import FAMILIES
from madoguchi.api.desk import network_of
from madoguchi.front import application_at


def test_a_database_that_cannot_be_used_is_said_and_logged_without_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    door = application_at(tmp_path / "office")

    def full(*_: object) -> None:
        told = "database or disk is full\nDETAIL: a@b.example"
        raise OperationalError("INSERT", {}, Exception(told))

    monkeypatch.setattr(door.premises.accounts.tokens, "find", full)
    headers = {"authorization": "Bearer mg_x"}
    with caplog.at_level(logging.ERROR):
        answer = TestClient(door).get("/bulk/terms.json", headers=headers)
    assert answer.status_code == 500
    assert "try again later" in answer.json()["message"]
    assert "database or disk is full" in caplog.text
    assert "a@b.example" not in caplog.text


def test_whatever_everybody_may_ask_has_a_limit_a_minute() -> None:
    unlimited = [
        operation.path
        for family in FAMILIES
        for operation in family.operations
        if not operation.known and plan("public").a_minute(operation.group) is None
    ]
    # Files that lie ready, and the lending of tokens, which counts attempts.
    assert [path for path in unlimited if not path.startswith("/bulk/")] == ["/auth/token"]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9%eth0", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("no:address", "no:address"),
    ],
)
def test_the_public_is_counted_by_network(address: str, counted: str) -> None:
    assert network_of(address) == counted
