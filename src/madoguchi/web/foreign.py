"""Searching the collections of other offices: which are held, and what they have, office by office.

The words of a reader's own language are looked up in the languages of each office, where wished.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi.errors import QueryError
from madoguchi.model import Block
from madoguchi.search import Asked, Hit, Holding
from madoguchi.translation import Segment, Translation
from madoguchi.web.beside import segments_by_block, targets, translated
from madoguchi.web.expanding import expandable, expanded
from madoguchi.web.halls import hall
from madoguchi.web.rendering import language, page, room
from madoguchi.wording import query_error

_SHOWN = 5
_MOST_OFFICES = 40
_LONGEST_NUMBER = 60


class Row(NamedTuple):
    """A publication found, and its title translated where that was wished and can be done."""

    hit: Hit
    segments: tuple[Segment, ...] = ()
    translatable: bool = False


class Found(NamedTuple):
    """What was found at an office: how it was asked for, and where all of it is listed."""

    office: str
    expression: str
    total: int
    rows: tuple[Row, ...]
    address: str
    translations: tuple[Translation, ...] = ()
    troubles: tuple[str, ...] = ()


def foreign(request: Request) -> Response:
    """The form, what is held, and the results by office."""
    asked = request.query_params
    number = asked.get("number", "").strip()[:_LONGEST_NUMBER]
    if number:
        return _by_number(request, asked.get("country", "")[:2], number)
    held = hall(request).window.holdings()
    text = asked.get("q", "").strip()
    offices = {one.office for one in held}
    chosen = [code for code in dict.fromkeys(asked.getlist("office")) if code in offices]
    values: dict[str, Any] = {
        "holdings": held,
        "chosen": chosen,
        "words": bool(asked.get("expand")),
        "titles": bool(asked.get("titles")),
        "found": [],
        "error": "",
        "left_out": 0,
    }
    if text:
        wanted = [one for one in held if one.office in chosen or not chosen]
        values["left_out"] = max(0, len(wanted) - _MOST_OFFICES)
        try:
            values["found"] = [_at(request, one, text) for one in wanted[:_MOST_OFFICES]]
        except QueryError as error:
            values["error"] = query_error(error, language(request))
            return page(request, "foreign.html", values, status=400)
    return page(request, "foreign.html", values)


def _by_number(request: Request, country: str, number: str) -> Response:
    """The window reads numbers of all offices; a country is put before one that does not say it."""
    own = number.upper().startswith((country.upper(), "PCT")) if country else True
    asked = urlencode({"q": number if own else f"{country.upper()} {number}"})
    return RedirectResponse(f"{hall(request).base}/search?{asked}", 303)


def _at(request: Request, holding: Holding, text: str) -> Found:
    """What is found at an office. Raises QueryError."""
    here, lang = hall(request), language(request)
    wished = request.query_params.get("expand") and expandable(text)
    translations = room(request).translations
    expression = expanded(translations, text, holding.languages) if wished else text
    chosen = {"office": holding.office}
    results = here.window.search(
        Asked(expression=expression, chosen=chosen, limit=_SHOWN, lang=lang)
    )
    listed = urlencode({"q": expression, "office": holding.office, "words": "1"})
    found = Found(
        office=holding.office,
        expression=expression,
        total=results.total,
        rows=tuple(Row(hit, translatable=_can(request, hit.title_lang)) for hit in results.hits),
        address=f"{here.base}/search?{listed}",
    )
    return _with_titles(request, found) if request.query_params.get("titles") else found


def _can(request: Request, source: str) -> bool:
    lang = language(request)
    return bool(source) and source != lang and lang in targets(request, source)


def _with_titles(request: Request, found: Found) -> Found:
    """The titles that are not in the reader's language translated, each language at once."""
    segments: dict[str, tuple[Segment, ...]] = {}
    made: list[Translation] = []
    troubles: list[str] = []
    for source, hits in _by_language(found.rows, language(request)).items():
        blocks = [Block(text=_plain(hit)) for hit in hits]
        one = translated(request, blocks, source, language(request))
        if one.translation is None:
            troubles.append(one.trouble)
            continue
        made.append(one.translation)
        by_block = segments_by_block(one.translation)
        segments |= {hit.card.id: by_block.get(place, ()) for place, hit in enumerate(hits)}
    rows = tuple(row._replace(segments=segments.get(row.hit.card.id, ())) for row in found.rows)
    return found._replace(rows=rows, translations=tuple(made), troubles=tuple(troubles))


def _by_language(rows: Sequence[Row], lang: str) -> Mapping[str, list[Hit]]:
    kept: dict[str, list[Hit]] = {}
    for row in rows:
        if row.hit.title and row.hit.title_lang not in ("", lang):
            kept.setdefault(row.hit.title_lang, []).append(row.hit)
    return kept


def _plain(hit: Hit) -> str:
    """The title without the marks of what was found."""
    titles: Iterator[str] = (text for code, text in hit.card.titles if code == hit.title_lang)
    return next(titles, "")
