"""A whole file wrapper as one PDF: contents, bookmarks, and a sheet for what is not available."""

import tempfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import groupby
from typing import IO, NamedTuple

from madoguchi.dossier.binding.items import Item, Loaded, loaded, ordered
from madoguchi.dossier.binding.merging import Bookmark, Merged, opened
from madoguchi.dossier.binding.pieces import as_pdf
from madoguchi.dossier.binding.ranges import chosen_pages
from madoguchi.dossier.binding.sheets import Line, contents_pdf, missing_pdf, sheets_of
from madoguchi.dossier.sources.source import Content
from madoguchi.errors import RefusedError
from madoguchi.model import FileDocument

_CHUNK = 1 << 18
_IN_MEMORY = 8 << 20


class _Bound(NamedTuple):
    item: Item
    page: int


def bind_pdf(
    items: Iterable[Item], title: str, lang: str = "ja", groups: dict[str, str] | None = None
) -> Generator[bytes, None, None]:
    """Yield one PDF of all items, grouped by case and group in the order in which those appear.

    Contents come first, with the page of every document; bookmarks are group over document, under
    the case where there are several. `groups` are the words for the groups. What has no content,
    is damaged, locked, or has no pages is a sheet that says why. One document is in memory at a
    time; what is bound waits in a temporary file. The same content gives the same bytes.
    """
    listed = ordered(items)
    words = groups or {}
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        merged = Merged(file)
        sheets = sheets_of(len(list(_lines([_Bound(item, 0) for item in listed], words, 0))))
        bound: list[_Bound] = []
        for item in listed:
            bound.append(_Bound(item, sheets + len(merged.pages)))
            _add(merged, loaded(item), lang)
            yield b""  # here one can stop
        lines = list(_lines(bound, words, 1))
        merged.add(contents_pdf(title, lines, lang))
        merged.finish(title, _bookmarks(bound, words), first=sheets)
        yield from _read(file)


def _read(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _add(merged: Merged, one: Loaded, lang: str) -> None:
    reason = one.reason
    if one.content is not None:
        try:
            merged.add(as_pdf(one.content, one.item.document))
        except RefusedError as error:
            reason = error.reason
        else:
            return
    merged.add(missing_pdf(one.item.title, _facts(one.item), reason, lang))


def _facts(item: Item) -> list[str]:
    document = item.document
    date = document.date.isoformat() if document.date else ""
    return [str(item.case), " ".join(filter(None, (document.number, document.code, date)))]


def _lines(bound: Sequence[_Bound], words: dict[str, str], add: int) -> Iterator[Line]:
    """The lines of the contents: a heading a group, or a case and a group, and the documents."""
    several = len({one.item.case for one in bound}) > 1
    for case, ones in groupby(bound, key=lambda one: one.item.case):
        if several:
            yield Line(str(case))
        for group, members in groupby(ones, key=lambda one: one.item.group):
            yield Line(words.get(group, group), depth=int(several))
            for one in members:
                yield Line(_label(one.item), depth=1 + int(several), page=one.page + add)


def _label(item: Item) -> str:
    date = item.document.date
    return f"{date.isoformat()}  {item.title}" if date else item.title


def _bookmarks(bound: Sequence[_Bound], words: dict[str, str]) -> list[Bookmark]:
    marks = []
    for case, ones in groupby(bound, key=lambda one: one.item.case):
        listed = list(ones)
        marks.append(Bookmark(str(case), listed[0].page, _groups(listed, words)))
    return list(marks[0].below) if len(marks) == 1 else marks


def _groups(bound: Sequence[_Bound], words: dict[str, str]) -> list[Bookmark]:
    marks = []
    for group, ones in groupby(bound, key=lambda one: one.item.group):
        listed = [Bookmark(_label(one.item), one.page) for one in ones]
        marks.append(Bookmark(words.get(group, group), listed[0].page, listed))
    return marks


def count_pages(content: Content, document: FileDocument) -> int:
    """How many pages a document has. Raises RefusedError where it has none that can be shown."""
    return len(opened(as_pdf(content, document)).pages)


def pages_pdf(content: Content, document: FileDocument, pages: str) -> bytes:
    """Return chosen pages of one document (`3-5,9`) as PDF.

    Raises RefusedError where the pages are not in the document or it is damaged or locked.
    """
    data = as_pdf(content, document)
    chosen = chosen_pages(pages, len(opened(data).pages))
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        merged = Merged(file)
        merged.add(data, [page - 1 for page in chosen])
        merged.finish(document.name or document.number, ())
        return b"".join(_read(file))
