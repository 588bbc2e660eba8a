"""The search of the Open Data Portal: one record for each application found."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from madoguchi.api.dossiers import members_of
from madoguchi.api.operations import Answer, Call
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.api.uspto.applications import wrappers
from madoguchi.api.uspto.asked import Filter, Order, Range, Wanted, wanted
from madoguchi.api.uspto.portal_envelope import Told, answered
from madoguchi.api.uspto.record_paths import only, values_at, written
from madoguchi.api.uspto.register_numbers import with_register
from madoguchi.api.uspto.wrapper_files import publication_files
from madoguchi.errors import NotFoundError
from madoguchi.premises import Premises
from madoguchi.search import (
    And,
    Facet,
    Or,
    Query,
    odp_condition,
    odp_range,
    parse_odp,
)

# So many publications are gone through to find the applications that they are of, and of so many
# applications the whole record is looked at to sort, filter or count what no index has.
MOST_PUBLICATIONS, MOST_RECORDS = 100_000, 2_000
_AT_ONCE = 500
_FACET_VALUES = 100
_SAME = frozenset({"applicationNumberText", "applicationMetaData.filingDate"})


def search(call: Call) -> Answer:
    """A page of the applications that a query finds."""
    asked = wanted(call)
    count, records, facets = _found(call, asked)
    more = {"facets": facets} if facets else {}
    return answered(count=count, patentFileWrapperDataBag=records, **more)


def download(call: Call) -> Answer:
    """The same page as a file."""
    asked = wanted(call)
    if asked.format != "json":
        raise Refusal(Reason.BAD_REQUEST, "Invalid request, only the format json is written here")
    _, records, _ = _found(call, asked)
    headers = (("content-disposition", 'attachment; filename="patents.json"'),)
    return Answer(msgspec.json.encode({"patentdata": records}), headers=headers)


def _found(call: Call, asked: Wanted) -> tuple[int, list[Told], list[Told]]:
    cases = _cases(call.premises, with_register(call.premises, _query(asked)))
    begin, end = asked.page.offset, asked.page.offset + asked.page.limit
    facets: list[Told] = []
    if asked.filters or asked.ranges or asked.orders or asked.facets:
        chosen = _chosen(call.premises, cases, asked)
        cases = [name for name, _ in chosen]
        facets = _facets([record for _, record in chosen], asked.facets)
    if not cases:
        raise NotFoundError("nothing is found")
    return len(cases), _page(call, cases[begin:end], asked.fields), facets


def _query(asked: Wanted) -> Query:
    """The query, with the filters for which index and record have the same value.

    All filters are held to the records.
    """
    rights = Or((Facet("right", "patent"), Facet("right", "design")))
    parts: list[Query | None] = [Facet("office", "US"), rights, parse_odp(asked.query)]
    parts += [odp_condition(*one) for one in asked.filters if one.name in _SAME]
    parts += [odp_range(*one) for one in asked.ranges if one.name in _SAME]
    return And(tuple(part for part in parts if part))


def _cases(premises: Premises, query: Query) -> list[str]:
    """The applications that publications are found of, the latest publication first."""
    page = premises.engine.search(query, sort="newest", limit=MOST_PUBLICATIONS)
    if page.total > MOST_PUBLICATIONS:
        raise _too_many(page.total, "publications", MOST_PUBLICATIONS)
    alone = [card.id for card in page.cards if not card.case]
    named = premises.cases.of_publications(alone)
    found = (card.case or named.get(card.id, "") for card in page.cards)
    return [name for name in dict.fromkeys(found) if name]


def _too_many(count: int, what: str, most: int) -> Refusal:
    return Refusal(
        Reason.TOO_LARGE,
        f"{count:,} {what} are found and at most {most:,} are gone through for this; refine your "
        "search criteria",
    )


def _page(call: Call, cases: list[str], fields: tuple[str, ...]) -> list[Told]:
    members = list(members_of(call.premises, cases).values())
    records = wrappers(call.premises, members)
    for record, member in zip(records, members, strict=True):
        record.update(publication_files(call, member))
    return [only(record, fields) if fields else record for record in records]


# -- what is held to the records themselves --------------------------------------------------------


def _chosen(premises: Premises, cases: list[str], asked: Wanted) -> list[tuple[str, Told]]:
    if len(cases) > MOST_RECORDS:
        raise _too_many(len(cases), "applications", MOST_RECORDS)
    found = [pair for pair in _records(premises, cases) if _fits(pair[1], asked)]
    for order in reversed(asked.orders):
        found = _sorted(found, order)
    return found


def _records(premises: Premises, cases: list[str]) -> Iterator[tuple[str, Told]]:
    for start in range(0, len(cases), _AT_ONCE):
        members = members_of(premises, cases[start : start + _AT_ONCE])
        yield from zip(members, wrappers(premises, list(members.values())), strict=True)


def _fits(record: Told, asked: Wanted) -> bool:
    return all(_has(record, one) for one in asked.filters) and all(
        _lies(record, one) for one in asked.ranges
    )


def _has(record: Told, wanted_: Filter) -> bool:
    values = {written(value).lower() for value in values_at(record, wanted_.name)}
    return not values.isdisjoint(value.lower() for value in wanted_.values)


def _lies(record: Told, wanted_: Range) -> bool:
    """Whether a value lies in a range: numbers as numbers, days and texts as they are written."""
    return any(
        _key(wanted_.first) <= _key(value) <= _key(wanted_.last)
        for value in values_at(record, wanted_.name)
    )


def _key(value: object) -> tuple[bool, int, str]:
    """What a value is sorted by: numbers come before texts."""
    text = written(value)
    number = text.isascii() and text.isdigit() and len(text) < 20
    return (False, int(text), "") if number else (True, 0, text)


def _sorted(found: list[tuple[str, Told]], order: Order) -> list[tuple[str, Told]]:
    """By the first value of a field; what has none comes last either way."""
    keyed = [(next(values_at(pair[1], order.name), None), pair) for pair in found]
    having = [(_key(value), pair) for value, pair in keyed if value is not None]
    having.sort(key=lambda one: one[0], reverse=order.falling)
    return [pair for _, pair in having] + [pair for value, pair in keyed if value is None]


def _facets(records: list[Told], names: tuple[str, ...]) -> list[Told]:
    """How many records have each value of a field, the commonest first."""
    return [{name: _counted(records, name)} for name in names]


def _counted(records: list[Told], name: str) -> list[Told]:
    counts: Counter[str] = Counter()
    for record in records:
        counts.update({written(value) for value in values_at(record, name)})
    return [{"value": value, "count": n} for value, n in counts.most_common(_FACET_VALUES)]
