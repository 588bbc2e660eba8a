"""United States histories as PEDS delivered them: JSON, one file history a line."""

import datetime as dt
import json
from collections.abc import Iterator
from random import Random
from typing import Any

from madoguchi.law import document_rule, event_rule
from madoguchi.model import Right
from madoguchi.sample.applications import Application
from madoguchi.sample.calendar import months_later
from madoguchi.sample.histories import Played
from madoguchi.sample.names import Company, Person
from madoguchi.sample.telling import Coded, coded
from madoguchi.sample.world import LAST_PUBLICATION as LAST
from madoguchi.sample.world import Filing

_NAME = "personNameOrOrganizationNameOrEntityName"
_EXAMINERS = ("ALDERWICK, MARTHA J", "TREMONTE, PAUL", "OSEI-BRANT, KWAME", "HALVERSEN, INGRID L")
# What lies in the file for each step: code of the document.
_DOCUMENTS = {
    "filed": ("ADS", "SPEC", "CLM", "ABST", "DRW", "OATH", "N417"),
    "entered": ("ADS", "SPEC", "CLM", "ABST", "DRW", "N417"),
    "search": ("IDS",),
    "accelerated": ("TRACK1.REQ",),
    "reasons": ("CTNF", "SRFW"),
    "reply": ("A...", "CLM", "REM"),
    "final-reasons": ("CTFR",),
    "further-reply": ("RCEX", "CLM", "REM"),
    "refused": ("CTFR",),
    "appeal": ("N/AP", "AP.B"),
    "allowed": ("NOA", "SRNT"),
    "fee": ("IFEE", "WFEE"),
    "certificate": ("ISSUE.NTF",),
    "abandoned": ("ABN",),
    "agent": ("PA..",),
}
_MAINTENANCE = ("M1551", "M1552", "M1553")
_CONVEYANCES = {
    "transferred": "ASSIGNMENT OF ASSIGNORS INTEREST (SEE DOCUMENT FOR DETAILS).",
    "renamed": "CHANGE OF NAME (SEE DOCUMENT FOR DETAILS).",
    "licensed": "LICENSE (SEE DOCUMENT FOR DETAILS).",
    "pledged": "SECURITY INTEREST (SEE DOCUMENT FOR DETAILS).",
}


