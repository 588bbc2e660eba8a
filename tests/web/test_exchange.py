"""Data exchange: what everybody sees, and the desk of those who look after it."""

import base64
import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2 as httpx
import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from exchange.offices import MONDAY, Office, publication
from exchange.offices import partner as partner_of
from exchange.offices import product as product_of
from madoguchi import clock
from madoguchi.accounts import Accounts, ActorKind, Registration, register
from madoguchi.archive import Archive
from madoguchi.exchange import Exchange, Gate, Quarters, pretend
from madoguchi.front import application_at
from madoguchi.model import Name
from madoguchi.search import SearchIndex
from madoguchi.web.application import ROUTES
from web.markup import Page
from web.test_counter import PASSWORD, post, sign_in, token_of

DESK = "/office/exchange"
NOON = dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC)
SECRETS = (
    "xa-patents",
    "xb.example",
    "xc.example",
    "Office of Alpha",
    "乙国特許庁",
    "Patents of X",
)


def enrolled(home: Path, *roles: str) -> list[str]:
    """Accounts with a role each, all with the same password."""
    archive = Archive.at(home)
    accounts = Accounts(archive)
    numbers = []
    for role in roles:
        wanted = Registration(kind=ActorKind.PERSON, names=(Name(name=role),), roles=(role,))
        numbers.append(register(accounts, wanted, by="operator").number)
        accounts.set_password(numbers[-1], PASSWORD, by="operator")
    SearchIndex(home, archive).rebuild()
    archive.close()
    return numbers


def client_of(home: Path, number: str = "") -> TestClient:
    client = TestClient(application_at(home), follow_redirects=False)
    if number:
        sign_in(client, number)
    return client


def exchange_of(client: TestClient) -> Exchange:
    app: Any = client.app
    found: Exchange = app.state.room.exchange
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("exchange") / "office"
    with clock.at(NOON):
        archive = Archive.at(home)
        pretend(archive, Quarters(home))
        archive.close()
    return home


@pytest.fixture(scope="module")
def numbers(home: Path) -> list[str]:
    return enrolled(home, "exchange", "applicant", "searcher")


@pytest.fixture(scope="module")
def officer(home: Path, numbers: list[str]) -> Iterator[TestClient]:
    with clock.at(NOON), client_of(home, numbers[0]) as client:
        yield client


@pytest.fixture(scope="module", params=["", "applicant", "searcher"])
def outsider(
    request: pytest.FixtureRequest, home: Path, numbers: list[str]
) -> Iterator[TestClient]:
    number = numbers[("applicant", "searcher").index(request.param) + 1] if request.param else ""
    with clock.at(NOON), client_of(home, number) as client:
        yield client


# -- everybody -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_everybody_sees_what_there_is(outsider: TestClient, lang: str) -> None:
    text = Page(outsider.get(f"/exchange?lang={lang}").text).text
    assert {"ja": "見本特許庁", "en": "Sample Patent Office"}[lang] in text
    assert {"ja": "提携庁への提供", "en": "Offered to partners"}[lang] in text
    pem = outsider.get("/exchange/certificate.pem").text
    assert pem.startswith("-----BEGIN CERTIFICATE-----")
    assert "PRIVATE" not in pem


def test_the_list_of_data_as_files(outsider: TestClient) -> None:
    found = outsider.get("/exchange/data.json").json()
    assert [(one["category"], one["product"], one["form"]) for one in found] == [
        ("offered", "jp-patent", "st36")
    ]
    rows = list(
        csv.DictReader(io.StringIO(outsider.get("/exchange/data.csv").text.lstrip("\ufeff")))
    )
    assert rows[0]["contents"].startswith("bibliographic abstract")


def test_nobody_else_sees_with_whom_and_how(outsider: TestClient) -> None:
    values = {"partner": "xa", "product": "xa-patents", "paper": "1", "receipt": "x"}
    for route in ROUTES:
        if isinstance(route, Route) and "GET" in (route.methods or ()):
            path = re.sub(r"\{(\w+)(:path)?\}", lambda m: values.get(m[1], "JP9A"), route.path)
            text = outsider.get(path).text.replace(path, "")
            assert not [one for one in SECRETS if one in text], path


