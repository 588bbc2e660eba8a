"""MAREC and its kin: `patent-document`, the publications of many offices in one ST.36-like form.

Three variants: MAREC proper (bibliographic data, texts, legal status), texts alone with the
publication in the root's attributes, and texts recognised from page images (wo-ocr). Parties and
numbers are given in several formats; the office's original comes before the data maker's.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.body import ROLES, BodyReader
from madoguchi.formats.publications.docdb import PHASES
from madoguchi.formats.publications.ops_fulltext import numbered_claims
from madoguchi.formats.registry import XmlFormat
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.formats.text import text_of
from madoguchi.law import publication_number, right_of
from madoguchi.model import (
    Block,
    Body,
    Citation,
    ClaimSet,
    Classification,
    DocumentId,
    Drawing,
    Party,
    Priority,
    Publication,
    Related,
    Scheme,
    ecla,
    ipc,
    national,
    parse_date,
)

_INTERNAL = "identifier of the data maker"
_SOURCE = "how and when the data were made"

_ATTRIBUTES = Attributes(
    used="lang country doc-number docnumber kind date date-published num file format type "
    "category name source scheme family-id",
    ignored={
        **st36.ATTRIBUTES.ignored,
        **dict.fromkeys(("ucid", "fvid", "us-series-code", "is-representative"), _INTERNAL),
        **dict.fromkeys(("status", "created-by-npl", "psta"), _SOURCE),
    },
)

_DOCUMENT_ID = Shape(
    {
        "country": "country",
        "doc-number": "number",
        "kind": "kind",
        "date": "date",
        "lang": Ignored("the language of the document is told by its texts"),
        "name": Ignored("the patentee of another document is told by that document"),
    },
    _ATTRIBUTES,
    "marec:document-id",
)
_PARTY = Shape({"addressbook": Part("addressbook", st36.ADDRESSBOOK)}, _ATTRIBUTES, "marec:party")
_PRIORITY = Shape({"document-id": Part("document", _DOCUMENT_ID)}, _ATTRIBUTES, "marec:priority")
_CITED = Shape(
    {"document-id": Part("document", _DOCUMENT_ID), "text": "text", "sources/source": "source"},
    _ATTRIBUTES,
    "marec:citation",
)
_RELATION = Shape(
    {
        "parent-doc/document-id": Part("documents", _DOCUMENT_ID),
        "child-doc": Ignored("the publication's own application, or another relation's parent"),
    },
    _ATTRIBUTES,
    "marec:relation",
)

_TECHNICAL: dict[str, Rule] = {
    "classifications-ipcr/classification-ipcr": "ipcr",
    "classification-ipc": Part("old-ipc", st36.IPC_OLD),
    "classification-ecla/classification-symbol": "ecla",
    "classification-national/main-classification": "national",
    "classification-national/further-classification": "national",
    "classification-national": "national-office",
    "invention-title": "title",
    "citations/patent-citations/patcit": Part("citation", _CITED),
    "citations/non-patent-citations/nplcit": Part("citation", _CITED),
    "figures": Ignored("a count of what the record holds"),
}
_PARTIES: dict[str, Rule] = {
    "applicants/applicant": Part("applicant", _PARTY),
    "inventors/inventor": Part("inventor", _PARTY),
    "assignees/assignee": Part("owner", _PARTY),
    "agents/agent": Part("agent", _PARTY),
    "examiners/primary-examiner": Part("examiner", _PARTY),
    "correspondence-address": Ignored("where the office writes to"),
}
_CONVENTION: dict[str, Rule] = {
    "designated-states/ep-contracting-states/country": "designated",
    "designated-states/ep-extended-states-data/country": "designated",
    "pct-or-regional-filing-data/document-id": Part("pct-application", _DOCUMENT_ID),
    "pct-or-regional-publishing-data/document-id": Part("pct-publication", _DOCUMENT_ID),
}
_BIBLIOGRAPHIC: dict[str, Rule] = {
    "publication-reference/document-id": Part("publication", _DOCUMENT_ID),
    "application-reference/document-id": Part("application", _DOCUMENT_ID),
    "priority-claims/priority-claim": Part("priority", _PRIORITY),
    "dates-of-public-availability": Ignored("steps of the procedure; the register tells them"),
    "term-of-grant": Ignored("steps of the procedure; the register tells them"),
    "related-documents/relation": Part("relations", _RELATION),
    **{f"technical-data/{path}": rule for path, rule in _TECHNICAL.items()},
    **{f"parties/{path}": rule for path, rule in _PARTIES.items()},
    **{f"international-convention-data/{path}": rule for path, rule in _CONVENTION.items()},
}

_DOCUMENT = Shape(
    {
        **{f"bibliographic-data/{path}": rule for path, rule in _BIBLIOGRAPHIC.items()},
        "abstract": "abstract",
        "description": "description",
        "claims": "claims",
        "drawings/figure": Part("figure", st36.FIGURE),
        "legal-status": Ignored("the history of the application; the register tells it"),
        "copyright": Ignored("terms of use of the data maker"),
    },
    _ATTRIBUTES,
    "patent-document",
)

_ROLES = {
    **ROLES,
    **dict.fromkeys(("ref", "pre", "che", "chr", "frac", "over", "drawref"), "inline"),
    **dict.fromkeys(("disclosure", "description-of-drawings", "technical-field", "background-art",
                     "best-mode", "mode-for-invention", "industrial-applicability",
                     "tech-problem", "tech-solution", "advantageous-effects"), "section"),
    **dict.fromkeys(("claim-text", "df"), "paragraph"),
    "break": "break",
}  # fmt: skip


class _Reader(BodyReader):
    def number(self, element: Element) -> str:
        """Return the paragraph's number; texts from page images write p0001."""
        return super().number(element).removeprefix("p")


