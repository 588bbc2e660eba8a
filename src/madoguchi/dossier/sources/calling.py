"""The line to a source over the web: in time, within its quota, again where that may help."""

import math
import random
import re
import threading
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from madoguchi import clock
from madoguchi.dossier.sources.configuration import Configured
from madoguchi.dossier.sources.quotas import Limited, Quotas
from madoguchi.dossier.sources.rations import Rations
from madoguchi.dossier.sources.source import Reply, SourceError
from madoguchi.dossier.sources.transport import Transport, origin

_FIRST_PAUSE = 0.3
_LONGEST_ADDRESS = 4000
_UNSAFE = re.compile(r"[^!-~]")
_BLACK = re.compile(r"\bblack\b", re.IGNORECASE)
_OVERLOADED_FOR = 60.0
_MOST_RETRY_AFTER = 7 * 24 * 3600.0


class Tolls(NamedTuple):
    """What counts calls: the quotas, those of this source, and what the reader may use of them."""

    quotas: Quotas
    limited: Limited
    rations: Rations | None = None
    reader: str = ""


class Call(NamedTuple):
    """A call as it is made, time and again."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None
    expected: tuple[int, ...]
    most_bytes: int
    counter: str | None


class Telephone:
    """A line for one question; what it takes in all is bounded by `Configured.total`."""

    def __init__(
        self, configured: Configured, transport: Transport, tolls: Tolls, *, staff: bool = False
    ) -> None:
        self._configured, self._transport, self._tolls = configured, transport, tolls
        self._staff = staff
        self._ends = time.monotonic() + configured.total
        self._own = origin(configured.address)
        self._others = frozenset(("https", host, 443) for host in configured.hosts)

    def ask(  # noqa: PLR0913 - as HTTP has it
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        expected: tuple[int, ...] = (404,),
        most_bytes: int = 64 << 20,
        counter: str | None = "",
    ) -> Reply:
        url = self._address(path)
        _check(url, headers or {})
        call = Call(method, url, headers or {}, body, expected, most_bytes, counter)
        attempts = self._configured.attempts if method == "GET" else 1
        for attempt in range(1, attempts + 1):
            try:
                return self._once(call)
            except SourceError as error:
                if attempt == attempts or not self._again(error, attempt):
                    raise
        raise AssertionError("the last attempt returns or raises")

    def left(self, counter: str, calls: int) -> None:
        self._tolls.quotas.left(self._tolls.limited, counter, calls)

    # -- one call ------------------------------------------------------------------------------

    def _address(self, path: str) -> str:
        """Where a call goes; nowhere but to the source's host and those that it may name."""
        if "://" not in path:
            return f"{self._configured.address.rstrip('/')}/{path.lstrip('/')}"
        try:
            called = origin(path)
        except ValueError:
            raise SourceError("unreadable", "it names an address that is none") from None
        if called != self._own and called not in self._others:
            raise SourceError(
                "unreadable",
                f"it names the address of another host, {called[1][:80]!r}, which is not called; "
                "to allow it, write it under `hosts`",
            )
        return path

    def _once(self, call: Call) -> Reply:
        if call.counter is not None:
            self._pay(call.counter)
        seconds = self._ends - time.monotonic()
        if seconds <= 0:
            raise SourceError("late", f"no answer within {self._configured.total:.0f} s")
        reply = self._transport(
            call.method, call.url, call.headers, call.body, seconds, call.most_bytes
        )
        if len(reply.body) > call.most_bytes:
            raise SourceError("unreadable", f"the answer is larger than {call.most_bytes >> 20} MB")
        _judge(reply, call.expected)
        return reply

    def _pay(self, counter: str) -> None:
        """Count a call; wait for the next minute where the time allows it."""
        tolls = self._tolls
        if tolls.rations is not None and not self._staff:
            tolls.rations.take(tolls.limited, counter, tolls.reader)
        while True:
            try:
                self._tolls.quotas.spend(self._tolls.limited, counter, staff=self._staff)
            except SourceError as error:
                if error.retry_after >= self._ends - time.monotonic():
                    raise
                _sleep(error.retry_after)
            else:
                return

    def _again(self, error: SourceError, attempt: int) -> bool:
        """Whether to try again, after a pause, in the time that is left."""
        if error.failure not in ("unreachable", "late"):
            return False
        usual = _FIRST_PAUSE * 2 ** (attempt - 1) * random.uniform(0.5, 1.0)  # noqa: S311
        seconds = max(usual, error.retry_after)
        if seconds >= self._ends - time.monotonic():
            return False
        _sleep(seconds)
        return True


def _sleep(seconds: float) -> None:
    threading.Event().wait(seconds)


def _check(url: str, headers: Mapping[str, str]) -> None:
    """Nothing that a number or a secret holds may end a line of the call."""
    if _UNSAFE.search(url) or len(url) > _LONGEST_ADDRESS:
        raise SourceError("unreadable", "the number cannot be asked for: it makes no address")
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()):
            raise SourceError("refused", f"the header {name} has signs that cannot be sent")


def _judge(reply: Reply, expected: tuple[int, ...]) -> None:
    """Raise what an answer means that is none."""
    status, seconds = reply.status, retry_after(reply)
    throttled = reply.headers.get("x-throttling-control", "")
    if status in expected or 200 <= status < 300:
        return
    if _BLACK.search(throttled) and status in (403, 429, 503):
        raise _exhausted("it is overloaded (black)", max(seconds, _OVERLOADED_FOR))
    if status == 429:
        raise _exhausted("it was asked too often (429)", seconds)
    quota = reply.headers.get("x-rejection-reason", "").lower()
    if status == 403 and "quota" in quota:
        usual, whose = (3600.0, "an hour's") if "hour" in quota else (6 * 3600.0, "a week's")
        raise _exhausted(f"its quota is used up: {whose}", seconds or usual)
    if status in (401, 403):
        # One document may be forbidden where others are not.
        reason = f"it refuses us ({status}): check the credentials"
        raise SourceError("refused", reason, seconds, whole=status == 401)
    raise SourceError("unreachable", f"it answers {status}", seconds)


def _exhausted(reason: str, seconds: float) -> SourceError:
    return SourceError("exhausted", reason, seconds, whole=True)


def retry_after(reply: Reply) -> float:
    """The seconds that a reply asks to wait, 0 where it does not (RFC 9110, 10.2.3)."""
    told = reply.headers.get("retry-after", "").strip()
    if not told or len(told) > 40:
        return 0.0
    if told.isascii() and told.isdigit():
        return min(float(told), _MOST_RETRY_AFTER)
    try:
        instant = parsedate_to_datetime(told)
        seconds = (instant - clock.now()).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(max(0.0, math.ceil(seconds)), _MOST_RETRY_AFTER)
