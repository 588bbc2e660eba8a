"""Programs at the counter: applying, the letters' links, keys, usage, the office's decision."""

import datetime as dt
import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient

from madoguchi import clock
from madoguchi.accounts import (
    Accounts,
    ActorKind,
    Registration,
    State,
    applications,
    register,
    suspend,
    take_up,
)
from madoguchi.accounts.tables import usage
from madoguchi.front import application_at
from madoguchi.model import Name
from madoguchi.post import Maildir, deliver
from post.mail_server import MailServer, mail_server
from web.test_counter import PASSWORD, token_of

FORM = {
    "name": "見本特許事務所",
    "kind": "organisation",
    "mail": "yamada@b.example",
    "purpose": "経過情報の監視",
    "api-id": "mihon-robot1",
    "plan": "standard",
    "terms": "yes",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("MADOGUCHI_PROGRAMS", "MADOGUCHI_SMTP", "MADOGUCHI_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def window(home: Path) -> Iterator[TestClient]:
    """A visitor of an empty office whose post goes nowhere by itself."""
    app = application_at(home)
    yield TestClient(app, follow_redirects=False)
    app.premises.archive.close()


def accounts_of(window: TestClient) -> Accounts:
    found: Accounts = window.app.state.room.accounts  # type: ignore[attr-defined]
    return found


def post(window: TestClient, path: str, on: str, **data: str) -> httpx.Response:
    return window.post(path, data={"form": token_of(window.get(on)), **data})


def apply(window: TestClient, **changes: str) -> httpx.Response:
    return window.post(
        "/programs", data={"form": token_of(window.get("/programs")), **FORM, **changes}
    )


def link_of(window: TestClient) -> str:
    """The path of the link in the latest letter."""
    texts = [one.text for one in accounts_of(window).outbox.letters()]
    found = [re.search(r"http://127\.0\.0\.1:8000(\S*token=\S+)", text) for text in texts]
    return [match[1] for match in found if match][-1]


def confirm(window: TestClient, **changes: str) -> httpx.Response:
    link = link_of(window)
    secret = re.search(r"token=([\w-]+)", link)
    assert secret
    data = {
        "form": token_of(window.get(link)),
        "token": secret[1],
        "api-id": FORM["api-id"],
        "password": PASSWORD,
        "again": PASSWORD,
        **changes,
    }
    return window.post("/programs/confirm", data=data)


def sign_in(window: TestClient, number: str) -> httpx.Response:
    form = token_of(window.get("/login"))
    data = {"form": form, "number": number, "password": PASSWORD, "next": "/account/programs"}
    return window.post("/login", data=data)


def registered(window: TestClient) -> tuple[str, str, str]:
    """Register a program; return the numbers of the owner and of the program, and its key."""
    assert apply(window).status_code == 303
    page = confirm(window).text
    program = accounts_of(window).by_api_id("mihon-robot1")
    assert program is not None
    return program.owner, program.number, key_on(page)


def key_on(page: str) -> str:
    found = re.search(r"mg_[\w-]{43}", page)
    assert found, page
    return found[0]


def operator(window: TestClient) -> str:
    accounts = accounts_of(window)
    wanted = Registration(
        kind=ActorKind.PERSON, names=(Name(name="運用", lang="ja"),), roles=("operator",)
    )
    number = register(accounts, wanted, by="operator").number
    accounts.set_password(number, PASSWORD, by="operator")
    window.cookies.clear()
    sign_in(window, number)
    return number


# -- applying --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_plans_and_their_limits_are_on_the_page(window: TestClient, lang: str) -> None:
    page = window.get(f"/programs?lang={lang}").text
    assert "jpo/app_progress" in page
    for figure in ("400", "500", "20,000"):
        assert f">{figure}</td>" in page
    assert "unlimited" not in page
    assert 'value="provider"' in page


def test_from_the_form_to_a_call_with_the_key(window: TestClient, home: Path) -> None:
    assert apply(window).headers["location"] == "/programs?sent=1"
    assert 'role="status"' in window.get("/programs?sent=1").text
    assert accounts_of(window).count() == 0
    link = link_of(window)
    assert deliver(accounts_of(window).outbox, Maildir(home / "mail")).sent == 1
    shown = window.get(link)
    assert shown.headers["cache-control"] == "no-store"
    assert "見本特許事務所" in shown.text
    secret = link.partition("token=")[2].partition("&")[0]
    data = {"form": token_of(shown), "token": secret, "api-id": "mihon-robot1",
            "password": PASSWORD, "again": PASSWORD}  # fmt: skip
    done = window.post("/programs/confirm", data=data)
    assert done.status_code == 200
    assert "no-store" in done.headers["cache-control"]
    key = key_on(done.text)
    answer = window.get("/account", headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 200
    assert window.post("/programs/confirm", data=data).status_code == 404
    assert window.get(link).status_code == 404


def test_the_first_key_is_the_password_of_the_jpos_interface(window: TestClient) -> None:
    _, number, key = registered(window)
    shown = {"grant_type": "password", "username": "mihon-robot1", "password": key}
    lent = window.post("/auth/token", data=shown).json()["access_token"]
    path, headers = "/api/patent/v1/app_progress/2020123456", {"authorization": f"Bearer {lent}"}
    assert window.get(path, headers=headers).json()["result"]["remainAccessCount"] == "399"
    wrong = window.post("/auth/token", data={**shown, "username": "mihon-robot2"})
    assert wrong.status_code == 401
    suspend(accounts_of(window), number, "毎秒千件", by="operator")
    time.sleep(1.05)  # so long the desk remembers who calls
    assert window.get(path, headers=headers).status_code in (401, 403)


def test_looking_at_the_link_uses_nothing_up(window: TestClient) -> None:
    """Programs of mail servers look at links before people do."""
    apply(window)
    for _ in range(3):
        assert window.get(link_of(window)).status_code == 200
    assert confirm(window).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("mail", "nobody"), ("purpose", " "), ("api-id", "short"), ("plan", "gold"),
     ("terms", "")],
)  # fmt: skip
def test_a_mistake_is_said_and_nothing_typed_is_lost(
    window: TestClient, field: str, value: str
) -> None:
    answer = apply(window, **{"purpose": "監視する", field: value})
    assert answer.status_code == 400
    assert 'id="mistake"' in answer.text
    marked = re.search(rf'id="{field}"[^>]*aria-invalid="true"', answer.text)
    assert marked, answer.text
    assert FORM["name"] in answer.text or field == "name"
    assert accounts_of(window).outbox.letters() == []


def test_known_and_unknown_are_answered_alike(window: TestClient) -> None:
    registered(window)
    window.cookies.clear()
    known = apply(window)
    unknown = apply(window, mail="other@b.example")
    assert known.status_code == unknown.status_code == 303
    assert known.headers["location"] == unknown.headers["location"]
    letters = accounts_of(window).outbox.letters()
    assert ["token=" in one.text for one in letters[-2:]] == [False, True]


def test_an_api_id_that_is_taken_is_said_to_who_has_the_link(window: TestClient) -> None:
    registered(window)
    window.cookies.clear()
    apply(window, mail="other@b.example")
    answer = confirm(window)
    assert answer.status_code == 400
    assert 'aria-describedby="mistake api-id-rule"' in answer.text
    assert confirm(window, **{"api-id": "mihon-robot2"}).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [{"password": "short", "again": "short"}, {"again": "another password"},
     {"password": "a" * 20, "again": "a" * 20}],
)  # fmt: skip
def test_a_password_that_cannot_be(window: TestClient, changes: dict[str, str]) -> None:
    apply(window)
    answer = confirm(window, **changes)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert confirm(window).status_code == 200


