"""Published data by number: exchange documents, full texts, inquiries, equivalents."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from madoguchi.api.operations import Call
from madoguchi.api.ops.documents import exchange_document
from madoguchi.api.ops.echoes import echo, identity, publication_reference
from madoguchi.api.ops.equivalents import equivalents
from madoguchi.api.ops.faults import Fault, nothing_found
from madoguchi.api.ops.images import inquire
from madoguchi.api.ops.references import (
    Reference,
    cycle,
    held,
    only,
    references,
    representatives,
)
from madoguchi.api.ops.texts import fulltext_document, fulltext_instances
from madoguchi.api.ops.trees import (
    exchange_documents,
    fulltext_documents,
    served,
    world_patent_data,
)
from madoguchi.formats import Spelled, write_document_id
from madoguchi.law import docdb_publication
from madoguchi.model import Publication
from madoguchi.premises import Premises

_DOCUMENTS = frozenset({"biblio", "abstract", "full-cycle"})
_TEXTS = frozenset({"claims", "description"})
_PARTS = _DOCUMENTS | _TEXTS | {"fulltext", "equivalents", "images"}
_COMBINATIONS = (
    "biblio, abstract and full-cycle go together, as do claims and description, and equivalents "
    "with biblio, abstract or full-cycle; images and fulltext stand alone"
)


@served
def published(call: Call) -> Element:
    """Answer `published-data/{type}/{format}/[number/]constituents`."""
    number, parts = split_parts(call.path["rest"], _PARTS)
    asked = references(call, number)
    wanted = frozenset(parts or ("biblio",))
    if wanted <= _DOCUMENTS:
        return _documents(call.premises, asked, wanted)
    if wanted <= _TEXTS:
        return _texts(call.premises, asked, wanted)
    if wanted == {"fulltext"}:
        return _fulltext_inquiry(call.premises, asked)
    if wanted == {"images"}:
        return _image_inquiry(call.premises, asked)
    if "equivalents" in wanted and wanted - {"equivalents"} <= _DOCUMENTS:
        return equivalents(call.premises, asked, wanted - {"equivalents"})
    raise Fault(404, "CLIENT.NotFound", f"this combination is not answered: {_COMBINATIONS}")


def split_parts(rest: str, known: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """Return the number and the constituents of the end of a path.

    Constituents come after commas or, in an older form, after slashes; a number may hold both.
    """
    segments = rest.strip("/").split("/")
    parts: list[str] = []
    while segments and set(segments[-1].split(",")) <= known:
        parts[:0] = segments.pop().split(",")
    return "/".join(segments), tuple(dict.fromkeys(parts))


# -- exchange documents ------------------------------------------------------------------------


def _documents(premises: Premises, asked: Sequence[Reference], wanted: frozenset[str]) -> Element:
    root = world_patent_data()
    frame = exchange_documents(root)
    any_found = False
    for reference in asked:
        found = _chosen(premises, reference, full_cycle="full-cycle" in wanted)
        any_found = any_found or bool(found)
        for publication in found:
            frame.append(exchange_document(publication, wanted))
        if not found:
            _not_found(frame, reference)
    if not any_found:
        raise nothing_found()
    return root


def _chosen(
    premises: Premises, reference: Reference, *, full_cycle: bool
) -> tuple[Publication, ...]:
    """The publications asked for: of a number without a kind the first, or all of its cycle."""
    found = held(premises, reference)
    first = representatives(found)
    if not full_cycle:
        return first
    members = {one.id: one for lead in first for one in cycle(premises, lead)}
    return tuple(members.values())


def _not_found(frame: Element, reference: Reference) -> None:
    """A document that is not held beside others that are is marked."""
    asked = reference.asked
    office = asked.office or asked.number[:2].upper()
    element = SubElement(frame, "exchange-document", {"country": office, "status": "not found"})
    data = SubElement(element, "bibliographic-data")
    holder = SubElement(data, "publication-reference")
    write_document_id(holder, Spelled(reference.format, asked))


# -- full texts --------------------------------------------------------------------------------


def _texts(premises: Premises, asked: Sequence[Reference], wanted: frozenset[str]) -> Element:
    root = world_patent_data()
    frame = fulltext_documents(root)
    found = [(one, _with_text(premises, one, wanted)) for one in asked]
    if not any(publication for _, publication in found):
        raise nothing_found()
    for reference, publication in found:
        frame.append(fulltext_document(reference, publication, wanted))
    return root


def _with_text(
    premises: Premises, reference: Reference, wanted: frozenset[str]
) -> Publication | None:
    """The publication whose text is asked for. Raises Fault where several may be meant."""
    found = [
        one
        for one in held(premises, reference)
        if ("claims" in wanted and one.claims) or ("description" in wanted and one.descriptions)
    ]
    _unambiguous(reference, found)
    return found[0] if found else None


def _unambiguous(reference: Reference, found: Sequence[Publication]) -> None:
    """In DOCDB's spelling a number without a kind that several publications have is refused."""
    asked = reference.asked
    if len(found) < 2 or reference.format != "docdb" or asked.kind:
        return
    cause = f"Ambiguous input: {reference.sort}/docdb/{asked.office}.{asked.number}"
    numbers = (docdb_publication(identity(one)) for one in found)
    raise Fault(
        413,
        "CLIENT.AmbiguousRequest",
        "The request was ambiguous",
        cause,
        [f"publication/docdb/{one.office}.{one.number}.{one.kind}" for one in numbers],
    )


# -- inquiries ---------------------------------------------------------------------------------


def _fulltext_inquiry(premises: Premises, asked: Sequence[Reference]) -> Element:
    """What texts there are of each publication, without the texts."""
    reference = only(asked)
    found = [one for one in held(premises, reference) if one.claims or one.descriptions]
    if not found:
        raise nothing_found()
    root = world_patent_data()
    inquiry = SubElement(root, "ops:fulltext-inquiry")
    echo(inquiry, reference)
    for publication in found:
        result = SubElement(inquiry, "ops:inquiry-result")
        publication_reference(result, publication)
        fulltext_instances(result, publication)
    return root


def _image_inquiry(premises: Premises, asked: Sequence[Reference]) -> Element:
    root = world_patent_data()
    results = [inquire(premises, root, reference) for reference in asked]
    if not any(results):
        raise nothing_found()
    return root
