"""Dossiers as programs ask for them: by a number in any of its readings."""

from collections.abc import Iterable, Sequence

from madoguchi.api.operations import Call
from madoguchi.dossier import Asked, Dossier, Member
from madoguchi.errors import NotFoundError
from madoguchi.law import Number
from madoguchi.model import CaseId
from madoguchi.premises import Premises

# The relations to an earlier application whose date is claimed as a priority's is.
CLAIMED = frozenset(
    {"continuation", "continuation-in-part", "division", "pct-filing", "provisional-application"}
)
_APPLIED = frozenset({"application", "pct-application"})


def family(call: Call, numbers: Iterable[Number]) -> tuple[Member, ...]:
    """Return the family of the application or publication of a number, its own case first.

    `numbers` are the ways to read one number. Raises NotFoundError where nothing is known of any.
    """
    return dossier(call, case_of(call.premises, list(numbers))).members


def dossier(call: Call, case: CaseId, *, outside: bool = True) -> Dossier:
    """Return the dossier of a case. Raises NotFoundError.

    What another office's program asks for its own dossier is answered from here alone, so that no
    question goes round between offices.
    """
    return call.premises.dossiers.of(Asked(case=case, outside=outside and not is_forwarded(call)))


def is_forwarded(call: Call) -> bool:
    """Whether a call comes from a program of this sort that puts a dossier together."""
    return "madoguchi" in call.headers.get("via", "").lower()


def case_of(premises: Premises, numbers: Sequence[Number]) -> CaseId:
    """Return the application that a number is of. Raises NotFoundError."""
    cases = premises.cases.named(numbers)
    cards = premises.window.named([number.id for number in numbers]) if not cases else ()
    published = [card.id for card in cards if not card.is_case]
    named = premises.cases.of_publications(published)
    applied = [_applied(number) for number in numbers if number.object in _APPLIED]
    found = [*cases, *(named[id_] for id_ in published if id_ in named), *applied]
    if not found:
        raise NotFoundError("nothing is held here under this number")
    return CaseId.parse(found[0])


def _applied(number: Number) -> str:
    return str(CaseId(office=number.office, right=number.right, number=number.number))


def members_of(premises: Premises, cases: Sequence[str]) -> dict[str, Member]:
    """Return laid-open or published applications by identity; what is not held is left out."""
    return premises.dossiers.holding.members(cases)


__all__ = [
    "CLAIMED",
    "Dossier",
    "Member",
    "case_of",
    "dossier",
    "family",
    "is_forwarded",
    "members_of",
]
