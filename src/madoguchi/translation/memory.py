"""The translation memory: renderings of sentences that were made before.

It is looked up by whole sentences only and holds none of them, so that nobody can find out from it
what others have read. What is secret is never written to it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from madoguchi import clock
from madoguchi.archive import Database, parts
from madoguchi.translation.engines import Engine
from madoguchi.translation.tables import translation_memory
from madoguchi.translation.values import Pair, Rendered, Sentence

_DECODER = msgspec.msgpack.Decoder(Rendered)


class Remembered(NamedTuple):
    """A rendering from before, and when it was made."""

    rendered: Rendered
    made: str


class Memory:
    """Looks up what an engine of this version made of a sentence, and keeps what it makes now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recall(
        self, engine: Engine, pair: Pair, domain: str, sentences: Sequence[Sentence]
    ) -> dict[Sentence, Remembered]:
        keys = {_digest(engine, pair, domain, one): one for one in sentences}
        found: dict[Sentence, Remembered] = {}
        with self._database.reading() as connection:
            for part in parts(list(keys)):
                query = select(translation_memory).where(translation_memory.c.digest.in_(part))
                for row in connection.execute(query):
                    found[keys[row.digest]] = Remembered(_DECODER.decode(row.data), row.made)
        return found

    def keep(
        self, engine: Engine, pair: Pair, domain: str, made: Mapping[Sentence, Rendered]
    ) -> None:
        """Keep renderings; what another process has kept meanwhile stays as it is."""
        instant = clock.stamp()
        rows: list[dict[str, Any]] = [
            {
                "digest": _digest(engine, pair, domain, sentence),
                "engine": engine.name,
                "version": engine.version,
                "made": instant,
                "data": msgspec.msgpack.encode(rendered),
            }
            for sentence, rendered in made.items()
        ]
        if rows:
            rows.sort(key=lambda row: row["digest"])  # two writers lock in the same order
            with self._database.writing() as connection:
                _insert(connection, rows)

    def forget(self, engine: str = "", before: str = "") -> int:
        """Forget what an engine made, or what was made before an instant; return how much."""
        query = delete(translation_memory)
        if engine:
            query = query.where(translation_memory.c.engine == engine)
        if before:
            query = query.where(translation_memory.c.made < before)
        with self._database.writing() as connection:
            return connection.execute(query).rowcount


def _digest(engine: Engine, pair: Pair, domain: str, sentence: Sentence) -> bytes:
    asked = (sentence, pair, domain, engine.name, engine.version)
    return hashlib.sha256(msgspec.msgpack.encode(asked)).digest()


def _insert(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(translation_memory).on_conflict_do_nothing(), rows)
