"""How the exchange with each partner stands: the first page of the exchange's desk."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from madoguchi import clock
from madoguchi.errors import NotFoundError, ProfileError
from madoguchi.exchange import Exchange, PartnerState, ProductState, Sentence, Version
from madoguchi.web.rendering import day, language, page, room
from madoguchi.web.tabular import as_file
from madoguchi.wording import messages

Told = Callable[[Request, Exchange], Response]
Met = Callable[[Request, Exchange, Version], Response]
_DAYS = ("date", "since", "due")
COLUMNS = (
    "partner", "office", "name", "agreement", "exchange", "public", "product", "direction", "mark",
    "last", "due", "days_late", "next", "published", "handed", "missing", "abstract_only",
    "refused", "held", "waiting", "state",
)  # fmt: skip


def begun(handler: Told) -> Callable[[Request], Response]:
    """Lead to the exchange; where the office takes no part in one, the page says so."""

    @wraps(handler)
    def told(request: Request) -> Response:
        exchange = room(request).exchange
        return amiss(request, exchange) or handler(request, exchange)

    return told


def amiss(request: Request, exchange: Exchange) -> Response | None:
    """What is said where the office has not begun, or what it wrote of itself cannot be read."""
    try:
        _ = exchange.quarters.office
    except NotFoundError:
        return said(request, "exchange-not-begun", 200 if request.method == "GET" else 404)
    except ProfileError as error:
        return said(request, "exchange-office-wrong", 503, reason=str(error))
    return None


def met(handler: Met) -> Callable[[Request], Response]:
    """Lead to a partner as it was last written down."""

    @begun
    @wraps(handler)
    def found(request: Request, exchange: Exchange) -> Response:
        id_ = str(request.path_params["partner"])
        try:
            version = exchange.partners.version(id_)
        except NotFoundError:
            return said(request, "exchange-no-partner", 404, partner=id_[:40])
        return handler(request, exchange, version)

    return found


def said(request: Request, key: str, status: int, **values: str) -> Response:
    lines = [(key, values)]
    return page(request, "message.html", {"heading": "exchange", "lines": lines}, status=status)


def today_of(exchange: Exchange) -> dt.date:
    return clock.today(exchange.quarters.office.time_zone)


# -- one partner in words --------------------------------------------------------------------------


class Standing(NamedTuple):
    """A product in the table: what was due, how many days late it is, what there is to say."""

    state: ProductState
    due: dt.date | None
    days_late: int
    sentences: list[str]


def sentence(one: Sentence, lang: str) -> str:
    """A sentence about an exchange in the reader's words."""
    values = {name: _shown(name, value, lang) for name, value in one.values.items()}
    return messages(lang)(f"exchange-state-{one.key}", **values)


def _shown(name: str, value: str | int, lang: str) -> str | int:
    known = name in _DAYS and isinstance(value, str) and value != "-"
    return day(dt.date.fromisoformat(str(value)), lang) if known else value


def standing(one: ProductState, today: dt.date, lang: str) -> Standing:
    """A product as the table has it; late days count from the first due day that was missed."""
    since = _first_missed(one)
    last = one.dues[-1].day if one.dues else None
    return Standing(
        state=one,
        due=since or last,
        days_late=(today - since).days if since else 0,
        sentences=[sentence(each, lang) for each in one.sentences],
    )


def _first_missed(one: ProductState) -> dt.date | None:
    """The first of the due days, counted back from today, for which nothing has come."""
    first = None
    for due in reversed(one.dues):
        if due.state == "missing":
            first = due.day
        elif due.state != "open":
            break
    return first


# -- the table -------------------------------------------------------------------------------------


@begun
def states(request: Request, exchange: Exchange) -> Response:
    lang, today = language(request), today_of(exchange)
    rows = [
        (one, [standing(product, today, lang) for product in one.products],
         [sentence(each, lang) for each in one.sentences])
        for one in exchange.status.all()
    ]  # fmt: skip
    return page(request, "exchange-states.html", {"rows": rows, "today": today})


def states_csv(request: Request) -> Response:
    return _as_file(request, "exchange.csv")


def states_json(request: Request) -> Response:
    return _as_file(request, "exchange.json")


def _as_file(request: Request, name: str) -> Response:
    exchange, lang = room(request).exchange, language(request)
    if not exchange.quarters.begun:
        return as_file(request, name, COLUMNS, ())
    wrong = amiss(request, exchange)
    return wrong or as_file(request, name, COLUMNS, _lines(exchange, lang))


def _lines(exchange: Exchange, lang: str) -> Iterator[dict[str, Any]]:
    """A line for each product; a partner without products has one too."""
    today = today_of(exchange)
    for one in exchange.status.all():
        about = [sentence(each, lang) for each in one.sentences]
        for product in one.products:
            shown = standing(product, today, lang)
            yield {**_partner(one), **_product(shown), "state": " ".join(about + shown.sentences)}
        if not one.products:
            yield {**_partner(one), "state": " ".join(about)}


def _partner(one: PartnerState) -> dict[str, Any]:
    partner = one.partner
    return {
        "partner": partner.id, "office": partner.office, "name": partner.name("en"),
        "agreement": one.agreement, "exchange": one.exchange, "public": one.public,
    }  # fmt: skip


def _product(shown: Standing) -> dict[str, Any]:
    one = shown.state
    return {
        "product": one.product.id, "direction": one.direction, "mark": one.mark, "last": one.last,
        "due": shown.due.isoformat() if shown.due else "", "days_late": shown.days_late,
        "next": one.next, "published": one.total.published, "handed": one.total.handed,
        "missing": one.total.missing, "abstract_only": one.total.abstract_only,
        "refused": one.total.refused, "held": one.held, "waiting": one.waiting,
    }  # fmt: skip
