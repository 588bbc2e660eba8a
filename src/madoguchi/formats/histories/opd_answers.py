"""Answers of the JPO's OPD-API in XML: families, lists of documents, citations and classes.

Source: what clients of the API read (`api-data` in the name space https://www.jpo.go.jp); no
answer of the live service was at hand. A list of documents does not say whose it is: that shows
only in the address that it came from, which a recording has.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.gd_answers import SERIES
from madoguchi.formats.histories.happenings import case_id, oldest_first, published, stated
from madoguchi.formats.registry import HistoryFormat, Read
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Shape
from madoguchi.law import publication_number, right_of
from madoguchi.model import (
    Bibliography,
    CaseId,
    Citation,
    DocumentId,
    FileDocument,
    History,
    Name,
    Party,
    Related,
    Text,
    fi,
    ipc,
    parse_date,
)

NAME = "opd-api"
FAMILY = "family"
_SUCCESS = "100"
_ATTRIBUTES = Attributes(
    used="id group scheme format",
    ignored={},
)
_NUMBER = Shape({"document-number": "number", "date": "date"}, _ATTRIBUTES, f"{NAME}:number")
_NUMBERS = {
    "application-number": Part("application", _NUMBER),
    "publication-numbers/publication-number": Part("publication", _NUMBER),
    "registration-numbers/registration-number": Part("publication", _NUMBER),
}
_ITEM = Shape(_NUMBERS, _ATTRIBUTES, f"{NAME}:member")
_NAMED = Shape({"document-description": "name"}, _ATTRIBUTES, f"{NAME}:document")
_ROW = Shape(
    {
        "legal-date": "date",
        "original": Part("original", _NAMED),
        "translated": Part("translated", _NAMED),
    },
    _ATTRIBUTES,
    f"{NAME}:row",
)
_TITLED = Shape(
    {"invention-title": "title", "applicant/last-name": "applicant"},
    _ATTRIBUTES,
    f"{NAME}:bibliographic",
)
_PATENT = Shape(
    {
        "draft-date": "date",
        "cited-in": "phase",
        "publication-number": Part("cited", _NUMBER),
    },
    _ATTRIBUTES,
    f"{NAME}:patent-literature",
)
_OTHER = Shape(
    {"draft-date": "date", "cited-in": "phase", "text": "text"},
    _ATTRIBUTES,
    f"{NAME}:non-patent-literature",
)
_LISTS = "document-list-data"
_CITED = "citation-and-classification-data"
_ANSWER = Shape(
    {
        "statusCode": "status",
        "errorMessage": "message",
        "remainAccessCount": Ignored("says how often the API may still be asked today"),
        "family-list-data/family-lists/family-list": Part("member", _ITEM),
        "family-data/families/family/country": Ignored("the office stands in each number"),
        "family-data/families/family/family-items/family-item": Part("member", _ITEM),
        f"{_LISTS}/bibliographic/original": Part("original", _TITLED),
        f"{_LISTS}/bibliographic/translated": Part("translated", _TITLED),
        f"{_LISTS}/document-lists/document-list": Part("row", _ROW),
        f"{_CITED}/reference/application-number": Part("application", _NUMBER),
        f"{_CITED}/reference/publication-number": Part("publication", _NUMBER),
        f"{_CITED}/reference/registration-number": Part("publication", _NUMBER),
        f"{_CITED}/classification/ipcs/ipc": "ipc",
        f"{_CITED}/classification/originals/original": "class",
        f"{_CITED}/citation/patent-literatures/patent-literature": Part("patent", _PATENT),
        f"{_CITED}/citation/non-patent-literatures/non-patent-literature": Part("other", _OTHER),
    },
    _ATTRIBUTES,
    NAME,
)
_DOCDB = re.compile(r"([A-Z]{2})\.([A-Za-z0-9]{1,94})(?:\.([A-Za-z0-9*]{1,2}))?")
_ASKED = re.compile(r"/global_doc_list/([^/?]+)$")


def read(root: Element, document: Document, account: Account) -> Read:
    """Read an answer. Raises RefusedError, by name, for what tells of no case."""
    answer = _ANSWER.read(root, account)
    status = answer.text("status")
    if status != _SUCCESS:
        raise _no_case(f"answer {status or 'without a status'} {answer.text('message')}".strip())
    if "member" in answer:
        return _family(answer.parts("member"), document)
    if "application" in answer:
        return (_cited(answer, document),)
    if root.find("{*}" + _LISTS) is not None or root.find(_LISTS) is not None:
        return (_listed(answer, document),)
    raise _no_case("answer without members or documents")


def _no_case(what: str) -> RefusedError:
    return RefusedError(f"not a publication or case: OPD-API {what}")


def _named(fields: Fields | None) -> DocumentId | None:
    """Read a number in DOCDB's spelling, CC.number.kind."""
    found = _DOCDB.fullmatch(fields.text("number")) if fields else None
    if fields is None or found is None:
        return None
    date = parse_date(fields.text("date"))
    return DocumentId(office=found[1], number=found[2], kind=found[3] or "", date=date)


