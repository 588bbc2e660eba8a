"""What a publication has, as bits; and the order of numbers, in which gaps are found."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from madoguchi.exchange.partners import Content

# The bits of `exchange_number.has`; they are kept, so a new one goes to the end.
BITS: dict[Content, int] = {
    "bibliographic": 1, "abstract": 2, "classification": 4, "claims": 8, "description": 16,
    "drawings": 32, "pdf": 64, "status": 128,
}  # fmt: skip

_DIGITS = re.compile(r"(.*?)([0-9]{1,18})(\D*)")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def bits(contents: Iterable[str]) -> int:
    named = set(contents)
    return sum(bit for name, bit in BITS.items() if name in named)


def names_of(has: int) -> tuple[Content, ...]:
    return tuple(name for name, bit in BITS.items() if has & bit)


class Place(NamedTuple):
    """Where a number stands: its series, and how far in it; -1 where it stands in none."""

    series: str
    serial: int


def place_of(number: str, kind: str) -> Place:
    """Return where a publication number stands among those counted on with it.

    The last digits count; a year in front of them belongs to the series, as does the kind code:
    2026012345 A is the 12,345th of 2026A, 7654321 B2 the 7,654,321st of B2.
    """
    match = _DIGITS.fullmatch(number)
    if match is None:
        return Place("", -1)
    head, digits, tail = match.groups()
    if len(digits) > 8 and _YEAR.match(digits):
        head, digits = head + digits[:4], digits[4:]
    return Place(f"{head}|{tail}{kind[:1]}", int(digits))
