"""The publication stream, blobs, dictionaries and attachments."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "publication_stream",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("publication", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("authority", sa.SmallInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("original", sa.LargeBinary(32), nullable=False),
        sa.Column("head", sa.LargeBinary, nullable=False),
        sa.Column("record", sa.LargeBinary(32), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("offset", sa.BigInteger, nullable=False),
        sa.Column("received", sa.Text, nullable=False),
        sa.UniqueConstraint("publication", "source", "original"),
    )
    op.create_index("publication_stream_source", "publication_stream", ["source"])
    op.create_table(
        "blob",
        sa.Column("sha256", sa.LargeBinary(32), primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("dictionary", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "dictionary",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("source", sa.Text, nullable=False, unique=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "attachment",
        sa.Column("publication", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
    )


def downgrade() -> None:
    for name in ("attachment", "dictionary", "blob", "publication_stream"):
        op.drop_table(name)
