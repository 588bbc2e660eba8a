"""The office's back room: accounts and their roles, and the audit trail."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi.accounts import (
    ActorKind,
    Registration,
    assignable,
    close,
    grant,
    plans,
    register,
    resume,
    revoke,
    roles,
    set_plan,
    suspend,
)
from madoguchi.errors import ConflictError, MadoguchiError
from madoguchi.model import Name
from madoguchi.web.admission import form_of
from madoguchi.web.rendering import language, page, room
from madoguchi.web.visitors import visitor
from madoguchi.wording import LANGUAGES

PAGE_SIZE = 100


def accounts(request: Request) -> Response:
    return _accounts(request)


def _accounts(request: Request, status: int = 200, **values: Any) -> Response:
    lang, after = language(request), request.query_params.get("after", "")
    found = room(request).accounts.actors(after, PAGE_SIZE)
    shown = {
        "token": visitor(request).form_token,
        "actors": found,
        "next": found[-1].number if len(found) == PAGE_SIZE else "",
        "kinds": [kind.value for kind in ActorKind],
        "roles": [(name, roles()[name].name(lang)) for name in assignable()],
        "role_name": lambda name: roles()[name].name(lang) if name in roles() else name,
        "plans": [(name, one.name(lang)) for name, one in plans().items() if name != "public"],
        "typed": {},
        "mistake": "",
        "added": request.query_params.get("added", ""),
        **values,
    }
    return page(request, "accounts.html", shown, status=status)


def add_account(request: Request) -> Response:
    form = form_of(request)
    names = tuple(
        Name(name=text, lang=lang)
        for lang in LANGUAGES
        if (text := form.get(f"name-{lang}", "").strip())
    )
    kind, role = form.get("kind", ""), form.get("role", "")
    if not names or kind not in set(ActorKind):
        return _accounts(request, 400, typed=form, mistake="account-no-name")
    registration = Registration(
        kind=ActorKind(kind),
        names=names,
        contact=form.get("contact", "").strip(),
        organisation=form.get("organisation", "").strip(),
        roles=(role,) if role else (),
    )
    try:
        added = register(room(request).accounts, registration, by=visitor(request).number)
    except MadoguchiError:
        return _accounts(request, 400, typed=form, mistake="account-not-added")
    return RedirectResponse(f"/office/accounts?added={added.number}", 303)


def change_account(request: Request) -> Response:
    """Give or take a role, set the plan, suspend, resume or close the account."""
    form, by = form_of(request), visitor(request).number
    number, role = request.path_params["number"], form.get("role", "")
    held = room(request).accounts
    try:
        match form.get("change", ""):
            case "grant":
                grant(held, number, role, by=by)
            case "revoke":
                revoke(held, number, role, by=by)
            case "plan":
                set_plan(held, number, form.get("plan", ""), by=by)
            case "suspend":
                suspend(held, number, form.get("reason", ""), by=by)
            case "resume":
                resume(held, number, by=by)
            case "close":
                close(held, number, form.get("reason", "")[:500], by=by)
    except ConflictError:
        return _accounts(request, 409, mistake="account-conflict")
    except MadoguchiError:
        return _accounts(request, 400, mistake="account-not-changed")
    return RedirectResponse("/office/accounts", 303)


def audit(request: Request) -> Response:
    asked = request.query_params
    before, actor = asked.get("before", ""), asked.get("actor", "").strip()[:20]
    place = int(before) if before.isdecimal() and len(before) < 18 else 0
    entries = room(request).accounts.audit.latest(PAGE_SIZE, place, actor)
    values = {
        "entries": entries,
        "actor": actor,
        "next": entries[-1].position if len(entries) == PAGE_SIZE else 0,
    }
    return page(request, "audit.html", values)
