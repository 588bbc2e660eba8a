"""Fetching over HTTP: small answers whole, files piece by piece, going on where it broke off.

A server that is busy (429, 503) says when to come again; one that fails or cannot be reached is
tried again after longer and longer waits, as long as something arrives in between.
"""

import contextlib
import datetime as dt
import email.utils
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError, LocationValueError

from madoguchi import clock
from madoguchi.errors import DamagedError, ForbiddenError, MadoguchiError, NotFoundError
from madoguchi.model import DeliveryFile

_T = TypeVar("_T")
_PIECE = 1 << 16
_LARGEST_ANSWER = 64_000_000
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 3600.0
_STRONG = re.compile(r'"([0-9a-f]{64})"')
_RANGE = re.compile(r"bytes ([0-9]+)-[0-9]+/([0-9]+)")
_BUSY, _MISSING, _FORBIDDEN = (429, 502, 503, 504), (404, 410), (401, 403)


class Patience(NamedTuple):
    """How often something is tried without any progress, and how waiting is done."""

    attempts: int
    wait: Callable[[float], None]


class _Later(Exception):  # noqa: N818 - not a failure yet
    """Not now: come again, after so many seconds where the server said how many."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Fetcher:
    """Fetches from an office and, holding it against the office's digests, from anywhere else.

    The key is shown to the office alone.
    """

    def __init__(self, office: str, key: str, patience: Patience) -> None:
        self._office = _place(office)
        self._key = key
        self._patience = patience
        timeout = urllib3.Timeout(connect=20, read=60)
        self._pool = urllib3.PoolManager(timeout=timeout, retries=False)

    def close(self) -> None:
        self._pool.clear()

    def answer(self, url: str) -> bytes:
        """Return a small answer. Raises NotFoundError, ForbiddenError, MadoguchiError."""
        return self._patiently(url, lambda: self._whole(url), lambda: 0)

    def file(self, url: str, file: DeliveryFile, part: Path) -> None:
        """Bring a file into its part, which is then whole and checked.

        Raises DamagedError where the bytes are not those of the digest, and what `answer` raises.
        """
        begun = _size(part) > 0
        self._patiently(url, lambda: self._more(url, file, part), lambda: _size(part))
        if _digest(part) == file.sha256:
            return
        part.unlink()
        if not begun:
            raise DamagedError(f"{url} does not have the digest that the manifest gives")
        self.file(url, file, part)  # what lay there from before may be what was wrong

    # -- trying again --------------------------------------------------------------------------

    def _patiently(self, url: str, work: Callable[[], _T], progress: Callable[[], int]) -> _T:
        failures = 0
        while True:
            before = progress()
            try:
                return work()
            except _Later as later:
                failures = 1 if progress() > before else failures + 1
                if failures >= self._patience.attempts:
                    raise MadoguchiError(f"{url}: {later}, {failures} times") from None
                pause = (
                    _FIRST_WAIT * 2 ** (failures - 1) if later.seconds is None else later.seconds
                )
                self._patience.wait(min(pause, _LONGEST_WAIT))

    @contextlib.contextmanager
    def _asked(self, url: str, headers: dict[str, str]) -> Iterator[urllib3.BaseHTTPResponse]:
        """Ask, and let go of the connection in the end. Raises as `answer` does, or _Later."""
        sent = {"accept-encoding": "identity", "user-agent": "madoguchi-mirror", **headers}
        if self._key and _place(url) == self._office:
            sent["authorization"] = f"Bearer {self._key}"
        try:
            answer = self._pool.request("GET", url, headers=sent, preload_content=False)
        except LocationValueError as error:
            raise MadoguchiError(f"{url} is no address of the web: {error}") from None
        except HTTPError as error:
            raise _Later(_said(error)) from None
        try:
            _judge(url, answer)
            yield answer
        except HTTPError as error:
            raise _Later(_said(error)) from None
        finally:
            answer.close()

    # -- what is fetched -----------------------------------------------------------------------

    def _whole(self, url: str) -> bytes:
        with self._asked(url, {}) as answer:
            data = answer.read(_LARGEST_ANSWER + 1)
        if len(data) > _LARGEST_ANSWER:
            raise DamagedError(f"{url} has over {_LARGEST_ANSWER:,} bytes, which is no index")
        return data

    def _more(self, url: str, file: DeliveryFile, part: Path) -> None:
        """Fetch what is missing of a file, from the byte at which the part ends."""
        have = _size(part)
        if have > file.bytes or not have:
            part.write_bytes(b"")
            have = 0
        if have == file.bytes:
            return
        wanted = {"range": f"bytes={have}-", "if-range": f'"{file.sha256}"'} if have else {}
        with self._asked(url, wanted) as answer, part.open("r+b") as out:
            out.seek(_start(url, answer, file, have))
            out.truncate()
            _pour(url, answer, file, out)
        if _size(part) < file.bytes:
            raise _Later("the answer broke off")


def _place(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise MadoguchiError(f"{url} is no address of the web: {error}") from None
    return parts.scheme, parts.netloc


def _judge(url: str, answer: urllib3.BaseHTTPResponse) -> None:
    """Raise what an answer's status means, where it is not what was asked for."""
    if answer.status in (200, 206):
        return
    if answer.status in _BUSY or answer.status >= 500:
        raise _Later(f"answered {answer.status}", retry_after(answer))
    said = answer.read(2000, decode_content=True).decode("utf-8", "replace").strip()
    text = f"{url} answered {answer.status}: {said[:500]}"
    if answer.status in _MISSING:
        raise NotFoundError(text)
    if answer.status in _FORBIDDEN:
        raise ForbiddenError(text)
    raise MadoguchiError(text)


def _start(url: str, answer: urllib3.BaseHTTPResponse, file: DeliveryFile, have: int) -> int:
    """Where the bytes of an answer go. Raises DamagedError where they are of another file."""
    tag = _STRONG.fullmatch(answer.headers.get("etag", ""))
    if tag and tag[1] != file.sha256:
        raise DamagedError(f"{url} is another file now than the manifest says")
    if answer.status == 200:
        return 0
    given = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if given is None or (int(given[1]), int(given[2])) != (have, file.bytes):
        raise DamagedError(f"{url} answered with other bytes than were asked for")
    return have


def _pour(url: str, answer: urllib3.BaseHTTPResponse, file: DeliveryFile, out: BinaryIO) -> None:
    # Not `stream`: where an answer breaks off, that loses what it has read already.
    while piece := answer.read1(_PIECE):
        if out.tell() + len(piece) > file.bytes:
            raise DamagedError(f"{url} has more bytes than the manifest says")
        out.write(piece)


def retry_after(answer: urllib3.BaseHTTPResponse) -> float | None:
    """The wait that a server asks for, in seconds or until a date (RFC 9110, 10.2.3)."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    zoned = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
    return max(0.0, (zoned - clock.now()).total_seconds())


def _said(error: HTTPError) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()
