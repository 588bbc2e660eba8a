"""Publications out: EPO exchange documents (exchange-documents.xsd 2.5.7), as EPO OPS gives them.

An exchange document holds the bibliographic data and the abstracts; claims, descriptions and
drawings have documents of their own. Every reference is given in DOCDB's and EPODOC's spelling,
an application also as its office wrote it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

import msgspec

from madoguchi.formats.docdb_classes import write_classifications
from madoguchi.law import (
    docdb_application,
    docdb_publication,
    epodoc_application,
    epodoc_publication,
)
from madoguchi.model import Citation, DocumentId, Name, Party, Priority, Publication, Right

EXCHANGE = "http://www.epo.org/exchange"

# Citations by phase: what OPS calls it, and who cites then.
_PHASES = {
    "applicant": ("description", "applicant"),
    "search": ("national-search-report", "examiner"),
    "international-search": ("international-search-report", "examiner"),
    "supplementary-search": ("SUP", "examiner"),
    "pre-search": ("pre-grant-pre-search", "examiner"),
    "examination": ("examination", "examiner"),
    "preliminary-examination": ("CH2", "examiner"),
    "opposition": ("opposition", "opponent"),
    "appeal": ("appeal", "examiner"),
    "third-party": ("TPO", "third-party"),
}
_KINDS = ("national", "regional", "international")
_REGIONAL = ("AP", "EA", "EP", "GC", "OA")
_NAME_FORMATS = ("original", "docdba", "docdb")


def write_exchange_document(publication: Publication, *, system: str = "") -> Element:
    """Return a publication as an exchange document, its names in no namespace of their own."""
    document = _document(publication)
    root = Element("exchange-document")
    if system:
        root.set("system", system)
    if publication.family:
        root.set("family-id", publication.family)
    _identify(root, document)
    data = SubElement(root, "bibliographic-data")
    _reference(data, "publication-reference", publication_ids(document))
    write_classifications(data, publication.classifications)
    if publication.application:
        _application(data, publication)
    if publication.lang:
        _put(data, "language-of-publication", publication.lang)
    _priorities(data, publication)
    _parties(data, publication)
    _designated(data, publication)
    for title in publication.titles:
        _put(data, "invention-title", title.text, lang=title.lang)
    _citations(data, publication.citations)
    _abstracts(root, publication)
    return root


def write_deletion(publication: Publication) -> Element:
    """Return the notice that a publication is no more: its identity alone."""
    document = _document(publication)
    root = Element("exchange-document")
    _identify(root, document)
    data = SubElement(root, "bibliographic-data")
    _reference(data, "publication-reference", publication_ids(document))
    return root


def write_abstract(publication: Publication) -> Element:
    """Return the abstracts of a publication as an exchange document with nothing else."""
    document = _document(publication)
    root = Element("exchange-document")
    _identify(root, document)
    data = SubElement(root, "bibliographic-data")
    _reference(data, "publication-reference", publication_ids(document))
    SubElement(data, "parties")
    _abstracts(root, publication)
    return root


def _document(publication: Publication) -> DocumentId:
    return DocumentId(
        office=publication.office,
        number=publication.number,
        kind=publication.kind,
        date=publication.date,
    )


def _identify(root: Element, document: DocumentId) -> None:
    spelled = docdb_publication(document)
    root.set("country", spelled.office)
    root.set("doc-number", spelled.number)
    if spelled.kind:
        root.set("kind", spelled.kind)


# -- references --------------------------------------------------------------------------------


class Spelled(NamedTuple):
    """A document as one format spells it: `docdb`, `epodoc` or `original`."""

    format: str
    document: DocumentId


def publication_ids(document: DocumentId) -> tuple[Spelled, ...]:
    """Return a publication in DOCDB's spelling and in EPODOC's, which has no kind code."""
    return (
        Spelled("docdb", docdb_publication(document)),
        Spelled("epodoc", _without_kind(epodoc_publication(document))),
    )


def application_ids(document: DocumentId, right: Right = Right.PATENT) -> tuple[Spelled, ...]:
    """Return an application or priority in DOCDB's spelling and in EPODOC's."""
    return (
        Spelled("docdb", docdb_application(document, right)),
        Spelled("epodoc", _without_kind(epodoc_application(document, right))),
    )


def _without_kind(document: DocumentId) -> DocumentId:
    return DocumentId(number=document.number, date=document.date, scheme=document.scheme)


def write_document_id(parent: Element, spelled: Spelled) -> Element:
    """Add a document-id; parts that are not known are left out."""
    document = spelled.document
    element = SubElement(parent, "document-id", {"document-id-type": spelled.format})
    if document.office and spelled.format != "epodoc":
        _put(element, "country", document.office)
    _put(element, "doc-number", document.number)
    if document.kind:
        _put(element, "kind", document.kind)
    if document.date:
        _put(element, "date", _written_date(document.date))
    return element


def _written_date(date: dt.date) -> str:
    """Return a day as exchange documents have it: 20060526."""
    return f"{date.year:04}{date.month:02}{date.day:02}"


def _reference(parent: Element, tag: str, ids: Iterable[Spelled]) -> Element:
    element = SubElement(parent, tag)
    for spelled in ids:
        write_document_id(element, spelled)
    return element


def _application(data: Element, publication: Publication) -> None:
    document = _of_office(publication.application, publication.office)
    element = _reference(
        data, "application-reference", application_ids(document, publication.right)
    )
    if document.scheme != "epodoc":
        original = DocumentId(number=document.number)
        write_document_id(element, Spelled("original", original))


def _of_office(document: DocumentId | None, office: str) -> DocumentId:
    found = document or DocumentId(number="")
    return msgspec.structs.replace(found, office=found.office or office)


def _priorities(data: Element, publication: Publication) -> None:
    if not publication.priorities:
        return
    claims = SubElement(data, "priority-claims")
    for sequence, priority in enumerate(publication.priorities, 1):
        _priority(claims, priority, sequence)


def _priority(parent: Element, priority: Priority, sequence: int) -> None:
    document = priority.document
    element = _reference(parent, "priority-claim", application_ids(document))
    element.set("sequence", str(sequence))
    element.set("kind", priority_kind(priority.kind, document))
    if priority.kind and priority.kind not in _KINDS:
        _put(element, "priority-linkage-type", priority.kind)
    _put(element, "priority-active-indicator", "YES" if priority.active else "NO")


def priority_kind(kind: str, document: DocumentId) -> str:
    """Return which of the schema's three kinds a priority is, whatever is told of it."""
    if kind in _KINDS:
        return kind
    if document.kind == "W" or document.office in ("WO", "IB"):
        return "international"
    return "regional" if document.office in _REGIONAL else "national"


