"""The archive's tables: the publication stream, the blobs and what lies beside a document."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData()

# One row for each document received, in order; positions are 1, 2, 3, ... without gaps. A row is
# never changed or removed: a correction is a later row of the same publication and source, and so
# is a withdrawal.
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
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("publication", "source", "version"),
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

# Files that lay beside a document and that it refers to: drawings, page images; whose they are.
attachment = Table(
    "attachment",
    metadata,
    Column("publication", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("source", Text, primary_key=True, server_default=""),
    Column("sha256", LargeBinary(32), nullable=False),
)

Index("publication_stream_source", stream.c.source)

# The register: one row for each fact, in order, without gaps, never changed or removed. `subject`
# is the case or actor that it is about, `version` counts the facts of that subject from 1.
register = Table(
    "register_stream",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("subject", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("actor", Text, nullable=False),
    Column("recorded", Text, nullable=False),
    UniqueConstraint("subject", "version"),
)

# What was submitted under an idempotency key, so that submitting it again records nothing twice.
submission = Table(
    "submission",
    metadata,
    Column("key", Text, primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("recorded", Text, nullable=False),
)

# How far each view has followed its stream, and the layout it was built in.
view = Table(
    "view",
    metadata,
    Column("name", Text, primary_key=True),
    Column("layout", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
)

# A view: each case as it stands; `laid_open` ones have their public form in `public_case`.
case_file = Table(
    "case_file",
    metadata,
    Column("case", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
public_case = Table(
    "public_case",
    metadata,
    Column("case", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("changed", Text, nullable=False, server_default=""),
)
# Every number that a laid-open case is found by: its own, its publications' and its right's.
public_key = Table(
    "public_key",
    metadata,
    Column("key", Text, primary_key=True),
    Column("case", Text, primary_key=True),
)
# The parties of laid-open cases that the office numbers, by number and by name.
public_party = Table(
    "public_party",
    metadata,
    Column("case", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("name", Text, primary_key=True),
)
# A view of the publication stream: which case each publication is of.
case_publication = Table(
    "case_publication",
    metadata,
    Column("publication", Text, primary_key=True),
    Column("case", Text, nullable=False),
)

Index("public_key_case", public_key.c.case)
Index("public_party_party", public_party.c.party)
Index("public_party_name", public_party.c.name)
Index("public_case_changed", public_case.c.changed, public_case.c["case"])
Index("public_case_position", public_case.c.position)
Index("case_publication_case", case_publication.c.case)