def test_an_office_that_takes_no_part_says_so(tmp_path: Path) -> None:
    number = enrolled(tmp_path, "exchange")[0]
    with client_of(tmp_path, number) as client:
        for path in ("/exchange", DESK, f"{DESK}/log", f"{DESK}/partners/new"):
            assert "takes no part" in client.get(path, params={"lang": "en"}).text
        assert client.get("/exchange/data.json").json() == []
        assert client.get(f"{DESK}/status.json").json() == []
        assert "BEGIN" not in client.get("/exchange/certificate.pem").text
        assert client.get("/exchange/files/out/").status_code == 404
        assert not (tmp_path / "library").exists()


@pytest.mark.parametrize("text", ["office = 7", 'office = "JP"\ntime_zone = "Mars"', "\xff", "x"])
def test_settings_that_cannot_be_read_are_said(tmp_path: Path, text: str) -> None:
    number = enrolled(tmp_path, "exchange")[0]
    (tmp_path / "exchange").mkdir()
    (tmp_path / "exchange" / "office.toml").write_text(text, "latin-1")
    with client_of(tmp_path, number) as client:
        for path in ("/exchange", "/exchange/data.csv", DESK, f"{DESK}/status.json"):
            answer = client.get(path, params={"lang": "en"})
            assert answer.status_code == 503, path
            assert "cannot be read" in answer.text


# -- how it stands ---------------------------------------------------------------------------------


def test_the_table_says_in_words_how_it_stands(officer: TestClient) -> None:
    text = Page(officer.get(f"{DESK}?lang=en").text).text
    assert "Nothing has come since 6 July 2026: 18 in a row are missing" in text
    assert "133 days late" in text
    assert "came as an abstract only, without claims and description" in text
    assert "1 of 4 steps are done" in text
    assert "All that was due has come, and nothing is missing" in text
    ja = officer.get(f"{DESK}?lang=ja").text
    assert "2026年7月6日（令和8年）を最後に届いていません" in ja
    assert '<span class="hidden">交換は順調</span>' in ja
    assert f'href="{DESK}"' in officer.get("/office").text


def test_the_table_as_files(officer: TestClient) -> None:
    rows = officer.get(f"{DESK}/status.json?lang=en").json()
    by_product = {(one["partner"], one.get("product")): one for one in rows}
    assert by_product["xb", "xb-patents"]["mark"] == "×"
    assert by_product["xb", "xb-patents"]["days_late"] == 133
    assert by_product["xc", "xc-patents"]["abstract_only"] == 204
    assert by_product["xd", None]["agreement"] == "×"
    assert len(officer.get(f"{DESK}/status.csv").text.splitlines()) == len(rows) + 1


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_log_has_words_and_remedies(officer: TestClient, lang: str) -> None:
    page = officer.get(f"{DESK}/log?partner=xb&faults=1&lang={lang}").text
    assert {"ja": "対処：", "en": "What to do:"}[lang] in page
    assert page.count("level-fault") == 1
    assert "level-done" in officer.get(f"{DESK}/log?lang={lang}").text


# -- a product -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_years_at_a_glance(officer: TestClient, lang: str) -> None:
    text = officer.get(f"{DESK}/xc/xc-patents?lang={lang}").text
    assert Page(text).links
    squares = re.findall(r'<a class="level-(\d) ([a-z-]+)" href="([^"]+)"', text)
    marks = [mark for _, mark, _ in squares]
    assert (marks.count("complete"), marks.count("abstract-only")) == (18, 34)
    assert squares[0][2] == f"{DESK}/xc/xc-patents/list?week=2026-W01"
    assert {"ja": "抄録のみ", "en": "Abstract only"}[lang] in text
    other = officer.get(f"{DESK}/xc/xc-patents?year=2025&lang={lang}").text
    assert "2025-12-29" in other
    out = officer.get(f"{DESK}/xc/jp-patents?lang={lang}").text
    assert {"ja": "受領確認済み", "en": "Acknowledged"}[lang] in out


