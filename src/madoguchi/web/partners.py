"""A partner office: contact, agreement, products, the way in, the steps towards an exchange."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi.errors import ConflictError, MadoguchiError
from madoguchi.exchange import Exchange, Partner, Version, fingerprint
from madoguchi.web import partner_files
from madoguchi.web.admission import form_of
from madoguchi.web.deliveries import changed
from madoguchi.web.exchanges import begun, met, said, sentence, standing, today_of
from madoguchi.web.partner_forms import (
    USES,
    FormError,
    detailed,
    filled,
    new_partner,
    written,
    written_parts,
)
from madoguchi.web.rendering import language, page
from madoguchi.web.visitors import visitor

_WAYS = {"details": detailed, "written": written}


@met
def partner(request: Request, exchange: Exchange, version: Version) -> Response:
    return shown(request, exchange, version)


def shown(
    request: Request, exchange: Exchange, version: Version, status: int = 200, **told: Any
) -> Response:
    """The page of a partner; `told` is what is said beside its forms."""
    one, lang, today = version.partner, language(request), today_of(exchange)
    state = exchange.status.of(one)
    values = {
        "partner": one,
        "version": version,
        "versions": exchange.partners.versions(one.id),
        "earlier": _earlier(request, exchange, one),
        "state": state,
        "products": [standing(product, today, lang) for product in state.products],
        "sentences": [sentence(each, lang) for each in state.sentences],
        "steps": exchange.partners.steps(one.id),
        "by_password": bool(exchange.partners.password(one.id)),
        "fingerprint": _print(one),
        "place": _place(one),
        "parts": written_parts(one),
        "filled": filled(one),
        "uses": USES,
        "token": visitor(request).form_token,
        "form": "",
        "mistake": "",
        "reason": "",
        "password": "",
        "compared": None,
        **told,
    }
    return page(request, "exchange-partner.html", values, status=status)


def _print(one: Partner) -> str:
    return fingerprint(one.certificate) if one.certificate else ""


def _place(one: Partner) -> str:
    """Where the partner's server is, without a name and password that an address may carry."""
    place = one.transport.place
    return re.sub(r"//[^/]*@", "//", place.shown()) if place else ""


def _earlier(request: Request, exchange: Exchange, one: Partner) -> tuple[int, str] | None:
    """An earlier version as written, where one is asked for."""
    asked = request.query_params.get("version", "")
    for version in exchange.partners.versions(one.id):
        if asked == str(version.version):
            return version.version, written_parts(version.partner, whole=True)
    return None


# -- changes ---------------------------------------------------------------------------------------


@met
def change_partner(request: Request, exchange: Exchange, version: Version) -> Response:
    """What was filled in of a partner; each form says which of them it is."""
    what = form_of(request).get("change", "")
    if what in _WAYS:
        return _write(request, exchange, version, what)
    acts = partner_files.ACTS
    if what not in acts:
        return said(request, "exchange-no-change", 400)
    return acts[what](request, exchange, version, shown)


def _write(request: Request, exchange: Exchange, version: Version, what: str) -> Response:
    form, id_ = form_of(request), version.partner.id
    told: dict[str, Any] = {"form": what, **_typed(what, form)}
    expected = form.get("version", "")
    try:
        new = _WAYS[what](version.partner, form)
        number = int(expected) if expected.isdecimal() and len(expected) < 10 else -1
        put = exchange.partners.put(new, visitor(request).number, number)
    except FormError as error:
        return shown(request, exchange, version, 400, mistake=error.key, **told)
    except ConflictError:
        latest = exchange.partners.version(id_)
        return shown(request, exchange, latest, 409, mistake="exchange-conflict", **told)
    except MadoguchiError as error:
        mistake = {"mistake": "exchange-partner-wrong", "reason": str(error)}
        return shown(request, exchange, version, 400, **mistake, **told)
    changed(request, id_, what, version=str(put))
    return RedirectResponse(f"/office/exchange/{id_}", 303)


def _typed(what: str, form: dict[str, str]) -> dict[str, Any]:
    """What was typed is kept."""
    return {"parts": form.get("parts", "")} if what == "written" else {"filled": form}


# -- a new partner ---------------------------------------------------------------------------------


@begun
def partner_form(request: Request, _exchange: Exchange) -> Response:
    return _new(request, {"lang": "en"})


@begun
def add_partner(request: Request, exchange: Exchange) -> Response:
    form = form_of(request)
    try:
        new = new_partner(form)
        exchange.partners.put(new, visitor(request).number, 0)
    except FormError as error:
        return _new(request, form, 400, mistake=error.key)
    except ConflictError:
        return _new(request, form, 409, mistake="exchange-partner-known")
    except MadoguchiError as error:
        return _new(request, form, 400, mistake="exchange-partner-wrong", reason=str(error))
    changed(request, new.id, "added", version="1")
    return RedirectResponse(f"/office/exchange/{new.id}", 303)


def _new(
    request: Request, form: dict[str, str], status: int = 200, mistake: str = "", reason: str = ""
) -> Response:
    token = visitor(request).form_token
    values = {"filled": form, "uses": USES, "token": token, "mistake": mistake, "reason": reason}
    return page(request, "exchange-partner-new.html", values, status=status)
