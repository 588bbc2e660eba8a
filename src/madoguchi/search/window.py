"""The window: one expression in, one page of results out, the same for pages, API and commands."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec
from markupsafe import Markup

from madoguchi.archive import Archive
from madoguchi.errors import QueryError
from madoguchi.model import Publication
from madoguchi.search.cql import parse_cql
from madoguchi.search.engine import SORTS, Card, Engine, Reached, Sort
from madoguchi.search.expression import parse
from madoguchi.search.fields import FACETS, FIELDS
from madoguchi.search.highlight import finder, marked, snippet, texts_of
from madoguchi.search.holdings import Holding, holdings
from madoguchi.search.query import And, Facet, Keys, Or, Query, words

Language = Literal["own", "cql"]
MAX_LIMIT = 1_000
_DEEPER_LIMIT = 50


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader asks for: an expression, and how the page of results is to be.

    `chosen` are facet values that narrow the result; `cursor` continues a result; `facets` is how
    many values of each facet to count; `lang` the language preferred for titles and snippets. The
    expression is in the window's own `language`, or in the CQL of EPO OPS.
    """

    expression: str
    language: Language = "own"
    chosen: Mapping[str, str] = {}
    sort: Sort = "relevance"
    limit: int = 20
    cursor: str = ""
    facets: int = 0
    lang: str = ""


class Hit(msgspec.Struct, frozen=True):
    """A result: its card, its title and snippet with the finds marked (HTML)."""

    card: Card
    title: Markup
    title_lang: str
    snippet: Markup
    snippet_lang: str


class Results(msgspec.Struct, frozen=True):
    """One page of results; `next` continues after it, "" at the end."""

    as_of: int
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Sequence[tuple[str, int]]]
    next: str
    offset: int


class Window:
    """Searches what is published."""

    def __init__(self, engine: Engine, archive: Archive) -> None:
        self._engine = engine
        self._archive = archive
        self._holdings: tuple[Reached, tuple[Holding, ...]] | None = None

    def holdings(self) -> tuple[Holding, ...]:
        """What is held of each office; counted anew when something new is searchable."""
        reached = self._engine.reached()
        if self._holdings is None or self._holdings[0] != reached:
            self._holdings = reached, holdings(self._engine)
        return self._holdings[1]

    def as_of(self) -> Reached:
        """How far everything is searchable."""
        return self._engine.reached()

    def search(self, asked: Asked) -> Results:
        """Return one page of results. Raises QueryError."""
        read = parse_cql if asked.language == "cql" else parse
        query = narrowed(read(asked.expression), asked.chosen)
        sort, offset = read_cursor(asked.cursor) if asked.cursor else (asked.sort, 0)
        limit = max(0, min(asked.limit, MAX_LIMIT))
        as_of = self._engine.reached().publications
        page = self._engine.search(query, sort=sort, offset=offset, limit=limit)
        end = offset + len(page.cards)
        more = page.cards and end < page.total
        pattern = finder(texts_of(words(query)))
        return Results(
            as_of=as_of,
            total=page.total,
            hits=self._hits(page.cards, pattern, asked.lang),
            facets=self._engine.facets(query, tuple(FACETS), asked.facets) if asked.facets else {},
            next=write_cursor(sort, end) if more else "",
            offset=offset,
        )

    def kin(self, publications: Sequence[str], applications: Sequence[str]) -> tuple[Card, ...]:
        """Return the cards of publications, and of applications by number, oldest first."""
        if not (publications or applications):
            return ()
        query = Or(
            (Keys(tuple(publications), FIELDS["PN"]), Keys(tuple(applications), FIELDS["AN"]))
        )
        wanted = len(publications) + 2 * len(applications)
        return self._engine.search(query, sort="oldest", limit=wanted).cards

    def named(self, ids: Sequence[str]) -> tuple[Card, ...]:
        """Return what is held under numbers: publications, else those of applications."""
        cards = self.by_number(ids)
        if cards:
            return cards
        return self._engine.search(Keys(tuple(ids), FIELDS["AN"]), sort="oldest", limit=50).cards

    def by_number(self, ids: Sequence[str]) -> tuple[Card, ...]:
        """Return the publications held under numbers, with or without a kind code."""
        page = self._engine.search(Keys(tuple(ids), FIELDS["PN"]), sort="oldest", limit=50)
        return page.cards

    def _hits(
        self, cards: tuple[Card, ...], pattern: re.Pattern[str] | None, lang: str
    ) -> tuple[Hit, ...]:
        """Return the rows; where the card does not show why it was found, the record is asked."""
        pieces = [_snippet(card.texts, pattern, lang) for card in cards]
        unseen = [card.id for card, piece in zip(cards, pieces, strict=True) if not piece.found]
        deeper: dict[str, Publication] = {}
        if pattern and unseen and len(unseen) <= _DEEPER_LIMIT:
            deeper = self._archive.publications(unseen)
        hits = []
        for card, piece in zip(cards, pieces, strict=True):
            inside = deeper.get(card.id)
            shown = (inside and _snippet(_texts(inside), pattern, lang)) or piece
            shown = shown if shown.found else piece
            title_lang, title = _preferred(card.titles, lang)
            hits.append(Hit(card, marked(title, pattern), title_lang, shown.text, shown.lang))
        return tuple(hits)


class _Piece(NamedTuple):
    """A piece of a text: whether it shows what was looked for."""

    text: Markup
    lang: str
    found: bool


def _snippet(
    texts: Iterable[tuple[str, str]], pattern: re.Pattern[str] | None, lang: str
) -> _Piece:
    """Return the piece of the first text with a find, else the beginning of the first text."""
    ordered = sorted(texts, key=lambda pair: pair[0] != lang)
    finds = (pair for pair in ordered if pattern and pattern.search(pair[1]))
    text_lang, text = next(finds, ordered[0] if ordered else ("", ""))
    marked_up, found = snippet(text, pattern)
    return _Piece(marked_up, text_lang, found)


def _texts(publication: Publication) -> Iterator[tuple[str, str]]:
    """All texts of a publication, piece by piece, with their languages."""
    for body in (*publication.abstracts, *publication.descriptions):
        yield from ((body.lang, block.text) for block in body.blocks if block.text)
    for claims in publication.claims:
        yield from ((claims.lang, claim.text) for claim in claims.claims)


def narrowed(query: Query, chosen: Mapping[str, str]) -> Query:
    """Add the chosen facet values to a query. Raises QueryError for a facet that is none."""
    for name in chosen:
        if name not in FACETS:
            raise QueryError("unknown-facet", 0, name)
    facets = tuple(Facet(name, value) for name, value in chosen.items() if value)
    return And((query, *facets)) if facets else query


def _preferred(texts: Sequence[tuple[str, str]], lang: str) -> tuple[str, str]:
    for pair in texts:
        if pair[0] == lang:
            return pair
    return texts[0] if texts else ("", "")


def write_cursor(sort: Sort, offset: int) -> str:
    return base64.urlsafe_b64encode(f"{sort}:{offset}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[Sort, int]:
    """Read what `write_cursor` wrote. Raises QueryError."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        sort, _, offset = text.partition(":")
        place = int(offset)
    except (binascii.Error, UnicodeError, ValueError):
        raise QueryError("bad-cursor", 0, cursor[:40]) from None
    for known in SORTS:
        if known == sort and 0 <= place < 2**40:
            return known, place
    raise QueryError("bad-cursor", 0, cursor[:40])
