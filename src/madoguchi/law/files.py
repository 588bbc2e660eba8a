"""Numbers as office files spell them, made canonical: the keys by which documents are matched."""

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache

from madoguchi.law import spellings
from madoguchi.law.rules import Match, Rule, rules
from madoguchi.model import Right

_PUBLISHED = frozenset({"publication", "grant", "registration"})
_APPLIED = frozenset({"application", "pct-application"})
_LONGEST = 100
_REMEMBERED = 10_000
# What is no number of its own office but has this shape names an international application.
_INTERNATIONAL = re.compile(r"PCT.*|WO.*|(?:[A-Z]{2})?(?:19[789]|20\d)\d/?[01]\d{5}")


def publication_number(
    office: str, number: str, kind: str = "", date: dt.date | None = None
) -> str:
    """Return the canonical number of a publication as its office's documents give it.

    The date helps where a year was left to be understood (Japanese eras). What no rule of the
    office reads is returned without punctuation and leading zeros.
    """
    text = _text(number)
    fitting = [rule for rule in rules(office) if rule.type.object in _PUBLISHED]
    if kind:
        fitting = [rule for rule in fitting if rule.type.has_kind(kind)] or fitting
    # A number that is canonical already is not read as another type's shortened spelling.
    fitting = [rule for rule in fitting if rule.kept.fullmatch(text)] or fitting
    for spelling in dict.fromkeys((text, text.lstrip("0"))):
        found = _best(fitting, office, spelling, date)
        if found is not None:
            return found.number
    return _stripped(text).lstrip("0") or _stripped(text)


def application_number(
    office: str,
    number: str,
    date: dt.date | None = None,
    kind: str = "",
    right: Right | None = None,
) -> str:
    """Return the canonical number of an application or priority, in whatever spelling.

    The filing date and the kind code, where known, decide between readings: DOCDB writes the
    serial and then the year, and with kind W the number of an international application. A
    `right` keeps to the rules for that right, so that a mark's serial is read as no patent's.
    """
    read = _read_application if len(number) <= _LONGEST else _read_application.__wrapped__
    return read(office, number, date, kind, right)


@lru_cache(_REMEMBERED)  # views, families and the index all read the numbers of a batch
def _read_application(
    office: str, number: str, date: dt.date | None, kind: str, right: Right | None
) -> str:
    text = _text(number)
    if right in _COUNTED_APART:
        fitting = [rule for rule in rules(office) if _is_application_of(rule, right)]
        read = _best(fitting, office, text, date)
        return read.number if read else _stripped(text)
    if kind.startswith("W"):
        return _international(office, text, date) or _stripped(text)
    fitting = [rule for rule in rules(office) if rule.type.object in _APPLIED]
    if kind:
        fitting.sort(key=lambda rule: not rule.type.has_kind(kind))
    if date is None:
        # Nothing tells a shortened spelling of another type from what is canonical already.
        fitting.sort(key=lambda rule: rule.kept.fullmatch(text) is None)
    found = _best(fitting, office, text, date)
    if found is not None and kind and date is not None and found.number == text:
        found = _with_year(fitting, office, text, date) or found
    if found is not None:
        return found.number
    foreign = _INTERNATIONAL.fullmatch(text.removeprefix(office))
    return (foreign and _international(office, text, date)) or _stripped(text)


def _with_year(fitting: list[Rule], office: str, text: str, date: dt.date) -> Match | None:
    """DOCDB, which always tells the kind, has a serial and the year of filing: 11147805 of 2005."""
    matches = _read(fitting, office, text, date)
    return next((one for one in matches if one.values.get("yy") == date.year % 100), None)


_COUNTED_APART = (Right.DESIGN, Right.TRADE_MARK, Right.GEOGRAPHICAL_INDICATION)


def _is_application_of(rule: Rule, right: Right | None) -> bool:
    return rule.type.object in _APPLIED and rule.type.right is right


def _international(office: str, text: str, date: dt.date | None) -> str:
    whole = text
    if not text.startswith(("PCT", "WO")):
        receiving = "" if text[:2].isalpha() else office.replace("WO", "")
        whole = f"PCT/{receiving}{text}"
    fitting = [rule for rule in rules("WO") if rule.type.object == "pct-application"]
    found = _best(fitting, "WO", whole, date)
    return found.number if found else ""


def _best(fitting: list[Rule], office: str, text: str, date: dt.date | None) -> Match | None:
    matches = _read(fitting, office, text, date)
    return min(matches, key=lambda match: _disagreement(match, date), default=None)


def _read(fitting: list[Rule], office: str, text: str, date: dt.date | None) -> Iterator[Match]:
    for rule in fitting:
        for match in rule.read_filed(text, date):
            if match.values.get("cc", office) == office:
                yield match


def _disagreement(match: Match, date: dt.date | None) -> int:
    """Rank how ill a reading fits the date: 0 the same year, 1 untold, 2 another year."""
    if date is None:
        return 0
    year, series = match.values.get("year"), match.values.get("series")
    if isinstance(year, int):
        return 0 if abs(year - date.year) <= 1 else 2
    known = [one for one in match.rule.type.series if one.code == series]
    if known:
        # International applications enter a series years after their own filing date.
        return 0 if any(one.first - 3 <= date.year <= one.last for one in known) else 2
    return 1


def _text(number: str) -> str:
    return spellings.plain(number) if len(number) <= _LONGEST else number.strip().upper()


def _stripped(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text)
