"""Keeping families: the claims that tellers make, the groups that follow, and their names.

Whatever changes, the families that it touches are worked out anew from all their claims, by the
same function as all families are on a rebuild. A family is named after the application that it was
founded with. When families merge, the name given first stays and the others are said to be merged
into it; when one parts, the part with the founder keeps the name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.engine import Connection

from madoguchi import clock
from madoguchi.archive import insert_rows, lock_for_append, parts
from madoguchi.families.applications import stands_for_another
from madoguchi.families.claims import IS, Claim, ends
from madoguchi.families.grouping import Families, group
from madoguchi.families.tables import family_claim, family_event, family_member, family_name

SORTS = ("extended", "simple", "domestic")
MERGED, PARTED = "merged", "parted"


def retell(connection: Connection, told: dict[str, list[Claim]]) -> None:
    """Put what tellers say now in place of what they said, and renew the families touched."""
    lock_for_append(connection, family_member.name)
    before = _claims(connection, family_claim.c.teller, list(told))
    was, now = set(before), {claim for claims in told.values() for claim in claims}
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
    was: dict[str, _Row] = {}
    claims: set[Claim] = set()
    seen, new = set[str](), touched
    while new:
        found = _rows(connection, family_member.c.application, sorted(new))
        families = {row.extended for row in found.values()}
        found |= _rows(connection, family_member.c.extended, sorted(families))
        was |= found
        new = new | found.keys()
        seen |= new
        told = _claims(connection, family_claim.c.application, sorted(new))
        # Publications that stand for applications are no members; who claims them is found here.
        aliases = sorted(key for key in new if stands_for_another(key))
        told += _claims(connection, family_claim.c.claimed, aliases)
        claims.update(told)
        new = ends(told) - seen
    _write(connection, was, claims)
    _forget_names(connection, sorted(was.keys() - ends(claims)))


def renew_all(connection: Connection) -> None:
    """Work out all families anew from the claims; the names given stay."""
    lock_for_append(connection, family_member.name)
    connection.execute(delete(family_member))
    rows = connection.execute(select(family_claim))
    _write(connection, {}, [Claim(**row) for row in rows.mappings()])
    known = select(family_member.c.application)
    for column in _NAMING:
        here = known.where(family_member.c.application == column)
        connection.execute(delete(column.table).where(~here.exists()))


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


def _rows(connection: Connection, column: Any, values: Sequence[str]) -> dict[str, _Row]:
    found: dict[str, _Row] = {}
    for part in parts(values):
        rows = connection.execute(select(family_member).where(column.in_(part))).mappings()
        found.update((row["application"], _Row(**row)) for row in rows)
    return found


def _claims(connection: Connection, column: Any, values: Sequence[str]) -> list[Claim]:
    found = []
    for part in parts(values):
        rows = connection.execute(select(family_claim).where(column.in_(part)))
        found += [Claim(**row) for row in rows.mappings()]
    return found


def _write(connection: Connection, was: dict[str, _Row], claims: Collection[Claim]) -> None:
    """Write the families that follow from claims over what was."""
    held = {one.application: one.claimed for one in claims if one.relation == IS}
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
        self._names: list[dict[str, object]] = []
        self._events: list[dict[str, object]] = []

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
            self._names.append({"sort": sort, "founder": founder, "since": self._now})
            return founder
        first = given[0][1]
        if self._last.get((sort, first), ("", ""))[0] == MERGED:
            self._say(sort, first, PARTED, self._last[sort, first][1])
        for _, other in given[1:]:
            if self._last.get((sort, other)) != (MERGED, first):
                self._say(sort, other, MERGED, first)
        return first

    def _say(self, sort: str, founder: str, happened: str, other: str) -> None:
        self._events.append(
            {
                "sort": sort,
                "founder": founder,
                "happened": happened,
                "other": other,
                "at": self._now,
            }
        )

    def _read(self, keys: Sequence[str]) -> None:
        few = len(keys) < _MANY
        for part in parts(keys) if few else [()]:
            for row in self._connection.execute(_of(family_name, part)):
                self._given[row.sort, row.founder] = row.ordinal
            events = _of(family_event, part).order_by(family_event.c.ordinal)
            for row in self._connection.execute(events):
                self._last[row.sort, row.founder] = (row.happened, row.other)

    def _write(self) -> None:
        for table, rows in ((family_name, self._names), (family_event, self._events)):
            if rows:
                last = self._connection.execute(select(func.max(table.c.ordinal))).scalar() or 0
                numbered = [{"ordinal": last + n, **row} for n, row in enumerate(rows, 1)]
                self._connection.execute(insert(table), numbered)


# Beyond so many applications all names are read at once.
_MANY = 20_000


def _of(table: Table, founders: Sequence[str]) -> Any:
    query = select(table)
    return query.where(table.c.founder.in_(founders)) if founders else query
