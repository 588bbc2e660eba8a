"""WIPO ST.36: published international applications of the PCT, and what we write in ST.36.

The international common elements of ST.36 (Annex C) under `wo-published-application`; the
International Bureau's own elements begin with `wo-`. The package index of ST.36 (`toc.xml`,
Application-body) is named as such, its EP sample document is read by the EPO's format.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.body import ROLES, BodyReader
from madoguchi.formats.publications import docdb
from madoguchi.formats.registry import XmlFormat
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.formats.text import text_of
from madoguchi.law import publication_number, right_of
from madoguchi.model import (
    Citation,
    ClaimSet,
    Classification,
    DocumentId,
    Drawing,
    Priority,
    Publication,
    Related,
    parse_date,
)

_ATTRIBUTES = Attributes(
    used="lang country doc-number kind date-publ num file srep-phase cited-phase figure-labels "
    "app-type rep-type family-id document-id-type",
    ignored={
        **st36.ATTRIBUTES.ignored,
        "status": "how and when the data were made",
        "srep-office": "the office of the search report is told by its phase",
    },
)

_PROCEDURE = Ignored("state of the procedure on that day; the register tells it")
_PAGES = Ignored("images of printed pages")

_CITED = Shape(
    {
        "patcit/document-id": Part("document", st36.DOCUMENT_ID),
        "patcit/text": "text",
        "patcit/rel-passage": "passage",
        "nplcit": "npl",
        "nplcit/text": "text",
        **{
            f"nplcit/{name}": Ignored("read with its citation")
            for name in ("article", "book", "online", "othercit")
        },
        "rel-passage": "passage",
        "category": "category",
        "rel-claims": "claims",
    },
    _ATTRIBUTES,
    "wo:citation",
)
_FIGURE = Shape({"img": "img"}, _ATTRIBUTES, "wo:figure")

_PARTIES: dict[str, Rule] = {
    "applicants/applicant": Part("applicant", st36.PARTY),
    "inventors/inventor": Part("inventor", st36.PARTY),
    "agents/agent": Part("agent", st36.PARTY),
    "assignees/assignee": Part("owner", st36.PARTY),
    "correspondence-address": Ignored("where the office writes to"),
}
_BIBLIOGRAPHIC: dict[str, Rule] = {
    "publication-reference/document-id": Part("publication", st36.DOCUMENT_ID),
    "application-reference/document-id": Part("application", st36.DOCUMENT_ID),
    "language-of-filing": Ignored("the language of the publication is kept"),
    "language-of-publication": "lang",
    "priority-claims/priority-claim": Part("priority", st36.PRIORITY),
    "classifications-ipcr/classification-ipcr": Part("ipc", st36.SYMBOL),
    "classification-ipc": Part("old-ipc", st36.IPC_OLD),
    "classifications-cpc/main-cpc/classification-cpc": Part("cpc", st36.SYMBOL),
    "classifications-cpc/further-cpc/classification-cpc": Part("cpc", st36.SYMBOL),
    "patent-classifications/patent-classification": Part("class", docdb.LISTED_SYMBOL),
    "examiners/primary-examiner": Part("examiner", st36.PARTY),
    "pct-or-regional-filing-data/document-id": Part("pct-application", st36.DOCUMENT_ID),
    "pct-or-regional-publishing-data/document-id": Part("pct-publication", st36.DOCUMENT_ID),
    "invention-title": "title",
    "references-cited/citation": Part("citation", _CITED),
    **{f"parties/{path}": rule for path, rule in _PARTIES.items()},
    "designation-of-states/designation-pct/regional/country": "designated",
    "designation-of-states/designation-pct/regional/region/country": "designated",
    "designation-of-states/designation-pct/national/country": "designated",
    "related-documents": Part(
        "related",
        Shape(
            {**st36.RELATION_RULES, "relation": Part("typed", st36.RELATION)},
            _ATTRIBUTES,
            "wo:related-documents",
        ),
    ),
    "figure-to-publish/fig-number": "representative",
    "number-of-claims": Ignored("a count of what the record holds"),
    **dict.fromkeys(
        ("dates-of-public-availability", "wo-date-of-receipt", "date-of-receipt",
         "international-filing-data", "file-reference-id", "bio-deposit"),
        _PROCEDURE,
    ),
}  # fmt: skip

_DOCUMENT = Shape(
    {
        **{
            f"{name}/{path}": rule
            for name in ("bibliographic-data", "wo-bibliographic-data")
            for path, rule in _BIBLIOGRAPHIC.items()
        },
        "abstract": "abstract",
        "description": "description",
        "claims": "claims",
        **{
            f"claims/{name}": Ignored("read with the claims")
            for name in ("claim", "doc-page", "amended-claims-statement")
        },
        "drawings/figure": Part("figure", _FIGURE),
        "drawings/doc-page": _PAGES,
        "search-report-data": _PAGES,
        "doc-page": _PAGES,
    },
    _ATTRIBUTES,
    "wo-published-application",
)

_ROLES = {
    **ROLES,
    **dict.fromkeys(
        (
            "technical-field", "background-art", "disclosure", "summary-of-invention",
            "tech-problem", "tech-solution", "advantageous-effects", "description-of-drawings",
            "description-of-embodiments", "best-mode", "mode-for-invention",
            "industrial-applicability", "sequence-list-text", "abst-problem", "abst-solution",
            "reference-signs-list", "citation-list", "patent-literature", "non-patent-literature",
            "reference-to-deposited-biological-material",
        ),
        "section",
    ),
    **dict.fromkeys(("bio-deposit", "depositary", "bio-accno", "dtext", "term", "date"), "inline"),
    "pre": "inline",
    "br": "line",
    "doc-page": "skip",
    "claim-text": "paragraph",
    "invention-title": "heading",
}  # fmt: skip
_BODY = BodyReader("wo-published-application/text", _ROLES)


def read(root: Element, account: Account) -> Publication:
    """Read one published international application."""
    fields = _DOCUMENT.read(root, account)
    given = st36.document_id(fields.part("publication")) or _named(root)
    if given is None:
        raise RefusedError("the document gives no publication number")
    office = given.office or "WO"
    number = publication_number(office, given.number, given.kind, given.date)
    lang = st36.language(fields.text("lang") or root.get("lang", ""))
    return Publication(
        office=office,
        number=number,
        kind=given.kind,
        right=right_of(office, given.kind, number),
        date=given.date,
        lang=lang,
        application=_document(fields.part("application")),
        titles=st36.titles(fields.elements("title"), lang),
        abstracts=st36.bodies(fields.elements("abstract"), _BODY, lang, account),
        claims=tuple(_claims(fields.elements("claims"), lang, account)),
        descriptions=st36.bodies(fields.elements("description"), _BODY, lang, account),
        drawings=tuple(_drawings(fields)),
        applicants=st36.parties(fields.parts("applicant"), lang),
        inventors=st36.parties(fields.parts("inventor"), lang),
        agents=st36.parties(fields.parts("agent"), lang),
        owners=st36.parties(fields.parts("owner"), lang),
        examiners=st36.parties(fields.parts("examiner"), lang),
        priorities=tuple(_priorities(fields.parts("priority"))),
        related=tuple(_related(fields)),
        classifications=tuple(_classifications(fields)),
        citations=tuple(map(_citation, fields.parts("citation"))),
        designated=tuple(filter(None, map(st36.country, fields.texts("designated")))),
        family=root.get("family-id", ""),
    )


def _document(fields: Fields | None) -> DocumentId | None:
    """Return a document, with whose spelling its number is in where that is said."""
    return st36.document_id(fields, fields.get("document-id-type") if fields else "")


def _named(root: Element) -> DocumentId | None:
    """Return the publication that the root's attributes name."""
    number = root.get("doc-number", "")
    if not number:
        return None
    office = st36.country(root.get("country", "")) or "WO"
    date = parse_date(root.get("date-publ", ""))
    return DocumentId(number=number, office=office, kind=root.get("kind", ""), date=date)


