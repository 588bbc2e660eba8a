"""Dockets: who follows which case, and what other offices did in its family since.

What is known of a family is noticed when somebody looks at their docket, and when the office asks
its sources for all followed families. A result is noticed once, in order; a docket shows what came
after the case was followed, and marks what came after it was last looked through.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from madoguchi import clock
from madoguchi.archive import Archive, lock_for_append, parts
from madoguchi.cases import OfficeCases
from madoguchi.dossier.arrivals import Arrival, arrivals
from madoguchi.dossier.dossier import Asked
from madoguchi.dossier.dossiers import Dossiers
from madoguchi.dossier.members import Member
from madoguchi.dossier.sources import SourceError
from madoguchi.dossier.tables import followed_case, foreign_result
from madoguchi.errors import NotFoundError, RefusedError
from madoguchi.model import CaseId, Struct

MOST_FOLLOWED = 1_000


class Followed(Struct, frozen=True):
    """A case on a docket; `through` are the applications that its family is found by.

    `outside` are members that only sources told of, when the family was last asked for.
    """

    actor: str
    case: CaseId
    through: tuple[CaseId, ...]
    outside: tuple[str, ...]
    since: int
    seen: int
    at: str


class Result(Struct, frozen=True):
    """Something that another office did in the family of a followed case."""

    ordinal: int
    case: str
    member: str
    kind: str
    date: dt.date | None
    text: str
    source: str
    at: str
    new: bool


class Dockets:
    """Keeps dockets; each is its owner's alone."""

    def __init__(self, archive: Archive, dossiers: Dossiers) -> None:
        self._database = archive.database
        self._dossiers = dossiers
        self._cases = OfficeCases(archive)

    # -- following -----------------------------------------------------------------------------

    def follow(self, actor: str, case: CaseId, through: Sequence[CaseId] = ()) -> None:
        """Put a case on a docket; what is known of its family by now is no news.

        `through` is for a case that is not laid open: the applications that it claims. Raises
        RefusedError where the docket is full.
        """
        if len(self.followed(actor)) >= MOST_FOLLOWED:
            raise RefusedError(f"{MOST_FOLLOWED} cases are on your docket; take one off first")
        found = through or (case,)
        members = self._members(found, outside=False)
        with self._database.writing() as connection:
            lock_for_append(connection, followed_case.name)
            last = _notice(connection, members)
            connection.execute(delete(followed_case).where(_is(actor, case)))
            row = {"actor": actor, "case": str(case), "through": " ".join(map(str, found))}
            row["outside"] = ""
            instants = {"since": last, "seen": last, "at": clock.stamp()}
            connection.execute(insert(followed_case), {**row, **instants})

    def unfollow(self, actor: str, case: CaseId) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(followed_case).where(_is(actor, case)))

    def look_through(self, actor: str, ordinal: int) -> None:
        """Say that everything up to an ordinal was seen."""
        mine = followed_case.c.actor == actor
        with self._database.writing() as connection:
            where = mine & (followed_case.c.seen < ordinal)
            connection.execute(update(followed_case).where(where).values(seen=ordinal))

    def followed(self, actor: str = "") -> list[Followed]:
        """Return the cases on a docket, or on any, the latest first."""
        query = select(followed_case).order_by(followed_case.c.at.desc(), followed_case.c["case"])
        with self._database.reading() as connection:
            chosen = query.where(followed_case.c.actor == actor) if actor else query
            return [_followed(row) for row in connection.execute(chosen)]

    # -- what arrived --------------------------------------------------------------------------

    def results(self, actor: str, after: int = 0) -> list[Result]:
        """Return what other offices did in the families of one's cases, the latest first.

        What is on the register by now is noticed first; sources are not asked.
        """
        found: list[Result] = []
        for one in self.followed(actor):
            members = self._members(one.through, outside=False)
            with self._database.writing() as connection:
                _notice(connection, members)
            found += self._of(one, members, max(after, one.since))
        return sorted(found, key=lambda result: -result.ordinal)

    def refresh(self) -> int:
        """Ask the sources for the families of all followed cases; return how many results are new.

        Families of cases that are not laid open, now or any longer, are not asked for: that would
        tell of the interest, or of the case itself.
        """
        fresh = 0
        for case in dict.fromkeys(one.case for one in self.followed() if self._is_asked(one)):
            members = self._members([case], outside=True)
            told = [member.id for member in members if "" not in member.sources]
            with self._database.writing() as connection:
                before = _last(connection)
                fresh += _notice(connection, members) - before
                where = followed_case.c["case"] == str(case)
                values = {"outside": " ".join(told)}
                connection.execute(update(followed_case).where(where).values(values))
        return fresh

    def _is_asked(self, one: Followed) -> bool:
        return one.through == (one.case,) and not self._cases.hides(str(one.case))

    def _members(self, cases: Iterable[CaseId], *, outside: bool) -> list[Member]:
        found: dict[str, Member] = {}
        for case in cases:
            try:
                asked = Asked(case=case, outside=outside, fresh=outside, staff=True)
                members = self._dossiers.of(asked).members
            except (NotFoundError, SourceError):
                continue
            found |= {member.id: member for member in members}
        return list(found.values())

    def _of(self, one: Followed, members: Iterable[Member], after: int) -> list[Result]:
        """The results of members at other offices that are still public."""
        others = [member.id for member in members if member.case.office != one.case.office]
        others = list(dict.fromkeys([*others, *one.outside]))
        found = []
        with self._database.reading() as connection:
            for part in parts(others):
                where = foreign_result.c.member.in_(part) & (foreign_result.c.ordinal > after)
                rows = connection.execute(select(foreign_result).where(where))
                found += [_result(row, one) for row in rows]
        return found


