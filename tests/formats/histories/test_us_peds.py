"""File histories of PEDS and the answers of its API."""

import datetime as dt
import gzip
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_files import Told, agrees, check_reading, course, files, reached

from madoguchi.errors import RefusedError
from madoguchi.formats.documents import Document
from madoguchi.formats.histories import us_cases
from madoguchi.model import CaseId, Related

NOWHERE = Document(b"", 0)
NAME = "personNameOrOrganizationNameOrEntityName"


def contact(**name: Any) -> dict[str, Any]:
    return {"contactOrPublicationContact": [{"name": {NAME: [name]}}]}


def file_history(**changes: Any) -> dict[str, Any]:
    person = {"personStructuredName": {"firstName": "Ada", "lastName": "Byron"}}
    assignment = {
        "reelNumber": "33201",
        "frameNumber": "856",
        "recordedDate": "06-27-2014",
        "conveyanceText": "ASSIGNMENT OF ASSIGNORS INTEREST (SEE DOCUMENT FOR DETAILS).",
        "assignorBag": {"assignor": [{"executionDate": "06-20-2014", **contact(value="BYRON")}]},
        "assigneeBag": {"assignee": [contact(value="ENGINES LTD")]},
    }
    metadata: dict[str, Any] = {
        "applicationNumberText": {"value": "14369639", "electronicText": "14369639"},
        "filingDate": "2014-06-27",
        "applicationTypeCategory": "Utility",
        "inventionTitle": {"content": ["ANALYTICAL ENGINE"]},
        "applicationStatusCategory": "Abandoned  --  Failure to Respond to an Office Action",
        "applicationStatusDate": "2017-10-10",
        "patentPublicationIdentification": {
            "publicationNumber": "US20140365128A1",
            "publicationDate": "2014-12-11",
        },
        "relatedDocumentData": {
            "parentDocumentDataOrChildDocumentData": [
                {
                    "descriptionText": "This application is National Stage Entry of",
                    "applicationNumberText": "PCT/KR2012/009001",
                    "filingDate": "2012-10-30",
                },
                {
                    "descriptionText": "which is Patented claims the benefit of 14369639",
                    "applicationNumberText": "15000001",
                    "filingDate": "2016-01-18",
                    "childDocumentStatusCode": "Patented",
                },
            ]
        },
        "priorityClaimBag": {
            "priorityClaim": [
                {
                    "ipOfficeName": "REPUBLIC OF KOREA",
                    "applicationNumber": {"applicationNumberText": "10-2011-0146439"},
                    "filingDate": "2011-12-29",
                }
            ]
        },
        "partyBag": {
            "applicantBagOrInventorBagOrOwnerBag": [
                {"inventorOrDeceasedInventor": [contact(**person)]}
            ]
        },
    }
    return {
        "patentCaseMetadata": metadata | changes.pop("metadata", {}),
        "prosecutionHistoryDataBag": {
            "prosecutionHistoryData": changes.pop(
                "events",
                [
                    event("2017-10-11", "MABN2"),
                    event("2017-02-01", "MCTNF"),
                    event("2014-07-01", "DOCK"),
                ],
            )
        },
        "assignmentDataBag": {"assignmentData": [assignment, {}]},
        "contentResourceBag": {
            "contentResource": [
                {"officialDate": "2017-10-11", "documentCode": "ABN", "pageTotalQuantity": 2},
                {"officialDate": "2014-06-27", "documentCode": "NPL", "descriptionText": "second"},
                {"officialDate": "2014-06-27", "documentCode": "NPL", "descriptionText": "first"},
            ]
        },
    } | changes


def event(date: str, code: str) -> dict[str, str]:
    return {"eventDate": date, "eventCode": code, "eventDescriptionText": f"told {code}"}


def told(history: dict[str, Any]) -> Told:
    return Told(json.dumps(history).encode())


