"""Office profiles: what differs between offices, read from `offices/<cc>/*.toml` and checked.

A profile names the legal or official source of each entry and how sure it is (`evidence`):
verified against the source, second-hand, recalled, or our own.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from madoguchi.errors import ProfileError
from madoguchi.law import spellings
from madoguchi.law.entries import Entry
from madoguchi.law.procedure import (
    Calendar,
    DocumentRule,
    EventRule,
    Limits,
    StatusRule,
    TermRule,
)
from madoguchi.law.standard import EVENTS
from madoguchi.model import Right

Object = Literal["application", "publication", "grant", "registration", "trial", "pct-application"]


class Source(Entry, frozen=True):
    """Where an entry comes from, and how sure it is."""

    text: str
    evidence: Literal["verified", "second-hand", "recalled", "own"]


class Spelling(Entry, frozen=True, rename={"template": "as"}):
    """How numbers are spelled, up to and including a canonical number (no limit where empty)."""

    template: str
    up_to: str = ""


class Series(Entry, frozen=True, rename={"first": "from", "last": "to"}):
    """A series of application numbers and the years of filing that it served."""

    code: str
    first: int
    last: int


class NumberType(Entry, frozen=True):
    """One kind of number: what it names, how it is kept, typed and printed.

    `canonical` is the spelling that is kept, with `fields` the expressions of its parts;
    `forms` are the bodies that are read with or without office, label and kind code around them;
    `filed` are bodies that only office files use; `bare` are those that mean this even alone, and
    `whole` are read as they stand. `kinds` are kind codes or their letters; `kind` is the code
    that the number itself tells.
    """

    key: str
    right: Right
    object: Object
    name: dict[str, str]
    canonical: str
    example: str
    source: str
    labels: tuple[str, ...] = ()
    fields: dict[str, str] = {}
    forms: tuple[str, ...] = ()
    filed: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    printed: dict[str, str | tuple[Spelling, ...]] = {}
    docdb: str | tuple[Spelling, ...] = ""
    epodoc: str | tuple[Spelling, ...] = ""
    kinds: tuple[str, ...] = ()
    kind: str = ""
    check: Literal["", "luhn", "mod11"] = ""
    series: tuple[Series, ...] = ()

    def has_kind(self, kind: str) -> bool:
        return kind in self.kinds or kind[:1] in self.kinds


class Kind(Entry, frozen=True):
    """A kind code of the office (WIPO ST.16) by name."""

    name: dict[str, str]
    source: str
    right: Right = Right.PATENT


class CodeList(Entry, frozen=True):
    """A list of codes: its name by language and the source of its entries."""

    name: dict[str, str]
    source: str


class OfficeProfile(Entry, frozen=True):
    """What Madoguchi knows of one office. `code` is its WIPO ST.3 code.

    `events`, `documents` and `statuses` are tables by series of codes ("jpo", "inpadoc", ...) and
    code; a series may have a table of its own for a right ("jpo-design"), which is looked at first.
    `series` names each table's source.
    """

    code: str = ""
    name: dict[str, str] = {}
    languages: tuple[str, ...] = ()
    time_zone: str = "UTC"
    sources: dict[str, Source] = {}
    numbers: tuple[NumberType, ...] = ()
    kinds: dict[str, Kind] = {}
    series: dict[str, CodeList] = {}
    events: dict[str, dict[str, EventRule]] = {}
    documents: dict[str, dict[str, DocumentRule]] = {}
    statuses: dict[str, dict[str, StatusRule]] = {}
    terms: tuple[TermRule, ...] = ()
    limits: dict[Right, Limits] = {}
    calendar: Calendar | None = None


class _Codes(Entry, frozen=True):
    sources: dict[str, Source]
    order: tuple[str, ...]
    en: dict[str, str]
    ja: dict[str, str]


@cache
def generic() -> OfficeProfile:
    """Return what holds for offices without a profile, and for all where theirs is silent."""
    return load(files("madoguchi.law") / "offices" / "generic")


@cache
def offices() -> Mapping[str, OfficeProfile]:
    """Return the profile of every office, by ST.3 code; those with their own rules come first.

    An office without a file of its own has what `generic` says. Raises
    ProfileError where a file is wrong.
    """
    folder = files("madoguchi.law") / "offices"
    codes = _load(folder / "codes.toml", _Codes)
    own = {code: load(folder / code.lower()) for code in codes.order}
    rest = {
        code: msgspec.structs.replace(generic(), code=code, name=_names(codes, code))
        for code in sorted(codes.en)
        if code not in own
    }
    return MappingProxyType(own | rest)


def office_name(code: str, lang: str = "en") -> str:
    """Return the office's or country's name, English where the language has none, "" if unknown."""
    profile = offices().get(code)
    if profile is None:
        return ""
    return profile.name.get(lang) or profile.name.get("en", "")


def source_text(code: str, source: str) -> str:
    """Return where an entry of an office's profile comes from, as its profile says."""
    profile = offices().get(code)
    found = profile.sources.get(source) if profile else None
    return found.text if found else ""


def kind_name(office: str, kind: str, lang: str = "en") -> str:
    """Return what a kind code means at the office, "" where it is not known."""
    profile = offices().get(office)
    found = profile.kinds.get(kind) if profile else None
    if found is None:
        return ""
    return found.name.get(lang) or found.name.get("en", "")


