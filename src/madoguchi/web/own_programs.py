"""One's own programs: registering, keys, usage."""

from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi import clock
from madoguchi.accounts import (
    Actor,
    Plan,
    Wanted,
    apply_more,
    end_token,
    make_token,
    offered,
    owned,
    plans,
    rotate_token,
    terms,
)
from madoguchi.errors import MadoguchiError, RefusedError
from madoguchi.web import usage
from madoguchi.web.accounts import moment
from madoguchi.web.admission import form_of
from madoguchi.web.programs import mistake_of, wanted_of
from madoguchi.web.rendering import language, page, room
from madoguchi.web.visitors import visitor

_DAYS = (30, 90, 365, 730)
_HOURS = (0, 1, 24, 168)


def own_programs(request: Request) -> Response:
    return _own(request)


def _own(request: Request, status: int = 200, **values: Any) -> Response:
    lang, who = language(request), visitor(request)
    shown = {
        "token": who.form_token,
        "programs": room(request).accounts.programs_of(who.number),
        "may_register": who.actor is not None and not who.actor.is_program(),
        "plan_name": lambda name: plan_name(name, lang),
        "plans": offered(),
        "terms": terms(room(request).home).in_language(lang),
        "typed": {},
        "mistake": "",
        "field": "",
        "waits": request.query_params.get("waits", "") == "1",
        **values,
    }
    return page(request, "own-programs.html", shown, status=status)


def plan_name(name: str, lang: str) -> str:
    return plans()[name].name(lang) if name in plans() else name


def add_program(request: Request) -> Response:
    form, who = form_of(request), visitor(request)
    if form.get("terms", "") != "yes":
        return _own(request, 400, typed=form, mistake="program-mistake-terms", field="terms")
    wanted = wanted_of(form, terms(room(request).home), language(request))
    wanted = msgspec.structs.replace(wanted, owner=who.number)
    try:
        added = apply_more(room(request).accounts, wanted, by=who.number)
    except RefusedError as error:
        return _own(request, 400, typed=form, **mistake_of(error))
    where = f"/account/programs/{added.number}" if added else "/account/programs?waits=1"
    return RedirectResponse(where, 303)


# -- one program -----------------------------------------------------------------------------------


def own_program(request: Request) -> Response:
    return _program(request, _asked(request))


def _asked(request: Request) -> Actor:
    """The program asked for; those of others are not there."""
    number = request.path_params["number"]
    found = owned(room(request).accounts, visitor(request).number, number)
    if found is None:
        raise HTTPException(404)
    return found


def _program(request: Request, program: Actor, status: int = 200, **values: Any) -> Response:
    accounts, lang, today = room(request).accounts, language(request), clock.today()
    used = accounts.limits.usage(program.number, usage.since(today))
    shown = {
        "token": visitor(request).form_token,
        "program": program,
        "plan": plan_name(program.plan, lang),
        "plans": {name: one for name, one in offered().items() if name != program.plan},
        "keys": accounts.tokens.of(program.number),
        "grants": sorted(map(str, program.grants)),
        "interfaces": usage.interfaces(used, plans().get(program.plan, _NO_PLAN), today),
        "drawing": usage,
        "moment": moment,
        "days": _DAYS,
        "hours": _HOURS,
        "key": "",
        "mistake": "",
        "waits": request.query_params.get("waits", "") == "1",
        **values,
    }
    response = page(request, "program.html", shown, status=status)
    response.headers["cache-control"] = "private, no-store"
    return response


_NO_PLAN = Plan(en="", ja="")


def change_program(request: Request) -> Response:
    """Make, rotate or end a key, or ask for another plan. A new key is on the page, once."""
    program, form = _asked(request), form_of(request)
    try:
        key = _changed(request, program, form)
    except RefusedError as error:
        mistake = mistake_of(error)["mistake"]
        return _program(request, program, 400, mistake=mistake)
    except MadoguchiError:
        return _program(request, program, 409, mistake="program-not-changed")
    where = f"/account/programs/{program.number}"
    if form.get("change", "") == "plan" and _waits(request, program, form):
        where += "?waits=1"
    return _program(request, program, key=key) if key else RedirectResponse(where, 303)


def _waits(request: Request, program: Actor, form: dict[str, str]) -> bool:
    return room(request).accounts.actor(program.number).plan != form.get("plan", "")


def _changed(request: Request, program: Actor, form: dict[str, str]) -> str:
    """Do what the form asks for; return a new key, "" where there is none."""
    accounts, by, id_ = room(request).accounts, visitor(request).number, form.get("key", "")
    match form.get("change", ""):
        case "make":
            name, days = form.get("name", ""), _number(form.get("days", ""))
            return make_token(accounts, program.number, name, days, by=by, scopes=_scopes(form))
        case "rotate":
            hours = _number(form.get("hours", ""))
            return rotate_token(accounts, program.number, id_, hours, by=by)
        case "end":
            end_token(accounts, program.number, id_, by=by)
        case "plan":
            apply_more(accounts, _other_plan(program, form.get("plan", "")), by=by)
        case _:
            raise RefusedError("nothing was asked for")
    return ""


def _scopes(form: dict[str, str]) -> list[str]:
    """The permissions that were ticked; none is all."""
    return [name.removeprefix(_SCOPE) for name in form if name.startswith(_SCOPE)]


_SCOPE = "scope:"


def _number(text: str) -> int:
    """Raises RefusedError where a text is no number of days or hours."""
    if not text.isdecimal() or len(text) > 6:
        raise RefusedError(f"{text[:20]!r} is no number")
    return int(text)


def _other_plan(program: Actor, name: str) -> Wanted:
    return Wanted(
        name=program.name(),
        purpose=program.purpose or program.name(),
        api_id=program.api_id,
        plan=name,
        terms=program.terms,
        owner=program.owner,
        program=program.number,
    )
