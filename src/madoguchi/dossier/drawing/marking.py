"""What happened to a member, in the few kinds that every office's procedure has.

The kinds follow from the standard's events (WIPO ST.27), so that they hold for every office of
which the tables know the codes.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from madoguchi.dossier.members import Member
from madoguchi.law import Step
from madoguchi.model import Publication, Struct

MomentKind = Literal[
    "filing", "request", "publication", "search", "first-action", "action", "reply", "allowance",
    "grant", "refusal", "withdrawal", "opposition", "appeal", "end",
]  # fmt: skip
Outcome = Literal["granted", "refused", "withdrawn", "pending", "unknown"]

# Detailed events, then categories. D21 is an intended rejection as the JPO notifies it, D15 a
# report of examination; B15 a refusal, the other ends of category B are withdrawals of some sort.
_BY_EVENT: dict[str, MomentKind] = {
    "D11": "request", "D14": "search", "D15": "action", "D21": "action", "D22": "allowance",
    "P11": "reply", "P13": "reply", "B15": "refusal", "Q12": "publication", "Q13": "publication",
    "E11": "opposition", "L11": "opposition", "L12": "opposition", "L15": "opposition",
    "V11": "appeal", "V12": "appeal",
}  # fmt: skip
_BY_CATEGORY: dict[str, MomentKind] = {
    "A": "filing", "B": "withdrawal", "F": "grant", "H": "end", "N": "end",
}  # fmt: skip
# A refusal that an appeal set aside is followed by these.
_DECIDING: tuple[MomentKind, ...] = ("grant", "refusal", "withdrawal")
_OUTCOMES: dict[str, Outcome] = {
    "grant": "granted", "refusal": "refused", "withdrawal": "withdrawn",
}  # fmt: skip
# Replies that the tables hold to be examination reports, by the words that the source gives.
_REPLYING = ("response", "reply", "応答", "意見書", "erwiderung", "contestación")


class Moment(Struct, frozen=True):
    """Something that happened: its kind, day, and the event or publication that tells it."""

    kind: MomentKind
    date: dt.date | None
    step: str = ""
    publication: str = ""
    text: str = ""


def moments(member: Member) -> tuple[Moment, ...]:
    """All that is known of a member, oldest first; of publications only what no event tells."""
    told = list(_of_steps(member.file.steps)) if member.file else []
    kinds = {one.kind for one in told}
    days = {one.date for one in told if one.kind == "publication"}
    if "filing" not in kinds and (member.filed or not told):
        told.append(Moment(kind="filing", date=member.filed))
    told += [one for one in _of_publications(member) if one.date not in days]
    if "grant" not in kinds and member.granted is not None:
        granted = member.granted
        told.append(Moment(kind="grant", date=granted.date, publication=granted.id))
    return tuple(_with_first_action(sorted(told, key=_order)))


def _of_steps(steps: Sequence[Step]) -> Iterator[Moment]:
    for step in steps:
        kind = None if step.internal else kind_of(step)
        if kind is not None:
            event = step.event
            yield Moment(kind=kind, date=event.date, step=step.id, text=event.text)


def kind_of(step: Step) -> MomentKind | None:
    """The kind of an event; None where it is none of those drawn."""
    detailed = step.code.detailed
    kind = _BY_EVENT.get(detailed) or _BY_CATEGORY.get(step.code.category)
    # A case that was not granted does not end with a right's end; one never moved is a repetition.
    if kind in ("end", "withdrawal", "grant") and not step.moved:
        return None
    if kind == "action" and any(word in step.event.text.lower() for word in _REPLYING):
        return "reply"
    return kind


def _of_publications(member: Member) -> Iterator[Moment]:
    seen: set[tuple[dt.date | None, str]] = set()
    for one in member.publications:
        key = one.date, _sort(one)
        if key not in seen:
            seen.add(key)
            kind: MomentKind = "search" if one.kind in ("A3", "A4") else "publication"
            yield Moment(kind=kind, date=one.date, publication=one.id)


def _sort(publication: Publication) -> str:
    return publication.kind[:1]


def _order(moment: Moment) -> tuple[dt.date, bool]:
    return moment.date or dt.date.max, moment.kind != "filing"


def _with_first_action(told: Sequence[Moment]) -> Iterator[Moment]:
    """The first communication in substance, be it of objections, allowance or refusal, is marked.

    An allowance or refusal stays what it is; only the first of the actions is named the first.
    """
    seen = False
    for one in told:
        if one.kind == "action" and not seen:
            seen = True
            yield msgspec.structs.replace(one, kind="first-action")
        else:
            yield one


class FirstAction(Struct, frozen=True):
    """When an office first acted on a member and how it decided; days where both are dated.

    `first_action` is the first communication in substance: objections, or at once an allowance or
    a decision. `days_from_request` counts from the request for examination, if one was told.
    """

    member: str
    office: str
    filed: dt.date | None = None
    requested: dt.date | None = None
    first_action: dt.date | None = None
    decision: dt.date | None = None
    days_to_first_action: int | None = None
    days_from_request: int | None = None
    days_to_decision: int | None = None
    actions: int = 0
    outcome: Outcome = "unknown"


_BY_OFFICE: tuple[MomentKind, ...] = ("first-action", "action", "allowance", "grant", "refusal")


def first_actions(members: Sequence[Member]) -> tuple[FirstAction, ...]:
    """Return the table of first actions and decisions, a row a member, in their order."""
    return tuple(_first_action(member) for member in members)


def _first_action(member: Member) -> FirstAction:
    told = moments(member)
    filed = member.filed or _first(told, ("filing",))
    requested = _first(told, ("request",))
    acted = _first(told, _BY_OFFICE)
    decided = next((one for one in reversed(told) if one.kind in _DECIDING), None)
    decision = decided.date if decided else None
    return FirstAction(
        member=member.id, office=member.case.office, filed=filed, requested=requested,
        first_action=acted, decision=decision,
        days_to_first_action=_days(filed, acted), days_from_request=_days(requested, acted),
        days_to_decision=_days(filed, decision),
        actions=sum(one.kind in ("first-action", "action") for one in told),
        outcome=_outcome(member, decided),
    )  # fmt: skip


def _outcome(member: Member, decided: Moment | None) -> Outcome:
    if decided is not None:
        return _OUTCOMES[decided.kind]
    return "pending" if member.file and member.file.steps else "unknown"


def _first(told: Sequence[Moment], kinds: Sequence[str]) -> dt.date | None:
    return min((one.date for one in told if one.kind in kinds and one.date), default=None)


def _days(since: dt.date | None, until: dt.date | None) -> int | None:
    return (until - since).days if since and until else None
