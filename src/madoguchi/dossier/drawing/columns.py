"""Which column a member stands in: stretches of time, split by who claims whom."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from madoguchi.dossier.drawing.folding import Edge, Folded

_MOST_STRETCHES = 8
_Head = tuple[int, int, dt.date | None, dt.date | None]


class Columns(NamedTuple):
    """Ids by column, and the stretches over them: first and last column, first and last day."""

    columns: list[list[str]]
    heads: list[_Head]


def columns_of(groups: Sequence[Folded], links: Sequence[Edge]) -> Columns:
    stretches = _stretches(groups, _days(groups, links))
    stretch_of = {one.id: place for place, ones in enumerate(stretches) for one in ones}
    depth = _depths(groups, _forward(links, stretch_of), stretch_of)
    places = sorted({(stretch_of[one.id], depth[one.id]) for one in groups})
    columns: list[list[str]] = [
        [one.id for one in groups if (stretch_of[one.id], depth[one.id]) == place]
        for place in places
    ]
    return Columns(columns, list(_heads(stretches, places)))


def _heads(
    stretches: Sequence[Sequence[Folded]], places: Sequence[tuple[int, int]]
) -> Iterator[_Head]:
    for number, ones in enumerate(stretches):
        own = [column for column, (stretch, _) in enumerate(places) if stretch == number]
        dates = [date for one in ones for date in (one.first, one.last) if date]
        yield own[0], own[-1], min(dates, default=None), max(dates, default=None)


def _days(groups: Sequence[Folded], links: Sequence[Edge]) -> dict[str, dt.date]:
    """The day of each member; of one without date that of the earliest that claims it."""
    days = {one.id: one.first for one in groups if one.first}
    undated = {one.id for one in groups} - days.keys()
    for _ in range(len(undated)):
        before = len(days)
        for parent in sorted(undated - days.keys()):
            told = [days[one.child] for one in links if one.parent == parent and one.child in days]
            if told:
                days[parent] = min(told)
        if len(days) == before:
            break
    return days


def _stretches(groups: Sequence[Folded], days: Mapping[str, dt.date]) -> list[list[Folded]]:
    """Members by time in stretches of months, of years where there would be too many.

    What has no day stands last.
    """
    dated = sorted((one for one in groups if one.id in days), key=lambda one: days[one.id])
    undated = [one for one in groups if one.id not in days]
    length = 100
    found = _cut(dated, days, length)
    while len(found) > _MOST_STRETCHES:
        length *= 2
        found = _cut(dated, days, length)
    return [*found, undated] if undated else found


def _cut(dated: Sequence[Folded], days: Mapping[str, dt.date], length: int) -> list[list[Folded]]:
    stretches: list[list[Folded]] = []
    since = dt.date.min
    for one in dated:
        if not stretches or (days[one.id] - since).days > length:
            stretches.append([])
            since = days[one.id]
        stretches[-1].append(one)
    return stretches


def _forward(links: Sequence[Edge], stretch_of: Mapping[str, int]) -> dict[str, list[str]]:
    """The parents of each member that stand in its own stretch."""
    parents: dict[str, list[str]] = {}
    for link in links:
        if stretch_of[link.child] == stretch_of[link.parent]:
            parents.setdefault(link.child, []).append(link.parent)
    return parents


def _depths(
    groups: Sequence[Folded], parents: Mapping[str, list[str]], stretch_of: Mapping[str, int]
) -> dict[str, int]:
    """How many claims lead one after the other to a member; a ring is cut where it closes.

    Nothing is deeper than its stretch has members, so that as many rounds settle it.
    """
    depth = dict.fromkeys((one.id for one in groups), 0)
    sizes: dict[int, int] = {}
    for one in groups:
        sizes[stretch_of[one.id]] = sizes.get(stretch_of[one.id], 0) + 1
    settled = _without_rings(parents)
    for _ in range(max(sizes.values(), default=0)):
        before = dict(depth)
        for child, above in settled.items():
            depth[child] = max(depth[child], *(depth[parent] + 1 for parent in above))
        if depth == before:
            break
    return depth


def _without_rings(parents: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The claims without those that would close a ring."""
    kept: dict[str, list[str]] = {}
    for child in sorted(parents):
        for parent in sorted(parents[child]):
            if not _leads(kept, parent, child):
                kept.setdefault(child, []).append(parent)
    return kept


def _leads(parents: Mapping[str, list[str]], start: str, end: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        one = waiting.pop()
        if one == end:
            return True
        fresh = [above for above in parents.get(one, ()) if above not in seen]
        seen.update(fresh)
        waiting += fresh
    return False
