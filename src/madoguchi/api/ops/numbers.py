"""The number service: a number in another spelling, whether or not the document is held."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

import msgspec

from madoguchi.api.operations import Call
from madoguchi.api.ops.echoes import refer
from madoguchi.api.ops.faults import invalid_reference
from madoguchi.api.ops.references import (
    Format,
    Reference,
    only,
    read_format,
    readings,
    references,
)
from madoguchi.api.ops.trees import put, served, world_patent_data
from madoguchi.formats import Spelled, application_ids, publication_ids
from madoguchi.law import printed_application, publication
from madoguchi.model import DocumentId, Right

_SPELLINGS = ("docdb", "epodoc")
_AMBIGUOUS = "pBRE002"


@served
def convert(call: Call) -> Element:
    """Answer `number-service/{type}/{format}/[number/]{out}`."""
    number, _, out = call.path["rest"].rpartition("/")
    wanted = read_format(out)
    reference = only(references(call, number))
    read = readings(reference)
    if not read:
        raise invalid_reference(f"{reference.asked.number[:60]!r} is no {reference.sort} number")
    root = world_patent_data()
    status = "SUCCESS" if len(_numbers(read)) == 1 else _AMBIGUOUS
    put(root, "ops:meta", attributes={"name": "status", "value": status})
    attributes: dict[str, str] = {"inputFormat": reference.format, "outputFormat": wanted}
    frame = SubElement(root, "ops:standardization", attributes)
    refer(SubElement(frame, "ops:input"), reference, reference.asked, reference.format)
    refer(SubElement(frame, "ops:output"), reference, _spelled(reference, read[0], wanted), wanted)
    return root


def _numbers(read: Sequence[DocumentId]) -> set[tuple[str, str]]:
    return {(one.office, one.number) for one in read}


def _spelled(reference: Reference, read: DocumentId, wanted: Format) -> DocumentId:
    """The number in a format; in EPODOC's with the kind beside it, as the number service has it."""
    if wanted == "original":
        return msgspec.structs.replace(_original(reference, read), kind=read.kind)
    right = Right.UTILITY_MODEL if read.kind[:1] == "U" else Right.PATENT
    ids: tuple[Spelled, ...] = (
        publication_ids(read) if reference.sort == "publication" else application_ids(read, right)
    )
    document = ids[_SPELLINGS.index(wanted)].document
    if wanted == "docdb":
        return document
    return msgspec.structs.replace(document, kind=read.kind)


def _original(reference: Reference, read: DocumentId) -> DocumentId:
    """The number as its office prints it, in English."""
    if reference.sort == "publication":
        printed = publication(read.office, read.number, read.kind).printed("en")
    else:
        printed = printed_application(read, read.office, "en")
    alone = printed.removeprefix(read.office).strip().removesuffix(f" {read.kind}")
    digits = alone.replace(" ", "")
    return msgspec.structs.replace(read, number=digits if digits.isdecimal() else alone, scheme="")
