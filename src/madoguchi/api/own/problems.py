"""The one shape of errors of the office's own interface: problem details (RFC 9457)."""

import datetime as dt

import msgspec

from madoguchi.api.families import Head
from madoguchi.api.operations import Answer
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.errors import ConflictError, QueryError
from madoguchi.wording import query_error

MEDIA_TYPE = "application/problem+json"
STATUSES = {
    Reason.NO_ADDRESS: (404, "Nothing stands at this address"),
    Reason.NO_METHOD: (405, "This address does not take this method"),
    Reason.NO_CREDENTIALS: (401, "A key is needed"),
    Reason.BAD_CREDENTIALS: (401, "The key is not valid"),
    Reason.NOT_PERMITTED: (403, "Not permitted"),
    Reason.SUSPENDED: (403, "The account is suspended"),
    Reason.DAY_LIMIT: (429, "The limit of a day is reached"),
    Reason.MINUTE_LIMIT: (429, "The limit of a minute is reached"),
    Reason.CROWDED: (429, "Too many calls of yours at once"),
    Reason.BUSY: (503, "Too many calls at once"),
    Reason.TOO_LARGE: (413, "Too large"),
    Reason.BAD_REQUEST: (400, "The call cannot be read"),
    Reason.NOT_FOUND: (404, "Not held here"),
    Reason.CONFLICT: (409, "Another has changed it"),
    Reason.FAILED: (500, "Something failed here"),
}


OUT_OF_RANGE = "out-of-range"
# The names of all problems with their statuses, as the page that explains them lists them.
NAMES = {
    **{reason.value: status for reason, (status, _) in STATUSES.items()},
    OUT_OF_RANGE: 416,
}


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What went wrong, where, and what to do (RFC 9457, 3).

    `limit` names the limit that was reached, `limit_calls` how many calls it allows and
    `limit_until` when it counts anew; `position` is where in the expression the mistake is, in
    characters from 0, and `mistake` its name; `version` is what the subject stands at.
    """

    type: str
    title: str
    status: int
    detail: str
    limit: str = ""
    limit_calls: int | None = None
    limit_until: dt.datetime | None = None
    mistake: str = ""
    position: int | None = None
    version: int | None = None


_encoder = msgspec.json.Encoder()


def refused(head: Head, refusal: Refusal) -> Answer:
    """Return a refusal as problem details; the type is an address that explains it."""
    status, title = STATUSES[refusal.reason]
    problem = Problem(
        type=f"{head.base}/api/v1/problems#{refusal.reason.value}",
        title=title,
        status=status,
        detail=refusal.message,
    )
    body = _encoder.encode(_cause(_limit(problem, refusal), refusal.__cause__))
    return Answer(body, MEDIA_TYPE, status, _headers(refusal))


def out_of_range(base: str, size: int) -> Answer:
    """Refuse a piece that lies behind the end."""
    problem = Problem(
        type=f"{base}/api/v1/problems#{OUT_OF_RANGE}",
        title="No such range",
        status=416,
        detail=f"there are {size} bytes",
    )
    headers = (("content-range", f"bytes */{size}"), ("cache-control", "no-store"))
    return Answer(_encoder.encode(problem), MEDIA_TYPE, 416, headers)


def _limit(problem: Problem, refusal: Refusal) -> Problem:
    limit = refusal.limit
    if limit is None:
        return problem
    return msgspec.structs.replace(
        problem, limit=limit.name, limit_calls=limit.limit, limit_until=limit.until
    )


def _cause(problem: Problem, cause: BaseException | None) -> Problem:
    if isinstance(cause, QueryError):
        told = query_error(cause, "en")
        return msgspec.structs.replace(
            problem, detail=told, mistake=cause.code, position=cause.position
        )
    if isinstance(cause, ConflictError):
        return msgspec.structs.replace(problem, version=cause.version)
    return problem


def _headers(refusal: Refusal) -> tuple[tuple[str, str], ...]:
    kept = (("cache-control", "no-store"),)
    if refusal.reason in (Reason.NO_CREDENTIALS, Reason.BAD_CREDENTIALS):
        return (*kept, ("www-authenticate", 'Bearer realm="madoguchi"'))
    return (*kept, *refusal.waiting)
