"""The search of the Open Data Portal."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.uspto.conftest import Portal
from api.uspto.office import DESIGN, LATER, OWN, PARENT, Key
from madoguchi.api.uspto import searching

SEARCH = f"{Portal.APPLICATIONS}/search"
ALL = {OWN, LATER, PARENT, DESIGN}
META = "applicationMetaData"


def test_all_laid_open_american_applications(portal: Portal) -> None:
    assert set(portal.numbers()) == ALL
    assert len(portal.numbers()) == len(ALL), "each once, however many publications it has"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        (f"applicationNumberText:{OWN}", {OWN}),
        (f"{META}.patentNumber:10902286", {OWN}),
        (f"{META}.earliestPublicationNumber:20210110206", {LATER}),
        (f"{META}.earliestPublicationNumber:US20210110206A1", {LATER}),
        (f"{META}.inventionTitle:device", {LATER, PARENT}),
        (f'{META}.inventionTitle:"later device"', {LATER}),
        (f"{META}.inventionTitle:dev*", {LATER, PARENT}),
        (f"{META}.inventionTitle:device NOT {META}.inventionTitle:later", {PARENT}),
        (f"{META}.inventionTitle:(lamp OR parent)", {DESIGN, PARENT}),
        (f"{META}.inventorBag.inventorNameText:Kanada", {LATER}),
        (f"{META}.filingDate:[2016-01-01 TO 2016-12-31]", {PARENT, DESIGN}),
        (f"{META}.filingDate:>=2018-09-06", {OWN, LATER}),
        (f"{META}.earliestPublicationDate:2021", {LATER}),
        ("foreignPriorityBag.applicationNumberText:2017187096", {OWN, LATER}),
        ("eventDataBag.eventCode:CTNF", {OWN}),
        ("table lamp", {DESIGN}),
        ("*:*", ALL),
    ],
)
def test_queries(portal: Portal, query: str, numbers: set[str]) -> None:
    assert set(portal.numbers(query)) == numbers
    found = portal.post(SEARCH, {"q": query}).json()
    told = {one["applicationNumberText"] for one in found["patentFileWrapperDataBag"]}
    assert (told, found["count"]) == (numbers, len(numbers))


def test_secrets_are_not_found(portal: Portal) -> None:
    found = portal.get(SEARCH, q=f"{META}.inventionTitle:secret")
    assert found.status_code == 404
    assert found.json()["error"] == "Not Found"


@pytest.mark.parametrize(
    ("asked", "sent", "numbers"),
    [
        ({"filters": f"{META}.applicationTypeCode DES,PLT"},
         {"filters": [{"name": f"{META}.applicationTypeCode", "value": ["DES", "PLT"]}]},
         [DESIGN]),
        ({"filters": f"{META}.nationalStageIndicator true"},
         {"filters": [{"name": f"{META}.nationalStageIndicator", "value": [True]}]},
         []),
        ({"rangeFilters": f"{META}.filingDate 2018-01-01:2019-01-01"},
         {"rangeFilters": [{"field": f"{META}.filingDate", "valueFrom": "2018-01-01",
                            "valueTo": "2019-01-01"}]},
         [LATER, OWN]),
        ({"rangeFilters": "patentTermAdjustmentData.adjustmentTotalQuantity 100:200"},
         {"rangeFilters": [{"field": "patentTermAdjustmentData.adjustmentTotalQuantity",
                            "valueFrom": 100, "valueTo": 200}]},
         [OWN]),
    ],
)  # fmt: skip
def test_filters(
    portal: Portal, asked: dict[str, str], sent: dict[str, Any], numbers: list[str]
) -> None:
    found, other = portal.get(SEARCH, **asked), portal.post(SEARCH, sent)
    assert found.status_code == other.status_code == (200 if numbers else 404)
    if numbers:
        bags = [one.json()["patentFileWrapperDataBag"] for one in (found, other)]
        assert bags[0] == bags[1]
        assert sorted(one["applicationNumberText"] for one in bags[0]) == sorted(numbers)


def test_order(portal: Portal) -> None:
    name = "applicationNumberText"
    assert portal.numbers(sort=f"{name} asc") == sorted(ALL)
    told = {"sort": [{"field": name, "order": "Desc"}]}
    found = portal.post(SEARCH, told).json()["patentFileWrapperDataBag"]
    assert [one[name] for one in found] == sorted(ALL, reverse=True)
    assert portal.numbers(sort=f"{META}.grantDate desc")[0] == OWN, "what has none comes last"


def test_pages(portal: Portal) -> None:
    order = "applicationNumberText asc"
    pages = [portal.numbers(sort=order, offset=str(n), limit="1") for n in range(len(ALL))]
    assert [number for page in pages for number in page] == sorted(ALL)
    found = portal.post(SEARCH, {"pagination": {"offset": 1, "limit": 2}}).json()
    assert (found["count"], len(found["patentFileWrapperDataBag"])) == (len(ALL), 2)
    beyond = portal.get(SEARCH, offset="100").json()
    assert (beyond["count"], beyond["patentFileWrapperDataBag"]) == (len(ALL), [])


def test_fields(portal: Portal) -> None:
    names = f"applicationNumberText,{META}.inventionTitle,{META}.inventorBag.inventorNameText"
    (told,) = portal.get(SEARCH, q=LATER, fields=names).json()["patentFileWrapperDataBag"]
    assert told == {
        "applicationNumberText": LATER,
        META: {
            "inventionTitle": "LATER DEVICE",
            "inventorBag": [{"inventorNameText": "KANADA, Shoji"}],
        },
    }
    (told,) = portal.get(SEARCH, q=LATER, fields=META).json()["patentFileWrapperDataBag"]
    assert told == {META: portal.one(LATER)[META]}


def test_facets(portal: Portal) -> None:
    name = f"{META}.applicationTypeCode"
    told = portal.get(SEARCH, facets=name, limit="1").json()
    assert told["facets"] == [{name: [{"value": "UTL", "count": 2}, {"value": "DES", "count": 1}]}]
    assert len(told["patentFileWrapperDataBag"]) == 1


def test_download(portal: Portal) -> None:
    asked = {"q": LATER, "fields": "applicationNumberText"}
    found = portal.get(f"{SEARCH}/download", **asked)
    assert found.json() == {"patentdata": [{"applicationNumberText": LATER}]}
    assert portal.get(f"{SEARCH}/download", format="csv").status_code == 400


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "applicationMetaData.customerNumber:22434"},
        {"q": "("},
        {"q": '"'},
        {"q": "a~"},
        {"q": f"{META}.filingDate:soon"},
        {"limit": "0"},
        {"limit": "many"},
        {"offset": "-1"},
        {"sort": "applicationNumberText up"},
        {"filters": "applicationNumberText"},
        {"rangeFilters": "applicationNumberText 1"},
        {"rangeFilters": f"{META}.filingDate 2019:2018"},
    ],
)
def test_what_cannot_be_read(portal: Portal, asked: dict[str, str]) -> None:
    found = portal.get(SEARCH, **asked)
    assert found.status_code == 400
    assert found.json()["errorDetails"].startswith("Invalid request")


@pytest.mark.parametrize(
    "sent",
    [[], "text", {"q": 1}, {"filters": [1]}, {"filters": [{"name": "a"}]}, {"sort": [{}]},
     {"rangeFilters": {"a": 1}}, {"pagination": 1}, {"pagination": {"limit": "x"}},
     {"fields": [1]}, {"facets": {"a": 1}}],
)  # fmt: skip
def test_bodies_that_cannot_be_read(portal: Portal, sent: Any) -> None:
    assert portal.post(SEARCH, sent).status_code == 400


def test_bytes_that_are_no_json(desk: TestClient, key: Key) -> None:
    headers = {"X-API-KEY": key.key}
    assert desk.post(SEARCH, content=b"\xff{", headers=headers).status_code == 400
    assert desk.post(SEARCH, content=b"", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("name", "asked"), [("MOST_PUBLICATIONS", {}), ("MOST_RECORDS", {"sort": META})]
)
def test_too_much_is_said_to_be_too_much(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, name: str, asked: dict[str, str]
) -> None:
    monkeypatch.setattr(searching, name, 2)
    found = portal.get(SEARCH, **asked)
    assert found.status_code == 413
    assert "refine" in found.json()["detailedMessage"]


@given(st.text(alphabet='ab:"()[]{}*?<>=!&|-+\\ TOANDR0123/~^', max_size=40))
def test_any_query_is_answered(portal: Portal, query: str) -> None:
    assert portal.get(SEARCH, q=query, limit="1").status_code in (200, 400, 404)
