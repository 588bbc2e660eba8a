"""What one can do to accounts: register, rename, grant, revoke, close.

Every command looks at the actor as it stands, then appends facts; the audit trail says who did it.
"""

from collections.abc import Callable

import msgspec

from madoguchi.accounts.accounts import Accounts
from madoguchi.accounts.actors import (
    FIRST,
    Actor,
    ActorFact,
    ActorKind,
    Closed,
    Granted,
    Joined,
    Reached,
    Registered,
    Renamed,
    Revoked,
    fact_name,
    subject,
    written,
)
from madoguchi.accounts.audit import Act
from madoguchi.accounts.roles import assignable_role
from madoguchi.archive import Write
from madoguchi.errors import ConflictError, RefusedError
from madoguchi.model import Name

_ATTEMPTS = 20


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to be registered; `number` where the actor has its identification number already."""

    kind: ActorKind
    names: tuple[Name, ...]
    contact: str = ""
    organisation: str = ""
    roles: tuple[str, ...] = ()
    number: str = ""


def register(accounts: Accounts, wanted: Registration, *, by: str) -> Actor:
    """Register an actor and give it a number that nobody ever had. Raises RefusedError."""
    if not any(name.name.strip() for name in wanted.names):
        raise RefusedError("an account needs a name")
    if wanted.organisation:
        _organisation(accounts, wanted.organisation)
    facts: list[ActorFact] = [
        Registered(
            kind=wanted.kind,
            names=wanted.names,
            contact=wanted.contact,
            organisation=wanted.organisation,
        ),
        *(Granted(role=assignable_role(role)) for role in dict.fromkeys(wanted.roles)),
    ]
    if wanted.number:
        return _first(accounts, wanted.number, facts, by)
    return _numbered(accounts, facts, by)


def _first(accounts: Accounts, number: str, facts: list[ActorFact], by: str) -> Actor:
    subject(number)
    if int(number) >= FIRST:
        raise RefusedError(f"the office itself gives the numbers from {FIRST} on; leave it out")
    try:
        return _append(accounts, number, facts, expected=0, by=by)
    except ConflictError:
        raise RefusedError(f"{number} is an account already; numbers are never reused") from None


def _numbered(accounts: Accounts, facts: list[ActorFact], by: str) -> Actor:
    """Take the next free number; another may have taken it meanwhile."""
    for _ in range(_ATTEMPTS):
        accounts.follow()
        try:
            return _append(accounts, accounts.next_number(FIRST), facts, expected=0, by=by)
        except ConflictError:
            continue
    raise ConflictError("actor", 0, 0)


def rename(accounts: Accounts, number: str, names: tuple[Name, ...], *, by: str) -> Actor:
    return _change(accounts, number, lambda _: Renamed(names=names), by)


def reach(accounts: Accounts, number: str, contact: str, *, by: str) -> Actor:
    return _change(accounts, number, lambda _: Reached(contact=contact), by)


def join(accounts: Accounts, number: str, organisation: str, *, by: str) -> Actor:
    if organisation:
        _organisation(accounts, organisation)
    return _change(accounts, number, lambda _: Joined(organisation=organisation), by)


def grant(accounts: Accounts, number: str, role: str, *, by: str) -> Actor:
    """Give an account a role. Raises NotFoundError where there is no such role."""
    assignable_role(role)
    return _change(accounts, number, lambda a: None if role in a.roles else Granted(role=role), by)


def revoke(accounts: Accounts, number: str, role: str, *, by: str) -> Actor:
    return _change(accounts, number, lambda a: Revoked(role=role) if role in a.roles else None, by)


def close(accounts: Accounts, number: str, reason: str, *, by: str) -> Actor:
    """Close an account for good; its sessions, tokens and password go with it."""
    closed = _change(
        accounts, number, lambda a: None if a.closed else Closed(reason=reason), by, closed=True
    )
    accounts.sessions.end_all(number)
    accounts.tokens.end_all(number)
    accounts.passwords.forget(number)
    return closed


def make_token(accounts: Accounts, number: str, name: str, days: int, *, by: str) -> str:
    """Make a token for a program; it is shown once. Raises RefusedError for people."""
    known = accounts.actor(number)
    if known.kind is not ActorKind.PROGRAM or known.closed:
        raise RefusedError(f"{number} is no open account of a program; people sign in")
    secret = accounts.tokens.make(number, name, days)
    accounts.audit.record(Act.TOKEN_MADE, by, number, name=name[:100])
    return secret


def end_tokens(accounts: Accounts, number: str, *, by: str) -> int:
    """End all tokens of a program; return how many there were."""
    count = accounts.tokens.end_all(number)
    if count:
        accounts.audit.record(Act.TOKEN_ENDED, by, number)
    return count


def _change(
    accounts: Accounts,
    number: str,
    decide: Callable[[Actor], ActorFact | None],
    by: str,
    *,
    closed: bool = False,
) -> Actor:
    """Append what follows from the actor as it stands, nothing where nothing changes."""
    subject(number)
    accounts.follow()
    known = accounts.actor(number)
    if known.closed and not closed:
        raise RefusedError(f"the account {number} is closed for good; register a new one")
    fact = decide(known)
    if fact is None:
        return known
    return _append(accounts, number, [fact], expected=known.version, by=by)


def _append(
    accounts: Accounts, number: str, facts: list[ActorFact], *, expected: int, by: str
) -> Actor:
    name = subject(number)
    write = Write(
        facts=tuple(written(number, fact) for fact in facts), actor=by, expected={name: expected}
    )
    accounts.archive.register.append(write)
    accounts.follow()
    for fact in facts:
        role = fact.role if isinstance(fact, Granted | Revoked) else ""
        detail = {"role": role} if role else {}
        accounts.audit.record(Act.ACCOUNT_CHANGED, by, number, change=fact_name(fact), **detail)
    return accounts.actor(number)


def _organisation(accounts: Accounts, number: str) -> None:
    accounts.follow()
    if accounts.actor(number).kind is not ActorKind.ORGANISATION:
        raise RefusedError(f"{number} is no organisation")
