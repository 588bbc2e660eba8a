"""Global Dossier says what is wrong in a message; what the live one says is not recorded."""

from collections.abc import Mapping

import msgspec

from madoguchi.api.families import Head, Pairs, Shown
from madoguchi.api.operations import Answer
from madoguchi.api.refusals import Reason, Refusal

# A page of another address asks from a reader's browser.
HEADERS: Pairs = (
    ("access-control-allow-origin", "*"),
    ("access-control-allow-methods", "GET, HEAD, OPTIONS"),
    ("access-control-allow-headers", "authorization, content-type"),
    ("x-content-type-options", "nosniff"),
)
STATUS: Mapping[Reason, int] = {
    Reason.NO_ADDRESS: 404,
    Reason.NO_METHOD: 405,
    Reason.NO_CREDENTIALS: 403,
    Reason.BAD_CREDENTIALS: 403,
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


def credentials(_headers: Mapping[str, str], _query: Pairs) -> Shown | None:
    """The public page shows one value for everybody; it tells nothing of who calls."""
    return None


def refused(_head: Head, refusal: Refusal) -> Answer:
    body = msgspec.json.encode({"message": refusal.message})
    return Answer(body, status=STATUS[refusal.reason], headers=refusal.waiting)
