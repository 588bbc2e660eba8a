"""Trade marks in WIPO ST.66: `Transaction` with a `TradeMarkTransactionBody`.

USPTO TSDR, DPMAregister and the offices that send their files to WIPO's Global Brand Database
write it; each has extensions. `Transaction` of ST.86 (designs) has the same root and is handed on.
"""

import datetime as dt
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories import st86
from madoguchi.formats.histories.happenings import case_id, oldest_first, stated, whole_number
from madoguchi.formats.histories.st66_parts import (
    ATTRIBUTES,
    PRIORITY,
    parties,
    party_shape,
    priorities,
)
from madoguchi.formats.registry import HistoryFormat, Read
from madoguchi.formats.shape import Fields, Ignored, Part, Rule, Shape
from madoguchi.formats.text import text_of
from madoguchi.model import (
    Bibliography,
    Classification,
    DocumentId,
    Goods,
    Happening,
    History,
    Pairs,
    Right,
    StatedStatus,
    Text,
    nice,
    parse_date,
    vienna,
)

# The series of codes: TSDR's own (told by its extension), the records of DPMAregister, and what
# other offices write into ST.66's fields.
TSDR = "tsdr"
RECORDS = "dpma-trade-mark"
OTHERS = "st66"

_CLASS = Shape(
    {
        "ClassNumber": "class",
        "GoodsServicesDescription": "text",
        "ClassNumberStatusCode": Ignored("standing of single classes"),
        "ClassDescriptionExt": Ignored("national classes and dates of first use"),
    },
    ATTRIBUTES,
    "st66:class",
)
_EVENT = Shape(
    {
        "MarkEventDate": "date",
        "MarkEventCode": "code",
        "Comment": Ignored("the same words with every event"),
        "OfficeSpecificMarkEventCode": "own-code",
        "OfficeSpecificMarkEventName": "text",
        "OfficeSpecificMarkEventDescription": "text",
        "MarkEventExt/MarkEventInternalDescriptionText": "text",
        "MarkEventExt/MarkEventEntryNumber": "entry",
        "MarkEventExt/MarkEventProceedingNumber": "proceeding",
    },
    ATTRIBUTES,
    "st66:event",
)
_RECORD = Shape(
    {
        "BasicRecord/RecordIdentifier": "number",
        "BasicRecord/BasicRecordKind": "kind",
        "BasicRecord/RecordPublicationDetails/RecordPublication/PublicationIdentifier": "issue",
        "BasicRecord/RecordPublicationDetails/RecordPublication/PublicationSection": "section",
        "BasicRecord/RecordPublicationDetails/RecordPublication/PublicationDate": "published",
        "BasicRecord/RecordCurrentStatusCode": "status",
        "BasicRecord/RecordCurrentStatusDate": "date",
        "Record5f/LegalGround": "ground",
        "Record5f/CancellationDate": "effective",
        "RecordProcedureIncomplete/CorrectionIncomplete/CorrectionText": "correction",
        "RecordProcedureIncomplete/CorrectionIncomplete/ImageCorrected": Ignored("no image here"),
        "RecordProcedureIncomplete/ApplicationIncompleteType": Ignored("empty in all files seen"),
        "RecordProcedureIncomplete/CancellationIncomplete": Ignored("empty in all files seen"),
        "RecordProcedureIncomplete/TransferIncomplete/ReceiptDeclarationDate": "received",
        "RecordProcedureIncomplete/TransferIncomplete/HolderDetails/PreviousHolder": Part(
            "from", party_shape("Applicant")
        ),
        "RecordProcedureIncomplete/TransferIncomplete/HolderDetails/NewHolder": Part(
            "to", party_shape("Applicant")
        ),
        "RecordProcedureIncomplete/TransferIncomplete/CorrespondenceAddressDetails": Ignored(
            "the address for letters"
        ),
    },
    ATTRIBUTES,
    "st66:record",
)
_ASSIGNMENT = Shape(
    {
        "AssignmentIdentifier": "number",
        "AssignmentConveyanceCategory": "text",
        "AssignmentRecordedDate": "date",
        "AssignmentReceivedDate": Ignored("the day of recording is kept"),
        "Assignor/Contact/Name/EntityName": "from",
        "Assignor/AssignmentExecutionDate": "effective",
        "Assignor/LegalEntity": Ignored("legal form of a body"),
        "Assignee/Contact/Name/EntityName": "to",
        "Assignee/Contact/PostalAddressBag": Ignored("the owner's address is told by the mark"),
        "Assignee/LegalEntity": Ignored("legal form of a body"),
        "Registrant": Ignored("the assignee"),
        "NationalCorrespondent": Ignored("the address for letters"),
        "PageTotalNumber": Ignored("length of the document"),
        "AssignmentGroupCategory": Ignored("grouping of the assignments"),
        "AssignmentDocumentBag": Ignored("address of the document on the web"),
    },
    ATTRIBUTES,
    "st66:assignment",
)
_APPLICANT = Part("applicant", party_shape("Applicant"))
_STANDING = Ignored("office procedure")
_MARK_RULES: dict[str, Rule] = {
    "RegistrationOfficeCode": "office",
    "ApplicationNumber": "application",
    "ApplicationDate": "filed",
    "RegistrationNumber": "registration",
    "RegistrationDate": "registered",
    "ExpiryDate": "expires",
    "TerminationDate": "ended",
    "ApplicationLanguageCode": "lang",
    "FilingPlace": Ignored("where the mark was filed"),
    "MarkCurrentStatusCode": "status",
    "MarkCurrentStatusDate": "status-date",
    "KindMark": "kind",
    "MarkFeature": "feature",
    "MarkFeatureDPMA": Ignored("the feature once more"),
    "FileNumber": "file",
    "OppositionPeriodStartDate": "opposable",
    "OppositionPeriodEndDate": Ignored("three months after its start"),
    "MarkDescriptionDetails/MarkDescription": "note",
    "MarkDisclaimerDetails/MarkDisclaimer": "note",
    "TradeDistinctivenessText": "note",
    "WordMarkSpecification/MarkVerbalElementText": "mark",
    "WordMarkSpecification/MarkTranslation": "note",
    "WordMarkSpecification/MarkTransliteration": "note",
    "WordMarkSpecification/MarkStandardCharacterIndicator": Ignored("the feature tells"),
    "MarkImageDetails/MarkImage/MarkImageFilename": "image",
    "MarkImageDetails/MarkImage/MarkImageFileFormat": Ignored("image type"),
    "MarkImageDetails/MarkImage/MarkImageColourIndicator": Ignored("image type"),
    "MarkImageDetails/MarkImage/MarkImageColourClaimedText": "note",
    "MarkImageDetails/MarkImage/MarkImageColourPartClaimedText": "note",
    "MarkImageDetails/MarkImage/MarkImageCategory/CategoryCodeDetails/CategoryCode": "vienna",
    "MarkImageDetails/MarkImage/MarkImageCategory/CategoryKind": Ignored("Vienna"),
    "MarkImageDetails/MarkImage/MarkImageCategory/CategoryVersion": "vienna-edition",
    "GoodsServicesDetails/GoodsServices/ProposedLeadingClassNumber": Ignored("the leading class"),
    "GoodsServicesDetails/GoodsServices/ClassDescriptionDetails/ClassDescription": Part(
        "class", _CLASS
    ),
    "GoodsServicesDetails/NationalGoodsServicesExt": Ignored("count of the national classes"),
    "PriorityDetails/Priority": Part("priority", PRIORITY),
    "PublicationDetails/Publication/PublicationDate": "published",
    "PublicationDetails/Publication/PublicationIdentifier": Ignored("name of the gazette"),
    "PublicationDetails/Publication/PublicationExt": Ignored("name of the gazette"),
    "ApplicantDetails/Applicant": _APPLICANT,
    "RepresentativeDetails/Representative": Part("agent", party_shape("Representative")),
    "CorrespondenceAddress": Ignored("the address for letters"),
    "StaffDetails": Ignored("empty in all files seen"),
    "MarkEventDetails/MarkEvent": Part("event", _EVENT),
    "MarkRecordDetails/MarkRecord": Part("record", _RECORD),
    "TradeMarkExt/MarkCurrentStatusExternalDescriptionText": "status-text",
    **{
        f"TradeMarkExt/{name}": _STANDING
        for name in (
            "AdditionalInformation", "RegisterCategory", "OfficeDetails", "FilingBasisDetails",
            "AdditionalMarkDetails", "MarkFeatureCode", "CertificateCorrectingRegistrationText",
            "TradeDistinctivenessScope", "MarkImageDetails",
        )
    },
    "AssignmentBagExt/Assignment": Part("assignment", _ASSIGNMENT),
}  # fmt: skip
_MARK = Shape(_MARK_RULES, ATTRIBUTES, "st66:TradeMark")
_BODY = "TradeMarkTransactionBody/TransactionContentDetails"
_TRANSACTION = Shape(
    {
        f"{_BODY}/TransactionIdentifier": Ignored("identifier of the message"),
        f"{_BODY}/TransactionCode": Ignored("kind of message"),
        f"{_BODY}/TransactionSubCode": Ignored("kind of message"),
        f"{_BODY}/TransactionData/TradeMarkDetails/TradeMark": Part("mark", _MARK),
        f"{_BODY}/TransactionData/ApplicantDetails/Applicant": _APPLICANT,
        f"{_BODY}/TransactionData/TradeMarkApplication/TradeMarkDetails/TradeMark": Part(
            "mark", _MARK
        ),
    },
    ATTRIBUTES,
    "st66:Transaction",
)


