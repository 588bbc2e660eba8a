"""One's own glossaries: terms that win over every engine in what one reads translated."""

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi.errors import NotFoundError, RefusedError
from madoguchi.translation import Pair, Wanted, read_glossary
from madoguchi.web.admission import form_of
from madoguchi.web.halls import hall
from madoguchi.web.rendering import page, room
from madoguchi.web.visitors import visitor

FIELD = "patent"


def wanted_by(request: Request) -> Wanted:
    """How a reader's translations are made: by their own glossaries first, then the office's.

    What is not public is given to no engine out of the house.
    """
    wanted = room(request).translations.wanted_by(visitor(request).number, FIELD)
    return msgspec.structs.replace(wanted, secret=not hall(request).is_public)


def glossaries(request: Request) -> Response:
    """The glossaries that count for this reader."""
    return _page(request)


def change_glossaries(request: Request) -> Response:
    """A glossary of one's own is put in or taken away."""
    form, owner = form_of(request), visitor(request).number
    shelf = room(request).translations.glossaries
    name = form.get("name", "").strip()
    try:
        if form.get("what") == "remove":
            shelf.remove(name, owner)
        else:
            pair = Pair.of(form.get("from", ""), form.get("into", ""))
            lines = form.get("terms", "").replace("\r\n", "\n").strip("\n")
            data = f"source\ttarget\n{lines}\n".encode()
            shelf.put(read_glossary(name, "terms.tsv", data, pair), owner)
    except (RefusedError, NotFoundError) as error:
        return _page(request, str(error), 400)
    return RedirectResponse("/account/glossaries", 303)


def _page(request: Request, wrong: str = "", status: int = 200) -> Response:
    who, here = visitor(request), room(request).translations
    values = {
        "found": here.glossaries.all(who.number),
        "languages_known": sorted({lang for pair in here.pairs() for lang in pair}),
        "typed": form_of(request) if wrong else {},
        "token": who.form_token,
        "wrong": wrong,
        "own": who.number,
    }
    return page(request, "glossaries.html", values, status=status)
