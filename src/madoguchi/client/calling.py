"""One call after the other: asked again after failures that pass, refused with the problem."""

import contextlib
import random
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar

import msgspec
import urllib3
from urllib3.exceptions import HTTPError, LocationValueError

from madoguchi import __version__
from madoguchi.client.answers import Problem
from madoguchi.client.fetching import Patience, retry_after
from madoguchi.errors import MadoguchiError

_Value = TypeVar("_Value")
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 120.0
_PASSING = (429, 502, 503, 504)
_REPEATABLE = ("GET", "DELETE")
_WRONG = 400


class ProblemError(MadoguchiError):
    """The office did not serve a call; `problem` says why, `status` is that of the answer."""

    def __init__(self, status: int, problem: Problem, url: str) -> None:
        super().__init__(f"{url} answered {status}: {problem.detail or problem.title}")
        self.status = status
        self.problem = problem


class UnreachableError(MadoguchiError):
    """The office was not reached, or did not answer, as often as it was tried."""


class Asked(NamedTuple):
    """A call; with a `key` of its own it can be sent again and is done once."""

    method: str
    url: str
    headers: Mapping[str, str] = {}
    body: bytes | None = None
    key: str = ""

    @property
    def repeatable(self) -> bool:
        return self.method in _REPEATABLE or bool(self.key)


class Line:
    """The line to an office: shows the key, waits as the office asks, tries again."""

    def __init__(self, key: str, patience: Patience, timeout: float) -> None:
        self._key = key
        self.patience = patience
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(timeout), retries=False)

    def close(self) -> None:
        self._pool.clear()

    def answer(self, asked: Asked) -> bytes:
        """Return the body of an answer. Raises ProblemError, UnreachableError."""
        with self.opened(asked) as answer:
            return _read(asked, answer)

    @contextlib.contextmanager
    def opened(self, asked: Asked) -> Iterator[urllib3.BaseHTTPResponse]:
        """Give the answer while it arrives. Raises ProblemError, UnreachableError."""
        answer = self._answered(asked)
        try:
            yield answer
        finally:
            answer.close()

    def _answered(self, asked: Asked) -> urllib3.BaseHTTPResponse:
        failures = 0
        while True:
            last = failures + 1 >= self.patience.attempts
            try:
                answer = self._once(asked)
            except HTTPError as error:
                if last or not asked.repeatable:
                    raise UnreachableError(f"{asked.url}: {_said(error)}") from None
                wait = None
            else:
                if answer.status < _WRONG:
                    return answer
                wait = retry_after(answer)
                refused = _refused(asked, answer)
                again = answer.status in _PASSING and asked.repeatable
                if last or not again or (wait or 0) > _LONGEST_WAIT:
                    raise refused
            self.patience.wait(_pause(failures) if wait is None else wait)
            failures += 1

    def _once(self, asked: Asked) -> urllib3.BaseHTTPResponse:
        headers = {"user-agent": f"madoguchi-client/{__version__}", **asked.headers}
        headers.setdefault("accept-encoding", "gzip")
        if self._key:
            headers["authorization"] = f"Bearer {self._key}"
        if asked.key:
            headers["idempotency-key"] = asked.key
        try:
            return self._pool.request(
                asked.method, asked.url, headers=headers, body=asked.body, preload_content=False
            )
        except LocationValueError as error:
            raise MadoguchiError(f"{asked.url} is no address of the web: {error}") from None


def _pause(failures: int) -> float:
    """Longer each time, and not all callers at once."""
    longest = min(_FIRST_WAIT * float(2**failures), _LONGEST_WAIT)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


def _read(asked: Asked, answer: urllib3.BaseHTTPResponse) -> bytes:
    try:
        return answer.read(decode_content=True)
    except HTTPError as error:
        raise UnreachableError(f"{asked.url}: {_said(error)}") from None


def _refused(asked: Asked, answer: urllib3.BaseHTTPResponse) -> ProblemError:
    with contextlib.suppress(HTTPError):
        body = answer.read(100_000, decode_content=True)
        with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
            return ProblemError(answer.status, msgspec.json.decode(body, type=Problem), asked.url)
    answer.close()
    return ProblemError(answer.status, Problem(title=answer.reason or ""), asked.url)


def _said(error: HTTPError) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def decoded(data: bytes, kind: type[_Value], url: str) -> _Value:
    """Read an answer. Raises MadoguchiError where it is something else."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MadoguchiError(f"{url} answered something else: {error}; is it an office?") from None
