"""What is done to every answer of the office's own interface: tags, conditions, compression."""

import gzip
import re
from collections.abc import Mapping
from hashlib import blake2b

import zstandard

from madoguchi.accounts import plan
from madoguchi.api.operations import Answer, Call
from madoguchi.api.own.ranges import ranged

_COMPRESSED_FROM = 1_000
_COMPRESSIBLE = ("application/json", "application/xml", "application/vnd", "text/")
_TAGS = re.compile(r'(?:W/)?"[^"]*"')


def finish(call: Call, answer: Answer) -> Answer:
    """Return an answer with its tag, not at all where the caller has it, packed where wished."""
    limits = _limits(call)
    if call.method not in ("GET", "HEAD") or answer.status != 200:
        return answer._replace(headers=(*answer.headers, _NOT_STORED, *limits))
    tag = _tag(answer)
    given = [pair for pair in answer.headers if pair[0] != "etag"]
    if not any(name == "cache-control" for name, _ in given):
        given.append(_KEPT[bool(call.caller.number)])
    headers = (*given, ("etag", tag), _VARY, *limits)
    if "if-none-match" in call.headers and _has(call.headers, tag):
        return Answer(b"", "", 304, headers)
    answer = Answer(answer.body, answer.media_type, 200, headers)
    piece = ranged(call, answer, tag) if "range" in call.headers else None
    if piece is not None:
        return piece
    wanted = call.headers.get("accept-encoding", "")
    return _packed(answer, wanted) if wanted else answer


_NOT_STORED = ("cache-control", "no-store")
_KEPT = {True: ("cache-control", "private, no-cache"), False: ("cache-control", "no-cache")}
_VARY = ("vary", "Accept-Encoding, Authorization")


def _tag(answer: Answer) -> str:
    """The tag that an operation gives, else one of the bytes."""
    given = (value for name, value in answer.headers if name == "etag")
    return next(given, None) or f'"{blake2b(answer.body, digest_size=12).hexdigest()}"'


def _has(headers: Mapping[str, str], tag: str) -> bool:
    """Whether the caller holds this very answer (RFC 9110, 13.1.2): weak comparison."""
    given = headers.get("if-none-match", "")
    if not given:
        return False
    return given.strip() == "*" or tag in (t.removeprefix("W/") for t in _TAGS.findall(given))


def _limits(call: Call) -> tuple[tuple[str, str], ...]:
    """How many calls are left today (IETF draft-ietf-httpapi-ratelimit-headers)."""
    if call.remaining < 0:
        return ()
    limit = plan(call.caller.plan).a_day("api")
    return (
        ("ratelimit-policy", f'"day";q={limit};w=86400'),
        ("ratelimit", f'"day";r={call.remaining}'),
    )


def _packed(answer: Answer, accepted: str) -> Answer:
    if len(answer.body) < _COMPRESSED_FROM or not answer.media_type.startswith(_COMPRESSIBLE):
        return answer
    wanted = {part.partition(";")[0].strip() for part in accepted.lower().split(",")}
    if "zstd" in wanted:
        return _as(answer, "zstd", zstandard.compress(answer.body, 3))
    if "gzip" in wanted:
        return _as(answer, "gzip", gzip.compress(answer.body, 5, mtime=0))
    return answer


def _as(answer: Answer, coding: str, body: bytes) -> Answer:
    headers = ((name, f"W/{value}" if name == "etag" else value) for name, value in answer.headers)
    return answer._replace(body=body, headers=(*headers, ("content-encoding", coding)))
