"""What is drawn of a family: members, several as one where they are many, and their claims."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from madoguchi.model import Struct

# Claims that say of what application this one is a part or a later stage.
_DIRECT = ("priority", "family")


class Node(Struct, frozen=True):
    """An application of the family; `status` is a word for its standing, `date` its filing."""

    id: str
    office: str
    label: str
    date: dt.date | None = None
    status: str = ""
    held: bool = True


class Edge(Struct, frozen=True):
    """`child` claims `parent`: priority, division, continuation, national-phase, ..."""

    child: str
    parent: str
    relation: str


class Folded(Struct, frozen=True):
    """One member, or several of one office."""

    id: str
    office: str
    label: str
    members: tuple[str, ...]
    first: dt.date | None = None
    last: dt.date | None = None
    status: str = ""
    held: bool = True


def drawn_edges(nodes: Sequence[Node], edges: Sequence[Edge]) -> list[Edge]:
    """Each pair once, by its closest relation, and no priority that a parent claims already."""
    known = {node.id for node in nodes}
    pairs: dict[tuple[str, str], Edge] = {}
    for edge in sorted(edges, key=lambda one: one.relation in _DIRECT):
        if edge.child in known and edge.parent in known and edge.child != edge.parent:
            pairs.setdefault((edge.child, edge.parent), edge)
    parents: dict[str, set[str]] = {}
    for child, parent in pairs:
        parents.setdefault(child, set()).add(parent)
    return [
        edge
        for (child, parent), edge in pairs.items()
        if edge.relation not in _DIRECT
        or not any(_claims(parents, other, parent, child) for other in parents[child] - {parent})
    ]


def _claims(parents: dict[str, set[str]], one: str, wanted: str, without: str) -> bool:
    """Whether a member claims another by any way that does not lead over the member `without`."""
    seen, waiting = {without}, [one]
    while waiting:
        above = parents.get(waiting.pop(), set()) - seen
        if wanted in above:
            return True
        seen |= above
        waiting += above
    return False


def folded(
    nodes: Sequence[Node], edges: Sequence[Edge], most: int
) -> tuple[list[Folded], list[Edge]]:
    """Draw several as one until there are no more than `most`, the least telling first.

    First go members of one office and year that nobody claims and that claim the same; then those
    of one office and year; in the end all of one office.
    """
    groups = [_single(node) for node in sorted(nodes, key=_order)]
    links = list(edges)
    for alike in (_same_claims, _same_year, _same_office):
        if len(groups) <= most:
            break
        groups, links = _joined(groups, links, alike(links))
    return groups, links


def _order(node: Node) -> tuple[dt.date, str, str]:
    return node.date or dt.date.max, node.office, node.id


def _single(node: Node) -> Folded:
    return Folded(
        id=node.id, office=node.office, label=node.label, members=(node.id,), first=node.date,
        last=node.date, status=node.status, held=node.held,
    )  # fmt: skip


_Key = Callable[[Folded], tuple[object, ...]]


def _same_claims(links: Sequence[Edge]) -> _Key:
    claimed = {link.parent for link in links}
    claims: dict[str, set[tuple[str, str]]] = {}
    for link in links:
        claims.setdefault(link.child, set()).add((link.parent, link.relation))
    return lambda one: (
        one.office,
        _year(one),
        one.id if one.id in claimed else "",
        *sorted(claims.get(one.id, ())),
    )


def _same_year(_: Sequence[Edge]) -> _Key:
    return lambda one: (one.office, _year(one))


def _same_office(_: Sequence[Edge]) -> _Key:
    return lambda one: (one.office,)


def _year(one: Folded) -> int:
    return one.first.year if one.first else 0


def _joined(
    groups: Sequence[Folded], links: Sequence[Edge], key: _Key
) -> tuple[list[Folded], list[Edge]]:
    ordered = sorted(groups, key=lambda one: (repr(key(one)), one.id))
    joined = [_one_of(list(alike)) for _, alike in groupby(ordered, key=key)]
    home = {member: one.id for one in joined for member in one.members}
    pairs: dict[tuple[str, str], Edge] = {}
    for link in links:
        child, parent = home[link.child], home[link.parent]
        if child != parent:
            edge = Edge(child=child, parent=parent, relation=link.relation)
            pairs.setdefault((child, parent), edge)
    dates = {one.id: one.first or dt.date.max for one in joined}
    return sorted(joined, key=lambda one: (dates[one.id], one.id)), list(pairs.values())


def _one_of(groups: Sequence[Folded]) -> Folded:
    """The group takes the id of its first member, by which its claims find it."""
    if len(groups) == 1:
        return groups[0]
    members = tuple(member for one in groups for member in one.members)
    return Folded(
        id=groups[0].id, office=groups[0].office, label="", members=members,
        first=min(_dates(one.first for one in groups), default=None),
        last=max(_dates(one.last for one in groups), default=None),
        status=_agreed(one.status for one in groups),
        held=all(one.held for one in groups),
    )  # fmt: skip


def _dates(dates: Iterable[dt.date | None]) -> list[dt.date]:
    return [date for date in dates if date]


def _agreed(words: Iterable[str]) -> str:
    said = set(words)
    return said.pop() if len(said) == 1 else ""
