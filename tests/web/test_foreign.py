"""Searching other offices' collections."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from madoguchi.archive import Archive
from madoguchi.front import application_at
from madoguchi.search import SearchIndex
from translation.conftest import put_dictionaries
from web.markup import Page
from web.publications import everything


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    home: Path = tmp_path_factory.mktemp("foreign")
    put_dictionaries(home)
    archive = Archive.at(home)
    archive.append(everything())
    SearchIndex(home, archive).rebuild()
    archive.close()
    return TestClient(application_at(home), follow_redirects=False)


def page(client: TestClient, **asked: object) -> Page:
    answer = client.get("/foreign", params={"lang": "en", **asked})  # type: ignore[dict-item]
    assert answer.status_code == 200
    return Page(answer.text)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ja", ("外国特許情報検索", "収録状況", "抄録 100％")),
        ("en", ("What is held", "Abstract 100 %")),
    ],
)
def test_what_is_held_is_shown(client: TestClient, lang: str, said: tuple[str, ...]) -> None:
    answer = client.get("/foreign", params={"lang": lang}).text
    for text in (*said, 'value="US"', 'value="CN"', 'value="KR"'):
        assert text in answer
    assert 'href="/foreign"' in client.get("/").text


def test_results_come_by_office(client: TestClient) -> None:
    assert "1 result" in page(client, q="battery", office=["US", "CN"]).text
    answer = client.get("/foreign?q=battery&office=US&office=CN&lang=en").text
    assert 'id="at-US"' in answer
    assert 'id="at-KR"' not in answer
    assert 'href="/p/US20210049351A1"' in answer


def test_words_are_looked_up_in_the_languages_of_the_office(client: TestClient) -> None:
    plain = client.get("/foreign?q=電池&office=US&lang=ja").text
    assert plain.count('href="/p/US20210049351A1"') == 1  # the newest that is held
    answer = client.get("/foreign?q=電池&office=US&expand=1&lang=ja").text
    assert answer.count('href="/p/US20210049351A1"') > 1
    assert "[電池+battery+cell]" in answer


def test_titles_are_translated_and_said_to_be(client: TestClient) -> None:
    answer = client.get("/foreign?q=二次電池&office=JP&titles=1&lang=en").text
    assert "battery" in answer
    assert "segment gloss" in answer
    assert "?to=en#translation" in answer


def test_more_than_shown_is_listed_by_the_window(client: TestClient) -> None:
    answer = client.get("/foreign?q=lamp&office=EP&lang=ja").text
    address = next(href for href in Page(answer).links if href.startswith("/search?q="))
    assert parse_qs(urlsplit(address).query)["office"] == ["EP"]
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("country", "number", "asked"),
    [
        ("US", "2021/0049351", "US 2021/0049351"),
        ("US", "us20210049351", "us20210049351"),
        ("", "特開2021-44377", "特開2021-44377"),
        ("KR", "PCT/KR2020/000001", "PCT/KR2020/000001"),
    ],
)
def test_a_number_is_looked_up_by_country(
    client: TestClient, country: str, number: str, asked: str
) -> None:
    answer = client.get("/foreign", params={"country": country, "number": number})
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.headers["location"]).query) == {"q": [asked]}
    assert client.get(answer.headers["location"]).status_code in (200, 303)


def test_a_mistake_is_said_at_the_field(client: TestClient) -> None:
    answer = client.get("/foreign?q=[battery&office=US&lang=en")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert 'aria-describedby="foreign-error"' in answer.text


@pytest.mark.parametrize("asked", ["office=XX&q=x", "q=%00", "expand=1&q=%E2%80%AE", "titles=1"])
def test_whatever_is_asked(client: TestClient, asked: str) -> None:
    assert client.get(f"/foreign?{asked}").status_code in (200, 400)


def test_a_document_is_read_translated(client: TestClient) -> None:
    answer = client.get("/p/JP2021044377A?to=en&lang=en")
    assert answer.status_code == 200
    assert "battery" in answer.text
    assert 'id="translation"' in answer.text
    assert "segment gloss" in answer.text
    assert "etag" not in answer.headers


def test_an_empty_office(tmp_path: Path) -> None:
    with TestClient(application_at(tmp_path / "office")) as client:
        assert client.get("/foreign?q=x").status_code == 200