def test_numbers_are_listed_page_by_page(officer: TestClient) -> None:
    here = f"{DESK}/xb/xb-patents/list"
    first = officer.get(f"{here}?state=missing&lang=en").text
    assert "<code>2026000199-000312A</code>" in first
    every = officer.get(here).text
    (after,) = re.findall(r'rel="next" href="[^"]*&amp;after=([^"]+)"', every)
    assert "XB2026000250A" not in every
    assert "2026000250" in officer.get(f"{here}?after={after}").text
    one = officer.get(f"{here}?week=2026-W03&lang=en").text
    assert "2026-W03: 6 published, 3 handed over, 3 missing" in one


@pytest.mark.parametrize("week", ["", "2026-W03", "1=1", "'"])
def test_numbers_as_files(officer: TestClient, week: str) -> None:
    found = officer.get(
        f"{DESK}/xb/xb-patents/list.json", params={"state": "missing", "week": week}
    )
    assert len(found.json()) == {"": 123, "2026-W03": 3}.get(week, 0)
    answer = officer.get(f"{DESK}/xb/xb-patents/list.csv", params={"week": week})
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.text.startswith("\ufeffrecord,number")


ODD = ("0", "9" * 40, "-1", "2026-W99", "²", "\x00", "../../etc", "a" * 3000, "{partner}", "%2f")


@pytest.mark.parametrize("odd", ODD)
def test_nothing_odd_fails(officer: TestClient, odd: str) -> None:
    text = quote(odd, safe="")
    paths = [
        f"{DESK}/{text}", f"{DESK}/xb/{text}", f"{DESK}/xb/{text}/list", f"{DESK}/xb/papers/{text}",
        f"{DESK}/xb/xb-patents/receipts/{text}", f"{DESK}/xb/xb-patents?year={text}",
        f"{DESK}/xb/xb-patents/list?week={text}&state={text}&after={text}", f"{DESK}/xb?version={text}",
        f"{DESK}/xb/xb-patents/list.csv?week={text}", f"{DESK}/log?before={text}&partner={text}",
    ]  # fmt: skip
    for path in paths:
        assert officer.get(path).status_code in (200, 307, 404), path
    for what in ("step", "paper", "details", "written", "pin", "certificate", odd):
        sent = dict.fromkeys(("change", "step", "done", "version", "pem", "parts", "id"), odd)
        answer = post(officer, f"{DESK}/xd", f"{DESK}/xd", **{**sent, "change": what})
        assert answer.status_code in (400, 404, 409), what
    data = {"change": "release", "sequence": odd, "reason": "x"}
    page = f"{DESK}/partners/new"
    answer = post(officer, f"{DESK}/xb/xb-patents", page, **data)
    assert answer.status_code in (400, 404)


# -- a partner -------------------------------------------------------------------------------------


def change(client: TestClient, partner: str, what: str, **typed: str) -> httpx.Response:
    here = f"{DESK}/{partner}"
    version = str(exchange_of(client).partners.version(partner).version)
    return post(client, here, here, **{"change": what, "version": version, **typed})


def added(client: TestClient, id_: str) -> None:
    data = {"id": id_, "office": "kr", "name-en": "Office of Korea", "lang": "en"}
    answer = post(client, f"{DESK}/partners/new", f"{DESK}/partners/new", **data)
    assert answer.headers.get("location") == f"{DESK}/{id_}", answer.text


