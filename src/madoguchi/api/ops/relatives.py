"""Families: the simple one, of the same priorities, and the extended one, linked through any."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from madoguchi.api.ops.references import load
from madoguchi.cases import CaseFile, case_of
from madoguchi.families import case_key
from madoguchi.model import DocumentId, Publication
from madoguchi.premises import Premises
from madoguchi.search import Card, application_keys

# A family of more is cut off and said to be.
MOST = 200


class Relatives(NamedTuple):
    """The members of a family, the one asked for first; `cut` says that there are more."""

    members: tuple[Publication, ...]
    cut: bool


def extended(premises: Premises, publication: Publication) -> Relatives:
    """Return all publications linked directly or through others by a claim (INPADOC family)."""
    cards = premises.family(publication)
    fresh = (*load(premises, cards[:MOST]), *_of_cases(premises, cards))
    found = {one.id: one for one in fresh}
    members = (publication, *sorted_members(found.values(), publication))
    return Relatives(members[:MOST], len(cards) >= MOST)


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
    """Return the publications of the simple family, itself first (equivalents).

    Where a provider of data gave the number of the simple family that number tells too.
    """
    case = case_of(publication)
    alike = {
        key for one in premises.families.of_any([case]) for key in one.together("simple", case)
    } if case else set[str]()  # fmt: skip
    same = [
        one
        for one in load(premises, premises.family(publication))
        if (publication.family and one.family == publication.family) or _key(one) in alike
    ]
    return (publication, *sorted_members(same, publication))


def _key(publication: Publication) -> str:
    case = case_of(publication)
    return case_key(case) if case else ""
