"""Pieces of an answer, so that what broke off can go on (RFC 9110, 14)."""

import re

from madoguchi.api.operations import Answer, Call
from madoguchi.api.own.problems import out_of_range

_RANGE = re.compile(r"bytes=(?:([0-9]{1,15})-([0-9]{0,15})|-([0-9]{1,15}))")


def ranged(call: Call, answer: Answer, tag: str) -> Answer | None:
    """Return the piece that is asked for; None where it is the whole.

    What cannot be read, or is several pieces, is answered whole, as a server may; so is a piece of
    what the caller has another state of.
    """
    match = _RANGE.fullmatch(call.headers.get("range", "").strip())
    if match is None or call.method != "GET" or ("accept-ranges", "bytes") not in answer.headers:
        return None
    if call.headers.get("if-range", tag).strip() != tag:
        return None
    size = len(answer.body)
    first, last = _span(match, size)
    if first >= size or last < first:
        return out_of_range(call.base, size)
    told = ("content-range", f"bytes {first}-{last}/{size}")
    piece = answer.body[first : last + 1]
    return answer._replace(body=piece, status=206, headers=(*answer.headers, told))


def _span(match: re.Match[str], size: int) -> tuple[int, int]:
    if match[3]:
        return max(0, size - int(match[3])), size - 1 if int(match[3]) else -1
    return int(match[1]), min(int(match[2]) if match[2] else size, size - 1)
