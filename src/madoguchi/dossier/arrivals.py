"""What of a member interests an examiner elsewhere: actions, decisions, citations."""

import datetime as dt
from collections.abc import Iterator

from madoguchi.dossier.comparing import citations
from madoguchi.dossier.drawing import moments
from madoguchi.dossier.members import Member
from madoguchi.law import Step
from madoguchi.model import Struct

CITATION = "citation"
_KINDS = frozenset(
    {"search", "action", "first-action", "allowance", "grant", "refusal", "withdrawal",
     "opposition", "appeal", "end"}
)  # fmt: skip


class Arrival(Struct, frozen=True):
    """A result of an office: what it is, when it happened there, and what tells it apart."""

    kind: str
    key: str
    date: dt.date | None
    text: str


def arrivals(member: Member) -> list[Arrival]:
    """Return what is known of a member by now, each thing once, oldest first."""
    found = {(one.kind, one.key): one for one in (*_acts(member), *_cited(member))}
    return sorted(found.values(), key=lambda one: (one.date or dt.date.max, one.kind, one.key))


def _acts(member: Member) -> Iterator[Arrival]:
    """Its acts; the first action is an action, whichever turns out to have been the first."""
    texts = {step.id: step.event.text or step.event.code for step in _steps(member)}
    for moment in moments(member):
        if moment.kind in _KINDS:
            kind = "action" if moment.kind == "first-action" else moment.kind
            text = moment.text or texts.get(moment.step, "") or moment.publication
            yield Arrival(kind=kind, key=f"{moment.date or ''} {text}", date=moment.date, text=text)


def _steps(member: Member) -> tuple[Step, ...]:
    return member.file.steps if member.file else ()


def _cited(member: Member) -> Iterator[Arrival]:
    for row in citations([member]).rows:
        marks = row.cells[member.id]
        dates = [mark.date for mark in marks if mark.date]
        letters = "".join(dict.fromkeys(letter for mark in marks for letter in mark.category))
        name = row.thing.text if row.thing.sort == "text" else row.thing.name
        yield Arrival(
            kind=CITATION,
            key=row.key,
            date=min(dates, default=None),
            text=f"{letters} {name}".strip(),
        )
