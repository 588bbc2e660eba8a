"""The log of the exchange: what happened and, of every fault, what to do."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.exchange import Entry, Exchange
from madoguchi.web.exchanges import begun
from madoguchi.web.rendering import language, page
from madoguchi.wording import Messages, messages

PAGE_SIZE = 100
_LOOKED_THROUGH = 5_000
_READ = 500


@begun
def log(request: Request, exchange: Exchange) -> Response:
    asked = request.query_params
    before = asked.get("before", "")
    place = int(before) if before.isdecimal() and len(before) < 18 else 0
    partner, faults = asked.get("partner", "")[:40], asked.get("faults", "") == "1"
    entries, after = _found(exchange, partner, place, faults=faults)
    words = messages(language(request))
    values = {
        "entries": [(one, *worded(one, words)) for one in entries],
        "partners": [one.id for one in exchange.partners.all()],
        "partner": partner,
        "faults": faults,
        "next": after,
    }
    return page(request, "exchange-log.html", values)


def _found(
    exchange: Exchange, partner: str, before: int, *, faults: bool
) -> tuple[list[Entry], int]:
    """A page of the log, and where to go on: 0 at its beginning.

    Looks through a certain number of lines at most, so that rare faults keep nobody waiting.
    """
    found: list[Entry] = []
    looked = 0
    while looked < _LOOKED_THROUGH:
        entries = exchange.log.latest(partner, _READ, before)
        for one in entries:
            before = one.position
            if not faults or one.level == "fault":
                found.append(one)
            if len(found) == PAGE_SIZE:
                return found, before if before > 1 else 0
        looked += len(entries)
        if len(entries) < _READ:
            return found, 0
    return found, before


def worded(one: Entry, words: Messages) -> tuple[str, str]:
    """The words and the remedy of a line; the code where its words cannot be filled."""
    values: dict[str, Any] = {"package": one.package, "product": one.product, **one.data}
    return _filled(f"exchange-log-{one.code}", values, words) or one.code, (
        _filled(f"exchange-remedy-{one.code}", values, words) if one.level != "done" else ""
    )


def _filled(key: str, values: dict[str, Any], words: Messages) -> str:
    """A message with what the line has; what an older line lacks leaves only its code."""
    if not words.has(key):
        return ""
    try:
        return words(key, **values)
    except KeyError:
        return ""
