"""Answers of the USPTO's Global Dossier: families, and lists of an application's documents.

Source: recorded answers; the service has no published description. Numbers are written as the
office prints them (`appNum`), as DOCDB spells them (`docNum`), and with the kind code (`docNumber`
of a list); dates are milliseconds since 1970 with the American date beside them.
"""

import datetime as dt
import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.happenings import (
    case_id,
    oldest_first,
    published,
    stated,
    whole_number,
)
from madoguchi.formats.registry import HistoryFormat, Read
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Shape
from madoguchi.law import document_rule, publication_number, right_of
from madoguchi.model import (
    Bibliography,
    CaseId,
    Direction,
    DocumentId,
    FileDocument,
    History,
    Name,
    Party,
    Priority,
    Text,
    parse_date,
)

NAME = "global-dossier"
# Whose own codes the lists have; all others get a table of their own.
SERIES = {"JP": "jpo", "US": "uspto"}

_NO_ATTRIBUTES = Attributes("", {})
_ASKED = Ignored("what was asked for")
_SAID_AGAIN = Ignored("the same date in milliseconds")
_OF_THE_PAGE = Ignored("how the public page shows it")

_PUBLICATION = Shape(
    {
        "pubCountry": "office",
        "pubNum": "number",
        "kindCode": "kind",
        "pubDateStr": "date",
        "pubDate": _SAID_AGAIN,
    },
    _NO_ATTRIBUTES,
    f"{NAME}:publication",
)
_CLAIM = Shape(
    {"country": "office", "docNumber": "number", "kindCode": "kind"},
    _NO_ATTRIBUTES,
    f"{NAME}:claim",
)
_SPELLED = Shape(
    {
        "country": "office",
        "docNumber": "number",
        "kindCode": "kind",
        "date": "date",
        "format": Ignored("always empty"),
    },
    _NO_ATTRIBUTES,
    f"{NAME}:number",
)
_ENTRY = Shape(
    {
        "docCode": "code",
        "docDesc": "name",
        "docId": "id",
        "legalDateStr": "date",
        "legalDate": _SAID_AGAIN,
        "numberOfPages": "pages",
        "docGroupCode": "groups",
        "docCodeDesc": Ignored("the name of the group"),
        "docFormat": Ignored("every document comes as PDF"),
        "mimeTypeData": Ignored("names of files that are not served"),
        "shareable": _OF_THE_PAGE,
    },
    _NO_ATTRIBUTES,
    f"{NAME}:document",
)
_LIST = Shape(
    {
        "title": "title",
        "country": "office",
        "docNumber": "number",
        "applicantNames": "applicant",
        "docs": Part("document", _ENTRY),
        "officeActionDocs": Ignored("those of the documents that are office actions"),
        "oaIndCount": Ignored("how many of the documents are office actions"),
        "message": _OF_THE_PAGE,
    },
    _NO_ATTRIBUTES,
    f"{NAME}:list",
)
_MEMBER = Shape(
    {
        "appNum": "number",
        "countryCode": "office",
        "kindCode": "kind",
        "appDateStr": "date",
        "appDate": _SAID_AGAIN,
        "docNum": Part("spelled", _SPELLED),
        "pubList": Part("publication", _PUBLICATION),
        "priorityClaimList": Part("claim", _CLAIM),
        "docList": Part("list", _LIST),
        "title": "title",
        "applicantNames": "applicant",
        "docListMsg": _OF_THE_PAGE,
        "ip5": _OF_THE_PAGE,
    },
    _NO_ATTRIBUTES,
    f"{NAME}:member",
)
_FAMILY = Shape(
    {
        "list": Part("member", _MEMBER),
        **dict.fromkeys(("country", "internal", "corrAppNum", "id", "type"), _ASKED),
    },
    _NO_ATTRIBUTES,
    f"{NAME}:family",
)
_DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


def read(root: Element, document: Document, account: Account) -> Read:
    """Read a family, or a list of documents. Raises RefusedError."""
    if root.find("docNumber") is not None:  # an empty list of documents leaves no trace in a tree
        return (_listed(_LIST.read(root, account), document),)
    members = _FAMILY.read(root, account).parts("member")
    if not members:
        reason = "not a publication or case: Global Dossier answer without members"
        raise RefusedError(reason, document.position)
    return tuple(_member(fields, document) for fields in members)