def test_too_many_applications_have_to_wait(window: TestClient) -> None:
    statuses = [apply(window, mail=f"{n}@b.example") for n in range(7)]
    assert [one.status_code for one in statuses] == [303] * 5 + [429] * 2
    assert int(statuses[-1].headers["retry-after"]) > 0


def test_links_lead_to_the_office_and_not_where_a_request_says(window: TestClient) -> None:
    form = token_of(window.get("/programs"))
    evil = {"host": "evil.example"}
    window.post("/programs", data={"form": form, **FORM}, headers=evil)
    texts = [one.text for one in accounts_of(window).outbox.letters()]
    assert texts
    assert "evil.example" not in "".join(texts)


@pytest.mark.parametrize("token", ["", "x", "%00", "a" * 5000])
def test_a_link_that_is_none(window: TestClient, token: str) -> None:
    assert window.get(f"/programs/confirm?token={token}").status_code == 404
    form = token_of(window.get("/programs"))
    answer = window.post("/programs/confirm", data={"form": form, "token": token})
    assert answer.status_code == 404


# -- one's own programs ----------------------------------------------------------------------------


def test_keys_are_made_rotated_and_ended(window: TestClient) -> None:
    owner, number, first = registered(window)
    window.cookies.clear()
    assert sign_in(window, owner).headers["location"] == "/account/programs"
    assert number in window.get("/account/programs").text
    path = f"/account/programs/{number}"
    scoped = {"scope:read:case:laid-open": "yes"}
    made = key_on(post(window, path, path, change="make", name="夜間", days="30", **scoped).text)
    held = accounts_of(window).by_token(made)
    assert held is not None
    assert {str(one) for one in held.grants} == {"read:case:laid-open"}
    ids = re.findall(r'name="key" value="(\w+)"', window.get(path).text)
    rotated = post(window, path, path, change="rotate", key=ids[0], hours="0")
    assert accounts_of(window).by_token(first) is None
    assert accounts_of(window).by_token(key_on(rotated.text)) is not None
    assert key_on(rotated.text) not in window.get(path).text
    assert post(window, path, path, change="end", key=ids[1]).status_code == 303
    assert accounts_of(window).by_token(made) is None