def _case(application: DocumentId | None, document: Document) -> CaseId:
    """The case of an application; a kind of utility models (U) says that it is one."""
    kind = application.kind if application else ""
    right = right_of(application.office if application else "", kind, "")
    return case_id(right, application, document)


def _family(members: list[Fields], document: Document) -> Read:
    """The members, each linked to the first: no reason is told why they belong together."""
    told = [_member(fields, document) for fields in members]
    first, *others = told
    linked = Related(relation=FAMILY, document=_application(first))
    return first, *(_with(one, linked) for one in others if one.case != first.case)


def _application(history: History) -> DocumentId:
    case = history.case
    return DocumentId(number=case.number, office=case.office, date=history.bibliography.filed)


def _with(history: History, linked: Related) -> History:
    told = msgspec.structs.replace(history.bibliography, related=(linked,))
    return msgspec.structs.replace(history, bibliography=told)


def _member(fields: Fields, document: Document) -> History:
    application = _named(fields.part("application"))
    case = _case(application, document)
    publications = tuple(_publications(fields))
    filed = application.date if application else None
    events = (event for one in publications if one.date for event in published(one))
    return History(
        case=case,
        bibliography=Bibliography(filed=filed, publications=publications),
        events=oldest_first([*stated(filed=filed), *events]),
    )


def _publications(fields: Fields) -> Iterator[DocumentId]:
    for one in filter(None, map(_named, fields.parts("publication"))):
        number = publication_number(one.office, one.number, one.kind, one.date)
        yield msgspec.structs.replace(one, number=number)


# -- lists of documents ----------------------------------------------------------------------------


def _listed(answer: Fields, document: Document) -> History:
    asked = _ASKED.search(unquote(document.name))
    found = _DOCDB.fullmatch(asked[1]) if asked else None
    if found is None:
        raise RefusedError(
            "OPD-API: a list of documents does not say whose it is; keep it in a recording, which "
            "has the address that it came from, such as .../global_doc_list/JP.2015500001.A"
        )
    case = _case(DocumentId(office=found[1], number=found[2], kind=found[3] or ""), document)
    rows = (one for row in answer.parts("row") for one in _documents(row, case))
    return History(
        case=case,
        bibliography=_bibliography(answer, case),
        documents=tuple({one.number: one for one in rows}.values()),
    )


def _bibliography(answer: Fields, case: CaseId) -> Bibliography:
    own = "ja" if case.office == "JP" else ""
    told = [(own, answer.part("original")), ("en", answer.part("translated"))]
    given = [(lang, part) for lang, part in told if part is not None]
    titles = (Text(text=part.text("title"), lang=lang) for lang, part in given)
    names = (Name(name=part.text("applicant"), lang=lang) for lang, part in given)
    named = tuple(name for name in names if name.name)
    return Bibliography(
        titles=tuple(title for title in titles if title.text),
        applicants=(Party(names=named),) if named else (),
    )


def _documents(row: Fields, case: CaseId) -> Iterator[FileDocument]:
    """The original and its translation are documents of their own, each with its number."""
    own = "ja" if case.office == "JP" else ""
    for lang, version in ((own, "original"), ("en", "translated")):
        part = row.part(version)
        number = part.get("id") if part else ""
        if part and number:
            yield FileDocument(
                number=number,
                date=parse_date(row.text("date")),
                series=SERIES.get(case.office, NAME),
                name=part.text("name"),
                lists=tuple(group for group in row.get("group").split(",") if group),
                version=version,
                lang=lang,
            )


# -- citations and classes -------------------------------------------------------------------------


def _cited(answer: Fields, document: Document) -> History:
    application = _named(answer.part("application"))
    national = (one for one in answer.elements("class") if one.get("scheme", "").upper() == "FI")
    classes = [
        *(ipc(text) for text in answer.texts("ipc")),
        *(fi(one.text or "") for one in national),
    ]
    patents = (_patent(one) for one in answer.parts("patent"))
    others = (_text(one) for one in answer.parts("other"))
    return History(
        case=_case(application, document),
        bibliography=Bibliography(
            filed=application.date if application else None,
            publications=tuple(_publications(answer)),
            classifications=tuple(dict.fromkeys(filter(None, classes))),
            citations=tuple(filter(None, (*patents, *others))),
        ),
    )


def _patent(fields: Fields) -> Citation | None:
    """A cited patent document, or its number as text where that is in no known spelling."""
    cited = fields.part("cited")
    if cited is None or not cited.text("number"):
        return None
    document = _named(cited)
    return Citation(
        document=document,
        text="" if document else cited.text("number"),
        phase=fields.text("phase"),
        date=parse_date(fields.text("date")),
    )


def _text(fields: Fields) -> Citation | None:
    text = fields.text("text")
    date = parse_date(fields.text("date"))
    return Citation(text=text, phase=fields.text("phase"), date=date) if text else None


FORMAT = HistoryFormat(name=NAME, read=read, roots=("api-data",))
