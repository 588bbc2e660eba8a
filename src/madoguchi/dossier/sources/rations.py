"""What one reader may use of a source's quotas, so that no robot leaves nothing to all others.

A reader is an account, or a network: homes and firms have one, and so has a robot. The counts are
of this process and of no day that is over; nothing of them is written down.
"""

import ipaddress
import threading
from collections import OrderedDict

from madoguchi.dossier.sources.configuration import Span
from madoguchi.dossier.sources.quotas import Key, Limited, limits
from madoguchi.dossier.sources.source import SourceError

# A minute is over soon; of a day's calls at least four readers have some.
SHARES: dict[Span, float] = {"minute": 0.5, "day": 0.25, "week": 0.25}
_MOST_READERS = 50_000


class Rations:
    """Counts calls by reader."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: OrderedDict[tuple[str, Key], int] = OrderedDict()

    def take(self, limited: Limited, counter: str, reader: str) -> None:
        """Count a call of a reader, "" for nobody's. Raises SourceError "rationed"."""
        wanted = list(limits(limited, counter)) if reader else []
        with self._lock:
            for key, limit, seconds in wanted:
                if self._used.get((reader, key), 0) >= _ration(limited, key.span, limit):
                    raise SourceError("rationed", _WORDS[key.span], seconds)
            for key, _, _ in wanted:
                self._used[reader, key] = self._used.pop((reader, key), 0) + 1
            while len(self._used) > _MOST_READERS:
                self._used.popitem(last=False)


_WORDS: dict[Span, str] = {
    "minute": "your network has asked as much as one may in a minute; ask again in a moment",
    "day": "your network has asked as much as one may in a day; ask again tomorrow",
    "week": "your network has asked as much as one may in a week; ask again next week",
}


def _ration(limited: Limited, span: Span, limit: int) -> int:
    return max(1, int(limit * (1 - limited.reserve) * SHARES[span]))


def network(address: str) -> str:
    """The network of an address: what one customer of a provider has, a /24 or a /48."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address or "unknown"
    mapped = found.ipv4_mapped if found.version == 6 else None
    own = mapped or found
    length = 24 if own.version == 4 else 48
    return str(ipaddress.ip_network(f"{own}/{length}", strict=False))
