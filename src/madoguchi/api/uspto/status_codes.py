"""The numbers that the USPTO gives to the statuses that it states."""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from madoguchi.api.operations import Answer, Call
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.api.uspto.asked import page_asked, read_body
from madoguchi.api.uspto.portal_envelope import answered
from madoguchi.errors import NotFoundError

_CODE = re.compile(r"applicationStatusCode:(>=|<=|>|<)?(\d{1,5})")
_WORDS = re.compile(r'(?:applicationStatusDescriptionText:)?(?:"([^"]+)"|([^\s:"()]+))')
_Fits = Callable[[int, str], bool]


@cache
def status_texts() -> Mapping[int, str]:
    """The office's words by number."""
    text = files(__package__).joinpath("status_codes.toml").read_text("utf-8")
    return {int(code): words for code, words in tomllib.loads(text)["codes"].items()}


@cache
def _codes() -> Mapping[str, int]:
    """The first number of each text; sources differ in capitals and blanks."""
    return {_plain(words): code for code, words in reversed([*status_texts().items()])}


def status_code(text: str) -> int | None:
    """Return the number of a status; None where the list has none for these words."""
    return _codes().get(_plain(text))


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def status_codes(call: Call) -> Answer:
    """The list of statuses, or those that a query finds."""
    asked = read_body(call) if call.method == "POST" else dict(call.query)
    page = page_asked(asked)
    fits = _read(str(asked.get("q") or ""))
    found = [(code, words) for code, words in status_texts().items() if fits(code, words)]
    if not found:
        raise NotFoundError("no status fits")
    bag = [
        {"applicationStatusCode": code, "applicationStatusDescriptionText": words}
        for code, words in found[page.offset : page.offset + page.limit]
    ]
    return answered(count=len(found), statusCodeBag=bag)


def _read(query: str) -> _Fits:
    """Numbers, words and phrases, all joined by AND or all by OR."""
    alternatives = re.split(r"\s+OR\s+", query.strip()) if query.strip() else []
    if len(alternatives) > 1:
        several = [_read(one) for one in alternatives]
        return lambda code, words: any(fits(code, words) for fits in several)
    conditions = [_condition(one) for one in re.split(r"\s+AND\s+", query.strip()) if one]
    return lambda code, words: all(fits(code, words) for fits in conditions)


def _condition(text: str) -> _Fits:
    number = _CODE.fullmatch(text)
    if number:
        sign, limit = number[1] or "", int(number[2])
        return lambda code, _: _compares(sign, code, limit)
    words = _WORDS.fullmatch(text)
    if words is None:
        raise Refusal(
            Reason.BAD_REQUEST,
            f"Invalid request, {text[:60]!r} is not read here; write applicationStatusCode:>100, "
            "or words joined by AND or OR",
        )
    pattern = re.escape((words[1] or words[2]).lower()).replace(r"\*", r"\w*")
    return lambda _, told: re.search(rf"(?<!\w){pattern}(?!\w)", told.lower()) is not None


def _compares(sign: str, code: int, limit: int) -> bool:
    if sign in (">", ">="):
        return code > limit or (sign == ">=" and code == limit)
    if sign in ("<", "<="):
        return code < limit or (sign == "<=" and code == limit)
    return code == limit
