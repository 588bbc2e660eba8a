"""The one place where permissions are held: every address says what it needs, and is wrapped here.

A visitor without the permission never reaches the handler: an unknown one is sent to sign in (a
program is answered 401), a known one is told 403. A form is taken only with the token of the page
that it was on, and only from this very site.
"""

import hmac
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qsl, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from madoguchi.accounts import Act, Permission, permits, read_needed
from madoguchi.web.forms import accepted
from madoguchi.web.rendering import page, room
from madoguchi.web.uploads import Upload, read_multipart
from madoguchi.web.visitors import Visitor, address_of_client, page_before, private, visitor

Handler = Callable[[Request], Response]
Owners = Callable[[Request], Collection[str]]
LARGEST_FORM = 100_000
LARGEST_UPLOAD = 33_000_000
FORM_TOKEN = "form"  # noqa: S105 - the name of the field


class Rule(NamedTuple):
    """What an address needs; `owners` tells whose a thing is, for those who may only see theirs."""

    needs: Permission
    owners: Owners | None = None

    def scope_for(self, request: Request, who: Visitor) -> str:
        """The widest scope in which the visitor may do this, "" for none."""
        if permits(who.grants, self.needs):
            return self.needs.scope
        if self.owners is None or not permits(who.grants, self.needs.within("own")):
            return ""
        return "own" if who.number in self.owners(request) else ""


def at(
    path: str, handler: Handler, name: str, needs: str, *,
    method: str = "GET", owners: Owners | None = None,
) -> Route:  # fmt: skip
    """Return the route of an address that needs a permission."""
    rule = Rule(read_needed(needs), owners)
    endpoint = _posted(handler, rule) if method == "POST" else _asked(handler, rule)
    return Route(path, endpoint, name=name, methods=[method])


def uploads_at(path: str, handler: Handler, name: str, needs: str) -> Route:
    """Return the route of an address to which forms are sent, with files or without."""
    endpoint = _posted(handler, Rule(read_needed(needs)), uploads=True)
    return Route(path, endpoint, name=name, methods=["POST"])


def files_at(path: str, files: ASGIApp, name: str, needs: str) -> Mount:
    """Return the mount of files that need a permission."""
    return Mount(path, _Files(files, Rule(read_needed(needs))), name=name)


def rule_of(route: BaseRoute) -> Rule | None:
    """What a route needs; None where it says nothing, which no route may."""
    end = route.endpoint if isinstance(route, Route) else getattr(route, "app", None)
    found: Rule | None = getattr(end, "rule", None)
    return found


def scope_of(request: Request) -> str:
    """The scope in which this request was let in: "any" or "own"."""
    return str(request.state.scope)


def anyone(request: Request) -> Collection[str]:
    """Owners of what shows each visitor their own: whoever asks."""
    return (visitor(request).number,)


def form_of(request: Request) -> dict[str, str]:
    """What was filled in."""
    return cast("dict[str, str]", request.state.form)


def _asked(handler: Handler, rule: Rule) -> Handler:
    @wraps(handler)
    def asked(request: Request) -> Response:
        return _admit(handler, rule, request)

    cast("Any", asked).rule = rule
    return asked


def upload_of(request: Request, name: str) -> Upload:
    """The file that was sent under a name; empty where there was none."""
    found: dict[str, Upload] = request.state.uploads
    return found.get(name, Upload())


def _posted(handler: Handler, rule: Rule, *, uploads: bool = False) -> Callable[[Request], Any]:
    def checked(request: Request) -> Response:
        mistake = _mistake(request)
        return _not_taken(request, mistake) if mistake else handler(request)

    @wraps(handler)
    async def posted(request: Request) -> Response:
        if uploads and not await run_in_threadpool(_may, rule, request):
            request.state.form = {}
        elif uploads:
            request.state.form, request.state.uploads = await _files_of(request)
        else:
            request.state.form = await _form(request)
        return await run_in_threadpool(_admit, checked, rule, request)

    cast("Any", posted).rule = rule
    return posted


def _may(rule: Rule, request: Request) -> bool:
    """Whether what is sent is read at all: nobody else makes us hold a large file."""
    return bool(rule.scope_for(request, visitor(request)))


