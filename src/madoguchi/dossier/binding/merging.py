"""PDF documents put one after the other into a file, holding one of them at a time.

A merged file of a thousand documents would not fit into memory if all were held until the end,
as PDF libraries do. Here each document's objects are numbered anew and written at once; only where
they lie is kept. The page tree and the bookmarks are written last.
"""

import io
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, NamedTuple

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from madoguchi.errors import RefusedError

# A damaged document is refused with its reason; the library's own remarks on it add nothing.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_CATALOG, _PAGES = 1, 2
# What reading a damaged file comes to in pypdf besides its own errors.
_DAMAGED = (
    PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError,
    RecursionError, OverflowError, NotImplementedError, OSError,
)  # fmt: skip


class Bookmark(NamedTuple):
    """A bookmark: its words, the page that it leads to (from 0), and those below it."""

    words: str
    page: int
    below: Sequence["Bookmark"] = ()


@contextmanager
def _as_refusal() -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise RefusedError(f"the PDF is damaged ({type(error).__name__}: {error})") from error


def opened(data: bytes) -> PdfReader:
    """Open a PDF document for reading. Raises RefusedError where it is damaged or locked."""
    with _as_refusal():
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise RefusedError("the PDF is encrypted and needs a password")
        if not len(reader.pages):
            raise RefusedError("the PDF has no pages")
    return reader