def test_a_partner_is_written_down_and_changed(officer: TestClient) -> None:
    added(officer, "kipo")
    again = {"id": "kipo", "office": "KR", "name-en": "x"}
    answer = post(officer, f"{DESK}/partners/new", f"{DESK}/partners/new", **again)
    assert answer.status_code == 409
    wanted = {
        "office": "KR", "name-en": "Ministry", "name-ja": "韓国知的財産処", "contact-mail": "a@b.example",
        "begins": "2026-04-01", "use-search": "1", "public": "1", "lang": "en",
    }  # fmt: skip
    assert change(officer, "kipo", "details", **wanted).status_code == 303
    found = exchange_of(officer).partners.partner("kipo")
    assert found.name("ja") == "韓国知的財産処"
    assert (found.agreement.use, found.agreement.public) == (("search",), True)
    assert "a@b.example" in officer.get(f"{DESK}/kipo").text
    app: Any = officer.app
    entry = app.state.room.accounts.audit.latest(1)[0]
    assert (entry.act, entry.subject, entry.detail["change"]) == (
        "exchange-changed", "kipo", "details",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("what", "typed", "status", "said"),
    [
        ("details", {"office": "korea", "name-en": "x"}, 400, "code of WIPO ST.3"),
        ("details", {"office": "KR", "name-en": "x", "begins": "soon"}, 400, "cannot be read"),
        ("details", {"office": "KR", "name-en": "x", "version": "99"}, 409, "Somebody else"),
        ("written", {"parts": "products = ["}, 400, "was not saved"),
        ("written", {"parts": 'id = "x"'}, 400, "only products and transport"),
        ("written", {"parts": '[transport]\nwere = "ours"'}, 400, "no key"),
        ("written", {"parts": '[transport]\nwhere = "theirs"'}, 400, "needs a place"),
        ("certificate", {"pem": "no certificate"}, 400, "no certificate"),
        ("step", {"step": "contact", "done": "yesterday"}, 400, "cannot be read"),
        ("step", {"step": "dance"}, 400, "Nothing was changed"),
        ("dance", {}, 400, "Nothing was changed"),
    ],
)
def test_mistakes_are_said_and_what_was_typed_stays(
    officer: TestClient, what: str, typed: dict[str, str], status: int, said: str
) -> None:
    before = exchange_of(officer).partners.version("xc").version
    officer.get("/?lang=en")
    answer = change(officer, "xc", what, **typed)
    assert (answer.status_code, said in answer.text) == (status, True), answer.text
    assert exchange_of(officer).partners.version("xc").version == before
    if what == "written":
        assert typed["parts"].splitlines()[0].replace('"', "&#34;") in answer.text


def test_products_are_written_as_toml(officer: TestClient) -> None:
    added(officer, "toml")
    parts = '[[products]]\nid = "kr-patents"\ndirection = "in"\noffice = "KR"\n'
    parts += '[products.gate]\nleast = 5\n[transport]\nwhere = "ours"\n'
    assert change(officer, "toml", "written", parts=parts.replace("\n", "\r\n")).status_code == 303
    text = officer.get(f"{DESK}/toml?lang=en&version=1").text
    assert "at least 5 records" in text
    assert "Version 2" in text
    assert "kr-patents" in text


def test_a_certificate_counts_once_its_fingerprint_was_compared(officer: TestClient) -> None:
    added(officer, "pin")
    quarters = exchange_of(officer).quarters
    pem = quarters.seal.certificate
    key = (quarters.root / "keys" / "office.key").read_text()
    answer = change(officer, "pin", "certificate", pem=f"{key}{pem}")
    assert re.search(r"(?:[0-9a-f]{2}:){31}[0-9a-f]{2}", answer.text)
    assert "PRIVATE" not in answer.text
    assert not exchange_of(officer).partners.partner("pin").certificate
    assert change(officer, "pin", "pin", pem=pem, version="9").status_code == 409
    assert change(officer, "pin", "pin", pem=pem).status_code == 303
    assert exchange_of(officer).partners.partner("pin").certificate.strip() == pem.strip()


def upload(client: TestClient, partner: str, name: str, data: bytes) -> httpx.Response:
    here = f"{DESK}/{partner}"
    form = {"form": token_of(client.get(here)), "change": "paper", "step": "policy"}
    return client.post(here, data=form, files={"file": (name, data, "text/html")})


@pytest.mark.parametrize("name", ["agreed.pdf", '../..\\覚 "書".html', "a" * 300, "x\r\ny: z"])
def test_documents_are_kept_and_handed_out_to_be_saved(officer: TestClient, name: str) -> None:
    data = b"\r\n--not a boundary\r\n\x00\xff"
    assert upload(officer, "xd", name, data).status_code == 303
    paths = re.findall(r'href="([^"]+/papers/\d+)"', officer.get(f"{DESK}/xd").text)
    answer = officer.get(paths[-1])
    assert answer.content == data
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "/" not in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/octet-stream"


