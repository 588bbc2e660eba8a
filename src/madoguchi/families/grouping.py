"""Families from claims: three partitions of the applications that the claims speak of.

- *extended*: linked through any claim, directly or through others (the INPADOC family);
- *simple*: exactly the same priorities in effect (the DOCDB simple family). An application that
  claims none is its own priority. A division, continuation or national phase has the priorities
  that it states, else those of its parent: the parent itself is no priority in effect. One with
  content of its own (continuation in part, addition; or itself among the priorities that it
  states) has its parent's and itself. Source: DOCDB's
  active priorities as recorded answers of EPO OPS 3.2 give them;
- *domestic*: linked through claims of one office's applications among themselves.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from madoguchi.families.applications import office_of, stands_for_another
from madoguchi.families.circles import circles
from madoguchi.families.claims import FURTHER, KIN, PARENTS, Claim, ends, is_priority

Groups = list[list[str]]


class Families(NamedTuple):
    """Each a partition of the same applications; groups and their members are sorted."""

    extended: Groups
    simple: Groups
    domestic: Groups


def group(claims: Iterable[Claim]) -> Families:
    """Return the families of all applications that claims speak of."""
    told = list(claims)
    linking = [claim for claim in told if claim.links]
    keys = sorted(ends(told))
    applications = [key for key in keys if not stands_for_another(key)]
    effective = Priorities(linking)
    return Families(
        extended=_without_aliases(_components(keys, linking)),
        simple=_alike(applications, lambda key: tuple(sorted(effective.of(key)))),
        domestic=_components(applications, (one for one in linking if _is_domestic(one))),
    )


class Priorities:
    """The priorities in effect of each application."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._stated: dict[str, set[str]] = defaultdict(set)
        self._parents: dict[str, set[str]] = defaultdict(set)
        self._further: dict[str, set[str]] = defaultdict(set)
        for claim in claims:
            kept = self._kept(claim.relation)
            if kept is self._stated or (kept is not None and not claim.of_itself):
                kept[claim.application].add(claim.claimed)
        asked = {key: self._asked(key) for key in (*self._parents, *self._further)}
        self._known: dict[str, frozenset[str]] = {}
        for group_ in circles(asked):
            self._known |= dict.fromkeys(group_, self._in_effect(group_, asked))

    def _kept(self, relation: str) -> dict[str, set[str]] | None:
        if is_priority(relation):
            return self._stated
        if relation in PARENTS:
            return self._parents
        return self._further if relation in FURTHER else None

    def of(self, key: str) -> frozenset[str]:
        """The priorities in effect of an application.

        Those that ask each other in a circle, and state no priority, have all in the circle.
        """
        return self._known.get(key) or self._in_effect([key], {})

    def _in_effect(self, group_: list[str], asked: dict[str, set[str]]) -> frozenset[str]:
        found = {key for key in group_ if key in self._further}
        for key in group_:
            found |= self._stated.get(key, set())
            found.update(*(self._known.get(other, ()) for other in asked.get(key, ())))
        return frozenset(found or group_)

    def _asked(self, key: str) -> set[str]:
        """Those whose own priorities decide: parents where none are stated.

        What is claimed as a priority and claims another one itself still counts as what it is.
        """
        further = self._further.get(key)
        if further or key in self._stated:
            return further or set()
        return self._parents.get(key, set())


def _components(keys: Iterable[str], claims: Iterable[Claim]) -> Groups:
    """The connected components of keys under claims."""
    leader = {key: key for key in keys}

    def lead(key: str) -> str:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for claim in claims:
        one, other = lead(claim.application), lead(claim.claimed)
        if one != other:
            leader[max(one, other)] = min(one, other)
    return _alike(leader, lead)


def _alike(keys: Iterable[str], sign: Callable[[str], object]) -> Groups:
    found: dict[object, list[str]] = defaultdict(list)
    for key in keys:
        found[sign(key)].append(key)
    return list(found.values())


def _without_aliases(groups: Groups) -> Groups:
    kept = ([key for key in group_ if not stands_for_another(key)] for group_ in groups)
    return [group_ for group_ in kept if group_]


def _is_domestic(claim: Claim) -> bool:
    if claim.relation == KIN or stands_for_another(claim.application):
        return False
    return not stands_for_another(claim.claimed) and office_of(claim.application) == office_of(
        claim.claimed
    )


def chain(claims: Iterable[Claim], first: str, last: str) -> list[Claim]:
    """Return the shortest chain of claims that links two applications; empty where none does."""
    around: dict[str, list[tuple[str, Claim]]] = defaultdict(list)
    for claim in claims:
        if claim.links:
            around[claim.application].append((claim.claimed, claim))
            around[claim.claimed].append((claim.application, claim))
    came: dict[str, tuple[str, Claim] | None] = {first: None}
    waiting = [first]
    for key in waiting:
        for other, claim in around[key]:
            if other not in came:
                came[other] = (key, claim)
                waiting.append(other)
    return list(_back(came, last))[::-1] if last in came else []


def _back(came: dict[str, tuple[str, Claim] | None], key: str) -> Iterator[Claim]:
    while (step := came[key]) is not None:
        key, claim = step
        yield claim