_BODY = _Reader("patent-document/text", _ROLES)


def read(root: Element, account: Account) -> Publication:
    """Read one publication of any office."""
    fields = _DOCUMENT.read(root, account)
    given = st36.document_id(fields.part("publication")) or _named(root)
    if given is None:
        raise RefusedError("the document gives no publication number")
    number = publication_number(given.office, given.number, given.kind, given.date)
    lang = st36.language(root.get("lang", "")).removeprefix("xx")
    return Publication(
        office=given.office,
        number=number,
        kind=given.kind,
        right=right_of(given.office, given.kind, number),
        date=given.date,
        lang=lang,
        application=_document(fields.part("application")),
        titles=st36.titles(fields.elements("title"), lang),
        abstracts=_abstracts(fields.elements("abstract"), lang, account),
        claims=tuple(_claims(fields.elements("claims"), lang, account)),
        descriptions=tuple(map(_numbered, _bodies(fields.elements("description"), lang, account))),
        drawings=tuple(_drawings(fields.parts("figure"))),
        applicants=_parties(fields.parts("applicant")),
        inventors=_parties(fields.parts("inventor")),
        agents=_parties(fields.parts("agent")),
        owners=_parties(fields.parts("owner")),
        examiners=_parties(fields.parts("examiner")),
        priorities=tuple(_priorities(fields.parts("priority"))),
        related=tuple(_related(fields)),
        classifications=tuple(dict.fromkeys(_classifications(fields))),
        citations=tuple(map(_citation, fields.parts("citation"))),
        designated=tuple(filter(None, map(st36.country, fields.texts("designated")))),
        family=root.get("family-id", ""),
    )


def _named(root: Element) -> DocumentId | None:
    """Return the publication that the root's attributes name."""
    number = root.get("doc-number") or root.get("docnumber") or ""
    office = st36.country(root.get("country", ""))
    if not number or not office:
        return None
    date = parse_date(root.get("date") or root.get("date-published") or "")
    return DocumentId(number=number, office=office, kind=root.get("kind", ""), date=date)


def _document(fields: Fields | None) -> DocumentId | None:
    """Return a document; the format `epo` is DOCDB's spelling."""
    scheme = "docdb" if fields and fields.get("format") == "epo" else ""
    return st36.document_id(fields, scheme)


def _bodies(elements: list[Element], lang: str, account: Account) -> tuple[Body, ...]:
    return st36.bodies(elements, _BODY, lang, account)


def _abstracts(elements: list[Element], lang: str, account: Account) -> tuple[Body, ...]:
    """Return one abstract of each wording; the same one from two sources is kept once."""
    kept: dict[tuple[str, str], Body] = {}
    for body in _bodies(elements, lang, account):
        key = (body.lang, body.text)
        if key not in kept or len(body.blocks) > len(kept[key].blocks):
            kept[key] = body
    return tuple(kept.values())


_PRINTED_NUMBER = re.compile(r"\[(\d{4,5})\]\s*")


def _numbered(body: Body) -> Body:
    """Return a description whose paragraph numbers stand apart, also those in its text."""
    return msgspec.structs.replace(body, blocks=tuple(map(_numbered_block, body.blocks)))


