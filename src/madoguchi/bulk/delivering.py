"""Making one delivery: records in all forms, the list of changes, the authority file, manifest."""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import msgspec

from madoguchi.archive import Archive
from madoguchi.bulk.authority import Authority
from madoguchi.bulk.forms import Lines
from madoguchi.bulk.ledger import Span
from madoguchi.bulk.parts import Parts, Tally, day, delivered
from madoguchi.bulk.shelf import Held, Shelf
from madoguchi.bulk.sources import Source, source_of
from madoguchi.bulk.weeks import Week
from madoguchi.model import Change, CollectionName, DeliveryFile, Manifest, ManifestName


class Plan(NamedTuple):
    """A delivery to be made: a back file where it is of no week."""

    name: CollectionName
    span: Span
    week: Week | None
    previous: ManifestName | None
    part_bytes: int

    @property
    def delivery(self) -> str:
        return str(self.week) if self.week else f"back-{self.span.through}"


def deliver(archive: Archive, shelf: Shelf, plan: Plan) -> Held:
    """Make a delivery and put it on the shelf."""
    place = shelf.bench()
    made = _Making(source_of(archive, plan.name), plan, place)
    return shelf.put(made.manifest(), place)


class _Making:
    """A delivery on its way."""

    def __init__(self, source: Source, plan: Plan, place: Path) -> None:
        self._source, self._plan = source, plan
        self._stem = place / f"{plan.name}-{plan.delivery}"
        self._parts = Parts(place, self._stem.name, source.holds, plan.part_bytes)
        self._tally = Tally()
        self._changes: Counter[str] = Counter()

    def manifest(self) -> Manifest:
        files = self._records()
        plan = self._plan
        received = self._source.ledger.received(plan.span)
        if not plan.name.cases and self._changes:
            produced = plan.week.end if plan.week else dt.date.fromisoformat(received[1][:10])
            listed = Authority(self._source.ledger, plan.name, plan.span)
            files += listed.write(self._stem, produced, self._tally.last)
        return Manifest(
            collection=str(plan.name),
            delivery=plan.delivery,
            kind="front" if plan.week else "back",
            after=plan.span.after,
            through=plan.span.through,
            records=self._tally.records,
            week=str(plan.week or ""),
            changes=dict(sorted(self._changes.items())),
            kinds=self._tally.counted(),
            first=day(self._tally.first),
            last=day(self._tally.last),
            received=received,
            previous=plan.previous,
            part_bytes=plan.part_bytes,
            files=tuple(files),
        )

    def _records(self) -> list[DeliveryFile]:
        """Write the records and what became of each; a delivery without any has no files."""
        path = self._stem.with_name(f"{self._stem.name}.changes.jsonl.gz")
        listed = Lines(path)
        for changes in self._source.ledger.changes(str(self._plan.name), self._plan.span):
            parts = self._put(changes)
            for change in changes:
                self._changes[change.op] += 1
                told = msgspec.structs.replace(change, part=parts.get(change.id, 0))
                listed.line(msgspec.json.encode(told))
        listed.close()
        self._parts.close()
        if not self._changes:
            path.unlink()
            return []
        return [*self._parts.files, delivered(path, "changes")]

    def _put(self, changes: list[Change]) -> dict[str, int]:
        """Write the records of some changes; return the part that each is in."""
        parts: dict[str, int] = {}
        for record in self._source.records(changes, self._plan.span):
            parts[record.change.id] = self._parts.put(record)
            self._tally.count(record.change)
        return parts
