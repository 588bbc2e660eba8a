"""A partner's files over HTTPS: an office with this software, or for fetching any plain listing.

What an upload has brought so far is `name.part` there; the server itself gives it its name when all
has come, so that `rename` has nothing left to do.
"""

import datetime as dt
import email.utils
from collections.abc import Generator, Iterator
from contextlib import closing
from urllib.parse import quote

import msgspec
import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError, SSLError

from madoguchi.carriage.by_ftp import context_for
from madoguchi.carriage.folders import Folders
from madoguchi.carriage.names import UNFINISHED
from madoguchi.carriage.places import Entry, Facts, Place
from madoguchi.carriage.troubles import (
    BrokenOffError,
    CarriageError,
    DeniedError,
    FullError,
    StrangerError,
    TakenError,
    UnreachableError,
)
from madoguchi.errors import NotFoundError

_PIECE = 1 << 18
_SLICE = 1 << 24  # acknowledged one by one, so that a refusal is read and not drowned
_LARGEST_LISTING = 64_000_000
_PART = UNFINISHED[0]


class _Listed(msgspec.Struct, frozen=True):
    name: str
    bytes: int = 0
    modified: dt.datetime | None = None


class HttpsLine:
    """Speaks what `serving_https` describes."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._base = place.url.rstrip("/")
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(place.patience),
            retries=False,
            ssl_context=context_for(place),
            maxsize=2,
        )
        self._headers = {"user-agent": "madoguchi-carriage", "accept-encoding": "identity"}
        if place.user:
            shown = f"{place.user}:{place.password}"
            self._headers |= urllib3.make_headers(basic_auth=shown)

    def entries(self, folder: str) -> Iterator[Entry]:
        folders = Folders()
        while folders:
            prefix = folders.next()
            for one in self._listed(f"{folder}/{prefix}".strip("/")):
                if not one.name.endswith("/"):
                    yield Entry(prefix + one.name, one.bytes, one.modified)
                else:
                    folders.add(prefix, one.name.removesuffix("/"))

    def _listed(self, folder: str) -> list[_Listed]:
        answer = self._asked("GET", f"{folder}/" if folder else "")
        with closing(answer):
            try:
                data = answer.read(_LARGEST_LISTING)
            except HTTPError as error:
                raise self._broken(error) from None
        try:
            return msgspec.json.decode(data, type=list[_Listed])
        except msgspec.DecodeError:
            raise CarriageError(
                f"{self._place.shown()} answered no listing of files; is this the address of the "
                "folder that the partner gave?"
            ) from None

    def facts(self, name: str) -> Facts | None:
        try:
            answer = self._asked("HEAD", name)
        except NotFoundError:
            return None
        answer.close()
        length = answer.headers.get("content-length", "")
        if not length.isdigit():
            raise CarriageError(f"{self._place.shown()} does not say how large {name} is")
        modified = answer.headers.get("last-modified", "")
        return Facts(int(length), _version(answer), _date(modified))

    def read(self, name: str, start: int, facts: Facts) -> Generator[bytes, None, None]:
        wanted = {"range": f"bytes={start}-"} if start else {}
        if start and facts.version:
            wanted["if-range"] = facts.version
        answer = self._asked("GET", name, wanted)
        with closing(answer):
            skipped = start if answer.status == 200 else 0  # it knows nothing of parts
            if skipped and _version(answer) != facts.version:
                raise BrokenOffError(f"{self._place.shown()} changed {name}; try again")
            try:
                # Not `stream`: where an answer breaks off, that loses what it has read already.
                while piece := answer.read1(_PIECE):
                    had = min(skipped, len(piece))
                    skipped -= had
                    if had < len(piece):
                        yield piece[had:]
            except HTTPError as error:
                raise self._broken(error) from None

    def append(self, name: str, start: int, total: int, pieces: Iterator[bytes]) -> None:
        target = name.removesuffix(_PART)
        if not total:
            self._asked("PUT", target, body=b"").close()
        waiting = bytearray()
        for piece in pieces:
            waiting += piece
            if len(waiting) >= _SLICE:
                start = self._add(target, start, total, bytes(waiting))
                waiting.clear()
        if waiting:
            self._add(target, start, total, bytes(waiting))

    def _add(self, name: str, start: int, total: int, data: bytes) -> int:
        end = start + len(data)
        span = {"content-range": f"bytes {start}-{end - 1}/{total}"}
        self._asked("PUT", name, span, data).close()
        return end

    def rename(self, name: str, to: str) -> None:
        """The server does it when all has come."""
        if self.facts(to) is None:
            raise BrokenOffError(f"{self._place.shown()} has not all of {name} yet; send it again")

    def remove(self, name: str) -> None:
        self._asked("DELETE", name).close()

    def close(self) -> None:
        self._pool.clear()

    def _asked(
        self,
        method: str,
        name: str,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> urllib3.BaseHTTPResponse:
        url = f"{self._base}/{quote(name)}"
        try:
            answer = self._pool.request(
                method,
                url,
                headers=self._headers | (headers or {}),
                body=body,
                preload_content=False,
                redirect=False,
            )
        except SSLError as error:
            raise self._strange(error) from None
        except (HTTPError, MaxRetryError) as error:
            raise self._unreached(error) from None
        if answer.status in (200, 201, 202, 204, 206):
            return answer
        with closing(answer):
            raise self._refused(answer)

    def _refused(self, answer: urllib3.BaseHTTPResponse) -> CarriageError | NotFoundError:
        try:
            words = answer.read(500).decode("utf-8", "replace").strip()
        except HTTPError:
            words = ""
        said = f"{self._place.shown()} answered {answer.status}: {words or answer.reason}"
        if answer.status in (404, 410):
            return NotFoundError(said)
        if answer.status in (401, 403):
            return DeniedError(f"{said}; see to name, password and permission with the partner")
        if answer.status in (413, 507):
            return FullError(f"{said}; the partner must make room")
        if answer.status == 409:
            return TakenError(said)
        if answer.status in (416, 429) or answer.status >= 500:
            return BrokenOffError(f"{said}; try again later")
        return CarriageError(said)

    def _strange(self, error: SSLError) -> CarriageError:
        words = str(error)
        if "CERTIFICATE_VERIFY_FAILED" in words or "match" in words:
            return StrangerError(
                f"{self._place.shown()} shows a certificate that is not the agreed one: "
                f"{words[:200]}; nothing was sent. Ask the partner whether it changed"
            )
        return self._broken(error)

    def _unreached(self, error: HTTPError) -> CarriageError:
        why = f"{type(error).__name__}: {error}"[:300]
        return UnreachableError(f"{self._place.shown()} is not reached: {why}; try again later")

    def _broken(self, error: HTTPError) -> CarriageError:
        why = f"{type(error).__name__}: {error}"[:300]
        return BrokenOffError(f"{self._place.shown()} broke off: {why}; try again")


def _version(answer: urllib3.BaseHTTPResponse) -> str:
    return answer.headers.get("etag") or answer.headers.get("last-modified", "")


def _date(text: str) -> dt.datetime | None:
    try:
        return email.utils.parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
