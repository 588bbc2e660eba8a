"""Recording events of cases: what is submitted, held against the office's tables, and the receipt.

Whoever records says at which version the case was read; where another has recorded since, nothing
is. Sent again under the same Idempotency-Key, it is recorded once and answered the same.
"""

import datetime as dt
from typing import Annotated, NamedTuple

from msgspec import Meta

from madoguchi.accounts import Act
from madoguchi.api.operations import Call
from madoguchi.api.own.cases import Id, today_of
from madoguchi.api.own.endpoints import Asking, Endpoint, Given, Struct, submission, written
from madoguchi.api.own.office import TAG, on_the_trail, seen
from madoguchi.api.own.searching import Count
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.archive import Archive
from madoguchi.cases import (
    CaseFact,
    CaseFile,
    Corrected,
    Happened,
    Recording,
    Withdrawn,
    record,
)
from madoguchi.errors import NotFoundError
from madoguchi.families import family_views
from madoguchi.law import event_rule, event_series
from madoguchi.model import CaseId, Happening

_ONCE = (
    "`expected` is the version of the case that you have read: where another has recorded since, "
    "the answer is 409 with the version it stands at. Sent again under the same Idempotency-Key, "
    "it is recorded once and answered the same, with 200."
)
# No right is older than the first statute on patents (Venice); an earlier day is mistyped.
_FIRST = dt.date(1474, 3, 19)
_Expected = Annotated[
    int, Meta(ge=1, le=2**53, description="The version of the case that you have read")
]
_Code = Annotated[str, Meta(min_length=1, max_length=60, description="The office's own code")]
_Series = Annotated[
    str, Meta(max_length=40, description="The list that the code is from; the first that has it")
]
_Words = Annotated[str, Meta(max_length=2_000)]
_Number = Annotated[str, Meta(max_length=100, description="The office's number of the event")]
_Reason = Annotated[str, Meta(min_length=1, max_length=2_000)]
_Event = Annotated[
    str, Meta(min_length=1, max_length=20, description="The identity: `id` in the list of events")
]


class EventAsked(Asking, frozen=True):
    """An event that happened."""

    id: Id
    expected: _Expected
    code: _Code
    date: dt.date
    series: _Series = ""
    text: _Words = ""
    number: _Number = ""


class CorrectionAsked(Asking, frozen=True):
    """What takes the place of an event, and why."""

    id: Id
    event: _Event
    expected: _Expected
    reason: _Reason
    code: _Code
    date: dt.date
    series: _Series = ""
    text: _Words = ""
    number: _Number = ""


class WithdrawalAsked(Asking, frozen=True):
    """Why an event is no longer held to have happened."""

    id: Id
    event: _Event
    expected: _Expected
    reason: _Reason


class EventRecorded(Struct, frozen=True):
    """The receipt: the event's identity, and the version at which the case stands with it."""

    case: str
    event: str
    version: Count
    recorded: dt.datetime


class _Submitted(NamedTuple):
    """A fact on an actor's word; `key` is the idempotency key with whose it is."""

    fact: CaseFact
    actor: str
    expected: int
    key: str


def record_event(call: Call, asked: EventAsked) -> Given:
    """An event happened."""
    file = seen(call, asked.id).file
    return _put(call, file, _recorded(file, asked, call.caller.number), asked.expected)


def correct_event(call: Call, asked: CorrectionAsked) -> Given:
    """An event was recorded in error: another takes its place."""
    file = seen(call, asked.id).file
    return _put(call, file, _corrected(file, asked, call.caller.number), asked.expected)


def withdraw_event(call: Call, asked: WithdrawalAsked) -> Given:
    """An event was recorded in error: it did not happen."""
    file = seen(call, asked.id).file
    return _put(call, file, _withdrawn(file, asked, call.caller.number), asked.expected)


def _put(call: Call, file: CaseFile, fact: CaseFact, expected: int) -> Given:
    number, key = call.caller.number, submission(call)
    name = f"{number}:{key}" if key else ""
    archive = call.premises.archive
    try:
        answer = _receipt(archive, file.case, _Submitted(fact, number, expected, name))
    finally:
        # After a conflict too: what was recorded may not have been shown yet.
        archive.views.catch_up(family_views(archive))
        call.premises.indexing.soon()
    if answer.status == 201:
        on_the_trail(call, Act.CASE_CHANGED, file.id, api="own")
    return answer


# -- what is recorded ------------------------------------------------------------------------------


