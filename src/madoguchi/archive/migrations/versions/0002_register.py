"""The register: its stream, submissions, and the views of cases."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "register_stream",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("recorded", sa.Text, nullable=False),
        sa.UniqueConstraint("subject", "version"),
    )
    op.create_table(
        "submission",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("recorded", sa.Text, nullable=False),
    )
    op.create_table(
        "view",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("layout", sa.Integer, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    for name in ("case_file", "public_case"):
        op.create_table(
            name,
            sa.Column("case", sa.Text, primary_key=True),
            sa.Column("position", sa.BigInteger, nullable=False),
            sa.Column("data", sa.LargeBinary, nullable=False),
        )
    op.create_table(
        "public_key",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("case", sa.Text, primary_key=True),
    )
    op.create_index("public_key_case", "public_key", ["case"])
    op.create_table(
        "case_publication",
        sa.Column("publication", sa.Text, primary_key=True),
        sa.Column("case", sa.Text, nullable=False),
    )
    op.create_index("case_publication_case", "case_publication", ["case"])


def downgrade() -> None:
    names = "case_publication public_key public_case case_file view submission register_stream"
    for name in names.split():
        op.drop_table(name)
