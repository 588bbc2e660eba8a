"""Authority files (WIPO ST.37) out and in, as text and as XML; see `authority` for the source.

Text is written as RFC 4180 has it: a record a line, with commas and CRLF.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Literal

from madoguchi.errors import RefusedError
from madoguchi.formats.authority import AuthorityEntry, AuthorityFile
from madoguchi.formats.st37_xml import Reading, read_xml, write_xml
from madoguchi.model import DocumentId

Form = Literal["text", "xml"]
_CHUNK = 1 << 16
_FIELDS = 12
_LONGEST_LINE = 10_000


def write_st37(file: AuthorityFile, out: BinaryIO, form: Form) -> None:
    """Write an authority file, one entry after the other."""
    if form == "text":
        _write_text(file.entries, out)
    else:
        write_xml(file, out)


def _write_text(entries: Iterable[AuthorityEntry], out: BinaryIO) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    for entry in entries:
        fields = _fields(entry)
        while len(fields) > 4 and not fields[-1]:
            fields.pop()
        writer.writerow(fields)
    text.detach()


def _fields(entry: AuthorityEntry) -> list[str]:
    own = [entry.office, entry.number, entry.kind, _compact(entry.date), entry.exception]
    first, filed = (one or DocumentId(number="") for one in (entry.priority, entry.application))
    priority = [first.office, first.number, _compact(first.date)]
    return [*own, *priority, filed.office, filed.number, filed.kind, _compact(filed.date)]


def read_st37(data: BinaryIO) -> AuthorityFile:
    """Read either form, one entry after the other. Raises RefusedError, while reading too."""
    start = data.read(_CHUNK)
    if not start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return AuthorityFile(_read_text(_again(start, data)))
    reading = Reading()
    chunks = _again(start, data)
    for chunk in chunks:
        reading.feed(chunk)
        if reading.head is not None:
            break
    return AuthorityFile(read_xml(reading, chunks), reading.head)


def _again(start: bytes, data: BinaryIO) -> Iterator[bytes]:
    yield start
    while chunk := data.read(_CHUNK):
        yield chunk


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    left = b""
    for chunk in chunks:
        *whole, left = (left + chunk).split(b"\n")
        yield from (f"{_decoded(line)}\n" for line in whole)
        if len(left) > _LONGEST_LINE:
            raise RefusedError(
                f"a line of an authority file is longer than {_LONGEST_LINE:,} bytes"
            )
    if left:
        yield _decoded(left)


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedError(f"the authority file is not UTF-8: {error.reason}") from None


def _read_text(chunks: Iterable[bytes]) -> Iterator[AuthorityEntry]:
    rows = csv.reader(_lines(chunks), strict=True)
    try:
        for row in rows:
            if row:
                yield _of_fields(row, rows.line_num)
    except csv.Error as error:
        raise RefusedError(f"no authority file: {error}", rows.line_num) from None


def _of_fields(row: list[str], line: int) -> AuthorityEntry:
    if not 4 <= len(row) <= _FIELDS:
        raise RefusedError(f"a record has 4 to {_FIELDS} fields, this one {len(row)}", line)
    row += [""] * (_FIELDS - len(row))
    office, number, kind, date, exception = row[:5]
    priority = DocumentId(office=row[5], number=row[6], date=_day(row[7], line))
    filed = DocumentId(office=row[8], number=row[9], kind=row[10], date=_day(row[11], line))
    return AuthorityEntry(
        office=office,
        number=number,
        kind=kind,
        date=_day(date, line),
        exception=exception,
        priority=priority if priority != _NONE else None,
        application=filed if filed != _NONE else None,
    )


_NONE = DocumentId(number="")


def _day(text: str, line: int) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, "%Y%m%d").date() if text else None  # noqa: DTZ007 - a day
    except ValueError:
        raise RefusedError(f"{text[:20]!r} is no date; dates are YYYYMMDD", line) from None


def _compact(day: dt.date | None) -> str:
    return day.isoformat().replace("-", "") if day else ""
