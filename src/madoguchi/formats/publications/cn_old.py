"""CNIPA publications in the older format: root `cn-patent-document`, derived from WIPO ST.36.

Element names from the office's DTD (cn-patent-document, the elements that begin with `cn-` are
its own). Abstract and abstract drawing stand in the bibliographic data.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.body import ROLES, BodyReader
from madoguchi.formats.registry import XmlFormat
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.law import publication_number, right_of
from madoguchi.model import (
    Citation,
    Classification,
    Drawing,
    Name,
    Party,
    Publication,
    Related,
    Text,
    ipc,
)

_LANG = "zh"

_ATTRIBUTES = Attributes(
    used="lang country num file kind rep-type figure-labels cited-phase",
    ignored={
        **st36.ATTRIBUTES.ignored,
        "status": "how and when the data were made",
        "appl-type": "the kind of right, told by kind code and number",
        "cn-representative-is": "which applicant speaks for all; the address is the applicant's",
        "cn-not-to-be-published-request-by-inventor": "the name is left out where it is so",
    },
)

_PROCEDURE = Ignored("state of the procedure on that day; the register tells it")

_PARTY = Shape(
    {
        "addressbook": Part("addressbook", st36.ADDRESSBOOK),
        **st36.ADDRESSBOOK_RULES,
        "residence/country": "residence",
        "nationality/country": "residence",
    },
    _ATTRIBUTES,
    "cn:party",
)
_AGENT = Shape(
    {
        "cn-agency": Part("agency", _PARTY),
        "addressbook": Part("addressbook", st36.ADDRESSBOOK),
        **st36.ADDRESSBOOK_RULES,
    },
    _ATTRIBUTES,
    "cn:agent",
)
_IPC = Shape({"text": "text"}, _ATTRIBUTES, "cn:classification-ipcr")
_CITED = Shape(
    {
        "patcit/document-id": Part("document", st36.DOCUMENT_ID),
        "patcit/text": "text",
        "nplcit": "text",
        "category": "category",
        "rel-claims": "claims",
    },
    _ATTRIBUTES,
    "cn:citation",
)
_FIGURE = Shape({"img": "img"}, _ATTRIBUTES, "cn:figure")
_DOMESTIC = "cn-related-documents/cn-domestic-priority-claims/cn-domestic-priority-claim"

_BIBLIOGRAPHIC: dict[str, Rule] = {
    "cn-publication-reference/document-id": Part("publication", st36.DOCUMENT_ID),
    "cn-publication-reference/gazette-reference": Ignored("issue of the office's gazette"),
    "application-reference/document-id": Part("application", st36.DOCUMENT_ID),
    "priority-claims/priority-claim": Part("priority", st36.PRIORITY),
    "classifications-ipcr/classification-ipcr": Part("ipc", _IPC),
    "classification-ipc": Part("old-ipc", st36.IPC_OLD),
    "invention-title": "title",
    "abstract": "abstract",
    "cn-abstract-drawing/figure": Part("representative", _FIGURE),
    "cn-abstract-drawing/doc-page": Ignored("image of a printed page"),
    "cn-related-publication/cn-publication-reference/document-id": Part(
        "related-publication", st36.DOCUMENT_ID
    ),
    "cn-related-publication/cn-publication-reference/gazette-reference": Ignored(
        "issue of the office's gazette"
    ),
    "cn-related-documents/division": Part("relations", st36.RELATION),
    f"{_DOMESTIC}/substitution": Part("relations", st36.RELATION),
    "cn-parties/cn-applicants/cn-applicant": Part("applicant", _PARTY),
    "cn-parties/cn-inventors/cn-inventor": Part("inventor", _PARTY),
    "cn-parties/cn-agents/cn-agent": Part("agent", _AGENT),
    "cn-parties/cn-agents/customer-number": Ignored("number of the agency at the office"),
    "cn-parties/correspondence-address": Ignored("where the office writes to"),
    "assignees/assignee": Part("owner", _PARTY),
    "references-cited/citation": Part("citation", _CITED),
    "date-pct-article-22-39-fulfilled": _PROCEDURE,
    "pct-or-regional-filing-data/document-id": Part("pct-application", st36.DOCUMENT_ID),
    "pct-or-regional-publishing-data/document-id": Part("pct-publication", st36.DOCUMENT_ID),
    "correction": _PROCEDURE,
    "figures": Ignored("a count of what the record holds"),
    "text": "note",
}

_DOCUMENT = Shape(
    {
        **{f"cn-bibliographic-data/{path}": rule for path, rule in _BIBLIOGRAPHIC.items()},
        "application-body/description": "description",
        "application-body/claims/claim": "claim",
        "application-body/abstract": "abstract",
        "application-body/drawings/figure": Part("figure", _FIGURE),
        **{
            f"application-body/{path}doc-page": Ignored("image of a printed page")
            for path in ("", "claims/", "drawings/")
        },
        "sequence-list-doc": Ignored("sequence listing, kept beside the document"),
        "table-external-doc": Ignored("name of a table kept beside the document"),
    },
    _ATTRIBUTES,
    "cn-patent-document",
)

_ROLES = {
    **ROLES,
    **dict.fromkeys(
        (
            "technical-field", "background-art", "disclosure", "tech-problem", "tech-solution",
            "advantageous-effects", "description-of-drawings", "best-mode", "mode-for-invention",
            "industrial-applicability", "sequence-list-text", "abst-problem", "abst-solution",
        ),
        "section",
    ),
    "invention-title": "heading",
    **dict.fromkeys(("bio-deposit", "depositary", "bio-accno", "dtext", "term", "date"), "inline"),
    **dict.fromkeys(("doc-page", "table-external-doc"), "skip"),
    "claim-text": "paragraph",
    "pre": "inline",
}  # fmt: skip
_BODY = BodyReader("cn-patent-document/text", _ROLES)


def read(root: Element, account: Account) -> Publication:
    """Read one Chinese publication."""
    fields = _DOCUMENT.read(root, account)
    given = st36.document_id(fields.part("publication"))
    if given is None:
        raise RefusedError("the document gives no publication number")
    office = given.office or root.get("country", "CN")
    number = publication_number(office, given.number, given.kind, given.date)
    claims = st36.claim_set(fields.elements("claim"), _BODY, _LANG, account)
    return Publication(
        office=office,
        number=number,
        kind=given.kind,
        right=right_of(office, given.kind, number),
        date=given.date,
        lang=_LANG,
        application=st36.document_id(fields.part("application")),
        titles=st36.titles(fields.elements("title"), _LANG),
        abstracts=st36.bodies(fields.elements("abstract"), _BODY, _LANG, account),
        claims=(claims,) if claims else (),
        descriptions=st36.bodies(fields.elements("description"), _BODY, _LANG, account),
        drawings=tuple(_drawings(fields)),
        applicants=st36.parties(fields.parts("applicant"), _LANG),
        inventors=st36.parties(fields.parts("inventor"), _LANG),
        agents=tuple(dict.fromkeys(_agents(fields.parts("agent")))),
        owners=st36.parties(fields.parts("owner"), _LANG),
        priorities=tuple(filter(None, map(st36.priority, fields.parts("priority")))),
        related=tuple(_related(fields)),
        classifications=tuple(_classifications(fields)),
        citations=tuple(_citations(fields.parts("citation"))),
        notes=tuple(Text(text=text, lang=_LANG) for text in fields.texts("note")),
    )


def _drawings(fields: Fields) -> Iterator[Drawing]:
    """Yield the drawing of the abstract, then the figures."""
    for key in ("representative", "figure"):
        for figure in fields.parts(key):
            for image in figure.elements("img"):
                yield Drawing(
                    file=image.get("file", ""),
                    label=figure.get("figure-labels"),
                    representative=key == "representative",
                )


_AGENCY_CODE = re.compile(r"(.*\S)\s+(\d{5})$", re.DOTALL)


def _agents(found: list[Fields]) -> Iterator[Party]:
    """Yield each agency and then its agents."""
    for fields in found:
        for part in fields.parts("agency"):
            agency = st36.party(part, _LANG)
            if agency:
                yield coded_agency(agency)
        agent = st36.party(fields, _LANG)
        if agent:
            yield agent


def coded_agency(agency: Party) -> Party:
    """Return an agency with the code of five digits that CNIPA prints behind its name as id."""
    found = _AGENCY_CODE.match(agency.name)
    if not found:
        return agency
    first = agency.names[0]
    name = Name(name=found.group(1), lang=first.lang, address=first.address)
    return msgspec.structs.replace(agency, names=(name, *agency.names[1:]), id=found.group(2))


_RELATED = {
    "related-publication": "related-publication",
    "pct-application": "pct-application",
    "pct-publication": "pct-publication",
}


def _related(fields: Fields) -> Iterator[Related]:
    yield from st36.relations(fields.parts("relations"))
    for key, relation in _RELATED.items():
        for part in fields.parts(key):
            document = st36.document_id(part)
            if document:
                yield Related(relation=relation, document=document)


def _classifications(fields: Fields) -> Iterator[Classification]:
    for position, part in enumerate(fields.parts("ipc")):
        found = printed_ipc(part.text("text"), first=position == 0)
        if found:
            yield found
    for part in fields.parts("old-ipc"):
        yield from st36.old_ipc(part)


_PRINTED_IPC = re.compile(r"([^()]*?)\s*\((\d{4}\.\d{2})\)\s*([AIN]?)")


def printed_ipc(text: str, *, first: bool) -> Classification | None:
    """Return the symbol of an IPC text as CNIPA prints it: `A24B 15/18 (2006.01)I`."""
    printed = _PRINTED_IPC.match(text)
    if not printed:
        found = ipc(text)
        return msgspec.structs.replace(found, first=first) if found else None
    found = ipc(printed.group(1))
    if found is None:
        return None
    additional = printed.group(3) in ("A", "N")
    return msgspec.structs.replace(
        found, edition=printed.group(2), first=first, additional=additional
    )


def _citations(found: list[Fields]) -> Iterator[Citation]:
    for fields in found:
        document = st36.document_id(fields.part("document"))
        text = fields.text("text")
        if document or text:
            yield Citation(
                document=document,
                text=text,
                phase=fields.get("cited-phase") or "examination",
                category=fields.text("category"),
                claims=fields.text("claims"),
            )


FORMAT = XmlFormat(name="cn-patent-document", read=read, roots=("cn-patent-document",))
