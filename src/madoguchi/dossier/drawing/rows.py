"""At which height a member stands in its column: near what it claims, and over nothing else."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from madoguchi.dossier.drawing.folding import Edge

_PITCH, _LANE = 14.0, 8.0
_SWEEPS = 4

# A place in the drawing: a member in its column, or the lane of a member's claims in a later one.
_Place = tuple[str, int]


class Slot(NamedTuple):
    """The upper edge and the height of what stands at a place."""

    y: float
    height: float


def rows_of(
    columns: Sequence[Sequence[str]], links: Sequence[Edge], heights: Mapping[str, float]
) -> dict[_Place, Slot]:
    """Return the slots of all members and of the lanes of claims that pass a column.

    The claims of one parent share a lane.
    """
    home = {id_: place for place, ids in enumerate(columns) for id_ in ids}
    places: list[list[_Place]] = [[(id_, n) for id_ in ids] for n, ids in enumerate(columns)]
    near: dict[_Place, set[_Place]] = {}
    for link in links:
        _thread(link, home, places, near)
    height = {
        place: heights[place[0]] if home[place[0]] == place[1] else _LANE
        for column in places
        for place in column
    }
    tops = {place: y for column in places for place, y in _stacked(column, height, {}).items()}
    for sweep in range(_SWEEPS):
        for column in places if sweep % 2 == 0 else reversed(places):
            wanted = {place: _wanted(place, near, tops, height) for place in column}
            tops.update(_stacked(column, height, wanted))
    highest = min(tops.values(), default=0.0)
    return {place: Slot(round(y - highest, 1), height[place]) for place, y in tops.items()}


def _thread(
    link: Edge,
    home: Mapping[str, int],
    places: list[list[_Place]],
    near: dict[_Place, set[_Place]],
) -> None:
    """Lay a claim through the columns that it passes."""
    before = (link.parent, home[link.parent])
    for column in range(home[link.parent] + 1, home[link.child]):
        lane = (link.parent, column)
        if lane not in near:
            places[column].append(lane)
        _join(near, before, lane)
        before = lane
    _join(near, before, (link.child, home[link.child]))


def _join(near: dict[_Place, set[_Place]], one: _Place, other: _Place) -> None:
    near.setdefault(one, set()).add(other)
    near.setdefault(other, set()).add(one)


def _wanted(
    place: _Place,
    near: Mapping[_Place, set[_Place]],
    tops: Mapping[_Place, float],
    height: Mapping[_Place, float],
) -> float:
    """The height at which the paths of a place would be level."""
    middles = [tops[one] + height[one] / 2 for one in sorted(near.get(place, ()))]
    own = height[place] / 2
    return sum(middles) / len(middles) - own if middles else tops[place]


def _stacked(
    column: Sequence[_Place], height: Mapping[_Place, float], wanted: Mapping[_Place, float]
) -> dict[_Place, float]:
    """Put a column's places one under the other, as near to where they want to be as may be.

    Neighbours that want the same room become one block, which moves as a whole.
    """
    ordered = sorted(column, key=lambda place: (wanted.get(place, 0.0), column.index(place)))
    blocks: list[tuple[float, float, list[_Place]]] = []
    for place in ordered:
        top, room, ones = wanted.get(place, 0.0), height[place] + _PITCH, [place]
        while blocks and blocks[-1][0] + blocks[-1][1] > top:
            above = blocks.pop()
            top = (above[0] * len(above[2]) + (top - above[1]) * len(ones)) / (
                len(above[2]) + len(ones)
            )
            room, ones = above[1] + room, above[2] + ones
        blocks.append((top, room, ones))
    found: dict[_Place, float] = {}
    for top, _, ones in blocks:
        y = top
        for place in ones:
            found[place] = y
            y += height[place] + _PITCH
    return found
