"""The office's list of applications for programs, and deciding on them."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi.accounts import State, applications, approve, refuse
from madoguchi.errors import ConflictError, MadoguchiError
from madoguchi.web.admission import form_of
from madoguchi.web.own_programs import plan_name
from madoguchi.web.rendering import language, page, room
from madoguchi.web.visitors import visitor

_LATEST = 100


def list_applications(request: Request) -> Response:
    return _list(request)


def _list(request: Request, status: int = 200, **values: Any) -> Response:
    accounts, lang = room(request).accounts, language(request)
    confirmed = applications(accounts)
    shown = {
        "token": visitor(request).form_token,
        "waiting": [one for one in confirmed if one.state is State.WAITING],
        "decided": [one for one in confirmed if one.state is not State.WAITING][-_LATEST:][::-1],
        "plan_name": lambda name: plan_name(name, lang),
        "mistake": "",
        **values,
    }
    return page(request, "applications.html", shown, status=status)


def decide_application(request: Request) -> Response:
    form, by, accounts = form_of(request), visitor(request).number, room(request).accounts
    id_ = request.path_params["application"]
    try:
        if form.get("decision", "") == "approve":
            approve(accounts, id_, by=by)
        else:
            refuse(accounts, id_, form.get("reason", ""), by=by)
    except ConflictError:
        return _list(request, 409, mistake="application-conflict")
    except MadoguchiError:
        return _list(request, 400, mistake="application-not-decided")
    return RedirectResponse("/office/programs", 303)
