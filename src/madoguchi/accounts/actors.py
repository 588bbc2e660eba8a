"""Actors: people, organisations and programs, and what the register records of them."""

import re
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from madoguchi.accounts.permissions import Permission
from madoguchi.accounts.roles import grants_of
from madoguchi.archive import Fact, RecordedFact
from madoguchi.errors import NotFoundError
from madoguchi.model import Name, Struct

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
    """An actor was given its identification number."""

    kind: ActorKind
    names: tuple[Name, ...]
    contact: str = ""
    organisation: str = ""


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


class Closed(Struct, frozen=True):
    """Its account is closed for good; the number is never given again."""

    reason: str


ActorFact = Registered | Renamed | Reached | Joined | Granted | Revoked | Closed
_KINDS: dict[str, type[ActorFact]] = {
    "registered": Registered,
    "renamed": Renamed,
    "reached": Reached,
    "joined": Joined,
    "granted": Granted,
    "revoked": Revoked,
    "closed": Closed,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class Actor(Struct, frozen=True):
    """An actor as it stands."""

    number: str
    kind: ActorKind
    names: tuple[Name, ...]
    contact: str = ""
    organisation: str = ""
    roles: tuple[str, ...] = ()
    closed: bool = False
    registered: str = ""
    version: int = 0

    def name(self, lang: str = "") -> str:
        """Its name in a language, else the first one."""
        own = (name.name for name in self.names if name.lang == lang)
        return next(own, self.names[0].name if self.names else self.number)

    @property
    def grants(self) -> frozenset[Permission]:
        """What it may do; nothing of its own once its account is closed."""
        return frozenset() if self.closed else grants_of(self.roles)


def subject(number: str) -> str:
    """Return the register's subject of an actor. Raises NotFoundError for what is no number."""
    if not is_number(number):
        raise NotFoundError(f"{number[:40]!r} is no identification number; they have nine digits")
    return f"{ACTOR}{number}"


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
        case Closed():
            return msgspec.structs.replace(actor, closed=True)
        case _:
            return msgspec.structs.replace(actor, **msgspec.structs.asdict(fact))
