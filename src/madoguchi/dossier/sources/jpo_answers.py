"""What the JPO's API says by its codes, in JSON and in XML, before its data are read.

Source: the office's list of status codes and recorded answers.
"""

import re
from typing import NamedTuple

import msgspec

from madoguchi import clock
from madoguchi.dossier.sources.instants import over_in
from madoguchi.dossier.sources.source import Line, Reply, SourceError

TOKYO = "Asia/Tokyo"
_NOTHING = frozenset({"107", "108", "111"})
_A_DAY, _CROWDED, _LATE = "203", "303", "302"
_BAD_TOKEN, _BAD_CREDENTIALS = "210", "212"
_UNEXPECTED = "999"
_XML_CODE = re.compile(rb"<(?:\w+:)?statusCode>\s*(\d{3})\s*<")
_XML_LEFT = re.compile(rb"<(?:\w+:)?remainAccessCount>\s*(\d{1,9})\s*<")
_LOOK = 4096
_JSON_LOOK = 1 << 20


class _Result(msgspec.Struct, frozen=True):
    statusCode: str = ""  # noqa: N815 - as it is on the wire
    remainAccessCount: str = ""  # noqa: N815 - as it is on the wire


class _Envelope(msgspec.Struct, frozen=True):
    result: _Result = _Result()


class Said(NamedTuple):
    """The code of an answer; "" for what has none, such as a file."""

    code: str
    left: str = ""


def said(reply: Reply) -> Said:
    """Read the envelope, in whichever form: errors of the OPD-API come in JSON too."""
    start = reply.body[:_LOOK].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return _of_json(reply.body)
    if start.startswith(b"<"):
        code, left = _XML_CODE.search(start), _XML_LEFT.search(start)
        return Said(code[1].decode() if code else "", left[1].decode() if left else "")
    return Said("")


def _of_json(body: bytes) -> Said:
    try:
        result = msgspec.json.decode(body, type=_Envelope).result
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Said("")
    return Said(result.statusCode, result.remainAccessCount)


def answered(reply: Reply, line: Line, counter: str) -> bool:
    """Whether an answer has data, False where there are none. Raises SourceError."""
    code, left = said(reply)
    if left.isascii() and left.isdigit() and len(left) < 10:
        line.left(counter, int(left))
    if code in _NOTHING:
        return False
    if code == _A_DAY:
        line.left(counter, 0)
    if code in _FAILURES or (code and code != "100"):
        raise _failure(code, counter)
    if reply.status in (401, 403):
        raise SourceError("refused", f"it refuses us ({reply.status}): check user and password")
    return True


_FAILURES = {
    _A_DAY: "its limit of a day is reached",
    _CROWDED: "too many ask it at once",
    _LATE: "it took too long by its own account",
    _BAD_TOKEN: "it does not take the token that it lent",
    _BAD_CREDENTIALS: "it refuses user or password; check both",
    _UNEXPECTED: "it failed by its own account",
}


def _failure(code: str, counter: str) -> SourceError:
    reason = f"{counter}: {_FAILURES.get(code, 'it does not understand the call')} ({code})"
    if code == _A_DAY:
        return SourceError("exhausted", reason, over_in("day", clock.now(), TOKYO))
    if code == _CROWDED:
        return SourceError("exhausted", reason, 60, whole=True)
    if code == _LATE:
        return SourceError("late", reason)
    if code in (_BAD_TOKEN, _BAD_CREDENTIALS):
        return SourceError("refused", reason)
    return SourceError("unreachable" if code == _UNEXPECTED else "unreadable", reason)


def is_bad_token(reply: Reply) -> bool:
    return reply.status == 401 and said(reply).code in (_BAD_TOKEN, "")
