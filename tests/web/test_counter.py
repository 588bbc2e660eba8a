"""Both sides of the counter: who gets in where, signing in, forms, the desk."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2 as httpx
import msgspec
import pytest
from sqlalchemy import text
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from cases.histories import FILED, NOTICE, PAPER, day, history
from madoguchi import clock
from madoguchi.accounts import (
    Accounts,
    ActorKind,
    Permission,
    Registration,
    assignable,
    close,
    grants_of,
    make_token,
    permits,
    public_grants,
    register,
)
from madoguchi.archive import Archive
from madoguchi.cases import Happened, Listed, Recording, Told, case_views, record
from madoguchi.front import application_at
from madoguchi.model import CaseId, Name, Right
from madoguchi.search import SearchIndex
from madoguchi.web.admission import rule_of
from madoguchi.web.application import ROUTES

PASSWORD = "correct horse battery staple"
SECRET = CaseId(office="JP", right=Right.PATENT, number="2026000001")
OPEN = CaseId(office="JP", right=Right.PATENT, number="2020123456")
NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
NUMBERS: dict[str, str] = {}
PARTY = "000114400"


def told(case: CaseId, *, laid_open: bool) -> Recording:
    bibliography = history().bibliography
    return Recording(
        case=case,
        facts=(
            Told(source="office", original="", bibliography=bibliography, laid_open=laid_open),
            Happened(event=FILED, source="office"),
            Listed(document=NOTICE, source="office"),
        ),
        papers=((b"<notice/>", PAPER),),
        actor="office",
        expected=0,
    )


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("counter")
    archive = Archive.at(home)
    record(archive, told(SECRET, laid_open=False))
    record(archive, told(OPEN, laid_open=True))
    archive.views.catch_up(case_views(archive))
    accounts = Accounts(archive)
    for role in assignable():
        wanted = Registration(
            kind=ActorKind.PROGRAM if role == "program" else ActorKind.PERSON,
            names=(Name(name=f"{role} 山田", lang="ja"), Name(name=f"{role} Smith", lang="en")),
            roles=(role,),
        )
        NUMBERS[role] = register(accounts, wanted, by="operator").number
        accounts.set_password(NUMBERS[role], PASSWORD, by="operator")
    party = Registration(
        kind=ActorKind.PERSON,
        names=(Name(name="銘承株式会社"),),
        roles=("applicant",),
        number=PARTY,
    )
    NUMBERS["party"] = register(accounts, party, by="operator").number
    accounts.set_password(PARTY, PASSWORD, by="operator")
    SearchIndex(home, archive).rebuild()
    archive.close()
    return home


@pytest.fixture(scope="module")
def _client(office: Path) -> Iterator[TestClient]:
    with TestClient(application_at(office), follow_redirects=False) as client:
        yield client


@pytest.fixture
def window(_client: TestClient) -> TestClient:
    """A client that comes for the first time, when nobody has failed of late."""
    _client.cookies.clear()
    with accounts_of(_client).archive.database.writing() as connection:
        connection.execute(text("DELETE FROM sign_in_attempt"))
    _client.headers.pop("authorization", None)
    return _client


def accounts_of(window: TestClient) -> Accounts:
    app: Any = window.app
    found: Accounts = app.state.room.accounts
    return found


def token_of(answer: httpx.Response) -> str:
    found = re.search(r'name="form" value="([0-9a-f]{64})"', answer.text)
    assert found, answer.text
    return found[1]


def sign_in(
    window: TestClient, who: str, password: str = PASSWORD, next_: str = "/account"
) -> httpx.Response:
    token = token_of(window.get("/login"))
    data = {
        "form": token,
        "number": NUMBERS.get(who, who),
        "password": password,
        "next": next_,
    }
    return window.post("/login", data=data)


def post(window: TestClient, path: str, on: str, **data: str) -> httpx.Response:
    """Send a form with the token of the page that it is on."""
    return window.post(path, data={"form": token_of(window.get(on)), **data})


# -- what every address needs ----------------------------------------------------------------------


def addresses() -> list[tuple[str, str, Permission]]:
    found = []
    for route in ROUTES:
        rule = rule_of(route)
        assert rule is not None, f"{route} says nothing of what it needs"
        assert isinstance(route, Route | Mount)
        path = route.path + ("/window.css" if isinstance(route, Mount) else "")
        path = path.replace("{case:path}", str(SECRET)).replace("{case}", str(SECRET))
        path = path.replace("{number:path}", "JP2020999999A").replace("{number}", NOTICE.number)
        path = path.replace("{name:path}", "x.tif")
        method = "GET" if isinstance(route, Mount) else min((route.methods or set()) - {"HEAD"})
        found.append((method, path, rule.needs))
    return found


def test_every_address_says_what_it_needs() -> None:
    assert len(addresses()) == len(ROUTES)


@pytest.mark.parametrize(("method", "path", "needs"), addresses())
def test_nobody_known_gets_only_what_is_public(
    window: TestClient, method: str, path: str, needs: Permission
) -> None:
    answer = window.request(method, path)
    data = window.request(method, path, headers={"accept": "application/json"})
    if permits(public_grants(), needs):
        assert answer.status_code not in (303, 401)
        return
    if path.endswith(".json"):  # files for programs, which are led nowhere
        assert answer.status_code == 401
        return
    assert answer.status_code == 303
    wanted = path if method == "GET" else "/"
    assert answer.headers["location"] == f"/login?next={quote(wanted, safe='')}"
    assert data.status_code == 401
    assert data.json()["sign_in"] == "/login"
    assert str(SECRET) not in answer.text + data.text


@pytest.mark.parametrize("role", assignable())
def test_each_role_gets_what_it_is_granted_and_nothing_else(window: TestClient, role: str) -> None:
    assert sign_in(window, role).status_code == 303
    grants = grants_of((role,))
    for method, path, needs in addresses():
        if path in ("/logout", "/account/password", "/account/sessions"):
            continue
        answer = window.request(method, path)
        own = path == "/office/cases" and permits(grants, needs.within("own"))
        if permits(grants, needs) or own:
            # A form without its token goes no further than the form's own check.
            refused = answer.status_code == 403 and "form" not in answer.text
            assert not refused, (path, needs)
            assert answer.status_code not in (303, 401) or path == "/login"
        else:
            assert answer.status_code == 403, (path, needs)
            assert str(needs) in answer.text


def test_files_ending_in_json_are_for_programs(window: TestClient) -> None:
    assert window.get(f"/office/case/{SECRET}.json").status_code == 401
    sign_in(window, "searcher")
    answer = window.get(f"/office/case/{SECRET}.json")
    assert answer.status_code == 403
    assert answer.json()["needs"] == "read:case:any"


# -- signing in and out ----------------------------------------------------------------------------


def test_signing_in_leads_where_one_was_going(window: TestClient) -> None:
    answer = sign_in(window, "examiner", next_=f"/office/case/{SECRET}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/office/case/{SECRET}")
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("session="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    page = window.get(f"/office/case/{SECRET}?lang=en")
    assert "examiner Smith" in page.text
    assert page.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    "next_",
    ["https://evil.example/x", "//evil.example", "/\\evil.example", "javascript:alert(1)", "x",
     "/\t/evil.example", " //evil.example", "", "/login?next=/login", "///evil.example"],
)  # fmt: skip
def test_signing_in_leads_to_no_other_site(window: TestClient, next_: str) -> None:
    assert sign_in(window, "examiner", next_=next_).headers["location"] == "/account"


def test_over_https_the_cookie_is_for_this_host_alone(office: Path) -> None:
    with TestClient(
        application_at(office), base_url="https://office.example", follow_redirects=False
    ) as window:
        answer = sign_in(window, "examiner")
        cookies = answer.headers.get_list("set-cookie")
        cookie = next(c for c in cookies if c.startswith("__Host-session="))
        assert "Secure" in cookie
        assert "strict-transport-security" in answer.headers
        assert window.get("/account").status_code == 200


def test_the_secret_of_a_session_is_not_kept(window: TestClient) -> None:
    sign_in(window, "examiner")
    secret = window.cookies["session"]
    path = accounts_of(window).archive.database
    with path.reading() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert secret not in dump
    assert PASSWORD not in dump


def test_wrong_and_unknown_are_answered_alike(window: TestClient) -> None:
    wrong = sign_in(window, "auditor", "wrong password")
    unknown = sign_in(window, "999999998", "wrong password")
    shown = [
        re.sub(r'value="[^"]*"', "", answer.text.replace(number, ""))
        for answer, number in ((wrong, NUMBERS["auditor"]), (unknown, "999999998"))
    ]
    assert wrong.status_code == unknown.status_code == 403
    assert shown[0] == shown[1]


def test_after_five_failures_one_has_to_wait(window: TestClient) -> None:
    with clock.at(NOON):
        for _ in range(5):
            assert sign_in(window, "888888888", "x").status_code == 403
        answer = sign_in(window, "888888888", "x")
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "30"
        assert "12:00" in answer.text or "12:01" in answer.text
    with clock.at(NOON + dt.timedelta(seconds=31)):
        assert sign_in(window, "888888888", "x").status_code == 403
        assert sign_in(window, "888888888", "x").headers["retry-after"] == "60"
    with clock.at(NOON + dt.timedelta(hours=1)):
        assert sign_in(window, "examiner").status_code == 303


def test_signing_out_ends_the_session(window: TestClient) -> None:
    sign_in(window, "examiner")
    secret = window.cookies["session"]
    assert post(window, "/logout", "/account").status_code == 303
    assert window.get("/account").status_code == 303
    window.cookies.set("session", secret)
    assert window.get("/account").status_code == 303


def test_a_session_moves_on_with_use_and_ends_at_last(window: TestClient) -> None:
    start = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    with clock.at(start):
        sign_in(window, "examiner")
    for minutes in range(50, 12 * 60, 50):
        with clock.at(start + dt.timedelta(minutes=minutes)):
            assert window.get("/account").status_code == 200, minutes
    with clock.at(start + dt.timedelta(hours=12, minutes=1)):
        assert window.get("/account").status_code == 303
    window.cookies.clear()
    with clock.at(start):
        sign_in(window, "examiner")
    with clock.at(start + dt.timedelta(minutes=61)):
        assert window.get("/account").status_code == 303


def test_one_of_two_sessions_is_ended(window: TestClient, office: Path) -> None:
    with TestClient(application_at(office), follow_redirects=False) as other:
        sign_in(other, "registrar")
        sign_in(window, "registrar")
        page = window.get("/account").text
        ids = re.findall(r'name="id" value="([0-9a-f]{16})"', page)
        for id_ in ids:
            assert post(window, "/account/sessions", "/account", id=id_).status_code == 303
        assert other.get("/account").status_code == 303
        assert window.get("/account").status_code == 200


def test_a_new_password_ends_every_other_session(window: TestClient, office: Path) -> None:
    with TestClient(application_at(office), follow_redirects=False) as other:
        sign_in(other, "formalities")
        sign_in(window, "formalities")
        before = window.cookies["session"]
        new = "another long password"
        changed = post(window, "/account/password", "/account", old=PASSWORD, new=new, again=new)
        assert changed.status_code == 303
        assert window.cookies["session"] != before
        assert window.get("/account").status_code == 200
        assert other.get("/account").status_code == 303
    accounts_of(window).set_password(NUMBERS["formalities"], PASSWORD, by="operator")


@pytest.mark.parametrize(
    ("old", "new", "again", "status"),
    [(PASSWORD, "a" * 20, "a" * 20, 400), (PASSWORD, "short", "short", 400),
     ("wrong", "another long password", "another long password", 403),
     (PASSWORD, "another long password", "differs", 400)],
)  # fmt: skip
def test_passwords_that_are_not_taken(
    window: TestClient, old: str, new: str, again: str, status: int
) -> None:
    sign_in(window, "searcher")
    answer = post(window, "/account/password", "/account", old=old, new=new, again=again)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text


# -- forms -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "token"),
    [({}, "0" * 64), ({}, ""), ({"sec-fetch-site": "cross-site"}, None),
     ({"sec-fetch-site": "same-site"}, None), ({"origin": "https://evil.example"}, None),
     ({"origin": "null"}, None)],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/logout", "/account/password", "/login"])
def test_a_form_from_elsewhere_is_not_taken(
    window: TestClient, headers: dict[str, str], token: str | None, path: str
) -> None:
    on = "/login" if path == "/login" else "/account"
    if on == "/account":
        sign_in(window, "examiner")
    right = token_of(window.get(on))
    data = {"form": right if token is None else token}
    answer = window.post(path, data=data, headers=headers)
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.text


def test_a_form_of_another_session_is_not_taken(window: TestClient) -> None:
    sign_in(window, "examiner")
    stale = token_of(window.get("/account"))
    window.cookies.clear()
    sign_in(window, "examiner")
    assert window.post("/logout", data={"form": stale}).status_code == 403


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"x" * 200_000, "application/x-www-form-urlencoded"), (b"{}", "application/json"),
     (b"\xff=1", "application/x-www-form-urlencoded"),
     (b"&".join([b"a=1"] * 500), "application/x-www-form-urlencoded")],
)  # fmt: skip
def test_what_is_no_form_is_not_taken(window: TestClient, body: bytes, kind: str) -> None:
    answer = window.post("/login", content=body, headers={"content-type": kind})
    assert answer.status_code in (400, 403)


# -- headers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/static/window.css", "/nothing", "/login", "/office"])
def test_every_answer_carries_the_headers(window: TestClient, path: str) -> None:
    headers = window.get(path).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers


def test_public_pages_stay_as_they_were_and_are_kept_by_nobody_once_signed_in(
    window: TestClient,
) -> None:
    before = window.get(f"/case/{OPEN}")
    tag = {"if-none-match": before.headers["etag"]}
    assert before.headers["cache-control"] == "no-cache"
    assert window.get(f"/case/{OPEN}", headers=tag).status_code == 304
    sign_in(window, "searcher")
    for path in (f"/case/{OPEN}", "/", "/nothing", "/search?q=x"):
        answer = window.get(path, headers=tag)
        assert answer.headers["cache-control"] == "private, no-store"
        assert "searcher" in answer.text
        assert "etag" not in answer.headers
    assert "no-store" not in window.get("/static/window.css").headers.get("cache-control", "")


# -- the desk --------------------------------------------------------------------------------------


def test_an_examiner_reads_what_is_not_laid_open_and_it_is_on_the_trail(window: TestClient) -> None:
    sign_in(window, "examiner")
    assert "立体配線構造体" in window.get(f"/office/case/{SECRET}").text
    entry = accounts_of(window).audit.latest(1)[0]
    assert (entry.actor, entry.act, entry.subject) == (
        NUMBERS["examiner"],
        "case-read",
        str(SECRET),
    )
    paper = window.get(f"/office/case/{SECRET}/documents/{NOTICE.number}")
    assert "進歩性がない" in paper.text
    assert window.get(f"/office/case/{SECRET}/documents/{NOTICE.number}/original").content == (
        b"<notice/>"
    )
    assert window.get(f"/office/case/{SECRET}.json").json()["case"]["number"] == SECRET.number
    assert window.get("/office/case/JP-patent-2026999999").status_code == 404


def test_a_party_sees_its_own_cases_only(window: TestClient) -> None:
    sign_in(window, "party")
    listed = window.get("/office/cases")
    assert str(SECRET) in listed.text
    assert window.get(f"/office/case/{SECRET}").status_code == 200
    assert window.get(f"/office/case/{SECRET}/documents/{NOTICE.number}").status_code == 200
    window.cookies.clear()
    sign_in(window, "applicant")
    assert str(SECRET) not in window.get("/office/cases").text
    held = window.get(f"/office/case/{SECRET}")
    unknown = window.get("/office/case/JP-patent-2026777777")
    assert held.status_code == unknown.status_code == 403
    assert held.text.replace(str(SECRET), "") == unknown.text.replace("JP-patent-2026777777", "")


@pytest.mark.parametrize(
    ("query", "found"),
    [("", True), ("?q=立体", True), ("?q=2026-000001", True), ("?q=zyzzyva", False),
     ("?office=JP", True), ("?office=US", False), ("?standing=closed", True),
     ("?standing=pending", True), ("?standing=ended", False)],
)  # fmt: skip
def test_the_list_of_cases_is_narrowed(window: TestClient, query: str, found: bool) -> None:
    sign_in(window, "examiner")
    assert (f"/office/case/{SECRET}" in window.get(f"/office/cases{query}").text) is found


def form_values(window: TestClient, path: str) -> dict[str, str]:
    page = window.get(path).text
    names = ("form", "expected", "key")
    return {n: re.search(rf'name="{n}" value="([^"]*)"', page)[1] for n in names}  # type: ignore[index]


def test_an_event_is_recorded_and_corrected(window: TestClient) -> None:
    sign_in(window, "registrar")
    path = f"/office/case/{SECRET}"
    values = form_values(window, path)
    data = {**values, "date": "2024-02-27", "code": "A131", "text": "一回目"}
    assert window.post(f"{path}/record", data=data).status_code == 303
    assert window.post(f"{path}/record", data=data).status_code == 303, "sent twice"
    page = window.get(path).text
    assert page.count("一回目") == 1, "sent twice, recorded once"
    step = re.search(r'id="event-(\d+)"', page)
    assert step
    values = form_values(window, path)
    wrong = {**values, "event": step[1], "what": "withdraw", "reason": ""}
    assert window.post(f"{path}/correct", data=wrong).status_code == 400
    right = {**wrong, "reason": "recorded in error"}
    assert window.post(f"{path}/correct", data=right).status_code == 303
    assert "recorded in error" in window.get(path).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date", "yesterday"),
        ("date", "2999-01-01"),
        ("date", "0001-01-01"),
        ("code", "ZZZ"),
        ("code", ""),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(
    window: TestClient, field: str, value: str
) -> None:
    sign_in(window, "examiner")
    path = f"/office/case/{SECRET}"
    data = {**form_values(window, path), "date": "2024-02-27", "code": "A131", "text": "typed"}
    answer = window.post(f"{path}/record", data={**data, field: value})
    assert answer.status_code == 400
    assert f'aria-describedby="record-{field}-mistake"' in answer.text
    assert 'value="typed"' in answer.text
    assert f'value="{value}"' in answer.text


def test_a_conflict_with_what_no_view_has_taken_in_yet(window: TestClient) -> None:
    sign_in(window, "examiner")
    path = f"/office/case/{SECRET}"
    data = {**form_values(window, path), "date": "2024-02-27", "code": "A131"}
    happened = Happened(event=FILED, source="office")
    expected = int(data["expected"])
    recording = Recording(case=SECRET, facts=(happened,), actor="office", expected=expected)
    record(accounts_of(window).archive, recording)
    assert window.post(f"{path}/record", data=data).status_code == 409
    again = {**data, **form_values(window, path)}
    assert window.post(f"{path}/record", data=again).status_code == 303


@pytest.mark.parametrize("what", ["record", "correct"])
def test_what_is_done_to_a_case_that_is_not_held(window: TestClient, what: str) -> None:
    sign_in(window, "registrar")
    form = form_values(window, f"/office/case/{SECRET}")["form"]
    answer = window.post(f"/office/case/JP-patent-2026999999/{what}", data={"form": form})
    assert answer.status_code == 404


@pytest.mark.parametrize("origin", ["http://[", "null", "http://elsewhere", ""])
def test_a_form_from_a_strange_origin(window: TestClient, origin: str) -> None:
    data = {"form": token_of(window.get("/login")), "number": "1", "password": "x"}
    assert window.post("/login", data=data, headers={"origin": origin}).status_code == 403


def test_a_document_whose_number_has_a_slash_can_be_read(tmp_path: Path) -> None:
    archive = Archive.at(tmp_path)
    recording = told(OPEN, laid_open=True)
    listed = Listed(document=msgspec.structs.replace(NOTICE, number="AF/D-1"), source="office")
    paper = msgspec.structs.replace(PAPER, document="AF/D-1")
    record(
        archive,
        msgspec.structs.replace(
            recording, facts=(*recording.facts, listed), papers=((b"<notice/>", paper),)
        ),
    )
    archive.views.catch_up(case_views(archive))
    window = TestClient(application_at(tmp_path))
    links = re.findall(r'href="(/case/[^"]+/documents/[^"]+)"', window.get(f"/case/{OPEN}").text)
    assert len(links) == 2
    assert [window.get(link).status_code for link in links] == [200, 200]


def test_a_conflict_shows_what_was_typed(window: TestClient) -> None:
    sign_in(window, "examiner")
    path = f"/office/case/{SECRET}"
    data = {**form_values(window, path), "date": "2024-02-27", "code": "A131", "text": "typed"}
    answer = window.post(f"{path}/record", data={**data, "expected": "1"})
    assert answer.status_code == 409
    assert 'value="typed"' in answer.text
    token = re.search(r'name="expected" value="(\d+)"', answer.text)
    assert token
    assert int(token[1]) > 1


def test_accounts_are_added_given_roles_and_closed(window: TestClient) -> None:
    sign_in(window, "operator")
    path = "/office/accounts"
    added = post(window, path, path, **{"name-ja": "新人", "kind": "person", "role": "examiner"})
    number = added.headers["location"].rpartition("=")[2]
    assert "新人" in window.get(path).text
    assert post(window, f"{path}/{number}", path, change="grant", role="registrar").is_redirect
    assert post(window, f"{path}/{number}", path, change="revoke", role="examiner").is_redirect
    assert accounts_of(window).actor(number).roles == ("registrar",)
    assert post(window, f"{path}/{number}", path, change="close", reason="left").is_redirect
    assert accounts_of(window).actor(number).closed
    again = post(window, f"{path}/{number}", path, change="grant", role="examiner")
    assert again.status_code == 400
    kept = post(window, path, path, **{"name-ja": "", "contact": "typed", "kind": "person"})
    assert kept.status_code == 400
    assert 'value="typed"' in kept.text


def test_a_closed_account_is_out_at_once(window: TestClient) -> None:
    accounts = accounts_of(window)
    leaver = Registration(kind=ActorKind.PERSON, names=(Name(name="x"),), roles=("examiner",))
    NUMBERS["leaver"] = register(accounts, leaver, by="operator").number
    accounts.set_password(NUMBERS["leaver"], PASSWORD, by="operator")
    sign_in(window, "leaver")
    assert window.get(f"/office/case/{SECRET}").status_code == 200
    close(accounts, NUMBERS["leaver"], "left", by="operator")
    assert window.get(f"/office/case/{SECRET}").status_code == 303
    assert sign_in(window, "leaver").status_code == 403


def test_a_program_comes_with_its_token(window: TestClient) -> None:
    accounts = accounts_of(window)
    secret = make_token(accounts, NUMBERS["program"], "loader", 1, by="operator")
    with_token = {"authorization": f"Bearer {secret}"}
    assert window.get("/account", headers=with_token).status_code == 200
    assert window.get("/office/audit", headers=with_token).status_code == 403
    assert window.get("/account", headers={"authorization": "Bearer mg_x"}).status_code == 401


def test_the_trail_tells_of_refusals(window: TestClient) -> None:
    sign_in(window, "searcher")
    window.get("/office/audit")
    window.cookies.clear()
    sign_in(window, "auditor")
    page = window.get("/office/audit?lang=en").text
    assert "Refused" in page
    assert "read:audit:any" in page


def test_a_day_of_the_register(window: TestClient) -> None:
    assert day("2020-07-20") == FILED.date
    sign_in(window, "operator")
    assert window.get("/office").status_code == 200
