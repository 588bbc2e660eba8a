"""Answers of the USPTO's Open Data Portal: file wrappers and parts of them."""

import datetime as dt
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from register_files import Told, agrees, check_reading, files, reached

from madoguchi.model import CaseId

EXAMPLES = "prosecution/uspto_odp_examples/**/*.json"

WRAPPER: dict[str, Any] = {
    "applicationNumberText": "17248024",
    "applicationMetaData": {
        "filingDate": "2021-01-05",
        "applicationTypeLabelName": "Utility",
        "applicationStatusDescriptionText": "Patented Case",
        "applicationStatusDate": "2023-04-19",
        "patentNumber": "11646472",
        "grantDate": "2023-05-09",
        "uspcSymbolText": "429/144",
        "cpcClassificationBag": ["H01M  50/46", "H01G  11/06"],
        "examinerNameText": "CENTRAL, DOCKET",
        "inventorBag": [
            {
                "inventorNameText": "Steven J. Visco",
                "correspondenceAddressBag": [
                    {"cityName": "Berkeley", "countryCode": "US"},
                    {"cityName": "Moraga", "countryCode": "US"},
                ],
            }
        ],
    },
    "eventDataBag": [
        {"eventCode": "EPG/", "eventDate": "2023-05-09", "eventDescriptionText": "granted"},
        {"eventCode": "DOCK", "eventDate": "2021-02-01", "eventDescriptionText": "docketed"},
    ],
    "parentContinuityBag": [
        {
            "claimParentageTypeCode": "CON",
            "parentApplicationNumberText": "16695054",
            "parentApplicationFilingDate": "2019-11-25",
            "childApplicationNumberText": "17248024",
        }
    ],
    "recordAttorney": {
        "attorneyBag": [{"firstName": "A", "lastName": "AGENT", "registrationNumber": "44137"}],
        "powerOfAttorneyBag": [{"lastName": "AGENT", "registrationNumber": "44137"}],
    },
    "patentTermAdjustmentData": {"adjustmentTotalQuantity": 304.0},
}


def told(answer: Any) -> Told:
    return Told(json.dumps(answer).encode())


def wrapped(**changes: Any) -> Told:
    return told({"count": 1, "patentFileWrapperDataBag": [WRAPPER | changes]})


def test_a_wrapper() -> None:
    found = wrapped()
    history = found.history
    assert found.sources == {"us-odp"}
    assert history.case == CaseId.parse("US-patent-17248024")
    assert history.complete
    assert agrees(history)
    assert [event.code for event in history.events] == ["DIVIDED", "DOCK", "GRANTED", "EPG/"]


def test_its_bibliography() -> None:
    found = wrapped().history.bibliography
    assert found.adjustment == 304
    assert found.examiners == ()
    assert [one.id for one in found.agents] == ["44137"]
    assert [one.names[0].address for one in found.inventors] == ["Berkeley"]
    assert [one.relation for one in found.related] == ["continuation"]
    symbols = [(one.symbol, one.first) for one in found.classifications]
    assert symbols == [("429/144", True), ("H01M50/46", True), ("H01G11/06", False)]


def test_parts_of_a_wrapper_do_not_tell_all() -> None:
    part = {"applicationNumberText": "17248024", "eventDataBag": WRAPPER["eventDataBag"]}
    assert not told({"patentFileWrapperDataBag": [part]}).history.complete


def test_documents_go_to_their_cases() -> None:
    bag = [
        {
            "applicationNumberText": number,
            "documentCode": "CTNF",
            "officialDate": "2021-01-05T18:29:41.000-0500",
            "documentIdentifier": f"L{n}",
            "directionCategory": "OUTGOING",
            "downloadOptionBag": [{"pageTotalQuantity": 4}, {"mimeTypeIdentifier": "XML"}],
        }
        for n, number in enumerate(("17248024", "15000001", "17248024"))
    ]
    first, second = told({"documentBag": bag}).histories
    assert [one.number for one in first.documents] == ["L1"]
    assert {one.number for one in second.documents} == {"L0", "L2"}
    (document,) = first.documents
    assert (document.date, document.direction, document.pages) == (dt.date(2021, 1, 5), "out", 4)


def test_names_with_capitals() -> None:
    claim = {"ApplicationNumber": "10-2014-0009131", "FilingDate": "2015-01-20"}
    answer = {"ApplicationNumber": "15000001", "Claims": [{**claim, "IPOfficeName": "JAPAN"}]}
    history = told(answer).history
    assert [one.document.office for one in history.bibliography.priorities] == ["JP"]


def test_events_that_others_have_picked() -> None:
    picked = {
        "application_number": "18100000",
        "filing_date": "2023-01-23",
        "status": "Final Rejection Mailed",
        "prosecution_events": [
            {"code": "MCTFR", "description": "mailed", "date": "2024-04-05"},
            {"code": "CTNF", "description": "non-final", "date": "2023-09-25"},
        ],
    }
    history = told(picked).history
    assert not history.complete
    assert reached(history) == ("A", 2)


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ({"bulkDataProductBag": []}, "an answer of the portal that found none"),
        ({"bulkDataProductBag": [{"x": 1}]}, "a list of bulk data products"),
        ({"statusCodeBag": [{"x": 1}]}, "a list of status codes"),
        ({"apiKey": "x", "apiUrl": "x", "fields": []}, "a description of a service and its fields"),
        ({"patentdata": [{"x": 1}]}, "a list of applications without their numbers"),
        (
            {"attorneyBag": [{"x": 1}], "powerOfAttorneyBag": []},
            "representatives without the number of their application",
        ),
        ({"patentFileWrapperDataBag": []}, "an answer of the portal that found none"),
    ],
)
def test_what_is_no_case_is_refused_by_name(answer: dict[str, Any], what: str) -> None:
    assert told(answer).refusals == [f"not a publication or case: {what}"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"applicationNumberText": None}, "the case gives no application number"),
        ({"eventDataBag": "x"}, "where events are listed there is only 'x'"),
        ({"documentBag": [7]}, "where documents are listed there is only '7'"),
        (
            {"eventDataBag": [{"eventCode": "A", "eventDate": "2021-13-01"}]},
            "the event A has no date: '2021-13-01'",
        ),
    ],
)
def test_refusals(changes: dict[str, Any], reason: str) -> None:
    assert wrapped(**changes).refusals == [reason]


def test_real_answers(shared_data: Path) -> None:
    """All fields known, all codes mapped; what is no case is named."""
    answers = [path for path in files(shared_data, EXAMPLES) if "trademark" not in str(path)]
    found = [check_reading(path.read_bytes()) for path in answers]
    refused = {reason for one in found for reason in one.refusals}
    assert all(reason.startswith("not a publication or case: ") for reason in refused)
    assert not any("JSON with" in reason for reason in refused)
    stated = [history for one in found for history in one.histories if history.status]
    assert stated
    assert all(agrees(history) for history in stated)


# What the picked events never tell.
_ENDS = ("Patent", "Abandoned", "Expressly Abandoned")


def test_real_picked_events(shared_data: Path) -> None:
    """The file has office actions and allowances only: no grant, no abandonment, no lapse."""
    (file,) = files(shared_data, "prosecution/uspto_odp_events_321.jsonl.gz")
    found = check_reading(gzip.decompress(file.read_bytes()))
    assert len(found.histories) == 321
    assert not any(history.complete for history in found.histories)
    statuses = [(agrees(one), one.status.text) for one in found.histories if one.status]
    told_all = [(agreed, text) for agreed, text in statuses if not text.startswith(_ENDS)]
    assert len(told_all) > 70
    assert all(agreed for agreed, _ in told_all)
