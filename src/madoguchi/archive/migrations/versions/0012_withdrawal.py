"""Withdrawals: a document may say that its publication is withdrawn, and the same bytes may return.

What a source has withdrawn and then sends again byte for byte is a version of its own; so versions,
not bytes, are what occurs once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_STREAM = "publication_stream"
_BY_BYTES = ("publication", "source", "original")
_BY_VERSION = ("publication", "source", "version")


def upgrade() -> None:
    withdrawn = sa.Column("withdrawn", sa.Boolean, nullable=False, server_default=sa.false())
    _change(withdrawn, _BY_BYTES, _BY_VERSION)


def downgrade() -> None:
    _change(None, _BY_VERSION, _BY_BYTES)


def _change(added: "sa.Column[bool] | None", was: tuple[str, ...], now: tuple[str, ...]) -> None:
    """The constraints have the names that each engine gives to those without one."""
    convention = {"uq": "%(table_name)s_%(column_0_N_name)s_key"}
    with op.batch_alter_table(_STREAM, naming_convention=convention) as batch:
        if added is not None:
            batch.add_column(added)
        else:
            batch.drop_column("withdrawn")
        batch.drop_constraint(_name(was), type_="unique")
        batch.create_unique_constraint(_name(now), list(now))


def _name(columns: tuple[str, ...]) -> str:
    return f"{_STREAM}_{'_'.join(columns)}_key"
