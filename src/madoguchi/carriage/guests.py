"""Guests: partners who use our servers, and what happens with them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

import msgspec

from madoguchi import clock
from madoguchi.carriage.names import shown

Protocols = Literal["sftp", "ftp", "https"]
Happening = Literal["login", "refused", "handed", "received", "removed", "denied"]


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """A partner at our servers.

    `password` is an argon2 hash; `keys` are lines as in `authorized_keys`. With neither nobody
    comes in. `root` has `out`, which is read, and `in`, which takes at most `most_bytes`.
    """

    name: str
    root: Path
    password: str = ""
    keys: tuple[str, ...] = ()
    most_bytes: int = 100_000_000_000


class Guests(Protocol):
    """Whom the servers ask at each login, so that who was suspended is not let in."""

    def guest(self, name: str) -> Guest | None: ...


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened at a server.

    `handed`: the last byte of a file went out, `bytes` of it from `start` on in this go.
    `received`: a file is whole by its sender's word; `bytes` is its size.
    """

    kind: Happening
    protocol: Protocols
    address: str
    guest: str = ""
    name: str = ""
    start: int = 0
    bytes: int = 0
    reason: str = ""
    at: dt.datetime = msgspec.field(default_factory=clock.now)


Told = Callable[[Event], None]


def nobody_listens(event: Event) -> None:
    """For servers whose events are of no interest."""
    del event


class Visit(NamedTuple):
    """A guest who is in: what it does is told with who it is and where it came from."""

    protocol: Protocols
    guest: str
    address: str
    told: Told

    def tell(self, kind: Happening, name: str, start: int = 0, size: int = 0) -> None:
        self.told(self._event(kind, name, start=start, bytes=size))

    def denied(self, name: str, reason: str) -> None:
        self.told(self._event("denied", shown(name), reason=reason))

    def _event(self, kind: Happening, name: str, **details: Any) -> Event:
        about = {"protocol": self.protocol, "guest": self.guest, "address": self.address}
        return msgspec.convert({"kind": kind, "name": name, **about, **details}, Event)
