"""Replay: from what an office says happened to state, stage and standard codes (WIPO ST.27).

Nothing here is ever stored as such: the facts are, and this says what they amount to.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from madoguchi.law.codes import event_rule
from madoguchi.law.procedure import EventRule
from madoguchi.law.standard import ST27, Effect
from madoguchi.model import CaseId, Happening, StandardCode, Struct

# Plain dates that a source states, rather than events of the office's list. One that the office's
# own list tells too, as the same standard event, is left out.
STATED = "stated"
_UNMAPPED = EventRule(event="W00")


class Standing(StrEnum):
    """A status in one word."""

    PENDING = "pending"
    IN_FORCE = "in-force"
    ENDED = "ended"
    UNKNOWN = "unknown"


class Step(Struct, frozen=True):
    """One event with its standard code; `mapped` is false where no table knows the office's code.

    `id` is the immutable identity of the event in its case; `moved` says that it changed the
    state or the stage.
    """

    id: str
    event: Happening
    code: StandardCode
    mapped: bool = True
    moved: bool = False
    internal: bool = False
    opens: bool = False


class Course(Struct, frozen=True):
    """A case's events in order, and where they led."""

    steps: tuple[Step, ...] = ()
    state: str = "U"
    stage: int = 0

    @property
    def turning(self) -> Step | None:
        """The last event that changed the state or the stage."""
        return next((step for step in reversed(self.steps) if step.moved), None)

    @property
    def standing(self) -> Standing:
        """The status in one word, as far as events tell; time may have ended it since."""
        return standing(self.state, self.stage)


def standing(state: str, stage: int) -> Standing:
    """Return what a state and a stage come to."""
    if state == "T" or stage == 6:
        return Standing.ENDED
    if stage in (4, 5):
        return Standing.IN_FORCE if state == "A" else Standing.ENDED
    return Standing.PENDING if stage else Standing.UNKNOWN


class _Known(NamedTuple):
    id: str
    event: Happening
    rule: EventRule
    mapped: bool


def replay(case: CaseId, events: Sequence[tuple[str, Happening]]) -> Course:
    """Play a case's events, given with their identities in the order they were told, oldest first.

    Events of one day keep that order, but a filing always comes first.
    """
    known = [_known(case, id_, event) for id_, event in events]
    ordered = sorted(_without_repeats(known), key=_order)
    return _Playing().play(ordered)


def _known(case: CaseId, id_: str, event: Happening) -> _Known:
    rule = event_rule(case, event.series, event.code)
    return _Known(id_, event, rule or _UNMAPPED, rule is not None)


def _without_repeats(known: Sequence[_Known]) -> Iterable[_Known]:
    """Leave out what is merely stated and told by an event of the same category as well."""
    own = [one.rule.event for one in known if one.event.series != STATED and not one.rule.partial]
    told, published = {event[0] for event in own}, set(own)
    for one in known:
        category = one.rule.event[0]
        again = one.rule.event in published if category == "Q" else category in told
        if one.event.series != STATED or not again:
            yield one


def _order(one: _Known) -> tuple[dt.date, bool]:
    return one.event.date, one.rule.event[0] != "A"


class _Playing:
    """Where a case stands while its events are played."""

    def __init__(self) -> None:
        self.state = "U"
        self.stage = 0
        self.before_end = 1

    def play(self, known: Iterable[_Known]) -> Course:
        steps = tuple(self._step(one) for one in known)
        return Course(steps=steps, state=self.state, stage=self.stage)

    def _step(self, one: _Known) -> Step:
        state, stage = self._after(one.rule, ST27.effect(one.rule.event))
        moved = (state, stage) != (self.state, self.stage)
        code = StandardCode(
            state=state,
            previous=self.stage,
            current=stage,
            detailed=_detailed(one.rule.event),
            indicator=one.rule.indicator,
            national=_national(one.event),
        )
        if stage == 6 and self.stage != 6:
            self.before_end = self.stage
        self.state, self.stage = state, stage
        return Step(
            id=one.id,
            event=one.event,
            code=code,
            mapped=one.mapped,
            moved=moved,
            internal=one.rule.internal,
            opens=one.rule.laid_open or one.rule.event in _OPENING,
        )

    def _after(self, rule: EventRule, effect: Effect) -> tuple[str, int]:
        """The state and stage after an event: what its profile says, else the standard's effect."""
        state, stage = self.state, self.stage
        if rule.partial:
            return state, stage
        if stage in effect.only_from:
            state = effect.state or state
            stage = self.before_end if effect.back and stage == 6 else stage
            stage = stage if effect.stage is None else effect.stage
        if rule.state or rule.stage is not None:
            state = rule.state or state
            stage = stage if rule.stage is None else rule.stage
        return ("A" if state == "U" and stage else state), stage


# Publications lay the file open: of the application, of the right, or of a secret one declassified.
_OPENING = frozenset({"Q12", "Q13", "Q14"})


def _detailed(event: str) -> str:
    """A key event alone has the detailed event 00: not to be told more closely."""
    return f"{event[0]}00" if event.endswith("10") else event


def _national(event: Happening) -> str:
    """The office's own code as the last part of a standard code, which has no blanks."""
    return "X000" if event.series == STATED else "_".join(event.code.split()) or "X000"
