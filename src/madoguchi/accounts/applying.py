"""Applying for programs, and deciding: each step with its letter in one transaction."""

from typing import NamedTuple

import msgspec

from madoguchi import clock, settings
from madoguchi.accounts.accounts import Accounts
from madoguchi.accounts.actors import Actor
from madoguchi.accounts.applications import (
    DAYS,
    HOURS,
    Application,
    State,
    add,
    application_by_id,
    by_link,
    link_secret,
    move,
)
from madoguchi.accounts.audit import Act, put
from madoguchi.accounts.commands import set_plan
from madoguchi.accounts.correspondence import language_of, link, plan_name
from madoguchi.accounts.keeping_keys import make_token
from madoguchi.accounts.passwords import strong_enough
from madoguchi.accounts.programs import (
    Wanted,
    checked,
    is_api_id,
    is_mail,
    needs_approval,
    owned,
    register_both,
    register_program,
)
from madoguchi.archive import digest
from madoguchi.errors import ConflictError, NotFoundError, RefusedError
from madoguchi.post import Letter, letter

MOST_PROGRAMS = 10


class TakenUp(NamedTuple):
    """A program was registered; `key` is shown once."""

    owner: str
    program: Actor
    key: str


def apply(accounts: Accounts, wanted: Wanted, *, address: str = "") -> int:
    """Take an application in and send the letter that confirms it.

    Returns the seconds to wait where too many came of late, else 0. What is answered does not tell
    whether anything is known of the mail address; the letter does. Raises RefusedError.
    """
    if not is_mail(wanted.mail):
        raise RefusedError("mail: give one mail address, such as name@example.org")
    wanted = checked(msgspec.structs.replace(wanted, owner="", program=""))
    keys = (f"apply:{address}", f"apply:{digest(wanted.mail.lower().encode()).hex()}")
    wait = accounts.attempts.count(keys)
    if wait:
        return wait
    known = accounts.by_contact(wanted.mail)
    secret, kept = link_secret()
    with accounts.archive.database.writing() as connection:
        id_ = "" if known else add(connection, wanted, State.UNCONFIRMED, kept)
        put(connection, Act.APPLIED, "", id_, address=address)
        accounts.outbox.put([_first_letter(wanted, known, secret)], connection)
    return 0


def _first_letter(wanted: Wanted, known: Actor | None, secret: str) -> Letter:
    lang, here = wanted.lang, settings.address()
    if known is not None:
        own = link("/account/programs", lang)
        told: dict[str, str | int] = {"number": known.number, "link": own, "address": here}
        return letter("known", wanted.mail, lang, values=told)
    own = link(f"/programs/confirm?token={secret}", lang)
    told = {"link": own, "address": here, "hours": HOURS}
    return letter("confirm", wanted.mail, lang, values=told)


def must_wait(found: Application) -> bool:
    """Whether the office decides on an application before it can be taken up."""
    return found.state is State.UNCONFIRMED and needs_approval(found.wanted)


def confirm(accounts: Accounts, secret: str) -> None:
    """Let the office decide, now that the mail address is known to be right. NotFoundError."""
    found = by_link(accounts, secret)
    if not must_wait(found):
        raise RefusedError("this application needs no decision; take it up")
    with accounts.archive.database.writing() as connection:
        _moved(found, move(connection, found, state=State.WAITING.value, token=b""))
        accounts.outbox.put([_to(found, "waiting")], connection)


def take_up(accounts: Accounts, secret: str, password: str, api_id: str) -> TakenUp:
    """Register whoever applied with a password, and the program with its first key.

    Raises NotFoundError where the link counts no more, RefusedError where the API ID is taken or
    the password weak. Broken off halfway, the same link finishes it.
    """
    found = by_link(accounts, secret)
    if must_wait(found):
        raise RefusedError("the office decides on this application first")
    if not is_api_id(api_id):
        raise RefusedError("api-id: an API ID has 8 to 15 characters of at least two sorts")
    strong_enough(api_id, password)
    if accounts.attempts.count((f"take-up:{found.id}",)):
        raise RefusedError("wait: too many attempts; wait some minutes")
    wanted = msgspec.structs.replace(found.wanted, api_id=api_id)
    program = register_both(accounts, wanted, found.id)
    accounts.set_password(program.owner, password, by=program.owner)
    done = {"state": State.REGISTERED.value, "token": b"", "program": program.number}
    with accounts.archive.database.writing() as connection:
        _moved(found, move(connection, found, **done))
        accounts.outbox.put([_registered(program, wanted)], connection)
    key = make_token(accounts, program.number, "first", by=program.owner)
    return TakenUp(program.owner, program, key)


