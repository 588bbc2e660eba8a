"""The postman: carries what waits in the outbox, on a thread of its own."""

import logging
import threading
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError

from madoguchi.archive import Database
from madoguchi.post.carriers import Carrier, carrier
from madoguchi.post.outbox import Outbox

_ROUND = 5.0
_log = logging.getLogger("madoguchi.post")


class Delivered(NamedTuple):
    """How many letters were handed over, and how many could not be."""

    sent: int
    failed: int


def deliver(outbox: Outbox, by: Carrier, *, early: bool = False) -> Delivered:
    """Carry every letter that is due."""
    sent = failed = 0
    for id_ in outbox.due(early=early):
        letter = outbox.take(id_, early=early)
        if letter is None:
            continue
        try:
            by.carry(letter)
        except (OSError, ValueError) as error:
            failed += 1
            outbox.failed(letter, f"{type(error).__name__}: {error}")
        else:
            sent += 1
            outbox.delivered(letter.id)
    return Delivered(sent, failed)


class Postman:
    """Goes round every few seconds; several processes may have one each."""

    def __init__(self, database: Database, home: Path) -> None:
        self._outbox = Outbox(database)
        self._carrier = carrier(home)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._rounds, name="postman", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Let the letter in hand be delivered and go home."""
        self._over.set()
        self._thread.join(5)

    def _rounds(self) -> None:
        while not self._over.wait(_ROUND):
            try:
                done = deliver(self._outbox, self._carrier)
            except DBAPIError as error:
                _log.warning("the outbox cannot be used: %s", error.orig)
                continue
            if done.failed:
                _log.warning(
                    "%d letters could not be delivered; see `madoguchi post list`", done.failed
                )