def load(folder: Traversable) -> OfficeProfile:
    """Read and check one profile. Raises ProfileError with the file, the key and the remedy."""
    profile = _convert(folder.name, _tables(folder), OfficeProfile)
    if not profile.code or not profile.name:
        raise ProfileError(f"{folder.name}/office.toml: say the office's code and its [name]")
    _check_time_zone(folder.name, profile)
    for key, source in _sources(profile):
        _check_source(folder.name, key, source, profile)
    for number in profile.numbers:
        _check_number(folder.name, number)
    _check_codes(folder.name, profile)
    return profile


def _tables(folder: Traversable) -> dict[str, Any]:
    """All files of a profile as one: their tables are joined, none says what another has said."""
    if not folder.is_dir():
        raise ProfileError(f"{folder.name}: no such profile; add the folder or drop its code")
    joined: dict[str, Any] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            name = f"{folder.name}/{file.name}"
            tables = _toml(name, file)
            _convert(name, tables, OfficeProfile)  # so that a mistake is told with its file
            _join(name, joined, tables)
    return joined


def _join(file: str, joined: dict[str, Any], tables: dict[str, Any]) -> None:
    for key, value in tables.items():
        if key not in joined:
            joined[key] = value
        elif isinstance(value, dict) and isinstance(joined[key], dict):
            _join(f"{file}: {key}", joined[key], value)
        elif isinstance(value, list) and isinstance(joined[key], list):
            joined[key] += value
        else:
            raise ProfileError(f"{file}: {key} is given twice; say it in one place")


# These must name a source; an event's or document's is its series' where it names none.
_WITH_SOURCE = ("kinds", "series", "numbers", "terms", "limits", "calendar")


def _sources(profile: OfficeProfile) -> Iterator[tuple[str, str]]:
    """Every key that names a source, with the source."""
    tables: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("kinds", profile.kinds),
        ("series", profile.series),
        ("numbers", {number.key: number for number in profile.numbers}),
        ("terms", {f"{n}": term for n, term in enumerate(profile.terms)}),
        ("limits", {right.value: limits for right, limits in profile.limits.items()}),
        ("calendar", {"calendar": profile.calendar} if profile.calendar else {}),
        *((f"events.{name}", table) for name, table in profile.events.items()),
        *((f"documents.{name}", table) for name, table in profile.documents.items()),
    )
    for table, entries in tables:
        for key, entry in entries.items():
            if entry.source or table in _WITH_SOURCE:
                yield f"{table}.{key}", entry.source


def _check_codes(file: str, profile: OfficeProfile) -> None:
    """Each table of codes is of a named series, each event one of the standard."""
    by_right = {f"{name}-{right.value}" for name in profile.series for right in Right}
    for kind in ("events", "documents", "statuses"):
        for name in getattr(profile, kind):
            if name not in profile.series and name not in by_right:
                raise ProfileError(f"{file}: {kind}.{name}: add [series.{name}] with its source")
    for name, table in profile.events.items():
        for code, rule in table.items():
            if rule.event not in EVENTS:
                remedy = "give a detailed event of WIPO ST.27, or X10 or X00 of a category X"
                raise ProfileError(f"{file}: events.{name}.{code}: {rule.event!r}: {remedy}")


_T = TypeVar("_T", bound=Entry)


def _load(file: Traversable, into: type[_T]) -> _T:
    return _convert(file.name, _toml(file.name, file), into)


def _toml(name: str, file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{name}: not TOML: {error}; correct that line") from error


def _convert(name: str, tables: dict[str, Any], into: type[_T]) -> _T:
    try:
        return msgspec.convert(tables, into)
    except msgspec.ValidationError as error:
        raise ProfileError(f"{name}: {error}; see {into.__name__} for the keys") from error


def _check_time_zone(file: str, profile: OfficeProfile) -> None:
    try:
        ZoneInfo(profile.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        remedy = "give a name of the IANA time zone database"
        raise ProfileError(f"{file}: time_zone: {error}; {remedy}") from error


def _check_source(file: str, key: str, source: str, profile: OfficeProfile) -> None:
    if source not in profile.sources:
        raise ProfileError(f"{file}: {key}: source {source!r} is not among [sources]; add it there")


def _check_number(file: str, number: NumberType) -> None:
    where = f"{file}: numbers.{number.key}"
    try:
        match = spellings.kept_pattern(number.canonical, number.fields).fullmatch(number.example)
        for form in (*number.forms, *number.filed, *number.bare, *number.whole):
            re.compile(spellings.reading_pattern(form, number.fields))
        found = spellings.complete(spellings.values(match)) if match else {}
    except (KeyError, ValueError, re.error) as error:
        raise ProfileError(f"{where}: {error}; correct the template or fields") from error
    if match is None:
        remedy = "make canonical, fields and example agree"
        raise ProfileError(f"{where}: the example {number.example!r} does not fit; {remedy}")
    _check_templates(where, number, found | {"cc": "XX"})


def _check_templates(where: str, number: NumberType, found: spellings.Values) -> None:
    for written in (*number.printed.values(), number.docdb, number.epodoc):
        try:
            spellings.spell(template_for(written, number.example), found)
        except (KeyError, ValueError) as error:
            raise ProfileError(f"{where}: {error}; name only fields of the number") from error


def template_for(written: str | tuple[Spelling, ...], number: str) -> str:
    """Return the template that holds for a canonical number, "" where none does."""
    if isinstance(written, str):
        return written
    fitting = (one for one in written if not one.up_to or number <= one.up_to)
    return next((one.template for one in fitting), "")


def _names(codes: _Codes, code: str) -> dict[str, str]:
    names = {"en": codes.en[code]}
    if code in codes.ja:
        names["ja"] = codes.ja[code]
    return names
