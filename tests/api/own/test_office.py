"""The office's side: cases that are not laid open, and recording, for those who may."""

import itertools

import httpx2 as httpx
import msgspec
import pytest
from starlette.testclient import TestClient

from api.own.office import OPEN, SECRET, Program, Programs
from cases.histories import NOTICE
from madoguchi.accounts import Act, grant, make_token
from madoguchi.cases import CaseFile
from madoguchi.front import Front

CASE = f"/api/v1/office/cases/{SECRET}"
READ = (CASE, f"{CASE}/events", f"{CASE}/documents", f"{CASE}/documents/{NOTICE.number}",
        f"{CASE}/documents/{NOTICE.number}/original")  # fmt: skip
EVENT = {"code": "A63", "date": "2026-01-05", "text": "特許願"}
_keys = (f"submission-{n}" for n in itertools.count())


def at(desk: TestClient, program: Program) -> int:
    return int(desk.get(CASE, headers=program.shown).json()["version"])


def post(
    desk: TestClient, program: Program, path: str, body: dict[str, object], key: str = ""
) -> httpx.Response:
    headers = {**program.shown, **({"idempotency-key": key} if key else {})}
    return desk.post(f"{CASE}/{path}", json=body, headers=headers)


@pytest.mark.parametrize("path", READ)
def test_who_may_reads_what_is_not_laid_open(
    desk: TestClient, programs: Programs, path: str
) -> None:
    for program in (programs.examiner, programs.registrar, programs.party):
        answer = desk.get(path, headers=program.shown)
        assert answer.status_code == 200, answer.text
        assert "private" in answer.headers["cache-control"]
    assert desk.get(path).status_code == 401
    for program in (programs.reader, programs.operator, programs.narrow):
        assert desk.get(path, headers=program.shown).status_code == 403


def test_what_one_may_not_see_is_answered_as_what_is_not_there(
    desk: TestClient, front: Front, programs: Programs
) -> None:
    stranger = _with_role(front, programs.spare, "attorney")
    for path in READ:
        unseen = desk.get(path, headers=stranger.shown)
        missing = desk.get(path.replace("2026000001", "2026000002"), headers=stranger.shown)
        assert unseen.status_code == missing.status_code == 404
        assert unseen.text.replace("2026000001", "2026000002") == missing.text


def _with_role(front: Front, program: Program, role: str) -> Program:
    accounts = front.premises.accounts
    grant(accounts, program.number, role, by="operator")
    key = make_token(accounts, program.number, role, by="operator")
    return Program(program.number, key)


def test_the_public_addresses_show_none_of_it(desk: TestClient, programs: Programs) -> None:
    for path in READ:
        public = path.replace("/office/", "/")
        for shown in ({}, programs.registrar.shown, programs.party.shown):
            assert desk.get(public, headers=shown).status_code == 404


def test_reading_is_on_the_audit_trail(desk: TestClient, front: Front, programs: Programs) -> None:
    desk.get(CASE, headers=programs.examiner.shown)
    entry = front.premises.accounts.audit.latest(1)[0]
    assert (entry.act, entry.actor, entry.subject) == (
        Act.CASE_READ, programs.examiner.number, str(SECRET),
    )  # fmt: skip


def test_parties_list_their_own_cases(desk: TestClient, programs: Programs) -> None:
    own = desk.get("/api/v1/office/cases", headers=programs.party.shown).json()
    every = desk.get("/api/v1/office/cases?limit=1", headers=programs.examiner.shown).json()
    assert [one["case"] for one in own["cases"]] == [str(OPEN), str(SECRET)]
    assert [one["laid_open"] for one in own["cases"]] == [True, False]
    assert every["next"] == str(OPEN)
    rest = desk.get(
        f"/api/v1/office/cases?after={every['next']}", headers=programs.examiner.shown
    ).json()
    assert [one["case"] for one in rest["cases"]] == [str(SECRET)]
    assert rest["next"] == ""


# -- recording -------------------------------------------------------------------------------------


