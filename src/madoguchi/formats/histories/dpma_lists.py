"""Lists of hits from DPMAregister: each record is a case, with what the list tells of it."""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories import dpma_patent
from madoguchi.formats.histories.happenings import case_id, oldest_first, stated
from madoguchi.formats.registry import HistoryFormat, Read
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Shape
from madoguchi.model import (
    Bibliography,
    CaseId,
    Classification,
    DocumentId,
    History,
    Name,
    Party,
    Right,
    StatedStatus,
    Text,
    ipc,
    locarno,
    nice,
    parse_date,
)

OFFICE = "DE"

_ATTRIBUTES = Attributes(used="", ignored={"HitCount": "how many hits there are"})
_IMAGE = Ignored("views are told by the design's own file")
_RECORD = Shape(
    {
        # Patents and utility models
        "leading-registered-number": Ignored("the number once more"),
        "registered-number": "number",
        "type": "type",
        "legalstatus": "status",
        "invention-title": "title",
        "main-classification/classification": "ipc",
        "main-classification/edition": Ignored("edition of the symbol"),
        "further-classification/classification": "ipc",
        "further-classification/edition": Ignored("edition of the symbol"),
        "applicationDate": "filed",
        "publicationDate": "published",
        "registrationDate": "registered",
        "applicants/applicant": "applicant",
        "agent": "agent",
        # Trade marks
        "Number": Ignored("place in the list"),
        "RegistrationOfficeCode": Ignored("the register is Germany's"),
        "ApplicationNumber": "number",
        "MarkDescriptionDetails/DescriptionText": Ignored("the words of the mark once more"),
        "MarkVerbalElementText": "mark",
        "MarkFeature": Ignored("kind of mark"),
        "Classification": "nice",
        "MarkCurrentStatusCode": "status",
        "ApplicationDate": "filed",
        "Applicant": "applicant",
        # Designs
        "DesignIdentifier": Ignored("the first design of the application"),
        "DesignApplicationNumber": "number",
        "RegistrationNumber": "registration",
        "TotalRepresentationSheet": _IMAGE,
        "FirstRepresentationSheetFilename": _IMAGE,
        "DesignStatus": "status",
        "ClassNumber": "locarno",
        "ProductDescription": "title",
        "OwnerOrApplicant": "applicant",
        "Representative": "agent",
        "DesignApplicationDate": "filed",
        "RegistrationDate": "registered",
        "PublicationDate": "published",
    },
    _ATTRIBUTES,
    "dpma-list:record",
)
# The root of a list, its records, and the series of its statuses.
_LISTS = {
    "PatentHitList": ("PatentHitListRecord", dpma_patent.SERIES),
    "HitList": ("Entries", "dpma-trade-mark"),
    "DesignHitList": ("DesignHitListRecord", "dpma-design"),
}
_RIGHTS = {
    "Patent": Right.PATENT,
    "Utility model": Right.UTILITY_MODEL,
    "dpma-trade-mark": Right.TRADE_MARK,
    "dpma-design": Right.DESIGN,
}


def read(root: Element, document: Document, account: Account) -> Read:
    """Read a list: one case for each record."""
    record, series = _LISTS[root.tag.rpartition("}")[2]]
    shape = Shape(
        {"Counter": Ignored("how many hits there are"), record: Part("record", _RECORD)},
        _ATTRIBUTES,
        "dpma-list",
    )
    records = shape.read(root, account).parts("record")
    if not records:
        reason = "not a publication or case: DPMAregister found nothing"
        raise RefusedError(reason, document.position)
    return tuple(_by_case(_history(one, series, document) for one in records))


def _by_case(histories: Iterable[History]) -> Iterator[History]:
    """Yield each case once: the designs of one application are records of their own."""
    kept: dict[CaseId, History] = {}
    for one in histories:
        kept[one.case] = _joined(kept[one.case], one) if one.case in kept else one
    yield from kept.values()


def _joined(first: History, second: History) -> History:
    one, two = first.bibliography, second.bibliography
    bibliography = msgspec.structs.replace(
        one,
        titles=tuple(dict.fromkeys((*one.titles, *two.titles))),
        classifications=tuple(dict.fromkeys((*one.classifications, *two.classifications))),
    )
    events = oldest_first((*first.events, *second.events))
    return msgspec.structs.replace(first, bibliography=bibliography, events=events)


def _history(fields: Fields, series: str, document: Document) -> History:
    right = _RIGHTS.get(fields.text("type") or series)
    if right is None:
        kind = fields.text("type")[:40]
        raise RefusedError(f"the list holds a case of {kind!r}", document.position)
    filed = parse_date(fields.text("filed"))
    application = DocumentId(number=fields.text("number"), office=OFFICE, date=filed)
    events = stated(
        filed=filed,
        published=parse_date(fields.text("published")),
        granted=parse_date(fields.text("registered")),
    )
    status = fields.text("status")
    return History(
        case=case_id(right, application, document),
        bibliography=_bibliography(fields, application),
        events=oldest_first(events),
        status=StatedStatus(text=status, series=series) if status else None,
    )


def _bibliography(fields: Fields, application: DocumentId) -> Bibliography:
    registered = parse_date(fields.text("registered"))
    number = fields.text("registration") or application.number
    return Bibliography(
        filed=application.date,
        titles=tuple(Text(text=text, lang="de") for text in fields.texts("title")),
        mark=fields.text("mark"),
        applicants=_parties(fields, "applicant"),
        agents=_parties(fields, "agent"),
        registration=(
            DocumentId(number=number, office=OFFICE, date=registered) if registered else None
        ),
        classifications=tuple(_classifications(fields)),
    )


def _parties(fields: Fields, key: str) -> tuple[Party, ...]:
    """Return parties written in one line: name, postcode and place, country."""
    found = []
    for text in fields.texts(key):
        *name, country = text.split(", ")
        known = len(country) == 2 and bool(name)
        printed = Name(name=", ".join(name) if known else text)
        found.append(Party(names=(printed,), country=country if known else ""))
    return tuple(found)


def _classifications(fields: Fields) -> Iterator[Classification]:
    yield from filter(None, map(ipc, fields.texts("ipc")))
    for key, reading in (("nice", nice), ("locarno", locarno)):
        symbols = (symbol for text in fields.texts(key) for symbol in text.split())
        yield from filter(None, map(reading, symbols))


FORMAT = HistoryFormat(name="dpma-lists", read=read, roots=tuple(_LISTS))
