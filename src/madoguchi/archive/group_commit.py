"""Group commit: many writers who come at once share one transaction and its fsync.

Whoever comes while a commit is under way waits; one of those who waited then commits for all of
them. There is no thread of its own.
"""

import hashlib
import threading
import time
from collections import deque
from collections.abc import Mapping

import msgspec

from madoguchi.archive.blobs import digest
from madoguchi.errors import MadoguchiError


class Fact(msgspec.Struct, frozen=True):
    """Something to be recorded of a subject (a case or an actor); `data` is its JSON form."""

    subject: str
    kind: str
    data: bytes


class Write(msgspec.Struct, frozen=True):
    """Facts that are recorded together or not at all, with the bytes that prove them.

    `expected` gives, by subject, the version that the writer has seen (0: none); where another has
    written since, nothing is recorded. A `key` names the submission: the same again records
    nothing and returns what the first did.
    """

    facts: tuple[Fact, ...]
    actor: str
    expected: Mapping[str, int] = {}
    key: str = ""
    blobs: tuple[bytes, ...] = ()

    def digest(self) -> bytes:
        """The digest of what is submitted, to tell a repetition from another use of its key."""
        seen = hashlib.sha256(msgspec.json.encode([(f.subject, f.kind) for f in self.facts]))
        for data in (*(fact.data for fact in self.facts), *self.blobs):
            seen.update(digest(data))
        return seen.digest()


class Recorded(msgspec.Struct, frozen=True):
    """The receipt: the positions of the facts and the instant; `again` for a repetition."""

    first: int
    last: int
    recorded: str
    again: bool = False


class Ticket:
    """A write that waits: to be committed by another, or for its turn to commit for all."""

    __slots__ = ("_gate", "done", "error", "recorded", "write")

    def __init__(self, write: Write) -> None:
        self.write = write
        self.done = False
        self.error: BaseException | None = None
        self.recorded: Recorded | None = None
        self._gate = threading.Lock()
        self._gate.acquire()

    def wait(self) -> None:
        self._gate.acquire()

    def wake(self) -> None:
        self._gate.release()

    def result(self) -> Recorded:
        if self.recorded is None:
            raise self.error or MadoguchiError("nothing was recorded; submit it again")
        return self.recorded

    def outcome(self) -> Recorded | MadoguchiError:
        return self.error if isinstance(self.error, MadoguchiError) else self.result()


class Queue:
    """Writes that wait for a commit; at most one thread at a time commits for all.

    Where the last commit was shared, the next waits a moment for those whom it has just woken, as
    they are likely to write again: a commit for one of them would keep all others waiting.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Ticket] = deque()
        self._busy = False
        self._last = 1

    def enter(self, ticket: Ticket) -> bool:
        """Queue up; True where it is this thread's turn to commit, else another did or will."""
        with self._lock:
            self._waiting.append(ticket)
            mine, self._busy = not self._busy, True
        if not mine:
            ticket.wait()
        return not ticket.done

    def take(self) -> list[Ticket]:
        """Take all that wait."""
        until = time.monotonic() + _GATHERING
        while len(self._waiting) < self._last and time.monotonic() < until:
            time.sleep(_GATHERING / 20)
        with self._lock:
            tickets = list(self._waiting)
            self._waiting.clear()
        self._last = len(tickets)
        return tickets

    def leave(self, own: Ticket, tickets: list[Ticket]) -> None:
        """Wake those who were served, and one who came since, whose turn it is now."""
        with self._lock:
            successor = self._waiting[0] if self._waiting else None
            self._busy = successor is not None
        if successor is not None:
            successor.wake()
        for ticket in tickets:
            if ticket is not own:
                ticket.wake()


_GATHERING = 0.001
