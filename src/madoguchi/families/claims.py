"""Claims: what links an application to others, as publications and case files tell it."""

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from madoguchi.families.applications import (
    application_key,
    case_key,
    international_publication_key,
    stands_for_another,
)
from madoguchi.model import CaseId, DocumentId, Priority, Related, Struct

# What a claim does to the priorities of the one that makes it:
# IS         it makes none; it says that the application is held, as which case
# PRIORITY   the claimed application's date is claimed (Paris Convention Article 4)
# PARENTS    the same content under the parent's priorities: division, continuation, national phase,
#            or what DOCDB has as a priority that is not active
# FURTHER    the parent's priorities and content of its own: continuation in part, addition
# KIN        of one family, as somebody says who gives no claim
IS, PRIORITY, EARLIER, KIN, PUBLISHES = "is", "priority", "earlier", "family", "publication"
_PRIORITIES = frozenset({PRIORITY, "provisional-application"})
FURTHER = frozenset({"continuation-in-part", "addition"})
PARENTS = frozenset(
    {
        "division", "continuation", "pct-filing", "pct-publication", "change-of-application",
        "change-of-utility", "utility-model-basis", "substitution", "reissue", EARLIER, PUBLISHES,
    }
)  # fmt: skip
_KIN = frozenset({KIN, "family-division", "principal-design"})
_SAME = {
    "parent-division": "division",
    "pct-application": "pct-filing",
    "pct-national-phase": "child-pct-filing",
}
_CHILD = "child-"
_CHILDREN = {"child-application": "continuation"}
_GENERATION = re.compile(r"-\d+$")


class Claim(Struct, frozen=True):
    """An application claims another; `teller` is the publication or case that says so.

    `relation` is `priority`, one of the relations above, or `is`, with the case as `claimed`.
    """

    teller: str
    application: str
    claimed: str
    relation: str

    @property
    def links(self) -> bool:
        return self.relation != IS

    @property
    def of_itself(self) -> bool:
        return self.application == self.claimed


class Telling(Protocol):
    """What of a publication or of a case's bibliography tells of its family."""

    @property
    def priorities(self) -> tuple[Priority, ...]: ...
    @property
    def related(self) -> tuple[Related, ...]: ...


def claims_of(teller: str, case: CaseId, told: Telling) -> list[Claim]:
    """Return what a publication or file of a case tells, the case itself first.

    A case whose number is none (all zeros) tells nothing: it would join all that have no number.
    """
    own = case_key(case)
    if not own:
        return []
    found = {Claim(teller=teller, application=own, claimed=str(case), relation=IS): None}
    for claim in _claims(teller, case, own, told):
        if "" not in (claim.application, claim.claimed):
            found[claim] = None
    return [claim for claim in found if not claim.of_itself or _adds_itself(claim, found)]


def _adds_itself(claim: Claim, told: Iterable[Claim]) -> bool:
    """DOCDB gives what has content of its own as a priority of itself, beside its parents."""
    stated = (one for one in told if one.application == claim.application and not one.of_itself)
    return claim.relation == PRIORITY and any(is_priority(one.relation) for one in stated)


def published_as(teller: str, case: CaseId, document: DocumentId) -> Claim | None:
    """Return that a case is published internationally under a number, which others may claim."""
    key, own = international_publication_key(document), case_key(case)
    if "" in (key, own):
        return None
    return Claim(teller=teller, application=key, claimed=own, relation=PUBLISHES)


def _claims(teller: str, case: CaseId, own: str, told: Telling) -> Iterator[Claim]:
    for priority in told.priorities:
        claimed = application_key(priority.document, case)
        inactive = "pct-filing" if claimed.startswith("PCT") else EARLIER
        relation = PRIORITY if priority.active else inactive
        yield Claim(teller=teller, application=own, claimed=claimed, relation=relation)
    for one in told.related:
        relation = read_relation(one.relation)
        other = _other(one, relation, case)
        if relation.startswith(_CHILD):
            child = _CHILDREN.get(relation, relation.removeprefix(_CHILD))
            yield Claim(teller=teller, application=other, claimed=own, relation=child)
        elif relation:
            yield Claim(teller=teller, application=own, claimed=other, relation=relation)


def read_relation(relation: str) -> str:
    """Return a relation as families know it, `child-` before one made by the other; else ""."""
    plain = _GENERATION.sub("", relation)
    plain = _SAME.get(plain, plain)
    if plain in _PRIORITIES:
        return plain
    if plain in _KIN:
        return KIN
    claimed = _CHILDREN.get(plain, plain.removeprefix(_CHILD))
    known = claimed in PARENTS or claimed in FURTHER or claimed in _PRIORITIES
    return plain if known else ""


def _other(one: Related, relation: str, case: CaseId) -> str:
    if relation == "pct-publication":
        return international_publication_key(one.document)
    return application_key(one.document, case)


def is_priority(relation: str) -> bool:
    return relation in _PRIORITIES


def ends(claims: Iterable[Claim]) -> set[str]:
    """The keys of all applications that claims speak of."""
    found = set()
    for claim in claims:
        found.add(claim.application)
        if claim.links:
            found.add(claim.claimed)
    return found


def members(keys: Iterable[str]) -> list[str]:
    """Those keys that are of applications, in order."""
    return sorted(key for key in keys if not stands_for_another(key))
