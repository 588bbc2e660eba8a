"""Families: the simple one, of the same priorities, and the extended one, linked through any."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from madoguchi.api.ops.references import load
from madoguchi.cases import CaseFile
from madoguchi.model import DocumentId, Publication
from madoguchi.premises import Premises
from madoguchi.search import Card, application_keys, priority_keys

# A family of more is cut off and said to be.
MOST = 200
_MOST_QUESTIONS = 40


class Relatives(NamedTuple):
    """The members of a family, the one asked for first; `cut` says that there are more."""

    members: tuple[Publication, ...]
    cut: bool


def extended(premises: Premises, publication: Publication) -> Relatives:
    """Return all publications linked directly or through others by a priority (INPADOC family)."""
    found = {publication.id: publication}
    asked: set[tuple[str, ...]] = set()
    waiting = [publication]
    while waiting and len(asked) < _MOST_QUESTIONS and len(found) <= MOST:
        lead = waiting.pop()
        links = tuple(sorted(_links(lead)))
        if not links or links in asked:
            continue
        asked.add(links)
        cards = [card for card in premises.window.family(lead) if card.id not in found]
        fresh = (*load(premises, cards), *_of_cases(premises, cards))
        found |= {one.id: one for one in fresh}
        waiting += fresh
    members = (publication, *sorted_members(found.values(), publication))
    return Relatives(members[:MOST], bool(waiting) and _unasked(waiting, asked))


def _of_cases(premises: Premises, cards: Iterable[Card]) -> tuple[Publication, ...]:
    """What laid-open cases tell of their publications, where none of these is held."""
    files = premises.cases.cases([card.id for card in cards if card.is_case])
    return tuple(
        Publication(
            office=document.office or file.case.office,
            number=document.number,
            kind=document.kind,
            right=file.case.right,
            date=document.date,
            application=_application(file),
            priorities=file.bibliography.priorities,
        )
        for file in files.values()
        for document in file.bibliography.publications
    )


def _application(file: CaseFile) -> DocumentId:
    return DocumentId(office=file.case.office, number=file.case.number, date=file.filed)


def _unasked(waiting: Iterable[Publication], asked: set[tuple[str, ...]]) -> bool:
    return any(tuple(sorted(_links(one))) not in asked for one in waiting)


def sorted_members(members: Iterable[Publication], first: Publication) -> Sequence[Publication]:
    """All but the first: those of its own application, then by office and day."""
    own = application_keys(first)[:1]
    return sorted(
        (one for one in members if one.id != first.id),
        key=lambda one: (
            application_keys(one)[:1] != own,
            one.office != first.office,
            one.office,
            str(one.date or ""),
            one.id,
        ),
    )


def simple(premises: Premises, publication: Publication) -> tuple[Publication, ...]:
    """Return the publications with exactly the same priorities, itself first (equivalents).

    Where a provider of data gave the number of the simple family that number tells too.
    """
    cards = premises.window.family(publication)
    links = _links(publication)
    same = [
        one
        for one in load(premises, cards)
        if (publication.family and one.family == publication.family) or _links(one) == links
    ]
    return (publication, *sorted_members(same, publication))


def _links(publication: Publication) -> frozenset[str]:
    """The keys of the priorities with their offices; of the application where there are none."""
    keys = priority_keys(publication) or application_keys(publication)
    return frozenset(key for key in keys if key[:2].isalpha())
