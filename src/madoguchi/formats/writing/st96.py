"""WIPO ST.96 out: `PatentPublication` of any office, component names of Annex III (V6.0)."""

import datetime as dt
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from madoguchi.formats.writing.contents import CONTENTS
from madoguchi.formats.writing.st96_classes import write_classifications
from madoguchi.formats.writing.st96_texts import write_bodies, write_claims
from madoguchi.formats.writing.writers import Change, FileHead, PublicationWriter
from madoguchi.formats.writing.xml_out import DECLARATION, put, serialised
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
    "notes, designated states, the family's number",
    "whether a priority is active, the kind code of a priority or application",
    "whose spelling a number is in",
    "an office's own code of a relation, and relations that ST.96 has no name for",
    "that a relation is called pct-filing (it becomes pct-application)",
    "date, code and parts of a citation, capitals in its phase",
    "captions of drawings; which is the representative one where its label has no number",
    "classes of Nice and Vienna; edition, place and office of a class that is neither IPC nor CPC",
    "editions of the IPC before 2006",
    "runs of white space, such as tables drawn with blanks",
    "the language of a text that has none (it takes the document's)",
    "the right where the kind code does not tell it",
    "numbers of tables, formulae that are images (they are images of text)",
    "text of a formula as a block of its own (it becomes a paragraph)",
    "that a claim depends on none where its words name another",
    "the order of classifications of different schemes",
)
_NAMES = {
    "xmlns:com": "http://www.wipo.int/standards/XMLSchema/ST96/Common",
    "xmlns:pat": "http://www.wipo.int/standards/XMLSchema/ST96/Patent",
    "com:st96Version": "V6_0",
}


def _document(publication: Publication, _change: Change) -> bytes:
    root = Element("pat:PatentPublication", _NAMES)
    if publication.lang:
        root.set("com:languageCode", publication.lang)
    data = put(root, "pat:BibliographicData")
    _bibliographic(data, publication)
    write_bodies(root, "pat:Description", publication.descriptions)
    write_claims(root, publication.claims)
    write_bodies(root, "pat:Abstract", publication.abstracts)
    _drawings(root, publication.drawings)
    return DECLARATION + serialised(root)


def _bibliographic(data: Element, publication: Publication) -> None:
    own = DocumentId(
        office=publication.office,
        number=publication.number,
        kind=publication.kind,
        date=publication.date,
    )
    _published(data, own)
    if publication.application:
        _applied(data, publication.application)
    if publication.lang:
        put(data, "pat:PublicationLanguageCode", publication.lang)
    _priorities(data, publication.priorities)
    write_classifications(data, publication.classifications)
    _titles(data, publication)
    _citations(data, publication.citations)
    _related(data, publication.related)
    _parties(data, publication)
    _chosen(data, publication.drawings)


def _dated(parent: Element, tag: str, date: dt.date | None) -> None:
    if date:
        put(parent, tag, date.isoformat())


def _published(parent: Element, document: DocumentId) -> None:
    element = put(parent, "pat:PatentPublicationIdentification")
    if document.office:
        put(element, "com:IPOfficeCode", document.office)
    put(element, "pat:PublicationNumber", document.number)
    if document.kind:
        put(element, "com:PatentDocumentKindCode", document.kind)
    _dated(element, "com:PublicationDate", document.date)


def _applied(parent: Element, document: DocumentId) -> None:
    _filed(put(parent, "com:ApplicationIdentification"), document)


def _filed(element: Element, document: DocumentId) -> None:
    if document.office:
        put(element, "com:IPOfficeCode", document.office)
    number = put(element, "com:ApplicationNumber")
    put(number, "com:ApplicationNumberText", document.number)
    _dated(element, "pat:FilingDate", document.date)


def _priorities(data: Element, priorities: Sequence[Priority]) -> None:
    if not priorities:
        return
    bag = put(data, "pat:PriorityClaimBag")
    for priority in priorities:
        claim = put(bag, "pat:PriorityClaim")
        _filed(claim, priority.document)
        if priority.kind:
            put(claim, "pat:ApplicationFilingCategory", priority.kind)


def _titles(data: Element, publication: Publication) -> None:
    if not publication.titles:
        return
    bag = put(data, "pat:InventionTitleBag")
    for title in publication.titles:
        element = put(bag, "pat:InventionTitle", title.text)
        if title.lang:
            element.set("com:languageCode", title.lang)


def _citations(data: Element, citations: Sequence[Citation]) -> None:
    if not citations:
        return
    bag = put(data, "pat:ReferenceCitationBag")
    for citation in citations:
        _citation(put(bag, "pat:ReferenceCitation"), citation)


def _citation(element: Element, citation: Citation) -> None:
    if citation.phase:
        element.set("pat:citedPhaseCategory", citation.phase)
    if citation.document:
        _cited(put(element, "pat:PatentCitation"), citation)
    elif citation.text:
        put(put(element, "pat:NPLCitation"), "pat:NPLCitationText", citation.text)
    if citation.passage:
        bag = put(element, "pat:CitedPassageBag")
        for passage in filter(None, citation.passage.split("; ")):
            put(put(bag, "pat:CitedPassage"), "pat:PassageText", passage)
    _relevance(element, citation)


