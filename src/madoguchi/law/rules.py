"""Number types made ready to read: the expressions of every profile, compiled once."""

import datetime as dt
import functools
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from madoguchi.law import spellings
from madoguchi.law.profiles import NumberType, OfficeProfile, offices

_SEPARATOR = "[-./]?"


class Match(NamedTuple):
    """A text read as a number: its parts, and what stood around the body."""

    rule: "Rule"
    office: str
    number: str
    kind: str
    values: spellings.Values
    labelled: bool
    named: bool
    alone: bool

    @property
    def check_fails(self) -> bool:
        given = self.values.get("check")
        digits = self.number if self.number.isdecimal() else ""
        wanted = spellings.check_digit(self.rule.type.check, digits)
        return bool(given and wanted and str(given) != wanted)


class Rule:
    """One number type of one office; the office is "" for the type of all offices without rules."""

    def __init__(self, office: str, number_type: NumberType) -> None:
        self.office = office
        self.type = number_type
        self.kept = spellings.kept_pattern(number_type.canonical, number_type.fields)
        around = functools.partial(self._with_surroundings, number_type)
        self._typed = tuple(re.compile(around(one)) for one in number_type.forms)
        self._filed = tuple(re.compile(around(one)) for one in number_type.filed)
        self._bare = tuple(re.compile(around(one)) for one in number_type.bare)
        whole = (spellings.reading_pattern(one, number_type.fields) for one in number_type.whole)
        self._whole = tuple(re.compile(one) for one in whole)

    def _with_surroundings(self, number_type: NumberType, form: str) -> str:
        labels = sorted(map(spellings.plain, number_type.labels), key=len, reverse=True)
        label = f"(?P<label>{'|'.join(map(re.escape, labels))})" if labels else "(?P<label>(?!))"
        kinds = "|".join(rf"{kind}\d?" if len(kind) == 1 else kind for kind in number_type.kinds)
        kind = f"(?:{_SEPARATOR}(?P<kind>{kinds}))?" if kinds else ""
        office = f"(?P<cc>{self.office or '[A-Z]{2}'})"
        body = spellings.reading_pattern(form, number_type.fields)
        return f"(?:{office}{_SEPARATOR})?(?:{label}{_SEPARATOR})?{body}{kind}"

    def read(self, text: str) -> Iterator[Match]:
        """Yield the readings of what a person typed, in plain spelling, as this type."""
        for pattern in self._whole:
            yield from self._matched(pattern.fullmatch(text), whole=True)
        for pattern in self._bare:
            yield from self._matched(pattern.fullmatch(text), alone=True)
        for pattern in self._typed:
            yield from self._matched(pattern.fullmatch(text))

    def read_filed(self, text: str, date: dt.date | None = None) -> Iterator[Match]:
        """Yield the readings of what an office file says, the date telling what it leaves open."""
        for pattern in (*self._whole, *self._typed, *self._bare, *self._filed):
            yield from self._matched(pattern.fullmatch(text), date)

    def values(self, number: str) -> spellings.Values | None:
        """Return the fields of a canonical number, None where it is not of this type."""
        match = self.kept.fullmatch(number)
        return None if match is None else spellings.complete(spellings.values(match))

    def _matched(
        self,
        match: re.Match[str] | None,
        date: dt.date | None = None,
        *,
        whole: bool = False,
        alone: bool = False,
    ) -> Iterator[Match]:
        if match is None:
            return
        found = spellings.complete(spellings.values(match), date)
        self._add_series(found, date)
        try:
            number = spellings.spell(self.type.canonical, found)
        except (KeyError, ValueError):
            return
        if self.kept.fullmatch(number) is None:
            return
        cc = str(found.get("cc", ""))
        kind = str(found.get("kind", "")) or self.type.kind
        labelled = whole or "label" in found
        yield Match(self, self.office or cc, number, kind, found, labelled, bool(cc), alone)

    def _add_series(self, found: spellings.Values, date: dt.date | None) -> None:
        """Tell the series of an application number that was written as serial and year.

        In a year with two series the high serials still belong to the earlier one.
        """
        year, serial = found.get("year", date and date.year), found.get("serial")
        if "series" in found or not isinstance(year, int) or not isinstance(serial, int):
            return
        fitting = [one.code for one in self.type.series if one.first <= year <= one.last]
        if fitting:
            found["series"] = fitting[0 if serial >= 500_000 else -1]


@cache
def rules(office: str) -> tuple[Rule, ...]:
    """Return the number types of an office; those of an office without its own are shared."""
    profile = offices().get(office)
    if profile is None:
        return ()
    return _generic() if _is_generic(profile) else _compiled(profile)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every number type, offices with their own rules first."""
    own = [rule for profile in offices().values() for rule in rules(profile.code) if rule.office]
    return (*own, *_generic())


def _compiled(profile: OfficeProfile) -> tuple[Rule, ...]:
    return tuple(Rule(profile.code, number_type) for number_type in profile.numbers)


def _is_generic(profile: OfficeProfile) -> bool:
    return profile.numbers is _shared()


@cache
def _generic() -> tuple[Rule, ...]:
    return tuple(Rule("", one) for one in _shared())


def _shared() -> tuple[NumberType, ...]:
    """Return the number types of the offices without their own, which stand last."""
    return list(offices().values())[-1].numbers
