"""Who stands at the counter: nobody known, a person with a session, a program with a token."""

import hashlib
import hmac
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.accounts import Accounts, Actor, Permission, Session, permits, public_grants
from madoguchi.accounts import read_needed as needed

SESSION, VISIT = "session", "visit"


class Visitor(NamedTuple):
    """Who asks, and what they may do. `secret` is what the browser proves its forms with."""

    actor: Actor | None = None
    session: Session | None = None
    grants: frozenset[Permission] = frozenset()
    secret: str = ""
    by_token: bool = False

    @property
    def number(self) -> str:
        return self.actor.number if self.actor else ""

    def may(self, permission: str) -> bool:
        return permits(self.grants, needed(permission))

    @property
    def form_token(self) -> str:
        """What this visitor's forms carry; another site cannot know it (CSRF)."""
        return hmac.new(self.secret.encode(), b"form", hashlib.sha256).hexdigest()


def visitor(request: Request) -> Visitor:
    """Return who asks, looked up once a request."""
    found: Visitor | None = request.scope.get("madoguchi.visitor")
    if found is None:
        found = request.scope["madoguchi.visitor"] = _look(request)
    return found


def _look(request: Request) -> Visitor:
    accounts: Accounts = request.app.state.room.accounts
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        program = accounts.by_token(token.strip())
        grants = program.grants if program else public_grants()
        return Visitor(program, None, grants, by_token=program is not None)
    secret = request.cookies.get(cookie_name(request, SESSION), "")
    known = accounts.by_session(secret) if secret else None
    if known is not None:
        return Visitor(known[0], known[1], known[0].grants, secret)
    return Visitor(
        None, None, public_grants(), request.cookies.get(cookie_name(request, VISIT), "")
    )


def cookie_name(request: Request, name: str) -> str:
    """The `__Host-` prefix keeps neighbouring sites from setting it (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{name}" if request.url.scheme == "https" else name


def set_cookie(request: Request, response: Response, name: str, secret: str) -> None:
    response.set_cookie(
        cookie_name(request, name),
        secret,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    secure = request.url.scheme == "https"
    response.delete_cookie(
        cookie_name(request, name), path="/", httponly=True, samesite="lax", secure=secure
    )


def private(who: Visitor, response: Response) -> Response:
    """What a known visitor sees is kept by nobody (RFC 9111, 5.2.2)."""
    if who.actor is not None:
        response.headers["cache-control"] = "private, no-store"
        if "etag" in response.headers:
            del response.headers["etag"]
    return response


def address_of_client(request: Request) -> str:
    return request.client.host if request.client else ""


def own_path(text: str) -> str:
    """Return a path with its query as it is; "/" for anything that could lead to another site."""
    strange = any(ord(sign) <= 32 or sign == "\\" for sign in text)
    if strange or not text.startswith("/") or text.startswith("//"):
        return "/"
    return text.partition("#")[0]


def page_before(request: Request) -> str:
    """The page of this window that a form was on, "/" where that is not told."""
    try:
        parts = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/"
    if parts.netloc != request.headers.get("host", ""):
        return "/"
    return own_path(parts.path)
