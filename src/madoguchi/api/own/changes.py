"""What has changed: publications by position, cases by when they changed."""

import datetime as dt
from typing import Annotated

from msgspec import Meta

from madoguchi import clock
from madoguchi.api.operations import Call
from madoguchi.api.own.endpoints import Asking, Endpoint, Struct
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.archive import Passage

TAG = "changes"


class ChangesAsked(Asking, frozen=True):
    """What came after a position of the publication stream; 0 is the beginning."""

    since: Annotated[int, Meta(ge=0, le=2**53)] = 0
    limit: Annotated[int, Meta(ge=1, le=1_000)] = 100


class Change(Struct, frozen=True):
    """A publication that is new (ADD), was received anew (MOD) or withdrawn (DEL).

    One that comes back is new again.
    """

    position: int
    action: str
    publication: str
    source: str
    received: dt.datetime
    sha256: str


class Changes(Struct, frozen=True):
    """Changes in order; go on with `since` = `next`. `position` is the stream's last."""

    changes: tuple[Change, ...]
    next: int
    position: int


def changes(call: Call, asked: ChangesAsked) -> Changes:
    archive = call.premises.archive
    passages = archive.withdrawals.passages(asked.since, asked.limit)
    return Changes(
        changes=tuple(
            Change(
                position=one.entry.position,
                action=_action(one),
                publication=one.entry.publication,
                source=one.entry.source,
                received=dt.datetime.fromisoformat(one.entry.received),
                sha256=one.entry.original,
            )
            for one in passages
        ),
        next=passages[-1].entry.position if passages else asked.since,
        position=archive.position(),
    )


def _action(one: Passage) -> str:
    if not one.after:
        return "DEL"
    return "MOD" if one.before else "ADD"


# -- cases -----------------------------------------------------------------------------------------


class CaseChangesAsked(Asking, frozen=True):
    """What changed after a cursor; "" is the beginning."""

    since: Annotated[
        str,
        Meta(
            pattern="^([0-9]{8}T[0-9]{6}Z_[A-Za-z0-9.-]{1,100})?$",
            description="`next` of the answer before",
        ),
    ] = ""
    limit: Annotated[int, Meta(ge=1, le=1_000)] = 100


class CaseChange(Struct, frozen=True):
    """A case that is new to the public or has changed, and when it did last."""

    case: str
    changed: dt.datetime


class CaseChanges(Struct, frozen=True):
    """Cases by when they changed last; go on with `since` = `next`."""

    changes: tuple[CaseChange, ...]
    next: str


_SETTLED = dt.timedelta(seconds=2)


def case_changes(call: Call, asked: CaseChangesAsked) -> CaseChanges:
    """No position of the register is told: those count what is not laid open too."""
    until = (clock.now() - _SETTLED).isoformat(timespec="seconds")
    instant, id_ = _read(asked.since) if asked.since else ("", "")
    found = call.premises.cases.changed_after(instant, id_, until, asked.limit)
    changes = tuple(
        CaseChange(case=case_, changed=dt.datetime.fromisoformat(at)) for at, case_ in found
    )
    return CaseChanges(changes=changes, next=_written(*found[-1]) if found else asked.since)


def _written(instant: str, id_: str) -> str:
    """A cursor that stands in an address as it is."""
    return f"{dt.datetime.fromisoformat(instant).strftime(_COMPACT)}_{id_}"


def _read(cursor: str) -> tuple[str, str]:
    instant, _, id_ = cursor.partition("_")
    try:
        read = dt.datetime.strptime(instant, _COMPACT).replace(tzinfo=dt.UTC)
    except ValueError:
        raise Refusal(
            Reason.BAD_REQUEST, "since is `next` of an earlier answer, or empty"
        ) from None
    return read.isoformat(timespec="seconds"), id_


_COMPACT = "%Y%m%dT%H%M%SZ"


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="changes",
        path="/api/v1/changes",
        does=changes,
        summary="What was published or corrected since a position",
        ja="ある位置より後に発行・訂正されたもの",
        tag=TAG,
        asks=ChangesAsked,
        gives=Changes,
    ),
    Endpoint(
        name="case-changes",
        path="/api/v1/changes/cases",
        does=case_changes,
        summary="Which cases changed since",
        ja="変更のあった案件",
        tag=TAG,
        asks=CaseChangesAsked,
        gives=CaseChanges,
        needs="read:case:laid-open",
    ),
)
