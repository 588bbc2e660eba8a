"""Data exchange: partners, packages, numbers, requests, the log."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_TABLES = (
    "exchange_partner", "exchange_guest", "exchange_step", "exchange_paper", "exchange_package",
    "exchange_number", "exchange_exception", "exchange_request", "exchange_carried",
    "exchange_late", "exchange_shelf", "exchange_log",
)  # fmt: skip


def upgrade() -> None:
    _partners()
    _packages()
    _accounts_of_it()


def _partners() -> None:
    op.create_table(
        "exchange_partner",
        _key("partner"),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        *_texts("at", "by"),
    )
    op.create_table("exchange_guest", _key("partner"), *_texts("password", "at", "by"))
    op.create_table(
        "exchange_step", _key("partner"), _key("step"), *_texts("done", "note", "at", "by")
    )
    op.create_table(
        "exchange_paper",
        _position("ordinal"),
        *_texts("partner", "step", "name", "media", "sha256", "at", "by"),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_index("exchange_paper_partner", "exchange_paper", ["partner", "ordinal"])


def _packages() -> None:
    keys = ("direction", "partner", "product")
    op.create_table(
        "exchange_package",
        *map(_key, keys),
        _position("sequence"),
        *_texts("name", "kind", "sha256", "state", "produced", "arrived", "settled", "reasons",
                "answers", "first", "last"),
        sa.Column("after", sa.BigInteger, nullable=False),
        sa.Column("through", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False, server_default="0")
          for name in ("records", "deletions", "bytes", "attempts", "new", "changed",
                       "unchanged", "refused", "deleted")),
    )  # fmt: skip
    op.create_table(
        "exchange_number",
        *map(_key, (*keys, "record")),
        *_texts("number", "kind", "date", "week", "series"),
        sa.Column("serial", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("listed", "handed", "deleted")),
        sa.Column("has", sa.Integer, nullable=False),
        *_texts("exception", "package", "error", "asked"),
    )
    op.create_index("exchange_number_week", "exchange_number", [*keys, "week"])
    op.create_index("exchange_number_serial", "exchange_number", [*keys, "series", "serial"])
    op.create_table(
        "exchange_exception",
        *map(_key, ("office", "right", "number", "kind")),
        *_texts("date", "code", "note", "at", "by"),
    )


def _accounts_of_it() -> None:
    op.create_table(
        "exchange_request",
        _key("request"),
        *_texts("direction", "partner", "product", "wanted", "what", "reason", "at", "state",
                "answered"),
    )  # fmt: skip
    op.create_index("exchange_request_partner", "exchange_request", ["partner", "at"])
    op.create_table(
        "exchange_carried",
        *map(_key, ("direction", "partner", "name")),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        *_texts("at"),
    )
    op.create_table(
        "exchange_late", *map(_key, ("direction", "partner", "product", "due")), *_texts("at")
    )
    op.create_table("exchange_shelf", _key("partner"), *_texts("shelf", "at"))
    op.create_table(
        "exchange_log",
        _position("position"),
        *_texts("at", "partner", "product", "package", "level", "code"),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_index("exchange_log_partner", "exchange_log", ["partner", "position"])


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True)


def _position(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, primary_key=True, autoincrement=False)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False, server_default="") for name in names]


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
