"""Patents and utility models of DPMAregister: `dpma-patent-document`, schema 0.10 (ST.36)."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.happenings import case_id, oldest_first, published, stated
from madoguchi.formats.registry import HistoryFormat, Read
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Shape
from madoguchi.formats.text import text_of
from madoguchi.model import (
    Bibliography,
    Block,
    Body,
    Classification,
    DocumentId,
    Happening,
    History,
    Paper,
    Right,
    StatedStatus,
    ipc,
    parse_date,
)

SERIES = "dpma"

_ATTRIBUTES = Attributes(
    used="lang app-type",
    ignored={"sequence": "the order of the file", "schema-version": "version of the format"},
)
_DOCUMENT_ID = Shape(
    {"country": "country", "doc-number": "number", "kind": "kind", "date": "date"},
    _ATTRIBUTES,
    "dpma:document-id",
)
_BOOK = Shape(
    {**st36.ADDRESSBOOK_RULES, "text": Ignored("name and address in one line")},
    _ATTRIBUTES,
    "dpma:addressbook",
)
_PARTY = Shape({"addressbook": Part("addressbook", _BOOK)}, _ATTRIBUTES, "dpma:party")
_IPC = Shape({"text": "text", "ipc-version-indicator": "edition"}, _ATTRIBUTES, "dpma:ipc")
_EVENT = Shape(
    {
        "type-of-procedure": "procedure",
        "procedural-status": "code",
        "date-of-procedural-status": "date",
        "publication-info/issue-number": "issue",
        "publication-info/year": "year",
        "publication-info/publication-date": "published",
        "publication-info/publication-type": Ignored("section of the gazette"),
        "publication-info/part": "part",
        "ipc-main-class/ipc-symbol": "ipc",
        "ipc-main-class/ipc-version": Ignored("edition of the symbol"),
        "previous-ipc-main-class/ipc-symbol": "previous-ipc",
        "previous-ipc-main-class/ipc-version": Ignored("edition of the symbol"),
        "published-documents/document": "document",
    },
    _ATTRIBUTES,
    "dpma:event-data",
)
_BIBLIOGRAPHIC = "bibliographic-data"
_OFFICE = f"{_BIBLIOGRAPHIC}/office-specific-bib-data"
_REGISTER = Shape(
    {
        f"{_BIBLIOGRAPHIC}/publication-references/publication-reference/document-id": Part(
            "publication", _DOCUMENT_ID
        ),
        f"{_BIBLIOGRAPHIC}/application-reference/document-id": Part("application", _DOCUMENT_ID),
        f"{_BIBLIOGRAPHIC}/invention-title": "title",
        f"{_BIBLIOGRAPHIC}/classifications-ipcr/classification-ipcr": Part("ipc", _IPC),
        f"{_BIBLIOGRAPHIC}/parties/applicants/applicant": Part("applicant", _PARTY),
        f"{_BIBLIOGRAPHIC}/parties/inventors/inventor": Part("inventor", _PARTY),
        f"{_BIBLIOGRAPHIC}/parties/agents/agent": Part("agent", _PARTY),
        f"{_BIBLIOGRAPHIC}/parties/correspondence-address": Ignored("the address for letters"),
        f"{_BIBLIOGRAPHIC}/priority-claims/priority-claim": Part("priority", st36.PRIORITY),
        f"{_BIBLIOGRAPHIC}/related-documents": Ignored("empty in all files seen"),
        f"{_OFFICE}/type-of-ip-right": "right",
        f"{_OFFICE}/status": "status",
        f"{_OFFICE}/agent-type": Ignored("kind of representative"),
        f"{_OFFICE}/national-filing-data": Ignored("the filing date once more"),
        f"{_OFFICE}/date-of-first-publication": "published",
        f"{_OFFICE}/abstract": "abstract",
        f"{_OFFICE}/date-last-register-update": Ignored("when the data were made"),
        "events/event-data": Part("event", _EVENT),
    },
    _ATTRIBUTES,
    "dpma-patent-document",
)
_RIGHTS = {
    "patent": Right.PATENT,
    "gebrauchsmuster": Right.UTILITY_MODEL,
    "utility-model": Right.UTILITY_MODEL,
}


def read(root: Element, document: Document, account: Account) -> Read:
    """Read one case of the register."""
    fields = _REGISTER.read(root, account)
    found = fields.part("application")
    application = st36.document_id(found) if found else None
    right = _RIGHTS.get(fields.text("right").casefold())
    if right is None:
        kind = fields.text("right") or "no right"
        raise RefusedError(f"the register's document is of {kind[:40]!r}", document.position)
    case = case_id(right, application, document)
    events = oldest_first(_happenings(fields, application))
    return (
        History(
            case=case,
            bibliography=_bibliography(fields, application),
            events=events,
            papers=tuple(_papers(fields)),
            status=_status(fields.text("status")),
        ),
    )


def _status(text: str) -> StatedStatus | None:
    return StatedStatus(text=text, series=SERIES) if text else None


def _bibliography(fields: Fields, application: DocumentId | None) -> Bibliography:
    return Bibliography(
        filed=application.date if application else None,
        titles=st36.titles(fields.elements("title"), "de"),
        applicants=st36.parties(fields.parts("applicant")),
        inventors=st36.parties(fields.parts("inventor")),
        agents=st36.parties(fields.parts("agent")),
        publications=_publications(fields),
        priorities=tuple(filter(None, map(st36.priority, fields.parts("priority")))),
        classifications=tuple(filter(None, map(_symbol, fields.parts("ipc")))),
    )


def _publications(fields: Fields) -> tuple[DocumentId, ...]:
    return tuple(filter(None, map(st36.document_id, fields.parts("publication"))))


def _symbol(part: Fields) -> Classification | None:
    found = ipc(part.text("text"))
    if found is None:
        return None
    return Classification(
        scheme=found.scheme, symbol=found.symbol, edition=part.text("edition"), first=found.first
    )


def _papers(fields: Fields) -> Iterator[Paper]:
    for element in fields.elements("abstract"):
        body = Body(blocks=(Block(text=text_of(element)),), lang="de")
        yield Paper(document="abstract", title="Zusammenfassung", lang="de", body=body)


def _happenings(fields: Fields, application: DocumentId | None) -> Iterator[Happening]:
    yield from stated(
        filed=application.date if application else None,
        published=parse_date(fields.text("published")),
    )
    for publication in _publications(fields):
        yield from published(publication)
    for part in fields.parts("event"):
        date, code = parse_date(part.text("date")), part.text("code")
        if date and code:
            yield Happening(
                code=code,
                date=date,
                series=SERIES,
                text=part.text("procedure"),
                published=parse_date(part.text("published")),
                number=part.text("document"),
                detail=tuple(_details(part)),
            )


def _details(part: Fields) -> Iterator[tuple[str, str]]:
    if part.text("issue"):
        yield "gazette", f"{part.text('year')}/{part.text('issue')} {part.text('part')}".strip()
    for key in ("ipc", "previous-ipc"):
        found = ipc(part.text(key))
        if found:
            yield key, found.symbol


FORMAT = HistoryFormat(name="dpma-patent", read=read, roots=("dpma-patent-document",))
