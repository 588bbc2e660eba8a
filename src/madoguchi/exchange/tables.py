"""The tables of the exchange: partners, packages, numbers, requests, the log."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text

from madoguchi.archive import metadata


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False, server_default="") for name in names]


# Every version of what was written of a partner; the last one counts.
partner = Table(
    "exchange_partner",
    metadata,
    Column("partner", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
    *_texts("at", "by"),
)

# The password with which a partner enters our server, as accounts keep passwords.
guest = Table(
    "exchange_guest",
    metadata,
    Column("partner", Text, primary_key=True),
    *_texts("password", "at", "by"),
)

# The steps towards an exchange, and the documents that prove each.
step = Table(
    "exchange_step",
    metadata,
    Column("partner", Text, primary_key=True),
    Column("step", Text, primary_key=True),
    *_texts("done", "note", "at", "by"),
)
paper = Table(
    "exchange_paper",
    metadata,
    Column("ordinal", BigInteger, primary_key=True, autoincrement=False),
    *_texts("partner", "step", "name", "media", "sha256", "at", "by"),
    Column("data", LargeBinary, nullable=False),
)
Index("exchange_paper_partner", paper.c.partner, paper.c.ordinal)

# Every package that went out or came in, by its place in the product's sequence.
package = Table(
    "exchange_package",
    metadata,
    Column("direction", Text, primary_key=True),
    Column("partner", Text, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    *_texts("name", "kind", "sha256", "state", "produced", "arrived", "settled", "reasons",
            "answers", "first", "last"),
    Column("after", BigInteger, nullable=False),
    Column("through", BigInteger, nullable=False),
    *(Column(name, BigInteger, nullable=False, server_default="0")
      for name in ("records", "deletions", "bytes", "attempts", "new", "changed", "unchanged",
                   "refused", "deleted")),
)  # fmt: skip

# Every publication of a product: whether a list says that it was published, what was handed over
# of it, and what is asked for again. `has` adds up the bits of `contents.BITS`.
number = Table(
    "exchange_number",
    metadata,
    Column("direction", Text, primary_key=True),
    Column("partner", Text, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("record", Text, primary_key=True),
    *_texts("number", "kind", "date", "week", "series"),
    Column("serial", BigInteger, nullable=False),
    Column("listed", Boolean, nullable=False),
    Column("handed", Boolean, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("has", Integer, nullable=False),
    *_texts("exception", "package", "error", "asked"),
)
Index(
    "exchange_number_week",
    number.c.direction, number.c.partner, number.c.product, number.c.week,
)  # fmt: skip
Index(
    "exchange_number_serial",
    number.c.direction, number.c.partner, number.c.product, number.c.series, number.c.serial,
)  # fmt: skip

# Numbers of an office under which there is no publication, and why (exception codes of ST.37).
exception = Table(
    "exchange_exception",
    metadata,
    Column("office", Text, primary_key=True),
    Column("right", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    *_texts("date", "code", "note", "at", "by"),
)

# What was asked for again, by us ("in": of what comes in) or of us ("out").
request = Table(
    "exchange_request",
    metadata,
    Column("request", Text, primary_key=True),
    *_texts("direction", "partner", "product", "wanted", "what", "reason", "at", "state",
            "answered"),
)  # fmt: skip
Index("exchange_request_partner", request.c.partner, request.c.at)

# Which files were carried to or from a partner's server, so that none is carried twice.
carried = Table(
    "exchange_carried",
    metadata,
    Column("direction", Text, primary_key=True),
    Column("partner", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    *_texts("at"),
)

# For which due day a delay was told by letter.
told_late = Table(
    "exchange_late",
    metadata,
    Column("direction", Text, primary_key=True),
    Column("partner", Text, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("due", Text, primary_key=True),
    *_texts("at"),
)

# Whether what a partner brought lies open to everybody ("public") or to examiners ("library").
shelf = Table(
    "exchange_shelf", metadata, Column("partner", Text, primary_key=True), *_texts("shelf", "at")
)

# What happened, in order, without gaps; `code` names the words and the remedy.
log = Table(
    "exchange_log",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    *_texts("at", "partner", "product", "package", "level", "code"),
    Column("data", LargeBinary, nullable=False),
)
Index("exchange_log_partner", log.c.partner, log.c.position)
