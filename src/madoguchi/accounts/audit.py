"""The audit trail: who did what and when, append-only, positions without gaps."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from madoguchi import clock
from madoguchi.accounts.tables import audit_trail
from madoguchi.archive import Database, lock_for_append
from madoguchi.errors import DamagedError


class Act(StrEnum):
    SIGNED_IN = "signed-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGN_IN_DELAYED = "sign-in-delayed"
    SIGNED_OUT = "signed-out"
    SESSION_ENDED = "session-ended"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - an act, no password
    ACCOUNT_CHANGED = "account-changed"
    TOKEN_MADE = "token-made"  # noqa: S105 - an act, no token
    TOKEN_ENDED = "token-ended"  # noqa: S105 - an act, no token
    APPLIED = "applied"
    APPLICATION_DECIDED = "application-decided"
    CASE_READ = "case-read"
    CASES_LISTED = "cases-listed"
    CASE_CHANGED = "case-changed"
    REFUSED = "refused"
    COMMANDED = "commanded"
    EXCHANGE_CHANGED = "exchange-changed"
    PUBLICATION_WITHDRAWN = "publication-withdrawn"


class Entry(msgspec.Struct, frozen=True):
    """One row of the trail; `actor` is "" where nobody was known, `subject` what it was about."""

    position: int
    at: str
    actor: str
    act: str
    subject: str = ""
    detail: Mapping[str, str] = {}
    address: str = ""


class Audit:
    """Writes and reads the trail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self, act: Act, actor: str, subject: str = "", *, address: str = "", **detail: str
    ) -> None:
        """Put an entry on the trail; durable when it returns."""
        with self._database.writing() as connection:
            put(connection, act, actor, subject, address=address, **detail)

    def latest(self, limit: int = 100, before: int = 0, actor: str = "") -> list[Entry]:
        """Return entries, the latest first, before a position where one is given."""
        query = select(audit_trail).order_by(audit_trail.c.position.desc()).limit(limit)
        if before:
            query = query.where(audit_trail.c.position < before)
        if actor:
            query = query.where(audit_trail.c.actor == actor)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            Entry(**{**row, "detail": msgspec.json.decode(row["detail"], type=dict[str, str])})
            for row in rows
        ]

    def verify(self) -> Iterator[DamagedError]:
        """Check the trail for gaps."""
        with self._database.reading() as connection:
            query = select(func.count(), func.max(audit_trail.c.position))
            count, last = connection.execute(query).one()
        if count != (last or 0):
            yield DamagedError(f"the audit trail has {count} entries, its last position is {last}")


def put(
    connection: Connection, act: Act, actor: str, subject: str = "", *, address: str = "",
    **detail: str,
) -> None:  # fmt: skip
    """Put an entry on the trail in a transaction that does what it tells of."""
    lock_for_append(connection, audit_trail.name)
    last = connection.execute(select(func.max(audit_trail.c.position))).scalar() or 0
    row = {
        "position": last + 1,
        "at": clock.stamp(),
        "actor": actor,
        "act": act.value,
        "subject": subject,
        "detail": msgspec.json.encode(detail).decode(),
        "address": address,
    }
    connection.execute(insert(audit_trail), row)