def _numbered_block(block: Block) -> Block:
    found = None if block.number else _PRINTED_NUMBER.match(block.text)
    if not found:
        return block
    text = block.text[found.end() :]
    return msgspec.structs.replace(block, text=text, number=found.group(1))


def _drawings(found: list[Fields]) -> Iterator[Drawing]:
    """Yield the drawings; figure-D00000 is a page's identifier and no printed label."""
    for drawing in st36.drawings(found):
        printed = not drawing.label.startswith("figure-")
        yield drawing if printed else msgspec.structs.replace(drawing, label="")


def _claims(elements: list[Element], lang: str, account: Account) -> Iterator[ClaimSet]:
    for element in elements:
        own = st36.language(element.get("lang", "")) or lang
        claims = [child for child in element if child.tag == "claim"]
        for child in element:
            where = account.mapped if child.tag == "claim" else account.unknown
            where = account.ignored if child.tag == "claim-statement" else where
            where.add(f"patent-document/claims/{child.tag}")
        found = _run_on(claims, own, account) or st36.claim_set(claims, _BODY, own, account)
        if found:
            yield found


def _run_on(claims: list[Element], lang: str, account: Account) -> ClaimSet | None:
    """Read texts recognised from page images, where all claims stand in one claim element."""
    if len(claims) != 1 or len(claims[0]) < 2:
        return None
    lines = [block.text for block in _BODY.blocks(claims[0], account) if block.text]
    found = tuple(numbered_claims(lines, lang))
    return ClaimSet(claims=found, lang=lang) if len(found) > 1 else None


_PREFERENCE = ("original", "intermediate", "epo", "")


def _parties(found: list[Fields]) -> tuple[Party, ...]:
    """Return the parties in the best format given, with the country that another one adds."""
    if not found:
        return ()
    by_format: dict[str, list[Party]] = defaultdict(list)
    for fields in found:
        party = st36.party(fields)
        if party:
            by_format[fields.get("format")].append(party)
    formats = sorted(by_format, key=lambda name: _PREFERENCE.index(name)
                     if name in _PREFERENCE else len(_PREFERENCE))  # fmt: skip
    if not formats:
        return ()
    best, *others = (by_format[name] for name in formats)
    for other in others:
        if len(other) == len(best):
            best = [_joined(party, twin) for party, twin in zip(best, other, strict=True)]
    return tuple(dict.fromkeys(best))


def _joined(party: Party, twin: Party) -> Party:
    if party.country or not twin.country:
        return party
    return msgspec.structs.replace(party, country=twin.country)


def _priorities(found: list[Fields]) -> Iterator[Priority]:
    for fields in found:
        document = _document(fields.part("document"))
        if document:
            yield Priority(document=document)


def _related(fields: Fields) -> Iterator[Related]:
    for part in fields.parts("relations"):
        for parent in part.parts("documents"):
            document = _document(parent)
            if document:
                yield Related(relation=part.get("type"), document=document)
    for key in ("pct-application", "pct-publication"):
        for part in fields.parts(key):
            document = _document(part)
            if document:
                yield Related(relation=key, document=document)


def _classifications(fields: Fields) -> Iterator[Classification]:
    for element in fields.elements("ipcr"):
        found = st36.st8(element.text or "", ipc)
        if found:
            yield found
    for part in fields.parts("old-ipc"):
        yield from st36.old_ipc(part)
    for text in fields.texts("ecla"):
        found = st36.plain_symbol(text, Scheme.ECLA, ecla)
        if found:
            yield found
    office = fields.element_of("national-office")
    country = office.get("country", "") if office is not None else ""
    for text in fields.texts("national"):
        found = national(text, country)
        if found:
            yield found


def _citation(fields: Fields) -> Citation:
    """Return a citation; who cited it stands at the citation or at its first source."""
    sources = fields.elements("source")
    name = fields.get("source") or next((source.get("name", "") for source in sources), "")
    letters = [fields.get("category"), *(source.get("category", "") for source in sources)]
    document = _document(fields.part("document"))
    return Citation(
        document=document,
        text=fields.text("text") or ("" if document else text_of(fields.element)),
        phase=PHASES.get(name, name),
        category=", ".join(dict.fromkeys(filter(None, letters))),
    )


FORMAT = XmlFormat(
    name="marec",
    read=read,
    roots=("patent-document",),
    strangers={"description": "description without bibliographic data, as of a translation"},
)
