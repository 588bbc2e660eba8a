"""The Open Data Portal: one application, its parts, its documents and publications."""

import datetime as dt
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.uspto.conftest import Portal
from api.uspto.office import ACTION_XML, DESIGN, LATER, OWN, PARENT, SECRET, XML, Key
from madoguchi.accounts import Reached
from madoguchi.api.families import Head
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.api.uspto.applications import PARTS
from madoguchi.api.uspto.dossier_envelope import refused as dossier_refused
from madoguchi.api.uspto.portal_envelope import refused as portal_refused
from madoguchi.front import Front

ONE = f"{Portal.APPLICATIONS}/{OWN}"
_DOWNLOAD = f"/api/v1/download/applications/{OWN}"


def test_a_file_wrapper(portal: Portal) -> None:
    told = portal.one(OWN)
    assert told["applicationNumberText"] == OWN
    data = told["applicationMetaData"]
    assert data["inventionTitle"] == "LEARNING ASSISTANCE DEVICE"
    assert data["filingDate"] == "2018-09-06"
    assert data["earliestPublicationNumber"] == "US20190095759A1"
    assert data["publicationSequenceNumberBag"] == ["0095759"]
    assert data["publicationCategoryBag"] == ["Granted/Issued", "Pre-Grant Publications - PGPub"]
    assert (data["patentNumber"], data["grantDate"]) == ("10902286", "2021-01-26")
    assert (data["applicationTypeCode"], data["nationalStageIndicator"]) == ("UTL", False)
    assert [one["eventCode"] for one in told["eventDataBag"]] == ["N/=.", "CTNF", "IEXX"]
    assert told["patentTermAdjustmentData"] == {"adjustmentTotalQuantity": 127}


def test_relations(portal: Portal) -> None:
    told = portal.one(f"{OWN}/continuity")
    (parent,) = told["parentContinuityBag"]
    assert parent["claimParentageTypeCode"] == "CON"
    assert parent["parentApplicationNumberText"] == PARENT
    (priority,) = portal.one(f"{OWN}/foreign-priority")["foreignPriorityBag"]
    assert priority == {
        "ipOfficeName": "JAPAN", "filingDate": "2017-09-27", "applicationNumberText": "2017187096",
    }  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_parts_are_those_of_the_whole(portal: Portal, part: str) -> None:
    whole, told = portal.one(OWN), portal.one(f"{OWN}/{part}")
    names = ("applicationNumberText", *PARTS[part])
    assert told == {name: whole[name] for name in names if name in whole}


def test_an_application_without_a_file(portal: Portal) -> None:
    told = portal.one(LATER)
    assert told["applicationMetaData"]["inventionTitle"] == "LATER DEVICE"
    assert told["applicationMetaData"]["filingDate"] == "2018-09-06"
    assert "eventDataBag" not in told
    documents = portal.get(f"{Portal.APPLICATIONS}/{LATER}/documents")
    assert (documents.status_code, documents.json()) == (200, {"documentBag": []})


@pytest.mark.parametrize("number", ["16/123456", "16%2F123%2C456", "16,123,456"])
def test_numbers_in_other_spellings(portal: Portal, number: str) -> None:
    if "/" in number:
        number = number.replace("/", "%2F")
    assert portal.one(number)["applicationNumberText"] == OWN


def test_a_design(portal: Portal) -> None:
    assert portal.one(DESIGN)["applicationMetaData"]["applicationTypeLabelName"] == "Design"


@pytest.mark.parametrize("rest", ["", *(f"/{part}" for part in PARTS), "/documents"])
def test_what_is_not_laid_open_is_nowhere(portal: Portal, rest: str) -> None:
    for number in (SECRET, "99999999", "x" * 300, "PCTUS2024012345"):
        found = portal.get(f"{Portal.APPLICATIONS}/{number}{rest}")
        assert found.status_code == 404
        told = found.json()
        assert told.pop("requestIdentifier")
        assert told == {
            "code": 404,
            "error": "Not Found",
            "errorDetails": "No matching records found, refine your search criteria and try again",
        }


# -- documents -------------------------------------------------------------------------------------


def test_documents(portal: Portal) -> None:
    found = portal.get(f"{ONE}/documents").json()["documentBag"]
    codes = [(one["documentCode"], one["documentDirectionCategory"]) for one in found]
    assert codes == [
        ("NOA", "OUTGOING"), ("A...", "INCOMING"), ("CTNF", "OUTGOING"), ("TRNA", "INCOMING"),
    ]  # fmt: skip
    action = found[2]
    assert action["officialDate"] == "2020-03-27T00:00:00.000-0400"
    assert action["downloadOptionBag"][0] == {
        "mimeTypeIdentifier": "PDF",
        "downloadUrl": f"http://testserver{_DOWNLOAD}/K87AK41F.pdf",
        "pageTotalQuantity": 9,
    }
    assert found[0]["downloadOptionBag"] == [{"mimeTypeIdentifier": "PDF", "pageTotalQuantity": 3}]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"documentCodes": "CTNF,NOA"}, ["NOA", "CTNF"]),
        ({"officialDateFrom": "2020-06-26"}, ["NOA", "A..."]),
        ({"officialDateTo": "2018-12-31"}, ["TRNA"]),
        ({"documentCodes": "NONE"}, []),
    ],
)
def test_some_documents(portal: Portal, asked: dict[str, str], codes: list[str]) -> None:
    found = portal.get(f"{ONE}/documents", **asked).json()["documentBag"]
    assert [one["documentCode"] for one in found] == codes