def test_documents_that_are_not_kept(officer: TestClient) -> None:
    assert upload(officer, "xd", "empty.pdf", b"").status_code == 400
    assert upload(officer, "xd", "large.pdf", b"x" * 32_500_000).status_code == 400
    assert upload(officer, "xd", "huge.pdf", b"x" * 33_100_000).status_code == 400
    assert officer.get(f"{DESK}/xa/papers/1").status_code == 404


def test_who_may_only_read_changes_nothing(outsider: TestClient) -> None:
    answer = outsider.post(f"{DESK}/xd", files={"file": ("x", b"x" * 1000)})
    assert answer.status_code in (303, 403)


def test_a_form_from_elsewhere_is_not_taken(officer: TestClient) -> None:
    answer = officer.post(f"{DESK}/xd", data={"form": "0" * 64, "change": "password"})
    assert answer.status_code == 403


# -- the way in, and what the gate holds -----------------------------------------------------------


def test_a_password_is_shown_once_and_lets_the_partner_in(officer: TestClient) -> None:
    added(officer, "guest")
    change(officer, "guest", "written", parts='[transport]\nwhere = "ours"\n')
    shown = change(officer, "guest", "password")
    password = re.findall(r'<code class="key">([^<]+)</code>', shown.text)[1]
    assert password not in officer.get(f"{DESK}/guest").text
    with TestClient(officer.app) as partner:
        coded = base64.b64encode(f"guest:{password}".encode()).decode()
        headers = {"authorization": f"Basic {coded}"}
        assert partner.get("/exchange/files/").status_code == 401
        listed = partner.get("/exchange/files/", headers=headers)
        assert listed.status_code == 200
        assert "set-cookie" not in listed.headers
        put = partner.put("/exchange/files/in/a.bin", content=b"abc", headers=headers)
        assert put.status_code in (200, 201, 204)
        assert partner.get("/exchange/files/in/a.bin", headers=headers).content == b"abc"
    assert change(officer, "guest", "password-end").status_code == 303
    assert not exchange_of(officer).partners.password("guest")


@pytest.fixture
def gated(tmp_path: Path) -> Iterator[TestClient]:
    """An office whose gate holds what came, since it was too little."""
    a, b = Office(tmp_path / "a", "XA"), Office(tmp_path / "b", "XB")
    a.know(b, partner_of("XB", [product_of("XA", "out")]))
    b.know(a, partner_of("XA", [product_of("XA", "in", gate=Gate(least=5))]))
    a.publish(publication("XA", 1), publication("XA", 2))
    disk = tmp_path / "disk"
    disk.mkdir()
    noon = dt.datetime.combine(MONDAY, dt.time(12), dt.UTC)
    with clock.at(noon):
        a.exchange.export(a.exchange.partners.partner("xb"), disk)
        b.exchange.import_(b.exchange.partners.partner("xa"), disk)
        a.close()
        b.close()
        number = enrolled(tmp_path / "b", "exchange")[0]
        with client_of(tmp_path / "b", number) as client:
            yield client


@pytest.mark.parametrize(("what", "state"), [("release", "released"), ("refuse", "refused")])
def test_what_the_gate_holds_is_decided_for_a_reason(
    gated: TestClient, what: str, state: str
) -> None:
    here = f"{DESK}/xa/xa-patents"
    text = gated.get(f"{here}?lang=en").text
    assert "Held at the gate" in text
    assert re.search(r'class="level-\d held"', text)
    (receipt,) = re.findall(r'href="([^"]+\.receipt\.json)"', text)
    assert json.loads(gated.get(receipt).content)["verdict"] == "held"
    bare = post(gated, here, here, change=what, sequence="1", reason=" ")
    assert (bare.status_code, "Write a reason" in bare.text) == (400, True)
    done = post(gated, here, here, change=what, sequence="1", reason="telephoned")
    assert done.status_code == 303
    exchange = exchange_of(gated)
    assert exchange.shipments.one("in", "xa", "xa-patents", 1).state == state
    page = f"{DESK}/partners/new"
    again = post(gated, here, page, change=what, sequence="1", reason="once more")
    assert again.status_code == 409
    with exchange.working():
        pass