def _member(fields: Fields, document: Document) -> History:
    spelled = fields.part("spelled")
    application = _application(fields, spelled)
    publications = tuple(map(_published, fields.parts("publication")))
    of_right = next((one.kind for one in publications), application.kind)
    right = right_of(application.office, of_right, "")
    case = case_id(right, application, document)
    own = {(application.number, application.office)}
    own |= {(spelled.text("number"), spelled.text("office"))} if spelled else set()
    claims = (_priority(one) for one in fields.parts("claim"))
    told = Bibliography(
        filed=application.date,
        publications=publications,
        priorities=tuple(one for one in claims if _key(one) not in own),
        titles=_titles(fields),
        applicants=_applicants(fields),
    )
    events = [
        *stated(filed=application.date),
        *(event for one in publications if one.office == case.office for event in published(one)),
    ]
    return History(
        case=case,
        bibliography=told,
        events=oldest_first(events),
        documents=tuple(d for one in fields.parts("list") for d in _documents(one, case)),
    )


def _application(fields: Fields, spelled: Fields | None) -> DocumentId:
    """The application; American ones of before 2004 are spelled as in DOCDB alone."""
    number = fields.text("number") or (spelled.text("number") if spelled else "")
    return DocumentId(
        number=number,
        office=fields.text("office"),
        kind=fields.text("kind"),
        date=_day(fields.text("date")),
    )


def _published(fields: Fields) -> DocumentId:
    office, kind = fields.text("office"), fields.text("kind")
    date = _day(fields.text("date"))
    number = publication_number(office, fields.text("number"), kind, date)
    return DocumentId(number=number, office=office, kind=kind, date=date)


def _priority(fields: Fields) -> Priority:
    kind = fields.text("kind")
    document = DocumentId(number=fields.text("number"), office=fields.text("office"), kind=kind)
    return Priority(document=document, kind="pct" if kind.startswith("W") else "")


def _key(priority: Priority) -> tuple[str, str]:
    return priority.document.number, priority.document.office


# -- lists of documents ----------------------------------------------------------------------------


def _listed(fields: Fields, document: Document) -> History:
    number, _, kind = fields.text("number").partition(".")
    application = DocumentId(number=number, office=fields.text("office"), kind=kind)
    case = case_id(right_of(application.office, kind, ""), application, document)
    told = Bibliography(titles=_titles(fields), applicants=_applicants(fields))
    return History(case=case, bibliography=told, documents=tuple(_documents(fields, case)))


def _documents(fields: Fields, case: CaseId) -> Iterator[FileDocument]:
    """The documents, each once: several groups of the page name the same one."""
    seen = set()
    for one in fields.parts("document"):
        number = one.text("id")
        if number and number not in seen:
            seen.add(number)
            yield _document(one, case, number)


def _document(fields: Fields, case: CaseId, number: str) -> FileDocument:
    """A document; of a Japanese one there are the original and a machine's translation."""
    japanese = case.office == "JP"
    code = fields.text("code").removesuffix("-JP" if japanese else "")
    name, _, version = fields.text("name").removesuffix(")").rpartition(" (")
    translated = version == "TRANSLATED"
    known = version in ("TRANSLATED", "ORIGINAL")
    series = SERIES.get(case.office, NAME)
    rule = document_rule(case, series, code)
    groups = [group for group in fields.text("groups").split(",") if group.isdecimal()]
    return FileDocument(
        number=number,
        code=code,
        date=_day(fields.text("date")),
        series=series,
        name=name if known else fields.text("name"),
        direction=rule.direction if rule and rule.direction else _direction(groups),
        lists=tuple(groups),
        version=version.lower() if known else "",
        pages=whole_number(fields.text("pages")),
        lang=("en" if translated else "ja") if japanese else "",
    )


# Groups of the common list: 1 application documents, 2 communications of the office, 4 papers from
# applicants, 5 the office's own; 21 to 23 are communications too (`docCodeDesc` of the recordings).
_DIRECTIONS: dict[str, Direction] = {
    "4": "in",
    "1": "in",
    "3": "in",
    "2": "out",
    "21": "out",
    "22": "out",
    "23": "out",
    "5": "internal",
}


def _direction(groups: list[str]) -> Direction:
    return next((found for group, found in _DIRECTIONS.items() if group in groups), "")


def _titles(fields: Fields) -> tuple[Text, ...]:
    """The title, in English for whichever office."""
    return tuple(Text(text=_plain(one), lang="en") for one in fields.texts("title")[:1])


def _applicants(fields: Fields) -> tuple[Party, ...]:
    names = dict.fromkeys(_plain(one).rstrip(", ") for one in fields.texts("applicant"))
    return tuple(Party(names=(Name(name=name, lang="en"),)) for name in names if name)


def _plain(text: str) -> str:
    """Names and titles have HTML's spelling of signs: TAIYO &amp; KATO."""
    return html.unescape(text)


def _day(text: str) -> dt.date | None:
    found = _DATE.fullmatch(text)
    return parse_date(f"{found[3]}-{found[1]}-{found[2]}") if found else None


FORMAT = HistoryFormat(
    name=NAME,
    read=read,
    keys=(
        frozenset({"list", "corrAppNum"}),
        frozenset({"docs", "docNumber"}),
    ),
)
