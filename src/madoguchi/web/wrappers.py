"""File wrappers: the documents of a member, or of the whole family in one list; each opened."""

import datetime as dt
from typing import Any, NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.cases import CaseFile, HeldDocument
from madoguchi.dossier import (
    GROUPS,
    Dossier,
    Item,
    Member,
    Opened,
    SourceError,
    bind_pdf,
    bind_zip,
    document_name,
    group_of,
    pages_pdf,
    wrapper_items,
)
from madoguchi.errors import NotFoundError, RefusedError
from madoguchi.model import CaseId, FileDocument
from madoguchi.web.beside import segments_by_block, targets, translated
from madoguchi.web.cases import message, printed_case, step_name
from madoguchi.web.dossiers import STAFF, held, made, open_document, reader, shown
from madoguchi.web.handing import handed
from madoguchi.web.rendering import language, page, room
from madoguchi.web.visitors import visitor
from madoguchi.wording import messages

_SHOWN_INLINE = frozenset({"application/pdf", "image/png", "image/jpeg", "text/plain"})
_ON_A_PAGE = 1_000
_ENDINGS = {
    "text/xml": "xml", "application/xml": "xml", "text/html": "htm", "application/json": "json",
    "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/tiff": "tif",
    "text/plain": "txt",
}  # fmt: skip


class Entry(NamedTuple):
    """A document as a list shows it."""

    member: Member
    held: HeldDocument
    name: str
    group: str
    date: dt.date | None

    @property
    def readable(self) -> bool:
        """Whether its content is here, or may be with a source."""
        return bool(self.held.original) or not self.member.held


def entries(member: Member, lang: str) -> list[Entry]:
    """The documents of a member's file, oldest first."""
    if member.file is None:
        return []
    return [_entry(member, member.file, held, lang) for held in member.file.documents]


def _entry(member: Member, file: CaseFile, held: HeldDocument, lang: str) -> Entry:
    return Entry(
        member=member,
        held=held,
        name=document_name(file.case, held.document, lang),
        group=group_of(file.case, held.document),
        date=held.document.date,
    )


def wrapper(request: Request) -> Response:
    """The file wrapper of one member: what it is, its events, its documents by group."""

    def values(found: Dossier) -> dict[str, Any]:
        member = found.member(str(found.asked))
        lang = language(request)
        listed = entries(member, lang)
        by_group = [(g, [one for one in listed if one.group == g]) for g in GROUPS]
        file = member.file
        return {
            "member": member,
            "groups": [(group, many) for group, many in by_group if many],
            "count": len(listed),
            "steps": [
                (step, step_name(member.case, step, lang)) for step in (file.steps if file else ())
            ],
            "own_page": member.held,
            "held": held(request, [member]),
        }

    return shown(request, "dossier-wrapper.html", values)


def files(request: Request) -> Response:
    """The documents of all members in one list, newest first; by office and group if wished."""
    office = request.query_params.get("office", "")
    group = request.query_params.get("group", "")

    def values(found: Dossier) -> dict[str, Any]:
        lang = language(request)
        every = [entry for member in found.members for entry in entries(member, lang)]
        chosen = [
            one
            for one in every
            if (not office or one.member.case.office == office)
            and (not group or one.group == group)
        ]
        first = _first(request, len(chosen))
        chosen.sort(key=lambda one: one.date or dt.date.min, reverse=True)
        return {
            "listed": chosen[first : first + _ON_A_PAGE],
            "found": len(chosen),
            "pages": _pages(request, first, len(chosen)),
            "count": len(every),
            "offices": list(dict.fromkeys(one.case.office for one in found.members)),
            "all_groups": GROUPS,
            "chosen_office": office,
            "chosen_group": group,
            "without": [one for one in found.members if one.file is None],
            "numbers": {one.id: printed_case(one.case, lang) for one in found.members},
        }

    return shown(request, "dossier-files.html", values)


def _first(request: Request, count: int) -> int:
    """Where a page of a long list begins; what is no such number is the beginning."""
    text = request.query_params.get("from", "")
    first = int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
    return first if first < count else 0


def _pages(request: Request, first: int, count: int) -> list[tuple[str, str]]:
    """The ways to newer and older documents: the message that names each, and its address."""
    places = {"files-newer": first - _ON_A_PAGE, "files-older": first + _ON_A_PAGE}
    return [
        (name, str(request.url.include_query_params(**{"from": place}).query))
        for name, place in places.items()
        if -_ON_A_PAGE < place < count
    ]


