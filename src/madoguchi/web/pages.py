"""The pages of the search window."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from madoguchi.errors import NumberError, QueryError
from madoguchi.law import ST27, Reading, Standing, office_name, read_number
from madoguchi.model import Right
from madoguchi.search import FACETS, FIELDS, SORTS, Asked, Card, Everything, Results, Sort
from madoguchi.web.expanding import expandable
from madoguchi.web.halls import hall
from madoguchi.web.rendering import address_of, language, page, room
from madoguchi.wording import Messages, messages, query_error

PAGE_SIZE = 20
_FACET_VALUES = 12
_EXAMPLES = {
    "ja": ("リチウムイオン電池 電極", "JP2021044377A", "[負極+陽極]/CL*H01M/IP*2020:2024/PD"),
    "en": ("lithium battery electrode", "JP2021044377A", "[anode+cathode]/CL*H01M/IP*2020:2024/PD"),
}


def home(request: Request) -> Response:
    lang = language(request)
    words, number_, expression = _EXAMPLES[lang]
    cards = room(request).engine.search(Everything(), sort="newest", limit=1).cards
    number_ = cards[0].id if cards else number_
    return page(request, "home.html", {"examples": (words, number_, expression)})


def search(request: Request) -> Response:
    """A number goes straight to its document, anything else to a page of results."""
    lang = language(request)
    text = request.query_params.get("q", "").strip()
    cards, readings = _numbers(request, text)
    if len(cards) == 1 and not request.query_params.get("words"):
        return RedirectResponse(f"{hall(request).base}{address_of(cards[0])}", 303)
    chosen = {name: v for name in FACETS if (v := request.query_params.get(name, ""))}
    sort = _sort(request)
    asked = Asked(
        expression=text,
        chosen=chosen,
        sort=sort,
        limit=PAGE_SIZE,
        cursor=request.query_params.get("cursor", ""),
        facets=_FACET_VALUES,
        lang=lang,
    )
    try:
        results = hall(request).window.search(asked)
    except QueryError as error:
        values = {"error": query_error(error, lang), "at": error.position, "text": text}
        return page(request, "error.html", values, status=400)
    values = _results_values(request, results, chosen, messages(lang), sort)
    return page(request, "results.html", {**values, "number_cards": cards, "readings": readings})


def _numbers(request: Request, text: str) -> tuple[tuple[Card, ...], tuple[Reading, ...]]:
    """What is held under a text that may be a number, and how the number was read."""
    if not any(c.isdigit() for c in text) or len(text) > 60 or request.query_params.get("cursor"):
        return (), ()
    try:
        readings = read_number(text)
    except NumberError:
        return (), ()
    cards = hall(request).window.named([reading.number.id for reading in readings])
    return cards, readings


def _sort(request: Request) -> Sort:
    wanted = request.query_params.get("sort")
    return next((sort for sort in SORTS if sort == wanted), "relevance")


def _results_values(
    request: Request, results: Results, chosen: dict[str, str], words: Messages, sort: Sort
) -> dict[str, Any]:
    base = {"q": request.query_params.get("q", ""), **chosen}
    if sort != "relevance":
        base["sort"] = sort
    at = hall(request).base
    here = f"{at}{_address(base)}"  # made once: a page has some fifty links
    return {
        "results": results,
        "chosen": [
            (name, facet_label(name, value, words), f"{at}{_without(base, name)}")
            for name, value in chosen.items()
        ],
        "facets": [
            (
                name,
                [(facet_label(name, v, words), n, f"{here}&{name}={quote(v)}") for v, n in values],
            )
            for name, values in _in_order(results.facets)
            if len(values) > 1 and name not in chosen
        ],
        "expanded": f"{at}{found}" if (found := _expanded(base)) else "",
        "sort": sort,
        "sorts": [(s, f"{at}{_with(base, 'sort', s)}") for s in SORTS],
        "next": f"{at}{_with(base, 'cursor', results.next)}" if results.next else "",
        "first": f"{at}{_address(base)}" if results.offset else "",
    }


def _expanded(base: dict[str, str]) -> str:
    """Where the same words are searched in other languages too, "" for what is no row of words."""
    if not expandable(base["q"].strip()):
        return ""
    return f"/search/expanded?{urlencode(base)}"


def _in_order(
    facets: Mapping[str, Sequence[tuple[str, int]]],
) -> Iterator[tuple[str, Sequence[tuple[str, int]]]]:
    """The commonest values first, but years as a calendar: the newest first."""
    for name, values in facets.items():
        yield name, sorted(values, reverse=name == "year") if name in _CALENDARS else values


_CALENDARS = ("year", "expiry")


def facet_label(name: str, value: str, words: Messages) -> str:
    """A facet's value in the reader's words."""
    if name == "office":
        return f"{office_name(value, words.lang)} ({value})"
    if name == "right" and value in {right.value for right in Right}:
        return words(f"right-{value}")
    if name == "status" and value in {standing.value for standing in Standing}:
        return words(f"standing-{value}")
    if name == "event" and value in ST27.events:
        return f"{ST27.event_name(value, words.lang)} ({value})"
    return value


def _address(pairs: dict[str, str]) -> str:
    return f"/search?{urlencode(pairs)}"


def _with(base: dict[str, str], name: str, value: str) -> str:
    return _address({**base, name: value})


def _without(base: dict[str, str], name: str) -> str:
    return _address({k: v for k, v in base.items() if k != name})


def number(request: Request) -> Response:
    """Every reading of a number, as JSON, with what is held under it."""
    text = request.query_params.get("q", "")
    try:
        readings = read_number(text)
    except NumberError as error:
        return JSONResponse({"text": text, "readings": [], "held": [], "error": str(error)}, 404)
    held = room(request).window.named([reading.number.id for reading in readings])
    return JSONResponse(
        {
            "text": text,
            "readings": [
                {"id": r.number.id, "object": r.number.object, "docdb": r.number.docdb,
                 "epodoc": r.number.epodoc, "reason": r.reason}
                for r in readings
            ],
            "held": [card.id for card in held],
        }
    )  # fmt: skip


def help_page(request: Request) -> Response:
    return page(request, "help.html", {"fields": list(FIELDS)})


def status(request: Request) -> Response:
    lang = language(request)
    counted = room(request).engine.facets(Everything(), ("office", "year"), 60)
    values = {
        "sizes": room(request).archive.sizes(),
        "stored": room(request).archive.position(),
        "offices": [(facet_label("office", v, messages(lang)), v, n) for v, n in counted["office"]],
        "years": sorted(counted["year"], reverse=True),
    }
    return page(request, "status.html", values)
