"""What a search of the Open Data Portal asks for, by query parameters or in JSON."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from madoguchi.api.operations import Call
from madoguchi.api.refusals import Reason, Refusal

_USUAL, MOST = 25, 1_000
_FARTHEST = 10_000_000
_ORDERS = ("asc", "desc")


class Page(NamedTuple):
    """Which of the records found are wanted."""

    offset: int
    limit: int


class Filter(NamedTuple):
    """A field that has one of some values."""

    name: str
    values: tuple[str, ...]


class Range(NamedTuple):
    """A field between two values, both included."""

    name: str
    first: str
    last: str


class Order(NamedTuple):
    """A field that records are sorted by."""

    name: str
    falling: bool


class Wanted(NamedTuple):
    """A search as it was asked for."""

    query: str
    page: Page
    filters: tuple[Filter, ...] = ()
    ranges: tuple[Range, ...] = ()
    orders: tuple[Order, ...] = ()
    fields: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    format: str = "json"


def wanted(call: Call) -> Wanted:
    """Read a search. Raises Refusal where a parameter cannot be read."""
    asked = read_body(call) if call.method == "POST" else dict(call.query)
    return Wanted(
        query=_text(asked, "q"),
        page=page_asked(asked),
        filters=tuple(_filters(asked.get("filters"))),
        ranges=tuple(_ranges(asked.get("rangeFilters"))),
        orders=tuple(_orders(asked.get("sort"))),
        fields=_names(asked, "fields"),
        facets=_names(asked, "facets"),
        format=(_text(asked, "format") or "json").lower(),
    )


def read_body(call: Call) -> dict[str, Any]:
    """The JSON object that was sent; nothing sent asks for nothing in particular."""
    if not call.body.strip():
        return {}
    try:
        return msgspec.json.decode(call.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _unread("the body", 'a JSON object such as {"q": "..."}') from None


def page_asked(asked: Mapping[str, Any]) -> Page:
    inside = asked.get("pagination") or asked
    if not isinstance(inside, dict):
        raise _unread("pagination", '{"offset": 0, "limit": 25}')
    return Page(_whole(inside, "offset", 0, 0, _FARTHEST), _whole(inside, "limit", _USUAL, 1, MOST))


def _whole(asked: Mapping[str, Any], name: str, usual: int, least: int, most: int) -> int:
    told = asked.get(name)
    if told in (None, ""):
        return usual
    text = str(told)
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise _unread(name, f"a whole number from {least} to {most:,}")
    return int(text)


def _text(asked: Mapping[str, Any], name: str) -> str:
    told = asked.get(name)
    if told is not None and not isinstance(told, str):
        raise _unread(name, "a text")
    return told or ""


def _names(asked: Mapping[str, Any], name: str) -> tuple[str, ...]:
    told = asked.get(name) or []
    names = told.split(",") if isinstance(told, str) else told
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise _unread(name, "names of fields")
    return tuple(one.strip() for one in names if one.strip())


def _entries(told: object, name: str, shape: str) -> list[dict[str, Any]]:
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise _unread(name, shape)
    return told


# -- filters, ranges, orders: `name value,value` or objects ----------------------------------------


def _filters(told: object) -> list[Filter]:
    shape = '"field value,value", or [{"name": "field", "value": ["value"]}]'
    if not told:
        return []
    if isinstance(told, str):
        name, _, values = told.strip().partition(" ")
        return [_filter(name, values.split(","), shape)]
    entries = _entries(told, "filters", shape)
    return [_filter(one.get("name"), one.get("value"), shape) for one in entries]


def _filter(name: object, values: object, shape: str) -> Filter:
    several = values if isinstance(values, list) else [values]
    if not (isinstance(name, str) and name and all(map(_is_plain, several)) and several):
        raise _unread("filters", shape)
    return Filter(name, tuple(_plain(one) for one in several))


def _ranges(told: object) -> list[Range]:
    shape = '"field from:to", or [{"field": "field", "valueFrom": "", "valueTo": ""}]'
    if not told:
        return []
    if isinstance(told, str):
        name, _, sides = told.strip().partition(" ")
        first, _, last = sides.strip().partition(":")
        return [_range(name, first, last, shape)]
    entries = _entries(told, "rangeFilters", shape)
    return [
        _range(one.get("field"), one.get("valueFrom"), one.get("valueTo"), shape) for one in entries
    ]


def _range(name: object, first: object, last: object, shape: str) -> Range:
    if not (isinstance(name, str) and name and _is_plain(first) and _is_plain(last)):
        raise _unread("rangeFilters", shape)
    return Range(name, _plain(first), _plain(last))


def _orders(told: object) -> list[Order]:
    shape = '"field desc", or [{"field": "field", "order": "Desc"}]'
    if not told:
        return []
    if isinstance(told, str):
        parts = [one.split() for one in told.split(",")]
        if not all(0 < len(one) <= 2 for one in parts):
            raise _unread("sort", shape)
        return [_order(one[0], one[1] if len(one) > 1 else "asc", shape) for one in parts]
    entries = _entries(told, "sort", shape)
    return [_order(one.get("field"), one.get("order") or "asc", shape) for one in entries]


def _order(name: object, order: object, shape: str) -> Order:
    known = isinstance(order, str) and order.lower() in _ORDERS
    if not (isinstance(name, str) and name and known):
        raise _unread("sort", shape)
    return Order(name, str(order).lower() == "desc")


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float) and bool(str(value).strip())


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def _unread(name: str, shape: str) -> Refusal:
    return Refusal(Reason.BAD_REQUEST, f"Invalid request, {name} cannot be read: write {shape}")
