"""Tokens that a source lends for its user's name and password, or for a key and a secret."""

import datetime as dt
import threading
from collections.abc import Callable

import msgspec

from madoguchi import clock
from madoguchi.dossier.sources.reading import decoded
from madoguchi.dossier.sources.source import Line, Reply, SourceError

_EARLY = dt.timedelta(seconds=60)
_USUAL = 600.0
_LONGEST = 24 * 3600.0


class Lent(msgspec.Struct, frozen=True):
    """What a token's source answers; OPS writes the seconds as a text."""

    access_token: str
    expires_in: int | float | str = _USUAL
    refresh_token: str = ""
    refresh_expires_in: int | float | str = 0


class Tokens:
    """Keeps a token until shortly before it expires; threads that need one wait for one login.

    `lend` asks for a token, with the refresh token of the last one or "" where that is over.
    """

    def __init__(self, lend: Callable[[Line, str], Reply]) -> None:
        self._lend = lend
        self._lock = threading.Lock()
        self._lent: Lent | None = None
        self._until = self._renewable = dt.datetime.min.replace(tzinfo=dt.UTC)

    def bearer(self, line: Line) -> dict[str, str]:
        """The header that shows the token. Raises SourceError."""
        with self._lock:
            if self._lent is None or clock.now() >= self._until:
                self._renew(line)
            token = self._lent.access_token if self._lent else ""
        if not (token and token.isascii() and token.isprintable() and " " not in token):
            raise SourceError("unreadable", "its token cannot be shown")
        return {"authorization": f"Bearer {token}"}

    def forget(self, shown: dict[str, str]) -> None:
        """The token that was shown is not taken any longer."""
        with self._lock:
            if self._lent and shown.get("authorization") == f"Bearer {self._lent.access_token}":
                self._lent = None

    def _renew(self, line: Line) -> None:
        again = self._lent.refresh_token if self._lent and clock.now() < self._renewable else ""
        try:
            reply = self._lend(line, again)
        except SourceError as error:
            self._lent = None
            if not again or error.failure != "refused":
                raise
            reply = self._lend(line, "")
        self._lent = decoded(reply, Lent)
        self._until = _after(self._lent.expires_in)
        self._renewable = _after(self._lent.refresh_expires_in)


def _after(seconds: float | str) -> dt.datetime:
    try:
        lasts = min(max(0.0, float(seconds)), _LONGEST)
    except ValueError:
        lasts = _USUAL
    return clock.now() + max(dt.timedelta(0), dt.timedelta(seconds=lasts) - _EARLY)