@pytest.mark.parametrize(
    ("data", "status"),
    [({"change": "make", "name": "x", "days": "0"}, 400),
     ({"change": "make", "name": "x", "days": "many"}, 400),
     ({"change": "make", "name": "x", "days": "30", "scope:read:case:any": "yes"}, 400),
     ({"change": "make", "name": "x", "days": "30", "scope:nonsense": "yes"}, 400),
     ({"change": "rotate", "key": "nothing", "hours": "1"}, 409),
     ({"change": "end", "key": "nothing"}, 409),
     ({"change": "plan", "plan": "gold"}, 400),
     ({"change": "fly"}, 400), ({}, 400)],
)  # fmt: skip
def test_a_change_that_cannot_be(window: TestClient, data: dict[str, str], status: int) -> None:
    owner, number, _ = registered(window)
    window.cookies.clear()
    sign_in(window, owner)
    path = f"/account/programs/{number}"
    answer = post(window, path, path, **data)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text


def test_programs_of_others_are_not_there(window: TestClient) -> None:
    _, number, key = registered(window)
    operator(window)
    form = token_of(window.get("/account"))
    for path in (f"/account/programs/{number}", "/account/programs/999999999",
                 "/account/programs/x"):  # fmt: skip
        assert window.get(path).status_code == 404
        data = {"form": form, "change": "make", "name": "x", "days": "30"}
        assert window.post(path, data=data).status_code == 404
    window.cookies.clear()
    with_key = {"authorization": f"Bearer {key}"}
    path = f"/account/programs/{number}"
    assert window.get(path, headers=with_key).status_code == 404
    more = {**FORM, "api-id": "mihon-robot2"}
    assert window.post("/account/programs", data=more, headers=with_key).status_code == 400


def test_a_further_program(window: TestClient) -> None:
    owner, _, _ = registered(window)
    window.cookies.clear()
    sign_in(window, owner)
    path = "/account/programs"
    more = {**FORM, "name": "二号", "api-id": "mihon-robot2"}
    added = post(window, path, path, **more)
    assert added.status_code == 303
    assert "二号" in window.get(added.headers["location"]).text
    taken = post(window, path, path, **more)
    assert taken.status_code == 400
    assert 'value="二号"' in taken.text
    waits = post(window, path, path, **{**more, "api-id": "mihon-robot3", "plan": "provider"})
    assert waits.headers["location"].endswith("?waits=1")
    assert 'role="status"' in window.get(waits.headers["location"]).text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_usage_is_drawn_against_the_limit_with_a_table(window: TestClient, lang: str) -> None:
    owner, number, _ = registered(window)
    today = clock.today()
    rows = [
        {"account": number, "day": (today - dt.timedelta(days=n)).isoformat(),
         "counter": "jpo/divisional_app_info/patent", "calls": calls}
        for n, calls in ((0, 12), (1, 30), (29, 3), (31, 9))
    ]  # fmt: skip
    rows.append({**rows[0], "counter": "bulk/files", "calls": 1})
    with accounts_of(window).archive.database.writing() as connection:
        connection.execute(insert(usage), rows)
    window.cookies.clear()
    sign_in(window, owner)
    page = window.get(f"/account/programs/{number}?lang={lang}").text
    assert page.count("<svg") == 2
    assert page.count('<rect class="full"') == 1
    assert page.count('<rect class="bar"') == 3
    assert page.count('class="limit"') == 1
    assert re.search(r'role="img" aria-label="[^"]*jpo/divisional_app_info/patent[^"]* 45 ', page)
    for day, calls in ((0, 12), (1, 30), (29, 3)):
        row = f'{today - dt.timedelta(days=day)}</th><td class="figure">{calls}</td>'
        assert row in page
    assert f"{today - dt.timedelta(days=31)}</th>" not in page


