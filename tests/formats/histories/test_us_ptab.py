"""Proceedings of the Patent Trial and Appeal Board, and petition decisions."""

import datetime as dt
import json
from typing import Any

import pytest
from register_files import Told, reached

TRIAL: dict[str, Any] = {
    "trialNumber": "IPR2021-01599",
    "patentOwnerData": {
        "applicationNumberText": "15860939",
        "patentNumber": "10169987",
        "grantDate": "2019-01-01",
        "realPartyInInterestName": "DISPLAYS, INC.",
    },
    "regularPetitionerData": {"realPartyInInterestName": "RIDES, INC."},
    "trialMetaData": {"petitionFilingDate": "2021-10-01", "trialTypeCode": "IPR"},
    "documentData": {
        "documentIdentifier": "171339223",
        "documentFilingDate": "2023-04-10",
        "documentTitleText": "Decision",
        "documentCategory": "FINAL",
        "filingPartyCategory": "BOARD",
        "documentSizeQuantity": 125945,
        "documentOCRText": "Trials\n\nFINAL WRITTEN\nDECISION",
    },
}
DECISION = {"trialOutcomeCategory": "Institution Denied", "decisionIssueDate": "2022-04-10"}


def told(answer: Any) -> Told:
    return Told(json.dumps(answer).encode())


def test_a_trial() -> None:
    history = told({"patentTrialDocumentDataBag": [TRIAL]}).history
    assert str(history.case) == "US-patent-15860939"
    assert reached(history) == ("A", 5)
    petition = history.events[-1]
    assert (petition.code, petition.number) == ("TRIAL-PETITION", "IPR2021-01599")
    assert ("petitioner", "RIDES, INC.") in petition.detail
    (document,) = history.documents
    assert (document.code, document.direction, document.size) == ("FINAL", "out", 125945)
    (paper,) = history.papers
    assert [block.text for block in paper.body.blocks] == ["Trials", "FINAL WRITTEN DECISION"]


def test_entries_of_one_case_are_joined() -> None:
    bag = [TRIAL, {**TRIAL, "decisionData": DECISION}]
    history = told({"patentTrialDocumentDataBag": bag}).history
    codes = [event.code for event in history.events]
    assert codes == ["GRANTED", "TRIAL-PETITION", "TRIAL-INSTITUTION-DENIED"]
    assert len(history.documents) == 1
    assert reached(history) == ("A", 4)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ("Affirmed", "APPEAL-AFFIRMED"),
        ("Affirmed-in-Part", "APPEAL-AFFIRMED-IN-PART"),
        ("Reversed", "APPEAL-REVERSED"),
    ],
)
def test_appeals(outcome: str, code: str) -> None:
    appeal = {
        "appealNumber": "2026001845",
        "appealMetaData": {"appealFilingDate": "2026-04-20"},
        "appellantData": {"applicationNumberText": "18798196"},
        "decisionData": {"appealOutcomeCategory": outcome, "decisionIssueDate": "2026-05-22"},
    }
    for bag in ("patentAppealDataBag", "patentTrialData"):
        events = told({bag: [appeal]}).history.events
        assert [event.code for event in events] == ["APPEAL-FILED", code]


def test_an_interference_belongs_to_both_parties() -> None:
    interference = {
        "interferenceNumber": "106130",
        "juniorPartyData": {"applicationNumberText": "14862663"},
        "seniorPartyData": {"applicationNumberText": "14443829"},
        "documentData": {
            "interferenceOutcomeCategory": "Judgment",
            "decisionIssueDate": "2025-01-28",
        },
    }
    found = told({"patentInterferenceDataBag": [interference]}).histories
    assert {one.case.number for one in found} == {"14862663", "14443829"}
    assert {one.events[0].code for one in found} == {"INTERFERENCE-JUDGMENT"}


PETITION = {
    "applicationNumberText": "10347018",
    "decisionDate": "2012-03-26",
    "decisionPetitionTypeCode": 525,
    "decisionTypeCodeDescriptionText": "DENIED",
    "petitionIssueConsideredTextBag": ["Withdrawal of abandonment"],
}


def test_a_petition_decision() -> None:
    (event,) = told({"petitionDecisionDataBag": [PETITION]}).history.events
    assert (event.code, event.date, event.text) == (
        "525",
        dt.date(2012, 3, 26),
        "Withdrawal of abandonment",
    )
    assert ("outcome", "DENIED") in event.detail


NOBODY = "not a publication or case: decisions without application numbers"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"patentTrialData": [{"trialNumber": "IPR2026-00255"}]}, NOBODY),
        ({"patentTrialDocumentDataBag": "x"}, NOBODY),
        (
            {"petitionDecisionDataBag": [PETITION | {"decisionDate": ""}]},
            "the petition decision 525 has no date: ''",
        ),
    ],
)
def test_refusals(answer: dict[str, Any], reason: str) -> None:
    assert told(answer).refusals == [reason]
