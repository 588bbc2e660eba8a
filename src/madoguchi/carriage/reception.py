"""The reception of a server: who is let in as whom, by a password or a key."""

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from madoguchi.carriage.doorkeeper import Doorkeeper
from madoguchi.carriage.guests import Event, Guest, Guests, Protocols, Told
from madoguchi.carriage.names import plain_segment, shown

# A hash takes 64 MiB for as long as it is made (RFC 9106, 4): only so many at once.
_AT_ONCE = threading.BoundedSemaphore(4)
_LONGEST, _REMEMBERED, _LASTING = 500, 1000, 900.0


class Proofs:
    """Passwords that were found right lately, by a digest under a key of this process alone.

    HTTP shows the password with each call; to look at it with argon2 each time would cost a
    guest's own calls 50 ms each. Another hash of the guest's makes what is remembered worthless.
    """

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._key = secrets.token_bytes(32)
        self._right: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()

    def known(self, *words: str) -> bool:
        with self._lock:
            return self._right.get(self._digest(words), -_LASTING) > self._ticks() - _LASTING

    def remember(self, *words: str) -> None:
        with self._lock:
            self._right[self._digest(words)] = self._ticks()
            while len(self._right) > _REMEMBERED:
                self._right.popitem(last=False)

    def _digest(self, words: tuple[str, ...]) -> bytes:
        told = "\0".join(words).encode("utf-8", "replace")
        return hmac.new(self._key, told, hashlib.sha256).digest()


class Reception:
    """Lets guests in at one server, and tells what happens there."""

    def __init__(
        self, protocol: Protocols, guests: Guests, doorkeeper: Doorkeeper, told: Told
    ) -> None:
        self._protocol = protocol
        self._guests = guests
        self.door = doorkeeper
        self.told = told
        self._hasher = PasswordHasher()
        self._proofs = Proofs()
        self._dummy = ""

    def by_password(self, name: str, password: str, address: str) -> tuple[Guest | None, float]:
        """Return the guest, or nobody and how many seconds that answer is to wait."""
        if self.door.shut(address, name):
            # Not counted: who comes with the right one meanwhile would keep itself out for ever.
            self._refuse(name, address, "too many wrong passwords; come again later")
            return None, 0.0
        guest = self.guest(name)
        if not self._right(guest, password):
            return self.turn_away(name, address, "wrong name or password")
        self.let_in(name, address)
        return guest, 0.0

    def by_call(self, name: str, password: str, address: str) -> tuple[Guest | None, float]:
        """As `by_password`, for a protocol without sessions: known callers are not looked at."""
        guest = self.guest(name)
        if guest and self._proofs.known(guest.password, name, password, address):
            return guest, 0.0
        found, wait = self.by_password(name, password, address)
        if found:
            self._proofs.remember(found.password, name, password, address)
        return found, wait

    def guest(self, name: str) -> Guest | None:
        return self._guests.guest(name) if plain_segment(name) else None

    def let_in(self, name: str, address: str) -> None:
        self.door.welcomed(address, name)
        self.told(Event(kind="login", protocol=self._protocol, address=address, guest=name))

    def turn_away(self, name: str, address: str, reason: str) -> tuple[None, float]:
        wait = self.door.failed(address, name)
        self._refuse(name, address, reason)
        return None, wait

    def _refuse(self, name: str, address: str, reason: str) -> None:
        about = Event(
            kind="refused",
            protocol=self._protocol,
            address=address,
            name=shown(name),
            reason=reason,
        )
        self.told(about)

    def _right(self, guest: Guest | None, password: str) -> bool:
        """An unknown guest takes as long as a wrong password."""
        hashed = guest.password if guest else ""
        with _AT_ONCE:
            try:
                self._hasher.verify(hashed or self._nobody(), password[:_LONGEST])
            except (VerificationError, InvalidHashError):
                return False
        return bool(hashed)

    def _nobody(self) -> str:
        self._dummy = self._dummy or self._hasher.hash(secrets.token_urlsafe())
        return self._dummy
