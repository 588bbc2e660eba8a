"""What a search engine must do; one contract test runs against each (tests/search)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Date  # noqa: N812 - a field is called date
from typing import Literal, NamedTuple, Protocol

import msgspec

from madoguchi.search.query import Query

Sort = Literal["relevance", "newest", "oldest", "number"]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest", "number")


class Card(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a list of results shows of a publication without asking the archive.

    `case` is the identity of its case where a file of it is held, with the `status` on the day it
    was indexed; from the day `turns` time alone has ended it. A case of which no publication is
    held has a card of its own, whose `id` is the case's.
    """

    id: str
    office: str
    number: str
    kind: str
    right: str
    titles: tuple[tuple[str, str], ...] = ()
    date: Date | None = None
    applicants: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    case: str = ""
    status: str = ""
    since: Date | None = None
    turns: Date | None = None

    @property
    def is_case(self) -> bool:
        return self.id == self.case

    def status_on(self, day: Date) -> str:
        """The status in one word on a day, "" where it is not known."""
        return "ended" if self.turns and self.turns <= day else self.status


class Indexed(msgspec.Struct, frozen=True):
    """A publication as the engine takes it: index terms by field, and the card to give back."""

    id: str
    card: bytes
    streams: Mapping[str, str]
    keys: Mapping[str, Sequence[str]]
    numbers: Mapping[str, Sequence[int]]


class Page(msgspec.Struct, frozen=True):
    """One page of a result: the exact total, the cards, and whether more follow."""

    total: int
    cards: tuple[Card, ...]


class Reached(NamedTuple):
    """How far everything is searchable: the two streams' positions, and the day of the statuses."""

    publications: int = 0
    register: int = 0
    day: int = 0


class Engine(Protocol):
    """Searches publications. One process writes; any number of processes search."""

    def write(self, batch: Iterable[Indexed], reached: Reached) -> None:
        """Put a batch in, replacing what has the same id; searchable when it returns."""

    def reached(self) -> Reached:
        """How far everything is searchable."""

    def search(
        self, query: Query, *, sort: Sort = "relevance", offset: int = 0, limit: int = 20
    ) -> Page:
        """Return one page of the publications that a query finds."""

    def facets(
        self, query: Query, names: Sequence[str], size: int
    ) -> dict[str, list[tuple[str, int]]]:
        """Return the commonest values of facets among what a query finds, with their counts."""
