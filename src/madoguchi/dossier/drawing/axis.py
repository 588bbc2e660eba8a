"""All members on one axis of time: when each was filed, searched, acted on and decided."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from madoguchi.dossier.drawing.marking import Moment, MomentKind, moments
from madoguchi.dossier.members import Member
from madoguchi.model import Struct

WIDTH = 1000
_LEFT, _RIGHT = 150, 990
_LANE, _ROW, _TOP = 40, 13, 24
_ROWS, _CLOSE = 2, 11
_MOST_YEARS = 14


class AxisMark(Struct, frozen=True):
    """A moment on the axis; `more` are later ones for which there was no room beside it."""

    x: float
    y: float
    moment: Moment
    more: tuple[Moment, ...] = ()


class Lane(Struct, frozen=True):
    """A member's line, from its first moment to its last; both None where nothing is dated."""

    member: str
    y: float
    first: float | None = None
    last: float | None = None
    marks: tuple[AxisMark, ...] = ()
    undated: tuple[Moment, ...] = ()


class Axis(Struct, frozen=True):
    """The drawing in units of its view box: `0 0 1000 height`."""

    height: float
    lanes: tuple[Lane, ...] = ()
    years: tuple[tuple[float, int], ...] = ()
    today: float | None = None


def axis(members: Sequence[Member], today: dt.date) -> Axis:
    """Return the drawing of all members, in their order, with today's line where it lies within."""
    told = {member.id: moments(member) for member in members}
    dates = [one.date for ones in told.values() for one in ones if one.date]
    scale = _scale(dates, today) if dates else None
    lanes = tuple(
        _lane(member.id, _TOP + place * _LANE, told[member.id], scale)
        for place, member in enumerate(members)
    )
    within = scale is not None and scale.first <= today <= scale.last
    return Axis(
        height=_TOP + len(lanes) * _LANE + 20,
        lanes=lanes,
        years=tuple(_years(scale)) if scale else (),
        today=scale.at(today) if scale and within else None,
    )


class _Scale(NamedTuple):
    first: dt.date
    last: dt.date

    def at(self, day: dt.date) -> float:
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(_LEFT + share * (_RIGHT - _LEFT), 1)


def _scale(dates: Sequence[dt.date], today: dt.date) -> _Scale:
    """From the first moment to the last; to today where that is within a year of it."""
    last = max(dates)
    near = today if 0 <= (today - last).days <= 365 else last
    return _Scale(min(dates), near)


def _lane(member: str, y: float, told: Sequence[Moment], scale: _Scale | None) -> Lane:
    dated = [one for one in told if one.date]
    undated = tuple(one for one in told if not one.date)
    if scale is None or not dated:
        return Lane(member=member, y=y, undated=undated)
    marks = tuple(_marks(dated, scale, y))
    return Lane(
        member=member, y=y, first=min(mark.x for mark in marks),
        last=max(scale.at(one.date) for one in dated if one.date), marks=marks, undated=undated,
    )  # fmt: skip


def _marks(dated: Sequence[Moment], scale: _Scale, y: float) -> Iterator[AxisMark]:
    """Put moments on the line, the weightiest first; what finds no room goes to its neighbour."""
    rows: list[list[float]] = [[] for _ in range(_ROWS)]
    placed: list[tuple[float, int, list[Moment]]] = []
    for moment in sorted(dated, key=lambda one: (_WEIGHT[one.kind], one.date or dt.date.max)):
        x = scale.at(moment.date or scale.last)
        row = next((n for n, taken in enumerate(rows) if _free(taken, x)), None)
        if row is None:
            nearest = min(placed, key=lambda one: (abs(one[0] - x), one[1]))
            nearest[2].append(moment)
            continue
        rows[row].append(x)
        placed.append((x, row, [moment]))
    for x, row, (moment, *more) in sorted(placed, key=lambda one: (one[0], one[1])):
        more.sort(key=lambda one: one.date or dt.date.max)
        yield AxisMark(x=x, y=y + 12 + row * _ROW, moment=moment, more=tuple(more))


def _free(taken: Sequence[float], x: float) -> bool:
    return all(abs(other - x) >= _CLOSE for other in taken)


_WEIGHT: dict[MomentKind, int] = {
    "filing": 0, "grant": 1, "refusal": 1, "withdrawal": 1, "first-action": 2, "end": 3,
    "opposition": 3, "appeal": 4, "search": 4, "action": 5, "allowance": 5, "publication": 6,
    "request": 7, "reply": 8,
}  # fmt: skip


def _years(scale: _Scale) -> Iterator[tuple[float, int]]:
    """New Year's days on the axis, thinned out to what can be read."""
    years = range(scale.first.year + 1, scale.last.year + 1)
    each = max(1, -(-len(years) // _MOST_YEARS))
    for year in years:
        if year % each == 0:
            yield scale.at(dt.date(year, 1, 1)), year
