"""Asking a server for JSON: in a bounded time, an answer of bounded size, or a clear error."""

import time
from collections.abc import Mapping
from typing import Any

import msgspec
import urllib3
from urllib3.exceptions import HTTPError, LocationValueError

from madoguchi import __version__
from madoguchi.errors import TranslationError

_LARGEST = 4_000_000
_PIECE = 1 << 16
_WRONG = 300


class Line:
    """The line to one server; `timeout` is for a whole answer, however slowly it comes."""

    def __init__(self, name: str, timeout: float) -> None:
        self._name = name
        self._timeout = timeout
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(total=timeout), retries=False, maxsize=4
        )

    def ask(self, method: str, url: str, headers: Mapping[str, str], body: object = None) -> Any:
        """Return the decoded answer. Raises TranslationError."""
        sent = {
            "user-agent": f"madoguchi/{__version__}",
            "accept": "application/json",
            "accept-encoding": "identity",
            "content-type": "application/json",
            **headers,
        }
        deadline = time.monotonic() + self._timeout
        data = None if body is None else msgspec.json.encode(body)
        try:
            answer = self._pool.request(
                method, url, headers=sent, body=data, preload_content=False, redirect=False
            )
            try:
                return self._read(answer, deadline)
            finally:
                answer.close()
        except msgspec.DecodeError as error:
            raise self._error(f"its answer is no JSON: {error}") from None
        except (HTTPError, LocationValueError) as error:
            raise self._error(type(error).__name__, str(error)[:300]) from None
        except ValueError:  # what it says would show the key
            raise self._error(
                "its key or a header cannot be sent; look for odd characters"
            ) from None

    def _read(self, answer: urllib3.BaseHTTPResponse, deadline: float) -> Any:
        data = b""
        while piece := answer.read1(_PIECE):
            data += piece
            if len(data) > _LARGEST:
                raise self._error(f"its answer is larger than {_LARGEST // 1_000_000} MB")
            if time.monotonic() > deadline:
                raise self._error(f"it did not answer within {self._timeout:g} seconds")
        if answer.status >= _WRONG:
            said = data[:200].decode("utf-8", errors="replace")
            raise self._error(f"it answered {answer.status}", repr(said))
        return msgspec.json.decode(data)

    def _error(self, reason: str, detail: str = "") -> TranslationError:
        return TranslationError(f"the engine {self._name} cannot be used now: {reason}", detail)
