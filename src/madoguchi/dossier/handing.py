"""A member's documents as they are handed over: named, grouped, with the way to their content."""

from collections.abc import Callable

from madoguchi.dossier.binding import Item
from madoguchi.dossier.members import Member
from madoguchi.dossier.opening import Documents
from madoguchi.dossier.sources import Content
from madoguchi.dossier.wrapper import group_of
from madoguchi.law import document_rule
from madoguchi.model import CaseId, FileDocument


def wrapper_items(
    member: Member, documents: Documents, *, lang: str, staff: bool = False, reader: str = ""
) -> list[Item]:
    """Return the documents of a member's file, oldest first; nothing is loaded yet."""
    if member.file is None:
        return []
    source = next(iter(member.sources), "")
    return [
        Item(
            document=held.document,
            case=member.case,
            group=group_of(member.case, held.document),
            load=_loading(documents, member.case, held.document.number, staff=staff, reader=reader),
            name=document_name(member.case, held.document, lang),
            source="" if member.held else source,
        )
        for held in member.file.documents
    ]


def _loading(
    documents: Documents, case: CaseId, number: str, *, staff: bool, reader: str
) -> Callable[[], Content | None]:
    return lambda: documents.open(case, number, staff=staff, reader=reader).content


def document_name(case: CaseId, document: FileDocument, lang: str) -> str:
    """A document's name: on Japanese pages as its office names it, else as the office's table."""
    rule = document_rule(case, document.series, document.code)
    named = getattr(rule, lang, "") if rule else ""
    if lang == "ja" and document.name:
        return document.name
    return named or document.name or document.code
