"""Page images: which there are of a publication, and each as PDF, TIFF, PNG or as it is held.

The whole document (`fullimage`) is a PDF that came with it; its drawings (`thumbnail`) and its
representative drawing (`firstpage`) are the files that its text names.
"""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from madoguchi.api.operations import Answer, Call
from madoguchi.api.ops.echoes import echo, identity, publication_reference
from madoguchi.api.ops.faults import Fault, invalid_query, nothing_found
from madoguchi.api.ops.pages import FORMATS, converted, page_count, suffix_type
from madoguchi.api.ops.references import Reference, held, read_reference
from madoguchi.api.ops.trees import SYSTEM, put, served
from madoguchi.law import docdb_publication
from madoguchi.model import Publication
from madoguchi.premises import Premises

_PATH = "published-data/images"
_CLIPPING = "PA"
_OFFERED = {
    "fullimage": ("application/pdf", "application/tiff"),
    "thumbnail": ("application/pdf", "application/tiff"),
    "firstpage": ("application/pdf", "application/tiff", "image/png"),
}
_NAMES = {
    "fullimage": "FullDocument",
    "thumbnail": "Drawing",
    "firstpage": "FirstPageClipping",
}


class Sheets(NamedTuple):
    """The files of one sort of images, in order."""

    sort: str
    files: tuple[str, ...]


def sheets(premises: Premises, publication: Publication) -> tuple[Sheets, ...]:
    """Return the images held of a publication; a sort of which none is held is left out."""
    there = premises.archive.attachments(publication.id)
    by_name = {PurePosixPath(name).name: name for name in there}
    drawn = [(one, by_name[PurePosixPath(one.file).name]) for one in publication.drawings
             if PurePosixPath(one.file).name in by_name]  # fmt: skip
    drawings = tuple(dict.fromkeys(name for _, name in drawn))
    chosen = [name for one, name in drawn if one.representative] or list(drawings[:1])
    whole = [name for name in there if name not in drawings and name.lower().endswith(".pdf")]
    every = (
        Sheets("fullimage", tuple(whole[:1])),
        Sheets("thumbnail", drawings),
        Sheets("firstpage", tuple(chosen[:1])),
    )
    return tuple(one for one in every if one.files)


# -- which there are ---------------------------------------------------------------------------


def inquire(premises: Premises, root: Element, reference: Reference) -> bool:
    """Add what images there are to an answer; False where there are none."""
    found = [(one, sheets(premises, one)) for one in held(premises, reference)]
    pictured = [(publication, held_) for publication, held_ in found if held_]
    attributes = {} if pictured else {"status": "not found"}
    inquiry = SubElement(root, "ops:document-inquiry", attributes)
    echo(inquiry, reference)
    for publication, held_ in pictured:
        result = SubElement(inquiry, "ops:inquiry-result")
        publication_reference(result, publication)
        for one in held_:
            _instance(premises, result, publication, one)
    return bool(pictured)


def _instance(premises: Premises, result: Element, publication: Publication, found: Sheets) -> None:
    number = docdb_publication(identity(publication))
    kind = _CLIPPING if found.sort == "firstpage" else number.kind
    attributes = {
        "system": SYSTEM,
        "number-of-pages": str(_count(premises, publication, found)),
        "desc": _NAMES[found.sort],
        "link": f"{_PATH}/{number.office}/{number.number}/{kind}/{found.sort}",
    }
    instance = SubElement(result, "ops:document-instance", attributes)
    options = SubElement(instance, "ops:document-format-options")
    for offered in _OFFERED[found.sort]:
        put(options, "ops:document-format", offered)
    if found.sort == "thumbnail":
        section = {"name": "DRAWINGS", "start-page": "1"}
        SubElement(instance, "ops:document-section", section)


def _count(premises: Premises, publication: Publication, found: Sheets) -> int:
    if len(found.files) > 1:
        return len(found.files)
    return page_count(premises.archive.attachment(publication.id, found.files[0]))


# -- one of them -------------------------------------------------------------------------------


@served
def image(call: Call) -> Answer:
    """Answer `published-data/images/CC/number/kind/sort[.pdf]?Range=n`, or so in the body."""
    path = call.path.get("rest") or call.body.decode("utf-8", "replace").strip()
    segments = path.removeprefix("/").removeprefix(f"{_PATH}/").split("/")
    if len(segments) != 4:
        raise invalid_query(f"write {_PATH}/EP/1000000/A1/fullimage?Range=1")
    office, number, kind, name = segments
    sort, _, suffix = name.partition(".")
    wanted = suffix_type(suffix) if suffix else _accepted(call)
    publication, found = _sheets(call.premises, (office, number, kind), sort)
    page = _page(call)
    data = _data(call.premises, publication, found, page)
    body, media_type = converted(data, page if len(found.files) == 1 else 1, wanted)
    return Answer(body, media_type)


def _accepted(call: Call) -> str:
    """The form asked for; PDF where any will do."""
    accepted = call.headers.get("accept", "")
    named = (part.split(";")[0].strip() for part in accepted.split(","))
    return next((one for one in named if one in FORMATS), FORMATS[0])


def _sheets(premises: Premises, named: Sequence[str], sort: str) -> tuple[Publication, Sheets]:
    if sort not in _OFFERED:
        raise invalid_query(f"{sort[:40]!r} is no sort of images; write {', '.join(_OFFERED)}")
    office, number, kind = named
    spelled = f"{office}.{number}" if kind == _CLIPPING else f"{office}.{number}.{kind}"
    for publication in held(premises, read_reference("publication", "docdb", spelled)):
        for found in sheets(premises, publication):
            if found.sort == sort:
                return publication, found
    raise nothing_found()


def _page(call: Call) -> int:
    asked = call.asked("Range") or call.headers.get("x-ops-range") or "1"
    if not (asked.isdecimal() and len(asked) < 6 and int(asked)):
        raise invalid_query(f"Range={asked[:20]} is no page; write a number from 1")
    return int(asked)


def _data(premises: Premises, publication: Publication, found: Sheets, page: int) -> bytes:
    """The file with a page: each page has its own, or one file has all."""
    if len(found.files) == 1:
        return premises.archive.attachment(publication.id, found.files[0])
    if page > len(found.files):
        raise Fault(404, "SERVER.EntityNotFound", f"there are {len(found.files)} pages, not {page}")
    return premises.archive.attachment(publication.id, found.files[page - 1])
