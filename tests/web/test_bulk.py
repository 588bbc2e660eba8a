"""The page of bulk data."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from bulk.offices import Office, case_id, publication
from madoguchi.front import application_at

TERMS = '[[terms]]\nid = "p"\nversion = "1"\ntext = "<b>Name</b> us."\ncollections = ["jp-*"]\n'
MIRRORS = '[[mirror]]\nurl = "https://mirror.example/bulk"\noperator = "Univ."\ncountry = "FR"\n'


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = Office(tmp_path_factory.mktemp("office") / "home")
    office.receive(0, publication(1), publication(2))
    office.tell(0, case_id(1))
    office.make(70, back=True)
    yield office
    office.archive.close()


@pytest.fixture
def pages(office: Office) -> Iterator[TestClient]:
    with TestClient(application_at(office.home)) as client:
        yield client


def test_the_page_leads_to_the_deliveries(pages: TestClient) -> None:
    text = pages.get("/bulk?lang=en").text
    assert "(JP) · Patent · cases" in text
    assert "up to position" in text
    assert "madoguchi bulk sync http://testserver/bulk mirror" in text
    for address in ("/bulk/", "/bulk/jp-patent/", "/bulk/jp-patent/2027-W02/manifest.json"):
        assert f'href="{address}"' in text
        assert pages.get(address).status_code == 200
    assert "2026-W46" not in text, "only the latest are shown"


def test_terms_and_mirrors_are_shown(pages: TestClient, office: Office) -> None:
    (office.home / "bulk-terms.toml").write_text(TERMS)
    (office.home / "mirrors.toml").write_text(MIRRORS)
    text = pages.get("/bulk?lang=ja").text
    assert "利用条件 p（第 1 版）" in text
    assert "&lt;b&gt;Name&lt;/b&gt; us." in text
    assert "POST http://testserver/bulk/terms/p/accept" in text
    assert "https://mirror.example/bulk" in text
    assert "Univ." in text


def test_an_office_without_deliveries_says_so(window: TestClient) -> None:
    assert "まだ何も提供されていません" in window.get("/bulk?lang=ja").text
    assert window.get("/bulk/").json() == {"collections": []}
