"""The numbers by which dossiers are asked for and told: DOCDB's, `CC.number.kind`."""

import re

from madoguchi.api.dossiers import Member
from madoguchi.errors import NotFoundError
from madoguchi.law import (
    Number,
    application_number,
    docdb_application,
    docdb_publication,
    publication_number,
)
from madoguchi.model import DocumentId, Publication, Right

_DOCDB = re.compile(r"([A-Za-z]{2})\.([A-Za-z0-9]{1,94})(?:\.([A-Za-z0-9*]{1,2}))?")


def read_docdb(text: str, sort: str) -> list[Number]:
    """Return what `CC.number.kind` may be the number of. Raises NotFoundError for other texts."""
    found = _DOCDB.fullmatch(text)
    if found is None:
        raise NotFoundError(f"{text[:60]!r} is no number; write CC.number.kind")
    office, number, kind = found[1].upper(), found[2], found[3] or ""
    document = DocumentId(office=office, number=number, kind=kind)
    return application(document) if sort == "application" else published(document)


def application(document: DocumentId) -> list[Number]:
    number = application_number(document.office, document.number, document.date, document.kind)
    rights = (Right.UTILITY_MODEL,) if document.kind.startswith("U") else (Right.PATENT,)
    return [
        Number(office=document.office, right=right, object="application", number=number)
        for right in rights
    ]


def published(document: DocumentId) -> list[Number]:
    office, kind = document.office, document.kind.replace("*", "")
    if office == "JP" and document.number.startswith("WO"):
        # An international publication, or its translation, asked for as a Japanese document.
        office, document = "WO", DocumentId(office="WO", number=document.number[2:])
        kind = ""
    number = publication_number(office, document.number, kind)
    both = dict.fromkeys((kind, ""))
    return [
        Number(office=office, right=right, object="publication", number=number, kind=one)
        for one in both
        for right in (Right.PATENT, Right.UTILITY_MODEL)
    ]


def docdb(document: DocumentId) -> str:
    """Write a number as `CC.number.kind`."""
    return ".".join(filter(None, (document.office, document.number, document.kind)))


def application_of(member: Member) -> DocumentId:
    """A member's application in DOCDB's spelling, with the day of its filing."""
    filed = member.file.filed if member.file else None
    told = (one.application.date for one in member.publications if one.application)
    date = filed or next((date for date in told if date), None)
    case = member.case
    document = DocumentId(office=case.office, number=case.number, date=date)
    return docdb_application(document, case.right)


def publications_of(member: Member) -> tuple[list[DocumentId], list[DocumentId]]:
    """A member's publications of applications and of rights, in DOCDB's spelling, by number."""
    told = list(member.file.bibliography.publications) if member.file else []
    held = [_identity(one) for one in member.publications]
    right = member.file.bibliography.registration if member.file else None
    found: dict[str, DocumentId] = {}
    for document in (*held, *told):
        number = docdb_publication(_of(document, member.case.office))
        found.setdefault(docdb(number), number)
    granted = [one for one in found.values() if _is_grant(one)]
    if right is not None and not granted:
        granted = [docdb_publication(_of(right, member.case.office))]
    return [one for one in found.values() if not _is_grant(one)], granted


def _of(document: DocumentId, office: str) -> DocumentId:
    return DocumentId(
        office=document.office or office,
        number=document.number,
        kind=document.kind,
        date=document.date,
    )


def _identity(one: Publication) -> DocumentId:
    return DocumentId(office=one.office, number=one.number, kind=one.kind, date=one.date)


def _is_grant(document: DocumentId) -> bool:
    """Whether a kind code is that of a granted right (WIPO ST.16, groups B and C)."""
    return document.kind[:1] in ("B", "C", "Y") and bool(document.kind)
