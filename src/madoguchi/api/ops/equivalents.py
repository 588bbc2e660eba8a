"""Equivalents: the numbers of the simple family, with exchange documents where asked for."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from madoguchi.api.ops.documents import exchange_document
from madoguchi.api.ops.echoes import echo, publication_spellings
from madoguchi.api.ops.faults import nothing_found
from madoguchi.api.ops.references import Reference, cycle, held, only, representatives
from madoguchi.api.ops.relatives import simple
from madoguchi.api.ops.trees import exchange_documents, world_patent_data
from madoguchi.formats import write_document_id
from madoguchi.model import Publication
from madoguchi.premises import Premises


def equivalents(premises: Premises, asked: Sequence[Reference], wanted: frozenset[str]) -> Element:
    """Return each number of the simple family once, in EPODOC's spelling."""
    reference = only(asked)
    found = held(premises, reference)
    if not found:
        raise nothing_found()
    root = world_patent_data()
    inquiry = SubElement(root, "ops:equivalents-inquiry")
    echo(inquiry, reference)
    for member in representatives(simple(premises, found[0])):
        result = SubElement(inquiry, "ops:inquiry-result")
        _number(result, member)
        if wanted:
            frame = exchange_documents(result)
            for one in _cycle(premises, member, wanted):
                frame.append(exchange_document(one, wanted))
    return root


def _cycle(
    premises: Premises, member: Publication, wanted: frozenset[str]
) -> tuple[Publication, ...]:
    return cycle(premises, member) if "full-cycle" in wanted else (member,)


def _number(result: Element, member: Publication) -> None:
    reference = SubElement(result, "publication-reference")
    write_document_id(reference, publication_spellings(member)[1])
