"""The tables of bulk data: which publication is of which collection, what became of open cases.

Both say at each position what became of one record: the collection that it is in from then on and
the one that it was in before, "" for none.
"""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text

from madoguchi.archive import metadata


def _ledger(name: str, *own: "Column[object]") -> Table:
    table = Table(
        name,
        metadata,
        Column("position", BigInteger, primary_key=True, autoincrement=False),
        Column("record", Text, nullable=False),
        Column("collection", Text, nullable=False),
        Column("before", Text, nullable=False),
        Column("received", Text, nullable=False),
        *own,
    )
    for column in ("record", "collection"):
        Index(f"{name}_{column}", table.c[column], table.c.position)
    return table


def _texts(*names: str) -> "list[Column[object]]":
    return [Column(name, Text, nullable=False) for name in names]


# A view of the publication stream, position by position. `collection` and `date` are of the
# publication as it then stands, joined from all its sources; `own` is what that document alone
# says.
bulk_publication = _ledger("bulk_publication", *_texts("own", "own_date", "number", "kind", "date"))
# A journal of the public's side of cases, with positions of its own: those of the register count
# what is not laid open too and are told to nobody. `seen` is how far the public table was read.
# What a case was is forgotten when it is closed again; that it was there is not.
bulk_case = _ledger(
    "bulk_case",
    Column("seen", BigInteger, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("data", LargeBinary, nullable=False),
)
