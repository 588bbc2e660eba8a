"""Searching, numbers, classifications, and what is held."""

import datetime as dt
from hashlib import blake2b
from typing import Annotated

from msgspec import Meta

from madoguchi import clock
from madoguchi.api.operations import Call
from madoguchi.api.own.endpoints import Asking, Endpoint, Struct, written
from madoguchi.api.refusals import Reason, Refusal
from madoguchi.search import FACETS, Asked, Card, Hit, Language, Results, Sort

TAG = "search"
_MOST = 1_000
_EXPRESSION = Meta(max_length=4_000, description="An expression; see /help. Empty finds everything")
_LANG = Meta(pattern="^([a-z]{2})?$", description="Language preferred for titles and snippets")
_VALUE = Meta(max_length=200, description="Only what has this value of the facet")
Value = Annotated[str, _VALUE]
Lang = Annotated[str, _LANG]
Count = Annotated[int, Meta(ge=0)]


class SearchAsked(Asking, frozen=True):
    """What to search for, and how the page of results is to be."""

    q: Annotated[str, _EXPRESSION] = ""
    query_language: Annotated[
        Language, Meta(description="own: the window's own; cql: that of EPO OPS")
    ] = "own"
    sort: Sort = "relevance"
    limit: Annotated[int, Meta(ge=0, le=_MOST, description="Results on the page")] = 20
    cursor: Annotated[
        str,
        Meta(
            pattern="^([A-Za-z0-9_-]{1,100}[.][0-9a-f]{12})?$",
            description="`next` of the page before; the search is to be the same",
        ),
    ] = ""
    facets: Annotated[int, Meta(ge=0, le=100, description="How many values of each facet")] = 0
    lang: Lang = ""
    office: Value = ""
    kind: Value = ""
    year: Value = ""
    ipc: Value = ""
    applicant: Value = ""
    language: Value = ""
    right: Value = ""
    status: Value = ""
    event: Value = ""
    expiry: Value = ""


class Found(Struct, frozen=True):
    """A publication found, or a case of which no publication is held.

    `title` and `snippet` are HTML in which only `<mark>` stands, around what was looked for;
    `case` is the identity of the case where its file is held, `status` its status today.
    """

    id: str
    office: str
    number: str
    kind: str
    right: str
    date: dt.date | None
    title: str
    title_language: str
    snippet: str
    snippet_language: str
    applicants: tuple[str, ...]
    classes: tuple[str, ...]
    case: str
    status: str
    address: str


class FacetValue(Struct, frozen=True):
    value: str
    count: Count


class SearchResults(Struct, frozen=True):
    """A page of results; `next` continues after it, "" at the end.

    `as_of` is how far everything is searchable: the position on the publication stream.
    """

    as_of: Count
    total: Count
    offset: Count
    results: tuple[Found, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    next: str


def search(call: Call, asked: SearchAsked) -> SearchResults:
    chosen = {name: value for name in FACETS if (value := getattr(asked, name))}
    results = call.premises.window.search(
        Asked(
            expression=asked.q,
            language=asked.query_language,
            chosen=chosen,
            sort=asked.sort,
            limit=asked.limit,
            cursor=_continued(asked),
            facets=asked.facets,
            lang=asked.lang,
        )
    )
    return _results(call, asked, results)


def _continued(asked: SearchAsked) -> str:
    """The window's cursor, if this is the search that it was given out for."""
    cursor, _, search_ = asked.cursor.partition(".")
    if cursor and search_ != _fingerprint(asked):
        raise Refusal(
            Reason.BAD_REQUEST,
            "this cursor goes on with another search; send the same q, query_language, sort and "
            "facet values as for the page before",
        )
    return cursor


def _fingerprint(asked: SearchAsked) -> str:
    chosen = tuple(getattr(asked, name) for name in FACETS)
    parts = written((asked.q, asked.query_language, asked.sort, chosen))
    return blake2b(parts, digest_size=6).hexdigest()


def _results(call: Call, asked: SearchAsked, results: Results) -> SearchResults:
    facets = {
        name: tuple(FacetValue(value=value, count=count) for value, count in values)
        for name, values in results.facets.items()
    }
    return SearchResults(
        as_of=results.as_of,
        total=results.total,
        offset=results.offset,
        results=tuple(_hit(call, hit) for hit in results.hits),
        facets=facets,
        next=f"{results.next}.{_fingerprint(asked)}" if results.next else "",
    )


def _hit(call: Call, hit: Hit) -> Found:
    return found(
        call, hit.card, (str(hit.title), hit.title_lang), (str(hit.snippet), hit.snippet_lang)
    )


def found(call: Call, card: Card, title: tuple[str, str], snippet: tuple[str, str]) -> Found:
    sort = "cases" if card.is_case else "publications"
    return Found(
        id=card.id,
        office=card.office,
        number=card.number,
        kind=card.kind,
        right=card.right,
        date=card.date,
        title=title[0],
        title_language=title[1],
        snippet=snippet[0],
        snippet_language=snippet[1],
        applicants=card.applicants,
        classes=card.classes,
        case=card.case,
        status=card.status_on(clock.today()),
        address=f"{call.base}/api/v1/{sort}/{card.id}",
    )


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        name="search",
        path="/api/v1/search",
        does=search,
        summary="Search publications and cases",
        ja="公報と案件を検索する",
        tag=TAG,
        asks=SearchAsked,
        gives=SearchResults,
    ),
)
