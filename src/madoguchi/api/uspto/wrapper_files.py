"""The documents of a file wrapper and its publications: listed, and as files."""

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec

from madoguchi.api.dossiers import Member
from madoguchi.api.operations import Answer, Call
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.api.uspto.applications import asked_member, wrappers
from madoguchi.api.uspto.portal_envelope import Told, answered, given
from madoguchi.cases import HeldDocument
from madoguchi.dossier import paper_pdf
from madoguchi.errors import NotFoundError
from madoguchi.model import FileDocument, Publication

_DIRECTIONS = {"in": "INCOMING", "out": "OUTGOING", "internal": "INTERNAL"}
_ZONE = ZoneInfo("America/New_York")
_XML = "text/xml"
# The files of publications that lie here as the office made them, by the source they came in.
_SOURCES = frozenset({"us-pap", "us-sgml", "us-xml"})
_LAID_OPEN, _GRANT = ("APPXML", "ipa"), ("PTGRXML", "ipg")
_FILE = re.compile(r"(\d{8})_([A-Z]{0,2}\d{1,12})\.xml")


def documents(call: Call) -> Answer:
    """The documents that the file lists, the latest first."""
    member = asked_member(call)
    codes = {one.strip() for one in call.asked("documentCodes").split(",") if one.strip()}
    first, last = _day(call, "officialDateFrom"), _day(call, "officialDateTo")
    found = [
        _document(call, member, held)
        for held in reversed(member.file.documents if member.file else ())
        if (not codes or held.document.code in codes) and _within(held.document, first, last)
    ]
    return Answer(msgspec.json.encode({"documentBag": found}))


def _day(call: Call, name: str) -> dt.date | None:
    text = call.asked(name)
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise Refusal(
            Reason.BAD_REQUEST, f"Invalid request, {name} cannot be read: write 2021-08-04"
        ) from None


def _within(document: FileDocument, first: dt.date | None, last: dt.date | None) -> bool:
    if not (first or last):
        return True
    date = document.date
    return date is not None and (first or date) <= date <= (last or date)


def _document(call: Call, member: Member, held: HeldDocument) -> Told:
    listed = held.document
    return given(
        applicationNumberText=member.case.number,
        officialDate=_instant(listed.date),
        documentIdentifier=listed.number,
        documentCode=listed.code,
        documentCodeDescriptionText=listed.name,
        documentDirectionCategory=_DIRECTIONS.get(listed.direction, ""),
        downloadOptionBag=list(_options(call, member, held)),
    )


def _options(call: Call, member: Member, held: HeldDocument) -> Iterator[Told]:
    """How a document can be had; of one whose content is not held only its pages are told."""
    name = quote(held.document.number, safe="")
    address = f"{call.base}/api/v1/download/applications/{member.case.number}/{name}"
    pages = held.document.pages
    if held.paper or pages:
        yield given(
            mimeTypeIdentifier="PDF",
            downloadUrl=f"{address}.pdf" if held.paper else "",
            pageTotalQuantity=pages or None,
        )
    if held.original and held.media_type == _XML:
        yield given(mimeTypeIdentifier="XML", downloadUrl=f"{address}.xml")


def _instant(date: dt.date | None) -> str:
    """A day as its first instant in the office's time."""
    if date is None:
        return ""
    return dt.datetime.combine(date, dt.time(), _ZONE).strftime("%Y-%m-%dT%H:%M:%S.000%z")


def download(call: Call) -> Answer:
    """A document: rendered as PDF, or the XML as received."""
    member = asked_member(call)
    number, _, form = call.path["document"].rpartition(".")
    if member.file is None or form not in ("pdf", "xml"):
        raise NotFoundError("no such document; it is asked for by its identifier and .pdf or .xml")
    held = call.premises.cases.document(member.file, number)
    if form == "xml":
        if held.media_type != _XML:
            raise NotFoundError("this document is not held as XML")
        return _sent(call.premises.cases.original(held), "application/xml", number, form)
    paper = call.premises.cases.paper(held)
    return _sent(paper_pdf(paper, number), "application/pdf", number, form)


def _sent(body: bytes, media: str, name: str, form: str) -> Answer:
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    disposition = f'attachment; filename="{safe}.{form}"'
    return Answer(body, media, headers=(("content-disposition", disposition),))


def whole(call: Call) -> Answer:
    """The whole file wrapper, with where its publications lie."""
    member = asked_member(call)
    record = wrappers(call.premises, [member])[0] | publication_files(call, member)
    return answered(count=1, patentFileWrapperDataBag=[record])


def associated(call: Call) -> Answer:
    """Where the files of the publications lie."""
    member = asked_member(call)
    files = publication_files(call, member)
    record = {"applicationNumberText": member.case.number, **files}
    return answered(count=1, patentFileWrapperDataBag=[record])


# -- publications ----------------------------------------------------------------------------------


def publication_files(call: Call, member: Member) -> Told:
    """Where the XML of the publications lies, as far as it came here as the office made it."""
    told: Told = {}
    for one in member.publications:
        received = _received(call, one)
        if received:
            early = one.kind[:1] == "A" and len(one.number) == 11
            name = "pgpubDocumentMetaData" if early else "grantDocumentMetaData"
            told.setdefault(name, _file(call, member, one, received, early=early))
    return told


def _received(call: Call, one: Publication) -> str:
    """When the publication's own XML came in, "" where it did not."""
    entries = call.premises.archive.versions(one.id)
    return next((entry.received[:19] for entry in entries if entry.source in _SOURCES), "")


def _file(call: Call, member: Member, one: Publication, received: str, *, early: bool) -> Told:
    product, prefix = _LAID_OPEN if early else _GRANT
    name = f"{member.case.number}_{one.number}.xml"
    week = f"{prefix}{one.date:%y%m%d}" if one.date else prefix
    year = one.date.year if one.date else 0
    base = f"{call.base}/api/v1/datasets/products/files/{product}-SPLT"
    return {
        "productIdentifier": product,
        "zipFileName": f"{week}.zip",
        "fileCreateDateTime": received,
        "xmlFileName": name,
        "fileLocationURI": f"{base}/{year}/{week}/{name}",
    }


def publication_file(call: Call) -> Answer:
    """The XML of one publication, byte for byte."""
    match = _FILE.fullmatch(call.path["file"])
    if match is None:
        raise NotFoundError("no such file")
    member = asked_member(call, match[1])
    for one in member.publications:
        if one.number == match[2] and (position := _position(call, one)):
            body = call.premises.archive.original(one.id, position)
            return _sent(body, "application/xml", f"{match[1]}_{match[2]}", "xml")
    raise NotFoundError("the XML of this publication is not held here")


def _position(call: Call, one: Publication) -> int:
    entries = call.premises.archive.versions(one.id)
    return max((entry.position for entry in entries if entry.source in _SOURCES), default=0)