# -- one document ----------------------------------------------------------------------------------


def document(request: Request) -> Response:
    """A document of a member's file, read for reading; with `to`, its translation beside it."""
    found = _opened(request)
    if isinstance(found, Response):
        return found
    paper = found.content.paper
    if paper is None:
        return content_of(request, found)
    lang = paper.body.lang or paper.lang
    to = request.query_params.get("to", "")
    made = translated(request, paper.body.blocks, lang, to) if to else None
    values = {
        "found": found,
        "paper": paper,
        "case": str(found.case),
        "number": printed_case(found.case, language(request)),
        "address": f"/dossier/{found.case}/documents/{quote(found.number, safe='')}",
        "targets": targets(request, lang),
        "to": to,
        "translation": made.translation if made else None,
        "trouble": made.trouble if made else "",
        "segments": segments_by_block(made.translation if made else None),
    }
    return page(request, "dossier-document.html", values)


def content(request: Request) -> Response:
    """A document's bytes as its office or a source gave them; chosen pages of a PDF."""
    found = _opened(request)
    return found if isinstance(found, Response) else content_of(request, found)


def content_of(request: Request, found: Opened) -> Response:
    data, media = found.content.data, found.content.media_type.partition(";")[0].strip().lower()
    wanted = request.query_params.get("pages", "")
    if wanted:
        try:
            data = pages_pdf(found.content, FileDocument(number=found.number), wanted)
        except RefusedError as error:
            return message(request, "dossier-pages-wrong", reason=str(error))
        media = "application/pdf"
    inline = media in _SHOWN_INLINE
    ending = _ENDINGS.get(media, "bin")
    name = quote(f"{found.case}-{found.number}.{ending}")
    # An office's HTML or XML is never shown as a page of this site.
    return Response(
        data,
        media_type=media if inline else "application/octet-stream",
        headers={
            "content-disposition": f"{'inline' if inline else 'attachment'}; "
            f"filename*=UTF-8''{name}"
        },
    )


def _opened(request: Request) -> Opened | Response:
    """The document of the address, or the page that says why there is none."""
    text, number = request.path_params["case"], request.path_params["number"]
    try:
        return open_document(request, CaseId.parse(text), number)
    except NotFoundError:
        return message(request, "dossier-document-not-found", number=number[:60], case=text[:80])
    except SourceError as error:
        lines = [("dossier-document-unanswered", {"reason": error.failure, "number": number[:60]})]
        values = {"heading": "dossier-document-later", "lines": lines}
        return page(request, "message.html", values, status=503)


# -- downloads -------------------------------------------------------------------------------------


def wrapper_pdf(request: Request) -> Response:
    """The chosen documents of a member, or all, as one PDF with bookmarks."""
    return _bound(request, "application/pdf", "pdf")


def wrapper_zip(request: Request) -> Response:
    """The chosen documents of a member, or all, as a ZIP with a manifest."""
    return _bound(request, "application/zip", "zip")


def _bound(request: Request, media: str, ending: str) -> Response:
    return made(request, lambda found: _sent(request, found, media, ending))


def _sent(request: Request, found: Dossier, media: str, ending: str) -> Response:
    member = found.member(str(found.asked))
    items = _items(request, member)
    title = f"{printed_case(member.case, language(request))} {member.title}".strip()
    words: dict[str, str] = {
        group: messages(language(request))(f"wrapper-group-{group}") for group in GROUPS
    }
    if ending == "zip":
        pieces = bind_zip(items, title, words)
    else:
        pieces = bind_pdf(items, title, language(request), words)
    return handed(request, pieces, media, f"{quote(member.id)}.{ending}")


def _items(request: Request, member: Member) -> list[Item]:
    wanted = frozenset(request.query_params.getlist("document"))
    staff = visitor(request).may(STAFF)
    lang = language(request)
    documents = room(request).dossiers.documents
    items = wrapper_items(member, documents, lang=lang, staff=staff, reader=reader(request))
    chosen = [one for one in items if not wanted or one.document.number in wanted]
    if not chosen:
        raise NotFoundError("none of the documents asked for is in this file")
    return chosen