def _registered(program: Actor, wanted: Wanted) -> Letter:
    told: dict[str, str | int] = {
        "number": program.owner,
        "program": program.number,
        "api_id": program.api_id,
        "plan": plan_name(program.plan, wanted.lang),
        "link": link("/account/programs", wanted.lang),
    }
    return letter("registered", wanted.mail, wanted.lang, values=told)


def apply_more(accounts: Accounts, wanted: Wanted, *, by: str) -> Actor | None:
    """Register a further program of an account, or let the office decide on it.

    With `program` it is another plan for that program. Returns the program; None where the office
    decides. Raises RefusedError, NotFoundError.
    """
    owner = accounts.actor(wanted.owner)
    lang = language_of(owner)
    wanted = msgspec.structs.replace(wanted, kind=owner.kind, mail=owner.contact, lang=lang)
    if wanted.program and owned(accounts, wanted.owner, wanted.program) is None:
        raise NotFoundError(f"{wanted.owner} has no program {wanted.program[:20]!r}")
    wanted = checked(wanted)
    if accounts.attempts.count((f"programs:{wanted.owner}",)):
        raise RefusedError("wait: too many attempts; wait some minutes")
    if needs_approval(wanted):
        _wait(accounts, wanted, by)
        return None
    if wanted.program:
        return set_plan(accounts, wanted.program, wanted.plan, by=by)
    if len(accounts.programs_of(wanted.owner)) >= MOST_PROGRAMS:
        raise RefusedError(f"many: an account has at most {MOST_PROGRAMS} programs; ask the office")
    return register_program(accounts, wanted, by=by)


def _wait(accounts: Accounts, wanted: Wanted, by: str) -> None:
    with accounts.archive.database.writing() as connection:
        id_ = add(connection, wanted, State.WAITING, b"")
        put(connection, Act.APPLIED, by, id_)


# -- the office decides ----------------------------------------------------------------------------


def approve(accounts: Accounts, id_: str, *, by: str) -> Application:
    """Approve an application that waits. Raises NotFoundError, RefusedError, ConflictError."""
    found = _waiting(accounts, id_)
    changes: dict[str, object] = {"decided": clock.stamp(), "decided_by": by}
    if found.wanted.owner:
        program = _granted(accounts, found, by)
        changes |= {"state": State.REGISTERED.value, "program": program.number}
        said = _to(
            found, "granted", path=f"/account/programs/{program.number}",
            program=program.number,
        )  # fmt: skip
    else:
        secret, kept = link_secret()
        expires = int(clock.now().timestamp()) + DAYS * 24 * 60 * 60
        changes |= {"state": State.APPROVED.value, "token": kept, "expires": expires}
        path = f"/programs/confirm?token={secret}"
        said = _to(found, "approved", path=path, days=DAYS)
    return _decide(accounts, found, changes, said, by)


def _granted(accounts: Accounts, found: Application, by: str) -> Actor:
    wanted = found.wanted
    if wanted.program:
        return set_plan(accounts, wanted.program, wanted.plan, by=by)
    return register_program(accounts, wanted, by=by, once=found.id)


def refuse(accounts: Accounts, id_: str, reason: str, *, by: str) -> Application:
    """Refuse an application that waits, with a reason that the applicant is told."""
    reason = reason.strip()[:1000]
    if not reason:
        raise RefusedError("say why; the applicant is told")
    found = _waiting(accounts, id_)
    changes: dict[str, object] = {
        "state": State.REFUSED.value,
        "decided": clock.stamp(),
        "decided_by": by,
        "reason": reason,
    }
    said = _to(found, "refused", path="/programs", reason=reason)
    return _decide(accounts, found, changes, said, by)


def _waiting(accounts: Accounts, id_: str) -> Application:
    found = application_by_id(accounts, id_)
    # An approval whose link was lost can be given once more.
    if found.state not in (State.WAITING, State.APPROVED):
        raise RefusedError(f"the application {id_} does not wait: it is {found.state.value}")
    return found


def _decide(
    accounts: Accounts, found: Application, changes: dict[str, object], said: Letter, by: str
) -> Application:
    state = str(changes["state"])
    with accounts.archive.database.writing() as connection:
        _moved(found, move(connection, found, **changes))
        put(connection, Act.APPLICATION_DECIDED, by, found.id, decision=state)
        accounts.outbox.put([said] if said.recipient else [], connection)
    return application_by_id(accounts, found.id)


def _to(found: Application, kind: str, *, path: str = "/", **values: str | int) -> Letter:
    """A letter to whoever applied."""
    wanted = found.wanted
    told = {
        "name": wanted.name,
        "plan": plan_name(wanted.plan, wanted.lang),
        "link": link(path, wanted.lang),
        **values,
    }
    return letter(kind, wanted.mail, wanted.lang, values=told)


def _moved(found: Application, moved: bool) -> None:
    if not moved:
        raise ConflictError(f"application {found.id}", 0, 1)
