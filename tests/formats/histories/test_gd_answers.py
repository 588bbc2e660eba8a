"""Answers of the USPTO's Global Dossier: families and lists of documents."""

import datetime as dt
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from register_files import Told, check_reading, files

ENTRY: dict[str, Any] = {
    "docCode": "A131-JP",
    "docDesc": "Notice of Reasons for Refusal (ORIGINAL)",
    "docId": "Notice_of_Reasons_for_Refusal_06120285658_JP",
    "legalDate": 1595289600000,
    "docFormat": "PDF",
    "numberOfPages": 2,
    "docCodeDesc": "Office Actions Communications",
    "docGroupCode": "2,101,102,21",
    "legalDateStr": "07/21/2020",
    "mimeTypeData": [{"mimeType": "xml", "fileNames": ["a.xml"]}],
    "shareable": True,
}
LIST: dict[str, Any] = {
    "title": "Device &amp; method",
    "docs": [ENTRY],
    "country": "JP",
    "docNumber": "2017187096.A",
    "message": None,
    "applicantNames": ["FUJIFILM CORP., ", "TAIYO &amp; KATO, "],
    "oaIndCount": 1,
    "officeActionDocs": [ENTRY],
}


def listed(**entry: Any) -> Told:
    return Told(json.dumps({**LIST, "docs": [{**ENTRY, **entry}]}).encode())


def member(office: str, number: str, **told: Any) -> dict[str, Any]:
    spelled = {"country": office, "docNumber": number, "format": None, "date": "", "kindCode": "A"}
    return {
        "appNum": number, "appDate": 1, "appDateStr": "09/06/2018", "countryCode": office,
        "kindCode": "A", "pubList": [], "docList": None, "docListMsg": None, "title": None,
        "applicantNames": None, "docNum": spelled, "priorityClaimList": [], "ip5": True, **told,
    }  # fmt: skip


def family(*members: dict[str, Any]) -> Told:
    asked = {"country": "US", "internal": "false", "corrAppNum": "1", "id": "1", "type": "x"}
    return Told(json.dumps({**asked, "list": list(members)}).encode())


def test_a_document() -> None:
    (one,) = listed().history.documents
    assert one.number == "Notice_of_Reasons_for_Refusal_06120285658_JP"
    assert (one.code, one.series, one.name) == ("A131", "jpo", "Notice of Reasons for Refusal")
    assert (one.date, one.pages) == (dt.date(2020, 7, 21), 2)
    assert (one.lang, one.version, one.direction) == ("ja", "original", "out")
    assert one.lists == ("2", "101", "102", "21")


def test_a_translation_is_a_document_of_its_own() -> None:
    (one,) = listed(
        docCode="A131", docDesc="Notice (TRANSLATED)", docId="Notice_1"
    ).history.documents
    assert (one.code, one.name, one.lang, one.version) == ("A131", "Notice", "en", "translated")


@pytest.mark.parametrize(
    ("groups", "direction"), [("1,4", "in"), ("23,2", "out"), ("5", "internal"), ("unknown", "")]
)
def test_directions_by_group(groups: str, direction: str) -> None:
    (one,) = listed(docCode="X-JP", docGroupCode=groups).history.documents
    assert one.direction == direction


def test_what_the_list_says_of_the_case() -> None:
    told = listed().history
    assert str(told.case) == "JP-patent-2017187096"
    assert told.bibliography.titles[0].text == "Device & method"
    assert [one.name for one in told.bibliography.applicants] == ["FUJIFILM CORP.", "TAIYO & KATO"]


def test_brackets_of_other_offices_stay() -> None:
    data = {**LIST, "country": "US", "docNumber": "201816123456.A",
            "docs": [{**ENTRY, "docCode": "IDS", "docDesc": "Statement (IDS)"}]}  # fmt: skip
    (one,) = Told(json.dumps(data).encode()).history.documents
    assert (one.name, one.series, one.version) == ("Statement (IDS)", "uspto", "")


def test_an_empty_list_is_a_list() -> None:
    told = Told(json.dumps({**LIST, "docs": [], "officeActionDocs": []}).encode())
    assert told.history.documents == ()


def test_each_document_once_and_none_without_its_number() -> None:
    data = {**LIST, "docs": [ENTRY, ENTRY, {**ENTRY, "docId": ""}]}
    assert len(Told(json.dumps(data).encode()).history.documents) == 1


def test_a_family() -> None:
    published = {"pubCountry": "US", "pubNum": "10902286", "pubDate": 1, "kindCode": "B2",
                 "pubDateStr": "01/26/2021"}  # fmt: skip
    claims = [
        {"country": "JP", "docNumber": "2017187096", "kindCode": "A"},
        {"country": "US", "docNumber": "16123456", "kindCode": "A"},
        {"country": "US", "docNumber": "PCT/US13/32081", "kindCode": "W"},
    ]
    told = family(member("US", "16123456", pubList=[published], priorityClaimList=claims))
    one = told.history
    assert str(one.case) == "US-patent-16123456"
    assert [event.code for event in one.events] == ["FILED", "GRANTED", "GRANT-PUBLISHED"]
    claimed = [(p.document.number, p.kind) for p in one.bibliography.priorities]
    assert claimed == [("2017187096", ""), ("PCT/US13/32081", "pct")]


def test_an_international_application_is_the_bureaus() -> None:
    told = family(member("US", "PCT/US13/32081", kindCode="W", appDateStr="03/15/2013"))
    assert str(told.history.case) == "WO-patent-PCTUS2013032081"


def test_a_utility_model_is_told_by_its_publications() -> None:
    published = {"pubCountry": "CN", "pubNum": "201021456", "pubDate": 1, "kindCode": "U",
                 "pubDateStr": "02/13/2008"}  # fmt: skip
    told = family(member("CN", "200720000001", pubList=[published]))
    assert told.history.case.right.value == "utility-model"


def test_a_member_without_number_is_refused() -> None:
    spelled = {"country": "US", "docNumber": "", "format": None, "date": "", "kindCode": "A"}
    told = family(member("US", "", docNum=spelled))
    assert told.refusals == ["the case gives no application number"]


def test_a_family_without_members_is_named() -> None:
    assert family().refusals == ["not a publication or case: Global Dossier answer without members"]


def real(shared_data: Path) -> Iterator[bytes]:
    for file in files(shared_data, "api_recordings/uspto_global_dossier.jsonl.gz"):
        for line in gzip.decompress(file.read_bytes()).splitlines():
            one = json.loads(line)
            if one["method"] == "GET" and (
                "/svc/family/" in one["url"] or "/doclist/" in one["url"]
            ):
                yield one["body"].encode()


def test_real_answers(shared_data: Path) -> None:
    told = [check_reading(data) for data in real(shared_data)]
    assert {source for one in told for source in one.sources} == {"global-dossier"}
    assert not any(one.refusals for one in told)
    histories = [history for one in told for history in one.histories]
    assert len(told) == 7
    assert len(histories) == 29
    documents = [document for one in histories for document in one.documents]
    assert len(documents) > 300
    assert all(document.date and document.code for document in documents)
