"""Bulk data: which collection each publication is of, and what became of laid-open cases."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for name, own in (("bulk_publication", _of_publications()), ("bulk_case", _of_cases())):
        op.create_table(
            name,
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("record", sa.Text, nullable=False),
            sa.Column("collection", sa.Text, nullable=False),
            sa.Column("before", sa.Text, nullable=False),
            sa.Column("received", sa.Text, nullable=False),
            *own,
        )
        for column in ("record", "collection"):
            op.create_index(f"{name}_{column}", name, [column, "position"])


def _of_publications() -> list[sa.Column[str]]:
    return [
        sa.Column(name, sa.Text, nullable=False)
        for name in ("own", "own_date", "number", "kind", "date")
    ]


def _of_cases() -> list[sa.Column[object]]:
    return [
        sa.Column("seen", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    ]


def downgrade() -> None:
    op.drop_table("bulk_case")
    op.drop_table("bulk_publication")
