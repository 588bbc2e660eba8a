"""The views of accounts: actors as they stand, and the cases that a number was told a party of."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from sqlalchemy import Table, delete, insert, select
from sqlalchemy.engine import Connection

from madoguchi.accounts.actors import ACTOR, is_number, play
from madoguchi.accounts.tables import actor, case_party
from madoguchi.archive import RecordedFact, every_subject, facts_after, facts_of, parts
from madoguchi.model import Struct

_TOGETHER = 1000


class Actors:
    """Every actor as it stands; facts of cases are passed over."""

    name = "actors"
    layout = 2

    def follow(self, connection: Connection, since: int, limit: int) -> int:
        facts = facts_after(connection, since, limit)
        subjects = list(dict.fromkeys(f.subject for f in facts if _of_an_actor(f)))
        for part in parts([subject.removeprefix(ACTOR) for subject in subjects]):
            connection.execute(delete(actor).where(actor.c.number.in_(part)))
        _insert(connection, actor, map(_row, facts_of(connection, subjects).values()))
        return facts[-1].position if facts else since

    def rebuild(self, connection: Connection) -> int:
        connection.execute(delete(actor))
        last = 0
        for facts in every_subject(connection):
            last = max(last, facts[-1].position)
            if _of_an_actor(facts[0]):
                _insert(connection, actor, [_row(facts)])
        return last


class CaseParties:
    """Which cases a number was ever told a party of, that an account may find its own.

    A party that has left the case since is still here; whoever reads looks at the case itself.
    """

    name = "case-parties"
    layout = 1

    def follow(self, connection: Connection, since: int, limit: int) -> int:
        facts = facts_after(connection, since, limit)
        self._put(connection, facts)
        return facts[-1].position if facts else since

    def rebuild(self, connection: Connection) -> int:
        connection.execute(delete(case_party))
        position, last = 0, -1
        while position != last:
            last, position = position, self.follow(connection, position, _TOGETHER)
        return position

    def _put(self, connection: Connection, facts: list[RecordedFact]) -> None:
        told = [fact for fact in facts if fact.kind == "told"]
        pairs = {(party, fact.subject) for fact in told for party in _parties(fact)}
        for part in parts(sorted({party for party, _ in pairs})):
            known = select(case_party).where(case_party.c.party.in_(part))
            pairs -= {(row[0], row[1]) for row in connection.execute(known)}
        _insert(connection, case_party, [{"party": p, "case": c} for p, c in sorted(pairs)])


class _Party(Struct, frozen=True):
    id: str = ""


class _Parties(Struct, frozen=True):
    applicants: tuple[_Party, ...] = ()
    agents: tuple[_Party, ...] = ()
    owners: tuple[_Party, ...] = ()


class _Telling(Struct, frozen=True):
    bibliography: _Parties = _Parties()


_DECODER = msgspec.json.Decoder(_Telling)


def _parties(fact: RecordedFact) -> Iterator[str]:
    """The parties whom an account can be; other offices number theirs in other ways."""
    told = _DECODER.decode(fact.data).bibliography
    yield from (p.id for p in (*told.applicants, *told.agents, *told.owners) if is_number(p.id))


def _of_an_actor(fact: RecordedFact) -> bool:
    """API IDs that actors have are subjects too, but no actors."""
    return is_number(fact.subject.removeprefix(ACTOR)) and fact.subject.startswith(ACTOR)


def _row(facts: list[RecordedFact]) -> dict[str, object]:
    value = play(facts)
    return {
        "number": value.number,
        "position": facts[-1].position,
        "data": msgspec.json.encode(value),
        "api_id": value.api_id,
        "owner": value.owner,
        "contact": value.contact.lower(),
    }


def _insert(connection: Connection, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
    values = list(rows)
    if values:
        connection.execute(insert(table), values)


def account_views() -> tuple[Actors, CaseParties]:
    """The views that this room keeps."""
    return Actors(), CaseParties()
