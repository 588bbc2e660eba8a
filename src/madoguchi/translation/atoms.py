"""The atoms of a sentence that a gloss is put together from.

Japanese is cut by Sudachi into its short units, Chinese into characters. Numbers, Latin words,
formulas and reference signs are atoms that pass as they are; terms of a glossary, ordinals ("第２")
and references to provisions ("第29条第２項") have a translation from the outset.
"""

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from sudachipy import Dictionary, SplitMode, Tokenizer

_LATIN = r"A-Za-z0-9Ａ-Ｚａ-ｚ０-９\u00c0-\u024f\u0370-\u03ff₀-₉⁰-⁹²³¹"
_PASSING = re.compile(
    rf"[{_LATIN}](?:[{_LATIN}\-‐–/.．,·・'%％°℃_+＋]*[{_LATIN}%％°℃+＋])?|[^\w\s]|\s+"
)
_NUMBER = r"(?P<number>[0-9０-９]+|[一二三四五六七八九十]{1,3})"
_ORDINAL = re.compile(rf"第{_NUMBER}(?![者次])(?P<unit>[条條項项号號章頁页款图圖段])?")
_UNITS = {
    **dict.fromkeys("条條", "Article"),
    **dict.fromkeys("项項款段", "paragraph"),
    **dict.fromkeys("号號", "item"),
    **dict.fromkeys("頁页", "page"),
    **dict.fromkeys("图圖", "FIG."),
    "章": "Chapter",
}
_TENS = {character: value for value, character in enumerate("〇一二三四五六七八九")}
_ORDINALS = (
    *("", "first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
_PUNCTUATION = str.maketrans("、。，．；：（）［］！？「」『』・", ',.,.;:()[]!?""""·')
_KANJI = re.compile(r"[\u4e00-\u9fff々]{2,}")
_FUNCTION = ("助詞", "助動詞")


class Atom(NamedTuple):
    """A piece that is never divided; `forms` is what it may be looked up as, besides itself.

    `whole` says that a word begins here, as far as the tokenizer knows.
    """

    start: int
    end: int
    forms: tuple[str, ...] = ()
    function: bool = False
    fixed: str | None = None
    whole: bool = True


Fixed = tuple[int, int, str]
Cutter = Callable[[str, int], Iterator[Atom]]


def atoms(text: str, lang: str, terms: Sequence[Fixed]) -> list[Atom]:
    """Return the atoms of a sentence, white space apart; `terms` stand fast."""
    cutter = japanese if lang == "ja" else characters
    found, at = list[Atom](), 0
    for start, end, fixed in _standing(text, terms):
        found += cutter(text[at:start], at)
        if fixed.strip():
            found.append(Atom(start, end, fixed=fixed))
        at = end
    return [*found, *cutter(text[at:], at)]


def characters(text: str, offset: int) -> Iterator[Atom]:
    for place in range(len(text)):
        yield Atom(offset + place, offset + place + 1)


def japanese(text: str, offset: int) -> Iterator[Atom]:
    if not text:
        return
    with _LOCK:
        morphemes = [
            (m.begin(), m.end(), (m.dictionary_form(), m.normalized_form()), m.part_of_speech()[0])
            for m in _tokenizer().tokenize(text)
        ]
    for begin, end, forms, part in morphemes:
        if _KANJI.fullmatch(text, begin, end):
            # The tokenizer may cut 本明細書 in the wrong place; the lexicon then knows better.
            for place in range(begin, end):
                yield Atom(offset + place, offset + place + 1, whole=place == begin)
        else:
            yield Atom(offset + begin, offset + end, forms, part in _FUNCTION)


# Sudachi's tokenizers are for one thread at a time, and quick.
_LOCK = threading.Lock()


@cache
def _tokenizer() -> Tokenizer:
    return Dictionary().tokenizer(SplitMode.A)


def _standing(text: str, terms: Sequence[Fixed]) -> Iterator[Fixed]:
    """Give what stands fast: the terms, and in between what passes or follows a pattern."""
    at = 0
    for start, end, fixed in (*terms, (len(text), len(text), "")):
        yield from _patterned(text, at, start)
        if end > start:
            yield start, end, fixed
        at = end


def _patterned(text: str, start: int, end: int) -> Iterator[Fixed]:
    spans = [(m.start(), m.end(), _ordinal(m)) for m in _ORDINAL.finditer(text, start, end)]
    at = start
    for begin, stop, fixed in (*spans, (end, end, "")):
        for match in _PASSING.finditer(text, at, begin):
            found = match.group()
            yield (*match.span(), found if len(found) > 1 else found.translate(_PUNCTUATION))
        if stop > begin:
            yield begin, stop, fixed
        at = stop


def _ordinal(match: re.Match[str]) -> str:
    number = _value(match["number"])
    if match["unit"]:
        return f"{_UNITS[match['unit']]} {number}"
    return _ORDINALS[number] if 0 < number < len(_ORDINALS) else f"No. {number}"


def _value(number: str) -> int:
    if number[0] not in _TENS and number[0] != "十":
        return int(unicodedata.normalize("NFKC", number))
    tens, ten, ones = number.rpartition("十")
    if not ten:
        return int("".join(str(_TENS[one]) for one in number))
    return (_TENS.get(tens, 1) if tens else 1) * 10 + _TENS.get(ones, 0)
