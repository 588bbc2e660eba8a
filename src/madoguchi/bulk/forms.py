"""The forms that records are delivered in: XML as published, JSON Lines, Parquet.

The same records in the same order give the same bytes: nothing tells when or by whom a file was
made.
"""

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec
import pyarrow as pa
from pyarrow import parquet

from madoguchi.bulk.columns import column, schema
from madoguchi.bulk.sources import Record
from madoguchi.model import DeliveryForm

# ZIP has no notion of "no time".
_TIME = (1980, 1, 1, 0, 0, 0)
_ROWS, _ROW_BYTES = 1000, 8_000_000
_LEVEL = 6


class Writer(Protocol):
    """One file of one form; `size` counts what was put in, before compression."""

    size: int

    def put(self, record: Record) -> None: ...

    def close(self) -> None: ...


class XmlZip:
    """A ZIP archive with a member for each document, ZIP64 where it is large."""

    def __init__(self, path: Path, _kind: type[msgspec.Struct]) -> None:
        self.size = 0
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)

    def put(self, record: Record) -> None:
        for document in record.documents():
            self._zip.writestr(_member(document.name), document.data)
            self.size += len(document.data)

    def close(self) -> None:
        self._zip.close()


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info


class Lines:
    """JSON Lines in a gzip file."""

    def __init__(self, path: Path, _kind: type[msgspec.Struct] | None = None) -> None:
        self.size = 0
        self._raw = path.open("wb")
        self._file = gzip.GzipFile("", "wb", _LEVEL, self._raw, mtime=0)

    def put(self, record: Record) -> None:
        self.line(record.line)

    def line(self, data: bytes) -> None:
        self._file.write(data + b"\n")
        self.size += len(data) + 1

    def close(self) -> None:
        self._file.close()
        self._raw.close()


class Table:
    """A Parquet file; rows are written in groups, so that a few are held at a time."""

    def __init__(self, path: Path, kind: type[msgspec.Struct]) -> None:
        self.size = 0
        self._schema, self._column = schema(kind), column(kind)
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[object] = []
        self._held = 0

    def put(self, record: Record) -> None:
        self._rows.append(self._column.put(record.value))
        self._held += len(record.line)
        self.size += len(record.line)
        if len(self._rows) >= _ROWS or self._held >= _ROW_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            rows = pa.array(self._rows, type=self._column.type)
            self._writer.write_batch(pa.RecordBatch.from_struct_array(rows))
        self._rows, self._held = [], 0

    def close(self) -> None:
        self._flush()
        self._writer.close()


FORM_WRITERS: dict[DeliveryForm, tuple[str, Callable[[Path, type[msgspec.Struct]], Writer]]] = {
    "xml": ("xml.zip", XmlZip),
    "jsonl": ("jsonl.gz", Lines),
    "parquet": ("parquet", Table),
}