def _cited(element: Element, citation: Citation) -> None:
    document = citation.document or DocumentId(number="")
    cited = put(element, "pat:CitedPatentDocumentIdentification")
    if document.office:
        put(cited, "com:IPOfficeCode", document.office)
    put(cited, "pat:DocumentNumber", document.number)
    if document.kind:
        put(cited, "com:PatentDocumentKindCode", document.kind)
    _dated(cited, "pat:PatentDocumentDate", document.date)
    if citation.text:
        put(element, "pat:PatentCitationText", citation.text)


def _relevance(element: Element, citation: Citation) -> None:
    told = [
        *(("pat:RelevanceCategory", one) for one in citation.category.split(", ") if one),
        *(("pat:ClaimNumberText", one) for one in citation.claims.split("; ") if one),
    ]
    if told:
        relevance = put(put(element, "pat:DocumentRelevanceBag"), "pat:DocumentRelevance")
        for tag, text in told:
            put(relevance, tag, text)


RELATIONS = (
    "addition", "division", "continuation", "continuation-in-part", "partial-continuation",
    "conversion", "entitlement-application", "continuing-reissue", "reissue",
    "divisional-reissue", "reexamination", "reexamination-reissue-merger", "substitution",
    "provisional-application", "utility-model-basis", "correction", "related-publication",
)  # fmt: skip
_INTERNATIONAL = {
    "pct-filing": "pat:InternationalFilingData",
    "pct-application": "pat:InternationalFilingData",
    "pct-publication": "pat:InternationalPublishingData",
}


def _related(data: Element, related: Sequence[Related]) -> None:
    named = [one for one in related if one.relation in RELATIONS]
    if named:
        bag = put(data, "pat:RelatedDocumentBag")
        for one in named:
            tag = "".join(map(str.capitalize, one.relation.split("-")))
            parent = put(put(bag, f"pat:{tag}"), "pat:ParentDocument")
            _identified(put(parent, "pat:PatentDocumentIdentification"), one.document)
    for relation, tag in _INTERNATIONAL.items():
        for one in related:
            if one.relation == relation:
                write = _published if relation == "pct-publication" else _applied
                write(put(data, tag), one.document)


def _identified(parent: Element, document: DocumentId) -> None:
    """A document with a kind code is a publication."""
    write = _published if document.kind else _applied
    write(parent, document)


_ROLES = (
    ("applicants", "ApplicantBag", "Applicant"),
    ("inventors", "InventorBag", "Inventor"),
    ("owners", "AssigneeBag", "Assignee"),
    ("agents", "RegisteredPractitionerBag", "RegisteredPractitioner"),
    ("examiners", "ExaminerBag", "PrimaryExaminer"),
)


def _parties(data: Element, publication: Publication) -> None:
    bag = put(data, "pat:PartyBag")
    for field, group, role in _ROLES:
        parties: Sequence[Party] = getattr(publication, field)
        if parties:
            inside = put(bag, f"pat:{group}")
            for sequence, party in enumerate(parties, 1):
                _party(SubElement(inside, f"pat:{role}"), sequence, party)


def _party(element: Element, sequence: int, party: Party) -> None:
    element.set("com:sequenceNumber", str(sequence))
    if party.id:
        put(element, "com:PartyIdentifier", party.id)
    for name in party.names:
        _contact(put(element, "com:Contact"), name)
    if party.country:
        put(element, "com:ResidenceCountryCode", party.country)


def _contact(element: Element, name: Name) -> None:
    if name.lang:
        element.set("com:languageCode", name.lang)
    put(put(element, "com:Name"), "com:EntityName", name.name)
    if name.address:
        postal = put(put(element, "com:PostalAddressBag"), "com:PostalAddress")
        put(postal, "com:PostalAddressText", name.address)


def _chosen(data: Element, drawings: Sequence[Drawing]) -> None:
    chosen = [drawing.label for drawing in drawings if drawing.representative and drawing.label]
    if chosen:
        bag = put(data, "pat:FigureBag")
        for label in chosen:
            put(put(bag, "pat:PublishFigure"), "pat:FigureNumber", label)


def _drawings(root: Element, drawings: Sequence[Drawing]) -> None:
    if not drawings:
        return
    group = put(root, "pat:Drawings")
    for drawing in drawings:
        figure = put(group, "pat:Figure")
        put(figure, "pat:FigureNumber", drawing.label)
        put(put(figure, "com:Image"), "com:FileName", drawing.file)


def _no_head(_head: FileHead) -> bytes:
    """One document follows the other, each with a declaration of its own."""
    return b""


ST96_WRITER = PublicationWriter(
    ending=".xml",
    contents=CONTENTS,
    rights=frozenset({Right.PATENT, Right.UTILITY_MODEL}),
    loses=LOSES,
    head=_no_head,
    body=_document,
)
