"""What one can do to accounts: register, rename, grant, plan, suspend, resume, revoke, close.

Every command looks at the actor as it stands, then appends facts; the audit trail says who did it.
"""

from collections.abc import Callable, Sequence

import msgspec

from madoguchi.accounts.accounts import Accounts
from madoguchi.accounts.actors import (
    FIRST,
    Accepted,
    Actor,
    ActorFact,
    ActorKind,
    Closed,
    Granted,
    Joined,
    Planned,
    Reached,
    Registered,
    Renamed,
    Resumed,
    Revoked,
    Suspended,
    fact_name,
    subject,
    written,
)
from madoguchi.accounts.audit import Act, put
from madoguchi.accounts.correspondence import about
from madoguchi.accounts.plans import PUBLIC, plan
from madoguchi.accounts.roles import assignable_role
from madoguchi.archive import Write
from madoguchi.errors import ConflictError, RefusedError
from madoguchi.model import Name
from madoguchi.post import Letter

_ATTEMPTS = 20
_Tell = Callable[[Actor], Sequence[Letter]]


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


def set_plan(accounts: Accounts, number: str, name: str, *, by: str) -> Actor:
    """Count a program's calls against another plan. Raises NotFoundError, RefusedError."""
    plan(name)
    if name == PUBLIC:
        raise RefusedError("the plan public is for those without an account; name another")
    return _change(
        accounts,
        number,
        lambda a: None if a.plan == name else Planned(plan=name),
        by,
        tell=lambda a: about(accounts, a, "planned"),
    )


def suspend(accounts: Accounts, number: str, reason: str, *, by: str) -> Actor:
    """Do nothing more for an account, nor for the programs that it answers for, until `resume`."""
    reason = reason.strip()[:500]
    if not reason:
        raise RefusedError("say why the account is suspended; its holder is told")
    suspended = _change(
        accounts,
        number,
        lambda a: None if a.suspended else Suspended(reason=reason),
        by,
        tell=lambda a: about(accounts, a, "suspended", reason=reason),
    )
    accounts.sessions.end_all(number)
    for one in accounts.programs_of(number):
        if not one.closed:
            suspend(accounts, one.number, reason, by=by)
    return suspended


def resume(accounts: Accounts, number: str, reason: str = "", *, by: str) -> Actor:
    """Serve an account again, and the programs that were suspended with it."""
    why = accounts.actor(number).suspended
    resumed = _change(
        accounts,
        number,
        lambda a: Resumed(reason=reason.strip()[:500]) if a.suspended else None,
        by,
        tell=lambda a: about(accounts, a, "resumed"),
    )
    for one in accounts.programs_of(number):
        if why and one.suspended == why and not one.closed:
            resume(accounts, one.number, reason, by=by)
    return resumed


def accept_terms(accounts: Accounts, number: str, fact: Accepted, *, by: str) -> Actor:
    """Record that an account accepted terms; the same version is recorded once."""
    wanted = (fact.terms, fact.version)
    return _change(accounts, number, lambda a: None if wanted in a.accepted else fact, by)


def close(accounts: Accounts, number: str, reason: str, *, by: str) -> Actor:
    """Close an account for good; its sessions, keys and password go with it, and its programs."""
    closed = _change(
        accounts, number, lambda a: None if a.closed else Closed(reason=reason), by, closed=True
    )
    accounts.sessions.end_all(number)
    accounts.tokens.end_all(number)
    accounts.lending.end_all(number)
    accounts.passwords.forget(number)
    for one in accounts.programs_of(number):
        if not one.closed:
            close(accounts, one.number, reason, by=by)
    return closed


def _change(
    accounts: Accounts,
    number: str,
    decide: Callable[[Actor], ActorFact | None],
    by: str,
    *,
    closed: bool = False,
    tell: _Tell = lambda _: (),
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
    return _append(accounts, number, [fact], expected=known.version, by=by, tell=tell)


def _append(
    accounts: Accounts,
    number: str,
    facts: list[ActorFact],
    *,
    expected: int,
    by: str,
    tell: _Tell = lambda _: (),
) -> Actor:
    name = subject(number)
    write = Write(
        facts=tuple(written(number, fact) for fact in facts), actor=by, expected={name: expected}
    )
    accounts.archive.register.append(write)
    accounts.follow()
    after = accounts.actor(number)
    with accounts.archive.database.writing() as connection:
        for fact in facts:
            put(
                connection, Act.ACCOUNT_CHANGED, by, number, change=fact_name(fact), **_detail(fact)
            )
        accounts.outbox.put(tell(after), connection)
    return after


def _detail(fact: ActorFact) -> dict[str, str]:
    match fact:
        case Granted(role=role) | Revoked(role=role):
            return {"role": role}
        case Planned(plan=name):
            return {"plan": name}
        case Accepted(terms=terms, version=version):
            return {"terms": terms, "version": version}
        case Suspended(reason=reason) | Resumed(reason=reason) if reason:
            return {"reason": reason}
        case _:
            return {}


def _organisation(accounts: Accounts, number: str) -> None:
    accounts.follow()
    if accounts.actor(number).kind is not ActorKind.ORGANISATION:
        raise RefusedError(f"{number} is no organisation")