def test_a_day_that_is_none(portal: Portal) -> None:
    found = portal.get(f"{ONE}/documents", officialDateFrom="yesterday")
    assert found.status_code == 400
    assert "officialDateFrom" in found.json()["errorDetails"]


def test_a_document(portal: Portal) -> None:
    bag = portal.get(f"{ONE}/documents").json()["documentBag"][2]["downloadOptionBag"]
    rendered, received = (portal.get(one["downloadUrl"]) for one in bag)
    assert rendered.content.startswith(b"%PDF")
    assert rendered.headers["content-type"] == "application/pdf"
    assert 'filename="K87AK41F.pdf"' in rendered.headers["content-disposition"]
    assert received.content == ACTION_XML


@pytest.mark.parametrize("name", ["NONE.pdf", "KFCN8CLB.pdf", "K87AK41F", "K87AK41F.docx"])
def test_a_document_that_is_not_held(portal: Portal, name: str) -> None:
    assert portal.get(f"{_DOWNLOAD}/{name}").status_code == 404


def test_publications(portal: Portal) -> None:
    told = portal.one(f"{OWN}/associated-documents")
    (early,) = (told[name] for name in told if name != "applicationNumberText")
    assert early["productIdentifier"] == "APPXML"
    assert early["xmlFileName"] == f"{OWN}_20190095759.xml"
    assert portal.get(early["fileLocationURI"]).content == XML + b"US20190095759A1"
    assert told.items() <= portal.one(OWN).items()


@pytest.mark.parametrize("name", ["x.xml", f"{OWN}_1.xml", f"{SECRET}_1.xml"])
def test_a_publication_that_is_not_held(portal: Portal, name: str) -> None:
    address = f"/api/v1/datasets/products/files/APPXML-SPLT/2019/ipa190328/{name}"
    assert portal.get(address).status_code == 404


# -- who may ask -----------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, {"X-API-KEY": "wrong"}, {"X-API-KEY": ""}])
def test_a_key_is_needed(desk: TestClient, headers: dict[str, str]) -> None:
    found = desk.get(ONE, headers=headers)
    assert found.status_code == 403
    told: dict[str, Any] = found.json()
    assert (told["code"], told["error"]) == (403, "Forbidden")


@pytest.mark.parametrize(
    ("path", "status"), [(ONE, 429), (f"/doc-list/svc/doclist/US/{OWN}/A", 429)]
)
def test_a_limit_that_is_reached(
    desk: TestClient, key: Key, monkeypatch: pytest.MonkeyPatch, path: str, status: int
) -> None:
    until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30)
    application = desk.app
    assert isinstance(application, Front)
    limits = application.premises.accounts.limits
    monkeypatch.setattr(limits, "minute", lambda *_: Reached("odp", 60, until))
    found = desk.get(path, headers={"X-API-KEY": key.key})
    assert found.status_code == status
    assert 0 < int(found.headers["retry-after"]) <= 60


@pytest.mark.parametrize("path", ["/api/v1/patent/none", "/api/v1/datasets/products/search"])
def test_addresses_that_there_are_not(portal: Portal, path: str) -> None:
    assert portal.get(path).status_code == 404


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("applicationStatusCode:150", [150]),
        ("applicationStatusCode:>=892", [892, 899]),
        ("applicationStatusDescriptionText:Preexam AND Returned", [18]),
        ('"Patented Case" OR applicationStatusCode:<3', [1, 150]),
        ("applicationStatusDescriptionText:Missas*", [1]),
    ],
)
def test_status_codes(portal: Portal, query: str, codes: list[int]) -> None:
    told = portal.get("/api/v1/patent/status-codes", q=query).json()
    assert [one["applicationStatusCode"] for one in told["statusCodeBag"]] == codes
    assert told["count"] == len(codes)
    assert told == portal.post("/api/v1/patent/status-codes", {"q": query}).json() | {
        "requestIdentifier": told["requestIdentifier"]
    }


def test_status_codes_by_pages(portal: Portal) -> None:
    told = portal.get("/api/v1/patent/status-codes", offset="5", limit="3").json()
    assert told["count"] > 200
    assert len(told["statusCodeBag"]) == 3
    assert portal.get("/api/v1/patent/status-codes", q="(a").status_code == 400
    assert portal.get("/api/v1/patent/status-codes", q="zzz").status_code == 404


@pytest.mark.parametrize("reason", Reason)
def test_every_refusal_has_both_forms(reason: Reason) -> None:
    head = Head("GET", ONE, {}, "http://testserver")
    for refused in (portal_refused, dossier_refused):
        answer = refused(head, Refusal(reason, "why"))
        assert 400 <= answer.status <= 503
        assert answer.body.startswith(b"{")
