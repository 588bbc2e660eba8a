"""The family of a case: applications of all offices for one invention, as far as they are held."""

from collections.abc import Iterable, Sequence

import msgspec

from madoguchi.cases import CaseFile
from madoguchi.errors import NotFoundError
from madoguchi.law import Number
from madoguchi.model import CaseId, Publication
from madoguchi.premises import Premises

_MOST = 200


class Member(msgspec.Struct, frozen=True):
    """An application of the family: its publications held, and its file where that is held."""

    case: CaseId
    publications: tuple[Publication, ...]
    file: CaseFile | None = None

    @property
    def title(self) -> str:
        titles = self.file.bibliography.titles if self.file else ()
        of_publications = (title for one in self.publications for title in one.titles)
        return next((title.text for title in (*titles, *of_publications)), "")


def family(premises: Premises, numbers: Iterable[Number]) -> tuple[Member, ...]:
    """Return the family of the application or publication of a number, its own case first.

    `numbers` are the ways to read one number. Raises NotFoundError where nothing is held under any.
    """
    wanted = list(numbers)
    cases = premises.cases.named(wanted)
    cards = premises.window.named([number.id for number in wanted])
    published = [card.id for card in cards if not card.is_case]
    if not cases and not published:
        raise NotFoundError("nothing is held here under this number")
    return _family(premises, cases, published)


def family_of(premises: Premises, case: str) -> tuple[Member, ...]:
    """Return the family of a laid-open case, itself first. Raises NotFoundError."""
    premises.cases.stored(case)
    return _family(premises, [case], [])


def _family(premises: Premises, cases: list[str], published: list[str]) -> tuple[Member, ...]:
    held = premises.cases.publications(cases)
    own = list(dict.fromkeys([*published, *(id_ for ids in held.values() for id_ in ids)]))
    found = premises.archive.publications(own)
    related = [card.id for one in found.values() for card in premises.window.family(one)]
    others = [id_ for id_ in dict.fromkeys(related) if id_ not in found][:_MOST]
    publications = {**found, **premises.archive.publications(others)}
    return _members(premises, cases, publications)


def _members(
    premises: Premises, cases: Sequence[str], publications: dict[str, Publication]
) -> tuple[Member, ...]:
    named = premises.cases.of_publications(list(publications))
    by_case: dict[str, list[Publication]] = {case: [] for case in cases}
    for id_, publication in publications.items():
        if id_ in named:
            by_case.setdefault(named[id_], []).append(publication)
    files = premises.cases.cases(list(by_case))
    return tuple(
        Member(CaseId.parse(case), tuple(found), files.get(case)) for case, found in by_case.items()
    )
