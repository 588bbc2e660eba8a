"""Programs of people and organisations: what is asked of them, and how they are registered."""

import re
from collections.abc import Mapping

import msgspec

from madoguchi import settings
from madoguchi.accounts.accounts import Accounts
from madoguchi.accounts.actors import (
    FIRST,
    Actor,
    ActorKind,
    Planned,
    Registered,
    claim,
    claimed,
    written,
)
from madoguchi.accounts.audit import Act
from madoguchi.accounts.plans import PUBLIC, STANDARD, Plan, plan, plans
from madoguchi.archive import Fact, Write
from madoguchi.errors import ConflictError, RefusedError
from madoguchi.model import Name, Struct

_ATTEMPTS = 20
# Handbook of the JPO's API: 8 to 15 characters, at least two of digits, small letters and signs.
_API_ID = re.compile(r"[0-9a-z._-]{8,15}")
_SORTS = (re.compile(r"[0-9]"), re.compile(r"[a-z]"), re.compile(r"[._-]"))
_MAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z0-9-]{2,63}"
)
LONGEST_NAME, LONGEST_PURPOSE = 200, 1000


class Wanted(Struct, frozen=True):
    """What is applied for: a program for whom, by what name, for what, under which plan.

    `owner` is who applies where that is an account already, `program` the program whose plan is to
    change; both are empty in a first application.
    """

    name: str
    kind: ActorKind = ActorKind.PERSON
    mail: str = ""
    lang: str = "en"
    purpose: str = ""
    api_id: str = ""
    plan: str = STANDARD
    provider: bool = False
    terms: str = ""
    owner: str = ""
    program: str = ""


def is_api_id(text: str) -> bool:
    """Whether a text can be an API ID (JPO, handbook of the API)."""
    sorts = sum(sort.search(text) is not None for sort in _SORTS)
    return _API_ID.fullmatch(text) is not None and sorts >= 2


def is_mail(text: str) -> bool:
    """Whether a text is an address that letters can be sent to."""
    return _MAIL.fullmatch(text) is not None and ".." not in text


def offered() -> Mapping[str, Plan]:
    """The plans that can be applied for: those that limit a day."""
    return {name: one for name, one in plans().items() if one.day and name != PUBLIC}


def needs_approval(wanted: Wanted) -> bool:
    """Whether the office decides: by its setting, or because the plan or the part asked for it."""
    return settings.programs() == "approval" or wanted.provider or plan(wanted.plan).approval


def checked(wanted: Wanted) -> Wanted:
    """Return an application as it can be kept. Raises RefusedError, which names the field first."""
    wanted = msgspec.structs.replace(
        wanted, name=" ".join(wanted.name.split()), purpose=wanted.purpose.strip()
    )
    if not 0 < len(wanted.name) <= LONGEST_NAME:
        raise RefusedError(f"name: give a name of at most {LONGEST_NAME} characters")
    if not 0 < len(wanted.purpose) <= LONGEST_PURPOSE:
        raise RefusedError(f"purpose: say in at most {LONGEST_PURPOSE} characters what it is for")
    if not is_api_id(wanted.api_id):
        raise RefusedError(
            "api-id: an API ID has 8 to 15 characters, of at least two of these sorts: digits, "
            "small letters, the signs - _ ."
        )
    if wanted.plan not in offered():
        raise RefusedError(f"plan: {wanted.plan[:40]!r} is no plan; choose {', '.join(offered())}")
    if wanted.provider and wanted.plan == STANDARD and "provider" in offered():
        return msgspec.structs.replace(wanted, plan="provider")
    return wanted


def register_program(accounts: Accounts, wanted: Wanted, *, by: str, once: str = "") -> Actor:
    """Register a further program of an account. Raises RefusedError where the API ID is taken."""
    owner = accounts.actor(wanted.owner)
    if owner.is_program() or owner.closed or owner.suspended:
        raise RefusedError(f"{owner.number} cannot have programs: it must be an open account of "
                           "a person or an organisation")  # fmt: skip
    return _register(accounts, wanted, once, by)


def register_both(accounts: Accounts, wanted: Wanted, once: str) -> Actor:
    """Register whoever applied and the program, both or neither; return the program.

    `once` names the application: what was registered for it already is returned.
    """
    return _register(accounts, wanted, once, "")


def _register(accounts: Accounts, wanted: Wanted, once: str, by: str) -> Actor:
    """Take the next free numbers; another may have taken them meanwhile."""
    for _ in range(_ATTEMPTS):
        accounts.follow()
        done = _registered_for(accounts, once)
        if done is not None:
            return done
        if accounts.by_api_id(wanted.api_id) is not None:
            raise RefusedError(f"taken: the API ID {wanted.api_id} is taken; choose another")
        first = accounts.next_number(FIRST)
        try:
            return _append(accounts, wanted, once, first, by)
        except ConflictError:
            continue
    raise ConflictError("actor", 0, 0)


def _registered_for(accounts: Accounts, once: str) -> Actor | None:
    name = claimed(f"application/{once}")
    facts = accounts.archive.register.facts([name]).get(name, []) if once else []
    return accounts.actor(msgspec.json.decode(facts[0].data)["number"]) if facts else None


def _append(accounts: Accounts, wanted: Wanted, once: str, first: str, by: str) -> Actor:
    owner = wanted.owner or first
    number = first if wanted.owner else f"{int(first) + 1:09d}"
    facts = [*_program(number, owner, wanted), claim(wanted.api_id, number)]
    facts += [] if wanted.owner else [_holder(owner, wanted)]
    facts += [claim(f"application/{once}", number)] if once else []
    expected = {fact.subject: 0 for fact in facts}
    accounts.archive.register.append(Write(tuple(facts), by or owner, expected))
    accounts.follow()
    for new in (number,) if wanted.owner else (owner, number):
        accounts.audit.record(Act.ACCOUNT_CHANGED, by or owner, new, change="registered")
    return accounts.actor(number)


def _holder(number: str, wanted: Wanted) -> Fact:
    names = (Name(name=wanted.name, lang=wanted.lang),)
    return written(
        number, Registered(kind=wanted.kind, names=names, contact=wanted.mail, terms=wanted.terms)
    )


def _program(number: str, owner: str, wanted: Wanted) -> list[Fact]:
    registered = Registered(
        kind=ActorKind.PROGRAM,
        names=(Name(name=wanted.name, lang=wanted.lang),),
        owner=owner,
        api_id=wanted.api_id,
        purpose=wanted.purpose,
        terms=wanted.terms,
    )
    planned = [] if wanted.plan == STANDARD else [written(number, Planned(plan=wanted.plan))]
    return [written(number, registered), *planned]


def owned(accounts: Accounts, owner: str, number: str) -> Actor | None:
    """Return a program that an account answers for, None for any other."""
    return next((one for one in accounts.programs_of(owner) if one.number == number), None)
