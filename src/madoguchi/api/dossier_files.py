"""The documents of a dossier as the OPD-API and Global Dossier name them, originals only."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from madoguchi.api.dossiers import Member
from madoguchi.cases import CaseFile, HeldDocument
from madoguchi.law import document_rule, event_rule

_WORD = re.compile(r"[A-Za-z0-9]+")
_SMALL = frozenset({"a", "by", "for", "of", "on", "the", "to"})
_APPLICATION, _COMMUNICATION, _PARTY, _OWN = "1", "2", "4", "5"
_FIRST_ACTION, _DECISION = "21", "23"
_PARTS = {"Y": "Abstract", "M": "Description", "L": "Claims", "Z": "Drawings"}


class Listed(NamedTuple):
    """A document, or a part of one that the office lists by itself."""

    id: str
    description: str
    date: dt.date
    groups: tuple[str, ...]
    held: HeldDocument
    part: str = ""


def listed(member: Member) -> list[Listed]:
    """The documents of a member's file, newest first."""
    if member.file is None:
        return []
    found = list(_listed(member.file))
    return sorted(found, key=lambda one: one.date, reverse=True)


def _listed(file: CaseFile) -> Iterator[Listed]:
    first = True
    for held in file.documents:
        document = held.document
        if document.date is None:
            continue
        groups = _groups(file, held, first=first)
        first = first and _FIRST_ACTION not in groups
        for part, name in _names(file, held):
            yield Listed(_id(file, held, name), name, document.date, groups, held, part)


def _names(file: CaseFile, held: HeldDocument) -> Iterator[tuple[str, str]]:
    document = held.document
    rule = document_rule(file.case, document.series, document.code)
    whole = (rule.name("en") if rule else "") or document.name or document.code
    parts = [part for part in document.parts if part.code in _PARTS]
    for part in parts:
        yield part.code, _PARTS[part.code]
    if not parts or len(document.parts) > len(parts):
        yield "", whole


def _id(file: CaseFile, held: HeldDocument, name: str) -> str:
    """`Written_Amendment_50800695455_JP`: the English name, the number, JP for the original."""
    number = held.document.number
    if file.case.office != "JP":
        return number
    words = (word if word in _SMALL else word.capitalize() for word in _WORD.findall(name))
    return f"{'_'.join(words) or 'Document'}_{number}_JP"


def _groups(file: CaseFile, held: HeldDocument, *, first: bool) -> tuple[str, ...]:
    """The groups of the common list: application, communications, papers of parties, own.

    Source: recorded lists of Japanese files in the Global Dossier.
    """
    document = held.document
    rule = event_rule(file.case, document.series, document.code)
    standard = rule.event[:1] if rule else ""
    if standard == "A":
        return (_APPLICATION,)
    if document.direction == "in":
        return (_PARTY,)
    if document.direction != "out":
        return (_OWN,)
    if standard in ("F", "B") or (rule and rule.event in ("D22", "D23")):
        return (_COMMUNICATION, _DECISION)
    return (_COMMUNICATION, _FIRST_ACTION) if first else (_COMMUNICATION,)


def named(member: Member, id_: str) -> Listed | None:
    """The document of an id."""
    return next((one for one in listed(member) if one.id == id_), None)
