"""The web application: routes, error pages, the headers that every answer carries."""

import logging
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

from madoguchi.accounts import roles
from madoguchi.premises import Premises
from madoguchi.web import (
    accounts,
    administration,
    applications,
    beside,
    bulk,
    cases,
    comparisons,
    correspondences,
    deliveries,
    documents,
    dossiers,
    drawings,
    examining,
    exchange_log,
    exchanges,
    expanding,
    foreign,
    glossaries,
    library,
    numbers_listed,
    offers,
    office,
    own_programs,
    pages,
    partner_files,
    partners,
    programs,
    wrappers,
)
from madoguchi.web.admission import anyone, at, files_at, uploads_at
from madoguchi.web.rendering import page

_HERE = Path(__file__).parent
_POLICY = (
    b"default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
    b"form-action 'self'"
)
_log = logging.getLogger("madoguchi.web")

# The table of contents: every address of the window, and the permission that it needs.
# docs/addresses.md documents each.
_PUBLICATION, _CASE = "read:publication:laid-open", "read:case:laid-open"
_OPEN, _OWN, _ANY = "open:session:own", "read:account:own", "read:case:any"
_ACCOUNTS, _APPLICATIONS = "administer:account:any", "administer:program:any"
_LIBRARY = "read:library:any"
_EXCHANGE, _CHANGE_EXCHANGE = "read:exchange:any", "change:exchange:any"
_APPLY, _OWN_PROGRAM, _CHANGE_PROGRAM = (
    "open:account:own", "read:program:own", "change:program:own",
)  # fmt: skip
ROUTES: list[BaseRoute] = [
    at("/", pages.home, "home", _PUBLICATION),
    at("/search", pages.search, "search", _PUBLICATION),
    at("/search/expanded", expanding.expanded_search, "search-expanded", _PUBLICATION),
    at("/foreign", foreign.foreign, "foreign", _PUBLICATION),
    at("/number", pages.number, "number", _PUBLICATION),
    at("/help", pages.help_page, "help", "read:help:laid-open"),
    at("/status", pages.status, "status", "read:holdings:laid-open"),
    at("/p/{number}/original", documents.original, "original", _PUBLICATION),
    at("/p/{number}/files/{name:path}", drawings.file, "file", _PUBLICATION),
    at("/p/{number:path}", documents.publication, "publication", _PUBLICATION),
    at("/case/{case}/documents/{number:path}/original", cases.document_original, "paper-bytes",
       _CASE),
    at("/case/{case}/documents/{number:path}", cases.document, "paper", _CASE),
    at("/case/{case:path}", cases.case, "case", _CASE),
    at("/dossier/{case}/files", wrappers.files, "dossier-files", _CASE),
    at("/dossier/{case}/wrapper", wrappers.wrapper, "wrapper", _CASE),
    at("/dossier/{case}/wrapper.pdf", wrappers.wrapper_pdf, "wrapper-pdf", _CASE),
    at("/dossier/{case}/wrapper.zip", wrappers.wrapper_zip, "wrapper-zip", _CASE),
    at("/dossier/{case}/citations", comparisons.citation_table, "dossier-citations", _CASE),
    at("/dossier/{case}/classifications", comparisons.class_tables, "dossier-classes", _CASE),
    at("/dossier/{case}/claims", comparisons.claim_comparison, "dossier-claims", _CASE),
    at("/dossier/{case}/correspondence", correspondences.correspondence, "correspondence", _CASE),
    at("/dossier/{case}/correspondence.pdf", correspondences.correspondence_printed,
       "correspondence-pdf", _CASE),
    at("/dossier/{case}/beside", beside.beside, "beside", _CASE),
    at("/dossier/{case}/documents/{number:path}/content", wrappers.content, "dossier-content",
       _CASE),
    at("/dossier/{case}/documents/{number:path}", wrappers.document, "dossier-document", _CASE),
    at("/dossier/{case:path}", dossiers.dossier, "dossier", _CASE),
    at("/bulk", bulk.deliveries, "bulk", _PUBLICATION),
    at("/exchange", offers.exchange_page, "exchange", "read:help:laid-open"),
    at("/exchange/data.csv", offers.data_csv, "exchange-data-csv", "read:help:laid-open"),
    at("/exchange/data.json", offers.data_json, "exchange-data-json", "read:help:laid-open"),
    at("/exchange/certificate.pem", offers.certificate, "exchange-certificate",
       "read:help:laid-open"),
    at("/programs", programs.programs, "programs", "read:help:laid-open"),
    at("/programs", programs.apply_for_program, "apply", _APPLY, method="POST"),
    at("/programs/confirm", programs.confirm_form, "confirm-form", _APPLY),
    at("/programs/confirm", programs.confirm_application, "confirm", _APPLY, method="POST"),
    at("/login", accounts.sign_in_form, "sign-in", _OPEN),
    at("/login", accounts.sign_in, "signing-in", _OPEN, method="POST"),
    at("/logout", accounts.sign_out, "signing-out", "end:session:own", method="POST"),
    at("/account", accounts.account, "account", _OWN),
    at("/account/password", accounts.change_password, "password", "change:account:own",
       method="POST"),
    at("/account/sessions", accounts.end_session, "sessions", "end:session:own", method="POST"),
    at("/account/programs", own_programs.own_programs, "own-programs", _OWN_PROGRAM),
    at("/account/programs", own_programs.add_program, "add-program", _CHANGE_PROGRAM,
       method="POST"),
    at("/account/programs/{number}", own_programs.own_program, "own-program", _OWN_PROGRAM),
    at("/account/programs/{number}", own_programs.change_program, "change-program",
       _CHANGE_PROGRAM, method="POST"),
    at("/account/glossaries", glossaries.glossaries, "glossaries", _OWN),
    at("/account/glossaries", glossaries.change_glossaries, "change-glossaries",
       "change:account:own", method="POST"),
    at("/office", office.desk, "desk", "read:desk:own"),
    at("/office/docket", examining.docket, "docket", "read:case:any"),
    at("/office/docket", examining.change_docket, "change-docket", "change:desk:own",
       method="POST"),
    at("/office/library", library.collections, "library", _LIBRARY),
    at("/office/library/search", library.inside(pages.search), "library-search", _LIBRARY),
    at("/office/library/search/expanded", library.inside(expanding.expanded_search),
       "library-expanded", _LIBRARY),
    at("/office/library/foreign", library.inside(foreign.foreign), "library-foreign", _LIBRARY),
    at("/office/library/p/{number}/original", library.inside(documents.original),
       "library-original", _LIBRARY),
    at("/office/library/p/{number}/files/{name:path}", library.inside(drawings.file),
       "library-file", _LIBRARY),
    at("/office/library/p/{number:path}", library.inside(documents.publication),
       "library-publication", _LIBRARY),
    at("/office/cite", examining.cite_where, "cite-where", "record:event:any"),
    at("/office/case/{case}/cite", examining.cite, "cite", "record:event:any", method="POST"),
    at("/office/case/{case}/uncite", examining.uncite, "uncite", "record:event:any",
       method="POST"),
    at("/office/cases", office.case_list, "office-cases", _ANY, owners=anyone),
    at("/office/case/{case}/documents/{number:path}/original", office.document_original,
       "office-paper-bytes", _ANY, owners=office.owners),
    at("/office/case/{case}/documents/{number:path}", office.document, "office-paper", _ANY,
       owners=office.owners),
    at("/office/case/{case}/record", office.record_event, "record", "record:event:any",
       method="POST"),
    at("/office/case/{case}/correct", office.correct_event, "correct", "correct:event:any",
       method="POST"),
    at("/office/case/{case:path}", office.case, "office-case", _ANY, owners=office.owners),
    at("/office/accounts", administration.accounts, "accounts", _ACCOUNTS),
    at("/office/accounts", administration.add_account, "add-account", _ACCOUNTS, method="POST"),
    at("/office/accounts/{number}", administration.change_account, "change-account", _ACCOUNTS,
       method="POST"),
    at("/office/programs", applications.list_applications, "applications", _APPLICATIONS),
    at("/office/programs/{application}", applications.decide_application, "decide",
       _APPLICATIONS, method="POST"),
    at("/office/exchange", exchanges.states, "exchange-states", _EXCHANGE),
    at("/office/exchange/status.csv", exchanges.states_csv, "exchange-states-csv", _EXCHANGE),
    at("/office/exchange/status.json", exchanges.states_json, "exchange-states-json", _EXCHANGE),
    at("/office/exchange/log", exchange_log.log, "exchange-log", _EXCHANGE),
    at("/office/exchange/partners/new", partners.partner_form, "partner-form", _CHANGE_EXCHANGE),
    at("/office/exchange/partners/new", partners.add_partner, "add-partner", _CHANGE_EXCHANGE,
       method="POST"),
    at("/office/exchange/{partner}/papers/{paper}", partner_files.paper, "partner-paper",
       _EXCHANGE),
    at("/office/exchange/{partner}/{product}/list", numbers_listed.numbers, "exchange-numbers",
       _EXCHANGE),
    at("/office/exchange/{partner}/{product}/list.csv", numbers_listed.numbers_csv,
       "exchange-numbers-csv", _EXCHANGE),
    at("/office/exchange/{partner}/{product}/list.json", numbers_listed.numbers_json,
       "exchange-numbers-json", _EXCHANGE),
    at("/office/exchange/{partner}/{product}/receipts/{receipt}", deliveries.receipt,
       "exchange-receipt", _EXCHANGE),
    at("/office/exchange/{partner}/{product}", deliveries.deliveries, "exchange-product",
       _EXCHANGE),
    at("/office/exchange/{partner}/{product}", deliveries.decide, "exchange-decide",
       _CHANGE_EXCHANGE, method="POST"),
    at("/office/exchange/{partner}", partners.partner, "partner", _EXCHANGE),
    uploads_at("/office/exchange/{partner}", partners.change_partner, "change-partner",
               _CHANGE_EXCHANGE),
    at("/office/audit", administration.audit, "audit", "read:audit:any"),
    files_at("/static", StaticFiles(directory=_HERE / "static"), "static", "read:page:laid-open"),
]  # fmt: skip


class Headers:
    """Adds the headers of every answer: only own scripts and styles, no guessing of types."""

    _ALWAYS = (
        (b"content-security-policy", _POLICY),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"x-frame-options", b"DENY"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    )
    _SECURE = ((b"strict-transport-security", b"max-age=31536000"),)

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        added = self._ALWAYS + (self._SECURE if scope.get("scheme") == "https" else ())

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def pages_for(premises: Premises, lifespan: Lifespan[Starlette] | None = None) -> Starlette:
    """Return the pages of an office; `lifespan` is what is done around their serving."""
    roles()  # a wrong file is said at the start
    app = Starlette(
        routes=ROUTES,
        exception_handlers={HTTPException: _refused, Exception: _failed},
        middleware=[
            Middleware(Headers),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
        lifespan=lifespan,
    )
    app.state.room = premises
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
