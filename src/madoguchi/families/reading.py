"""Reading families: of a case, or by the name of one; with what links its members, and its past."""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, or_, select

from madoguchi.archive import Archive, parts
from madoguchi.errors import NotFoundError
from madoguchi.families.applications import case_key
from madoguchi.families.claims import Claim
from madoguchi.families.grouping import Priorities, chain
from madoguchi.families.tables import family_claim, family_event, family_member, family_name
from madoguchi.model import CaseId, Struct

Sort = Literal["extended", "simple", "domestic"]
_LETTERS: dict[str, Sort] = {"E": "extended", "S": "simple", "D": "domestic"}
_NAMES = {sort: letter for letter, sort in _LETTERS.items()}


class Kin(Struct, frozen=True):
    """An application of a family and the identifiers of the families that it is in.

    `case` is "" for one that others claim and nothing is held of.
    """

    application: str
    case: str
    extended: str
    simple: str
    domestic: str


class Past(Struct, frozen=True):
    """What became of a family's identifier: it was given, merged into another, or parted again."""

    id: str
    happened: Literal["given", "merged", "parted"]
    at: str
    other: str = ""


class Family(Struct, frozen=True):
    """An extended family: its members, every claim that links them, and its identifier's past."""

    id: str
    members: tuple[Kin, ...]
    claims: tuple[Claim, ...]
    past: tuple[Past, ...] = ()

    @property
    def cases(self) -> list[str]:
        """The cases of its members, of which something is held."""
        return [kin.case for kin in self.members if kin.case]

    def why(self, first: CaseId, last: CaseId) -> list[Claim]:
        """The shortest chain of claims between two members."""
        return chain(self.claims, case_key(first), case_key(last))

    def priorities(self, application: str) -> list[str]:
        """The priorities in effect of a member, which decide on its simple family."""
        return sorted(Priorities(self.claims).of(application))

    def together(self, sort: Sort, case: CaseId) -> list[str]:
        """The applications of the same family of a sort as a case, itself included."""
        key = case_key(case)
        own = next((getattr(kin, sort) for kin in self.members if kin.application == key), "")
        return [kin.application for kin in self.members if own and getattr(kin, sort) == own]


class Families:
    """Reads the families that the views keep."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def of(self, case: CaseId) -> Family:
        """Return the extended family of an application, claimed or held. Raises NotFoundError."""
        return self._under(self._name_of(case_key(case)))

    def of_any(self, cases: Iterable[CaseId]) -> list[Family]:
        """Return the families of applications; those that nothing here speaks of are left out."""
        keys = [case_key(case) for case in cases]
        names = {row[0] for row in self._members(family_member.c.extended, keys)}
        return [self._under(name) for name in sorted(names)]

    def named(self, id_: str) -> Family:
        """Return the extended family in which a family of an identifier is now.

        Raises NotFoundError for what was never given, or is no longer known of.
        """
        letter, _, founder = id_.partition("-")
        sort = _LETTERS.get(letter)
        if sort is None or not self._past(sort, [founder]):
            raise NotFoundError(f"{id_[:60]!r} is no identifier of a family known here")
        return self._under(self._name_of(founder))

    def simple(self, cases: Iterable[str]) -> dict[str, str]:
        """Return the identifier of the simple family of each case; unknown ones are left out."""
        keys = {case: case_key(CaseId.parse(case)) for case in cases}
        columns = (family_member.c.application, family_member.c.simple)
        found: dict[str, str] = {}
        for part in parts(sorted(set(keys.values()))):
            rows = self._archive.rows(select(*columns).where(columns[0].in_(part)))
            found.update((key, family_id("simple", name)) for key, name in rows)
        return {case: found[key] for case, key in keys.items() if key in found}

    def _members(self, column: ColumnElement[str], keys: Sequence[str]) -> list[tuple[str]]:
        found = []
        for part in parts(list(keys)):
            query = select(column).where(family_member.c.application.in_(part))
            found += [(row[0],) for row in self._archive.rows(query)]
        return found

    def _name_of(self, key: str) -> str:
        found = self._members(family_member.c.extended, [key])
        if not found:
            raise NotFoundError(f"no family is known of {key[:60]}")
        return found[0][0]

    def _under(self, name: str) -> Family:
        query = select(family_member).where(family_member.c.extended == name)
        rows = self._archive.rows(query.order_by(family_member.c.application))
        members = tuple(
            Kin(application, case, *(family_id(s, n) for s, n in zip(_NAMES, names, strict=True)))
            for application, case, *names in rows
        )
        keys = [kin.application for kin in members]
        past = self._past("extended", keys)
        return Family(
            id=family_id("extended", name),
            members=members,
            claims=tuple(self._claims(keys)),
            past=tuple(past) if len(past) > 1 else (),
        )

    def _claims(self, keys: Sequence[str]) -> list[Claim]:
        found: set[Claim] = set()
        application, claimed = family_claim.c.application, family_claim.c.claimed
        for part in parts(keys):
            where = or_(application.in_(part), claimed.in_(part)) & (
                family_claim.c.relation != "is"
            )
            columns = (family_claim.c.teller, application, claimed, family_claim.c.relation)
            rows = self._archive.rows(select(*columns).where(where))
            found.update(_claim(row) for row in rows)
        return sorted(found, key=msgspec.structs.astuple)

    def _past(self, sort: Sort, founders: Sequence[str]) -> list[Past]:
        found = []
        for part in parts(founders):
            where = family_name.c.founder.in_(part) & (family_name.c.sort == sort)
            columns = (family_name.c.founder, family_name.c.since)
            query = select(*columns).where(where).order_by(family_name.c.ordinal)
            for founder, since in self._archive.rows(query):
                found.append(Past(id=family_id(sort, founder), happened="given", at=since))
            found += self._events(sort, part)
        return sorted(found, key=lambda past: past.at)

    def _events(self, sort: Sort, founders: Sequence[str]) -> list[Past]:
        table = family_event
        where = table.c.founder.in_(founders) & (table.c.sort == sort)
        columns = (table.c.founder, table.c.happened, table.c.other, table.c.at)
        rows = self._archive.rows(select(*columns).where(where).order_by(table.c.ordinal))
        return [
            Past(id=family_id(sort, founder), happened=happened, at=at,
                 other=family_id(sort, other))
            for founder, happened, other, at in rows
        ]  # fmt: skip


def _claim(row: tuple[str, ...]) -> Claim:
    teller, application, claimed, relation = row
    return Claim(teller=teller, application=application, claimed=claimed, relation=relation)


def family_id(sort: str, founder: str) -> str:
    """The identifier of a family: a letter for its sort, and the application it is named after."""
    return f"{sort[0].upper()}-{founder}"
