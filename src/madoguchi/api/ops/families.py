"""Families and legal events: `ops:patent-family` with its members."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from madoguchi.api.operations import Call
from madoguchi.api.ops.echoes import application_spelling, echo, publication_spellings, spelled
from madoguchi.api.ops.faults import Fault, nothing_found
from madoguchi.api.ops.legal import cases_of, legal_events
from madoguchi.api.ops.published import split_parts
from madoguchi.api.ops.references import Reference, held, only, references
from madoguchi.api.ops.relatives import Relatives, extended
from madoguchi.api.ops.trees import SYSTEM, put, served, world_patent_data
from madoguchi.cases import CaseFile
from madoguchi.formats import (
    Spelled,
    application_ids,
    priority_kind,
    write_document_id,
    write_exchange_document,
)
from madoguchi.model import DocumentId, Publication

_PARTS = frozenset({"biblio", "legal"})


@served
def family(call: Call) -> Element:
    """Answer `family/{type}/{format}/[number/][biblio,legal]`: the extended family."""
    number, parts = split_parts(call.path.get("rest", ""), _PARTS)
    reference, lead = _lead(call, number)
    relatives = extended(call.premises, lead)
    return _answer(call, reference, relatives, frozenset(parts))


@served
def legal(call: Call) -> Element:
    """Answer `legal/{type}/{format}/[number]`: the events of the application alone."""
    number, parts = split_parts(call.path.get("rest", ""), frozenset({"legal"}))
    if parts and not number:
        raise Fault(404, "CLIENT.NotFound", "nothing stands at this address")
    reference, lead = _lead(call, number)
    return _answer(call, reference, Relatives((lead,), cut=False), frozenset({"legal"}))


def _lead(call: Call, number: str) -> tuple[Reference, Publication]:
    reference = only(references(call, number))
    found = held(call.premises, reference)
    if not found:
        raise nothing_found()
    return reference, found[0]


def _answer(
    call: Call, reference: Reference, relatives: Relatives, wanted: frozenset[str]
) -> Element:
    with_legal = "legal" in wanted
    files = cases_of(call.premises, relatives.members) if with_legal else {}
    root = world_patent_data()
    attributes = {
        "legal": "true" if with_legal else "false",
        "total-result-count": str(len(relatives.members)),
    }
    if relatives.cut:
        attributes["truncatedFamily"] = "true"
    frame = SubElement(root, "ops:patent-family", attributes)
    echo(frame, reference)
    for member in relatives.members:
        _member(frame, member, files.get(member.id), with_biblio="biblio" in wanted)
    return root


def _member(
    frame: Element, publication: Publication, file: CaseFile | None, *, with_biblio: bool
) -> None:
    attributes = {"family-id": publication.family} if publication.family else {}
    member = SubElement(frame, "ops:family-member", attributes)
    spelled(SubElement(member, "publication-reference"), publication_spellings(publication))
    application = application_spelling(publication)
    write_document_id(SubElement(member, "application-reference"), application)
    _priorities(member, publication, application)
    if file is not None:
        legal_events(member, file, application.document)
    if with_biblio:
        member.append(write_exchange_document(publication, system=SYSTEM))


def _priorities(member: Element, publication: Publication, application: Spelled) -> None:
    """The priorities; where none is claimed the application stands for its own."""
    claimed = [(one.document, one.kind, one.active) for one in publication.priorities]
    documents: Iterable[tuple[DocumentId, str, bool]] = claimed or [
        (application.document, "", True)
    ]
    for sequence, (document, kind, active) in enumerate(documents, 1):
        number = application_ids(document)[0]
        attributes = {"sequence": str(sequence), "kind": priority_kind(kind, number.document)}
        claim = SubElement(member, "priority-claim", attributes)
        write_document_id(claim, number)
        put(claim, "priority-active-indicator", "YES" if active else "NO")