def test_a_file_history() -> None:
    history = told(file_history()).history
    assert history.case == CaseId.parse("US-patent-14369639")
    assert history.complete
    assert agrees(history)
    assert [(e.series, e.code) for e in history.events] == [
        ("stated", "ENTERED"),
        ("uspto-assignment", "ASSIGNMENT"),
        ("uspto", "DOCK"),
        ("stated", "PUBLISHED"),
        ("uspto", "MCTNF"),
        ("uspto", "MABN2"),
    ]
    assert history.status is not None
    assert history.status.text == "Abandoned -- Failure to Respond to an Office Action"


def test_its_bibliography() -> None:
    found = told(file_history()).history.bibliography
    assert [text.text for text in found.titles] == ["ANALYTICAL ENGINE"]
    assert [party.name for party in found.inventors] == ["Ada Byron"]
    assert [party.name for party in found.owners] == ["ENGINES LTD"]
    assert [(one.relation, one.document.number) for one in found.related] == [
        ("pct-filing", "PCT/KR2012/009001"),
        ("child-application", "15000001"),
    ]
    assert found.international is not None
    assert found.international.office == "WO"
    assert [(p.document.office, p.kind) for p in found.priorities] == [("KR", "national")]
    assert [(p.number, p.kind) for p in found.publications] == [("US20140365128A1", "A1")]


def test_documents_are_counted_by_code_and_day() -> None:
    documents = told(file_history()).history.documents
    assert [(one.number, one.name, one.direction) for one in documents] == [
        ("NPL-2014-06-27-1", "first", "in"),
        ("NPL-2014-06-27-2", "second", "in"),
        ("ABN-2017-10-11-1", "", "out"),
    ]


def test_a_conveyance_is_an_event_with_its_parties() -> None:
    events = told(file_history()).history.events
    conveyance = next(event for event in events if event.series == "uspto-assignment")
    assert conveyance.number == "033201/0856"
    assert conveyance.effective == dt.date(2014, 6, 20)
    assert conveyance.detail == (("assignor", "BYRON"), ("assignee", "ENGINES LTD"))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("ASSIGNMENT OF ASSIGNORS INTEREST (SEE DOCUMENT FOR DETAILS).", "ASSIGNMENT"),
        ("NUNC PRO TUNC ASSIGNMENT (SEE DOCUMENT FOR DETAILS).", "ASSIGNMENT"),
        ("CORRECTIVE ASSIGNMENT TO CORRECT THE ASSIGNEE'S NAME", "CORRECTION"),
        ("ASSIGNMENT OF INTELLECTUAL PROPERTY SECURITY AGREEMENT", "SECURITY"),
        ("RELEASE OF SECURITY INTEREST IN PATENTS", "RELEASE"),
        ("CONFIRMATORY LICENSE (SEE DOCUMENT FOR DETAILS).", "LICENSE"),
        ("CHANGE OF NAME (SEE DOCUMENT FOR DETAILS).", "NAME-CHANGE"),
        ("MERGER AND CHANGE OF NAME", "MERGER"),
        ("RE-DOMESTICATION AND ENTITY CONVERSION", "CONVERSION"),
        ("", "OTHER"),
    ],
)
def test_classes_of_conveyances(words: str, code: str) -> None:
    one = us_cases.Conveyance("1", "2", dt.date(2020, 1, 1), words, (), None, ())
    assert one.code == code


@pytest.mark.parametrize(
    ("words", "child", "relation"),
    [
        ("This application is a Continuation of", False, "continuation"),
        ("This application is a Continuation in part of", False, "continuation-in-part"),
        ("CIP", True, "child-continuation-in-part"),
        ("This application is a Division of", False, "division"),
        ("This application Claims Priority from Provisional Application", False,
         "provisional-application"),
        ("This application is National Stage Entry of", False, "pct-filing"),
        ("This application is a Reissue of", False, "reissue"),
        ("claims the benefit of", True, "child-application"),
        ("", False, "related-application"),
    ],
)  # fmt: skip
def test_relations(words: str, child: bool, relation: str) -> None:
    assert us_cases.relation(words, child=child) == relation


