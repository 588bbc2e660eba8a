"""What is held of each office: how much, of which kinds, from when to when, with which parts."""

from collections.abc import Mapping
from datetime import date as Date  # noqa: N812 - a field is called date

import msgspec

from madoguchi.search.engine import Card, Engine, Sort
from madoguchi.search.fields import FIELDS
from madoguchi.search.query import And, Days, Facet, Query

_MOST_OFFICES = 300
_MOST_VALUES = 60
_COUNTED = ("right", "kind", "language", "content")
_PUBLISHED = Facet("content", "biblio")


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """What is held of an office. `contents` counts the publications held with each part.

    `first` and `last` are days of publication, None where none is known.
    """

    office: str
    count: int
    rights: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    languages: tuple[str, ...]
    contents: Mapping[str, int]
    first: Date | None
    last: Date | None
    newest: str

    def share(self, content: str) -> int:
        """How many of a hundred are held with a part; 0 and 100 are none and all."""
        held = self.contents.get(content, 0)
        if held in (0, self.count):
            return 100 if held else 0
        return min(99, max(1, round(100 * held / self.count)))


def holdings(engine: Engine) -> tuple[Holding, ...]:
    """Return what is held of each office, by its code."""
    offices = engine.facets(_PUBLISHED, ("office",), _MOST_OFFICES)["office"]
    return tuple(_holding(engine, office, count) for office, count in sorted(offices))


def _holding(engine: Engine, office: str, count: int) -> Holding:
    own = And((_PUBLISHED, Facet("office", office)))
    counted = engine.facets(own, _COUNTED, _MOST_VALUES)
    dated = And((own, Days(None, None, FIELDS["PD"])))
    first, last = _end(engine, dated, "oldest"), _end(engine, dated, "newest")
    return Holding(
        office=office,
        count=count,
        rights=tuple(counted["right"]),
        kinds=tuple(counted["kind"]),
        languages=tuple(sorted(language for language, _ in counted["language"])),
        contents=dict(counted["content"]),
        first=first.date if first else None,
        last=last.date if last else None,
        newest=last.id if last else "",
    )


def _end(engine: Engine, query: Query, sort: Sort) -> Card | None:
    cards = engine.search(query, sort=sort, limit=1).cards
    return cards[0] if cards else None
