"""Why a call is not served; each family of interfaces says it in its own form."""

from enum import StrEnum

from madoguchi.accounts import Reached
from madoguchi.errors import MadoguchiError

_CROWDED_FOR = 1


class Reason(StrEnum):
    NO_ADDRESS = "no-address"
    NO_METHOD = "no-method"
    NO_CREDENTIALS = "no-credentials"
    BAD_CREDENTIALS = "bad-credentials"
    NOT_PERMITTED = "not-permitted"
    SUSPENDED = "suspended"
    DAY_LIMIT = "day-limit"
    MINUTE_LIMIT = "minute-limit"
    CROWDED = "crowded"
    BUSY = "busy"
    TOO_LARGE = "too-large"
    BAD_REQUEST = "bad-request"
    NOT_FOUND = "not-found"
    CONFLICT = "conflict"
    FAILED = "failed"


class Refusal(MadoguchiError):  # noqa: N818 - the word at a counter
    """A call that is not served: why, in words for whoever called, and which limit was reached."""

    def __init__(self, reason: Reason, message: str = "", limit: Reached | None = None) -> None:
        super().__init__(message or reason.value)
        self.reason = reason
        self.message = message or reason.value
        self.limit = limit

    @property
    def waiting(self) -> tuple[tuple[str, str], ...]:
        """The header that says when to come again (RFC 9110, 10.2.3), where that would help."""
        if self.limit is not None:
            return (("retry-after", str(self.limit.seconds())),)
        crowded = self.reason in (Reason.BUSY, Reason.CROWDED)
        return (("retry-after", str(_CROWDED_FOR)),) if crowded else ()
