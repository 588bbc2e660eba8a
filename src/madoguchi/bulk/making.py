"""What is due: front files for the weeks that are over, back files when they are asked for.

A week that is over is delivered once and never again; the week that runs is not delivered, since
what may yet change cannot be vouched for.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.bulk.delivering import Plan, deliver
from madoguchi.bulk.journal import Gone, Journal
from madoguchi.bulk.ledger import Ledger, Span
from madoguchi.bulk.publications import BulkPublications
from madoguchi.bulk.shelf import Held, Shelf
from madoguchi.bulk.tables import bulk_case, bulk_publication
from madoguchi.bulk.weeks import Week
from madoguchi.cases import case_views
from madoguchi.errors import NotFoundError, RefusedError
from madoguchi.model import CollectionName

PART_BYTES = 256_000_000
Told = Callable[[Held], None]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be made: of one collection or all, up to one week or all that are over."""

    collection: str = ""
    week: Week | None = None
    back: bool = False
    part_bytes: int = PART_BYTES


def make(home: Path, archive: Archive, wanted: Wanted, told: Told = lambda _held: None) -> None:
    """Make what is due; what was made before stays as it is. Raises RefusedError, NotFoundError."""
    shelf = Shelf(home)
    with shelf.making():
        _Making(archive, shelf, wanted, told).run()


def settle(home: Path, archive: Archive) -> None:
    """Bring the ledgers abreast of both streams, what was closed again taken out of them."""
    shelf = Shelf(home)
    with shelf.making():
        _Making(archive, shelf, Wanted(), lambda _held: None).settle(every=False)


class _Making:
    def __init__(self, archive: Archive, shelf: Shelf, wanted: Wanted, told: Told) -> None:
        self._archive, self._shelf = archive, shelf
        self._wanted, self._told = wanted, told
        self._today = clock.today()

    def run(self) -> None:
        self._check_week()
        self.settle(every=self._wanted.back)
        every = self._collections()
        for name in self._named(every):
            for plan in self._fronts(name):
                self._told(deliver(self._archive, self._shelf, plan))
            if self._wanted.back:
                self._back(name)
        for name in every.values():
            if self._has_gap(name):
                self._back(name)

    def settle(self, *, every: bool) -> None:
        views = (*case_views(self._archive), BulkPublications(self._archive))
        self._archive.views.catch_up(views)
        journal = Journal(self._archive)
        journal.follow(every=every)
        gone = journal.gone()
        for one in gone:  # first, so that a crash leaves nothing that nobody comes back to
            self._withdraw(one)
        journal.forget(gone)

    def _check_week(self) -> None:
        week = self._wanted.week
        if week is not None and week.end > self._today:
            raise RefusedError(f"the week {week} is not over; it can be made from {week.end} on")

    def _collections(self) -> dict[str, CollectionName]:
        """Every collection that anything ever was in."""
        return {
            name: parsed
            for cases in (False, True)
            for name in self._ledger(cases=cases).collections()
            if (parsed := CollectionName.parse(name)) is not None
        }

    def _named(self, every: Mapping[str, CollectionName]) -> list[CollectionName]:
        if not self._wanted.collection:
            return list(every.values())
        if self._wanted.collection not in every:
            held = ", ".join(every) or "none: load files first"
            raise NotFoundError(f"no collection {self._wanted.collection[:40]!r}; held: {held}")
        return [every[self._wanted.collection]]

    def _ledger(self, *, cases: bool) -> Ledger:
        return Ledger(self._archive, bulk_case if cases else bulk_publication)

    # -- front files ---------------------------------------------------------------------------

    def _fronts(self, name: CollectionName) -> Iterator[Plan]:
        """The weeks that are over and not delivered yet, each going on from the last."""
        ledger = self._ledger(cases=name.cases)
        fronts = [h for h in self._shelf.deliveries(str(name)) if h.manifest.kind == "front"]
        last = fronts[-1] if fronts else None
        week = self._first_week(ledger, name, last)
        until = self._wanted.week
        while week.end <= self._today and (until is None or week <= until):
            after = last.manifest.through if last else 0
            through = ledger.reached(after, week.end.isoformat())
            previous = last.name if last else None
            yield Plan(name, Span(after, through), week, previous, self._wanted.part_bytes)
            last = self._shelf.delivery(str(name), str(week))
            week = week.next

    def _first_week(self, ledger: Ledger, name: CollectionName, last: Held | None) -> Week:
        if last is not None:
            return Week.parse(last.manifest.week).next
        return Week.of(dt.date.fromisoformat(ledger.first(str(name))[:10]))

    # -- back files ----------------------------------------------------------------------------

    def _back(self, name: CollectionName) -> None:
        """All that is held, where something has come since the last one."""
        through = self._ledger(cases=name.cases).last(str(name))
        made = {held.manifest.delivery: held for held in self._shelf.deliveries(str(name))}
        if f"back-{through}" not in made:
            plan = Plan(name, Span(0, through), None, None, self._wanted.part_bytes)
            self._told(deliver(self._archive, self._shelf, plan))

    # -- what is withdrawn ---------------------------------------------------------------------

    def _withdraw(self, gone: Gone) -> None:
        """Take away the deliveries that may have a case which is closed again."""
        positions = self._ledger(cases=True).positions(gone.case)
        for held in self._shelf.deliveries(gone.collection):
            span = range(held.manifest.after + 1, held.manifest.through + 1)
            if not held.withdrawn and any(position in span for position in positions):
                self._shelf.withdraw(held, self._today.isoformat())

    def _has_gap(self, name: CollectionName) -> bool:
        """Whether something was withdrawn that no later back file makes up for."""
        held = self._shelf.deliveries(str(name))
        backs = [
            one.manifest.through
            for one in held
            if one.manifest.kind == "back" and not one.withdrawn
        ]
        return any(one.withdrawn and one.manifest.through > max(backs, default=0) for one in held)
