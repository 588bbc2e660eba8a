"""The front door: pages for people and interfaces for programs at one address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from anyio import CancelScope, current_time
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from madoguchi import settings
from madoguchi.accounts import Warnings
from madoguchi.api import FAMILIES, Desk
from madoguchi.exchange import files_over_https
from madoguchi.post import Postman
from madoguchi.premises import Premises
from madoguchi.turns import CrowdedError, Turns
from madoguchi.web import pages_for

FILES = "/exchange/files"
_PATIENCE = 30  # seconds for all that is sent with a call: nobody keeps a place by sending slowly


class Front:
    """Leads each call to the pages or to the desk."""

    def __init__(self, premises: Premises, pages: Starlette, desk: Desk) -> None:
        self.premises = premises
        self.state = pages.state
        self._pages = pages
        self._desk = desk
        self._turns = Turns()
        self._guarded = desk.guarded()
        self._files: Starlette | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(f"{FILES}/"):
            await self._partner(scope, receive, send)
            return
        if scope["type"] == "http":
            receive = _patient(receive)
        family = self._desk.family(scope["path"]) if scope["type"] == "http" else None
        if family is None:
            await self._page(scope, receive, send)
            return
        scope["madoguchi.family"] = family
        await self._guarded(scope, receive, send)

    async def _partner(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Partners' files are no pages: large, long under way, with limits of their own."""
        files: ASGIApp = self._partners_files() or PlainTextResponse("no exchange here\n", 404)
        await files({**scope, "root_path": scope.get("root_path", "") + FILES}, receive, send)

    def _partners_files(self) -> Starlette | None:
        exchange = self.premises.exchange
        if self._files is None and exchange.quarters.begun:
            self._files = files_over_https(exchange.archive, exchange.quarters)
        return self._files

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pages are made on threads of their own; so many at once, and so many of one visitor."""
        if scope["type"] != "http":
            await self._pages(scope, receive, send)
            return
        # In no name of anything, and not every database takes it.
        scope = {**scope, "path": scope["path"].replace("\x00", "\ufffd")}
        visitor = (scope.get("client") or ("",))[0]
        try:
            self._turns.come(visitor)
        except CrowdedError as error:
            crowded = PlainTextResponse(
                f"{error}\n混み合っています。しばらくしてからもう一度お試しください。\n",
                429 if error.own else 503,
                {"retry-after": "1"},
            )
            await crowded(scope, receive, send)
            return
        try:
            await self._pages(scope, receive, send)
        finally:
            self._turns.go(visitor)


def _patient(receive: Receive) -> Receive:
    """What is sent with a call, as long as that comes in time; after it one has hung up."""
    deadline, whole = 0.0, False

    async def received() -> Message:
        nonlocal deadline, whole
        if whole:
            return await receive()
        deadline = deadline or current_time() + _PATIENCE
        with CancelScope(deadline=deadline):
            message = await receive()
            whole = not message.get("more_body", False)
            return message
        return {"type": "http.disconnect"}

    return received


def application() -> Front:
    """Return the application over the data directory named by MADOGUCHI_HOME (default ./office)."""
    return application_at(settings.home())


def application_at(home: Path) -> Front:
    """Return the application over a data directory."""
    return application_over(Premises(home))


def application_over(premises: Premises) -> Front:
    """Return the application over rooms that are open already."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        warnings = Warnings(premises.accounts)
        postman = Postman(premises.archive.database, premises.home)
        premises.accounts.limits.warned = warnings
        postman.start()
        yield
        premises.accounts.limits.give_back()
        warnings.close()
        postman.stop()

    return Front(premises, pages_for(premises, lifespan), Desk(premises, FAMILIES))
