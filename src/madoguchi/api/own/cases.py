"""Cases: the file as it stands, its events, its legal status."""

import datetime as dt
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from madoguchi import clock
from madoguchi.api.operations import Call
from madoguchi.api.own.endpoints import Asking, Endpoint, Given, Struct
from madoguchi.api.own.searching import Count
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.cases import CaseFile, legal_status
from madoguchi.law import ST27, Status, Step, event_rule, offices
from madoguchi.model import CaseId

TAG = "cases"
NEEDED = "read:case:laid-open"
Id = Annotated[
    str,
    Meta(
        min_length=6,
        max_length=100,
        description="The identity: JP-patent-2020123456",
        examples=["JP-patent-2020123456"],
    ),
]


class CaseAsked(Asking, frozen=True):
    """A case by its identity."""

    id: Id


def case(call: Call, asked: CaseAsked) -> Given:
    """The file in its JSON form, as it is stored."""
    return Given(call.premises.cases.stored(asked.id))


class Event(Struct, frozen=True):
    """An event: the office's code, date and words, and what it is by WIPO ST.27.

    `standard` is the event's key of ST.27 with its detail (A12), `state` and `stage` are those
    after it.
    """

    id: str
    date: dt.date
    series: str
    code: str
    name_en: str
    name_ja: str
    text: str
    number: str
    standard: str
    standard_name: str
    state: str
    stage: Count
    moved: bool


class Events(Struct, frozen=True):
    """The events of a case, oldest first."""

    case: str
    version: Count
    events: tuple[Event, ...]


def events(call: Call, asked: CaseAsked) -> Events:
    return happened(call.premises.cases.case(asked.id))


def happened(file: CaseFile) -> Events:
    return Events(
        case=file.id, version=file.version, events=tuple(_event(file.case, s) for s in file.steps)
    )


def _event(case_: CaseId, step: Step) -> Event:
    rule = event_rule(case_, step.event.series, step.event.code)
    return Event(
        id=step.id,
        date=step.event.date,
        series=step.event.series,
        code=step.event.code,
        name_en=rule.name("en") if rule else "",
        name_ja=rule.name("ja") if rule else "",
        text=step.event.text,
        number=step.event.number,
        standard=step.code.detailed,
        standard_name=ST27.event_name(step.code.detailed, "en"),
        state=step.code.state,
        stage=step.code.current,
        moved=step.moved,
    )


class StatusAsked(Asking, frozen=True):
    """The day on which the status is wanted, YYYY-MM-DD; today at the office where left out."""

    id: Id
    day: dt.date | UnsetType = UNSET


class LegalStatus(Struct, frozen=True):
    """The legal status on a day: pending, in-force, ended or unknown, with its reason.

    `event` is the identity of the event that led to it; `expires` the end of the term, which the
    office states or a rule of its profile gives.
    """

    case: str
    day: dt.date
    status: str
    reason: str
    since: dt.date | None
    event: str
    state: str
    stage: Count
    expires: dt.date | None
    expires_stated: bool


def status(call: Call, asked: StatusAsked) -> LegalStatus:
    file = call.premises.cases.case(asked.id)
    today = today_of(file.case)
    day = today if asked.day is UNSET else asked.day
    until = file.until(day) if day < today else file
    try:
        return _status(until, until.status(day), day)
    except OverflowError:
        raise Refusal(Reason.BAD_REQUEST, "the day lies at the end of the calendar") from None


def _status(file: CaseFile, found: Status, day: dt.date) -> LegalStatus:
    return LegalStatus(
        case=file.id,
        day=day,
        status=found.standing.value,
        reason=found.reason,
        since=found.since,
        event=found.step.id if found.step else "",
        state=file.state,
        stage=file.stage,
        expires=file.expires.date if file.expires else None,
        expires_stated=bool(file.expires and file.expires.stated),
    )


def today_of(case_: CaseId) -> dt.date:
    profile = offices().get(case_.office)
    return clock.today(profile.time_zone if profile else "UTC")


def st96(call: Call, asked: CaseAsked) -> Given:
    file = call.premises.cases.case(asked.id)
    return Given(legal_status(file, today_of(file.case)), media_type="application/xml")


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="case",
        path="/api/v1/cases/{id}",
        does=case,
        summary="A case as it stands",
        ja="案件の現在の状態",
        tag=TAG,
        asks=CaseAsked,
        gives=CaseFile,
        needs=NEEDED,
        quick=True,
    ),
    Endpoint(
        name="case-events",
        path="/api/v1/cases/{id}/events",
        does=events,
        summary="The events of a case, with their codes of WIPO ST.27",
        ja="案件の経過とWIPO ST.27のコード",
        tag=TAG,
        asks=CaseAsked,
        gives=Events,
        needs=NEEDED,
    ),
    Endpoint(
        name="case-status",
        path="/api/v1/cases/{id}/status",
        does=status,
        summary="The legal status of a case on a day",
        ja="ある日の法的状態",
        tag=TAG,
        asks=StatusAsked,
        gives=LegalStatus,
        needs=NEEDED,
    ),
    Endpoint(
        name="case-legal-status",
        path="/api/v1/cases/{id}/legal-status.xml",
        does=st96,
        summary="The legal status as WIPO ST.96",
        ja="WIPO ST.96による法的状態",
        tag=TAG,
        asks=CaseAsked,
        media=("application/xml",),
        needs=NEEDED,
    ),
)
