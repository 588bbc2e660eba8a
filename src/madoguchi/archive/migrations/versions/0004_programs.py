"""Programs: the tokens they are lent, how often each account has called what, parties by name."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "lent_token",
        sa.Column("token", sa.LargeBinary(32), primary_key=True),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("use", sa.Text, nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
    )
    op.create_index("lent_token_actor", "lent_token", ["actor"])
    op.create_index("lent_token_expires", "lent_token", ["expires"])
    op.add_column("public_case", sa.Column("changed", sa.Text, nullable=False, server_default=""))
    op.create_index("public_case_changed", "public_case", ["changed", "case"])
    op.create_table(
        "public_party",
        sa.Column("case", sa.Text, primary_key=True),
        sa.Column("party", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
    )
    op.create_index("public_party_party", "public_party", ["party"])
    op.create_index("public_party_name", "public_party", ["name"])
    op.create_table(
        "usage",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("counter", sa.Text, primary_key=True),
        sa.Column("calls", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("usage")
    op.drop_table("public_party")
    op.drop_index("public_case_changed")
    op.drop_column("public_case", "changed")
    op.drop_table("lent_token")