def _recorded(file: CaseFile, asked: EventAsked, by: str) -> CaseFact:
    return Happened(event=_happening(file.case, asked), source=by)


def _corrected(file: CaseFile, asked: CorrectionAsked, by: str) -> CaseFact:
    _check_event(file, asked.event, asked.expected)
    event, reason = _happening(file.case, asked), _reason(asked.reason)
    return Corrected(id=asked.event, event=event, reason=reason, source=by)


def _withdrawn(file: CaseFile, asked: WithdrawalAsked, by: str) -> CaseFact:
    _check_event(file, asked.event, asked.expected)
    return Withdrawn(id=asked.event, reason=_reason(asked.reason), source=by)


def _check_event(file: CaseFile, event: str, expected: int) -> None:
    """What was withdrawn is taken up to here, in case it was by this very submission before."""
    if any(step.id == event for step in file.steps):
        return
    amended = any(one.id == event for one in file.amendments)
    if not amended:
        raise NotFoundError(f"{file.id} has no event {event!r}")
    if expected >= file.version:
        raise Refusal(Reason.CONFLICT, f"the event {event!r} was withdrawn already")


def _reason(text: str) -> str:
    if not text.strip():
        raise Refusal(Reason.BAD_REQUEST, "say why: reason")
    return text.strip()


def _happening(case: CaseId, asked: EventAsked | CorrectionAsked) -> Happening:
    if not _FIRST <= asked.date <= today_of(case):
        raise Refusal(
            Reason.BAD_REQUEST, f"date: an event has a day from {_FIRST} to today at the office"
        )
    return Happening(
        code=asked.code,
        series=_series(case, asked.series, asked.code),
        date=asked.date,
        text=asked.text.strip(),
        number=asked.number.strip(),
    )


def _series(case: CaseId, series: str, code: str) -> str:
    """The list that has the code. Raises Refusal where none has."""
    lists = (series,) if series else event_series(case)
    found = next((name for name in lists if event_rule(case, name, code) is not None), None)
    if found is None:
        known = ", ".join(event_series(case))
        raise Refusal(
            Reason.BAD_REQUEST,
            f"code: {code!r} is in no list of the office ({known}); "
            f"/api/v1/offices/{case.office}/events has the codes",
        )
    return found


def _receipt(archive: Archive, case: CaseId, submitted: _Submitted) -> Given:
    """Record a fact; 201, or 200 where the same was submitted under its key before.

    Raises ConflictError, KeyReusedError.
    """
    fact, actor, expected, key = submitted
    recorded = record(
        archive, Recording(case=case, facts=(fact,), actor=actor, expected=expected, key=key)
    )
    facts = archive.register.facts([str(case)])[str(case)]
    version = next(one.version for one in facts if one.position == recorded.first)
    receipt = EventRecorded(
        case=str(case),
        event=str(version) if isinstance(fact, Happened) else _subject(fact),
        version=version,
        recorded=dt.datetime.fromisoformat(recorded.recorded),
    )
    return Given(written(receipt), status=200 if recorded.again else 201)


def _subject(fact: CaseFact) -> str:
    return fact.id if isinstance(fact, Corrected | Withdrawn) else ""


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="event-recorded",
        path="/api/v1/office/cases/{id}/events",
        method="POST",
        does=record_event,
        tag=TAG,
        summary="Record that an event happened",
        ja="経過を記録する",
        detail=_ONCE,
        asks=EventAsked,
        gives=EventRecorded,
        status=201,
        needs="record:event:any",
        known=True,
        keyed=True,
        problems=(409,),
    ),
    Endpoint(
        name="event-corrected",
        path="/api/v1/office/cases/{id}/events/{event}/correction",
        method="POST",
        does=correct_event,
        tag=TAG,
        summary="Put another event in the place of one recorded in error",
        ja="誤って記録した経過を訂正する",
        detail=_ONCE,
        asks=CorrectionAsked,
        gives=EventRecorded,
        status=201,
        needs="correct:event:any",
        known=True,
        keyed=True,
        problems=(409,),
    ),
    Endpoint(
        name="event-withdrawn",
        path="/api/v1/office/cases/{id}/events/{event}/withdrawal",
        method="POST",
        does=withdraw_event,
        tag=TAG,
        summary="Withdraw an event recorded in error",
        ja="誤って記録した経過を取り消す",
        detail=_ONCE,
        asks=WithdrawalAsked,
        gives=EventRecorded,
        status=201,
        needs="correct:event:any",
        known=True,
        keyed=True,
        problems=(409,),
    ),
)