def _admit(handler: Handler, rule: Rule, request: Request) -> Response:
    who = visitor(request)
    scope = rule.scope_for(request, who)
    if not scope:
        return _refused(request, who, rule.needs)
    request.state.scope = scope
    return private(who, handler(request))


class _Files:
    """Static files behind a rule."""

    def __init__(self, files: ASGIApp, rule: Rule) -> None:
        self._files = files
        self.rule = rule

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        who = await run_in_threadpool(visitor, request)
        allowed = permits(who.grants, self.rule.needs)
        answer = self._files if allowed else _refused(request, who, self.rule.needs)
        await answer(scope, receive, send)


# -- what is said to those who do not get in -------------------------------------------------------


def _refused(request: Request, who: Visitor, needs: Permission) -> Response:
    for_program = who.by_token or _wants_data(request)
    if who.actor is None:
        return _unknown(request, for_program=for_program)
    accounts = room(request).accounts
    accounts.audit.record(
        Act.REFUSED, who.number, str(needs), address=address_of_client(request),
        path=request.url.path[:200],
    )  # fmt: skip
    if for_program:
        error = f"this account lacks the permission {needs}"
        return private(who, JSONResponse({"error": error, "needs": str(needs)}, 403))
    lines = [("refused-why", {"permission": str(needs)}), ("refused-help", {})]
    return page(request, "message.html", {"heading": "refused", "lines": lines}, status=403)


def _unknown(request: Request, *, for_program: bool) -> Response:
    if for_program:
        error = "sign in, or send a token: Authorization: Bearer ..."
        headers = {"www-authenticate": "Bearer", "cache-control": "no-store"}
        return JSONResponse({"error": error, "sign_in": "/login"}, 401, headers)
    path = request.url.path
    if request.method == "POST":
        path = page_before(request)
    elif request.url.query:
        path = f"{path}?{request.url.query}"
    response = RedirectResponse(f"/login?{urlencode({'next': path})}", 303)
    response.headers["cache-control"] = "no-store"
    return response


def _wants_data(request: Request) -> bool:
    if "authorization" in request.headers:
        return True
    accept = request.headers.get("accept", "*/*")
    return request.url.path.endswith((".json", ".xml")) or accepted(accept) in ("json", "xml")


# -- forms -----------------------------------------------------------------------------------------


async def _form(request: Request) -> dict[str, str] | None:
    """What was filled in; None where it is too large, no form, or came not whole."""
    body = await _body(request, LARGEST_FORM)
    if body is None or _media(request) != "application/x-www-form-urlencoded":
        return None
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return None
    return {name: value.replace("\x00", "") for name, value in pairs}


async def _files_of(request: Request) -> tuple[dict[str, str] | None, dict[str, Upload]]:
    """What was filled in, and the files that came with it."""
    if _media(request) != "multipart/form-data":
        return await _form(request), {}
    body = await _body(request, LARGEST_UPLOAD)
    found = body is not None and read_multipart(request.headers.get("content-type", ""), body)
    return found or (None, {})


def _media(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _body(request: Request, most: int) -> bytes | None:
    """What was sent; None where it is too large or came not whole."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > most:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)


def _mistake(request: Request) -> str:
    """What is wrong with a form as such, "" where nothing is."""
    form, who = request.state.form, visitor(request)
    if form is None:
        return "form-unreadable"
    if who.by_token:
        return ""
    if not _from_here(request):
        return "form-from-elsewhere"
    given = form.get(FORM_TOKEN, "")
    same = who.secret and _same(given, who.form_token)
    return "" if same else "form-stale"


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _from_here(request: Request) -> bool:
    """Whether the form was on a page of this site, as the browser says (Fetch Metadata, Origin)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host", "")


def _not_taken(request: Request, mistake: str) -> Response:
    lines: list[tuple[str, dict[str, str]]] = [(mistake, {}), ("form-help", {})]
    status = 400 if mistake == "form-unreadable" else 403
    return page(request, "message.html", {"heading": "form-refused", "lines": lines}, status=status)
