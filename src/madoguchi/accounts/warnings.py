"""Warnings of daily limits: a letter at 80 % and one at 100 %, once a day and counter."""

import datetime as dt
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from sqlalchemy.exc import DBAPIError

from madoguchi import clock
from madoguchi.accounts.accounts import Accounts
from madoguchi.accounts.actors import is_number
from madoguchi.accounts.correspondence import about
from madoguchi.accounts.plans import plan
from madoguchi.errors import MadoguchiError

# A limit that is reached is told of with every further call: looked at once in so many seconds.
_QUIET = 60.0
_MOST = 10_000


class Warnings:
    """Told by `Limits` of what is used up, from any thread; writes the letters on one of its own.

    A counter is called as often as somebody calls: what comes again within a minute is let pass
    from memory, what comes again on the same day by the key of its letter.
    """

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._lock = threading.Lock()
        self._seen: dict[tuple[str, str, int], float] = {}
        self._clerk = ThreadPoolExecutor(1, thread_name_prefix="warnings")

    def __call__(self, account: str, counter: str, percent: int) -> None:
        key = (account, counter, percent)
        if not is_number(account) or not self._is_new(key):
            return
        outcome = self._clerk.submit(warn, self._accounts, *key)
        outcome.add_done_callback(partial(self._done, key))

    def _is_new(self, key: tuple[str, str, int]) -> bool:
        moment = time.monotonic()
        with self._lock:
            if moment < self._seen.get(key, 0.0):
                return False
            if len(self._seen) >= _MOST:
                self._seen.clear()
            self._seen[key] = moment + _QUIET
        return True

    def _done(self, key: tuple[str, str, int], outcome: "Future[None]") -> None:
        """What could not be written is told again with the next call."""
        if isinstance(outcome.exception(), MadoguchiError | DBAPIError):
            with self._lock:
                self._seen.pop(key, None)

    def settle(self) -> None:
        """Wait until all that was told of is written."""
        self._clerk.submit(lambda: None).result()

    def close(self) -> None:
        self._clerk.shutdown()


def warn(accounts: Accounts, account: str, counter: str, percent: int) -> None:
    """Queue the letter that tells of a daily limit, unless it was queued that day."""
    known = accounts.actor(account)
    limit = plan(known.plan).a_day(counter)
    if limit is None:
        return
    day = _day(accounts, account, counter)
    kind = "quota-reached" if percent >= 100 else "quota-near"
    key = f"quota:{account}:{counter}:{day}:{percent}"
    told: dict[str, str | int] = {"counter": counter, "limit": limit}
    if percent < 100:
        told["percent"] = percent
    accounts.outbox.put(about(accounts, known, kind, key=key, **told))


def _day(accounts: Accounts, account: str, counter: str) -> dt.date:
    """The day that the counter stands at: its office's, which may be tomorrow in UTC."""
    since = clock.today() - dt.timedelta(days=1)
    used = accounts.limits.usage(account, since)
    return max((one.day for one in used if one.counter == counter), default=clock.today())
