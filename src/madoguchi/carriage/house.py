"""What all servers of a process share: who may come, who keeps the door, who hears of it."""

from madoguchi.carriage.doorkeeper import Doorkeeper
from madoguchi.carriage.guests import Guests, Protocols, Told, nobody_listens
from madoguchi.carriage.jail import Jails
from madoguchi.carriage.reception import Reception

_SPARE = 1_000_000_000


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
        self.jails = Jails(spare)

    def reception(self, protocol: Protocols) -> Reception:
        return Reception(protocol, self._guests, self._door, self._told)
