"""One call over HTTP, bounded in time and size, that goes nowhere but where it was sent."""

import contextlib
import contextvars
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationValueError, NewConnectionError, SSLError
from urllib3.exceptions import TimeoutError as TimedOutError

from madoguchi import __version__
from madoguchi.dossier.sources.configuration import Configured
from madoguchi.dossier.sources.source import Reply, SourceError

# Method, address, headers, body, seconds in all, most bytes of the answer.
Transport = Callable[[str, str, Mapping[str, str], bytes | None, float, int], Reply]

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 3
_PIECE = 1 << 16
_MOST_HEADERS = 100

_ends: contextvars.ContextVar[float] = contextvars.ContextVar("madoguchi_call_ends")


class _OverError(OSError):
    """The time of a call is over."""


class _Bounded:
    """A connection whose answer must have begun when its time is over.

    The time-outs of sockets are of each reading: a server that sends a byte a second would never
    reach one.
    """

    sock: Any

    def getresponse(self) -> Any:
        with _cut_off(self.sock):
            return super().getresponse()  # type: ignore[misc]


class _Plain(_Bounded, HTTPConnection):
    pass


class _Secure(_Bounded, HTTPSConnection):
    pass


@contextlib.contextmanager
def _cut_off(sock: socket.socket) -> Iterator[None]:
    timer = threading.Timer(max(0.0, _ends.get() - time.monotonic()), _shut, (sock,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


class _Sent(NamedTuple):
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None
    most: int


class Web:
    """The transport of one source: its time-outs, its authority of certificates, no proxy."""

    def __init__(self, configured: Configured) -> None:
        self._connect, self._read = configured.connect, configured.read
        self._pool = urllib3.PoolManager(
            num_pools=4, maxsize=configured.threads, retries=False, cert_reqs="CERT_REQUIRED",
            ca_certs=configured.ca_file or None,
        )  # fmt: skip
        self._pool.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def close(self) -> None:
        self._pool.clear()

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None,
        timeout: float, most_bytes: int,
    ) -> Reply:  # fmt: skip
        """Send a call. Raises SourceError: late, unreachable, unreadable."""
        ends = time.monotonic() + timeout
        marker = _ends.set(ends)
        try:
            return self._followed(_Sent(method, url, headers, body, most_bytes), ends)
        except NewConnectionError as error:  # one of the time-outs, whatever it was
            raise SourceError("unreachable", _said(error)) from None
        except (TimedOutError, _OverError):
            raise _late(timeout) from None
        except (HTTPError, LocationValueError, OSError, ValueError) as error:
            if time.monotonic() >= ends:
                raise _late(timeout) from None
            raise SourceError("unreachable", _said(error)) from None
        finally:
            _ends.reset(marker)

    def _followed(self, sent: _Sent, ends: float) -> Reply:
        for _ in range(_MOST_REDIRECTS + 1):
            reply = self._once(sent, ends)
            target = reply.headers.get("location", "")
            if reply.status not in _REDIRECTS or not target or sent.method != "GET":
                return reply
            led = urljoin(sent.url, target)
            if origin(led) != origin(sent.url):
                raise SourceError("unreachable", "it leads to another host, which is not followed")
            sent = sent._replace(url=led)
        raise SourceError("unreachable", f"it leads on more than {_MOST_REDIRECTS} times")

    def _once(self, sent: _Sent, ends: float) -> Reply:
        left = ends - time.monotonic()
        if left <= 0:
            raise _OverError
        timeout = urllib3.Timeout(connect=min(self._connect, left), read=min(self._read, left))
        headers = {
            "user-agent": f"madoguchi/{__version__}",
            "accept-encoding": "gzip",
            # Another office of this sort answers from itself alone, so that nothing goes round.
            "via": "1.1 madoguchi",
        }
        answer = self._pool.request(
            sent.method, sent.url, headers={**headers, **sent.headers}, body=sent.body,
            timeout=timeout, preload_content=False, decode_content=False, redirect=False,
        )  # fmt: skip
        try:
            if time.monotonic() >= ends:  # a head that was cut off has the look of a whole one
                raise _OverError
            body = _received(answer, ends, sent.most)
        except BaseException:
            answer.close()
            raise
        answer.release_conn()
        return Reply(status=answer.status, headers=_headers(answer), body=body)


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Secure


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address. Raises ValueError for what is none of the web."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("no address of the web")
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _headers(answer: urllib3.BaseHTTPResponse) -> dict[str, str]:
    pairs = list(answer.headers.items())[:_MOST_HEADERS]
    return {name.lower(): value for name, value in pairs}


def _received(answer: urllib3.BaseHTTPResponse, ends: float, most: int) -> bytes:
    """The body, unpacked as it comes in, so that nothing grows beyond what is wanted."""
    packed = answer.headers.get("content-encoding", "identity").lower()
    if packed not in ("gzip", "identity", "x-gzip", ""):
        raise SourceError("unreadable", f"the answer is packed as {packed[:20]!r}, not gzip")
    unpacker = zlib.decompressobj(wbits=31) if "gzip" in packed else None
    whole = bytearray()
    while piece := answer.read1(_PIECE, decode_content=False):
        if time.monotonic() > ends:
            raise _OverError
        whole += _unpacked(unpacker, piece, most - len(whole) + 1) if unpacker else piece
        if len(whole) > most:
            raise SourceError("unreadable", f"the answer is larger than {most >> 20} MB")
    if unpacker is not None and whole and not unpacker.eof:
        raise SourceError("unreadable", "the answer is cut off")
    return bytes(whole)


def _unpacked(unpacker: Any, piece: bytes, most: int) -> bytes:
    try:
        return bytes(unpacker.decompress(piece, most))
    except zlib.error:
        raise SourceError("unreadable", "the answer says that it is packed and is not") from None


def _late(seconds: float) -> SourceError:
    return SourceError("late", f"no whole answer within {seconds:.0f} s")


def _said(error: Exception) -> str:
    """What went wrong without the address, in which secrets might stand."""
    if isinstance(error, SSLError | ssl.SSLError):
        return f"no safe connection: {type(error).__name__}"
    return f"no connection: {type(error).__name__}"
