"""Keeping families: the claims that tellers make, the groups that follow, and their names.

Whatever changes, the families that it touches are worked out anew from all their claims, by the
same function as all families are on a rebuild. A family is named after the application that it was
founded with. When families merge, the name given first stays and the others are said to be merged
into it; when one parts, the part with the founder keeps the name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.engine import Connection

from madoguchi import clock
from madoguchi.archive import insert_rows, lock_for_append, parts
from madoguchi.families.claims import Claim, ends
from madoguchi.families.grouping import Families, group
from madoguchi.families.tables import family_claim, family_event, family_member, family_name

SORTS = ("extended", "simple", "domestic")
MERGED, PARTED = "merged", "parted"
_TOGETHER = 2_000


def retell(connection: Connection, told: dict[str, list[Claim]]) -> None:
    """Put what tellers say now in place of what they said, and renew the families touched."""
    lock_for_append(connection, family_member.name)
    was: set[Claim] = set()
    for part in parts(list(told)):
        was.update(_claims(connection, family_claim.c.teller.in_(part)))
    now = {claim for claims in told.values() for claim in claims}
    if was == now:
        return
    changed = sorted({claim.teller for claim in was ^ now})
    for part in parts(changed):
        connection.execute(delete(family_claim).where(family_claim.c.teller.in_(part)))
    _put(connection, [claim for teller in changed for claim in told[teller]])
    renew(connection, ends(was ^ now))


def _put(connection: Connection, claims: Iterable[Claim]) -> None:
    rows = [(one.teller, one.application, one.claimed, one.relation) for one in claims]
    insert_rows(connection, family_claim, list(dict.fromkeys(rows)))


def put_all(connection: Connection, claims: Iterable[Claim]) -> None:
    """Put claims without renewing, for a rebuild that ends with `renew_all`."""
    _put(connection, claims)


def forget(connection: Connection, tellers: str) -> None:
    """Drop all claims of one sort of teller, for a rebuild."""
    where = family_claim.c.teller.startswith(tellers, autoescape=True)
    connection.execute(delete(family_claim).where(where))


def renew(connection: Connection, touched: set[str]) -> None:
    """Work out anew the families of applications."""
    claims = _around(connection, touched)
    was = _rows(connection, touched | ends(claims))
    _write(connection, was, claims)
    _forget_names(connection, sorted(was.keys() - ends(claims)))


def renew_all(connection: Connection) -> None:
    """Work out all families anew from the claims, some at a time; the names given stay."""
    lock_for_append(connection, family_member.name)
    connection.execute(delete(family_member))
    key, last = family_claim.c.application, ""
    query = select(key).distinct().order_by(key).limit(_TOGETHER)
    found: Sequence[str]
    while found := connection.execute(query.where(key > last)).scalars().all():
        last, keys = found[-1], set(found)
        renew(connection, keys - _rows(connection, keys).keys())
    for column in _NAMING:
        here = select(family_member).where(family_member.c.application == column)
        connection.execute(delete(column.table).where(~here.exists()))


def _around(connection: Connection, keys: set[str]) -> set[Claim]:
    """All claims of the families that applications are in."""
    claims: set[Claim] = set()
    seen, new = set[str](), keys
    while new:
        seen |= new
        found: set[Claim] = set()
        for part in parts(sorted(new)):
            about = or_(family_claim.c.application.in_(part), family_claim.c.claimed.in_(part))
            found.update(_claims(connection, about))
        claims |= found
        new = ends(found) - seen
    return claims


# What names an application in a family's past.
_NAMING = (family_name.c.founder, family_event.c.founder, family_event.c.other)


def _forget_names(connection: Connection, gone: Sequence[str]) -> None:
    """Drop the past of what nothing public speaks of any more: it may be a case closed again."""
    for part in parts(gone):
        for column in _NAMING:
            connection.execute(delete(column.table).where(column.in_(part)))


class _Row(NamedTuple):
    """A row of the table of members."""

    application: str
    case: str
    extended: str
    simple: str
    domestic: str


def _rows(connection: Connection, keys: set[str]) -> dict[str, _Row]:
    found: dict[str, _Row] = {}
    for part in parts(sorted(keys)):
        where = family_member.c.application.in_(part)
        for row in connection.execute(select(family_member).where(where)):
            found[row[0]] = _Row(*map(str, row))
    return found


def _claims(connection: Connection, where: ColumnElement[bool]) -> Iterator[Claim]:
    for row in connection.execute(select(family_claim).where(where)):
        yield Claim(*map(str, row))


def _write(connection: Connection, was: dict[str, _Row], claims: Collection[Claim]) -> None:
    """Write the families that follow from claims over what was."""
    # An application may be held as two cases (of WO, and of the office that it came to): the last.
    held = dict(sorted((one.application, one.claimed) for one in claims if not one.links))
    names = _Naming(connection).names(group(claims), held)
    now = {key: _Row(key, held.get(key, ""), *named) for key, named in names.items()}
    changed = [key for key, row in now.items() if was.get(key) != row]
    gone = [key for key in was if key not in now]
    if was:
        for part in parts([*changed, *gone]):
            where = family_member.c.application.in_(part)
            connection.execute(delete(family_member).where(where))
    insert_rows(connection, family_member, [tuple(now[key]) for key in changed])


class _Naming:
    """Finds and gives the names of families."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._now = clock.stamp()
        self._given: dict[tuple[str, str], int] = {}
        self._last: dict[tuple[str, str], tuple[str, str]] = {}
        self._names: list[tuple[str, ...]] = []
        self._events: list[tuple[str, ...]] = []

    def names(self, families: Families, held: dict[str, str]) -> dict[str, tuple[str, str, str]]:
        """Return the three names of each application."""
        keys = [key for group_ in families.extended for key in group_]
        self._read(keys)
        named: dict[str, list[str]] = defaultdict(list)
        for sort, groups in zip(SORTS, families, strict=True):
            for group_ in groups:
                name = self._name(sort, group_, held)
                for key in group_:
                    named[key].append(name)
        self._write()
        return {key: (one, two, three) for key, (one, two, three) in named.items()}

    def _name(self, sort: str, group_: Sequence[str], held: dict[str, str]) -> str:
        given = sorted(
            (self._given[sort, key], key) for key in group_ if (sort, key) in self._given
        )
        if not given:
            founder = next((key for key in group_ if key in held), group_[0])
            self._names.append((sort, founder, self._now))
            return founder
        first = given[0][1]
        if self._last.get((sort, first), ("", ""))[0] == MERGED:
            self._say(sort, first, PARTED, self._last[sort, first][1])
        for _, other in given[1:]:
            if self._last.get((sort, other)) != (MERGED, first):
                self._say(sort, other, MERGED, first)
        return first

    def _say(self, sort: str, founder: str, happened: str, other: str) -> None:
        self._events.append((sort, founder, happened, other, self._now))

    def _read(self, keys: Sequence[str]) -> None:
        for part in parts(keys):
            names = select(family_name).where(family_name.c.founder.in_(part))
            for row in self._connection.execute(names):
                self._given[row.sort, row.founder] = row.ordinal
            events = select(family_event).where(family_event.c.founder.in_(part))
            for row in self._connection.execute(events.order_by(family_event.c.ordinal)):
                self._last[row.sort, row.founder] = (row.happened, row.other)

    def _write(self) -> None:
        for table, rows in ((family_name, self._names), (family_event, self._events)):
            if rows:
                last = self._connection.execute(select(func.max(table.c.ordinal))).scalar() or 0
                numbered: list[Any] = [(last + n, *row) for n, row in enumerate(rows, 1)]
                insert_rows(self._connection, table, numbered)
