"""The examiners' library: the pages of the window once more, over what is not public.

Nothing read here is kept by a browser or by anything between, as nothing is that a known visitor
sees (`visitors.private`), and no text leaves the house (`glossaries.wanted_by`).
"""

from functools import wraps

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.web.admission import Handler
from madoguchi.web.halls import enter
from madoguchi.web.rendering import page, room


def inside(handler: Handler) -> Handler:
    """Let a handler of the window serve the library."""

    @wraps(handler)
    def within(request: Request) -> Response:
        library = room(request).library
        if library is None:
            return page(request, "library.html", {"holdings": ()}, status=404)
        enter(request, library)
        return handler(request)

    return within


def collections(request: Request) -> Response:
    """Which collections there are; that there is none is an answer too."""
    library = room(request).library
    if library is not None:
        enter(request, library)
    held = library.window.holdings() if library else ()
    return page(request, "library.html", {"holdings": held})