# -- parties -----------------------------------------------------------------------------------


def _parties(data: Element, publication: Publication) -> None:
    """Applicants, in their default the owners, and inventors."""
    parties = SubElement(data, "parties")
    _role(parties, "applicant", publication.applicants or publication.owners)
    _role(parties, "inventor", publication.inventors)


def _role(parent: Element, role: str, parties: Sequence[Party]) -> None:
    named = [party for party in parties if party.names]
    if not named:
        return
    group = SubElement(parent, f"{role}s")
    for sequence, party in enumerate(named, 1):
        _party(group, role, sequence, party)


def _party(group: Element, role: str, sequence: int, party: Party) -> None:
    """One party in all its spellings: the standardised one first, as OPS has it."""
    *printed, standard = party.names
    for format_, name in (("epodoc", standard), *zip(_NAME_FORMATS, printed, strict=False)):
        _name(group, role, sequence, (format_, name, party.country))
    if not printed:
        _name(group, role, sequence, ("original", standard, ""))


def _name(group: Element, role: str, sequence: int, form: tuple[str, Name, str]) -> None:
    format_, name, country = form
    attributes = {"sequence": str(sequence), "data-format": format_}
    element = SubElement(group, role, attributes)
    suffix = f" [{country}]" if country and format_ == "epodoc" else ""
    _put(SubElement(element, f"{role}-name"), "name", f"{name.name}{suffix}")
    if name.address:
        _put(SubElement(element, "address"), "text", name.address)


# -- the rest ----------------------------------------------------------------------------------


def _designated(data: Element, publication: Publication) -> None:
    if not publication.designated:
        return
    states = SubElement(data, "designation-of-states")
    if publication.office == "WO":
        group = SubElement(SubElement(states, "designation-pct"), "national")
    else:
        group = SubElement(SubElement(states, "designation-epc"), "contracting-states")
    for country in publication.designated:
        _put(group, "country", country)


def _citations(data: Element, citations: Sequence[Citation]) -> None:
    told = [one for one in citations if one.text or (one.document and one.document.number)]
    if not told:
        return
    references = SubElement(data, "references-cited")
    for sequence, citation in enumerate(told, 1):
        _citation(references, citation, sequence)


def _citation(parent: Element, citation: Citation, sequence: int) -> None:
    phase, by = _PHASES.get(citation.phase, (citation.phase or "undefined", ""))
    element = SubElement(parent, "citation", {"cited-phase": phase, "sequence": str(sequence)})
    if by:
        element.set("cited-by", by)
    if citation.document:
        cited = SubElement(element, "patcit", {"num": str(sequence)})
        _cited(cited, citation.document)
    else:
        _put(SubElement(element, "nplcit", {"num": str(sequence)}), "text", citation.text)
    if citation.passage:
        _put(SubElement(element, "rel-passage"), "passage", citation.passage)
    for category in filter(None, citation.category.split(", ")):
        _put(element, "category", category)
    for claims in filter(None, citation.claims.split("; ")):
        _put(element, "rel-claims", claims)


def _cited(cited: Element, document: DocumentId) -> None:
    """A cited document of unknown office has no DOCDB spelling."""
    if not document.office:
        write_document_id(cited, Spelled("original", document))
        return
    cited.set("dnum-type", "publication number")
    for spelled in publication_ids(document):
        write_document_id(cited, spelled)


def _abstracts(root: Element, publication: Publication) -> None:
    for body in publication.abstracts:
        texts = [line for block in body.blocks for line in block.text.splitlines() if line]
        if texts:
            element = _put(root, "abstract", "", lang=body.lang)
            for text in texts:
                _put(element, "p", text)


def _put(parent: Element, tag: str, text: str, lang: str = "") -> Element:
    element = SubElement(parent, tag, {"lang": lang} if lang else {})
    element.text = text or None
    return element