def read(root: Element, document: Document, account: Account) -> Read:
    """Read a transaction of ST.66 or ST.86: one case for each mark or design application."""
    if any(child.tag.endswith("DesignTransactionBody") for child in root):
        return st86.read(root, document, account)
    fields = _TRANSACTION.read(root, account)
    marks = fields.parts("mark")
    if not marks:
        raise RefusedError("the transaction holds no trade mark", document.position)
    return tuple(_history(mark, fields, document) for mark in marks)


def _history(mark: Fields, outer: Fields, document: Document) -> History:
    application = DocumentId(
        # DPMAregister knows a mark by the number of its file, which older applications lack.
        number=mark.text("file") or mark.text("application"),
        office=st36.country(mark.text("office")),
        date=parse_date(mark.text("filed")),
    )
    return History(
        case=case_id(Right.TRADE_MARK, application, document),
        bibliography=_bibliography(mark, outer, application),
        events=oldest_first(_events(mark)),
        status=_status(mark),
    )


def _bibliography(mark: Fields, outer: Fields, application: DocumentId) -> Bibliography:
    applicants = parties([*mark.parts("applicant"), *outer.parts("applicant")])
    lang = st36.language(mark.text("lang"))
    return Bibliography(
        filed=application.date,
        mark=" ".join(mark.texts("mark")),
        goods=tuple(_goods(mark, lang)),
        applicants=applicants,
        agents=parties(mark.parts("agent")),
        registration=_registration(mark, application.office),
        priorities=priorities(mark.parts("priority")),
        classifications=tuple(_classifications(mark)),
        expires=parse_date(mark.text("expires")),
        ended=parse_date(mark.text("ended")),
        references=_references(mark),
        notes=tuple(dict.fromkeys(_notes(mark, lang))),
    )


