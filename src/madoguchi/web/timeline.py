"""The timeline of a case: where stages, events, publications and the term lie on a line."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from madoguchi.cases import CaseFile
from madoguchi.law import Step, add_days

WIDTH = 1000
_LEFT, _RIGHT = 10, 990
_MOST_YEARS = 14


class Span(NamedTuple):
    """A stretch of time in one stage and state."""

    left: float
    width: float
    stage: int
    state: str
    first: dt.date
    last: dt.date


class Mark(NamedTuple):
    """An event on the line; `row` keeps events of nearby days apart."""

    at: float
    row: int
    step: Step


class Timeline(NamedTuple):
    """Everything that the drawing needs; lengths in units of its view box."""

    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]
    years: tuple[tuple[float, int], ...]
    today: float | None
    expiry: float | None
    rows: int


def timeline(file: CaseFile, today: dt.date) -> Timeline | None:
    """Return the drawing of a case's course; None where it has no events."""
    if not file.steps:
        return None
    first = file.steps[0].event.date
    expires = file.expires.date if file.expires else None
    last = max(filter(None, (file.steps[-1].event.date, expires, min(today, _a_year_on(file)))))
    scale = _Scale(first, max(last, add_days(first, 30)))
    marks = tuple(_marks(file.steps, scale))
    return Timeline(
        spans=tuple(_spans(file, scale, min(today, scale.last))),
        marks=marks,
        years=tuple(_years(scale)),
        today=scale.at(today) if scale.first <= today <= scale.last else None,
        expiry=scale.at(expires) if expires and scale.first <= expires else None,
        rows=max((mark.row for mark in marks), default=0) + 1,
    )


def _a_year_on(file: CaseFile) -> dt.date:
    return add_days(file.steps[-1].event.date, 365)


class _Scale(NamedTuple):
    first: dt.date
    last: dt.date

    def at(self, day: dt.date) -> float:
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(_LEFT + share * (_RIGHT - _LEFT), 1)


def _spans(file: CaseFile, scale: _Scale, end: dt.date) -> Iterator[Span]:
    """The stages, each until the next event that moved the case; the last one until the end."""
    moves = [step for step in file.steps if step.moved]
    for place, step in enumerate(moves, 1):
        first = step.event.date
        last = moves[place].event.date if place < len(moves) else max(end, first)
        left, right = scale.at(first), scale.at(last)
        width = round(max(right - left, 0.5), 1)
        yield Span(left, width, step.code.current, step.code.state, first, last)


def _marks(steps: Sequence[Step], scale: _Scale) -> Iterator[Mark]:
    """Events that a reader looks for: what moved the case, publications, challenges, fees."""
    free = [-100.0, -100.0, -100.0]
    for step in steps:
        if not (step.moved or step.code.category in _SHOWN):
            continue
        at = scale.at(step.event.date)
        row = next((n for n, right in enumerate(free) if right + 9 <= at), None)
        row = free.index(min(free)) if row is None else row
        free[row] = at
        yield Mark(at, row, step)


_SHOWN = frozenset("ABCDEFGHKLMNQUV")


def _years(scale: _Scale) -> Iterator[tuple[float, int]]:
    """New Year's days on the line, thinned out to what can be read."""
    years = range(scale.first.year + 1, scale.last.year + 1)
    each = max(1, -(-len(years) // _MOST_YEARS))
    for year in years:
        if year % each == 0:
            yield scale.at(dt.date(year, 1, 1)), year
