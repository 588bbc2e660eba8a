"""The tables of translation: what was translated before, and the glossaries of terms.

Both can be lost without loss of anything that the office was given, but a glossary has to be handed
in again.
"""

from sqlalchemy import Column, Index, LargeBinary, Table, Text

from madoguchi.archive import metadata

# `digest` is of the sentence, the pair, the domain, the engine, its version and the terms that were
# applied; the sentence itself is not kept. `data` is the rendering.
translation_memory = Table(
    "translation_memory",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("engine", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
# `owner` is the account whose glossary it is, "" for the office's.
translation_glossary = Table(
    "translation_glossary",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("changed", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
Index("translation_memory_engine", translation_memory.c.engine, translation_memory.c.made)
