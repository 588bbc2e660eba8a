"""The canary: what is not laid open leaves no trace on the public's side of the counter.

Two offices hold the same, but one of them a case more, which nobody outside may know of. Whatever
the public asks, both must answer alike, byte for byte.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx2 as httpx
import msgspec
import pytest
from click.testing import CliRunner
from sqlalchemy import select
from starlette.routing import Route
from starlette.testclient import TestClient

from canary import (
    CANARY,
    CLOSED,
    NOON,
    NUMBERS,
    OPEN,
    PASSWORD,
    PLAIN,
    SECRET,
    WORDS,
    Office,
    office_at,
    secret_case,
)
from cases.histories import day, history, report_of
from madoguchi import clock
from madoguchi.accounts import permits, public_grants
from madoguchi.archive import Archive, case_file, public_case, public_key
from madoguchi.cases import (
    HeldDocument,
    party_file,
    play,
    report,
    views,
)
from madoguchi.cases.files import Amendment
from madoguchi.cli import main
from madoguchi.front import application_at
from madoguchi.law import EventRule
from madoguchi.model import (
    FileDocument,
    Happening,
)
from madoguchi.search import FACETS, FIELDS, SORTS, Everything, SearchIndex
from madoguchi.web.admission import rule_of
from madoguchi.web.application import ROUTES
from web.publications import MAIN


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office_at(tmp_path_factory.mktemp("bare") / "office")


@pytest.fixture(scope="module")
def knowing(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office_at(tmp_path_factory.mktemp("knowing") / "office", secret_case())


def token_of(text: str) -> str:
    found = re.search(r'name="form" value="([0-9a-f]{64})"', text)
    assert found
    return found[1]


def sign_in(window: "TestClient | httpx.Client", number: str) -> None:
    token = token_of(window.get("/login").text)
    data = {"form": token, "number": number, "password": PASSWORD}
    assert window.post("/login", data=data).status_code == 303


@pytest.fixture(scope="module", params=["anonymous", "searcher"])
def windows(
    request: pytest.FixtureRequest, bare: Office, knowing: Office
) -> Iterator[tuple[TestClient, TestClient]]:
    """The windows of both offices, opened by the same visitor."""
    with (
        clock.at(NOON),
        TestClient(application_at(bare.home), follow_redirects=False) as one,
        TestClient(application_at(knowing.home), follow_redirects=False) as other,
    ):
        if request.param == "searcher":
            sign_in(one, bare.searcher)
            sign_in(other, knowing.searcher)
        yield one, other


def addresses() -> Iterator[str]:
    """Every address that is asked for, with all that is secret wherever something can be put."""
    asked = [*WORDS, *NUMBERS]
    values = {"case": [*NUMBERS, *WORDS, str(OPEN)], "number": [*asked, MAIN, "77777771"],
              "name": [CANARY, "fig1.svg"], "application": [CANARY, "1"],
              "partner": [CANARY], "product": [CANARY], "paper": ["1"], "receipt": [CANARY]}  # fmt: skip
    for route in ROUTES:
        if isinstance(route, Route) and "GET" in (route.methods or ()):
            yield from _filled(route.path, values)
    for text in asked:
        yield from (f"/search?q={quote(f'{text}/{field}')}" for field in FIELDS)
        yield from (f"/search?q=&{name}={quote(text)}" for name in FACETS)
        yield from (f"/search?q={quote(text)}&sort={sort}&lang=ja" for sort in SORTS)
        yield f"/number?q={quote(text)}"
        yield f"/search?q={quote(text)}&cursor={quote(text)}"
        yield f"/search?q=[{quote(text)}"
        yield f"/login?next=/{quote(text)}"
    for ending in (".json", ".xml", ".ris", ".bib", ".pdf"):
        for text in asked:
            yield f"/case/{quote(text)}{ending}"
            yield f"/p/{quote(text)}{ending}"
            yield f"/office/case/{quote(text)}{ending}"
    yield from (f"/search?q=&sort={sort}" for sort in SORTS)
    yield from (
        "/search?q=&office=JP",
        "/search?q=pending/ST",
        "/search?q=2026/AD",
        "/search?q=A/EV",
    )
    yield from ("/search?q=二次電池", "/search?q=A12/EV", "/search?q=20260115/ED", "/missing")


def _filled(path: str, values: dict[str, list[str]]) -> Iterator[str]:
    found = re.search(r"\{(\w+)(:path)?\}", path)
    if found is None:
        yield path
        return
    for value in values[found[1]]:
        yield from _filled(path.replace(found[0], quote(value), 1), values)


def shown(answer: httpx.Response) -> tuple[int, dict[str, str], str]:
    """An answer without what is new each time."""
    text = re.sub(r'(name="(?:form|id|key)" value=")[0-9a-f]+', r"\1", answer.text)
    text = re.sub(r"testclient|\d\d:\d\d UTC", "", text)
    kept = {n: v for n, v in answer.headers.items() if n not in ("set-cookie", "content-length")}
    return answer.status_code, kept, text


def test_both_offices_answer_alike(windows: tuple[TestClient, TestClient]) -> None:
    one, other = windows
    asked = list(dict.fromkeys(addresses()))
    assert len(asked) > 400
    for address in asked:
        assert shown(one.get(address)) == shown(other.get(address)), address


def test_nothing_is_echoed_that_was_not_typed(windows: tuple[TestClient, TestClient]) -> None:
    _, other = windows
    plain = ["/", "/search?q=", "/search?q=二次電池", "/status", "/help", "/case/x", "/number?q=x"]
    for address in (*plain, f"/case/{OPEN}", f"/p/{MAIN}", "/search?q=&office=JP&sort=newest"):
        for accept in ("text/html", "application/json", "application/xml"):
            text = other.get(address, headers={"accept": accept}).text
            assert not [w for w in (*WORDS, *NUMBERS) if w in text], address


def test_what_is_not_public_is_not_reached_at_all(windows: tuple[TestClient, TestClient]) -> None:
    _, other = windows
    for route in ROUTES:
        rule = rule_of(route)
        assert rule is not None
        if permits(public_grants(), rule.needs) or not isinstance(route, Route):
            continue
        path = next(
            _filled(
                route.path,
                {
                    "case": [str(SECRET)],
                    "number": ["77777771"],
                    "application": ["1"],
                    "name": ["x"],
                    **{part: ["x"] for part in ("partner", "product", "paper", "receipt")},
                },
            )
        )
        if path.startswith("/office/"):
            method = min((route.methods or set()) - {"HEAD"})
            answer = other.request(method, path)
            assert answer.status_code in (303, 401, 403), path
            assert CANARY not in answer.text


def test_the_index_and_the_public_tables_know_nothing(bare: Office, knowing: Office) -> None:
    for file in (knowing.home / "index").rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert not [w for w in (*WORDS, str(SECRET)) if w.encode() in data], file.name
    archives = [Archive.at(office.home) for office in (bare, knowing)]
    totals = {
        SearchIndex(office.home, archive).engine.search(Everything(), sort="newest", limit=1).total
        for office, archive in zip((bare, knowing), archives, strict=True)
    }
    assert len(totals) == 1
    for table in (public_case, public_key):
        assert archives[0].rows(select(table)) == archives[1].rows(select(table))
    assert len(archives[1].rows(select(case_file))) == 2
    for archive in archives:
        archive.close()


def test_the_commands_of_a_searcher_answer_alike(bare: Office, knowing: Office) -> None:
    def run(office: Office, *arguments: str) -> tuple[int, str]:
        given = ["--home", str(office.home), "--as", office.searcher, *arguments]
        done = CliRunner().invoke(main, given)
        output = done.output + done.stderr
        return done.exit_code, output.replace(str(office.home), "").replace(office.searcher, "")

    asked: list[tuple[str, ...]] = []
    for text in (*WORDS, *NUMBERS):
        asked += (("search", text), ("search", text, "--format", "json"), ("show", text),
                          ("case", text), ("number", text))  # fmt: skip
    for arguments in asked:
        assert run(bare, *arguments) == run(knowing, *arguments), arguments
    asked = [("status",), ("status", "--format", "json"), ("search", "二次電池"), ("audit",),
             ("agreement",), ("verify",), ("account", "list")]  # fmt: skip
    for arguments in asked:
        code, output = run(knowing, *arguments)
        assert (code, output) == run(bare, *arguments), arguments
        assert CANARY not in output


def test_a_server_says_nothing_of_it_outside_its_answers(knowing: Office) -> None:
    program = str(Path(sys.executable).parent / "madoguchi")
    command = [program, "--home", str(knowing.home), "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    port = _free_port()
    command[-1] = str(port)
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as window:
            _wait(window)
            sign_in(window, knowing.registrar)
            for path in ("", ".json", "/documents/77777771", "/nothing", "/record"):
                window.get(f"/office/case/{SECRET}{path}")
            assert CANARY in window.get(f"/office/case/{SECRET}").text
            window.post(f"/office/case/{SECRET}/record", data={"text": CANARY})
            window.get(f"/case/{SECRET}")
    finally:
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=30)
    text = output.decode()
    assert not [w for w in (*WORDS, *NUMBERS) if w in text], text


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(window: httpx.Client) -> None:
    for _ in range(200):
        try:
            window.get("/help")
        except httpx.ConnectError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not answer")


def test_the_registrar_finds_it_and_its_laying_open_opens_only_what_is_open(
    tmp_path: Path,
) -> None:
    office = office_at(tmp_path / "office", secret_case())
    with TestClient(application_at(office.home), follow_redirects=False) as window:
        sign_in(window, office.registrar)
        path = f"/office/case/{SECRET}"
        page = window.get(path).text
        assert CANARY in page
        values = dict(re.findall(r'name="(form|expected|key)" value="([^"]*)"', page))
        data = {**values, "date": "2026-11-20", "code": "stated:PUBLISHED", "text": ""}
        assert window.get(f"/case/{SECRET}").status_code == 404
        assert window.post(f"{path}/record", data=data).status_code == 303
        window.cookies.clear()
        public = window.get(f"/case/{SECRET}")
        assert public.status_code == 200
        assert CANARY in public.text
        assert PLAIN.number in public.text
        assert CLOSED.number not in public.text + window.get(f"/case/{SECRET}.json").text
        assert f"{CANARY}.xml" not in window.get(f"/case/{SECRET}.json").text
        assert window.get(f"/case/{SECRET}/documents/{CLOSED.number}").status_code == 404
        assert window.get(f"/case/{SECRET}/documents/{PLAIN.number}").status_code == 200
        assert window.app.state.room.indexing.settled(60)  # type: ignore[attr-defined]
        assert f"/case/{SECRET}" in window.get(f"/search?q={CANARY}&words=1").text


def test_internal_events_and_what_is_said_of_them_stay_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "event_rule", lambda *_: EventRule(event="W00", internal=True))
    archive = Archive.at(tmp_path)
    told = history(Happening(code="FILED", date=day("2020-07-20"), series="stated"))
    report(archive, [report_of(told)])
    file = play(archive.register.facts([str(OPEN)])[str(OPEN)])
    step = msgspec.structs.replace(file.steps[0], internal=True)
    note = Amendment(id="1", was=step.event, reason=CANARY, by=9, withdrawn=True)
    inside = FileDocument(number="1", code="A901", date=day("2024-02-27"), direction="internal")
    held = (
        HeldDocument(document=inside),
        HeldDocument(document=msgspec.structs.replace(inside, open=False)),
        HeldDocument(document=msgspec.structs.replace(CLOSED, direction="in")),
    )
    file = msgspec.structs.replace(file, steps=(step,), amendments=(note,), documents=held)
    public, party = views.public_file(file), party_file(file)
    for seen in (public, party):
        assert not seen.steps
        assert not seen.amendments
    assert [public.documents, party.documents] == [held[:1], (held[0], held[2])]
    archive.close()
