"""Programs that people apply for: API IDs, owners, keys with scopes, applications, the post."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
_ACTOR = ("api_id", "owner", "contact")


def upgrade() -> None:
    for name in _ACTOR:
        op.add_column("actor", sa.Column(name, sa.Text, nullable=False, server_default=""))
        op.create_index(f"actor_{name}", "actor", [name])
    for name in ("scopes", "used"):
        op.add_column("api_token", sa.Column(name, sa.Text, nullable=False, server_default=""))
    _applications()
    _letters()


def _applications() -> None:
    op.create_table(
        "program_application",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("token", sa.LargeBinary(32), nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("decided", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("program", sa.Text, nullable=False),
    )
    op.create_index("program_application_token", "program_application", ["token"])
    op.create_index("program_application_state", "program_application", ["state"])


def _letters() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("lang", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("queued", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("trouble", sa.Text, nullable=False),
    )
    op.create_index("letter_due", "letter", ["state", "due"])


def downgrade() -> None:
    for name in ("letter", "program_application"):
        op.drop_table(name)
    for name in ("scopes", "used"):
        op.drop_column("api_token", name)
    for name in _ACTOR:
        op.drop_index(f"actor_{name}")
        op.drop_column("actor", name)
