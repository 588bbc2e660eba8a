"""Dates as offices write them: compact, ISO, and in Japanese eras."""

import re
import unicodedata
from datetime import date
from typing import NamedTuple


class Era(NamedTuple):
    """A Japanese era: year N of it is the western year `offset + N`."""

    name: str
    letter: str
    kanji: str
    offset: int
    first_day: date


# Source: Era Name Act (元号法, 1979) and the cabinet orders on each change of era; Meiji from the
# adoption of the Gregorian calendar (Dajokan Decree 337 of 1872).
ERAS = (
    Era("Meiji", "M", "明治", 1867, date(1873, 1, 1)),
    Era("Taisho", "T", "大正", 1911, date(1912, 7, 30)),
    Era("Showa", "S", "昭和", 1925, date(1926, 12, 25)),
    Era("Heisei", "H", "平成", 1988, date(1989, 1, 8)),
    Era("Reiwa", "R", "令和", 2018, date(2019, 5, 1)),
)

Partial = tuple[int, int | None, int | None]

_LONGEST = 40
_BY_NAME = {key: era for era in ERAS for key in (era.letter, era.kanji)}
_ERA = re.compile(r"([MTSHR]|明治|大正|昭和|平成|令和)\s?(\d{1,2}|元)(?!\d)")
_SEPARATED = re.compile(
    r"(\d{4})\s?[-/.年]\s?(?:(\d{1,2})\s?(?:[-/.月]\s?(?:(\d{1,2})\s?日?)?)?)?(?:T[\d:.]*)?(?:Z|[+-]\d\d:?\d\d)?"
)
_COMPACT = re.compile(r"(\d{4})(\d\d)?(\d\d)?")


def parse_date(text: str) -> date | None:
    """Return the day that the text names, or None where it names no whole, real day."""
    partial = parse_partial(text)
    if partial is None:
        return None
    year, month, day = partial
    if month is None or day is None:
        return None
    return _day(year, month, day)


def parse_partial(text: str) -> Partial | None:
    """Return (year, month, day) with None for what the text leaves open, as 00 or by silence."""
    if len(text) > _LONGEST:
        return None
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit()):
        plain = _western(unicodedata.normalize("NFKC", plain).strip())
    match = _COMPACT.fullmatch(plain) or _SEPARATED.fullmatch(plain)
    if match is None:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    return _possible(year, month, day)


def format_japanese(d: date, *, era: bool = False) -> str:
    """Return 2026年11月22日, or with `era` 令和8年11月22日 (the first year is 元年).

    Raises ValueError before Meiji 6, when Japan took the Gregorian calendar.
    """
    if not era:
        return f"{d.year}年{d.month}月{d.day}日"
    current = era_of(d)
    year = d.year - current.offset
    return f"{current.kanji}{'元' if year == 1 else year}年{d.month}月{d.day}日"


def era_of(d: date) -> Era:
    """Return the era of a day. Raises ValueError before Meiji 6."""
    for era in reversed(ERAS):
        if d >= era.first_day:
            return era
    raise ValueError(f"{d} is before 1873-01-01 (Meiji 6), the first day with an era date")


def western_year(era: str, year: int) -> int | None:
    """Return the western year of an era's year; the era by its letter (H) or name (平成)."""
    found = _BY_NAME.get(era.upper())
    return None if found is None else found.offset + year


def _western(text: str) -> str:
    match = _ERA.match(text.upper())
    if match is None:
        return text
    name, year = match.groups()
    return f"{_BY_NAME[name].offset + (1 if year == '元' else int(year)):04}{text[match.end() :]}"


def _possible(year: int, month: int, day: int) -> Partial | None:
    if year == 0 or month > 12 or day > 31 or (day and not month):
        return None
    if month and day and _day(year, month, day) is None:
        return None
    return year, month or None, day or None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
