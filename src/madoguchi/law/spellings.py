"""Spellings of numbers: one small template language, used to print numbers and to read them.

A template is literal text with fields in braces and Python's format specifications:
`特開{year}-{serial:06}`. Fields: `year` (western, four digits), `yy` (its last two), `era` (平),
`era_name` (平成), `letter` (H), `era_year`, `serial`, `branch`, `check` (check digit), `spaced`
(the serial in groups of three), `cc` (the office), `kind`, and any that a profile defines itself
(`prefix`, `series`, `receiving`). In reading, `~` stands for a separator that may be left out,
zeros beside a separator may be missing (`{serial:06}`) and a width without zero is exact
(`{serial:6}`).
"""

import datetime as dt
import re
import string
import unicodedata
from collections.abc import Iterator, Mapping

from madoguchi.model import ERAS

Values = dict[str, int | str]

_NUMERIC = frozenset({"year", "yy", "era_year", "serial", "branch"})
_READ = {
    "year": r"\d{4}",
    "yy": r"\d\d",
    "era": r"[平昭大明令]|平成|昭和|大正|明治|令和|[MTSHR]",
    "era_year": r"\d{1,2}|元",
    "letter": "[MTSHR]",
    "serial": r"\d{1,14}",
    "branch": r"\d{1,3}",
    "check": r"[\dX]",
}
_KEPT = {
    "year": r"(?:1[6-9]|20)\d\d",
    "yy": r"\d\d",
    "serial": r"0|[1-9]\d{0,12}",
    "branch": r"\d+",
}
_ERA_BY_KEY = {key: era for era in ERAS for key in (era.letter, era.kanji, era.kanji[0])}
_FIRST_YEAR_OF_CENTURY = 50

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－ー﹣─"), "-")
_NOISE = re.compile(r"[\s,、'\"“”‘’`´()\[\]{}第号號제호]|(?<![A-Z])NO(?:\.\s*|\s+)(?=\d)|№")
_GAZETTE = re.compile(r"(?<=\d)公報$")
_GROUPING_DOT = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")


def plain(text: str) -> str:
    """Return the text narrow, in capitals, with one sort of hyphen and nothing that only adorns."""
    narrow = unicodedata.normalize("NFKC", text).upper().translate(_DASHES)
    return _GAZETTE.sub("", _GROUPING_DOT.sub("", _NOISE.sub("", narrow)))


def parts(template: str) -> Iterator[tuple[str, str, str]]:
    """Yield (literal before, field, format specification); the last may have no field."""
    for literal, field, spec, _ in string.Formatter().parse(template):
        yield literal, field or "", spec or ""


def kept_pattern(template: str, fields: Mapping[str, str]) -> re.Pattern[str]:
    """Return the expression of the canonical spelling, with a group for each field."""
    pieces = []
    for literal, field, spec in parts(template):
        pieces.append(re.escape(literal))
        if field:
            exact = rf"\d{{{int(spec)}}}" if spec.isdigit() else _KEPT.get(field, "")
            pieces.append(f"(?P<{field}>{fields.get(field, exact)})")
    return re.compile("".join(pieces))


def reading_pattern(template: str, fields: Mapping[str, str]) -> str:
    """Return an expression for what people type; padding may be missing beside a separator."""
    pieces: list[str] = []
    items = list(parts(template))
    for index, (literal, field, spec) in enumerate(items):
        pieces += ["[-/.]?" if char == "~" else re.escape(char) for char in plain(literal)]
        if not field:
            continue
        after = items[index + 1][0] if index + 1 < len(items) else "end"
        glued = (index > 0 and _joins(literal[-1:])) or _joins(after[:1])
        pieces.append(f"(?P<{field}>{_read(field, spec, glued, fields)})")
    return "".join(pieces)


def _joins(char: str) -> bool:
    return not char or char.isdecimal()


def _read(field: str, spec: str, glued: bool, fields: Mapping[str, str]) -> str:
    if field == "yy" and field in fields:
        return fields[field]
    if field in _NUMERIC and spec.isdigit():
        exact = glued or not spec.startswith("0")
        return rf"\d{{{int(spec)}}}" if exact else rf"\d{{1,{int(spec)}}}"
    if field in _READ:
        return _READ[field]
    return fields[field]


def values(match: re.Match[str]) -> Values:
    """Return the fields of a match, numbers as numbers; those that took no part are left out."""
    found: Values = {}
    for field, text in match.groupdict().items():
        if text is not None:
            found[field] = int(text) if field in _NUMERIC and text.isdecimal() else text
    return found


def complete(found: Values, date: dt.date | None = None) -> Values:
    """Add what follows from the given fields: the western year, the era, groups of three."""
    year = _year(found, date)
    if year is not None:
        found = {"year": year, "yy": year % 100, **found, **_era(year)}
    serial = found.get("serial")
    if isinstance(serial, int):
        found = {"spaced": f"{serial:,}".replace(",", " "), **found}
    return found


def _year(found: Values, date: dt.date | None) -> int | None:
    year, yy = found.get("year"), found.get("yy")
    if isinstance(year, int):
        return year
    if isinstance(yy, int):
        return yy + (1900 if yy >= _FIRST_YEAR_OF_CENTURY else 2000)
    if "era_year" not in found:
        return None
    in_era = 1 if found["era_year"] == "元" else int(found["era_year"])
    named = _ERA_BY_KEY.get(str(found.get("era") or found.get("letter") or ""))
    if named is not None:
        # An era's last year is the next one's first; 平成99 and 平成0 never were.
        later = [era.offset for era in ERAS if era.offset > named.offset]
        last = min(later, default=dt.MAXYEAR) + 1 - named.offset
        return named.offset + in_era if 1 <= in_era <= last else None
    years = [era.offset + in_era for era in ERAS]
    return next((one for one in years if date and 0 <= date.year - one <= 2), None)


def _era(year: int) -> Values:
    era = next((era for era in reversed(ERAS) if year > era.offset), None)
    if era is None:
        return {}
    in_era = year - era.offset
    return {"era": era.kanji[0], "era_name": era.kanji, "letter": era.letter, "era_year": in_era}


def spell(template: str, found: Values) -> str:
    """Fill a template; what an absent field leaves at its end is cut off."""
    return template.format_map(_Blank(found)).strip(" .")


class _Blank(dict[str, int | str]):
    """Values of which the kind code and the check digit may be absent."""

    def __missing__(self, field: str) -> str:
        if field in {"kind", "check"}:
            return ""
        raise KeyError(f"no field {field!r} in this number")


def check_digit(system: str, digits: str) -> str:
    """Return the check digit, "" where there is no system.

    luhn: European patent applications (weights 1 and 2, digit sums); mod11: Chinese applications
    (weights 2 to 9, remainder by 11, X for ten).
    """
    if system == "luhn":
        total = sum(sum(divmod(int(d) * (1 + i % 2), 10)) for i, d in enumerate(digits))
        return str(-total % 10)
    if system == "mod11":
        remainder = sum(int(d) * (2 + i % 8) for i, d in enumerate(digits)) % 11
        return "X" if remainder == 10 else str(remainder)
    return ""
