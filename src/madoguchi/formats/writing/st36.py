"""WIPO ST.36 out: a whole publication of any office, in the international common elements.

The document type is the one that our reader `wipo-st36` reads (`wo-patent-document`, Annex C of
ST.36); classifications other than the IPC stand in `patent-classifications`, as in DOCDB.
"""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from madoguchi.formats.docdb_classes import write_classifications
from madoguchi.formats.st36 import RELATIONS
from madoguchi.formats.writing.contents import CONTENTS
from madoguchi.formats.writing.st36_texts import write_bodies, write_claims
from madoguchi.formats.writing.writers import Change, FileHead, PublicationWriter
from madoguchi.formats.writing.xml_out import DECLARATION, compact_date, put, serialised
from madoguchi.model import (
    Citation,
    DocumentId,
    Drawing,
    Name,
    Party,
    Priority,
    Publication,
    Related,
    Right,
)

LOSES = (
    "notes",
    "whether a priority is active",
    "an office's own code of a relation",
    "date, code and parts of a citation",
    "captions of drawings",
    "classes of Locarno, Nice and Vienna; that a class of the IPC before 2006 is additional",
    "that a class was given by no office, where the scheme is one office's (it takes that office)",
    "runs of white space, such as tables drawn with blanks",
    "the language of a text that has none (it takes the document's)",
    "the right where the kind code does not tell it",
    "text of a formula as a block of its own (it becomes a paragraph)",
    "that a claim depends on none where its words name another",
    "the order of classifications of different schemes",
)


def _document(publication: Publication, _change: Change) -> bytes:
    root = Element("wo-patent-document")
    root.set("lang", publication.lang)
    for name, value in (
        ("country", publication.office),
        ("doc-number", publication.number),
        ("kind", publication.kind),
        ("date-publ", compact_date(publication.date) if publication.date else ""),
        ("family-id", publication.family),
    ):
        if value:
            root.set(name, value)
    _bibliographic(put(root, "bibliographic-data"), publication)
    write_bodies(root, "abstract", publication.abstracts)
    write_bodies(root, "description", publication.descriptions)
    write_claims(root, publication.claims)
    _drawings(root, publication.drawings)
    return DECLARATION + serialised(root)


def _bibliographic(data: Element, publication: Publication) -> None:
    _reference(
        put(data, "publication-reference"),
        DocumentId(
            office=publication.office,
            number=publication.number,
            kind=publication.kind,
            date=publication.date,
        ),
    )
    write_classifications(data, publication.classifications)
    if publication.application:
        _reference(put(data, "application-reference"), publication.application)
    if publication.lang:
        put(data, "language-of-publication", publication.lang)
    _priorities(data, publication.priorities)
    _parties(data, publication)
    _designated(data, publication.designated)
    for title in publication.titles:
        put(data, "invention-title", title.text, title.lang)
    _related(data, publication.related)
    _citations(data, publication.citations)
    _chosen(data, publication.drawings)


def _reference(parent: Element, document: DocumentId) -> None:
    element = put(parent, "document-id")
    if document.scheme:
        element.set("document-id-type", document.scheme)
    if document.office:
        put(element, "country", document.office)
    put(element, "doc-number", document.number)
    if document.kind:
        put(element, "kind", document.kind)
    if document.date:
        put(element, "date", compact_date(document.date))


def _priorities(data: Element, priorities: Sequence[Priority]) -> None:
    if not priorities:
        return
    claims = put(data, "priority-claims")
    for sequence, priority in enumerate(priorities, 1):
        element = SubElement(claims, "priority-claim", {"sequence": str(sequence)})
        if priority.kind:
            element.set("kind", priority.kind)
        _reference(element, priority.document)


_ROLES = (
    ("applicants", "applicant"),
    ("inventors", "inventor"),
    ("owners", "assignee"),
    ("agents", "agent"),
)


def _parties(data: Element, publication: Publication) -> None:
    parties = put(data, "parties")
    for field, role in _ROLES:
        _role(parties, (f"{role}s", role), getattr(publication, field))
    _role(data, ("examiners", "primary-examiner"), publication.examiners)


def _role(parent: Element, tags: tuple[str, str], parties: Sequence[Party]) -> None:
    if not parties:
        return
    group = put(parent, tags[0])
    for sequence, party in enumerate(parties, 1):
        element = SubElement(group, tags[1], {"sequence": str(sequence)})
        for name in party.names:
            _book(element, name, party.id if name is party.names[0] else "")
        if party.country:
            put(put(element, "residence"), "country", party.country)


def _book(parent: Element, name: Name, id_: str) -> None:
    book = put(parent, "addressbook", lang=name.lang)
    put(book, "name", name.name)
    if id_:
        put(book, "iid", id_)
    if name.address:
        put(put(book, "address"), "text", name.address)


def _designated(data: Element, countries: Sequence[str]) -> None:
    if not countries:
        return
    group = put(put(put(data, "designation-of-states"), "designation-pct"), "national")
    for country in countries:
        put(group, "country", country)


def _related(data: Element, related: Sequence[Related]) -> None:
    others = [one for one in related if one.relation not in dict(_INTERNATIONAL)]
    if others:
        group = put(data, "related-documents")
        for one in others:
            _reference(_relation(group, one.relation), one.document)
    for relation, tag in _INTERNATIONAL:
        for one in related:
            if one.relation == relation:
                _reference(put(data, tag), one.document)


def _relation(group: Element, relation: str) -> Element:
    """A relation that ST.36 has no name for is named by its type, as in MAREC."""
    if relation in RELATIONS:
        return put(group, relation)
    return SubElement(group, "relation", {"type": relation})


_INTERNATIONAL = (
    ("pct-application", "pct-or-regional-filing-data"),
    ("pct-publication", "pct-or-regional-publishing-data"),
)


def _citations(data: Element, citations: Sequence[Citation]) -> None:
    if not citations:
        return
    group = put(data, "references-cited")
    for citation in citations:
        _citation(put(group, "citation"), citation)


def _citation(element: Element, citation: Citation) -> None:
    if citation.phase:
        element.set("cited-phase", citation.phase)
    if citation.document:
        cited = put(element, "patcit")
        _reference(cited, citation.document)
        if citation.text:
            put(cited, "text", citation.text)
    elif citation.text:
        put(put(element, "nplcit"), "text", citation.text)
    for tag, text, between in (
        ("rel-passage", citation.passage, "; "),
        ("category", citation.category, ", "),
        ("rel-claims", citation.claims, "; "),
    ):
        for piece in filter(None, text.split(between)):
            put(element, tag, piece)


def _chosen(data: Element, drawings: Sequence[Drawing]) -> None:
    chosen = [str(at) for at, drawing in enumerate(drawings, 1) if drawing.representative]
    if chosen:
        group = put(data, "figure-to-publish")
        for number in chosen:
            put(group, "fig-number", number)


def _drawings(root: Element, drawings: Sequence[Drawing]) -> None:
    if not drawings:
        return
    group = put(root, "drawings")
    for number, drawing in enumerate(drawings, 1):
        attributes = {"num": str(number), "figure-labels": drawing.label}
        SubElement(SubElement(group, "figure", attributes), "img", {"file": drawing.file})


def _no_head(_head: FileHead) -> bytes:
    """One document follows the other, each with a declaration of its own."""
    return b""


ST36_WRITER = PublicationWriter(
    ending=".xml",
    contents=CONTENTS,
    rights=frozenset({Right.PATENT, Right.UTILITY_MODEL}),
    loses=LOSES,
    head=_no_head,
    body=_document,
)
