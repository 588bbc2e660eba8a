"""How bulk data is asked for with a key, and how a refusal is said."""

from collections.abc import Mapping

import msgspec

from madoguchi.api.families import Head, Pairs, Shown
from madoguchi.api.operations import Answer
from madoguchi.api.refusals import Reason, Refusal

_STATUSES = {
    Reason.NO_ADDRESS: 404,
    Reason.NO_METHOD: 405,
    Reason.NO_CREDENTIALS: 401,
    Reason.BAD_CREDENTIALS: 401,
    Reason.NOT_PERMITTED: 403,
    Reason.SUSPENDED: 403,
    Reason.DAY_LIMIT: 429,
    Reason.MINUTE_LIMIT: 429,
    Reason.CROWDED: 429,
    Reason.BUSY: 503,
    Reason.TOO_LARGE: 413,
    Reason.BAD_REQUEST: 400,
    Reason.NOT_FOUND: 404,
    Reason.CONFLICT: 409,
    Reason.FAILED: 500,
}


def credentials(headers: Mapping[str, str], _query: Pairs) -> Shown | None:
    """A key as `Authorization: Bearer`, or in X-API-Key; keys have no place in addresses."""
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.strip():
        return Shown("key", secret.strip())
    key = headers.get("x-api-key", "")
    return Shown("key", key) if key else None


def refused(_head: Head, refusal: Refusal) -> Answer:
    """Say why, as JSON."""
    status = _STATUSES[refusal.reason]
    body = msgspec.json.encode({"error": refusal.reason.value, "message": refusal.message})
    headers = (("cache-control", "no-store"), *refusal.waiting)
    if status == 401:
        headers += (("www-authenticate", "Bearer"),)
    return Answer(body, status=status, headers=headers)
