"""The family of a case: applications of all offices for one invention, as far as they are held."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from madoguchi.cases import CaseFile
from madoguchi.errors import NotFoundError
from madoguchi.law import Number
from madoguchi.model import CaseId, DocumentId, Priority, Publication, Related
from madoguchi.premises import Premises

_MOST = 200
# The relations to an earlier application whose date is claimed as a priority's is.
CLAIMED = frozenset(
    {"continuation", "continuation-in-part", "division", "pct-filing", "provisional-application"}
)


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


def members_of(premises: Premises, cases: Sequence[str]) -> dict[str, Member]:
    """Return laid-open or published applications by identity; what is not held is left out."""
    held = premises.cases.publications(cases)
    found = premises.archive.publications([id_ for ids in held.values() for id_ in ids])
    files = premises.cases.cases(cases)
    return {
        case: Member(
            CaseId.parse(case),
            tuple(found[id_] for id_ in held.get(case, ()) if id_ in found),
            files.get(case),
        )
        for case in cases
        if case in held or case in files
    }


def _family(premises: Premises, cases: list[str], published: list[str]) -> tuple[Member, ...]:
    named = premises.cases.of_publications(published)
    own = members_of(premises, list(dict.fromkeys([*cases, *named.values()])))
    if not own:
        raise NotFoundError("no application is told of what is held under this number")
    seeds = [seed for one in own.values() for seed in _seeds(one)]
    kin = list(dict.fromkeys(card for seed in seeds for card in premises.window.family(seed)))
    others = premises.cases.of_publications([card.id for card in kin if not card.is_case])
    related = [card.case or others.get(card.id, "") for card in kin]
    wanted = [case for case in dict.fromkeys([*own, *related]) if case]
    return tuple(members_of(premises, wanted[:_MOST]).values())


def _seeds(member: Member) -> Iterator[Publication]:
    """What the family is looked for by: numbers and claims, of each publication and of the file."""
    for one in member.publications:
        yield _claiming(one, one.related)
    if member.file is not None:
        told = member.file.bibliography
        case = member.case
        application = DocumentId(number=case.number, office=case.office, date=told.filed)
        yield _claiming(
            Publication(
                office=case.office,
                number="",
                application=application,
                priorities=told.priorities,
            ),
            told.related,
        )


def _claiming(one: Publication, related: Iterable[Related]) -> Publication:
    """A publication whose parents are among its priorities: their benefit is claimed alike."""
    parents = (Priority(document=r.document) for r in related if r.relation in CLAIMED)
    return msgspec.structs.replace(one, priorities=(*one.priorities, *parents))
