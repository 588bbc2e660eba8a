"""Why OPS does not answer: its faults, each with a code, a message and an HTTP status.

Sources: ops.xsd (`fault`), recorded answers of EPO OPS 3.2, and the codes its clients handle.
"""

from collections.abc import Sequence
from http import HTTPStatus
from xml.etree.ElementTree import Element, SubElement

from madoguchi.api.families import Head
from madoguchi.api.operations import Answer
from madoguchi.api.ops.writing import written
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.errors import MadoguchiError, NumberError, QueryError

XML = "application/xml;charset=utf-8"
_OPS = "http://ops.epo.org"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Fault(MadoguchiError):  # noqa: N818 - what OPS calls it
    """A call that OPS answers with a fault; `resolutions` are calls that would be answered."""

    def __init__(
        self, status: int, code: str, message: str, cause: str = "", resolutions: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.cause = cause
        self.resolutions = tuple(resolutions)

    def answer(self) -> Answer:
        root = Element("fault", {"xmlns": _OPS})
        SubElement(root, "code").text = self.code
        SubElement(root, "message").text = self.message
        if self.cause or self.resolutions:
            details = SubElement(root, "details")
            if self.cause:
                SubElement(details, "cause").text = self.cause
            for resolution in self.resolutions:
                SubElement(details, "resolution").text = resolution
        return Answer(written(root, _DECLARATION), XML, self.status)


def nothing_found() -> Fault:
    """Nothing is held; OPS says so with a fault, also where a search finds nothing."""
    return Fault(404, "SERVER.EntityNotFound", "No results found")


def invalid_reference(cause: str) -> Fault:
    return Fault(404, "CLIENT.InvalidReference", "The request was invalid", cause)


def invalid_query(message: str) -> Fault:
    return Fault(400, "CLIENT.InvalidQuery", message)


# What is wrong with an expression and what to write, by the code of the mistake.
_REMEDIES = {
    "too-long": "the expression is too long; write at most {detail} characters",
    "too-many-terms": "the expression has too many terms; write at most {detail}",
    "too-deep": "brackets stand too deep; write at most {detail} one inside the other",
    "unclosed-quotation": 'a quotation is not closed; write another "',
    "unclosed-bracket": "a bracket is not closed; write another )",
    "unopened-bracket": "a bracket is closed that was not opened; leave it out",
    "term-expected": "a value is missing; write for example ti=plastic",
    "unknown-field": "{detail} is no index here; write for example ti, ab, ta, txt, pa, in, pn, "
    "ap, pr, num, pd, ipc or cpc",
    "unknown-relation": "{detail} is no relation; write =, <, <=, >, >=, all, any or within",
    "unknown-modifier": "{detail} is not understood here; leave it out",
    "relation-for-dates": "{detail} is for dates; write = with this index",
    "no-proximity": "proximity is not searched here; write and, or a phrase in quotation marks",
    "nothing-to-search": "there is no letter or digit in {detail}; write a word",
    "mask-in-phrase": "in {detail} a sign leaves letters open; write it in a single word, or * at "
    "the end",
    "mask-too-short": "write at least {detail} characters before *, ? or #",
    "mask-in-number": "{detail} leaves digits open; write the number in full",
    "not-a-symbol": "{detail} is no classification symbol; write for example H01L21/301",
    "date-expected": "{detail} is no date; write 2005, 200512, 20051214 or two of them in "
    "quotation marks",
    "range-reversed": "{detail} ends before it begins; write the earlier date first",
}
_CODES = {
    "unknown-field": "CLIENT.InvalidIndex",
    "mask-too-short": "CLIENT.MinimumCharsBeforeTruncation",
}


def not_understood(error: MadoguchiError) -> Fault:
    """The fault for what could not be read."""
    if isinstance(error, Fault):
        return error
    if isinstance(error, QueryError):
        detail = error.detail[:60]
        remedy = _REMEDIES.get(error.code, error.code).format(detail=repr(detail) if detail else "")
        message = f"character {error.position + 1}: {remedy}"
        return Fault(400, _CODES.get(error.code, "CLIENT.CQL"), message, detail)
    if isinstance(error, NumberError):
        return invalid_reference(str(error))
    return Fault(404, "SERVER.EntityNotFound", str(error))


_FAULTS = {
    Reason.NO_ADDRESS: (404, "CLIENT.NotFound"),
    Reason.NO_METHOD: (405, "CLIENT.MethodNotAllowed"),
    Reason.NOT_PERMITTED: (403, "CLIENT.Forbidden"),
    Reason.CROWDED: (503, "SERVER.LimitedServerResources"),
    Reason.BUSY: (503, "SERVER.LimitedServerResources"),
    Reason.TOO_LARGE: (413, "CLIENT.RequestTooLarge"),
    Reason.BAD_REQUEST: (400, "CLIENT.InvalidQuery"),
    Reason.NOT_FOUND: (404, "SERVER.EntityNotFound"),
    Reason.CONFLICT: (409, "CLIENT.Conflict"),
    Reason.FAILED: (500, "SERVER.DomainAccess"),
}
# Which of OPS's two quotas a limit stands for; clients wait by it.
_QUOTAS = {
    Reason.DAY_LIMIT: "RegisteredQuotaPerWeek",
    Reason.MINUTE_LIMIT: "IndividualQuotaPerHour",
}
_TOKENS = {
    Reason.NO_CREDENTIALS: "missing_access_token",
    Reason.BAD_CREDENTIALS: "invalid_access_token",
}
TOKEN_PATH = "/3.2/auth/accesstoken"  # noqa: S105 - an address


def refuse(head: Head, refusal: Refusal) -> Answer:
    """Return a refusal as OPS says it."""
    if head.path == TOKEN_PATH and refusal.reason in _TOKENS:
        return Answer(
            b'{"ErrorCode" : "invalid_client", "Error" :"ClientId is Invalid"}', status=401
        )
    if refusal.reason in _TOKENS:
        description = "Access token is invalid or missing; get one at " + TOKEN_PATH
        return _error(400, _TOKENS[refusal.reason], description)
    if refusal.reason is Reason.SUSPENDED:
        return _error(403, "Developer account is blocked", refusal.message)
    if refusal.reason in _QUOTAS:
        return _quota(refusal)
    cause = refusal.__cause__
    if isinstance(cause, (QueryError, NumberError)):
        return not_understood(cause).answer()
    status, code = _FAULTS[refusal.reason]
    answer = Fault(status, code, refusal.message).answer()
    return answer._replace(headers=(*answer.headers, *refusal.waiting))


def _quota(refusal: Refusal) -> Answer:
    quota = _QUOTAS[refusal.reason]
    headers = (("X-Rejection-Reason", quota), *refusal.waiting)
    fault = Fault(HTTPStatus.FORBIDDEN, f"CLIENT.{quota}", refusal.message)
    return fault.answer()._replace(headers=headers)


def _error(status: int, message: str, description: str) -> Answer:
    """The gateway before OPS has a form of its own, in no namespace."""
    root = Element("error")
    SubElement(root, "code").text = str(status)
    SubElement(root, "message").text = message
    SubElement(root, "description").text = description
    return Answer(written(root), "application/xml", status)
