"""Files beside publications belong to the source that brought them.

So one source's drawings take no other's place, and go when their source withdraws its word.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_TABLE, _NEW = "attachment", "attachment_anew"
_COLUMNS = "publication, name, sha256"


def upgrade() -> None:
    _make_anew([sa.Column("source", sa.Text, primary_key=True, server_default="")], _COLUMNS)


def downgrade() -> None:
    """Of files of the same name one is kept."""
    same = "b.publication = a.publication AND b.name = a.name"
    first = f"(SELECT min(b.source) FROM {_TABLE} b WHERE {same})"  # noqa: S608 - own names
    _make_anew([], _COLUMNS, f" a WHERE a.source = {first}")


def _make_anew(more: "list[sa.Column[str]]", columns: str, rest: str = "") -> None:
    """Neither engine changes a primary key in place in the same way."""
    op.create_table(
        _NEW,
        sa.Column("publication", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        *more,
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
    )
    op.execute(f"INSERT INTO {_NEW} ({_COLUMNS}) SELECT {columns} FROM {_TABLE}{rest}")  # noqa: S608 - own names
    op.drop_table(_TABLE)
    op.rename_table(_NEW, _TABLE)
