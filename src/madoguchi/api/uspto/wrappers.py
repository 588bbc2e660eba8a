"""An application as a file wrapper of the Open Data Portal: what the register and gazette have."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from madoguchi.api.dossiers import Member
from madoguchi.api.uspto.portal_envelope import Told, given
from madoguchi.api.uspto.status_codes import status_code
from madoguchi.api.uspto.wrapper_parties import applicant, inventor, record_attorney
from madoguchi.api.uspto.wrapper_relations import (
    SERIES,
    assignments,
    continuity,
    day,
    foreign_priority,
    stated,
)
from madoguchi.cases import CaseFile
from madoguchi.model import Bibliography, Classification, DocumentId, Right, Scheme

# The kind codes of what the USPTO publishes before a grant (WIPO ST.16).
_LAID_OPEN = frozenset({"A1", "A2", "A9", "P1", "P4", "P9"})
_GRANTED_CATEGORY, _LAID_OPEN_CATEGORY = "Granted/Issued", "Pre-Grant Publications - PGPub"
_FROM_PUBLICATION = (
    "titles", "applicants", "inventors", "agents", "examiners", "priorities", "related",
    "classifications",
)  # fmt: skip


class Printed(NamedTuple):
    """The publications of an application: those before the grant, and the patent."""

    laid_open: tuple[DocumentId, ...]
    patent: DocumentId | None


def wrapper(member: Member, others: Mapping[str, CaseFile]) -> Told:
    """The file wrapper; `others` are the cases of its history that are held, by identity."""
    told = told_of(member)
    steps = member.file.steps if member.file else ()
    parents, children = continuity(told.related, others, member.case.number)
    events = [step.event for step in steps if step.event.series == SERIES]
    return given(
        applicationNumberText=member.case.number,
        applicationMetaData=metadata(member, told),
        correspondenceAddressBag=_correspondence(told),
        assignmentBag=list(assignments(steps, told.owners)),
        recordAttorney=record_attorney(told),
        foreignPriorityBag=list(map(foreign_priority, told.priorities)),
        parentContinuityBag=parents,
        childContinuityBag=children,
        patentTermAdjustmentData=_adjustment(told),
        eventDataBag=[
            given(
                eventCode=event.code,
                eventDescriptionText=event.text,
                eventDate=day(event.date),
            )
            for event in reversed(events)
        ],
        lastIngestionDateTime=_ingested(member),
    )


def told_of(member: Member) -> Bibliography:
    """What the register has; what it lacks, as the publications held have it."""
    told = member.file.bibliography if member.file else Bibliography()
    lacking: dict[str, Any] = {}
    for name in _FROM_PUBLICATION:
        values = (getattr(one, name) for one in member.publications)
        value = next((one for one in values if one), None)
        if value and not getattr(told, name):
            lacking[name] = value
    return msgspec.structs.replace(told, filed=_filed(member), **lacking)


def _filed(member: Member) -> dt.date | None:
    if member.file and member.file.filed:
        return member.file.filed
    applications = (one.application for one in member.publications if one.application)
    return next((one.date for one in applications if one.date), None)


def printed(member: Member) -> Printed:
    """The publications, as the register has them and as they are held."""
    told = member.file.bibliography if member.file else Bibliography()
    held = [
        DocumentId(number=one.number, office="US", kind=one.kind, date=one.date)
        for one in member.publications
    ]
    early = [one for one in held if one.kind in _LAID_OPEN]
    late = [one for one in held if one.kind not in _LAID_OPEN]
    laid_open = sorted(told.publications or early, key=lambda one: one.date or dt.date.max)
    return Printed(tuple(laid_open), told.registration or (late[0] if late else None))


def metadata(member: Member, told: Bibliography) -> Told:
    """The data of the application as a whole."""
    publications = printed(member)
    return {
        **_kind_of_application(member, publications),
        **_standing(member),
        **_references(dict(told.references)),
        **given(
            filingDate=day(told.filed),
            inventionTitle=told.titles[0].text if told.titles else "",
            examinerNameText=told.examiners[0].name if told.examiners else "",
            firstApplicantName=told.applicants[0].name if told.applicants else "",
            applicantBag=list(map(applicant, told.applicants)),
            firstInventorName=told.inventors[0].name if told.inventors else "",
            inventorBag=list(map(inventor, told.inventors)),
        ),
        "nationalStageIndicator": any(one.relation == "pct-filing" for one in told.related),
        **_publications(publications),
        **_classes(told.classifications),
    }


def _kind_of_application(member: Member, publications: Printed) -> Told:
    """What sort of patent is applied for, as far as the right and the publications tell."""
    kinds = {one.kind[:1] for one in member.publications} | {
        one.kind[:1] for one in publications.laid_open
    }
    patent = publications.patent.number if publications.patent else ""
    if member.case.right is Right.DESIGN:
        code, label = "DES", "Design"
    elif "P" in kinds or patent.startswith("PP"):
        code, label = "PLT", "Plant"
    elif "E" in kinds or patent.startswith("RE"):
        code, label = "REI", "Reissue"
    elif kinds & {"A", "B"} or patent.isdecimal():
        code, label = "UTL", "Utility"
    else:
        return {}
    return {"applicationTypeCode": code, "applicationTypeLabelName": label}


def _standing(member: Member) -> Told:
    status = stated(member.file)
    if status is None:
        return {}
    return given(
        applicationStatusCode=status_code(status.text),
        applicationStatusDescriptionText=status.text,
        applicationStatusDate=day(status.date),
    )


def _references(named: Mapping[str, str]) -> Told:
    return given(
        applicationConfirmationNumber=_whole(named.get("confirmation", "")),
        customerNumber=_whole(named.get("customer", "")),
        docketNumber=named.get("docket", ""),
        groupArtUnitNumber=named.get("art-unit", ""),
        firstInventorToFileIndicator=named.get("first-inventor-to-file", ""),
        entityStatusData=given(businessEntityStatusCategory=named.get("entity", "")),
    )


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and not text.startswith("0") else text


def _publications(publications: Printed) -> Told:
    laid_open, patent = publications
    first = laid_open[0] if laid_open else None
    categories = [_GRANTED_CATEGORY] if patent else []
    return given(
        earliestPublicationNumber=_whole_number(first) if first else "",
        earliestPublicationDate=day(first.date) if first else "",
        publicationDateBag=[day(one.date) for one in laid_open if one.date],
        publicationSequenceNumberBag=[_whole_number(one)[6:13] for one in laid_open],
        publicationCategoryBag=[*categories, *([_LAID_OPEN_CATEGORY] if first else [])],
        patentNumber=patent.number if patent else "",
        grantDate=day(patent.date) if patent else "",
    )


def _whole_number(document: DocumentId) -> str:
    """A publication as US20210210819A1."""
    number = document.number
    return number if number.startswith("US") else f"US{number}{document.kind}"


def _classes(classifications: Iterable[Classification]) -> Told:
    found = list(classifications)
    own = next((one.symbol for one in found if one.scheme is Scheme.NATIONAL), "")
    main, _, sub = own.partition("/")
    return given(
        **{"class": main},
        subclass=sub,
        uspcSymbolText=own,
        cpcClassificationBag=[_columns(one.symbol) for one in found if one.scheme is Scheme.CPC],
    )


def _columns(symbol: str) -> str:
    """A symbol with its group in four columns: `H01M  50/46`."""
    group, stroke, rest = symbol[4:].partition("/")
    return f"{symbol[:4]}{group:>4}{stroke}{rest}" if stroke else symbol


def _correspondence(told: Bibliography) -> list[Told]:
    name = dict(told.references).get("correspondent", "")
    return [{"nameLineOneText": name}] if name else []


def _adjustment(told: Bibliography) -> Told:
    return {"adjustmentTotalQuantity": told.adjustment} if told.adjustment else {}


def _ingested(member: Member) -> str:
    recorded = [one.recorded for one in member.file.sources] if member.file else []
    return max(recorded)[:19] if recorded else ""
