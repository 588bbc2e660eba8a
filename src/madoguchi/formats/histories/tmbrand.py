"""Trade marks as Israel's office sends them to WIPO's Global Brand Database: `TMBRAND`.

The file names no office. Names, goods and events come in Hebrew and English; the English words
are the codes of the events, for there are no others.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.happenings import case_id, oldest_first, stated
from madoguchi.formats.registry import HistoryFormat, Read
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Shape
from madoguchi.formats.text import text_of
from madoguchi.model import (
    Bibliography,
    Classification,
    DocumentId,
    Goods,
    Happening,
    History,
    Name,
    Party,
    Right,
    StatedStatus,
    Text,
    nice,
    parse_date,
    vienna,
)

SERIES = "tmbrand"
OFFICE = "IL"

_ATTRIBUTES = Attributes(
    used="lang number",
    ignored={
        "main": "which of the names is the party's own",
        "applicantnumber": "whom the representative acts for",
    },
)
_PARTY = Shape({"NAMES/NAME": "name", "ADDRESSES/ADDRESS": "address"}, _ATTRIBUTES, "tmbrand:party")
_CLASS = Shape({"TYPE": "class", "LIST": "text"}, _ATTRIBUTES, "tmbrand:class")
_EVENT = Shape(
    {
        "EventDate": "date",
        "NatureOfEvent": "code",
        "EventDescription": "text",
        "PublicationDate": "published",
    },
    _ATTRIBUTES,
    "tmbrand:event",
)
_EMPTY = Ignored("empty in all files seen")
_TOLD = Ignored("opening and closing are events too")
_BRAND = Shape(
    {
        "DETAILS/OFFICENUMBER": "number",
        "DETAILS/Internationality": Ignored("national or international"),
        "DETAILS/INTERNATIONALNUMBER": "international",
        "DETAILS/FILINGDATE": "filed",
        "DETAILS/EXPIRATIONDATE": "expires",
        "DETAILS/BRANDTYPE": Ignored("goods and services are told by their classes"),
        "DETAILS/STATUS": "status",
        "DETAILS/ReasonForClosure": "reason",
        "DETAILS/REGISTRATIONDATE": "registered",
        "DETAILS/BRAND/NAME": "mark",
        "DETAILS/MarkTranscription": "transcription",
        "APPLICANTS/APPLICANT": Part("applicant", _PARTY),
        "REPRESENTATIVES/REPRESENTATIVE": Part("agent", _PARTY),
        "NICEGROUP/NICECLASS": Part("class", _CLASS),
        "VIENNAGROUP/VIENNATYPE": "vienna",
        "PRIORGROUP": _EMPTY,
        "DISCLAIMERS": _EMPTY,
        "COLORCLAIMS": _EMPTY,
        "TERMS/TERM/DESC": "note",
        "EVENTS/EVENT": Part("event", _EVENT),
        "EXTREGISTRATIONGROUP": _EMPTY,
        "OPPOSITIONS": _TOLD,
        "CANCELLATIONS": _TOLD,
        "IMAGEFILE": "image",
        "EXTRACT": Ignored("address of the office's page"),
    },
    _ATTRIBUTES,
    "TMBRAND",
)


def read(root: Element, document: Document, account: Account) -> Read:
    """Read one mark."""
    fields = _BRAND.read(root, account)
    filed = parse_date(fields.text("filed"))
    application = DocumentId(number=fields.text("number"), office=OFFICE, date=filed)
    status = fields.text("status")
    return (
        History(
            case=case_id(Right.TRADE_MARK, application, document),
            bibliography=_bibliography(fields, application),
            events=oldest_first(_events(fields)),
            status=StatedStatus(text=status, series=SERIES) if status else None,
        ),
    )


def _bibliography(fields: Fields, application: DocumentId) -> Bibliography:
    registered = parse_date(fields.text("registered"))
    international = fields.text("international")
    names = dict.fromkeys((*fields.texts("mark"), *fields.texts("transcription")))
    references = [("image", image) for image in fields.texts("image")]
    return Bibliography(
        filed=application.date,
        titles=_texts(fields.elements("mark")),
        mark=next(iter(names), ""),
        goods=tuple(_goods(fields)),
        applicants=tuple(filter(None, map(_party, fields.parts("applicant")))),
        agents=tuple(filter(None, map(_party, fields.parts("agent")))),
        registration=(
            DocumentId(number=application.number, office=OFFICE, date=registered)
            if registered
            else None
        ),
        international=DocumentId(number=international, office="WO") if international else None,
        classifications=tuple(_classifications(fields)),
        expires=parse_date(fields.text("expires")),
        references=tuple(references),
        notes=(*_texts(fields.elements("note")), *_texts(fields.elements("reason"), "he")),
    )


def _texts(elements: list[Element], lang: str = "") -> tuple[Text, ...]:
    return tuple(
        Text(text=text, lang=element.get("lang", lang))
        for element in elements
        if (text := text_of(element))
    )


def _goods(fields: Fields) -> Iterator[Goods]:
    for part in fields.parts("class"):
        found = nice(part.text("class"))
        for text in _texts(part.elements("text")):
            yield Goods(
                nice=found.symbol if found else part.text("class"), text=text.text, lang=text.lang
            )


def _classifications(fields: Fields) -> Iterator[Classification]:
    yield from filter(None, (nice(part.text("class")) for part in fields.parts("class")))
    yield from filter(None, map(vienna, fields.texts("vienna")))


def _party(fields: Fields) -> Party | None:
    addresses = {one.get("lang", ""): text_of(one) for one in fields.elements("address")}
    names = tuple(
        Name(name=text.text, lang=text.lang, address=addresses.get(text.lang, ""))
        for text in _texts(fields.elements("name"))
    )
    return Party(names=names, id=fields.get("number")) if names else None


def _events(fields: Fields) -> Iterator[Happening]:
    yield from stated(
        filed=parse_date(fields.text("filed")), granted=parse_date(fields.text("registered"))
    )
    for part in fields.parts("event"):
        date = parse_date(part.text("date"))
        words = {one.get("lang", ""): text_of(one) for one in part.elements("code")}
        code = words.get("en") or words.get("he", "")
        if date and code:
            described = dict.fromkeys(part.texts("text"))
            yield Happening(
                code=code,
                date=date,
                series=SERIES,
                text=words.get("he", ""),
                published=parse_date(part.text("published")),
                detail=tuple(("description", text) for text in described),
            )


FORMAT = HistoryFormat(name="tmbrand", read=read, roots=("TMBRAND",))
