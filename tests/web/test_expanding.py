"""Searching in other languages too."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from madoguchi.archive import Archive
from madoguchi.front import application_at
from madoguchi.search import SearchIndex
from madoguchi.web.expanding import expandable
from translation.conftest import put_dictionaries
from web.publications import everything


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    home: Path = tmp_path_factory.mktemp("expanding")
    put_dictionaries(home)
    archive = Archive.at(home)
    archive.append(everything())
    SearchIndex(home, archive).rebuild()
    archive.close()
    return TestClient(application_at(home), follow_redirects=False)


def led(client: TestClient, text: str) -> str:
    answer = client.get("/search/expanded", params={"q": text, "office": "JP", "cursor": "x"})
    assert answer.status_code == 302
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked.get("office") == ["JP"]
    assert "cursor" not in asked
    return asked.get("q", [""])[0]


def test_words_are_searched_with_what_they_can_mean(client: TestClient) -> None:
    assert led(client, "電池") == "[電池+battery+cell]"
    assert led(client, "電池 battery").startswith("[電池+battery+cell]*[battery+電池")
    found = client.get("/search", params={"q": led(client, "電池"), "words": "1"})
    assert found.status_code == 200


@pytest.mark.parametrize(
    "text", ["", "電池/TI", "[電池+x]", "特開2021-44377", '"a b"', "zzz", "a" * 300]
)
def test_other_queries_stay_as_they_are(client: TestClient, text: str) -> None:
    assert led(client, text) == text


@pytest.mark.parametrize(("text", "yes"), [("電池", True), ("H01M 10/05", False), ("", False)])
def test_what_can_be_looked_up(text: str, *, yes: bool) -> None:
    assert expandable(text) is yes


def test_the_results_offer_it(client: TestClient) -> None:
    assert "/search/expanded?q=" in client.get("/search", params={"q": "電池"}).text
    assert "/search/expanded" not in client.get("/search", params={"q": "電池/TI"}).text
