"""A delivery's records written in all forms at once, cut into parts of bounded size."""

import datetime as dt
import hashlib
from collections import Counter
from pathlib import Path

import msgspec

from madoguchi.bulk.forms import FORM_WRITERS, Writer
from madoguchi.bulk.sources import Record
from madoguchi.model import Change, DeliveryFile, DeliveryForm, Struct

# A part of many small records ends before its size does: the directory of a ZIP archive is held
# in memory.
_MOST_RECORDS = 50_000


class Tally:
    """How many records of which kind code, from which date of publication to which."""

    def __init__(self) -> None:
        self.records = 0
        self.kinds: Counter[str] = Counter()
        self.first: str = ""
        self.last: str = ""

    def count(self, change: Change) -> None:
        self.records += 1
        self.kinds[change.kind] += bool(change.kind)
        if change.date:
            self.first = min(self.first or change.date, change.date)
            self.last = max(self.last, change.date)

    def fill(self, file: DeliveryFile) -> DeliveryFile:
        return msgspec.structs.replace(
            file,
            records=self.records,
            kinds=self.counted(),
            first=day(self.first),
            last=day(self.last),
        )

    def counted(self) -> dict[str, int]:
        return {kind: count for kind, count in sorted(self.kinds.items()) if count}


class Parts:
    """The parts of a delivery, begun as they are needed: a delivery without records has none."""

    def __init__(self, place: Path, stem: str, kind: type[Struct], size: int) -> None:
        self._place, self._stem, self._kind, self._size = place, stem, kind, size
        self._open: dict[DeliveryForm, tuple[Path, Writer]] = {}
        self._tally = Tally()
        self.files: list[DeliveryFile] = []
        self.number = 0

    def put(self, record: Record) -> int:
        """Write a record in every form; return the part that it is in."""
        if not self._open:
            self._begin()
        for _, writer in self._open.values():
            writer.put(record)
        self._tally.count(record.change)
        number = self.number
        full = max(writer.size for _, writer in self._open.values()) >= self._size
        if full or self._tally.records >= _MOST_RECORDS:
            self.close()
        return number

    def _begin(self) -> None:
        self.number += 1
        self._tally = Tally()
        for form, (ending, writer) in FORM_WRITERS.items():
            path = self._place / f"{self._stem}-{self.number:04}.{ending}"
            self._open[form] = (path, writer(path, self._kind))

    def close(self) -> None:
        for form, (path, writer) in self._open.items():
            writer.close()
            self.files.append(self._tally.fill(delivered(path, form)))
        self._open.clear()


def delivered(path: Path, form: DeliveryForm) -> DeliveryFile:
    """Return a file's name, size and digest."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return DeliveryFile(name=path.name, form=form, bytes=path.stat().st_size, sha256=sha256)


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
