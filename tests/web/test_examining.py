"""The examiner's docket of other offices' results, and citing what was found there."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from cases.histories import stated
from madoguchi.accounts import Accounts, ActorKind, Registration, make_token, register
from madoguchi.archive import Archive
from madoguchi.cases import OfficeCases, PublicCases, Report, report
from madoguchi.families import family_views
from madoguchi.front import application_at
from madoguchi.model import (
    Bibliography,
    CaseId,
    Citation,
    DocumentId,
    Happening,
    History,
    Name,
    Priority,
    Right,
)
from translation.conftest import put_dictionaries
from web.test_counter import PASSWORD, accounts_of, post, sign_in, token_of

EXAMINER, SEARCHER = "100000001", "100000002"
OWN = CaseId(office="JP", right=Right.PATENT, number="2020123456")
SECRET = CaseId(office="JP", right=Right.PATENT, number="2026000001")
FOREIGN = CaseId(office="US", right=Right.PATENT, number="17000001")
CLAIMED = DocumentId(office="JP", number="2020123456", date=dt.date(2020, 7, 20))
CITED = Citation(
    document=DocumentId(office="EP", number="1000000", kind="A1"), phase="examination", category="X"
)


def case(id_: CaseId, *events: Happening, laid_open: bool = True, **more: object) -> History:
    told = Bibliography(filed=dt.date(2020, 7, 20), **more)  # type: ignore[arg-type]
    filed = stated("FILED", "2020-07-20")
    return History(case=id_, bibliography=told, events=(filed, *events), laid_open=laid_open)


def foreign(*events: Happening, cited: tuple[Citation, ...] = ()) -> History:
    return case(FOREIGN, *events, priorities=(Priority(document=CLAIMED),), citations=cited)


def tell(archive: Archive, *told: History) -> None:
    count = archive.register.position()
    report(
        archive,
        [Report(history=one, source="own", original=f"{one.case}{count}".encode()) for one in told],
    )
    archive.views.catch_up(family_views(archive))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("examining")
    put_dictionaries(home)
    archive = Archive.at(home)
    through = Priority(document=DocumentId(office="US", number="17000001"))
    tell(archive, case(OWN), foreign(), case(SECRET, laid_open=False, priorities=(through,)))
    accounts = Accounts(archive)
    for role, number in (("examiner", EXAMINER), ("searcher", SEARCHER)):
        wanted = Registration(
            kind=ActorKind.PERSON, names=(Name(name=role),), roles=(role,), number=number
        )
        register(accounts, wanted, by="operator")
        accounts.set_password(number, PASSWORD, by="operator")
    archive.close()
    return home


@pytest.fixture
def window(office: Path, tmp_path: Path) -> Iterator[TestClient]:
    home = shutil.copytree(office, tmp_path / "office")
    with TestClient(application_at(home), follow_redirects=False) as client:
        sign_in(client, EXAMINER)
        yield client


def archive_of(window: TestClient) -> Archive:
    return accounts_of(window).archive


def follow(window: TestClient, id_: CaseId) -> None:
    answer = post(window, "/office/docket", "/office/docket", what="follow", case=str(id_))
    assert answer.status_code == 303, answer.text


@pytest.mark.parametrize("followed", [OWN, SECRET])
def test_a_result_of_another_office_arrives_once(window: TestClient, followed: CaseId) -> None:
    follow(window, followed)
    assert "Nothing has arrived" in window.get("/office/docket?lang=en").text
    granted = stated("GRANTED", "2024-08-05")
    tell(archive_of(window), foreign(granted, cited=(CITED,)))
    for _ in range(2):
        shown = window.get("/office/docket?lang=en").text
        assert shown.count("<strong>new</strong>") == 2
        assert "EP1000000" in shown
        assert "5 August 2024" in shown
    post(window, "/office/docket", "/office/docket", what="seen", last="1000")
    assert "<strong>new</strong>" not in window.get("/office/docket?lang=en").text
    post(window, "/office/docket", "/office/docket", what="unfollow", case=str(followed))
    assert "EP1000000" not in window.get("/office/docket?lang=en").text


def test_what_was_known_before_is_no_news(window: TestClient) -> None:
    tell(archive_of(window), foreign(stated("GRANTED", "2024-08-05")))
    follow(window, OWN)
    assert "Nothing has arrived" in window.get("/office/docket?lang=en").text


def test_the_own_offices_acts_are_no_news(window: TestClient) -> None:
    follow(window, OWN)
    tell(archive_of(window), case(OWN, stated("GRANTED", "2024-08-05")))
    assert "Nothing has arrived" in window.get("/office/docket?lang=en").text


def test_dockets_are_their_owners_alone(window: TestClient) -> None:
    follow(window, OWN)
    window.cookies.clear()
    assert window.get("/office/docket").status_code == 303
    sign_in(window, SEARCHER)
    assert window.get("/office/docket").status_code == 403


@pytest.mark.parametrize("text", ["", "nonsense", "JP-patent-2099000000", "x" * 100])
def test_what_is_no_case_is_said(window: TestClient, text: str) -> None:
    answer = post(window, "/office/docket", "/office/docket", what="follow", case=text)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_a_dossier_is_followed_from_its_page(window: TestClient) -> None:
    page = window.get(f"/dossier/{OWN}?lang=en")
    assert 'value="follow"' in page.text
    data = {"form": token_of(page), "what": "follow", "case": str(OWN)}
    assert window.post("/office/docket", data=data).status_code == 303
    window.cookies.clear()
    assert 'value="follow"' not in window.get(f"/dossier/{OWN}").text


def cite(window: TestClient, **more: str) -> None:
    page = window.get(f"/office/case/{OWN}?lang=en")
    version = OfficeCases(archive_of(window)).case(str(OWN)).version
    data = {"form": token_of(page), "expected": str(version), **more}
    answer = window.post(f"/office/case/{OWN}/cite", data=data)
    assert answer.status_code == 303, answer.text


def test_a_document_of_another_office_is_cited_and_the_public_hears_nothing(
    window: TestClient,
) -> None:
    before = PublicCases(archive_of(window)).case(str(OWN))
    found = f"{FOREIGN}/KX1"
    cite(window, cited="EP1000000A1", category="X", claims="1-3", found=found)
    cite(window, cited="Handbook of Batteries", passage="p. 12")
    file = OfficeCases(archive_of(window)).case(str(OWN))
    first, second = file.citing
    assert first.citation.document == DocumentId(office="EP", number="1000000", kind="A1")
    assert (first.found, first.by) == (found, EXAMINER)
    assert second.citation.document is None
    public = PublicCases(archive_of(window)).case(str(OWN))
    assert public.citing == ()
    assert public.bibliography == before.bibliography
    page = window.get(f"/office/case/{OWN}?lang=en")
    assert f"/dossier/{FOREIGN}/documents/KX1" in page.text
    window.cookies.clear()
    for path in (f"/case/{OWN}", f"/case/{OWN}.json", f"/dossier/{OWN}/citations"):
        answer = window.get(path)
        assert answer.status_code == 200
        assert "1000000" not in answer.text
        assert "Handbook" not in answer.text


def test_a_citation_is_taken_back(window: TestClient) -> None:
    cite(window, cited="EP1000000A1")
    file = OfficeCases(archive_of(window)).case(str(OWN))
    page = window.get(f"/office/case/{OWN}")
    data = {"form": token_of(page), "expected": str(file.version), "citation": file.citing[0].id}
    assert window.post(f"/office/case/{OWN}/uncite", data=data).status_code == 303
    assert OfficeCases(archive_of(window)).case(str(OWN)).citing == ()
    again = window.post(f"/office/case/{OWN}/uncite", data=data)
    assert again.status_code == 404


def test_nothing_is_not_cited(window: TestClient) -> None:
    page = window.get(f"/office/case/{OWN}?lang=en")
    answer = window.post(
        f"/office/case/{OWN}/cite", data={"form": token_of(page), "expected": "2", "cited": " "}
    )
    assert answer.status_code == 400
    assert "Write a number or a text." in answer.text


def test_a_document_leads_to_the_case_that_it_is_cited_in(window: TestClient) -> None:
    asked = {"case": str(OWN), "cite": "US 17/000,001 Notice", "found": f"{FOREIGN}/KX1"}
    answer = window.get("/office/cite", params=asked)
    assert answer.status_code == 302
    page = window.get(answer.headers["location"])
    assert "US 17/000,001 Notice" in page.text
    assert window.get("/office/cite", params={"case": "none"}).status_code == 404


def test_the_docket_answers_programs_too(window: TestClient, office: Path) -> None:
    del office
    accounts = accounts_of(window)
    program = Registration(
        kind=ActorKind.PROGRAM, names=(Name(name="docket"),), roles=("examiner",)
    )
    number = register(accounts, program, by="operator").number
    key = make_token(accounts, number, "test", by="operator")
    headers = {"authorization": f"Bearer {key}"}
    told = window.post("/api/v1/office/docket", json={"case": str(OWN)}, headers=headers)
    assert told.status_code == 204, told.text
    tell(archive_of(window), foreign(stated("GRANTED", "2024-08-05")))
    found = window.get("/api/v1/office/docket", headers=headers).json()
    assert [(one["member"], one["kind"]) for one in found["results"]] == [(str(FOREIGN), "grant")]
    after = window.get(f"/api/v1/office/docket?after={found['last']}", headers=headers).json()
    assert after["results"] == []
    unknown = {"case": "JP-patent-2099000001"}
    assert window.post("/api/v1/office/docket", json=unknown, headers=headers).status_code == 404
    assert window.delete(f"/api/v1/office/docket/{OWN}", headers=headers).status_code == 204
    assert window.get("/api/v1/office/docket", headers=headers).json()["followed"] == []
    assert window.get("/api/v1/office/docket").status_code == 401
