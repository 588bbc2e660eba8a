"""The forms of a publication: which is asked for, and whether the reader has it already."""

import re

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.web.visitors import visitor

FORMS = {
    "html": "text/html",
    "json": "application/json",
    "xml": "application/xml",
    "ris": "application/x-research-info-systems",
    "bib": "application/x-bibtex",
}
VARY = "Accept, Accept-Language, Cookie"
_BY_MEDIA = {**{media: form for form, media in FORMS.items()}, "text/xml": "xml"}
_SUFFIX = re.compile(r"(?P<number>.+)\.(?P<form>[a-z]{2,5})")


def number_and_form(number: str, accept: str) -> tuple[str, str, str]:
    """Return the number, its ending (".json", "" without one) and the form asked for."""
    suffix = _SUFFIX.fullmatch(number)
    if suffix:
        return suffix["number"], f".{suffix['form']}", suffix["form"]
    return number, "", accepted(accept)


def accepted(accept: str) -> str:
    """The form that an Accept header prefers (RFC 9110, 12.5.1); HTML where it names none."""
    best, best_quality = "html", 0.0
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((_quality(p) for p in parameters if p.startswith("q=")), 1.0)
        form = _BY_MEDIA.get(media)
        if form and quality > best_quality:
            best, best_quality = form, quality
    return best


def _quality(parameter: str) -> float:
    try:
        return float(parameter[2:])
    except ValueError:
        return 0.0


def unchanged(request: Request, tag: str) -> Response | None:
    """The answer 304 where the reader has this very state already (RFC 9110, 13.1.2)."""
    if visitor(request).actor is not None:
        return None  # a copy from before signing in shows nobody's name
    held = request.headers.get("if-none-match", "")
    known = {part.strip().removeprefix("W/") for part in held.split(",")}
    if tag.removeprefix("W/") not in known:
        return None
    return tagged(Response(status_code=304), tag)


def tagged(response: Response, tag: str) -> Response:
    """Let the reader keep a form and ask whether it is still the same."""
    response.headers["etag"] = tag
    response.headers["cache-control"] = "no-cache"
    response.headers["vary"] = VARY
    return response
