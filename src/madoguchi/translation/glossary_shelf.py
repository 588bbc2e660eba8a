"""Where glossaries are kept: the office's, which are everyone's, and those of each account."""

from collections.abc import Sequence
from functools import lru_cache

import msgspec
from sqlalchemy import ColumnElement, Row, and_, delete, insert, select

from madoguchi import clock
from madoguchi.archive import Database
from madoguchi.errors import NotFoundError, RefusedError
from madoguchi.translation.finding_terms import TermFinder
from madoguchi.translation.glossaries import Glossary
from madoguchi.translation.tables import translation_glossary as table
from madoguchi.translation.values import Pair

_DECODER = msgspec.msgpack.Decoder(Glossary)
_LONGEST_NAME = 80


class GlossaryState(msgspec.Struct, frozen=True):
    """A glossary as it lies there; `owner` is "" for the office's."""

    name: str
    owner: str
    changed: str
    pairs: tuple[str, ...]
    terms: int


class Glossaries:
    """Keeps glossaries; names are of their owner, and an owner sees the office's and the own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._finder = lru_cache(maxsize=32)(self._make_finder)

    def put(self, glossary: Glossary, owner: str = "") -> None:
        """Keep a glossary in place of any of its name. Raises RefusedError."""
        name = glossary.name
        if not name.isprintable() or not 0 < len(name.strip()) <= _LONGEST_NAME:
            raise RefusedError(f"a glossary's name has 1 to {_LONGEST_NAME} printable characters")
        with self._database.writing() as connection:
            connection.execute(delete(table).where(_named(owner, name)))
            data = msgspec.msgpack.encode(glossary)
            row = {"owner": owner, "name": name, "changed": _instant(), "data": data}
            connection.execute(insert(table), row)

    def remove(self, name: str, owner: str = "") -> None:
        """Remove a glossary. Raises NotFoundError."""
        with self._database.writing() as connection:
            if not connection.execute(delete(table).where(_named(owner, name))).rowcount:
                raise NotFoundError(f"there is no glossary {name[:80]!r}")

    def all(self, owner: str = "") -> list[GlossaryState]:
        """The glossaries of the office and of an owner, by name."""
        return [_state(row) for row in self._rows(owner)]

    def glossary(self, name: str, owner: str = "") -> Glossary:
        """Return a glossary, the owner's before the office's. Raises NotFoundError."""
        rows = [row for row in self._rows(owner) if row.name == name]
        if not rows:
            raise NotFoundError(f"there is no glossary {name[:80]!r}")
        return _DECODER.decode(max(rows, key=lambda row: bool(row.owner == owner)).data)

    def finder(self, names: Sequence[str], owner: str, pair: Pair, domain: str) -> TermFinder:
        """Return what finds the terms of glossaries, the first before the others.

        Raises NotFoundError.
        """
        if not names:
            return TermFinder({}, pair.source)
        with self._database.reading() as connection:
            query = select(table.c.owner, table.c.name, table.c.changed).order_by(table.c.name)
            state = tuple(map(tuple, connection.execute(query.where(_seen(owner)))))
        return self._finder(tuple(names), owner, pair, domain, state)

    def _make_finder(
        self, names: tuple[str, ...], owner: str, pair: Pair, domain: str, _state: object
    ) -> TermFinder:
        terms: dict[str, str] = {}
        for name in reversed(names):
            terms |= self.glossary(name, owner).terms(pair, domain)
        return TermFinder(terms, pair.source)

    def _rows(self, owner: str) -> Sequence[Row[tuple[object, ...]]]:
        query = select(table).where(_seen(owner)).order_by(table.c.name, table.c.owner)
        with self._database.reading() as connection:
            return connection.execute(query).all()


def _seen(owner: str) -> ColumnElement[bool]:
    return table.c.owner.in_(("", owner))


def _named(owner: str, name: str) -> ColumnElement[bool]:
    return and_(table.c.owner == owner, table.c.name == name)


def _instant() -> str:
    return clock.now().isoformat()


def _state(row: Row[tuple[object, ...]]) -> GlossaryState:
    glossary = _DECODER.decode(row.data)
    pairs = tuple(sorted({str(entry.pair) for entry in glossary.entries}))
    return GlossaryState(row.name, row.owner, row.changed, pairs, len(glossary.entries))
