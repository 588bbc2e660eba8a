"""A survey: everything read as a load reads it, and nothing put on record."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from madoguchi.formats import Profile
from madoguchi.intake.passage import Passage, Progress, Ticket, seen
from madoguchi.intake.reading import Read, Reading
from madoguchi.intake.sights import Seen

# As many are listed; all are counted.
MOST_LISTED = 1000


class Fill(msgspec.Struct):
    """How many records have what; `images` of `named` image files lie beside their records."""

    title: int = 0
    abstract: int = 0
    claims: int = 0
    description: int = 0
    classes: int = 0
    drawings: int = 0
    pdf: int = 0
    named: int = 0
    images: int = 0


class Remark(msgspec.Struct):
    """What was refused or is to be told, of which file and place; `times` in that file."""

    file: str
    position: int
    reason: str
    times: int = 1


class Survey(msgspec.Struct):
    """What files hold: records by kind code and week of publication, what they have, what not.

    Weeks are those of ISO 8601 (2021-W11), "" where a record gives no day. `refused` and `warned`
    count all; the first of them are listed.
    """

    files: int = 0
    records: int = 0
    withdrawn: int = 0
    cases: int = 0
    refused: int = 0
    warned: int = 0
    left_out: int = 0
    kinds: Counter[str] = msgspec.field(default_factory=Counter)
    weeks: Counter[str] = msgspec.field(default_factory=Counter)
    fill: Fill = msgspec.field(default_factory=Fill)
    refusals: list[Remark] = []
    warnings: list[Remark] = []


def survey(
    paths: Sequence[Path],
    profile: Profile | None = None,
    see: Callable[[Seen], None] = lambda _: None,
    progress: Progress = lambda _path, _documents: None,
) -> Survey:
    """Survey files and folders; `see` gets each record in order.

    Withdrawals are counted apart and not among the records.
    """
    passage = _Surveying(profile, see, progress)
    passage.lead(paths)
    return passage.survey


class _File:
    """A file being surveyed; a refusal or warning for the same reason is listed once."""

    __slots__ = ("_said", "_survey", "path")

    def __init__(self, path: str, survey: Survey) -> None:
        self.path = path
        self._survey = survey
        self._said: dict[str, Remark] | None = None  # most of very many files say nothing

    def refuse(self, position: int, reason: str) -> None:
        self._survey.refused += 1
        if len(self._survey.refusals) < MOST_LISTED:
            self._survey.refusals.append(Remark(self.path, position, reason))

    def warn(self, position: int, reason: str) -> None:
        self._survey.warned += 1
        said = self._said = self._said or {}
        if reason in said:
            said[reason].times += 1
        elif len(self._survey.warnings) < MOST_LISTED:
            said[reason] = Remark(self.path, position, reason)
            self._survey.warnings.append(said[reason])


class _Surveying(Passage[_File]):
    def __init__(
        self, profile: Profile | None, see: Callable[[Seen], None], progress: Progress
    ) -> None:
        super().__init__(Reading(profile, survey=True), progress)
        self._see = see
        self.survey = Survey()

    def file(self, path: str) -> _File:
        self.survey.files += 1
        return _File(path, self.survey)

    def take(self, ticket: Ticket[_File], read: Read) -> None:
        self.survey.cases += read.histories
        for sight in read.sights:
            one = seen(sight, ticket, read, self.beside(sight, ticket))
            self._count(one)
            self._see(one)

    def _count(self, one: Seen) -> None:
        found = self.survey
        found.left_out += len(one.left_out)
        if one.withdrawn:
            found.withdrawn += 1
            return
        found.records += 1
        found.kinds[one.kind] += 1
        year, week = one.date.isocalendar()[:2] if one.date else (0, 0)
        found.weeks[f"{year:04}-W{week:02}" if year else ""] += 1
        fill, has = found.fill, one.has
        for name in ("title", "abstract", "claims", "description", "classes", "pdf", "named"):
            setattr(fill, name, getattr(fill, name) + getattr(has, name))
        fill.images += has.drawings
        fill.drawings += has.drawings > 0
