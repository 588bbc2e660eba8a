"""The documents of cases' files."""

import datetime as dt
from typing import Annotated

from msgspec import Meta

from madoguchi.api.operations import Call
from madoguchi.api.own.cases import NEEDED, TAG, CaseAsked, Id
from madoguchi.api.own.endpoints import Asking, Endpoint, Given, Struct
from madoguchi.api.own.searching import Count
from madoguchi.cases import CaseFile, HeldDocument, Side
from madoguchi.law import document_rule
from madoguchi.model import CaseId, Paper


class FileEntry(Struct, frozen=True):
    """A document of the file; `held` says that its content is held here."""

    number: str
    code: str
    date: dt.date | None
    name: str
    name_en: str
    direction: str
    pages: Count
    size: Count
    language: str
    held: bool
    media_type: str


class FileEntries(Struct, frozen=True):
    """The documents of a case's file, by date."""

    case: str
    documents: tuple[FileEntry, ...]


def documents(call: Call, asked: CaseAsked) -> FileEntries:
    return listed(call.premises.cases.case(asked.id))


def listed(file: CaseFile) -> FileEntries:
    return FileEntries(
        case=file.id, documents=tuple(entry(file.case, held) for held in file.documents)
    )


def entry(case_: CaseId, held: HeldDocument) -> FileEntry:
    document = held.document
    rule = document_rule(case_, document.series, document.code)
    return FileEntry(
        number=document.number,
        code=document.code,
        date=document.date,
        name=document.name,
        name_en=rule.name("en") if rule else "",
        direction=document.direction,
        pages=document.pages,
        size=document.size,
        language=document.lang,
        held=bool(held.original),
        media_type=held.media_type,
    )


class DocumentAsked(Asking, frozen=True):
    """A document of a case's file, by the number that the list gives it."""

    id: Id
    number: Annotated[str, Meta(min_length=1, max_length=100)]


def document(call: Call, asked: DocumentAsked) -> Paper:
    return reading(call.premises.cases, asked)


def document_original(call: Call, asked: DocumentAsked) -> Given:
    return original(call.premises.cases, asked)


def reading(side: Side, asked: DocumentAsked) -> Paper:
    return side.paper(side.document(side.case(asked.id), asked.number))


def original(side: Side, asked: DocumentAsked) -> Given:
    held = side.document(side.case(asked.id), asked.number)
    data = side.original(held)
    name = f"{held.document.number}.{_ENDINGS.get(held.media_type, 'bin')}"
    if not name.isascii() or not name.isprintable() or '"' in name:
        name = "document"
    disposition = ("content-disposition", f'attachment; filename="{name}"')
    return Given(data, media_type="application/octet-stream", headers=(disposition,))


_ENDINGS = {"text/xml": "xml", "text/html": "htm", "application/json": "json"}


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="case-documents",
        path="/api/v1/cases/{id}/documents",
        does=documents,
        summary="The documents of a case's file",
        ja="包袋の書類の一覧",
        tag=TAG,
        asks=CaseAsked,
        gives=FileEntries,
        needs=NEEDED,
    ),
    Endpoint(
        name="case-document",
        path="/api/v1/cases/{id}/documents/{number}",
        does=document,
        summary="A document, read for reading",
        ja="書類を読める形で",
        tag=TAG,
        asks=DocumentAsked,
        gives=Paper,
        needs=NEEDED,
    ),
    Endpoint(
        name="case-document-original",
        path="/api/v1/cases/{id}/documents/{number}/original",
        does=document_original,
        summary="A document's bytes as received",
        ja="受信したままの書類",
        tag=TAG,
        asks=DocumentAsked,
        media=("application/octet-stream",),
        needs=NEEDED,
        ranges=True,
    ),
)
