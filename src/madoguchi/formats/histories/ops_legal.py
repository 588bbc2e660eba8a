"""Families and legal events (INPADOC) as EPO OPS answers them: `family-member`.

Each member is a publication with its application, its priorities and, where asked for, the
application's legal events in the fields L001EP to L533EP (ops_legal.xsd, OPS 3.2).
"""

import datetime as dt
from xml.etree.ElementTree import Element

from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.happenings import case_id, oldest_first, published, stated
from madoguchi.formats.publications import docdb
from madoguchi.formats.registry import HistoryFormat, Read
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Shape
from madoguchi.formats.text import text_of
from madoguchi.law import right_of
from madoguchi.model import (
    Bibliography,
    DocumentId,
    Happening,
    History,
    Pairs,
    Priority,
    StatedStatus,
    parse_date,
)

SERIES = "inpadoc"

_SOURCE = "how and when the data were made"
_INTERNAL = "identifier inside DOCDB"

_ATTRIBUTES = Attributes(
    used="document-id-type kind code desc family-id country doc-number",
    ignored={
        **dict.fromkeys(("doc-id", "is-representative", "sequence", "line", "system"), _INTERNAL),
        "dateMigr": _SOURCE,
        "infl": "good or bad for the application: the event itself tells",
        "descData": "name of the national code, which is the national office's",
    },
)
_DOCUMENT_ID = Shape(
    {"country": "country", "doc-number": "number", "kind": "kind", "date": "date"},
    _ATTRIBUTES,
    "ops:document-id",
)
_PRIORITY = Shape(
    {
        "document-id": Part("documents", _DOCUMENT_ID),
        "priority-active-indicator": "active",
        "priority-linkage-type": "linkage",
    },
    _ATTRIBUTES,
    "ops:priority-claim",
)
_KEPT = Ignored("the application is told by the member")
_LEGAL = Shape(
    {
        "pre": Ignored("the fields once more, as lines"),
        "L001EP": _KEPT,
        "L002EP": _KEPT,
        "L003EP": _KEPT,
        "L004EP": _KEPT,
        "L005EP": _KEPT,
        "L006EP": _KEPT,
        "L007EP": "date",
        "L008EP": "code",
        **{f"L{field:03}EP": "detail" for field in (9, 10, 11, 13, 14)},
        "L018EP": Ignored(_SOURCE),
        "L019EP": Ignored(_SOURCE),
        **{f"L500EP/L{field}EP": "detail" for field in range(501, 534)},
    },
    _ATTRIBUTES,
    "ops:legal",
)
_MEMBER = Shape(
    {
        "publication-reference/document-id": Part("publication", _DOCUMENT_ID),
        "application-reference/document-id": Part("application", _DOCUMENT_ID),
        "priority-claim": Part("priority", _PRIORITY),
        "legal": Part("legal", _LEGAL),
        "exchange-document": "publications",
    },
    _ATTRIBUTES,
    "ops:family-member",
)


def read(root: Element, document: Document, account: Account) -> Read:
    """Read one member of a family: its case, and its publication where that is told in full."""
    fields = _MEMBER.read(root, account)
    publications = tuple(docdb.read(one, account) for one in fields.elements("publications"))
    return _history(fields, document), *publications


def _history(fields: Fields, document: Document) -> History:
    publication = _docdb(fields.parts("publication"))
    application = _docdb(fields.parts("application"))
    kind = publication.kind if publication else ""
    right = right_of(publication.office if publication else "", kind, "")
    legal = fields.parts("legal")
    return History(
        case=case_id(right, application, document),
        bibliography=Bibliography(
            filed=application.date if application else None,
            publications=(publication,) if publication else (),
            priorities=tuple(filter(None, map(_priority, fields.parts("priority")))),
        ),
        events=oldest_first(
            [
                *stated(filed=application.date if application else None),
                *(published(publication) if publication else ()),
                *filter(None, map(_event, legal)),
            ]
        ),
        status=_status(legal),
    )


def _docdb(found: list[Fields]) -> DocumentId | None:
    """Return the document in DOCDB's spelling, which alone is told in parts."""
    told = (st36.document_id(one, "docdb") for one in found if one.text("country"))
    return next(filter(None, told), None)


def _priority(fields: Fields) -> Priority | None:
    document = _docdb(fields.parts("documents"))
    if document is None:
        return None
    active = fields.text("active").upper() not in ("N", "NO")
    kind = fields.get("kind") or fields.text("linkage")
    return Priority(document=document, kind=kind, active=active)


def _event(fields: Fields) -> Happening | None:
    date = parse_date(fields.text("date"))
    code = fields.text("code") or fields.get("code").strip()
    if date is None or not code:
        return None
    return Happening(
        code=code,
        date=date,
        series=SERIES,
        text=fields.get("desc"),
        effective=_effective(fields),
        detail=_detail(fields),
    )


def _effective(fields: Fields) -> dt.date | None:
    dates = (parse_date(text_of(one)) for one in _named(fields, "L525EP"))
    return next(filter(None, dates), None)


def _named(fields: Fields, name: str) -> list[Element]:
    return [one for one in fields.elements("detail") if one.tag.rpartition("}")[2] == name]


def _detail(fields: Fields) -> Pairs:
    """Return the further fields with the names that the answer gives them."""
    told = ((one.get("desc", ""), text_of(one)) for one in fields.elements("detail"))
    return tuple((name, text) for name, text in told if text)


_STATUS = "STATUS: "


def _status(legal: list[Fields]) -> StatedStatus | None:
    """Return the last status among the events: EPO's STAA gives it as free text (L510EP)."""
    told = []
    for fields in legal:
        text = " ".join(text_of(one) for one in _named(fields, "L510EP"))
        date = parse_date(fields.text("date"))
        if date and text.startswith(_STATUS):
            told.append((date, text.removeprefix(_STATUS)))
    if not told:
        return None
    date, text = max(told)
    return StatedStatus(text=text, series=SERIES, date=date)


FORMAT = HistoryFormat(
    name="ops-legal",
    read=read,
    roots=("family-member",),
    containers={
        "world-patent-data": ("family-member",),
        "patent-family": ("family-member",),
    },
)