def test_a_suspended_program_is_shown_as_such(window: TestClient) -> None:
    owner, number, _ = registered(window)
    window.cookies.clear()
    sign_in(window, owner)
    suspend(accounts_of(window), number, "毎秒千件", by="operator")
    assert "毎秒千件" in window.get(f"/account/programs/{number}").text
    suspend(accounts_of(window), owner, "未払い", by="operator")
    assert window.get("/account/programs").status_code == 303
    assert "未払い" in sign_in(window, owner).text


# -- the office ------------------------------------------------------------------------------------


@pytest.fixture
def deciding(window: TestClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """An office that decides, with an application that waits and its operator signed in."""
    monkeypatch.setenv("MADOGUCHI_PROGRAMS", "approval")
    apply(window)
    assert "password" not in re.sub(r"(?s).*<main", "", window.get(link_of(window)).text)
    assert confirm(window).status_code == 200
    operator(window)
    return window


def test_the_office_approves(deciding: TestClient) -> None:
    page = deciding.get("/office/programs").text
    assert "見本特許事務所" in page
    (waiting,) = applications(accounts_of(deciding), State.WAITING)
    path = f"/office/programs/{waiting.id}"
    for _ in range(2):  # the second time sends the link again
        assert post(deciding, path, "/office/programs", decision="approve").status_code == 303
    deciding.cookies.clear()
    assert key_on(confirm(deciding).text)
    assert accounts_of(deciding).by_api_id("mihon-robot1") is not None


def test_the_office_refuses(deciding: TestClient) -> None:
    (waiting,) = applications(accounts_of(deciding), State.WAITING)
    path = f"/office/programs/{waiting.id}"
    on = "/office/accounts"
    assert post(deciding, path, on, decision="refuse", reason="").status_code == 400
    refused = post(deciding, path, on, decision="refuse", reason="目的が不明")
    assert refused.status_code == 303
    assert "目的が不明" in deciding.get("/office/programs").text
    assert post(deciding, path, on, decision="approve").status_code == 400
    assert post(deciding, "/office/programs/nothing", on, decision="approve").status_code == 400


def test_the_operator_suspends_resumes_and_sets_plans(window: TestClient) -> None:
    _, number, key = registered(window)
    operator(window)
    path, on = f"/office/accounts/{number}", "/office/accounts"
    accounts = accounts_of(window)
    assert post(window, path, on, change="suspend", reason="").status_code == 400
    assert post(window, path, on, change="suspend", reason="毎秒千件").status_code == 303
    with_key = {"authorization": f"Bearer {key}"}
    assert window.get("/account", headers=with_key).status_code == 403
    assert "毎秒千件" in window.get(on).text
    assert post(window, path, on, change="resume").status_code == 303
    assert window.get("/account", headers=with_key).status_code == 200
    assert post(window, path, on, change="plan", plan="unlimited").status_code == 303
    assert accounts.actor(number).plan == "unlimited"
    assert post(window, path, on, change="plan", plan="gold").status_code == 400


def test_while_served_letters_go_out_by_themselves(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madoguchi.post.postman._ROUND", 0.02)
    with mail_server() as server:
        monkeypatch.setenv("MADOGUCHI_SMTP", server.address)
        app = application_at(home)
        with TestClient(app, follow_redirects=False) as window:
            assert apply(window).status_code == 303
            arrived(server, 1)
            link = re.search(r"token=([\w-]+)", server.letters[0].get_content())
            assert link
            done = take_up(accounts_of(window), link[1], PASSWORD, "mihon-robot1")
            arrived(server, 2)
            limits = app.premises.accounts.limits
            for _ in range(30):
                limits.take(done.program.number, "standard", "jpo/divisional_app_info", "UTC")
            arrived(server, 4)
        app.premises.archive.close()
    subjects = [str(one["Subject"]) for one in server.letters[2:]]
    assert ["80" in one for one in subjects] == [True, False]


def arrived(server: MailServer, count: int) -> None:
    until = time.monotonic() + 20
    while len(server.letters) < count and time.monotonic() < until:
        time.sleep(0.02)
    assert len(server.letters) == count
