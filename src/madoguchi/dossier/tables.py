"""The tables of dockets: what arrived from other offices, and which cases somebody follows."""

from sqlalchemy import BigInteger, Column, Index, Table, Text, UniqueConstraint

from madoguchi.archive import metadata

# What became known of a member of a family, each once, in the order in which it did. `key` tells
# the same thing again when it is seen again.
foreign_result = Table(
    "foreign_result",
    metadata,
    Column("ordinal", BigInteger, primary_key=True, autoincrement=False),
    Column("member", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("at", Text, nullable=False),
    UniqueConstraint("member", "kind", "key"),
)
# Who follows which case: `through` are the applications by which its family is found, where that
# of the case itself is not public, `outside` the members that only sources told of; `since` and
# `seen` are ordinals of results.
followed_case = Table(
    "followed_case",
    metadata,
    Column("actor", Text, primary_key=True),
    Column("case", Text, primary_key=True),
    Column("through", Text, nullable=False),
    Column("outside", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("at", Text, nullable=False),
)

Index("foreign_result_member", foreign_result.c.member, foreign_result.c.ordinal)
