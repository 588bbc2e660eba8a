"""Dockets: what arrived from other offices, and which cases somebody follows."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "foreign_result",
        sa.Column("ordinal", sa.BigInteger, primary_key=True, autoincrement=False),
        *_texts("member", "kind", "key", "date", "text", "source", "at"),
        sa.UniqueConstraint("member", "kind", "key"),
    )
    op.create_index("foreign_result_member", "foreign_result", ["member", "ordinal"])
    op.create_table(
        "followed_case",
        sa.Column("actor", sa.Text, primary_key=True),
        sa.Column("case", sa.Text, primary_key=True),
        *_texts("through", "outside"),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
        *_texts("at"),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def downgrade() -> None:
    op.drop_table("followed_case")
    op.drop_table("foreign_result")
