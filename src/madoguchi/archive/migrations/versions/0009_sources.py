"""Sources of dossiers: what they answered, how they stand, how often they were asked."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "source_answer",
        sa.Column("asked", sa.Text, primary_key=True),
        *_texts("source", "verb", "status", "fetched", "tried", "failure", "reason"),
        sa.Column("failures", sa.Integer, nullable=False),
        *_texts("again"),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("source_answer_tried", "source_answer", ["tried", "size"])
    op.create_table(
        "source_standing",
        sa.Column("source", sa.Text, primary_key=True),
        *_texts("answered", "failed", "failure", "reason"),
        sa.Column("failures", sa.Integer, nullable=False),
        *_texts("until"),
    )
    op.create_table(
        "source_usage",
        *(sa.Column(n, sa.Text, primary_key=True) for n in ("source", "counter", "span", "began")),
        sa.Column("used", sa.Integer, nullable=False),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def downgrade() -> None:
    for name in ("source_usage", "source_standing", "source_answer"):
        op.drop_table(name)
