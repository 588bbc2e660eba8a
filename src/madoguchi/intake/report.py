"""The report of a load: what was read, what became of it, what was refused and why."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec

from madoguchi.archive import Outcome
from madoguchi.cases import OfficeCases, Verdict, judge_file, unmapped
from madoguchi.formats import FieldReport


class RefusedPiece(msgspec.Struct, frozen=True):
    """A refused piece of a file; `position` is the byte offset in the (unpacked) file."""

    position: int
    reason: str


class FileReport(msgspec.Struct):
    """One file's counts of publications and cases: read = new + changed + unchanged + refused.

    `warnings` is what is to be told of it beside, each reason once with the first place.
    """

    path: str
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    refusals: list[RefusedPiece] = []
    warnings: list[RefusedPiece] = []

    def count(self, outcome: Outcome) -> None:
        self.read += 1
        setattr(self, outcome, getattr(self, outcome) + 1)

    def refuse(self, position: int, reason: str) -> None:
        self.read += 1
        self.refused += 1
        self.refusals.append(RefusedPiece(position, reason))

    def warn(self, position: int, reason: str) -> None:
        if all(reason != one.reason for one in self.warnings):
            self.warnings.append(RefusedPiece(position, reason))


class Total(msgspec.Struct):
    """The counts of all files together."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


class Agreement(msgspec.Struct):
    """How often the derived status agrees with the one that a source states.

    `unknown` counts statuses that no table knows; `disagreeing` names the first of the others.
    """

    agree: int = 0
    disagree: int = 0
    unknown: int = 0
    disagreeing: list[Verdict] = []

    @property
    def share(self) -> float:
        judged = self.agree + self.disagree
        return self.agree / judged if judged else 1.0


class UnmappedCode(msgspec.Struct, frozen=True):
    """An office's event code that its profile's tables do not know, and how often it was met."""

    office: str
    series: str
    code: str
    count: int


class Judgements:
    """Gathers the verdicts on cases, for a load or for the whole register."""

    def __init__(self) -> None:
        self._agreements: dict[str, Agreement] = {}
        self._unmapped: Counter[tuple[str, str, str]] = Counter()

    def add(self, verdict: Verdict | None, unmapped: Iterable[tuple[str, str, str]]) -> None:
        self._unmapped.update(unmapped)
        if verdict is None:
            return
        found = self._agreements.setdefault(verdict.source, Agreement())
        if verdict.agrees is None:
            found.unknown += 1
        elif verdict.agrees:
            found.agree += 1
        else:
            found.disagree += 1
        if not verdict.agrees and len(found.disagreeing) < _SHOWN:
            found.disagreeing.append(verdict)

    def agreements(self) -> dict[str, Agreement]:
        return dict(sorted(self._agreements.items()))

    def unmapped(self) -> list[UnmappedCode]:
        """The codes that no table knows, the commonest first."""
        return [
            UnmappedCode(*key, count)
            for key, count in sorted(self._unmapped.items(), key=lambda item: (-item[1], item[0]))
        ]


_SHOWN = 50


def judge_all(cases: OfficeCases) -> Judgements:
    """Hold every case on the register against what its sources state."""
    judgements, last = Judgements(), ""
    while ids := cases.after(last, _AT_ONCE):
        last = ids[-1]
        for file in cases.cases(ids).values():
            judgements.add(None, unmapped(file))
            for verdict in judge_file(file):
                judgements.add(verdict, ())
    return judgements


_AT_ONCE = 500


class Report(msgspec.Struct):
    """The whole report, in the form that `--report` writes."""

    total: Total
    files: list[FileReport]
    fields: FieldReport
    agreements: dict[str, Agreement]
    unmapped: list[UnmappedCode]

    def write(self, path: Path) -> None:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1))


def summed(files: list[FileReport]) -> Total:
    total = Total()
    for name in Total.__struct_fields__:
        setattr(total, name, sum(getattr(file, name) for file in files))
    return total
