"""Signing in and out, and one's own account."""

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi import clock
from madoguchi.accounts import Act, Attempt, Refusal, roles
from madoguchi.errors import ForbiddenError, RefusedError
from madoguchi.web.admission import form_of
from madoguchi.web.rendering import instant, language, page, room
from madoguchi.web.visitors import (
    SESSION,
    VISIT,
    address_of_client,
    drop_cookie,
    own_path,
    set_cookie,
    visitor,
)
from madoguchi.web.visits import visit_page

_AFTER = "/account"


def sign_in_form(request: Request) -> Response:
    if visitor(request).actor is not None:
        return RedirectResponse(_next(request.query_params.get("next", "")), 303)
    return _form(request, next_=_next(request.query_params.get("next", "")))


def _next(text: str) -> str:
    """Where to go after signing in: a page of this window, never another site."""
    path = own_path(text)
    return _AFTER if path.partition("?")[0] in ("/", "/login", "/logout") else path


def _form(request: Request, *, next_: str, status: int = 200, **values: Any) -> Response:
    shown = {"next": next_, "number": "", "mistake": "", "again": "", **values}
    return visit_page(request, "login.html", shown, status=status)


def sign_in(request: Request) -> Response:
    form = form_of(request)
    if visitor(request).actor is not None:
        return RedirectResponse(_AFTER, 303)
    next_, number = _next(form.get("next", "")), _digits(form.get("number", ""))
    given, address = form.get("password", ""), address_of_client(request)
    attempt = Attempt(number, given, address, _agent(request))
    outcome = room(request).accounts.sign_in(attempt)
    if isinstance(outcome, Refusal):
        return _not_signed_in(request, outcome, next_, number)
    response = RedirectResponse(next_, 303)
    response.headers["cache-control"] = "no-store"
    drop_cookie(request, response, VISIT)
    set_cookie(request, response, SESSION, outcome.secret)
    return response


def _digits(text: str) -> str:
    """A number however it was typed: full width, with spaces; at most what a number can be."""
    return "".join(unicodedata.normalize("NFKC", text[:60]).split())[:20]


def _not_signed_in(request: Request, refusal: Refusal, next_: str, number: str) -> Response:
    if refusal.suspended:
        values = {"mistake": "sign-in-suspended", "again": refusal.suspended}
        return _form(request, next_=next_, number=number, status=403, **values)
    if not refusal.wait:
        return _form(request, next_=next_, number=number, mistake="sign-in-wrong", status=403)
    moment = clock.now() + timedelta(seconds=refusal.wait)
    again = instant(moment.isoformat(timespec="seconds"), language(request))
    response = _form(
        request, next_=next_, number=number, mistake="sign-in-wait", again=again, status=429
    )
    response.headers["retry-after"] = str(refusal.wait)
    return response


def sign_out(request: Request) -> Response:
    who = visitor(request)
    if who.session is not None:
        room(request).accounts.sign_out(who.session, address_of_client(request))
    response = RedirectResponse("/", 303)
    drop_cookie(request, response, SESSION)
    # What the browser still holds of the office side goes with the session.
    response.headers["clear-site-data"] = '"cache"'
    return response


def account(request: Request) -> Response:
    return _account(request)


def _account(request: Request, status: int = 200, **values: Any) -> Response:
    who, lang = visitor(request), language(request)
    accounts = room(request).accounts
    shown = {
        "token": who.form_token,
        "names": [roles()[name].name(lang) for name in who.actor.roles] if who.actor else [],
        "grants": sorted(map(str, who.grants)),
        "sessions": accounts.sessions.of(who.number),
        "own": who.session.id if who.session else "",
        "moment": moment,
        "mistake": "",
        "done": request.query_params.get("done") == "password",
        **values,
    }
    return page(request, "account.html", shown, status=status)


def moment(seconds: int, lang: str) -> str:
    """Seconds since 1970 as people write an instant."""
    from_start = timedelta(seconds=seconds)
    return instant((_START + from_start).isoformat(timespec="seconds"), lang)


_START = datetime(1970, 1, 1, tzinfo=UTC)


def change_password(request: Request) -> Response:
    who, form = visitor(request), form_of(request)
    if form.get("new", "") != form.get("again", ""):
        return _account(request, 400, mistake="password-differs")
    old, new = form.get("old", ""), form.get("new", "")
    here = Attempt(who.number, old, address_of_client(request), _agent(request))
    try:
        secret = room(request).accounts.change_password(here, new)
    except ForbiddenError:
        return _account(request, 403, mistake="password-not-right")
    except RefusedError:
        return _account(request, 400, mistake="password-weak")
    response = RedirectResponse("/account?done=password", 303)
    set_cookie(request, response, SESSION, secret)
    return response


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "")


def end_session(request: Request) -> Response:
    who = visitor(request)
    accounts = room(request).accounts
    if accounts.sessions.end(who.number, form_of(request).get("id", "")):
        accounts.audit.record(Act.SESSION_ENDED, who.number, address=address_of_client(request))
    return RedirectResponse("/account", 303)