def test_an_event_is_recorded_corrected_and_withdrawn(desk: TestClient, programs: Programs) -> None:
    who = programs.registrar
    version = at(desk, who)
    recorded = post(desk, who, "events", {**EVENT, "expected": version})
    assert recorded.status_code == 201
    event = recorded.json()["event"]
    assert recorded.json()["version"] == version + 1 == at(desk, who)
    right = {**EVENT, "text": "願書", "expected": version + 1, "reason": "mistyped"}
    corrected = post(desk, who, f"events/{event}/correction", right)
    assert (corrected.status_code, corrected.json()["event"]) == (201, event)
    told = {
        one["id"]: one for one in desk.get(f"{CASE}/events", headers=who.shown).json()["events"]
    }
    assert (told[event]["text"], told[event]["series"]) == ("願書", "jpo")
    gone = post(
        desk, who, f"events/{event}/withdrawal", {"expected": version + 2, "reason": "none"}
    )
    assert gone.status_code == 201
    events = desk.get(f"{CASE}/events", headers=who.shown).json()["events"]
    assert event not in {one["id"] for one in events}
    twice = post(desk, who, f"events/{event}/withdrawal", {"expected": version + 3, "reason": "x"})
    assert twice.status_code == 409
    file = msgspec.json.decode(desk.get(CASE, headers=who.shown).content, type=CaseFile)
    assert [one.withdrawn for one in file.amendments][-2:] == [False, True]


def test_the_same_submission_is_recorded_once(desk: TestClient, programs: Programs) -> None:
    who, key = programs.registrar, next(_keys)
    version = at(desk, who)
    body = {**EVENT, "expected": version}
    first, second = (post(desk, who, "events", body, key) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.content == second.content
    assert at(desk, who) == version + 1
    other = post(desk, who, "events", {**body, "text": "something else"}, key)
    assert other.status_code == 409
    event, undo = first.json()["event"], next(_keys)
    wanted = {"expected": version + 1, "reason": "a test"}
    gone = [post(desk, who, f"events/{event}/withdrawal", wanted, undo) for _ in range(2)]
    assert [one.status_code for one in gone] == [201, 200]
    assert gone[0].content == gone[1].content


def test_one_key_of_two_callers_is_two_submissions(desk: TestClient, programs: Programs) -> None:
    key = next(_keys)
    for who in (programs.registrar, programs.examiner):
        body = {**EVENT, "expected": at(desk, who)}
        assert post(desk, who, "events", body, key).status_code == 201


def test_who_has_not_read_the_last_version_is_told_which_it_is(
    desk: TestClient, programs: Programs
) -> None:
    who = programs.registrar
    version = at(desk, who)
    answer = post(desk, who, "events", {**EVENT, "expected": version + 5})
    assert (answer.status_code, answer.json()["version"]) == (409, version)
    assert at(desk, who) == version


@pytest.mark.parametrize(
    ("path", "change", "status"),
    [
        ("events", {"code": "no-such"}, 400),
        ("events", {"series": "no-such"}, 400),
        ("events", {"date": "2999-01-01"}, 400),
        ("events", {"date": "1400-01-01"}, 400),
        ("events", {"date": "2026-02-30"}, 400),
        ("events", {"code": ""}, 400),
        ("events", {"text": "x" * 2001}, 400),
        ("events", {"expected": "1"}, 400),
        ("events", {"id": "JP-patent-2"}, 400),
        ("events/777/correction", {"reason": "x"}, 404),
        ("events/3/correction", {"reason": " "}, 400),
        ("events/3/correction", {}, 400),
    ],
)
def test_what_cannot_be_recorded_is_refused(
    desk: TestClient, programs: Programs, path: str, change: dict[str, object], status: int
) -> None:
    version = at(desk, programs.registrar)
    answer = post(desk, programs.registrar, path, {**EVENT, "expected": version, **change})
    assert answer.status_code == status, answer.text
    assert at(desk, programs.registrar) == version


def test_only_who_may_records(desk: TestClient, programs: Programs) -> None:
    body = {**EVENT, "expected": at(desk, programs.registrar)}
    for who in (programs.reader, programs.party, programs.operator):
        assert post(desk, who, "events", body).status_code == 403
    wanted = {"expected": body["expected"], "reason": "x"}
    assert post(desk, programs.examiner, "events/3/withdrawal", wanted).status_code == 403
    assert desk.post(f"{CASE}/events", json=body).status_code == 401


@pytest.mark.parametrize("key", ["", " ", "x" * 101, "schlüssel"])
def test_an_idempotency_key_is_plain(desk: TestClient, programs: Programs, key: str) -> None:
    shown = [(name.encode(), value.encode()) for name, value in programs.registrar.shown.items()]
    headers = [*shown, (b"idempotency-key", key.encode())]
    body = {**EVENT, "expected": at(desk, programs.registrar)}
    answer = desk.post(f"{CASE}/events", json=body, headers=headers)
    assert answer.status_code == 400
