"""Applications that ask each other for their priorities, directly or through others, as groups.

Files do say such things: a division of its own continuation. Long chains and large circles take
time as they have claims (Tarjan, Depth-first search and linear graph algorithms, 1972).
"""

from collections.abc import Iterator, Mapping, Set


def circles(asked: Mapping[str, Set[str]]) -> Iterator[list[str]]:
    """Yield groups of those that ask each other, mostly of one, after all whom they ask."""
    search = _Search(asked)
    for key in asked:
        if key not in search.met:
            yield from search.below(key)


class _Search:
    def __init__(self, asked: Mapping[str, Set[str]]) -> None:
        self._asked = asked
        self.met: dict[str, int] = {}
        self._first: dict[str, int] = {}  # the earliest met that each leads back to
        self._open: dict[str, None] = {}
        self._way: list[tuple[str, Iterator[str]]] = []

    def below(self, start: str) -> Iterator[list[str]]:
        self._meet(start)
        while self._way:
            key, rest = self._way[-1]
            new = next((other for other in rest if self._is_new(key, other)), None)
            if new is not None:
                self._meet(new)
                continue
            self._way.pop()
            if self._way:
                self._lead_back(self._way[-1][0], self._first[key])
            if self._first[key] == self.met[key]:
                yield self._close(key)

    def _meet(self, key: str) -> None:
        self.met[key] = self._first[key] = len(self.met)
        self._open[key] = None
        self._way.append((key, iter(self._asked.get(key, ()))))

    def _is_new(self, key: str, other: str) -> bool:
        if other not in self.met:
            return True
        if other in self._open:
            self._lead_back(key, self.met[other])
        return False

    def _lead_back(self, key: str, place: int) -> None:
        self._first[key] = min(self._first[key], place)

    def _close(self, key: str) -> list[str]:
        group: list[str] = []
        while not group or group[-1] != key:
            group.append(self._open.popitem()[0])
        return group
