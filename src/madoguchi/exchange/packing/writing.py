"""Records written into the files of a package, in the partner's form, no more than was agreed."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from madoguchi.archive import Archive
from madoguchi.bulk import Record
from madoguchi.cases import CaseFile, history_of
from madoguchi.exchange.contents import BITS, bits
from madoguchi.exchange.packages import PackageFile
from madoguchi.exchange.packing.containers import Container, Stream, TarZst, Zip
from madoguchi.exchange.packing.volumes import cut
from madoguchi.exchange.partners import Product
from madoguchi.formats import (
    CONTENTS,
    PUBLICATION_WRITERS,
    Content,
    FileHead,
    trimmed,
    write_history,
)
from madoguchi.model import Publication

# The directory of a ZIP archive is held in memory, by whoever reads it too.
_MOST_RECORDS = 50_000
_TEXTS = frozenset(("abstract", "claims", "description"))
_STRANGE = re.compile(r"[^A-Za-z0-9._-]")


class Written(NamedTuple):
    """What went out of a record: its bits of `contents`."""

    record: Record
    has: int


class Files:
    """The record files of a package, begun as they are needed."""

    def __init__(self, archive: Archive, product: Product, stem: Path, head: FileHead) -> None:
        self._archive, self._product, self._stem = archive, product, stem
        self._writer = PUBLICATION_WRITERS.get(product.form)
        self._head = head
        self._open: Container | None = None
        self._having: set[str] = set()
        self._path = stem
        self._records = 0
        self.files: list[PackageFile] = []
        self.kinds: Counter[str] = Counter()
        self.dates: tuple[str, str] = ("", "")

    def expect(self, ids: list[str]) -> None:
        """Look up which of the next records have files beside them, all at once."""
        self._having = self._archive.with_attachments(ids)

    def put(self, record: Record) -> Written:
        """Write a record. Raises RefusedError where the form cannot hold it."""
        members, has = self._members(record)
        container = self._open or self._begin()
        for name, data in members:
            container.put(name, data)
        self._count(record)
        if container.size >= (self._product.part_bytes or container.size + 1) or (
            self._records >= _MOST_RECORDS
        ):
            self.close()
        return Written(record, has)

    def close(self) -> None:
        """End the file at hand, cut into volumes where that was agreed."""
        if self._open is None:
            return
        if self._streamed and self._writer is not None:
            self._open.put("", self._writer.tail)
        sha256 = self._open.close()
        file = PackageFile(
            name=self._path.name, form="records", bytes=self._path.stat().st_size,
            sha256=sha256, records=self._records,
        )  # fmt: skip
        self.files.append(cut(self._path.parent, file, self._product.volume_bytes))
        self._open = None

    # -- one record ----------------------------------------------------------------------------

    def _members(self, record: Record) -> tuple[list[tuple[str, bytes]], int]:
        if isinstance(record.value, CaseFile):
            return [("", write_history(history_of(record.value)) + b"\n")], BITS["status"]
        if not isinstance(record.value, Publication):
            raise TypeError(type(record.value).__name__)
        name = _safe(record.value.id)
        sent = trimmed(record.value, _within(self._product))
        beside = list(self._beside(sent, name))
        has = bits(_holds(sent, [path for path, _ in beside]))
        return [*self._documents(record, sent, name), *beside], has

    def _documents(
        self, record: Record, sent: Publication, name: str
    ) -> Iterator[tuple[str, bytes]]:
        if self._writer is None:
            for one in record.documents():
                yield f"{name}/{one.name}", one.data
            return
        change: Literal["added", "changed"] = "changed" if record.change.op == "MOD" else "added"
        data = self._writer.document(sent, change)
        if not self._streamed:
            data = self._writer.head(self._head) + data + self._writer.tail
        yield f"{name}/{name}{self._writer.ending}", data

    def _beside(self, publication: Publication, name: str) -> Iterator[tuple[str, bytes]]:
        """Drawings and pages, where they were agreed; of texts that were not, no image either."""
        contents = set(self._product.contents)
        if not {"drawings", "pdf"} & contents or publication.id not in self._having:
            return
        whole, shown = contents >= _TEXTS, set(_images(publication))
        for file in self._archive.attachments(publication.id):
            pdf = file.lower().endswith(".pdf")
            if ("pdf" if pdf else "drawings") in contents and (pdf or whole or file in shown):
                data = self._archive.attachment(publication.id, file)
                yield f"{name}/{Path(file).name}", data

    # -- one file ------------------------------------------------------------------------------

    @property
    def _streamed(self) -> bool:
        return self._product.form in ("docdb", "txt", "history")

    def _begin(self) -> Container:
        number = f"{len(self.files) + 1:04}"
        zst = self._product.container == "tar.zst"
        if self._streamed:
            ending = f"{self._writer.ending if self._writer else '.jsonl'}.{'zst' if zst else 'gz'}"
        else:
            ending = f".{self._product.container}"
        self._path = self._stem.with_name(f"{self._stem.name}-{number}{ending}")
        make: Callable[[Path], Container] = Stream if self._streamed else TarZst if zst else Zip
        self._open, self._records = make(self._path), 0
        if self._streamed and self._writer is not None:
            self._open.put("", self._writer.head(self._head))
        return self._open

    def _count(self, record: Record) -> None:
        self._records += 1
        self.kinds[record.change.kind] += bool(record.change.kind)
        if record.change.date:
            first, last = self.dates
            self.dates = (
                min(first or record.change.date, record.change.date),
                max(last, record.change.date),
            )


def _images(publication: Publication) -> Iterator[str]:
    yield from (drawing.file for drawing in publication.drawings)
    for body in (*publication.abstracts, *publication.descriptions):
        yield from (block.image for block in body.blocks if block.image)


def _safe(id_: str) -> str:
    return _STRANGE.sub("_", id_).lstrip(".") or "_"


def _within(product: Product) -> frozenset[Content]:
    return CONTENTS & frozenset(product.contents)


def _holds(sent: Publication, files: list[str]) -> Iterator[str]:
    """Which contents a record that goes out has."""
    texts = {
        "bibliographic": True,
        "abstract": bool(sent.abstracts),
        "classification": bool(sent.classifications),
        "claims": bool(sent.claims),
        "description": bool(sent.descriptions),
        "pdf": any(one.lower().endswith(".pdf") for one in files),
    }
    yield from (name for name, there in texts.items() if there)
    if any(not one.lower().endswith(".pdf") for one in files):
        yield "drawings"


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
