"""The document page, its other forms, and the files beside a document."""

import io
import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from PIL import Image, UnidentifiedImageError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi.errors import NotFoundError, NumberError
from madoguchi.law import publication_number, read_number
from madoguchi.model import Citation, Claim, ClaimSet, DocumentId, Publication, encode
from madoguchi.search import Card
from madoguchi.web.citing import bibtex, ris
from madoguchi.web.messages import messages
from madoguchi.web.rendering import language, page, room

FORMS = {
    "html": "text/html",
    "json": "application/json",
    "xml": "application/xml",
    "ris": "application/x-research-info-systems",
    "bib": "application/x-bibtex",
}
_SUFFIX = re.compile(r"(?P<number>.+)\.(?P<form>[a-z]{2,5})")
_MAX_PIXELS = 50_000_000


def publication(request: Request) -> Response:
    """A publication at its permanent address, in the form asked for by ending or Accept header."""
    number = request.path_params["number"]
    suffix = _SUFFIX.fullmatch(number)
    form = suffix["form"] if suffix else _accepted(request)
    number = suffix["number"] if suffix else number
    try:
        found = room(request).archive.publication(number)
    except NotFoundError:
        return _elsewhere(request, number, f".{form}" if suffix else "")
    if form not in FORMS:
        return _message(request, 404, "bad-format", format=form)
    return _represented(request, found, form)


def _represented(request: Request, found: Publication, form: str) -> Response:
    if form == "html":
        return page(request, "document.html", document_values(request, found))
    if form == "xml":
        return original(request)
    lang = language(request)
    body = {"json": encode, "ris": lambda p: ris(p, lang), "bib": lambda p: bibtex(p, lang)}[form](
        found
    )
    return Response(body, media_type=FORMS[form], headers={"vary": "Accept"})


def _accepted(request: Request) -> str:
    """The form that the Accept header prefers; HTML where it names none of ours."""
    best, best_quality = "html", 0.0
    for part in request.headers.get("accept", "*/*").split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((_quality(p) for p in parameters if p.startswith("q=")), 1.0)
        form = next((form for form, known in FORMS.items() if known == media), None)
        form = "xml" if media == "text/xml" else form
        if form and quality > best_quality:
            best, best_quality = form, quality
    return best


def _quality(parameter: str) -> float:
    try:
        return float(parameter[2:])
    except ValueError:
        return 0.0


def _elsewhere(request: Request, number: str, ending: str) -> Response:
    """Another spelling of a held number leads to its address; several are offered."""
    try:
        readings = [reading.number.id for reading in read_number(number)]
    except NumberError:
        readings = []
    cards = room(request).window.by_number([*readings, number.upper()])
    exact = [card for card in cards if card.id in readings]
    if len(cards) == 1 or len(exact) == 1:
        return RedirectResponse(f"/p/{(exact or cards)[0].id}{ending}", 302)
    if cards:
        values = {
            "heading": "several-title",
            "lines": [("several", {"number": number})],
            "cards": cards,
        }
        return page(request, "message.html", values, status=300)
    lines: list[tuple[str, dict[str, Any]]] = [("not-found", {"number": number[:80]})]
    if readings:
        lines.append(("not-found-read", {"number": ", ".join(readings[:5])}))
    lines.append(("not-found-help", {}))
    return page(request, "message.html", {"heading": "not-found-title", "lines": lines}, status=404)


def _message(request: Request, status: int, key: str, **values: str) -> Response:
    lines = [(key, values)]
    return page(request, "message.html", {"heading": "page-missing", "lines": lines}, status=status)


def original(request: Request) -> Response:
    """The bytes as received; `?position=` gives an earlier version."""
    number = request.path_params["number"].removesuffix(".xml")
    position = request.query_params.get("position", "")
    try:
        data = room(request).archive.original(
            number, int(position) if position.isdecimal() else None
        )
    except NotFoundError:
        return _elsewhere(request, number, "/original")
    is_xml = data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<"
    name = f"{number}.{'xml' if is_xml else 'txt'}"
    headers = {"content-disposition": f"inline; filename*=UTF-8''{quote(name)}"}
    return Response(
        data,
        media_type="application/xml" if is_xml else "application/octet-stream",
        headers=headers,
    )


def file(request: Request) -> Response:
    """A file beside a document; TIFF is turned into PNG, which browsers can show."""
    number, name = request.path_params["number"], request.path_params["name"]
    as_png = name.endswith(".tif.png") or name.endswith(".tiff.png") or name.endswith(".TIF.png")
    try:
        data = room(request).archive.attachment(
            number, name.removesuffix(".png") if as_png else name
        )
    except NotFoundError:
        return _message(request, 404, "drawing-missing", file=PurePosixPath(name).name[:80])
    media = _media_type(data)
    if media == "image/tiff" and as_png:
        return _png(request, data, name)
    return Response(data, media_type=media, headers={"cache-control": "public, max-age=86400"})


def _png(request: Request, data: bytes, name: str) -> Response:
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise UnidentifiedImageError
            out = io.BytesIO()
            image.convert("L" if image.mode in ("1", "L") else "RGB").save(out, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return _message(request, 404, "drawing-missing", file=name[:80])
    return Response(
        out.getvalue(), media_type="image/png", headers={"cache-control": "public, max-age=86400"}
    )


def _media_type(data: bytes) -> str:
    """The type by content; a drawing is never served as something that a browser would run."""
    for magic, media in _MEDIA.items():
        if data.startswith(magic):
            return media
    return "application/octet-stream"


_MEDIA = {
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"%PDF": "application/pdf",
    b"<svg": "image/svg+xml",
}


# -- what the page shows ---------------------------------------------------------------------------


def document_values(request: Request, found: Publication) -> dict[str, Any]:
    """Everything that the document page needs."""
    here = room(request)
    cited = _cited(found.citations)
    held = (
        {card.id: card for card in here.window.by_number([*dict.fromkeys(cited.values())])}
        if cited
        else {}
    )
    by_number = {f"{card.office}{card.number}": card.id for card in held.values()}
    return {
        "p": found,
        "words": messages(language(request)),
        "claim_sets": [(s, claim_tree(s)) for s in found.claims],
        "family": here.window.family(found),
        "versions": here.archive.versions(found.id),
        "files": frozenset(here.archive.attachments(found.id)),
        "patent_citations": [
            (c, cited.get(i, ""), _link(cited.get(i, ""), held, by_number))
            for i, c in enumerate(found.citations)
            if c.document
        ],
        "other_citations": [c for c in found.citations if not c.document],
        "forms": [form for form in FORMS if form != "html"],
    }


def claim_tree(claims: ClaimSet) -> list[tuple[Claim, list[Any]]]:
    """Claims as a tree: each under the first claim that it refers to; independent ones on top."""
    nodes: dict[int, tuple[Claim, list[Any]]] = {}
    top: list[tuple[Claim, list[Any]]] = []
    for claim in claims.claims:
        node: tuple[Claim, list[Any]] = (claim, [])
        parent = next((nodes[n] for n in claim.depends_on if n in nodes), None)
        (parent[1] if parent else top).append(node)
        nodes.setdefault(claim.number, node)
    return top


def _cited(citations: Sequence[Citation]) -> dict[int, str]:
    return {i: _identity(c.document) for i, c in enumerate(citations) if c.document}


def _identity(document: DocumentId) -> str:
    number = publication_number(document.office, document.number, document.kind, document.date)
    return f"{document.office}{number}{document.kind}"


def _link(identity: str, held: dict[str, Card], by_number: dict[str, str]) -> str:
    if identity in held:
        return identity
    return by_number.get(identity, "")
