"""Translation: the memory of what was translated before, glossaries of terms."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "translation_memory",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("engine", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("made", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_index("translation_memory_engine", "translation_memory", ["engine", "made"])
    op.create_table(
        "translation_glossary",
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("changed", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("translation_glossary")
    op.drop_table("translation_memory")
