"""What all servers of a process share: who may come, who keeps the door, who hears of it."""

import time
from collections.abc import Callable

from madoguchi.carriage.doorkeeper import Doorkeeper
from madoguchi.carriage.guests import Guests, Protocols, Told, nobody_listens
from madoguchi.carriage.jail import Jails
from madoguchi.carriage.reception import Reception

_SPARE = 1_000_000_000
_LASTING = 10.0


class Standing:
    """Whether who came in is a guest still: whoever was suspended does nothing more, in seconds."""

    def __init__(self, guests: Guests, ticks: Callable[[], float] = time.monotonic) -> None:
        self._guests, self._ticks = guests, ticks
        self._known: dict[str, tuple[float, bool]] = {}

    def __call__(self, name: str) -> bool:
        asked, welcome = self._known.get(name, (-_LASTING, False))
        if self._ticks() - asked >= _LASTING:
            guest = self._guests.guest(name)
            welcome = guest is not None and bool(guest.password or guest.keys)
            self._known[name] = self._ticks(), welcome
        return welcome


class House:
    """One for all servers; `spare` bytes of the disk are never given away to guests."""

    def __init__(
        self,
        guests: Guests,
        *,
        doorkeeper: Doorkeeper | None = None,
        told: Told = nobody_listens,
        spare: int = _SPARE,
    ) -> None:
        self._guests = guests
        self._door = doorkeeper or Doorkeeper()
        self._told = told
        self.jails = Jails(spare, Standing(guests))

    def reception(self, protocol: Protocols) -> Reception:
        return Reception(protocol, self._guests, self._door, self._told)
