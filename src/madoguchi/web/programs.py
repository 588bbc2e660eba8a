"""The public pages for programs: plans and limits, applying, and the links of the letters."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi import settings
from madoguchi.accounts import (
    ActorKind,
    TakenUp,
    Terms,
    Wanted,
    apply,
    by_link,
    confirm,
    must_wait,
    offered,
    plans,
    take_up,
    terms,
)
from madoguchi.errors import ConflictError, NotFoundError, RefusedError
from madoguchi.web.admission import form_of
from madoguchi.web.rendering import language, page, room
from madoguchi.web.visitors import address_of_client
from madoguchi.web.visits import visit_page

PEOPLE = (ActorKind.PERSON, ActorKind.ORGANISATION)
_MISTAKES = {
    "name": "program-mistake-name",
    "mail": "program-mistake-mail",
    "purpose": "program-mistake-purpose",
    "api-id": "program-mistake-api-id",
    "taken": "program-mistake-taken",
    "plan": "program-mistake-plan",
    "many": "program-mistake-many",
    "wait": "program-mistake-wait",
}
_FIELDS = {"taken": "api-id"}


def programs(request: Request) -> Response:
    return _programs(request, sent=request.query_params.get("sent", "") == "1")


def _programs(request: Request, status: int = 200, **values: Any) -> Response:
    found, lang = terms(room(request).home), language(request)
    shown = {
        "plans": offered(),
        "limited": [plans()["public"], *offered().values()],
        "counters": _names("day"),
        "groups": _names("minute"),
        "terms": found.in_language(lang),
        "self_service": settings.programs() == "self-service",
        "kinds": [kind.value for kind in PEOPLE],
        "typed": {},
        "mistake": "",
        "field": "",
        "sent": False,
        **values,
    }
    return visit_page(request, "programs.html", shown, status=status)


def _names(part: str) -> list[str]:
    """Every counter or group that an offered plan limits, in the order of the file."""
    return list(dict.fromkeys(name for one in offered().values() for name in getattr(one, part)))


def apply_for_program(request: Request) -> Response:
    form = form_of(request)
    if form.get("terms", "") != "yes":
        mistake = {"mistake": "program-mistake-terms", "field": "terms"}
        return _programs(request, 400, typed=form, **mistake)
    wanted = wanted_of(form, terms(room(request).home), language(request))
    try:
        wait = apply(room(request).accounts, wanted, address=address_of_client(request))
    except RefusedError as error:
        return _programs(request, 400, typed=form, **mistake_of(error))
    if wait:
        mistake = {"mistake": "program-mistake-wait", "field": ""}
        response = _programs(request, 429, typed=form, **mistake)
        response.headers["retry-after"] = str(wait)
        return response
    return RedirectResponse("/programs?sent=1", 303)


def wanted_of(form: dict[str, str], accepted: Terms, lang: str) -> Wanted:
    """What a form asks for."""
    kind = form.get("kind", "")
    return Wanted(
        name=form.get("name", ""),
        kind=ActorKind(kind) if kind in PEOPLE else ActorKind.PERSON,
        mail=form.get("mail", "").strip(),
        lang=lang,
        purpose=form.get("purpose", ""),
        api_id=form.get("api-id", "").strip(),
        plan=form.get("plan", ""),
        provider=form.get("provider", "") == "yes",
        terms=accepted.version,
    )


def mistake_of(error: RefusedError) -> dict[str, str]:
    """The message for a mistake and the field that it is in; RefusedError names the field first."""
    field = error.reason.partition(":")[0]
    key = _MISTAKES.get(field, "program-mistake")
    return {"mistake": key, "field": _FIELDS.get(field, field if field in _MISTAKES else "")}


# -- what the letters lead to ----------------------------------------------------------------------


def confirm_form(request: Request) -> Response:
    return _confirm(request, request.query_params.get("token", ""))


def _confirm(request: Request, secret: str, status: int = 200, **values: Any) -> Response:
    try:
        found = by_link(room(request).accounts, secret)
    except NotFoundError:
        return _used(request)
    shown = {
        "secret": secret,
        "wanted": found.wanted,
        "plan": plans()[found.wanted.plan].name(language(request)),
        "waits": must_wait(found),
        "api_id": found.wanted.api_id,
        "mistake": "",
        "field": "",
        **values,
    }
    return visit_page(request, "confirm.html", shown, status=status)


def _used(request: Request) -> Response:
    lines: list[tuple[str, dict[str, str]]] = [("program-link-used", {}), ("program-link-help", {})]
    values = {"heading": "program-link", "lines": lines}
    return page(request, "message.html", values, status=404)


def confirm_application(request: Request) -> Response:
    """Hand the application to the office, or register what was applied for; the link is used up."""
    form, accounts = form_of(request), room(request).accounts
    secret, password = form.get("token", ""), form.get("password", "")
    try:
        if must_wait(by_link(accounts, secret)):
            confirm(accounts, secret)
            return _waits(request)
    except (NotFoundError, ConflictError):
        return _used(request)
    api_id = form.get("api-id", "").strip()
    if password != form.get("again", ""):
        mistake = {"mistake": "password-differs", "field": "password"}
        return _confirm(request, secret, 400, api_id=api_id, **mistake)
    return _take_up(request, secret, password, api_id)


def _waits(request: Request) -> Response:
    lines: list[tuple[str, dict[str, str]]] = [("program-waits-told", {})]
    return page(request, "message.html", {"heading": "program-waits", "lines": lines})


def _take_up(request: Request, secret: str, password: str, api_id: str) -> Response:
    try:
        taken = take_up(room(request).accounts, secret, password, api_id)
    except RefusedError as error:
        mistake = mistake_of(error)
        if mistake["mistake"] == "program-mistake":
            mistake = {"mistake": "password-weak", "field": "password"}
        return _confirm(request, secret, 400, api_id=api_id, **mistake)
    except (NotFoundError, ConflictError):
        return _used(request)
    return _registered(request, taken)


def _registered(request: Request, taken: TakenUp) -> Response:
    values = {"owner": taken.owner, "program": taken.program, "key": taken.key}
    response = page(request, "key.html", values)
    response.headers["cache-control"] = "no-store"
    return response
