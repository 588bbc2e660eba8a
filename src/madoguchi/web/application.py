"""The web application: routes, error pages, the headers that every answer carries."""

import logging
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from madoguchi import settings
from madoguchi.archive import Archive
from madoguchi.search import SearchIndex, Window
from madoguchi.web import cases, documents, pages
from madoguchi.web.rendering import Room, page

_HERE = Path(__file__).parent
_POLICY = (
    b"default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
    b"form-action 'self'"
)
_log = logging.getLogger("madoguchi.web")

# The table of contents: every address of the window. docs/addresses.md documents each.
ROUTES = [
    Route("/", pages.home, name="home"),
    Route("/search", pages.search, name="search"),
    Route("/number", pages.number, name="number"),
    Route("/help", pages.help_page, name="help"),
    Route("/status", pages.status, name="status"),
    Route("/p/{number}/original", documents.original, name="original"),
    Route("/p/{number}/files/{name:path}", documents.file, name="file"),
    Route("/p/{number:path}", documents.publication, name="publication"),
    Route("/case/{case}/documents/{number}/original", cases.document_original, name="paper-bytes"),
    Route("/case/{case}/documents/{number}", cases.document, name="paper"),
    Route("/case/{case:path}", cases.case, name="case"),
    Mount("/static", StaticFiles(directory=_HERE / "static"), name="static"),
]


class Headers:
    """Adds the headers of every answer: only own scripts and styles, no guessing of types."""

    _ALWAYS = (
        (b"content-security-policy", _POLICY),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
    )

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._ALWAYS]
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def application() -> Starlette:
    """Return the application over the data directory named by MADOGUCHI_HOME (default ./office)."""
    return application_at(settings.home())


def application_at(home: Path) -> Starlette:
    """Return the application over a data directory."""
    archive = Archive.at(home)
    engine = SearchIndex(home, archive).engine
    app = Starlette(
        routes=ROUTES,
        exception_handlers={HTTPException: _refused, Exception: _failed},
        middleware=[
            Middleware(Headers),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
    )
    app.state.room = Room(archive, Window(engine, archive), engine)
    return app


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    key = {404: "page-missing", 405: "method-missing"}.get(status, "server-error")
    lines: list[tuple[str, dict[str, str]]] = []
    if key != "server-error":
        lines.append(("page-missing-help", {}))
    return page(request, "message.html", {"heading": key, "lines": lines}, status=status)


def _failed(request: Request, error: Exception) -> Response:
    """The last resort: recorded without what was asked for, since that may be confidential."""
    _log.error("unexpected %s at %s", type(error).__name__, request.url.path.split("/")[1])
    return page(request, "message.html", {"heading": "server-error", "lines": []}, status=500)