def write(played: Played) -> bytes:
    """Return the file history of a case on one line."""
    text = json.dumps(_history(played), ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


def _history(played: Played) -> dict[str, Any]:
    one = played.application
    found = list(_events(played))
    history: dict[str, Any] = {
        "patentCaseMetadata": _metadata(played),
        "prosecutionHistoryDataBag": {
            "prosecutionHistoryData": [_event(one, event) for event in reversed(found)]
        },
        "assignmentDataBag": {"assignmentData": list(_assignments(played))},
        "contentResourceBag": {"contentResource": list(reversed(list(_documents(played))))},
        "st96Version": "V3_1",
        "ipoVersion": "US_V8_0",
    }
    adjustment = _adjustment(played)
    if adjustment:
        total = {"adjustmentTotalQuantity": adjustment, "aDelayQuantity": adjustment}
        history["patentTermData"] = {"patentTermAdjustmentData": total}
    return history


def _events(played: Played) -> Iterator[Coded]:
    """The codes of a history; those of maintenance fees tell which of the three it is."""
    fees = [event for event in played.events if event.step == "annuity"]
    paid = [
        Coded(code, event.day, event.step, event.count)
        for code, event in zip(_MAINTENANCE, fees, strict=False)
    ]
    yield from sorted((*coded(played), *paid), key=lambda event: event.day)


def _event(one: Application, event: Coded) -> dict[str, str]:
    rule = event_rule(one.case, "uspto", event.code)
    return {
        "eventDate": event.day.isoformat(),
        "eventCode": event.code,
        "eventDescriptionText": rule.name("en") if rule else event.code,
    }


def _adjustment(played: Played) -> int:
    """A patent later than three years from filing is adjusted by the delay (35 U.S.C. 154(b))."""
    one, registered = played.application, played.registered
    if registered is None or one.right is not Right.PATENT:
        return 0
    late = (registered.day - months_later(one.filed, 36)).days
    return max(0, late - one.seed % 90)


def _metadata(played: Played) -> dict[str, Any]:
    one, registered, laid = played.application, played.registered, played.application.laid_open
    status, day = _status(played)
    data: dict[str, Any] = {
        "applicationNumberText": {"value": one.number, "electronicText": one.number},
        "filingDate": one.filed.isoformat(),
        "applicationTypeCategory": "Design" if one.right is Right.DESIGN else "Utility",
        "partyBag": {"applicantBagOrInventorBagOrOwnerBag": list(_parties(one))},
        "groupArtUnitNumber": {"value": str(1600 + one.seed % 2200)},
        "applicationConfirmationNumber": str(1000 + one.seed % 8999),
        "applicantFileReference": f"{one.agent[1][:3].upper()}-{one.seed % 90_000:05}US",
        "businessEntityStatusCategory": "UNDISCOUNTED",
        "inventionTitle": {"content": [one.title("en").upper()]},
        "applicationStatusCategory": status,
        "applicationStatusDate": day.isoformat(),
        **_connected(one),
    }
    if laid and laid.day <= LAST:
        data["patentPublicationIdentification"] = {
            "publicationNumber": f"US{laid.number}{laid.kind}",
            "publicationDate": laid.day.isoformat(),
        }
    if registered:
        data["patentGrantIdentification"] = {
            "patentNumber": registered.number.lstrip("0"),
            "grantDate": registered.day.isoformat(),
        }
    return data


# -- parties and parents ---------------------------------------------------------------------------


def _parties(one: Application) -> Iterator[dict[str, Any]]:
    yield {"applicant": [_company(company) for company in one.applicants]}
    yield {"inventorOrDeceasedInventor": [_person(person) for person in one.inventors]}
    agent = {"organizationStandardName": {"content": [one.agent[1]]}}
    yield {"registeredPractitioner": [_contact(agent)]}
    examiner = _contact({"personFullName": _EXAMINERS[one.seed % len(_EXAMINERS)]})
    yield {
        "primaryExaminerOrAssistantExaminerOrAuthorizedOfficer": [
            {"name": examiner["contactOrPublicationContact"][0]["name"]}
        ]
    }


def _contact(name: dict[str, Any], **address: object) -> dict[str, Any]:
    return {"contactOrPublicationContact": [{"name": {_NAME: [name]}, **address}]}


def _company(company: Company) -> dict[str, Any]:
    name = {"organizationStandardName": {"content": [company.en]}}
    return _contact(name, cityName=company.place("en"), countryCode=company.country)


def _person(person: Person) -> dict[str, Any]:
    family, given = person.latin
    name = {"personStructuredName": {"firstName": given, "lastName": family}}
    return _contact(name, countryCode=person.country)


_COUNTRIES = {
    "JP": "JAPAN", "CN": "CHINA", "KR": "REPUBLIC OF KOREA", "UY": "URUGUAY",
    "EP": "EUROPEAN PATENT OFFICE (EPO)", "US": "UNITED STATES",
}  # fmt: skip


def _connected(one: Application) -> dict[str, Any]:
    data: dict[str, Any] = {}
    parents = [("is a National Stage Entry of", one.pct[0])] if one.pct else []
    if one.parent:
        parents.append(("is a Division of", one.parent))
    if parents:
        listed = [_parent(words, filing) for words, filing in parents]
        data["relatedDocumentData"] = {"parentDocumentDataOrChildDocumentData": listed}
    if one.priority and one.priority.office != "US":
        data["priorityClaimBag"] = {
            "priorityClaim": [
                {
                    "ipOfficeName": _COUNTRIES[one.priority.office],
                    "applicationNumber": {"applicationNumberText": one.priority.number},
                    "filingDate": one.priority.filed.isoformat(),
                }
            ]
        }
    return data


def _parent(words: str, filing: Filing) -> dict[str, str]:
    return {
        "descriptionText": f"This application {words}",
        "applicationNumberText": filing.number,
        "filingDate": filing.filed.isoformat(),
    }


# -- assignments and documents ---------------------------------------------------------------------


def _assignments(played: Played) -> Iterator[dict[str, Any]]:
    one = played.application
    first = one.applicants[0].en.upper()
    inventors = [" ".join(reversed(person.latin)).upper() for person in one.inventors]
    if inventors:
        yield _assignment(one, 0, one.filed, _CONVEYANCES["transferred"], (inventors, first))
    for place, event in enumerate(played.events, 1):
        words = _CONVEYANCES.get(event.step)
        if words:
            other = played.owner.en.upper() if played.owner else first
            receiver = {"renamed": f"{first} (RENAMED)", "pledged": "PALISADE TRUST BANK, N.A."}
            named = receiver.get(
                event.step, other if event.step == "transferred" else "CANTERLY LICENSING LLC"
            )
            yield _assignment(one, place, event.day, words, ([first], named))


def _assignment(
    one: Application, place: int, day: dt.date, words: str, parties: tuple[list[str], str]
) -> dict[str, Any]:
    signed = f"{day - dt.timedelta(days=9):%m-%d-%Y}"
    assignors, assignee = parties
    return {
        "reelNumber": str(28_000 + one.seed % 40_000),
        "frameNumber": str(100 + (one.seed + 7 * place) % 800),
        "recordedDate": f"{day:%m-%d-%Y}",
        "conveyanceText": words,
        "assignorBag": {
            "assignor": [
                {"executionDate": signed, **_contact({"value": name})} for name in assignors
            ]
        },
        "assigneeBag": {"assignee": [_contact({"value": assignee})]},
        "sequenceNumber": str(place + 1),
    }


def _documents(played: Played) -> Iterator[dict[str, Any]]:
    one = played.application
    pages = Random(f"pages {one.number}")
    for event in played.events:
        for code in _DOCUMENTS.get(event.step, ()):
            rule = document_rule(one.case, "uspto", code)
            yield {
                "officialDate": event.day.isoformat(),
                "documentCode": code,
                "descriptionText": rule.name("en") if rule else code,
                "pageTotalQuantity": pages.randint(1, 24),
            }


# -- the status ------------------------------------------------------------------------------------

_WORDS = {
    "abandoned": "Abandoned  --  Failure to Respond to an Office Action",
    "withdrawn": "Expressly Abandoned  --  During Examination",
    "refused": "Final Rejection Mailed",
    "fee": "Publications -- Issue Fee Payment Received",
    "allowed": "Notice of Allowance Mailed -- Application Received in Office of Publications",
    "appeal-allowed": "Notice of Allowance Mailed -- Application Received in Office of Publications",
    "appeal-heard": "Examiner's Answer to Appeal Brief Mailed",
    "appeal": "Notice of Appeal Filed",
    "further-reply": "Response after Final Action Forwarded to Examiner",
    "final-reasons": "Final Rejection Mailed",
    "reply": "Response to Non-Final Office Action Entered and Forwarded to Examiner",
    "reasons": "Non Final Action Mailed",
}
_LAPSED = "Patent Expired Due to NonPayment of Maintenance Fees Under 37 CFR 1.362"


def _status(played: Played) -> tuple[str, dt.date]:
    """Return the status in the office's words, and its day."""
    if played.registered:
        ended = played.day("lapsed")
        lapsed = ended is not None and played.ended is not None
        return (_LAPSED, ended) if lapsed and ended else ("Patented Case", played.registered.day)
    for event in reversed(played.events):
        if event.step in _WORDS:
            return _WORDS[event.step], event.day
    return "Docketed New Case - Ready for Examination", played.events[0].day
