"""The USPTO's interfaces: the Open Data Portal, and Global Dossier."""

from collections.abc import Iterator

from madoguchi.api.families import Family
from madoguchi.api.operations import Handler, Operation
from madoguchi.api.uspto import dossier, dossier_envelope, portal_envelope, searching, wrapper_files
from madoguchi.api.uspto.applications import PARTS, part
from madoguchi.api.uspto.status_codes import status_codes

_CASE = "read:case:laid-open"
_ONE = "/api/v1/patent/applications/{number}"
_SEARCH = "/api/v1/patent/applications/search"


def _portal() -> Iterator[Operation]:
    yield from _both(_SEARCH, searching.search)
    yield from _both(f"{_SEARCH}/download", searching.download)
    yield from _both("/api/v1/patent/status-codes", status_codes)
    yield _asked("GET", _ONE, wrapper_files.whole)
    for name, bags in PARTS.items():
        yield _asked("GET", f"{_ONE}/{name}", part(*bags))
    yield _asked("GET", f"{_ONE}/documents", wrapper_files.documents)
    yield _asked("GET", f"{_ONE}/associated-documents", wrapper_files.associated)
    address = "/api/v1/download/applications/{number}/{document}"
    yield _asked("GET", address, wrapper_files.download)
    address = "/api/v1/datasets/products/files/{product}/{year}/{week}/{file}"
    yield _asked("GET", address, wrapper_files.publication_file)


def _both(path: str, handler: Handler) -> tuple[Operation, Operation]:
    return _asked("GET", path, handler), _asked("POST", path, handler)


def _asked(method: str, path: str, handler: Handler) -> Operation:
    return Operation(
        method=method, path=path, handler=handler, needs=_CASE, counter="odp", group="odp"
    )


def _dossiers() -> Iterator[Operation]:
    calls: tuple[tuple[str, Handler], ...] = (
        ("/patent-family/svc/family/{sort}/{office}/{number*}", dossier.family_of),
        ("/doc-list/svc/doclist/{country}/{number}/{kind}", dossier.document_list),
        (
            "/doc-content/svc/doccontent/{country}/{number}/{document}/{page}/PDF",
            dossier.document,
        ),
    )
    for path, handler in calls:
        yield Operation(
            method="GET", path=path, handler=handler, needs=_CASE, group="dossier", known=False
        )


PORTAL = Family(
    name="odp",
    prefixes=("/api/v1/patent/", "/api/v1/download/", "/api/v1/datasets/"),
    operations=tuple(_portal()),
    credentials=portal_envelope.credentials,
    refuse=portal_envelope.refused,
    zone="America/New_York",
)
DOSSIER = Family(
    name="dossier",
    prefixes=("/patent-family/", "/doc-list/", "/doc-content/"),
    operations=tuple(_dossiers()),
    credentials=dossier_envelope.credentials,
    refuse=dossier_envelope.refused,
    headers=dossier_envelope.HEADERS,
)
FAMILIES = (PORTAL, DOSSIER)

__all__ = ["DOSSIER", "FAMILIES", "PORTAL"]
