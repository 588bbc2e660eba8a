"""How far our simple families are those that data providers tell by number (DOCDB's family-id)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import msgspec

from madoguchi.archive import Archive, parts
from madoguchi.cases import case_of
from madoguchi.families.applications import case_key
from madoguchi.families.claims import Claim
from madoguchi.families.reading import Families
from madoguchi.model import CaseId, DocumentId, Right, Struct

_TOGETHER = 2_000


class Difference(Struct, frozen=True):
    """Two applications that one side has in one family and the other in two.

    `told` are the provider's numbers of their families, `ours` the identifiers of ours;
    `priorities` are those in effect of each, and `claims` the chain that links them here, empty
    where nothing held does.
    """

    told: tuple[str, str]
    ours: tuple[str, str]
    applications: tuple[str, str]
    priorities: tuple[tuple[str, ...], tuple[str, ...]]
    claims: tuple[Claim, ...]


class Agreement(Struct, frozen=True):
    """Pairs of applications that are of one simple family: told so, ours, and both.

    `split` counts the families told that are several of ours, `joined` those of ours that are told
    to be several; `differences` gives an example of each.
    """

    applications: int
    told: int
    ours: int
    both: int
    split: int
    joined: int
    differences: tuple[Difference, ...]


class _Head(Struct, frozen=True):
    office: str
    number: str
    right: Right = Right.PATENT
    application: DocumentId | None = None
    family: str = ""


_HEAD = msgspec.json.Decoder(_Head)
_Named = dict[str, tuple[str, str]]


def agreement(archive: Archive, examples: int = 20) -> Agreement:
    """Hold our simple families against the numbers told by the publications held."""
    families = Families(archive)
    named: _Named = {}
    for told in _told(archive):
        ours = families.simple(told)
        named.update((case, (number, ours[case])) for case, number in told.items() if case in ours)
    split = _mixed((number, id_, case) for case, (number, id_) in named.items())
    joined = _mixed((id_, number, case) for case, (number, id_) in named.items())
    shown = islice((*split, *joined), examples)
    return Agreement(
        applications=len(named),
        told=_pairs(number for number, _ in named.values()),
        ours=_pairs(id_ for _, id_ in named.values()),
        both=_pairs(named.values()),
        split=len(split),
        joined=len(joined),
        differences=tuple(_difference(families, named, *pair) for pair in shown),
    )


def _told(archive: Archive) -> Iterator[dict[str, str]]:
    """The family that publications tell of their cases, some cases at a time."""
    position = 0
    while entries := archive.follow(position, _TOGETHER):
        position = entries[-1].position
        told: dict[str, str] = {}
        ids = list(dict.fromkeys(entry.publication for entry in entries))
        for part in parts(ids):
            for records in archive.records(part).values():
                told |= _of(_HEAD.decode(record) for record in records)
        yield told


def _of(heads: Iterable[_Head]) -> dict[str, str]:
    """The family told of a case, by the first source that tells one."""
    several = list(heads)
    number = next((head.family for head in several if head.family), "")
    case = next((case for head in several if (case := case_of(head)) is not None), None)
    return {str(case): number} if case and number else {}


def _mixed(found: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Of each family on one side that is several on the other, two cases that show it."""
    sides: Mapping[str, dict[str, str]] = defaultdict(dict)
    for one, other, case in found:
        sides[one].setdefault(other, case)
    pairs = (list(cases.values())[:2] for cases in sides.values() if len(cases) > 1)
    return [(first, last) for first, last in pairs]


def _pairs(families: Iterable[object]) -> int:
    sizes: dict[object, int] = defaultdict(int)
    for family in families:
        sizes[family] += 1
    return sum(size * (size - 1) // 2 for size in sizes.values())


def _difference(families: Families, named: _Named, first: str, last: str) -> Difference:
    one, other = CaseId.parse(first), CaseId.parse(last)
    key, key_too = case_key(one), case_key(other)
    (told, ours), (told_too, ours_too) = named[first], named[last]
    family, beside = families.of(one), families.of(other)
    return Difference(
        told=(told, told_too),
        ours=(ours, ours_too),
        applications=(key, key_too),
        priorities=(tuple(family.priorities(key)), tuple(beside.priorities(key_too))),
        claims=tuple(family.why(one, other)),
    )
