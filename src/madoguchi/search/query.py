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
