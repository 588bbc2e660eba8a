"""The envelope of the Open Data Portal: bags with a count, errors with a code and details.

Source: the portal's Swagger file, answers 200 to 500 of the patent search.
"""

import uuid
from collections.abc import Mapping

import msgspec

from madoguchi.api.families import Head, Pairs, Shown
from madoguchi.api.operations import Answer
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.api.uspto.dossier_envelope import STATUS
from madoguchi.errors import QueryError
from madoguchi.search import ODP_FIELDS

Told = dict[str, object]
_ERRORS: Mapping[int, str] = {
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Payload Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
_NONE_FOUND = "No matching records found, refine your search criteria and try again"
_MISTAKES: Mapping[str, str] = {
    "date-expected": "write a day as 2021-08-04, or a month or year",
    "mask-in-number": "numbers are searched whole, without * and ?",
    "mask-in-phrase": "* and ? may stand in a single word only",
    "mask-too-short": "letters must stand before * or ?",
    "no-weights": "boosts, fuzzy words and distances are not searched here",
    "not-a-symbol": "this is no symbol of the CPC; write H01M10/05",
    "nothing-to-search": "there is no word in this",
    "range-reversed": "the first day of a range is after the last",
    "relation-for-dates": "ranges and comparisons are for days only",
    "term-expected": "a word or phrase is missing here",
    "too-deep": "too many brackets in one another",
    "too-long": "the query is too long",
    "too-many-terms": "the query has too many conditions",
    "unclosed-bracket": "a bracket or range is not closed",
    "unclosed-quotation": "a quotation mark is not closed",
    "unopened-bracket": "a bracket is closed that was not opened",
}


def credentials(headers: Mapping[str, str], _query: Pairs) -> Shown | None:
    key = headers.get("x-api-key", "").strip()
    return Shown("key", key) if key else None


def given(**fields: object) -> Told:
    """Only fields that have something stand in an answer."""
    return {name: value for name, value in fields.items() if value not in ("", None, [], {})}


def answered(**bags: object) -> Answer:
    return Answer(msgspec.json.encode({**bags, "requestIdentifier": str(uuid.uuid4())}))


def refused(_head: Head, refusal: Refusal) -> Answer:
    status = STATUS[refusal.reason]
    details, identifier = _details(refusal), str(uuid.uuid4())
    if status == 413:
        told = {"code": status, "message": _ERRORS[status], "detailedMessage": details}
    else:
        told = {"code": status, "error": _ERRORS[status], "errorDetails": details}
    body = msgspec.json.encode({**told, "requestIdentifier": identifier})
    return Answer(body, status=status, headers=refusal.waiting)


def _details(refusal: Refusal) -> str:
    cause = refusal.__cause__
    if isinstance(cause, QueryError):
        return _mistake(cause)
    if refusal.reason is Reason.NOT_FOUND:
        return _NONE_FOUND
    if refusal.reason is Reason.NO_CREDENTIALS:
        return "show a key of your account in the header X-API-KEY"
    return refusal.message


def _mistake(error: QueryError) -> str:
    where = f"Invalid request at character {error.position} of the query ({error.detail[:80]!r}): "
    if error.code == "unknown-field":
        names = ", ".join(ODP_FIELDS)
        return f"{where}this field is not searched here; these are: {names}"
    return where + _MISTAKES.get(error.code, error.code)
