"""Labelled text by INID codes (WIPO ST.9): the lines that a publication is written in.

    ===== PUBLICATION =====
    (19) JP
    (54){ja} 電池
    (71){ja} 甲株式会社
        address: 東京都千代田区
        country: JP

A field is a code, a language where there is one, and a value; what belongs to it follows, indented
by four spaces, as `key{language}: value`. A value goes on, after a line break, in lines that begin
with four spaces and a bar. What ST.9 has no code for is labelled by its word: (claims).
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from madoguchi.errors import RefusedError

BOUNDARY = "===== PUBLICATION ====="
NAME = "st9-text"

# By code: the field of the model. (43) is for what is published unexamined, (45) for grants.
PARTIES = {"71": "applicants", "72": "inventors", "73": "owners", "74": "agents",
           "examiner": "examiners"}  # fmt: skip
BODIES = {"57": "abstracts", "description": "descriptions"}
BLOCKS = {"p": "paragraph", "h": "heading", "t": "table", "f": "formula", "img": "image",
          "li": "item"}  # fmt: skip
DATES = ("41", "42", "43", "44", "45", "46", "47", "48")

_FIELD = re.compile(r"\(([0-9]{2}|[a-z]+)\)(?:\{([^{}]*)\})?(?: (.*))?", re.DOTALL)
_PART = re.compile(r" {4}([a-z]+)(?:\[([^\[\]]*)\])?(?:\{([^{}]*)\})?:(?: (.*))?", re.DOTALL)
_GOES_ON = "    | "


class Part(NamedTuple):
    """What belongs to a field; `mark` stands in square brackets after the key."""

    key: str
    value: str
    lang: str = ""
    mark: str = ""


class Field(NamedTuple):
    """A field with its parts."""

    code: str
    value: str = ""
    lang: str = ""
    parts: tuple[Part, ...] = ()

    def part(self, key: str) -> str:
        return next((part.value for part in self.parts if part.key == key), "")


def lines(fields: Iterable[Field]) -> Iterator[str]:
    """Yield the lines of a publication's fields."""
    for field in fields:
        lang = f"{{{field.lang}}}" if field.lang else ""
        yield from _value(f"({field.code}){lang}", field.value)
        for part in field.parts:
            mark = f"[{part.mark}]" if part.mark else ""
            lang = f"{{{part.lang}}}" if part.lang else ""
            yield from _value(f"    {part.key}{mark}{lang}:", part.value)


def _value(label: str, value: str) -> Iterator[str]:
    first, *others = value.split("\n")
    yield f"{label} {first}" if first else label
    for other in others:
        yield f"{_GOES_ON}{other}"


def fields(text: str) -> list[Field]:
    """Read a publication's fields. Raises RefusedError with the line that is none."""
    found: list[tuple[Field, list[Part]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.removesuffix("\r")
        if number == 1 or not plain.strip():
            continue
        if not _take(plain, found):
            raise RefusedError(
                f"line {number} of the record is neither a field, (54) Title, nor a part of one, "
                f"four spaces and key: value: {plain[:40]!r}"
            )
    return [field._replace(parts=tuple(parts)) for field, parts in found]


def _take(line: str, found: list[tuple[Field, list[Part]]]) -> bool:
    """Take a line up into what was found before; whether it can be."""
    if line.startswith(_GOES_ON.rstrip()) and found:
        _go_on(line.removeprefix(_GOES_ON), found)
        return True
    part = _PART.fullmatch(line)
    if part and found:
        key, mark, lang, value = part.groups()
        found[-1][1].append(Part(key, value or "", lang or "", mark or ""))
        return True
    field = _FIELD.fullmatch(line)
    if field:
        found.append((Field(field[1], field[3] or "", field[2] or ""), []))
    return bool(field)


def _go_on(line: str, found: list[tuple[Field, list[Part]]]) -> None:
    more = "" if line == _GOES_ON.rstrip() else line
    field, parts = found[-1]
    if parts:
        parts[-1] = parts[-1]._replace(value=f"{parts[-1].value}\n{more}")
    else:
        found[-1] = (field._replace(value=f"{field.value}\n{more}"), parts)
