"""Legal status out: WIPO ST.96 V6_0 PatentLegalStatusData, the XML carrier of WIPO ST.27.

Designs, trade marks and geographical indications are written with the same table's interim codes;
those rights have no IPRightKindCategory in the schema, which is then left out.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

import msgspec

from madoguchi.errors import NotFoundError
from madoguchi.law import ST27, Step
from madoguchi.model import Bibliography, CaseId, DocumentId, Happening, Right, StandardCode

_COM = "http://www.wipo.int/standards/XMLSchema/ST96/Common"
_PAT = "http://www.wipo.int/standards/XMLSchema/ST96/Patent"
register_namespace("com", _COM)
register_namespace("pat", _PAT)
_KINDS = {
    Right.PATENT: "Patent for invention",
    Right.UTILITY_MODEL: "Utility model",
    Right.DESIGN: "Design patent",
}


class Amended(msgspec.Struct, frozen=True):
    """An event that was corrected or withdrawn: its identity, what it was, the reason, by what.

    Identities hold within the case; they are written after its name.
    """

    id: str
    was: Happening
    reason: str
    by: str


class LegalStatus(msgspec.Struct, frozen=True):
    """A case as it is written: its identity, what it is, its events and their amendments."""

    case: CaseId
    told: Bibliography
    steps: Sequence[Step]
    amended: Sequence[Amended] = ()


def write_status(status: LegalStatus, created: dt.date) -> bytes:
    """Return the legal status of a case as XML. Raises NotFoundError where no event is recorded."""
    if not status.steps:
        raise NotFoundError(f"no event of {status.case} is recorded")
    root = Element(
        f"{{{_PAT}}}PatentLegalStatusData",
        {
            f"{{{_COM}}}officeCode": status.case.office,
            f"{{{_COM}}}creationDate": created.isoformat(),
            f"{{{_COM}}}st96Version": "V6_0",
        },
    )
    right = _pat(root, "PatentLegalStatus")
    _application(right, status)
    for document in status.told.publications:
        _publication(right, status.case, document)
    _grant(right, status)
    if status.case.right in _KINDS:
        _com(right, "IPRightKindCategory", _KINDS[status.case.right])
    bag = _pat(right, "StatusEventDataBag")
    for step in status.steps:
        _event(bag, status.case, step)
    for amended in status.amended:
        _correction(bag, status.case, amended, status.steps[-1].code)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _application(parent: Element, status: LegalStatus) -> None:
    identification = _pat(parent, "ApplicationIdentification")
    _com(identification, "IPOfficeCode", status.case.office)
    number = _com(identification, "ApplicationNumber")
    _com(number, "ApplicationNumberText", status.case.number)
    if status.told.filed:
        _pat(identification, "FilingDate", status.told.filed.isoformat())


def _publication(parent: Element, case: CaseId, document: DocumentId) -> None:
    identification = _pat(parent, "PatentPublicationIdentification")
    _com(identification, "IPOfficeCode", document.office or case.office)
    _pat(identification, "PublicationNumber", document.number)
    if document.kind:
        _com(identification, "PatentDocumentKindCode", document.kind)
    if document.date:
        _com(identification, "PublicationDate", document.date.isoformat())


def _grant(parent: Element, status: LegalStatus) -> None:
    registration = status.told.registration
    if registration is None or not registration.number:
        return
    identification = _pat(parent, "PatentGrantIdentification")
    _com(identification, "IPOfficeCode", registration.office or status.case.office)
    _pat(identification, "PatentNumber", registration.number)
    if registration.kind:
        _com(identification, "PatentDocumentKindCode", registration.kind)
    if registration.date:
        _pat(identification, "GrantDate", registration.date.isoformat())


def _event(bag: Element, case: CaseId, step: Step) -> None:
    event = _pat(bag, "StatusEventData")
    _com(event, "StatusEventIdentifier", f"{case}.{step.id}")
    _code(event, step.code)
    _dates(event, step.event)
    if step.event.text:
        data = _pat(event, ST27.categories[step.code.category].data)
        _com(data, "CommentText", step.event.text)


def _code(parent: Element, code: StandardCode) -> None:
    element = _pat(parent, "StatusEventCode")
    _com(element, "StateCode", code.state)
    _com(element, "PreviousStageCode", str(code.previous))
    _com(element, "CurrentStageCode", str(code.current))
    _pat(element, "KeyEventCode", code.key)
    _pat(element, "DetailedEventCode", code.detailed)
    if code.indicator:
        _pat(element, "EventIndicatorCode", code.indicator)
    _pat(element, "NationalEventCode", code.national)


def _dates(parent: Element, event: Happening) -> None:
    dated = (
        ("EventDate", event.date),
        ("EffectiveDate", event.effective),
        ("PublicationDate", event.published),
    )
    for name, day in dated:
        if day is not None:
            _com(parent, name, day.isoformat())


def _correction(bag: Element, case: CaseId, amended: Amended, after: StandardCode) -> None:
    """An amendment is an event of category Y, which names the event that it concerns."""
    event = _pat(bag, "StatusEventData")
    _com(event, "StatusEventIdentifier", f"{case}.{amended.by}")
    stage = after.current
    _code(event, StandardCode(state=after.state, previous=stage, current=stage, detailed="Y00"))
    _com(event, "EventDate", amended.was.date.isoformat())
    data = _pat(event, "CorrectionEventData")
    _com(data, "CommentText", amended.reason)
    named = _pat(data, "StatusEventIdentification")
    _com(named, "EventDate", amended.was.date.isoformat())
    _com(named, "StatusEventIdentifier", f"{case}.{amended.id}")


def _pat(parent: Element, name: str, text: str = "") -> Element:
    return _child(parent, _PAT, name, text)


def _com(parent: Element, name: str, text: str = "") -> Element:
    return _child(parent, _COM, name, text)


def _child(parent: Element, space: str, name: str, text: str) -> Element:
    element = SubElement(parent, f"{{{space}}}{name}")
    if text:
        element.text = "".join(_legal(text))
    return element


def _legal(text: str) -> Iterable[str]:
    """The characters that XML 1.0 can hold."""
    return (c for c in text if c >= " " or c in "\t\n\r")