def _claims(elements: list[Element], lang: str, account: Account) -> Iterator[ClaimSet]:
    for element in elements:
        own = st36.language(element.get("lang", "")) or lang
        found = element.findall("{*}claim")
        claims = st36.claim_set(found, _BODY, own, account)
        if claims:
            yield st36.referring(claims, found)


def _drawings(fields: Fields) -> Iterator[Drawing]:
    chosen = set(fields.texts("representative"))
    for figure in fields.parts("figure"):
        number = figure.get("num").lstrip("0")
        for image in figure.elements("img"):
            yield Drawing(
                file=image.get("file", ""),
                label=figure.element.get("figure-labels", number),
                representative=number in chosen,
            )


def _priorities(found: list[Fields]) -> Iterator[Priority]:
    for fields in found:
        part = fields.part("document")
        priority = st36.priority(fields, part.get("document-id-type") if part else "")
        if priority:
            yield priority


def _related(fields: Fields) -> Iterator[Related]:
    for related in fields.parts("related"):
        yield from st36.relations(related.parts("relations"))
        for typed in related.parts("typed"):
            for part in typed.parts("documents"):
                document = _document(part)
                if document:
                    yield Related(relation=typed.get("type"), document=document)
    for key in ("pct-application", "pct-publication"):
        for part in fields.parts(key):
            document = _document(part)
            if document:
                yield Related(relation=key, document=document)


def _classifications(fields: Fields) -> Iterator[Classification]:
    found = (
        *map(st36.ipc_symbol, fields.parts("ipc")),
        *map(st36.cpc_symbol, fields.parts("cpc")),
    )
    yield from filter(None, found)
    for part in fields.parts("old-ipc"):
        yield from st36.old_ipc(part)
    for part in fields.parts("class"):
        yield from docdb.listed_symbol(part)


def _citation(fields: Fields) -> Citation:
    texts = fields.texts("text") or [text_of(npl) for npl in fields.elements("npl")]
    return Citation(
        document=_document(fields.part("document")),
        text=" ".join(texts),
        phase=fields.get("cited-phase") or fields.get("srep-phase"),
        category=", ".join(fields.texts("category")),
        claims="; ".join(fields.texts("claims")),
        passage="; ".join(fields.texts("passage")),
    )


FORMAT = XmlFormat(
    name="wipo-st36",
    read=read,
    roots=("wo-published-application", "wo-patent-document"),
    strangers={
        "Application-body": "package index of WIPO ST.36 (toc.xml)",
        "ST26SequenceListing": "sequence listing (WIPO ST.26)",
    },
)
