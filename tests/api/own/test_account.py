"""The account's own endpoints: who it is, limits, usage, keys."""

import datetime as dt

import pytest
from starlette.testclient import TestClient

from api.own.office import Program, Programs
from madoguchi import api
from madoguchi.accounts import make_token
from madoguchi.front import Front

KEYS = "/api/v1/account/keys"


@pytest.fixture
def fresh(front: Front, programs: Programs) -> Program:
    """The spare program with a key that nothing else knows."""
    number = programs.spare.number
    return Program(number, make_token(front.premises.accounts, number, "fresh", by="operator"))


def test_an_account_is_told_what_its_key_may_do(desk: TestClient, programs: Programs) -> None:
    told = desk.get("/api/v1/account", headers=programs.registrar.shown).json()
    assert told["number"] == programs.registrar.number
    assert told["roles"] == ["registrar"]
    assert "correct:event:any" in told["permissions"]
    assert told["plan"]["id"] == "unlimited"
    assert told["key"]["this"] is True
    assert programs.registrar.key not in str(told)


def test_every_counter_has_its_limit(front: Front, desk: TestClient, fresh: Program) -> None:
    told = desk.get("/api/v1/account/limits", headers=fresh.shown).json()
    counters = {one["counter"]: one for one in told["day"]}
    assert set(counters) == {
        one.counter for family in api.FAMILIES for one in family.operations if one.counter
    }
    assert {one["group"] for one in told["minute"]} >= {"api", "jpo"}
    before = counters["api"]["used"]
    desk.get("/api/v1/account", headers=fresh.shown)
    again = desk.get("/api/v1/account/limits", headers=fresh.shown).json()
    used = {one["counter"]: one["used"] for one in again["day"]}["api"]
    assert used == before + 2
    assert front.premises.accounts.actor(fresh.number).plan == told["plan"]["id"]


def test_days_end_where_the_office_is(desk: TestClient, fresh: Program) -> None:
    told = desk.get("/api/v1/account/limits", headers=fresh.shown).json()["day"]
    resets = {one["counter"].partition("/")[0]: one["resets"] for one in told}
    assert dt.datetime.fromisoformat(resets["jpo"]).hour == 15  # midnight in Tokyo
    assert dt.datetime.fromisoformat(resets["api"]).hour == 0


def test_usage_is_by_day_and_counter(desk: TestClient, fresh: Program) -> None:
    desk.get("/api/v1/account", headers=fresh.shown)
    told = desk.get("/api/v1/account/usage", headers=fresh.shown).json()
    assert [one["counter"] for one in told["days"]] == ["api"]
    assert told["days"][0]["calls"] >= 2
    none = desk.get("/api/v1/account/usage?since=9999-12-31", headers=fresh.shown)
    assert none.json()["days"] == []
    early = desk.get("/api/v1/account/usage?since=1999-01-01", headers=fresh.shown)
    assert early.status_code == 400


def test_a_key_is_made_used_rotated_and_ended(desk: TestClient, fresh: Program) -> None:
    wanted = {"name": "night", "days": 30, "scopes": ["read:case:laid-open", "read:account:own"]}
    made = desk.post(KEYS, json=wanted, headers=fresh.shown)
    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    secret, key = made.json()["secret"], made.json()["key"]
    assert (key["name"], key["used"], key["this"]) == ("night", None, False)
    narrow = Program(fresh.number, secret).shown
    told = desk.get("/api/v1/account", headers=narrow).json()
    assert told["permissions"] == ["read:account:own", "read:case:laid-open"]
    assert desk.get("/api/v1/search", headers=narrow).status_code == 403
    rotated = desk.post(f"{KEYS}/{key['id']}/rotate", json={"hours": 0}, headers=fresh.shown)
    assert rotated.status_code == 201
    assert rotated.json()["key"]["scopes"] == key["scopes"]
    listed = desk.get(KEYS, headers=fresh.shown).json()["keys"]
    assert key["id"] not in {one["id"] for one in listed}
    address = f"{KEYS}/{rotated.json()['key']['id']}"
    assert desk.delete(address, headers=fresh.shown).status_code == 204
    assert desk.delete(address, headers=fresh.shown).status_code == 404


def test_a_narrow_key_makes_no_wider_one(desk: TestClient, fresh: Program) -> None:
    scopes = ["read:account:own", "read:program:own", "change:program:own"]
    made = desk.post(KEYS, json={"name": "narrow", "scopes": scopes}, headers=fresh.shown).json()
    narrow = Program(fresh.number, made["secret"]).shown
    wide = desk.get("/api/v1/account", headers=fresh.shown).json()["key"]["id"]
    more = {"name": "more", "scopes": ["read:publication:laid-open"]}
    assert desk.post(KEYS, json=more, headers=narrow).status_code == 403
    assert desk.post(f"{KEYS}/{wide}/rotate", headers=narrow).status_code == 403
    assert desk.delete(f"{KEYS}/{wide}", headers=narrow).status_code == 403
    same = desk.post(KEYS, json={"name": "same"}, headers=narrow)
    assert sorted(same.json()["key"]["scopes"]) == sorted(scopes)
    for one in (same.json()["key"]["id"], made["key"]["id"]):
        assert desk.delete(f"{KEYS}/{one}", headers=fresh.shown).status_code == 204


def test_nobody_reaches_the_keys_of_another(
    desk: TestClient, fresh: Program, programs: Programs
) -> None:
    other = desk.get(KEYS, headers=programs.registrar.shown).json()["keys"][0]["id"]
    nothing = desk.delete(f"{KEYS}/0000000000000000", headers=fresh.shown)
    refused = desk.delete(f"{KEYS}/{other}", headers=fresh.shown)
    assert refused.status_code == nothing.status_code == 404
    assert refused.json()["title"] == nothing.json()["title"]
    assert desk.get("/api/v1/account", headers=programs.registrar.shown).status_code == 200


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"name": ""},
        {"name": "x", "days": 0},
        {"name": "x", "days": "30"},
        {"name": "x", "scopes": ["everything"]},
        {"name": "x", "scopes": ["read:case:laid-open\n"]},
        {"name": "x\x00y"},
        {"name": "x", "number": "900000001"},
    ],
)
def test_what_cannot_be_a_key_is_refused(
    desk: TestClient, fresh: Program, wanted: dict[str, object]
) -> None:
    assert desk.post(KEYS, json=wanted, headers=fresh.shown).status_code == 400