class Merged:
    """A PDF file while documents are added to it."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._at: list[int] = [0, 0]
        self.pages: list[int] = []
        out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add(self, data: bytes, chosen: Iterable[int] | None = None) -> int:
        """Add a document, or chosen pages of it (from 0); return how many pages came.

        Raises RefusedError where it is damaged or locked; nothing of it is in the file then.
        """
        start, known, pages = self._out.tell(), len(self._at), len(self.pages)
        try:
            reader = opened(data)
            with _as_refusal():
                wanted = range(len(reader.pages)) if chosen is None else chosen
                _Copying(self, reader, list(wanted)).run()
        except RefusedError:
            self._out.seek(start)
            self._out.truncate()
            del self._at[known:], self.pages[pages:]
            raise
        return len(self.pages) - pages

    def finish(self, title: str, bookmarks: Sequence[Bookmark], first: int = 0) -> None:
        """Write the page tree and the bookmarks. `first` pages at the end are moved to the front.

        Bookmarks count pages as they are then.
        """
        moved = len(self.pages) - first
        self.pages = self.pages[moved:] + self.pages[:moved]
        kids = ArrayObject(_reference(page) for page in self.pages)
        count = NumberObject(len(self.pages))
        self.put(
            _PAGES, _dictionary({"/Type": NameObject("/Pages"), "/Kids": kids, "/Count": count})
        )
        catalog = {"/Type": NameObject("/Catalog"), "/Pages": _reference(_PAGES)}
        if bookmarks:
            outline = self.reserve()
            kind = {"/Type": NameObject("/Outlines")}
            self.put(outline, _dictionary({**kind, **self._outline(outline, bookmarks)}))
            catalog["/Outlines"] = _reference(outline)
            catalog["/PageMode"] = NameObject("/UseOutlines")
        self.put(_CATALOG, _dictionary(catalog))
        info = self.reserve()
        words = TextStringObject(title)
        self.put(info, _dictionary({"/Title": words, "/Creator": TextStringObject("Madoguchi")}))
        self._end(info)

    def reserve(self) -> int:
        """Give the number of a new object."""
        self._at.append(0)
        return len(self._at)

    def put(self, number: int, what: PdfObject) -> None:
        self._at[number - 1] = self._out.tell()
        self._out.write(b"%d 0 obj\n" % number)
        what.write_to_stream(self._out)
        self._out.write(b"\nendobj\n")

    def _outline(self, above: int, bookmarks: Sequence[Bookmark]) -> dict[str, PdfObject]:
        """Write bookmarks under another; return what that one says of them."""
        numbers = [self.reserve() for _ in bookmarks]
        for place, (number, mark) in enumerate(zip(numbers, bookmarks, strict=True)):
            page = _reference(self.pages[mark.page])
            told: dict[str, PdfObject] = {
                "/Title": TextStringObject(mark.words),
                "/Parent": _reference(above),
                "/Dest": ArrayObject([page, NameObject("/Fit")]),
            }
            if place:
                told["/Prev"] = _reference(numbers[place - 1])
            if place + 1 < len(numbers):
                told["/Next"] = _reference(numbers[place + 1])
            told |= self._outline(number, mark.below) if mark.below else {}
            self.put(number, _dictionary(told))
        return {
            "/First": _reference(numbers[0]),
            "/Last": _reference(numbers[-1]),
            "/Count": NumberObject(len(numbers)),
        }

    def _end(self, info: int) -> None:
        """The table of where each object lies, and the trailer."""
        start = self._out.tell()
        size = len(self._at) + 1
        self._out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for at in self._at:
            self._out.write(b"%010d 00000 n \n" % at)
        self._out.write(
            b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
            % (size, _CATALOG, info, start)
        )


class _Copying:
    """One document's pages with all that they need, numbered as the merged file counts."""

    def __init__(self, merged: Merged, reader: PdfReader, wanted: Sequence[int]) -> None:
        self._merged = merged
        self._reader = reader
        self._wanted = wanted
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: list[IndirectObject] = []
        self._others: set[tuple[int, int]] = set()

    def run(self) -> None:
        pages = list(self._reader.pages)
        self._others = {_identity(page.indirect_reference) for page in pages}
        chosen = [(self._merged.reserve(), pages[place]) for place in self._wanted]
        for number, page in chosen:
            # A page that is wanted twice is written twice; references lead to the first.
            self._numbers.setdefault(_identity(page.indirect_reference), number)
        for number, page in chosen:
            self._merged.put(number, self._page(page))
            self._merged.pages.append(number)
        while self._waiting:
            reference = self._waiting.pop()
            found = reference.get_object()
            what = NullObject() if found is None else self._renumbered(found)
            self._merged.put(self._numbers[_identity(reference)], what)

    def _page(self, page: DictionaryObject) -> DictionaryObject:
        """A page with what it has from the page tree above it; the threads of articles stay out."""
        kept = {key: page.raw_get(key) for key in page if key not in ("/Parent", "/B")}
        return _dictionary({**self._values(kept), "/Parent": _reference(_PAGES)})

    def _values(self, told: dict[str, PdfObject]) -> dict[str, PdfObject]:
        return {key: self._renumbered(value) for key, value in told.items()}

    def _renumbered(self, what: PdfObject) -> PdfObject:
        if isinstance(what, IndirectObject):
            # What pages share stands in each of them: the second time it is numbered already.
            return what if what.pdf is None else self._reference_to(what)
        if isinstance(what, ArrayObject):
            return ArrayObject(self._renumbered(one) for one in what)
        if isinstance(what, DictionaryObject):
            # In place, since a stream keeps its bytes beside its dictionary.
            for key in list(what):
                what[NameObject(key)] = self._renumbered(what.raw_get(key))
        return what

    def _reference_to(self, reference: IndirectObject) -> PdfObject:
        """The new number of an object; pages that do not come along are nothing."""
        identity = _identity(reference)
        if identity not in self._numbers:
            if identity in self._others:
                return NullObject()
            self._numbers[identity] = self._merged.reserve()
            self._waiting.append(reference)
        return _reference(self._numbers[identity])


def _identity(reference: IndirectObject | None) -> tuple[int, int]:
    return (reference.idnum, reference.generation) if reference is not None else (0, 0)


def _reference(number: int) -> IndirectObject:
    return IndirectObject(number, 0, None)


def _dictionary(told: dict[str, PdfObject]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in told.items()})