def _goods(mark: Fields, lang: str) -> Iterator[Goods]:
    for part in mark.parts("class"):
        symbol = nice(part.text("class"))
        number = symbol.symbol if symbol else part.text("class")
        for element in part.elements("text"):
            own = st36.language(element.get("languageCode", ""))
            yield Goods(nice=number, text=text_of(element), lang=own or lang)
        if not part.elements("text"):
            yield Goods(nice=number)


def _classifications(mark: Fields) -> Iterator[Classification]:
    for part in mark.parts("class"):
        found = nice(part.text("class"))
        if found:
            yield found
    yield from filter(None, map(vienna, mark.texts("vienna")))


def _registration(mark: Fields, office: str) -> DocumentId | None:
    number, date = mark.text("registration"), parse_date(mark.text("registered"))
    return DocumentId(number=number, office=office, date=date) if number else None


def _references(mark: Fields) -> Pairs:
    keys = ("application", "kind", "feature", "image", "vienna-edition")
    return tuple((key, text) for key in keys for text in dict.fromkeys(mark.texts(key)))


def _notes(mark: Fields, lang: str) -> Iterator[Text]:
    for element in (*mark.elements("note"), *mark.elements("status-text")):
        text = text_of(element)
        if text:
            yield Text(text=text, lang=st36.language(element.get("languageCode", "")) or lang)


