"""References in answers: what was asked for, and what stands for it."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from madoguchi.api.ops.references import Reference
from madoguchi.formats import (
    Spelled,
    application_ids,
    publication_ids,
    write_document_id,
)
from madoguchi.law import docdb_publication
from madoguchi.model import DocumentId, Publication

_PRIORITY = {"kind": "national"}


def echo(parent: Element, reference: Reference) -> Element:
    """Repeat what was asked for."""
    return refer(parent, reference, reference.asked, reference.format)


def refer(parent: Element, reference: Reference, document: DocumentId, format_: str) -> Element:
    """Add a reference of the same sort to a document in a format."""
    attributes = _PRIORITY if reference.sort == "priority" else {}
    element = SubElement(parent, f"ops:{reference.tag}", attributes)
    write_document_id(element, Spelled(format_, document))
    return element


def identity(publication: Publication) -> DocumentId:
    """The number of a publication as its office has it."""
    return DocumentId(
        office=publication.office,
        number=publication.number,
        kind=publication.kind,
        date=publication.date,
    )


def publication_reference(
    parent: Element, publication: Publication, tag: str = "publication-reference"
) -> Element:
    """Add a publication's number in DOCDB's spelling alone."""
    element = SubElement(parent, tag)
    number = docdb_publication(identity(publication))
    bare = DocumentId(office=number.office, number=number.number, kind=number.kind)
    write_document_id(element, Spelled("docdb", bare))
    return element


def spelled(parent: Element, ids: Iterable[Spelled]) -> None:
    for one in ids:
        write_document_id(parent, one)


def publication_spellings(publication: Publication) -> tuple[Spelled, ...]:
    return publication_ids(identity(publication))


def application_spelling(publication: Publication) -> Spelled:
    """The application in DOCDB's spelling.

    Where none is known the publication's number stands for it with kind D, as for documents of
    which DOCDB knows no application.
    """
    application = publication.application
    if application is None:
        number = docdb_publication(identity(publication))
        dummy = DocumentId(office=number.office, number=number.number, kind="D")
        return Spelled("docdb", dummy)
    of_office = DocumentId(
        office=application.office or publication.office,
        number=application.number,
        kind=application.kind,
        date=application.date,
        scheme=application.scheme,
    )
    return application_ids(of_office, publication.right)[0]
