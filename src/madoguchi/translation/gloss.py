"""The gloss: each word of a sentence put into the other language, in the order of the source.

It helps to find one's way and to search; it is no translation and is never called one. A list of
the house's own, of words that patent texts use otherwise than everyday language, goes before the
dictionaries; a glossary goes before both.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from madoguchi import __version__
from madoguchi.translation.atoms import atoms
from madoguchi.translation.covering import Glosses, Piece, candidates, cover
from madoguchi.translation.dictionaries import SOURCES
from madoguchi.translation.finding_terms import TermFinder
from madoguchi.translation.lexicon import Lexicon
from madoguchi.translation.values import EngineState, Kind, Pair, Rendered, Sentence

_LEFT_OUT = "-"
_NO_SPACE_BEFORE, _NO_SPACE_AFTER = ",.;:)]】!?%％°℃", '([【"'


class Gloss:
    """The engine of one pair; where no dictionary is installed, it knows the house's words only."""

    name = "gloss"
    kind: Kind = "gloss"
    domain = ""
    in_house = True

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._pair = lexicon.source.pair
        self._own = own_words(self._pair)

    @property
    def version(self) -> str:
        return "+".join(filter(None, (__version__, self._lexicon.version)))

    def pairs(self) -> tuple[Pair, ...]:
        return (self._pair,)

    def state(self) -> EngineState:
        held = bool(self._lexicon.dictionaries)
        source = self._lexicon.source
        trouble = f"no dictionary, only the office's own words: {source.remedy}"
        return EngineState(
            name=self.name,
            version=self.version,
            kind=self.kind,
            pairs=(str(self._pair),),
            attribution=source.attribution if held else "",
            trouble="" if held else trouble,
        )

    def prepare(self) -> None:
        if self._lexicon.dictionaries:
            self._lexicon.prepare()

    def translate(self, sentences: Sequence[Sentence], pair: Pair, domain: str) -> list[Rendered]:
        """Gloss each sentence. Raises TranslationError where the lexicon cannot be read."""
        del pair, domain  # it has one, and knows no fields
        return [_rendered(self._pieces(sentence), sentence.text) for sentence in sentences]

    def expansions(self, word: str) -> tuple[str, ...]:
        """Return what a word can mean, else what its parts can."""
        found = self._own.get(word, ()) + self._lexicon.find([word]).get(word, ())
        if not found:
            pieces = [piece for piece in self._pieces(Sentence(word)) if piece.known]
            found = tuple(piece.glosses[0] for piece in pieces if len(pieces) == 1)
        return tuple(dict.fromkeys(gloss for gloss in found if gloss != _LEFT_OUT))

    def backwards(self, word: str, most: int) -> tuple[str, ...]:
        """Return the words of the source language that a word of the target can stand for."""
        asked = word.strip().lower()
        own = tuple(source for source, glosses in self._own.items() if asked in glosses)
        return tuple(dict.fromkeys(own + self._lexicon.words(asked, most)))

    def _pieces(self, sentence: Sentence) -> list[Piece]:
        text, lang = sentence.text, self._pair.source
        finder = TermFinder({term.source: term.target for term in sentence.terms}, lang)
        terms = [(start, end, term.target) for start, end, term in finder.find(text)]
        found = atoms(text, lang, terms)
        return cover(text, found, self._own, self._lexicon.find(candidates(text, found)))


def glosses(folder: Path) -> tuple[Gloss, ...]:
    """Return the glosses of a data directory; `folder` is its folder of dictionaries."""
    return tuple(Gloss(Lexicon(source, folder)) for source in SOURCES)


@cache
def own_words(pair: Pair) -> Glosses:
    """Return the house's list of a pair: a word and its glosses, "-" for what is left out."""
    file = resources.files("madoguchi.translation") / "terms" / f"{pair}.tsv"
    lines = (line.partition("\t") for line in file.read_text("utf-8").splitlines())
    return {word: tuple(one.strip() for one in said.split(";")) for word, _, said in lines}


def _rendered(pieces: Sequence[Piece], source: str) -> Rendered:
    text, alignment = "", list[tuple[int, int, int, int]]()
    for piece, word in _words(pieces, source):
        text += _space(text, word)
        alignment.append((piece.start, piece.end, len(text), len(text) + len(word)))
        text += word
    return Rendered(text, tuple(alignment))


def _words(pieces: Iterable[Piece], source: str) -> Iterator[tuple[Piece, str]]:
    for piece in pieces:
        word = piece.glosses[0] if piece.glosses else source[piece.start : piece.end]
        if word != _LEFT_OUT:
            yield piece, word


def _space(text: str, word: str) -> str:
    """What stands between two words: nothing around most signs."""
    if not text or word[0] in _NO_SPACE_BEFORE or text[-1] in _NO_SPACE_AFTER:
        return ""
    return " "
