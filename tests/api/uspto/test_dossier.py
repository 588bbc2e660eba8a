"""Global Dossier: families, lists of documents, documents."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.uspto.office import LATER, OWN, PARENT, SECRET
from madoguchi.api.uspto.document_groups import group_name

FAMILY = "/patent-family/svc/family"
LIST = "/doc-list/svc/doclist"
CONTENT = "/doc-content/svc/doccontent"
RECORDED = "api_recordings/uspto_global_dossier.jsonl.gz"


@pytest.fixture
def told(desk: TestClient) -> dict[str, Any]:
    found = desk.get(f"{FAMILY}/application/US/{OWN}")
    assert found.headers["content-type"] == "application/json"
    return dict(found.json())


def member(told: dict[str, Any], office: str, number: str) -> dict[str, Any]:
    return next(
        one for one in told["list"] if (one["countryCode"], one["appNum"]) == (office, number)
    )


def test_a_family(told: dict[str, Any]) -> None:
    assert {name: told[name] for name in told if name != "list"} == {
        "country": "US", "internal": "false", "corrAppNum": OWN, "id": OWN, "type": "application",
    }  # fmt: skip
    numbers = [(one["countryCode"], one["appNum"]) for one in told["list"]]
    assert numbers == [
        ("US", PARENT), ("JP", "2017187096"), ("US", OWN), ("KR", "20180115757"), ("US", LATER),
    ]  # fmt: skip


def test_the_member_asked_for(told: dict[str, Any]) -> None:
    own = member(told, "US", OWN)
    assert own["appDate"] == 1536192000000
    assert own["appDateStr"] == "09/06/2018"
    assert own["docNum"] == {
        "country": "US", "docNumber": "201816123456", "format": None, "date": "09/06/2018",
        "kindCode": "A",
    }  # fmt: skip
    assert own["pubList"] == [
        {"pubCountry": "US", "pubNum": "20190095759", "pubDate": 1553731200000,
         "kindCode": "A1", "pubDateStr": "03/28/2019"},
        {"pubCountry": "US", "pubNum": "10902286", "pubDate": 1611619200000,
         "kindCode": "", "pubDateStr": "01/26/2021"},
    ]  # fmt: skip
    assert own["priorityClaimList"] == [
        {"country": "JP", "docNumber": "2017187096", "kindCode": "A"},
        {"country": "US", "docNumber": PARENT, "kindCode": "A"},
    ]
    assert own["ip5"] is True
    assert own["title"] == "LEARNING ASSISTANCE DEVICE"
    assert own["applicantNames"] == ["KANADA, Shoji"]
    assert own["docList"]["docs"]


def test_a_member_of_which_only_publications_are_held(told: dict[str, Any]) -> None:
    later = member(told, "US", LATER)
    assert [one["pubNum"] for one in later["pubList"]] == ["20210110206"]
    assert later["docList"] is later["title"] is later["applicantNames"] is None


@pytest.mark.parametrize(
    ("sort", "office", "number"),
    [
        ("publication", "US", "20190095759"),
        ("patent", "US", "10902286"),
        ("application", "JP", "2017187096"),
        ("publication", "KR", "1020190036488"),
    ],
)
def test_the_same_family_by_other_numbers(
    desk: TestClient, sort: str, office: str, number: str
) -> None:
    other = desk.get(f"{FAMILY}/{sort}/{office}/{number}").json()
    assert other["type"] == sort
    assert {OWN, "2017187096"} <= {one["appNum"] for one in other["list"]}


def test_what_is_not_laid_open_is_nowhere(desk: TestClient) -> None:
    never = desk.get(f"{FAMILY}/application/US/99999999")
    hidden = desk.get(f"{FAMILY}/application/US/{SECRET}")
    assert (hidden.status_code, hidden.content) == (never.status_code, never.content)
    assert hidden.status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        f"{FAMILY}/utility/US/{OWN}",
        f"{FAMILY}/application/USA/{OWN}",
        f"{FAMILY}/application/WIPO/PCT/US99/99999",
        f"{FAMILY}/application/CASE/AU2011221359",
        f"{LIST}/US/99999999/A",
        f"{LIST}/{'x' * 3}/1/A",
        f"{LIST}/US/{OWN}%00/A",
        f"{LIST}/US/{OWN}/utility",
        f"{FAMILY}/application/US/%F0%9F%A6%8A",
        f"{CONTENT}/US/{OWN}.A/NONE/1/PDF",
        f"{CONTENT}/US/201816123456.A/KFCN8CLB/1/PDF",
        "/patent-family/svc/none",
    ],
)
def test_what_there_is_not(desk: TestClient, path: str) -> None:
    found = desk.get(path)
    assert found.status_code == 404
    assert found.json()["message"]


def test_a_list_of_documents(desk: TestClient) -> None:
    told = desk.get(f"{LIST}/US/{OWN}/A").json()
    assert told["docNumber"] == "201816123456.A"
    assert told["oaIndCount"] == 2
    assert told["message"] is None
    codes = [(one["docCode"], one["docGroupCode"]) for one in told["docs"]]
    assert codes == [("TRNA", "4"), ("CTNF", "22,21"), ("A...", "4"), ("NOA", "23,2")]
    assert [one["docId"] for one in told["officeActionDocs"]] == ["K87AK41F", "KFCN8CLB"]
    action = told["docs"][1]
    assert action["docCodeDesc"] == "First Office Action (substantive examination)"
    assert action["legalDate"] == 1585267200000
    assert (action["numberOfPages"], action["shareable"]) == (9, False)


def test_a_list_of_documents_in_japanese(desk: TestClient) -> None:
    told = desk.get(f"{LIST}/JP/2017187096/A").json()
    assert [(one["docCode"], one["docId"]) for one in told["docs"]] == [
        ("A63-JP", "Claims_50800695455_JP"),
        ("A131-JP", "Notice_of_Reasons_for_Refusal_06120285658_JP"),
    ]
    assert told["docs"][0]["docDesc"] == "Claims (ORIGINAL)"
    assert [one["docCode"] for one in told["officeActionDocs"]] == ["A131-JP"]


def test_no_file_is_no_error(desk: TestClient) -> None:
    told = desk.get(f"{LIST}/US/{LATER}/A").json()
    assert told["docs"] == told["officeActionDocs"] == []
    assert "not held" in told["message"]


def test_a_document(desk: TestClient) -> None:
    found = desk.get(f"{CONTENT}/US/201816123456.A/K87AK41F/1/PDF")
    assert found.headers["content-type"] == "application/pdf"
    assert found.content.startswith(b"%PDF")


def test_a_browser_asks_first(desk: TestClient) -> None:
    found = desk.options(f"{FAMILY}/application/US/{OWN}")
    assert found.status_code == 204
    assert found.headers["access-control-allow-origin"] == "*"


def test_the_value_of_the_public_page_counts_for_nothing(desk: TestClient) -> None:
    headers = {"Authorization": "the same for everybody"}
    assert desk.get(f"{LIST}/US/{OWN}/A", headers=headers).status_code == 200


# -- as recorded -----------------------------------------------------------------------------------


def recorded(shared_data: Path, words: str) -> list[dict[str, Any]]:
    path = shared_data / RECORDED
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        answers = [json.loads(line) for line in lines]
    return [
        json.loads(one["body"]) for one in answers if words in one["url"] and one["method"] == "GET"
    ]


def shape(value: Any) -> Any:
    """The names of a record and of what is in it, and the type of each value.

    What other forms a document has is told of some only.
    """
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items() if name != "mimeTypeData"}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def test_families_have_the_recorded_names_and_types(
    shared_data: Path, told: dict[str, Any]
) -> None:
    theirs = recorded(shared_data, "/family/application/US/16123456")[0]
    ours, other = member(told, "US", OWN), member(theirs, "US", OWN)
    assert shape(ours | {"docList": 0}) == shape(other | {"docList": 0})
    assert shape(told | {"list": 0}) == shape(theirs | {"list": 0})


def test_lists_have_the_recorded_names_and_types(shared_data: Path, desk: TestClient) -> None:
    theirs = recorded(shared_data, "/doclist/US/16123456")[0]
    assert shape(desk.get(f"{LIST}/US/{OWN}/A").json()) == shape(theirs)


def test_groups_are_the_recorded_ones(shared_data: Path) -> None:
    for answer in recorded(shared_data, "/doclist/"):
        for one in answer["docs"]:
            assert group_name(tuple(one["docGroupCode"].split(","))) == one["docCodeDesc"]
