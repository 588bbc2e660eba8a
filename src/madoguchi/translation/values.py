"""What is asked of engines, what they give, and what a reader is shown of it."""

import re
from typing import Literal, NamedTuple

import msgspec

from madoguchi.errors import RefusedError

Kind = Literal["gloss", "machine", "verbatim"]
Alignment = tuple[tuple[int, int, int, int], ...]

_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Pair(NamedTuple):
    """From one language to another, as ISO 639-1 in lower case."""

    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"

    @classmethod
    def of(cls, source: str, target: str) -> "Pair":
        """Return the pair of two language tags. Raises RefusedError."""
        return cls(language(source), language(target))

    @classmethod
    def parse(cls, text: str) -> "Pair":
        """Read a pair such as ja-en. Raises RefusedError."""
        source, _, target = text.partition("-")
        return cls.of(source, target)


def language(tag: str) -> str:
    """Return the language of a tag: zh of zh-Hant-TW. Raises RefusedError."""
    found = re.split("[-_]", tag.strip().lower(), maxsplit=1)[0]
    if not _LANGUAGE.fullmatch(found):
        raise RefusedError(f"{tag[:20]!r} is no language; write its code, such as ja, zh or en")
    return found


class Term(msgspec.Struct, frozen=True):
    """An entry of a glossary: this word of the source is always that one of the target."""

    source: str
    target: str


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """How something is to be translated: for which field, with which glossaries of whom.

    What is `secret` is written to no memory and given to no engine out of the house.
    """

    domain: str = ""
    glossaries: tuple[str, ...] = ()
    owner: str = ""
    secret: bool = False


class Sentence(msgspec.Struct, frozen=True):
    """A piece to be translated, with the glossary's terms that stand in it."""

    text: str
    terms: tuple[Term, ...] = ()


class Rendered(msgspec.Struct, frozen=True):
    """What an engine made of a sentence.

    `alignment` pairs spans of the source with spans of the text: (source start, source end, text
    start, text end), where the engine knows them. `unapplied` are terms that it could not keep.
    """

    text: str
    alignment: Alignment = ()
    unapplied: tuple[Term, ...] = ()


class Segment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sentence or piece of a claim with its translation.

    `start` and `end` are its offsets in the block it stands in, `alignment` is within the segment.
    `kind` "verbatim" is what needs no translation, such as the number of a paragraph. `made` says
    when the translation was made, and `remembered` that it comes from the translation memory.
    """

    block: int
    start: int
    end: int
    source: str
    text: str
    kind: Kind
    alignment: Alignment = ()
    engine: str = ""
    version: str = ""
    made: str = ""
    remembered: bool = False
    terms: tuple[Term, ...] = ()
    unapplied: tuple[Term, ...] = ()


class Maker(msgspec.Struct, frozen=True):
    """An engine that a translation comes from, and whom it owes its data to."""

    engine: str
    version: str
    kind: Kind
    attribution: str = ""


class Translation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A translated text; `troubles` says which engines could not do it and why."""

    segments: tuple[Segment, ...]
    source_lang: str
    target_lang: str
    domain: str = ""
    glossaries: tuple[str, ...] = ()
    makers: tuple[Maker, ...] = ()
    troubles: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """What the whole must be called: a gloss where any segment is one."""
        kinds = {segment.kind for segment in self.segments}
        return "gloss" if "gloss" in kinds else "machine" if "machine" in kinds else "verbatim"

    @property
    def text(self) -> str:
        """The translation alone, a line for each block."""
        lines: dict[int, list[str]] = {}
        for segment in self.segments:
            lines.setdefault(segment.block, []).append(segment.text)
        return "\n".join(" ".join(texts) for texts in lines.values())


class EngineState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An engine as it stands; `trouble` says why it cannot serve, or serves less than it could."""

    name: str
    version: str
    kind: Kind
    pairs: tuple[str, ...] = ()
    domain: str = ""
    in_house: bool = True
    attribution: str = ""
    licence: str = ""
    trouble: str = ""