def test_of_a_division_the_filing_is_a_division() -> None:
    parent = {
        "descriptionText": "This application is a Division of",
        "applicationNumberText": "13000001",
        "filingDate": "2011-01-03",
    }
    related = {"relatedDocumentData": {"parentDocumentDataOrChildDocumentData": [parent]}}
    history = told(file_history(metadata=related)).history
    assert history.events[0].code == "DIVIDED"
    assert isinstance(history.bibliography.related[0], Related)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((), ("A", 1)),
        (("DOCK",), ("A", 2)),
        (("DOCK", "MABN2"), ("N", 6)),
        (("DOCK", "MABN2", "MPREV"), ("A", 2)),
        (("MCTFR", "RCEX", "ABN9", "MCTNF"), ("A", 2)),
        (("MN/=.", "PGM/"), ("A", 4)),
        (("PGM/", "EXP."), ("N", 6)),
        (("PGM/", "EXP.", "MPMFG"), ("A", 4)),
        (("PGM/", "TRIALPET"), ("A", 5)),
        (("PGM/", "TRIALPET", "TRIALDEN"), ("A", 4)),
        (("DOCK", "ABN3"), ("N", 6)),
    ],
)
def test_where_events_lead(codes: tuple[str, ...], expected: tuple[str, int]) -> None:
    events = [event(f"{2015 + n}-05-05", code) for n, code in enumerate(codes)]
    assert reached(told(file_history(events=events[::-1])).history) == expected


BAD_EVENTS = "where events are listed there is only 'none'"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"patentCaseMetadata": {}}, "the case gives no application number"),
        ({"patentCaseMetadata": "text"}, "the case gives no application number"),
        ({"metadata": {"applicationNumberText": {"value": "??"}}}, "'??' is no application number"),
        ({"events": "none"}, BAD_EVENTS),
        ({"events": ["none"]}, BAD_EVENTS),
        ({"events": [event("2017-02-30", "CTNF")]}, "the event CTNF has no date: '2017-02-30'"),
        ({"events": [event("2017-02-28", "")]}, "an event has no code"),
        ({"events": [{"eventCode": "CTNF"}]}, "the event CTNF has no date: ''"),
    ],
)
def test_refusals(changes: dict[str, Any], reason: str) -> None:
    assert told(file_history(**changes)).refusals == [reason]


def test_a_history_that_breaks_off_is_refused() -> None:
    (reason,) = Told(json.dumps(file_history()).encode()[:-20]).refusals
    assert reason.startswith("not JSON")


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_none(text: str) -> None:
    found = us_cases.day(text)
    assert found is None or found.year > 1
    assert isinstance(us_cases.whole(text), int)


def test_a_date_that_must_be_there() -> None:
    with pytest.raises(RefusedError, match="the event X has no date"):
        us_cases.required_day("0001-01-01T05:00:00Z", "the event X", NOWHERE)


