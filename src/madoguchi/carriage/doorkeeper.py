"""The doorkeeper: how many come in at once, and who has guessed passwords too often.

One for all servers of a process, so that who is sent away at one door finds the others shut too.
"""

import ipaddress
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable

import msgspec

_KNOWN_AT_MOST = 20_000
_FIRST_TRIES = 10


class Strictness(msgspec.Struct, frozen=True, kw_only=True):
    """How many connections there may be, and after how many wrong passwords within `span` seconds.

    After `free` failures each try waits, twice as long each time, up to `slowest` seconds.
    """

    connections: int = 300
    of_one_address: int = 30
    free: int = 3
    of_address: int = 15
    of_name: int = 30
    span: float = 900.0
    first_wait: float = 0.5
    slowest: float = 8.0


class Doorkeeper:
    """Counts; safe to be asked from all threads."""

    def __init__(
        self, strictness: Strictness | None = None, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._strict = strictness or Strictness()
        self._ticks = ticks
        self._lock = threading.Lock()
        self._inside: Counter[str] = Counter()
        self._failures: OrderedDict[str, list[float]] = OrderedDict()
        self._welcome: OrderedDict[tuple[str, str], None] = OrderedDict()

    def enter(self, address: str) -> bool:
        """Take a place inside, if there is one; `leave` gives it back."""
        block = _block(address)
        with self._lock:
            crowded = self._inside.total() >= self._strict.connections
            if crowded or self._inside[block] >= self._strict.of_one_address:
                return False
            self._inside[block] += 1
            return True

    def leave(self, address: str) -> None:
        block = _block(address)
        with self._lock:
            self._inside[block] -= 1
            if self._inside[block] <= 0:
                del self._inside[block]

    def shut(self, address: str, name: str) -> bool:
        """Whether no password is looked at now.

        A guest is not kept out by what others guess in its name: neither where it came in from this
        address before nor where this address has guessed nothing yet, unless very many do so.
        """
        block = _block(address)
        with self._lock:
            of_address = len(self._recent(f"a {block}"))
            if of_address >= self._strict.of_address:
                return True
            guessed = len(self._recent(f"n {name[:200]}"))
            if guessed < self._strict.of_name or (block, name) in self._welcome:
                return False
            return of_address > 0 or guessed >= self._strict.of_name * _FIRST_TRIES

    def failed(self, address: str, name: str) -> float:
        """Note a wrong password; return how many seconds the answer is to wait."""
        with self._lock:
            counts = [self._note(f"a {_block(address)}"), self._note(f"n {name[:200]}")]
        beyond = max(counts) - self._strict.free
        if beyond <= 0:
            return 0.0
        wait = self._strict.first_wait * float(2 ** min(beyond - 1, 20))
        return min(wait, self._strict.slowest)

    def welcomed(self, address: str, name: str) -> None:
        block = _block(address)
        with self._lock:
            self._failures.pop(f"a {block}", None)
            self._welcome[block, name] = None
            _forget(self._welcome)

    def _note(self, key: str) -> int:
        times = [*self._recent(key), self._ticks()]
        self._failures[key] = times[-self._strict.of_name * _FIRST_TRIES :]
        self._failures.move_to_end(key)
        _forget(self._failures)
        return len(times)

    def _recent(self, key: str) -> list[float]:
        since = self._ticks() - self._strict.span
        return [time for time in self._failures.get(key, ()) if time > since]


def _forget(known: OrderedDict[tuple[str, str], None] | OrderedDict[str, list[float]]) -> None:
    """Of very many the oldest are forgotten, so that no crowd fills the memory."""
    while len(known) > _KNOWN_AT_MOST:
        known.popitem(last=False)


def _block(address: str) -> str:
    """What counts as one address: one of IPv4, a network of 64 bits of IPv6."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, 64), strict=False))
