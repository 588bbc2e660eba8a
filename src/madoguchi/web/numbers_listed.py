"""The numbers of a product one by one: what came of each, and what is missing by range."""

from collections.abc import Iterator
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.exchange import Completeness, Exchange, Line, ListState, Partner, Product
from madoguchi.web.deliveries import delivered
from madoguchi.web.rendering import page, room
from madoguchi.web.tabular import as_file

PAGE_SIZE = 200
_RANGES = 100
STATES: tuple[ListState, ...] = get_args(ListState)
COLUMNS = (
    "record", "number", "kind", "date", "week", "state", "has", "exception", "package", "error",
    "asked",
)  # fmt: skip


def _wanted(request: Request) -> tuple[ListState, str]:
    """Which state and week are asked for; what is none means all."""
    state, week = (request.query_params.get(name, "") for name in ("state", "week"))
    return next((one for one in STATES if one == state), "all"), week[:8]


def _numbers(exchange: Exchange, partner: Partner, product: Product) -> Completeness:
    return exchange.completeness(product.direction, partner.id, product)


@delivered
def numbers(request: Request, exchange: Exchange, partner: Partner, product: Product) -> Response:
    found = _numbers(exchange, partner, product)
    state, week = _wanted(request)
    after = request.query_params.get("after", "")[:200]
    lines = found.lines(state, week, after, PAGE_SIZE)
    ranges = found.missing(week, _RANGES + 1) if state in ("all", "missing") and not after else []
    known = exchange.status.weeks(partner, product)
    values = {
        "partner": partner,
        "product": product,
        "state": state,
        "states": STATES,
        "week": week,
        "weeks": [one.week for one in reversed(known) if one.week],
        "counts": next((one for one in known if one.week == week), None) if week else None,
        "lines": lines,
        "held": room(request).archive.publications([one.record for one in lines]).keys(),
        "ranges": ranges[:_RANGES],
        "more_ranges": len(ranges) > _RANGES,
        "next": lines[-1].record if len(lines) == PAGE_SIZE else "",
    }
    return page(request, "exchange-numbers.html", values)


@delivered
def numbers_csv(
    request: Request, exchange: Exchange, partner: Partner, product: Product
) -> Response:
    return _as_file(request, "csv", (exchange, partner, product))


@delivered
def numbers_json(
    request: Request, exchange: Exchange, partner: Partner, product: Product
) -> Response:
    return _as_file(request, "json", (exchange, partner, product))


def _as_file(request: Request, form: str, of: tuple[Exchange, Partner, Product]) -> Response:
    state, week = _wanted(request)
    found = _numbers(*of)
    name = "-".join(part for part in (of[1].id, of[2].id, state, _plain(week)) if part)
    return as_file(request, f"{name}.{form}", COLUMNS, _rows(found, state, week))


def _plain(week: str) -> str:
    return "".join(sign for sign in week if sign.isascii() and sign.isalnum())


def _rows(found: Completeness, state: ListState, week: str) -> Iterator[dict[str, Any]]:
    """What a list leaves unsaid comes first: numbers left out, where no list tells of them."""
    if state in ("all", "missing"):
        for one in found.missing(week):
            if one.inferred:
                yield {"number": str(one), "week": one.week, "state": "missing", "has": []}
    yield from map(_row, found.every(state, week))


def _row(line: Line) -> dict[str, Any]:
    return line._asdict()
