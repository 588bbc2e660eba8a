"""The archive's tables: the publication stream, the blobs and what lies beside a document."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

# One row for each document received, in order; positions are 1, 2, 3, ... without gaps. A row is
# never changed or removed: a correction is a later row of the same publication and source.
stream = Table(
    "publication_stream",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("publication", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("authority", SmallInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("original", LargeBinary(32), nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("record", LargeBinary(32), nullable=False),
    Column("file", Text, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("received", Text, nullable=False),
    UniqueConstraint("publication", "source", "original"),
)

# Immutable, content-addressed bytes; the name is the SHA-256 of what was put in.
blob = Table(
    "blob",
    metadata,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("dictionary", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

# zstd dictionaries trained on the first documents of a source; 0 means "none".
dictionary = Table(
    "dictionary",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False, unique=True),
    Column("data", LargeBinary, nullable=False),
)

# Files that lay beside a document and that it refers to: drawings, page images.
attachment = Table(
    "attachment",
    metadata,
    Column("publication", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("sha256", LargeBinary(32), nullable=False),
)

Index("publication_stream_source", stream.c.source)
