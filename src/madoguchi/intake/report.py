"""The report of a load: what was read, what became of it, what was refused and why."""

from pathlib import Path

import msgspec

from madoguchi.archive import Outcome
from madoguchi.formats import FieldReport


class RefusedPiece(msgspec.Struct, frozen=True):
    """A refused piece of a file; `position` is the byte offset in the (unpacked) file."""

    position: int
    reason: str


class FileReport(msgspec.Struct):
    """One file's counts: read = new + changed + unchanged + refused."""

    path: str
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    refusals: list[RefusedPiece] = []

    def count(self, outcome: Outcome) -> None:
        self.read += 1
        setattr(self, outcome, getattr(self, outcome) + 1)

    def refuse(self, position: int, reason: str) -> None:
        self.read += 1
        self.refused += 1
        self.refusals.append(RefusedPiece(position, reason))


class Total(msgspec.Struct):
    """The counts of all files together."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


class Report(msgspec.Struct):
    """The whole report, in the form that `--report` writes."""

    total: Total
    files: list[FileReport]
    fields: FieldReport

    def write(self, path: Path) -> None:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1))


def summed(files: list[FileReport]) -> Total:
    total = Total()
    for name in Total.__struct_fields__:
        setattr(total, name, sum(getattr(file, name) for file in files))
    return total
