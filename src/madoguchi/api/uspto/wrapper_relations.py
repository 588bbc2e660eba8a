"""What a file wrapper says of others: parents, children, foreign priorities, assignments."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from madoguchi.api.uspto.portal_envelope import Told, given
from madoguchi.api.uspto.status_codes import status_code
from madoguchi.api.uspto.wrapper_parties import address_line
from madoguchi.cases import CaseFile
from madoguchi.law import Step, application_number, office_name
from madoguchi.model import CaseId, Party, Priority, Related, Right, StatedStatus

SERIES, ASSIGNMENTS = "uspto", "uspto-assignment"
# The codes of the Open Data Portal by our names of the relations, with its words; those of REI, REX
# and SUB are recalled.
_PARENTAGE: Mapping[str, tuple[str, str]] = {
    "pct-filing": ("NST", "is a National Stage Entry of"),
    "continuation-in-part": ("CIP", "is a Continuation in-part of"),
    "continuation": ("CON", "is a Continuation of"),
    "division": ("DIV", "is a Division of"),
    "provisional-application": ("PRO", "Claims priority from a provisional application"),
    "reissue": ("REI", "is a Reissue of"),
    "reexamination": ("REX", "is a Reexamination of"),
    "substitution": ("SUB", "is a Substitute of"),
}
# Countries as the USPTO names them, where our lists name their offices.
_COUNTRIES = {
    "CN": "CHINA",
    "DE": "GERMANY",
    "EP": "EUROPEAN PATENT OFFICE (EPO)",
    "FR": "FRANCE",
    "GB": "UNITED KINGDOM",
    "JP": "JAPAN",
    "KR": "REPUBLIC OF KOREA",
    "US": "UNITED STATES",
}
_NO_RECORD = "000000/0000"


def stated(file: CaseFile | None) -> StatedStatus | None:
    """The status in the office's words, as the source heard last states it."""
    sources = [one for one in (file.sources if file else ()) if one.status]
    own = [one for one in sources if one.status and one.status.series == SERIES]
    return max(own, key=lambda one: one.version).status if own else None


# -- continuity ------------------------------------------------------------------------------------


def relatives(related: Iterable[Related]) -> list[str]:
    """The identities that applications of this one's history would be held under."""
    return list(dict.fromkeys(_case(one) for one in related if one.document.office == "US"))


def _case(related: Related) -> str:
    number = application_number("US", related.document.number, related.document.date)
    return str(CaseId(office="US", right=Right.PATENT, number=number))


def continuity(
    related: Iterable[Related], others: Mapping[str, CaseFile], own: str
) -> tuple[list[Told], list[Told]]:
    """The parents and the children; of those held here, with their status and patent."""
    parents: list[Told] = []
    children: list[Told] = []
    for one in related:
        name = one.relation.removeprefix("child-")
        code, words = _PARENTAGE.get(name, ("", ""))
        child = name != one.relation
        (children if child else parents).append(
            {
                **given(claimParentageTypeCode=code, claimParentageTypeCodeDescriptionText=words),
                **_relative("child" if child else "parent", one, others.get(_case(one))),
                **({"parentApplicationNumberText": own} if child else {}),
            }
        )
    return parents, children


def _relative(side: str, related: Related, file: CaseFile | None) -> Told:
    status = stated(file)
    patent = file.bibliography.registration if file else None
    told = {
        "ApplicationNumberText": related.document.number,
        "ApplicationFilingDate": day(related.document.date),
        "ApplicationStatusCode": status_code(status.text) if status else None,
        "ApplicationStatusDescriptionText": status.text if status else "",
        "PatentNumber": patent.number if patent else "",
    }
    return {f"{side}{name}": value for name, value in given(**told).items()}


def foreign_priority(priority: Priority) -> Told:
    document = priority.document
    name = _COUNTRIES.get(document.office) or office_name(document.office).upper()
    return given(
        ipOfficeName=name if document.office else "",
        filingDate=day(document.date),
        applicationNumberText=document.number,
    )


# -- assignments -----------------------------------------------------------------------------------


def assignments(steps: Iterable[Step], owners: tuple[Party, ...]) -> Iterator[Told]:
    """The records of the assignment register, the latest first."""
    recorded = [step for step in steps if step.event.series == ASSIGNMENTS]
    for step in sorted(recorded, key=lambda one: one.event.date, reverse=True):
        event = step.event
        yield given(
            **_reel(event.number),
            assignmentRecordedDate=day(event.date),
            conveyanceText=event.text,
            assignorBag=[
                # Only the last day on which one of them signed is kept.
                given(assignorName=name, executionDate=day(event.effective))
                for name in _named(step, "assignor")
            ],
            assigneeBag=[_assignee(name, owners) for name in _named(step, "assignee")],
        )


def _named(step: Step, sort: str) -> list[str]:
    return [name for label, name in step.event.detail if label == sort]


def _reel(number: str) -> Told:
    reel, _, frame = number.partition("/")
    if number == _NO_RECORD or not (reel.isdecimal() and frame.isdecimal()):
        return given(reelAndFrameNumber=number if number != _NO_RECORD else "")
    return {"reelNumber": int(reel), "frameNumber": int(frame), "reelAndFrameNumber": number}


def _assignee(name: str, owners: tuple[Party, ...]) -> Told:
    """A receiver; the address of those that own the right now is kept."""
    party = next((one for one in owners if one.name == name), None)
    address = (
        given(addressLineOneText=address_line(party), countryCode=party.country) if party else {}
    )
    return given(assigneeNameText=name, assigneeAddress=address)


def day(date: dt.date | None) -> str:
    return date.isoformat() if date else ""
