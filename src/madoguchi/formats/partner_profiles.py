r"""How a partner's files differ from the standard: one small TOML file for each partner.

office = "KR"                     # whose publications, where a file does not say so
lang = "ko"                       # in which language, where a file does not say so
encoding = "euc-kr"               # what the bytes are in, whatever a file says

[[encodings]]                     # or by file name; the last that fits holds
pattern = '^KR_(\d{8})'           #   found in the file's name; a group may be its date
from = 2015-01-01                 #   and only for files of that day and after
encoding = "utf-8"

[kinds]                           # the partner's kind codes, as WIPO ST.16 has them
Y = "B2"

[offices]                         # the partner's codes of offices, as WIPO ST.3 has them
KOR = "KR"

[[numbers]]                       # numbers that are spelled otherwise
of = "publication"                #   or "application"
pattern = '(\d{4})-(\d+)'         #   fits the whole number
write = '\1\2'

[dates]                           # days that are spelled otherwise
pattern = '(\d\d)\.(\d\d)\.(\d{4})'
write = '\3\2\1'

[[rights]]                        # the right by file name
pattern = '_UM_'
right = "utility-model"
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from madoguchi.errors import ProfileError
from madoguchi.formats.encodings import codec
from madoguchi.model import Right

LONGEST_PATTERN = 200
_GREEDY_GROUP = re.compile(r"\([^()]*[*+}][^()]*\)[*+{]")
_QUOTED = re.compile(r"\\.|\[[^\]]*\]")


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class EncodingRule(_Strict, frozen=True):
    """An encoding of the files whose name holds a pattern, from a day on."""

    encoding: str
    pattern: str = ""
    since: dt.date | None = msgspec.field(default=None, name="from")


class NumberRule(_Strict, frozen=True):
    """Another spelling of numbers."""

    of: Literal["publication", "application"]
    pattern: str
    write: str


class DateRule(_Strict, frozen=True):
    """Another spelling of days."""

    pattern: str
    write: str


class RightRule(_Strict, frozen=True):
    """The right of what lies in files whose name holds a pattern."""

    pattern: str
    right: Right


class Profile(_Strict, frozen=True):
    """What a partner does otherwise; `formats.partner_reading` applies it."""

    office: str = ""
    lang: str = ""
    encoding: str = ""
    encodings: tuple[EncodingRule, ...] = ()
    kinds: dict[str, str] = {}
    offices: dict[str, str] = {}
    numbers: tuple[NumberRule, ...] = ()
    dates: DateRule | None = None
    rights: tuple[RightRule, ...] = ()

    @classmethod
    def read(cls, path: Path) -> "Profile":
        """Read a profile. Raises ProfileError with the file and all mistakes."""
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ProfileError(f"{path}: cannot be read: {error}") from None
        return cls.of(text, str(path))

    @classmethod
    def of(cls, text: str, name: str = "the profile") -> "Profile":
        """Read a profile's text. Raises ProfileError with all mistakes."""
        try:
            found = msgspec.convert(tomllib.loads(text), cls)
        except tomllib.TOMLDecodeError as error:
            raise ProfileError(f"{name}: not TOML: {error}") from None
        except msgspec.ValidationError as error:
            where = _line(text, str(error).rpartition("`$")[2].strip("`."))
            raise ProfileError(f"{name}{where}: {error}") from None
        mistakes = [f"{name}{_line(text, at)}: {at}: {what}" for at, what in _mistakes(found)]
        if mistakes:
            raise ProfileError("\n".join(mistakes))
        return found


_STEP = re.compile(r"([\w-]+)(?:\[(\d+)\])?")


def _line(text: str, path: str) -> str:
    """Return the line at which the value of a path such as numbers[1].pattern stands, or ""."""
    begin = 0
    for name, index in _STEP.findall(path):
        table = re.compile(
            rf"(?m)^\s*\[+\s*{re.escape(name)}\s*\]+|^\s*\"?{re.escape(name)}\"?\s*="
        )
        found = list(table.finditer(text, begin))[int(index or 0) :]
        if not found:
            break
        begin = found[0].start() + len(found[0][0]) - len(found[0][0].lstrip())
    return f", line {text.count(chr(10), 0, begin) + 1}" if path else ""


def _mistakes(profile: Profile) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with each value: where, and what."""
    encodings = [("encoding", profile.encoding)] if profile.encoding else []
    encodings += [(f"encodings[{n}].encoding", o.encoding) for n, o in enumerate(profile.encodings)]
    for where, encoding in encodings:
        if not _is_codec(encoding):
            yield where, f"no character encoding is named {encoding!r}; for example euc-kr"
    if profile.office and not re.fullmatch("[A-Z]{2}", profile.office):
        yield "office", "a code of WIPO ST.3 has two capitals"
    for where, code in profile.offices.items():
        if not re.fullmatch("[A-Z]{2}", code):
            yield f"offices.{where}", "a code of WIPO ST.3 has two capitals"
    for where, code in profile.kinds.items():
        if not re.fullmatch(r"[A-Z]\d?|", code):
            yield f"kinds.{where}", "a kind code of WIPO ST.16 is a capital and perhaps a digit"
    for where, pattern, write in _patterns(profile):
        wrong = wrong_pattern(pattern, write)
        if wrong:
            yield where, wrong


def _is_codec(name: str) -> bool:
    try:
        return bool(codec(name))
    except LookupError:
        return False


def _patterns(profile: Profile) -> Iterator[tuple[str, str, str]]:
    rules: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("encodings", profile.encodings),
        ("numbers", profile.numbers),
        ("rights", profile.rights),
    )
    for name, several in rules:
        for number, rule in enumerate(several):
            yield f"{name}[{number}].pattern", rule.pattern, getattr(rule, "write", "")
    if profile.dates:
        yield "dates.pattern", profile.dates.pattern, profile.dates.write


def wrong_pattern(pattern: str, write: str = "") -> str:
    """Say why a pattern of an operator's cannot be used on names from outside, "" where it can."""
    if len(pattern) > LONGEST_PATTERN:
        return f"a pattern has at most {LONGEST_PATTERN} characters"
    if _GREEDY_GROUP.search(_QUOTED.sub("x", pattern)):
        return "a repeated group with a repetition in it can take for ever; write it without"
    try:
        re.compile(f"{pattern}|").sub(write, "")
    except (re.error, IndexError) as error:
        return f"not a regular expression, or not what it can write: {error}"
    return ""
