"""The one query tree: every query language is read into it and every engine runs it."""

from dataclasses import dataclass
from datetime import date

from madoguchi.search.fields import Field


@dataclass(frozen=True)
class Words:
    """A text to be found in a field; `phrase` was quoted, `truncated` ends in `?`."""

    text: str
    field: Field
    phrase: bool = False
    truncated: bool = False


@dataclass(frozen=True)
class Masked:
    """A word with signs: `*` any letters, `?` one or none, `#` exactly one."""

    text: str
    field: Field


@dataclass(frozen=True)
class Symbol:
    """A classification symbol with everything below it."""

    text: str
    field: Field


@dataclass(frozen=True)
class Keys:
    """A number or code by the keys that it may be held under."""

    keys: tuple[str, ...]
    field: Field


@dataclass(frozen=True)
class Days:
    """A range of days, both ends included; None is open."""

    first: date | None
    last: date | None
    field: Field


@dataclass(frozen=True)
class Period:
    """What lasted on some day of a range, both ends included; None is open."""

    first: date | None
    last: date | None
    field: Field


@dataclass(frozen=True)
class Facet:
    """A facet's value, chosen from the list beside the results."""

    name: str
    value: str


@dataclass(frozen=True)
class Everything:
    """All publications."""


@dataclass(frozen=True)
class And:
    parts: "tuple[Query, ...]"


@dataclass(frozen=True)
class Or:
    parts: "tuple[Query, ...]"


@dataclass(frozen=True)
class But:
    """What `base` finds and `without` does not."""

    base: "Query"
    without: "Query"


Query = Words | Masked | Symbol | Keys | Days | Period | Facet | Everything | And | Or | But


def words(query: Query) -> tuple[Words, ...]:
    """Return the texts that a result was found by, for highlighting; excluded ones left out."""
    if isinstance(query, Words):
        return (query,)
    if isinstance(query, (And, Or)):
        return tuple(found for part in query.parts for found in words(part))
    return words(query.base) if isinstance(query, But) else ()


# Engines go down a tree by recursion, so it must not be deeper than they can follow.
MAX_NESTED = 100


def both(left: Query, right: Query) -> Query:
    """What both find; a row of conditions stays flat, however long."""
    if isinstance(left, But):
        return But(both(left.base, right), left.without)
    return And((*(left.parts if isinstance(left, And) else (left,)), right))


def either(left: Query, right: Query) -> Query:
    """What one of both finds, flat like `both`."""
    return Or((*(left.parts if isinstance(left, Or) else (left,)), right))


def without(left: Query, right: Query) -> Query:
    """What one finds and the other does not, flat like `both`."""
    if isinstance(left, But):
        return But(left.base, either(left.without, right))
    return But(left, right)


def too_deep(query: Query) -> bool:
    """Whether conditions stand one inside the other beyond what can be answered."""
    level: list[Query] = [query]
    for _ in range(MAX_NESTED):
        level = [part for one in level for part in _inside(one)]
        if not level:
            return False
    return True


def _inside(query: Query) -> "tuple[Query, ...]":
    if isinstance(query, (And, Or)):
        return query.parts
    return (query.base, query.without) if isinstance(query, But) else ()
