"""The XML form of authority files and their definition file (WIPO ST.37), see `authority`."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats.authority import (
    EXCEPTIONS,
    AuthorityEntry,
    AuthorityFile,
    AuthorityHead,
    Coverage,
)
from madoguchi.model import DocumentId

_COM = "http://www.wipo.int/standards/XMLSchema/ST96/Common"
_PAT = "http://www.wipo.int/standards/XMLSchema/ST96/Patent"
# Of what comes in: characters of a record and between two, bytes of a tag, depth and fields.
_LONGEST_RECORD, _LONGEST_TAG, _DEEPEST = 100_000, 1_000_000, 50


def write_xml(file: AuthorityFile, out: BinaryIO) -> None:
    """Write a list with its head, one entry after the other."""
    head = file.head
    if head is None:
        raise ValueError("the XML form of an authority file has a head")
    latest = f' latestDate="{head.latest}"' if head.latest else ""
    start = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<AuthorityFile xmlns:com="{_COM}" '
        f'xmlns:pat="{_PAT}" officeCode={quoteattr(head.office)} '
        f'productionDate="{head.produced}"{latest} updateCategory="{head.update}" '
        f'contentCategory="{head.content}">\n'
    )
    out.write(start.encode())
    out.writelines(f"<Document>{_document(entry)}</Document>\n".encode() for entry in file.entries)
    out.write(b"</AuthorityFile>\n")


def _document(entry: AuthorityEntry) -> str:
    own = _elements(
        ("com:IPOfficeCode", entry.office),
        ("pat:PublicationNumber", entry.number),
        ("com:PatentDocumentKindCode", entry.kind),
        ("com:PublicationDate", _iso(entry.date)),
        ("PublicationExceptionCode", entry.exception),
    )
    return own + _reference("Priority", entry.priority) + _reference(
        "Application", entry.application
    )  # fmt: skip


def _reference(name: str, document: DocumentId | None) -> str:
    if document is None:
        return ""
    inside = _elements(
        ("com:IPOfficeCode", document.office),
        ("com:ApplicationNumberText", document.number),
        ("com:PatentDocumentKindCode", document.kind),
        ("pat:FilingDate", _iso(document.date)),
    )
    return f"<{name}>{inside}</{name}>"


def _elements(*pairs: tuple[str, str]) -> str:
    return "".join(f"<{name}>{escape(_legal(text))}</{name}>" for name, text in pairs if text)


def _legal(text: str) -> str:
    """The characters that XML 1.0 can hold."""
    return "".join(sign for sign in text if sign >= " " and sign not in "\ufffe\uffff")


def write_definition(
    head: AuthorityHead, coverages: Iterable[Coverage], out: BinaryIO, notes: str = ""
) -> None:
    """Write the definition file: coverage by kind code, and what the exception codes mean."""
    start = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<AuthorityFileDefinition '
        f'officeCode={quoteattr(head.office)} productionDate="{head.produced}">\n'
    )
    out.write(start.encode())
    out.writelines(_coverage(one).encode() for one in coverages)
    for code, (meaning, confidence) in EXCEPTIONS.items():
        line = f'<ExceptionCode code="{code}" confidence="{confidence}">{meaning}</ExceptionCode>\n'
        out.write(line.encode())
    if notes:
        out.write(f"<Note>{escape(notes)}</Note>\n".encode())
    out.write(b"</AuthorityFileDefinition>\n")


def _coverage(one: Coverage) -> str:
    exceptions = "".join(
        f'<Exception code="{code}" total="{count}"/>' for code, count in one.exceptions.items()
    )
    return (
        f'<DataCoverage kindCode={quoteattr(one.kind)} total="{one.total}" '
        f"first={quoteattr(one.first)} last={quoteattr(one.last)}>{exceptions}</DataCoverage>\n"
    )


class Reading:
    """The XML form on its way in: entries are taken from `entries` as they are complete."""

    def __init__(self) -> None:
        self.head: AuthorityHead | None = None
        self.entries: list[AuthorityEntry] = []
        self._values: dict[str, str] = {}
        self._path: list[str] = []
        self._text: list[str] = []
        self._length = self._fed = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._no_type

    def feed(self, data: bytes, *, last: bool = False) -> None:
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as error:
            raise RefusedError(f"not well-formed: {error}", error.lineno) from None
        self._fed += len(data)
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TAG:
            raise RefusedError("a tag of an authority file has no end")

    def _characters(self, text: str) -> None:
        self._length += len(text)
        if self._length > _LONGEST_RECORD:
            raise RefusedError("a record of an authority file has no end")
        self._text.append(text)

    def _no_type(self, *_: object) -> None:
        raise RefusedError("an authority file has no document type declaration")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._path:
            self.head = _head(name, attributes)
        self._path.append(name.rpartition(" ")[2])
        if len(self._path) > _DEEPEST or len(self._values) > _DEEPEST:
            raise RefusedError("this is no record of an authority file")
        self._text.clear()

    def _end(self, _name: str) -> None:
        if self._path == ["AuthorityFile", "Document"]:
            self.entries.append(_of_values(self._values, self._parser.CurrentLineNumber))
            self._values, self._length = {}, 0
        else:
            self._values["/".join(self._path[2:])] = "".join(self._text)
            self._text.clear()
        self._path.pop()


def _head(name: str, attributes: dict[str, str]) -> AuthorityHead:
    if name != "AuthorityFile":
        raise RefusedError(f"{name[:60]!r} is no authority file")
    names = {"officeCode": "office", "productionDate": "produced", "latestDate": "latest",
             "updateCategory": "update", "contentCategory": "content"}  # fmt: skip
    given = {names[key]: value for key, value in attributes.items() if key in names}
    try:
        return msgspec.convert(given, AuthorityHead)
    except msgspec.ValidationError as error:
        raise RefusedError(f"the head of the authority file cannot be read: {error}") from None


def _of_values(values: dict[str, str], line: int) -> AuthorityEntry:
    return AuthorityEntry(
        office=values.get("IPOfficeCode", ""),
        number=values.get("PublicationNumber", ""),
        kind=values.get("PatentDocumentKindCode", ""),
        date=_iso_day(values.get("PublicationDate", ""), line),
        exception=values.get("PublicationExceptionCode", ""),
        priority=_referred(values, "Priority", line),
        application=_referred(values, "Application", line),
    )


def _referred(values: dict[str, str], name: str, line: int) -> DocumentId | None:
    if name not in values:
        return None
    return DocumentId(
        office=values.get(f"{name}/IPOfficeCode", ""),
        number=values.get(f"{name}/ApplicationNumberText", ""),
        kind=values.get(f"{name}/PatentDocumentKindCode", ""),
        date=_iso_day(values.get(f"{name}/FilingDate", ""), line),
    )


def _iso_day(text: str, line: int) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise RefusedError(f"{text[:20]!r} is no date; dates are YYYY-MM-DD", line) from None


def read_xml(reading: Reading, chunks: Iterable[bytes]) -> Iterator[AuthorityEntry]:
    yield from _taken(reading)
    for chunk in chunks:
        reading.feed(chunk)
        yield from _taken(reading)
    reading.feed(b"", last=True)


def _taken(reading: Reading) -> Iterator[AuthorityEntry]:
    entries, reading.entries = reading.entries, []
    yield from entries


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
