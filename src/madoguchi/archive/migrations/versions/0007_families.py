"""Families: what is claimed, which families follow from it, and their names."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "family_claim",
        *(
            sa.Column(name, sa.Text, primary_key=True)
            for name in ("teller", "application", "claimed", "relation")
        ),
    )
    op.create_index("family_claim_application", "family_claim", ["application"])
    op.create_index("family_claim_claimed", "family_claim", ["claimed"])
    op.create_table(
        "family_member",
        sa.Column("application", sa.Text, primary_key=True),
        *_texts("case", "extended", "simple", "domestic"),
    )
    for column in ("case", "extended", "simple", "domestic"):
        op.create_index(f"family_member_{column}", "family_member", [column])
    for table, columns in (
        ("family_name", ("sort", "founder", "since")),
        ("family_event", ("sort", "founder", "happened", "other", "at")),
    ):
        op.create_table(
            table,
            sa.Column("ordinal", sa.BigInteger, primary_key=True, autoincrement=False),
            *_texts(*columns),
        )
    op.create_index("family_name_founder", "family_name", ["founder", "sort"], unique=True)
    op.create_index("family_event_founder", "family_event", ["founder", "sort"])


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def downgrade() -> None:
    for table in ("family_event", "family_name", "family_member", "family_claim"):
        op.drop_table(table)
