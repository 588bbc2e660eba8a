"""Turns: how many calls are worked on at once, how many may wait, and how many of one caller.

Beyond that a call is refused at once, which costs next to nothing; so the office answers those
whose turn it is as fast as ever, however many others stand outside.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from madoguchi.errors import MadoguchiError

AT_ONCE, WAITING, OF_ONE = 8, 120, 24
_Found = TypeVar("_Found")


class CrowdedError(MadoguchiError):
    """No turn is free; `own` where the caller has too many calls under way itself."""

    def __init__(self, *, own: bool) -> None:
        super().__init__(
            "too many calls of yours are under way at once; wait for their answers"
            if own
            else "too many calls at once; try again in a moment"
        )
        self.own = own


class Turns:
    """Lets work be done on a few threads, in the order in which it came."""

    def __init__(
        self, at_once: int = AT_ONCE, waiting: int = WAITING, of_one: int = OF_ONE
    ) -> None:
        self._at_once, self._most, self._of_one = at_once, at_once + waiting, of_one
        self._limiter: CapacityLimiter | None = None
        self._under_way = 0
        self._callers: Counter[str] = Counter()

    def come(self, caller: str) -> None:
        """Take a place in the queue. Raises CrowdedError."""
        if self._callers[caller] >= self._of_one:
            raise CrowdedError(own=True)
        if self._under_way >= self._most:
            raise CrowdedError(own=False)
        self._under_way += 1
        self._callers[caller] += 1

    def go(self, caller: str) -> None:
        """Give the place back."""
        self._under_way -= 1
        self._callers[caller] -= 1
        if not self._callers[caller]:
            del self._callers[caller]

    async def work(self, caller: str, work: Callable[[], _Found]) -> _Found:
        """Do work on a thread when its turn comes. Raises CrowdedError."""
        if self._limiter is None:
            self._limiter = CapacityLimiter(self._at_once)
        self.come(caller)
        try:
            return await to_thread.run_sync(partial(work), limiter=self._limiter)
        finally:
            self.go(caller)
