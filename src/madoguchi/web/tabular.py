"""Tables as files: CSV for spreadsheets, JSON for programs, made row by row."""

import csv
import io
from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import StreamingResponse

from madoguchi.web.handing import handed

_AT_ONCE = 500
# Spreadsheets take what begins so for a formula, and rows hold what partners wrote.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Without it spreadsheets read UTF-8 as something else.
_BYTE_ORDER_MARK = "\ufeff"
Rows = Iterable[Mapping[str, Any]]


def as_file(request: Request, name: str, columns: Sequence[str], rows: Rows) -> StreamingResponse:
    """Return a table as a file; the end of its name says in which form."""
    if name.endswith(".json"):
        return handed(request, _json(rows), "application/json", name)
    return handed(request, _csv(columns, rows), "text/csv; charset=utf-8", name)


def _csv(columns: Sequence[str], rows: Rows) -> Generator[bytes, None, None]:
    text = io.StringIO()
    text.write(_BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(columns)
    for count, row in enumerate(rows, 1):
        writer.writerow([_cell(row.get(column)) for column in columns])
        if count % _AT_ONCE == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    data = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return data


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (tuple, list)):
        value = " ".join(map(str, value))
    shown = str(value)
    return f"'{shown}" if isinstance(value, str) and shown.startswith(_FORMULA) else shown


def _json(rows: Rows) -> Generator[bytes, None, None]:
    """An array, a line for each row."""
    before = b"[\n"
    for row in rows:
        yield before + msgspec.json.encode(row)
        before = b",\n"
    yield (b"[" if before == b"[\n" else b"\n") + b"]\n"
