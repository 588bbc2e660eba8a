"""Texts of the USPTO's office actions, rejections and citations."""

import json
import lzma
from pathlib import Path
from typing import Any

import pytest
from register_files import Told, check_reading, files, reached

from madoguchi.model import CaseId

ACTION: dict[str, Any] = {
    "patentApplicationNumber": ["13387278"],
    "obsoleteDocumentIdentifier": ["HXVX9L78PXXIFW4"],
    "legacyDocumentCodeIdentifier": ["CTNF"],
    "submissionDate": "2014-07-23T04:00:00Z",
    "filingDate": "2012-01-26T05:00:00Z",
    "grantDate": "0001-01-01T05:00:00Z",
    "applicationDeemedWithdrawnDate": "2014-10-24T04:00:00Z",
    "inventionTitle": ["A METHOD"],
    "nationalClass": ["702"],
    "nationalSubclass": ["003000"],
    "patentNumber": ["null"],
    "bodyText": ["DETAILED ACTION\n\n1. Claims  1-3 are rejected.\n2. Claim 4 too.\n"],
}


def told(answer: Any) -> Told:
    return Told(json.dumps(answer).encode())


def test_an_action() -> None:
    history = told(ACTION).history
    assert history.case == CaseId.parse("US-patent-13387278")
    assert [event.code for event in history.events] == ["FILED", "MCTNF", "DEEMED-WITHDRAWN"]
    assert reached(history) == ("N", 6)
    assert history.bibliography.registration is None
    assert [one.symbol for one in history.bibliography.classifications] == ["702/3"]


def test_its_text_is_read_by_paragraphs() -> None:
    history = told(ACTION).history
    (paper,) = history.papers
    (document,) = history.documents
    assert paper.document == document.number == "HXVX9L78PXXIFW4"
    assert (paper.title, document.direction) == ("Non-final rejection", "out")
    assert [block.text for block in paper.body.blocks] == [
        "DETAILED ACTION",
        "1. Claims 1-3 are rejected.",
        "2. Claim 4 too.",
    ]


def test_rejections_are_details_of_their_action() -> None:
    rejection = {
        "patentApplicationNumber": "12190351",
        "legacyDocumentCodeIdentifier": "CTNF",
        "submissionDate": "2011-10-19T00:00:00",
        "actionTypeCategory": "rejected",
    }
    docs = [
        {**rejection, "legalSectionCode": "103", "claimNumberArrayDocument": ["1,2"]},
        {**rejection, "legalSectionCode": "112", "claimNumberArrayDocument": ["3"]},
    ]
    (event,) = told({"response": {"docs": docs}}).history.events
    assert event.code == "MCTNF"
    assert event.detail == (("rejected", "103: 1,2"), ("rejected", "112: 3"))


def test_citations() -> None:
    cited = {
        "patentApplicationNumber": "16123456",
        "citedDocumentIdentifier": "US 2013/0341529 A1",
        "countryCode": "US",
        "kindCode": "A1",
        "nplIndicator": False,
        "citationCategoryCode": "Y",
        "relatedClaimNumberText": "11-12",
        "passageLocationText": "col. 8|line 4",
        "examinerCitedReferenceIndicator": True,
        "applicantCitedExaminerReferenceIndicator": False,
    }
    (one,) = told({"response": {"docs": [cited]}}).history.bibliography.citations
    assert one.document is not None
    assert (one.document.number, one.document.kind) == ("US 2013/0341529 A1", "A1")
    assert (one.phase, one.category, one.claims) == ("examination", "Y", "11-12")
    assert one.passage == "col. 8; line 4"


NOTHING = "not a publication or case: an answer without application numbers"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"response": {"docs": []}}, NOTHING),
        ({"response": "x"}, NOTHING),
        ({"response": {"docs": [{"id": 1}]}}, NOTHING),
        (ACTION | {"patentApplicationNumber": []}, NOTHING),
        (
            ACTION | {"submissionDate": "2014-02-30"},
            "the office action CTNF has no date: '2014-02-30'",
        ),
    ],
)
def test_refusals(answer: dict[str, Any], reason: str) -> None:
    assert told(answer).refusals == [reason]


def test_real_actions(shared_data: Path) -> None:
    (file,) = files(shared_data, "prosecution/uspto_office_actions.jsonl.xz")
    found = check_reading(lzma.decompress(file.read_bytes()))
    assert found.refusals == []
    papers = [paper for history in found.histories for paper in history.papers]
    assert len(papers) == 7
    assert all(len(paper.body.blocks) > 10 for paper in papers)