PACKED = (
    "{16123456|2021-01-06 13:47:08|PROSECUTION|Issue Notification|ISSUE.NTF|1|KJM1},"
    "{16123456|2018-09-05 20:00:00|PROSECUTION|Claims|CLM|3|KJM2}"
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    keys = value if isinstance(value, dict) else range(len(value) if isinstance(value, list) else 0)
    for key in keys:
        yield from places(value[key], (*path, key))


PLACES = list(places(file_history()))
JUNK: list[Any] = [None, "", "x", 0, 1e300, True, [], {}, [[]], [{}], {"a": [1]}, "2020-02-30", "٣"]


@given(st.sampled_from(PLACES), st.sampled_from(JUNK))
def test_anything_in_any_place_is_read_or_refused(place: tuple[Any, ...], junk: Any) -> None:
    history = file_history()
    parent: Any = history
    for key in place[:-1]:
        parent = parent[key]
    parent[place[-1]] = junk
    found = told(history)
    assert len(found.histories) + len(found.refusals) == 1


DOC = {
    "applId": "16123456",
    "appFilingDate": "2018-09-06T00:00:00Z",
    "appType": "Utility",
    "appStatus": "Patented Case",
    "patentNumber": "10902286",
    "patentIssueDate": "2021-01-26T00:00:00Z",
    "applicants": [
        {"nameLineOne": "FUJI", "nameLineTwo": " ", "city": "Tokyo, ", "country": "(JP)"}
    ],
    "transactions": [{"recordDate": "2021-01-26 00:00:00", "code": "PGM/", "description": "x"}],
    "cmsData": [PACKED],
}


def answer(*docs: dict[str, Any]) -> dict[str, Any]:
    results = {"searchResponse": {"response": {"numFound": len(docs), "docs": list(docs)}}}
    return {"queryResults": results, "createQueryRequest": {"searchText": "x"}}


def test_an_answer_to_a_query() -> None:
    history = told(answer(DOC)).history
    assert reached(history) == ("A", 4)
    (applicant,) = history.bibliography.applicants
    assert (applicant.name, applicant.names[0].address, applicant.country) == (
        "FUJI",
        "Tokyo",
        "JP",
    )
    documents = [(one.number, one.date, one.pages) for one in history.documents]
    assert documents == [("KJM2", dt.date(2018, 9, 6), 3), ("KJM1", dt.date(2021, 1, 6), 1)]


def test_an_answer_that_found_none() -> None:
    reasons = ["not a publication or case: an answer of PEDS that found none"]
    assert told(answer()).refusals == reasons


def test_a_list_of_documents_tells_of_its_case_entry_by_entry() -> None:
    entry = {
        "applicationNumberText": "14643719",
        "mailRoomDate": "2015-03-09T20:00:00.000Z",
        "documentCode": "CLM",
        "documentDescription": "Claims",
        "documentIdentifier": "I73",
        "pageCount": 3,
    }
    found = Told(json.dumps([entry, {**entry, "documentIdentifier": "I74"}]).encode())
    assert [one.documents[0].number for one in found.histories] == ["I73", "I74"]
    assert found.histories[0].documents[0].date == dt.date(2015, 3, 10)


@pytest.fixture(scope="module")
def real(shared_data: Path) -> Told:
    (file,) = files(shared_data, "prosecution/uspto_peds_file_histories.jsonl.xz")
    return check_reading(lzma.decompress(file.read_bytes()))


def test_real_histories(real: Told) -> None:
    assert real.refusals == []
    assert len(real.histories) == 1000
    assert sum(len(one.documents) for one in real.histories) == 62568
    numbers = [{document.number for document in one.documents} for one in real.histories]
    assert sum(map(len, numbers)) == 62568
    assert all(document.direction for one in real.histories for document in one.documents)


def test_real_events_lead_to_the_real_statuses(real: Told) -> None:
    """The source runs ahead of its list only where a patent is about to be issued."""
    stated = [one for one in real.histories if one.status]
    wrong = [one for one in stated if not agrees(one)]
    assert len(wrong) / len(stated) < 0.005
    for history in wrong:
        assert history.status is not None
        assert history.status.text == "Patented Case"
        assert not {"PGM/", "EPG/", "GRANTED"} & {event.code for event in history.events}


def test_real_histories_are_opened_by_publication(real: Told) -> None:
    assert all(any(step.opens for step in course(one).steps) for one in real.histories)


def recorded(root: Path) -> Iterator[bytes]:
    for file in files(root, "uspto_peds.jsonl.gz", "uspto_global_dossier.jsonl.gz"):
        for line in gzip.decompress(file.read_bytes()).splitlines():
            body = json.loads(line).get("body") or ""
            if body.startswith(('{"queryResults', "[{")):
                yield body.encode()


def test_recorded_answers(shared_data: Path) -> None:
    found = [check_reading(body) for body in recorded(shared_data / "api_recordings")]
    assert {source for one in found for source in one.sources} == {"us-peds-answer"}
    assert not any(one.refusals for one in found)
    stated = [history for one in found for history in one.histories if history.status]
    assert len(stated) == 199
    assert all(agrees(history) for history in stated)
