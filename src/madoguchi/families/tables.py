"""The tables of families: what was claimed, which families follow from it, and their names."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from madoguchi.archive import metadata

# A view of both streams: what each publication and each laid-open case tells of its family.
family_claim = Table(
    "family_claim",
    metadata,
    Column("teller", Text, primary_key=True),
    Column("application", Text, primary_key=True),
    Column("claimed", Text, primary_key=True),
    Column("relation", Text, primary_key=True),
)
# Each application that is claimed or held (`case`, "" where only claimed), and its families, each
# under the name of the application that it was founded with.
family_member = Table(
    "family_member",
    metadata,
    Column("application", Text, primary_key=True),
    Column("case", Text, nullable=False),
    Column("extended", Text, nullable=False),
    Column("simple", Text, nullable=False),
    Column("domestic", Text, nullable=False),
)
# The names given, in order, and what became of them. Names outlive a rebuild, but not the last
# public word of the application that they are made of: a case that is closed again leaves nothing.
family_name = Table(
    "family_name",
    metadata,
    Column("ordinal", BigInteger, primary_key=True, autoincrement=False),
    Column("sort", Text, nullable=False),
    Column("founder", Text, nullable=False),
    Column("since", Text, nullable=False),
)
family_event = Table(
    "family_event",
    metadata,
    Column("ordinal", BigInteger, primary_key=True, autoincrement=False),
    Column("sort", Text, nullable=False),
    Column("founder", Text, nullable=False),
    Column("happened", Text, nullable=False),
    Column("other", Text, nullable=False),
    Column("at", Text, nullable=False),
)

Index("family_claim_application", family_claim.c.application)
Index("family_claim_claimed", family_claim.c.claimed)
for _sort in ("case", "extended", "simple", "domestic"):
    Index(f"family_member_{_sort}", family_member.c[_sort])
Index("family_name_founder", family_name.c.founder, family_name.c.sort, unique=True)
Index("family_event_founder", family_event.c.founder, family_event.c.sort)
