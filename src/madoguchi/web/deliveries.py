"""One product of an exchange: what was due and what came, its packages, its years at a glance."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi.accounts import Act
from madoguchi.errors import MadoguchiError, NotFoundError
from madoguchi.exchange import Asked, Exchange, Partner, Product, Shipment, Version
from madoguchi.web.admission import form_of
from madoguchi.web.exchanges import met, said, standing, today_of
from madoguchi.web.heatmap import MARKS, YEARS, Glance
from madoguchi.web.rendering import language, page, room
from madoguchi.web.visitors import address_of_client, visitor

Delivered = Callable[[Request, Exchange, Partner, Product], Response]
_LATEST_REQUESTS, _NAMED = 50, 5
_PATIENCE = 5.0


def delivered(handler: Delivered) -> Callable[[Request], Response]:
    """Lead to a product of a partner."""

    @met
    @wraps(handler)
    def found(request: Request, exchange: Exchange, version: Version) -> Response:
        partner, id_ = version.partner, str(request.path_params["product"])
        product = partner.product(id_)
        if product is None:
            return said(request, "exchange-no-product", 404, partner=partner.id, product=id_[:40])
        return handler(request, exchange, partner, product)

    return found


@delivered
def deliveries(
    request: Request, exchange: Exchange, partner: Partner, product: Product
) -> Response:
    return _shown(request, (exchange, partner, product))


class Chosen(NamedTuple):
    """The year that is shown, and those that can be."""

    year: int
    years: list[int]


def _shown(
    request: Request, of: tuple[Exchange, Partner, Product], status: int = 200, **told: Any
) -> Response:
    exchange, partner, product = of
    today, lang = today_of(exchange), language(request)
    state = next(
        one for one in exchange.status.of(partner).products if one.product.id == product.id
    )
    packages = _packages(exchange, partner, product)
    held = [one for one in packages if one.state == "held"]
    glance = Glance.of(exchange.status.weeks(partner, product), state.dues, held, today)
    chosen = _chosen(request, glance, packages)
    own = [one for one in packages if _year(one) == chosen.year]
    receipts = _receipts(exchange, partner)
    values = {
        "partner": partner,
        "product": product,
        "shown": standing(state, today, lang),
        "chosen": chosen,
        "rows": [(year, glance.row(year)) for year in chosen.years if year <= chosen.year][:YEARS],
        "marks": MARKS,
        "dues": [one for one in reversed(state.dues) if one.day.year == chosen.year],
        "packages": [(one, _of_package(receipts, one)) for one in own],
        "held": held,
        "requests": [_told(one) for one in _requests(exchange, partner, product)],
        "token": visitor(request).form_token,
        "mistake": "",
        "reason": "",
        "typed": {},
        **told,
    }
    return page(request, "exchange-product.html", values, status=status)


def _packages(exchange: Exchange, partner: Partner, product: Product) -> list[Shipment]:
    every = exchange.shipments.of(product.direction, partner.id)
    return [one for one in every if one.product == product.id]


def _year(one: Shipment) -> int:
    """The year in which a package came, or went."""
    return int(((one.arrived if one.direction == "in" else one.produced) or one.produced)[:4])


def _chosen(request: Request, glance: Glance, packages: list[Shipment]) -> Chosen:
    known = {*glance.years(), *map(_year, packages)}
    years = list(range(max(known), min(known) - 1, -1))
    asked = request.query_params.get("year", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) == 4 else years[0]
    return Chosen(wanted if wanted in years else years[0], years)


def _requests(exchange: Exchange, partner: Partner, product: Product) -> list[Asked]:
    return exchange.messages.asked(product.direction, partner.id, product.id)[:_LATEST_REQUESTS]


def _told(one: Asked) -> tuple[Asked, int, str]:
    """A request with how much is asked for, and the first of it."""
    things = one.things
    more = " …" if len(things) > _NAMED else ""
    return one, len(things), " ".join(things[:_NAMED]) + more


# -- receipts --------------------------------------------------------------------------------------


def _receipts(exchange: Exchange, partner: Partner) -> list[str]:
    kept = exchange.quarters.root / "kept" / partner.id
    return sorted(path.name for path in kept.glob("*.receipt.json"))


def _of_package(receipts: list[str], one: Shipment) -> list[str]:
    start = f"{one.name}."
    return [name for name in receipts if name.startswith(start)]


@delivered
def receipt(request: Request, exchange: Exchange, partner: Partner, _product: Product) -> Response:
    """A receipt as it was sent; only what lies there has an address."""
    name = str(request.path_params["receipt"])
    if name not in _receipts(exchange, partner):
        return said(request, "exchange-no-receipt", 404, receipt=name[:80])
    data = (exchange.quarters.root / "kept" / partner.id / name).read_bytes()
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type="application/json", headers=headers)


# -- what the gate holds ---------------------------------------------------------------------------


@delivered
def decide(request: Request, exchange: Exchange, partner: Partner, product: Product) -> Response:
    """A package that is held is let in or refused, for a reason."""
    form, of = form_of(request), (exchange, partner, product)
    reason, what = form.get("reason", "").strip()[:2000], form.get("change", "")
    sequence = form.get("sequence", "")
    if not reason:
        return _shown(request, of, 400, mistake="exchange-reason-needed", typed=form)
    if what not in ("release", "refuse") or not sequence.isdecimal() or len(sequence) > 12:
        return _shown(request, of, 400, mistake="exchange-not-decided", typed=form)
    try:
        with exchange.working(_PATIENCE):
            if what == "release":
                seen = form.get("sha256", "")
                exchange.arrivals.release(partner, product.id, int(sequence), seen)
            else:
                exchange.arrivals.refuse(partner, product.id, int(sequence), reason)
    except NotFoundError:
        return _shown(request, of, 404, mistake="exchange-not-decided", typed=form)
    except MadoguchiError as error:
        told = {"mistake": "exchange-not-now", "reason": str(error), "typed": form}
        return _shown(request, of, 409, **told)
    changed(request, partner.id, what, product=product.id, sequence=sequence, reason=reason[:200])
    return RedirectResponse(f"/office/exchange/{partner.id}/{product.id}", 303)


def changed(request: Request, partner: str, what: str, **detail: str) -> None:
    """Put on the trail what was changed of an exchange."""
    who, address = visitor(request).number, address_of_client(request)
    audit = room(request).accounts.audit
    audit.record(Act.EXCHANGE_CHANGED, who, partner, address=address, change=what, **detail)


def day_or_none(text: str) -> dt.date | None:
    """A day as forms send it. Raises ValueError."""
    return dt.date.fromisoformat(text.strip()) if text.strip() else None
