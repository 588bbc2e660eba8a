"""How the JPO's interfaces spell numbers and dates: every value is a text, nothing is ""."""

import datetime as dt
import re

from madoguchi.model import DocumentId

_CANONICAL = re.compile(r"([MTSHR]?)(\d{1,4})-?(\d{6})")
_WESTERN = re.compile(r"(\d{4})(\d{6})")
_ERA_DIGITS = {"M": "1", "T": "2", "S": "3", "H": "4", "R": "5"}
_FIRST_YEARS = {"M": 1868, "T": 1912, "S": 1926, "H": 1989, "R": 2019}
_REIWA = dt.date(2019, 5, 1)


def day(date: dt.date | None) -> str:
    """A date as YYYYMMDD."""
    return f"{date:%Y%m%d}" if date else ""


def western(document: DocumentId | None) -> str:
    """A publication's number by its western year, ten digits; "" where it has none such."""
    found = _CANONICAL.fullmatch(document.number) if document else None
    if found is None:
        return ""
    era, year, serial = found.groups()
    first = _FIRST_YEARS[era] - 1 if era else 0
    return f"{first + int(year):04d}{serial}"


def era(document: DocumentId | None) -> str:
    """A publication's number by its era: the era's digit, its year in two digits, the serial."""
    found = _WESTERN.fullmatch(western(document))
    if document is None or found is None:
        return ""
    year, serial = int(found[1]), found[2]
    name = _era_of(year, document.date)
    return f"{_ERA_DIGITS[name]}{year - _FIRST_YEARS[name] + 1:02d}{serial}"


def _era_of(year: int, date: dt.date | None) -> str:
    """The era of a year; in the year in which Reiwa began, the day tells."""
    if year == _REIWA.year:
        return "R" if date and date >= _REIWA else "H"
    return next(name for name, first in reversed(_FIRST_YEARS.items()) if first <= year)


def international(document: DocumentId | None) -> str:
    """An international number: JP2019011858 of an application, WO2019011858 of a publication."""
    return document.number if document else ""
