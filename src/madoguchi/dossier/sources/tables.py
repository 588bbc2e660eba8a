"""The tables of sources: what they answered, how they stand, how often they were asked."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from madoguchi.archive import metadata

# What became of each question, by its digest. `body` is what was told last, compressed, and
# `fetched` when; `tried`, `failure` and `reason` are of the last time it was asked. `again` is
# until when it is not asked anew after a failure. Instants are ISO 8601 in UTC to the millisecond.
source_answer = Table(
    "source_answer",
    metadata,
    Column("asked", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("fetched", Text, nullable=False),
    Column("tried", Text, nullable=False),
    Column("failure", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("again", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
Index("source_answer_tried", source_answer.c.tried, source_answer.c.size)
# How each source stands: when it last answered and failed, how often it failed since, and until
# when it is left alone.
source_standing = Table(
    "source_standing",
    metadata,
    Column("source", Text, primary_key=True),
    Column("answered", Text, nullable=False),
    Column("failed", Text, nullable=False),
    Column("failure", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("until", Text, nullable=False),
)
# How often each source was asked in a minute, day or week, by counter; "" counts all calls.
source_usage = Table(
    "source_usage",
    metadata,
    Column("source", Text, primary_key=True),
    Column("counter", Text, primary_key=True),
    Column("span", Text, primary_key=True),
    Column("began", Text, primary_key=True),
    Column("used", Integer, nullable=False),
)
