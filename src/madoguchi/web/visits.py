"""Forms for visitors who are not known: bound to a cookie of this visit instead of a session."""

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.web.rendering import page
from madoguchi.web.visitors import VISIT, Visitor, set_cookie, visitor


def visit_page(
    request: Request, template: str, values: dict[str, Any], *, status: int = 200
) -> Response:
    """A page with a form whose token (`token`) holds for this browser alone."""
    who = visitor(request)
    secret = who.secret or secrets.token_urlsafe(32)
    shown = {"token": Visitor(secret=secret).form_token, **values}
    response = page(request, template, shown, status=status)
    response.headers["cache-control"] = "no-store"
    if who.session is None:
        set_cookie(request, response, VISIT, secret)
    return response