def _is(actor: str, case: CaseId) -> ColumnElement[bool]:
    return (followed_case.c.actor == actor) & (followed_case.c["case"] == str(case))


def _last(connection: Connection) -> int:
    return connection.execute(select(func.max(foreign_result.c.ordinal))).scalar() or 0


def _notice(connection: Connection, members: Iterable[Member]) -> int:
    """Write down what was not known of members yet; return the last ordinal."""
    lock_for_append(connection, foreign_result.name)
    last = _last(connection)
    rows = []
    for member in members:
        known = _known(connection, member.id)
        for arrival in arrivals(member):
            if (arrival.kind, arrival.key) not in known:
                last += 1
                rows.append({"ordinal": last, **_row(member, arrival)})
    if rows:
        connection.execute(insert(foreign_result), rows)
    return last


def _known(connection: Connection, member: str) -> set[tuple[str, str]]:
    columns = (foreign_result.c.kind, foreign_result.c.key)
    rows = connection.execute(select(*columns).where(foreign_result.c.member == member))
    return {(row.kind, row.key) for row in rows}


def _row(member: Member, arrival: Arrival) -> dict[str, object]:
    return {
        "member": member.id,
        "kind": arrival.kind,
        "key": arrival.key,
        "date": arrival.date.isoformat() if arrival.date else "",
        "text": arrival.text,
        "source": next(iter(member.sources), ""),
        "at": clock.stamp(),
    }


def _followed(row: Row[Any]) -> Followed:
    return Followed(
        actor=row.actor,
        case=CaseId.parse(row.case),
        through=tuple(map(CaseId.parse, row.through.split())),
        outside=tuple(row.outside.split()),
        since=row.since,
        seen=row.seen,
        at=row.at,
    )


def _result(row: Row[Any], one: Followed) -> Result:
    return Result(
        ordinal=row.ordinal,
        case=str(one.case),
        member=row.member,
        kind=row.kind,
        date=dt.date.fromisoformat(row.date) if row.date else None,
        text=row.text,
        source=row.source,
        at=row.at,
        new=row.ordinal > one.seen,
    )
