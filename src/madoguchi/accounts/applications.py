"""Applications for programs: kept until they are decided, and what becomes of each.

    unconfirmed ──(the mail's link)──► registered            where the office lets programs register
         │                                                   themselves
         └──(the link)──► waiting ──► approved ──(link)──► registered
                             └──────► refused

An application is personal until it is taken up: it lies in a table that can be forgotten, never on
the register. Links hold a secret of which only the SHA-256 is kept, and count once.
"""

import secrets
from enum import StrEnum

import msgspec
from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.engine import Connection

from madoguchi import clock
from madoguchi.accounts.accounts import Accounts
from madoguchi.accounts.programs import Wanted
from madoguchi.accounts.sessions import seconds
from madoguchi.accounts.tables import application
from madoguchi.archive import digest
from madoguchi.errors import NotFoundError

HOURS, DAYS = 24, 14
_KEPT = 365 * 24 * 60 * 60


class State(StrEnum):
    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    REGISTERED = "registered"


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """An application as it stands; `program` is the number that came of it."""

    id: str
    state: State
    expires: int
    at: str
    wanted: Wanted
    decided: str = ""
    decided_by: str = ""
    reason: str = ""
    program: str = ""


def link_secret() -> tuple[str, bytes]:
    """A secret for a link, and what is kept of it."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret.encode())


def add(connection: Connection, wanted: Wanted, state: State, token: bytes) -> str:
    """Keep an application; return its name. Sweeps out what has lapsed."""
    _sweep(connection)
    id_ = secrets.token_hex(8)
    row = {
        "id": id_,
        "state": state.value,
        "token": token,
        "expires": seconds() + (HOURS * 3600 if state is State.UNCONFIRMED else _KEPT),
        "at": clock.stamp(),
        "data": msgspec.json.encode(wanted),
        "decided": "",
        "decided_by": "",
        "reason": "",
        "program": "",
    }
    connection.execute(insert(application), row)
    return id_


def _sweep(connection: Connection) -> None:
    connection.execute(delete(application).where(application.c.expires <= seconds()))


def move(connection: Connection, found: Application, **changes: object) -> bool:
    """Change an application that is still as it was found; False where another was faster."""
    where = (application.c.id == found.id) & (application.c.state == found.state.value)
    values = {"expires": seconds() + _KEPT, **changes}
    return bool(connection.execute(update(application).where(where).values(values)).rowcount)


def by_link(accounts: Accounts, secret: str) -> Application:
    """Return the application whose link this is. Raises NotFoundError where it counts no more."""
    open_ = application.c.state.in_((State.UNCONFIRMED.value, State.APPROVED.value))
    found = _where(accounts, (application.c.token == digest(secret.encode())) & open_)
    if not found:
        raise NotFoundError("this link has been used, or its time is over; apply anew")
    return found[0]


def application_by_id(accounts: Accounts, id_: str) -> Application:
    """Return an application. Raises NotFoundError."""
    found = _where(accounts, application.c.id == id_)
    if not found:
        raise NotFoundError(f"there is no application {id_[:40]!r}; it may have lapsed")
    return found[0]


def applications(accounts: Accounts, state: State | None = None) -> list[Application]:
    """Return applications that are confirmed, the oldest first."""
    if state is not None:
        return _where(accounts, application.c.state == state.value)
    return _where(accounts, application.c.state != State.UNCONFIRMED.value)


def _where(accounts: Accounts, condition: ColumnElement[bool]) -> list[Application]:
    query = select(application).where(condition, application.c.expires > seconds())
    query = query.order_by(application.c.at, application.c.id)
    with accounts.archive.database.reading() as connection:
        rows = connection.execute(query).mappings().all()
    return [_application(dict(row)) for row in rows]


def _application(row: dict[str, object]) -> Application:
    names = set(Application.__struct_fields__) - {"wanted"}
    data = row["data"]
    wanted = msgspec.json.decode(data if isinstance(data, bytes) else b"", type=Wanted)
    values = {name: row[name] for name in names}
    return msgspec.convert({**values, "wanted": wanted}, Application)
