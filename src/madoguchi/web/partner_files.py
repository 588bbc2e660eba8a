"""What else is done on a partner's page: the certificate, the way in, steps and their documents."""

import secrets
from collections.abc import Callable
from urllib.parse import quote

import msgspec
from cryptography.hazmat.primitives.serialization import Encoding
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi.errors import ConflictError, MadoguchiError, NotFoundError, RefusedError
from madoguchi.exchange import STEPS, Exchange, Version, check_certificate, fingerprint
from madoguchi.web.admission import form_of, upload_of
from madoguchi.web.deliveries import changed, day_or_none
from madoguchi.web.exchanges import met, said
from madoguchi.web.uploads import Upload
from madoguchi.web.visitors import visitor

Shown = Callable[..., Response]
Act = Callable[[Request, Exchange, Version, Shown], Response]
_LARGEST_CERTIFICATE = 50_000
_SAFE = ("application/pdf", "image/png", "image/jpeg", "text/plain")


# -- the certificate -------------------------------------------------------------------------------


def compare_certificate(
    request: Request, exchange: Exchange, version: Version, shown: Shown
) -> Response:
    """Show the fingerprint of what was handed in, to be compared before it is pinned."""
    try:
        pem = _certificate(request)
    except RefusedError as error:
        told = {
            "form": "certificate",
            "mistake": "exchange-certificate-wrong",
            "reason": str(error),
        }
        return shown(request, exchange, version, 400, **told)
    compared = (pem, fingerprint(pem))
    return shown(request, exchange, version, form="certificate", compared=compared)


def _certificate(request: Request) -> str:
    """The certificate alone, whatever else was pasted with it. Raises RefusedError."""
    sent = upload_of(request, "file").data or form_of(request).get("pem", "").encode()
    if len(sent) > _LARGEST_CERTIFICATE:
        raise RefusedError(f"a certificate has no {len(sent):,} bytes")
    found = check_certificate(sent.decode("utf-8", "replace"))
    return found.public_bytes(Encoding.PEM).decode()


def pin_certificate(
    request: Request, exchange: Exchange, version: Version, shown: Shown
) -> Response:
    """Whoever compared the fingerprint says so, and the certificate counts from now on."""
    told = {"form": "certificate", "mistake": "exchange-certificate-wrong"}
    try:
        pem = _certificate(request)
        new = msgspec.structs.replace(version.partner, certificate=pem)
        put = exchange.partners.put(new, visitor(request).number, _expected(request))
    except ConflictError:
        told["mistake"] = "exchange-conflict"
        return shown(request, exchange, version, 409, **told)
    except MadoguchiError as error:
        return shown(request, exchange, version, 400, **told, reason=str(error))
    changed(request, new.id, "certificate", version=str(put), fingerprint=fingerprint(pem))
    return _back(version)


def _expected(request: Request) -> int:
    version = form_of(request).get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else -1


def _back(version: Version, at: str = "") -> Response:
    return RedirectResponse(f"/office/exchange/{version.partner.id}{at}", 303)


# -- the way in ------------------------------------------------------------------------------------


def make_password(request: Request, exchange: Exchange, version: Version, shown: Shown) -> Response:
    """A password for our server, shown this once."""
    password = secrets.token_urlsafe(18)
    exchange.partners.set_password(version.partner.id, password, visitor(request).number)
    changed(request, version.partner.id, "password")
    return shown(request, exchange, version, password=password)


def end_password(request: Request, exchange: Exchange, version: Version, _shown: Shown) -> Response:
    exchange.partners.set_password(version.partner.id, "", visitor(request).number)
    changed(request, version.partner.id, "password-ended")
    return _back(version)


# -- steps -----------------------------------------------------------------------------------------


def take_step(request: Request, exchange: Exchange, version: Version, shown: Shown) -> Response:
    form, id_ = form_of(request), version.partner.id
    try:
        done = day_or_none(form.get("done", ""))
    except ValueError:
        told = {"form": "step", "mistake": "exchange-day-wrong"}
        return shown(request, exchange, version, 400, **told)
    step, note = form.get("step", ""), form.get("note", "").strip()[:2000]
    try:
        by = visitor(request).number
        exchange.partners.take_step(id_, step, str(done or ""), note, by)
    except NotFoundError:
        return said(request, "exchange-no-change", 400)
    changed(request, id_, "step", step=step, done=str(done or "-"))
    return _back(version, "#steps")


def add_paper(request: Request, exchange: Exchange, version: Version, shown: Shown) -> Response:
    """A document of a step is kept."""
    sent, step = upload_of(request, "file"), form_of(request).get("step", "")
    if step not in STEPS:
        return said(request, "exchange-no-change", 400)
    try:
        by = visitor(request).number
        ordinal = exchange.partners.add_paper(version.partner.id, step, _kept(sent), by)
    except RefusedError:
        told = {"form": "paper", "mistake": "exchange-paper-wrong"}
        return shown(request, exchange, version, 400, **told)
    changed(request, version.partner.id, "paper", step=step, paper=str(ordinal), name=sent.name)
    return _back(version, "#steps")


def _kept(sent: Upload) -> tuple[str, str, bytes]:
    """A document; of its type only those are believed that do nothing in a browser."""
    media = sent.media.partition(";")[0].strip().lower()
    return sent.name, media if media in _SAFE else "application/octet-stream", sent.data


@met
def paper(request: Request, exchange: Exchange, version: Version) -> Response:
    """A document as it was handed in: to be saved, never shown as a page of ours."""
    asked, id_ = str(request.path_params["paper"]), version.partner.id
    try:
        ordinal = int(asked) if asked.isdecimal() and len(asked) < 18 else 0
        found, data = exchange.partners.paper(id_, ordinal)
    except NotFoundError:
        return said(request, "exchange-no-paper", 404)
    name = quote(found.name, safe="")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(data, media_type=found.media, headers=headers)


ACTS: dict[str, Act] = {
    "certificate": compare_certificate,
    "pin": pin_certificate,
    "password": make_password,
    "password-end": end_password,
    "step": take_step,
    "paper": add_paper,
}