def _events(mark: Fields) -> Iterator[Happening]:
    dates = filter(None, map(_told, mark.texts("published")))
    yield from stated(
        filed=parse_date(mark.text("filed")),
        published=parse_date(mark.text("opposable")) or min(dates, default=None),
        granted=parse_date(mark.text("registered")),
        ended=parse_date(mark.text("ended")),
    )
    # TSDR's come newest first: their numbers put those of one day in order.
    for part in sorted(mark.parts("event"), key=_place):
        yield from _event(part)
    if not mark.parts("event") and not mark.parts("record"):
        yield from _of_status(mark)
    for part in mark.parts("record"):
        yield from _record(part)
    for part in mark.parts("assignment"):
        yield from _assignment(part)


def _told(text: str) -> dt.date | None:
    """Return a date; 1900-01-01 stands where an office has none."""
    date = parse_date(text)
    return None if date == _NO_DATE else date


_NO_DATE = dt.date(1900, 1, 1)


def _place(part: Fields) -> int:
    return whole_number(part.text("entry"))


def _of_status(mark: Fields) -> Iterator[Happening]:
    """A file without events still tells the last one: its status and the day of that."""
    status, date = mark.text("status"), _told(mark.text("status-date"))
    if status and date:
        yield Happening(code=status, date=date, series=OTHERS)


def _event(part: Fields) -> Iterator[Happening]:
    """Yield an event by its code; TSDR's are known by the entry numbers of its extension."""
    date, code = parse_date(part.text("date")), part.text("code")
    proceeding = part.text("proceeding")
    if date and code:
        yield Happening(
            code=code,
            date=date,
            series=TSDR if part.text("entry") else OTHERS,
            text=" - ".join(dict.fromkeys(part.texts("text"))),
            number=part.text("entry"),
            detail=_pairs(
                proceeding="" if proceeding == "0" else proceeding, code=part.text("own-code")
            ),
        )


def _record(part: Fields) -> Iterator[Happening]:
    date, kind = parse_date(part.text("date")), part.text("kind")
    if date and kind:
        yield Happening(
            code=": ".join(filter(None, (kind, part.text("status")))),
            date=date,
            series=RECORDS,
            text=part.text("ground") or part.text("correction"),
            effective=parse_date(part.text("effective")),
            published=parse_date(part.text("published")),
            number=part.text("number"),
            detail=_pairs(
                gazette=" ".join((*part.texts("issue"), *part.texts("section"))),
                received=part.text("received"),
                **{key: _names(part.parts(key)) for key in ("from", "to")},
            ),
        )


def _names(found: list[Fields]) -> str:
    return "; ".join(party.name for party in parties(found))


def _assignment(part: Fields) -> Iterator[Happening]:
    date = parse_date(part.text("date"))
    if date:
        yield Happening(
            code="ASSIGNMENT",
            date=date,
            series=TSDR,
            text=part.text("text"),
            effective=parse_date(part.text("effective")),
            number=part.text("number"),
            detail=_pairs(**{"from": part.text("from"), "to": part.text("to")}),
        )


def _pairs(**told: str) -> Pairs:
    return tuple((name, text) for name, text in told.items() if text)


def _status(mark: Fields) -> StatedStatus | None:
    text = mark.text("status")
    if not text:
        return None
    series = TSDR if mark.text("status-text") else RECORDS if mark.parts("record") else OTHERS
    return StatedStatus(text=text, series=series, date=parse_date(mark.text("status-date")))


FORMAT = HistoryFormat(name="st66", read=read, roots=("Transaction",))
