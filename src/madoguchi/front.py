"""The front door: pages for people and interfaces for programs at one address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from madoguchi import settings
from madoguchi.accounts import Warnings
from madoguchi.api import FAMILIES, Desk
from madoguchi.post import Postman
from madoguchi.premises import Premises
from madoguchi.web import pages_for


class Front:
    """Leads each call to the pages or to the desk."""

    def __init__(self, premises: Premises, pages: Starlette, desk: Desk) -> None:
        self.premises = premises
        self.state = pages.state
        self._pages = pages
        self._desk = desk
        self._guarded = desk.guarded()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        for_programs = scope["type"] == "http" and self._desk.family(scope["path"]) is not None
        await (self._guarded if for_programs else self._pages)(scope, receive, send)


def application() -> Front:
    """Return the application over the data directory named by MADOGUCHI_HOME (default ./office)."""
    return application_at(settings.home())


def application_at(home: Path) -> Front:
    """Return the application over a data directory."""
    premises = Premises(home)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        warnings, postman = Warnings(premises.accounts), Postman(premises.archive.database, home)
        premises.accounts.limits.warned = warnings
        postman.start()
        yield
        premises.accounts.limits.give_back()
        warnings.close()
        postman.stop()

    return Front(premises, pages_for(premises, lifespan), Desk(premises, FAMILIES))
