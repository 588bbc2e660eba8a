"""Office profiles: what differs between offices, read from `offices/*.toml` and checked.

A profile names the legal or official source of each entry and how sure it is (`evidence`):
verified against the source, second-hand, recalled, or our own.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from madoguchi.errors import ProfileError
from madoguchi.law import spellings
from madoguchi.model import Right

Object = Literal["application", "publication", "grant", "registration", "trial", "pct-application"]


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what a profile's file holds; a key that is not below is refused."""


class Source(_Entry, frozen=True):
    """Where an entry comes from, and how sure it is."""

    text: str
    evidence: Literal["verified", "second-hand", "recalled", "own"]


class Spelling(_Entry, frozen=True, rename={"template": "as"}):
    """How numbers are spelled, up to and including a canonical number (no limit where empty)."""

    template: str
    up_to: str = ""


class Series(_Entry, frozen=True, rename={"first": "from", "last": "to"}):
    """A series of application numbers and the years of filing that it served."""

    code: str
    first: int
    last: int


class NumberType(_Entry, frozen=True):
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


class Kind(_Entry, frozen=True):
    """A kind code of the office (WIPO ST.16) by name."""

    name: dict[str, str]
    source: str
    right: Right = Right.PATENT


class OfficeProfile(_Entry, frozen=True):
    """What Madoguchi knows of one office. `code` is its WIPO ST.3 code."""

    code: str
    name: dict[str, str]
    languages: tuple[str, ...] = ()
    time_zone: str = "UTC"
    sources: dict[str, Source] = {}
    numbers: tuple[NumberType, ...] = ()
    kinds: dict[str, Kind] = {}


class _Codes(_Entry, frozen=True):
    sources: dict[str, Source]
    order: tuple[str, ...]
    en: dict[str, str]
    ja: dict[str, str]


@cache
def offices() -> Mapping[str, OfficeProfile]:
    """Return the profile of every office, by ST.3 code; those with their own rules come first.

    An office without a file of its own has the numbers and kinds of `generic.toml`. Raises
    ProfileError where a file is wrong.
    """
    folder = files("madoguchi.law") / "offices"
    codes = _load(folder / "codes.toml", _Codes)
    generic = load(folder / "generic.toml")
    own = {code: load(folder / f"{code.lower()}.toml") for code in codes.order}
    rest = {
        code: msgspec.structs.replace(generic, code=code, name=_names(codes, code))
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


def kind_name(office: str, kind: str, lang: str = "en") -> str:
    """Return what a kind code means at the office, "" where it is not known."""
    profile = offices().get(office)
    found = profile.kinds.get(kind) if profile else None
    if found is None:
        return ""
    return found.name.get(lang) or found.name.get("en", "")


def load(file: Traversable) -> OfficeProfile:
    """Read and check one profile. Raises ProfileError with the file, the key and the remedy."""
    profile = _load(file, OfficeProfile)
    _check_time_zone(file.name, profile)
    for key, kind in profile.kinds.items():
        _check_source(file.name, f"kinds.{key}", kind.source, profile)
    for number in profile.numbers:
        _check_source(file.name, f"numbers.{number.key}", number.source, profile)
        _check_number(file.name, number)
    return profile


_T = TypeVar("_T", bound=_Entry)


def _load(file: Traversable, into: type[_T]) -> _T:
    try:
        return msgspec.convert(tomllib.loads(file.read_text("utf-8")), into)
    except FileNotFoundError as error:
        raise ProfileError(
            f"{file.name}: no such profile; add the file or drop its code"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{file.name}: not TOML: {error}; correct that line") from error
    except msgspec.ValidationError as error:
        raise ProfileError(f"{file.name}: {error}; see OfficeProfile for the keys") from error


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
