"""Data exchange as everybody sees it: what there is, how a partner begins, by what we are known.

Nothing here tells with whom anything is exchanged.
"""

import msgspec
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from madoguchi.exchange import STEPS, Exchange, Offer, fingerprint, offers, own_host_key_line
from madoguchi.web.exchanges import amiss, begun, today_of
from madoguchi.web.rendering import page, room
from madoguchi.web.tabular import as_file

COLUMNS = tuple(Offer.__struct_fields__)


def _offers(request: Request, exchange: Exchange) -> list[Offer]:
    held = room(request).window.holdings()
    return offers(exchange.quarters.office, exchange.partners.all(), held, today_of(exchange))


@begun
def exchange_page(request: Request, exchange: Exchange) -> Response:
    """The list of available data, and how to begin."""
    seal = exchange.quarters.seal
    values = {
        "offers": _offers(request, exchange),
        "office": exchange.quarters.office,
        "fingerprint": fingerprint(seal.certificate),
        "host_key": own_host_key_line(exchange.quarters),
        "steps": STEPS,
    }
    return page(request, "exchange.html", values)


def data_csv(request: Request) -> Response:
    return _as_file(request, "data.csv")


def data_json(request: Request) -> Response:
    return _as_file(request, "data.json")


def _as_file(request: Request, name: str) -> Response:
    exchange = room(request).exchange
    if not exchange.quarters.begun:
        return as_file(request, name, COLUMNS, ())
    if wrong := amiss(request, exchange):
        return wrong
    rows = (msgspec.structs.asdict(one) for one in _offers(request, exchange))
    return as_file(request, name, COLUMNS, rows)


@begun
def certificate(_request: Request, exchange: Exchange) -> Response:
    """What our packages, receipts and requests are signed with."""
    return PlainTextResponse(
        exchange.quarters.seal.certificate,
        media_type="application/x-pem-file",
        headers={"content-disposition": 'attachment; filename="certificate.pem"'},
    )
