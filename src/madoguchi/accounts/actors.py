"""Actors: people, organisations and programs, and what the register records of them."""

import re
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from madoguchi.accounts.permissions import Permission, within
from madoguchi.accounts.roles import grants_of
from madoguchi.archive import Fact, RecordedFact
from madoguchi.errors import NotFoundError
from madoguchi.model import Name, Pairs, Struct

ACTOR = "actor:"
# Numbers that the office assigns begin here; lower ones are those that offices' own files bring
# (the JPO's 識別番号), so that a new account is never taken for a party of an old case.
FIRST = 900_000_001
_NUMBER = re.compile(r"[0-9]{9}")


class ActorKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    PROGRAM = "program"


class Registered(Struct, frozen=True):
    """An actor was given its identification number.

    A program may have an `owner`, an account of a person or organisation that answers for it, and
    a name of its own in the interfaces, its `api_id`; `terms` is the version of the terms of use
    that were accepted for it.
    """

    kind: ActorKind
    names: tuple[Name, ...]
    contact: str = ""
    organisation: str = ""
    owner: str = ""
    api_id: str = ""
    purpose: str = ""
    terms: str = ""


class Claimed(Struct, frozen=True):
    """An API ID is this actor's for good; the fact stands on a subject of the ID itself."""

    number: str


class Renamed(Struct, frozen=True):
    """Its names and addresses are these from now on."""

    names: tuple[Name, ...]


class Reached(Struct, frozen=True):
    """It is reached here (mail, telephone) from now on."""

    contact: str


class Joined(Struct, frozen=True):
    """It belongs to this organisation from now on, to none where empty."""

    organisation: str


class Granted(Struct, frozen=True):
    role: str


class Revoked(Struct, frozen=True):
    role: str


class Planned(Struct, frozen=True):
    """Its calls are counted against the limits of this plan from now on."""

    plan: str


class Suspended(Struct, frozen=True):
    """Nothing is done for it until it is resumed."""

    reason: str


class Resumed(Struct, frozen=True):
    reason: str = ""


class Accepted(Struct, frozen=True):
    """It accepted terms of bulk data, in this version and with this line of attribution."""

    terms: str
    version: str
    attribution: str = ""


class Closed(Struct, frozen=True):
    """Its account is closed for good; the number is never given again."""

    reason: str


ActorFact = (
    Registered
    | Renamed
    | Reached
    | Joined
    | Granted
    | Revoked
    | Planned
    | Suspended
    | Resumed
    | Accepted
    | Closed
)
_KINDS: dict[str, type[ActorFact]] = {
    "registered": Registered,
    "renamed": Renamed,
    "reached": Reached,
    "joined": Joined,
    "granted": Granted,
    "revoked": Revoked,
    "planned": Planned,
    "suspended": Suspended,
    "resumed": Resumed,
    "accepted": Accepted,
    "closed": Closed,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class Actor(Struct, frozen=True):
    """An actor as it stands; `scopes` narrow what it may do to what a key that was shown is for."""

    number: str
    kind: ActorKind
    names: tuple[Name, ...]
    contact: str = ""
    organisation: str = ""
    owner: str = ""
    api_id: str = ""
    purpose: str = ""
    terms: str = ""
    roles: tuple[str, ...] = ()
    plan: str = "standard"
    suspended: str = ""
    closed: bool = False
    registered: str = ""
    version: int = 0
    scopes: tuple[str, ...] = ()
    accepted: Pairs = ()

    def name(self, lang: str = "") -> str:
        """Its name in a language, else the first one."""
        own = (name.name for name in self.names if name.lang == lang)
        return next(own, self.names[0].name if self.names else self.number)

    @property
    def grants(self) -> frozenset[Permission]:
        """What it may do; nothing of its own while suspended or once its account is closed."""
        if self.closed or self.suspended:
            return frozenset()
        return within(self.scopes, grants_of(self.roles)) if self.scopes else grants_of(self.roles)

    def is_program(self) -> bool:
        return self.kind is ActorKind.PROGRAM


def subject(number: str) -> str:
    """Return the register's subject of an actor. Raises NotFoundError for what is no number."""
    if not is_number(number):
        raise NotFoundError(f"{number[:40]!r} is no identification number; they have nine digits")
    return f"{ACTOR}{number}"


def claim(api_id: str, number: str) -> Fact:
    """The fact that an API ID is this actor's; its subject keeps another from taking the same."""
    return Fact(claimed(api_id), "claimed", msgspec.json.encode(Claimed(number=number)))


def claimed(api_id: str) -> str:
    """Return the register's subject of an API ID."""
    return f"{ACTOR}id:{api_id}"


def is_number(text: str) -> bool:
    """Whether a text can be an actor's identification number."""
    return _NUMBER.fullmatch(text) is not None


def written(number: str, fact: ActorFact) -> Fact:
    return Fact(subject(number), _NAMES[type(fact)], msgspec.json.encode(fact))


def fact_name(fact: ActorFact) -> str:
    return _NAMES[type(fact)]


def play(facts: Sequence[RecordedFact]) -> Actor:
    """Return an actor from everything recorded of it, oldest first."""
    number = facts[0].subject.removeprefix(ACTOR)
    actor = Actor(number=number, kind=ActorKind.PERSON, names=(), registered=facts[0].recorded)
    for fact in facts:
        actor = _after(actor, msgspec.json.decode(fact.data, type=_KINDS[fact.kind]))
    return msgspec.structs.replace(actor, version=facts[-1].version)


def _after(actor: Actor, fact: ActorFact) -> Actor:
    roles = set(actor.roles)
    match fact:
        case Granted(role=role):
            return msgspec.structs.replace(actor, roles=tuple(sorted(roles | {role})))
        case Revoked(role=role):
            return msgspec.structs.replace(actor, roles=tuple(sorted(roles - {role})))
        case Suspended(reason=reason):
            return msgspec.structs.replace(actor, suspended=reason)
        case Resumed():
            return msgspec.structs.replace(actor, suspended="")
        case Accepted(terms=terms, version=version):
            accepted = {**dict(actor.accepted), terms: version}
            return msgspec.structs.replace(actor, accepted=tuple(sorted(accepted.items())))
        case Closed():
            return msgspec.structs.replace(actor, closed=True)
        case _:
            return msgspec.structs.replace(actor, **msgspec.structs.asdict(fact))
