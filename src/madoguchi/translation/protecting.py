"""Keeping a glossary's terms through an engine that knows nothing of them.

Each term is given to the engine as a placeholder, a made-up word that engines tend to leave as it
is, and put in its place in what comes back. Where a placeholder came back not exactly once, the
sentence is translated without, and the term is said to be not applied.
"""

import re
from collections.abc import Callable, Sequence
from itertools import count
from typing import NamedTuple

from madoguchi.translation.finding_terms import Found, TermFinder
from madoguchi.translation.values import Rendered, Sentence

Raw = Callable[[list[str]], list[str]]


class Protected(NamedTuple):
    """A sentence with placeholders, and what each of them stands for."""

    text: str
    found: tuple[Found, ...]
    stem: str

    def restored(self, text: str) -> str | None:
        """Put the terms in the place of placeholders; None where one was lost or doubled."""
        pattern = re.compile(rf"{self.stem}([0-9]+){self.stem[0]}", re.IGNORECASE)
        numbers = [int(number) for number in pattern.findall(text)]
        if sorted(numbers) != list(range(len(self.found))):
            return None
        return pattern.sub(lambda match: self.found[int(match[1])].term.target, text)


def protect(sentence: Sentence, lang: str) -> Protected:
    """Put placeholders in the place of the sentence's terms."""
    finder = TermFinder({term.source: term.target for term in sentence.terms}, lang)
    found = tuple(finder.find(sentence.text))
    stem = _stem(sentence.text)
    pieces, at = list[str](), 0
    for number, (start, end, _) in enumerate(found):
        pieces += [sentence.text[at:start], f"{stem}{number}{stem[0]}"]
        at = end
    return Protected("".join([*pieces, sentence.text[at:]]), found, stem)


def translated(sentences: Sequence[Sentence], lang: str, raw: Raw) -> list[Rendered]:
    """Translate by an engine of plain texts, with each sentence's terms kept where it lets them."""
    protected = [protect(sentence, lang) for sentence in sentences]
    texts = raw([one.text for one in protected])
    restored = [one.restored(text) for one, text in zip(protected, texts, strict=True)]
    lost = [place for place, text in enumerate(restored) if text is None]
    again = dict(
        zip(lost, raw([sentences[place].text for place in lost]) if lost else (), strict=True)
    )
    return [
        Rendered(text)
        if text is not None
        else Rendered(again[place], unapplied=sentences[place].terms)
        for place, text in enumerate(restored)
    ]


def _stem(text: str) -> str:
    """A beginning of placeholders that stands nowhere in the text."""
    folded = text.lower()
    stems = ("ZQ", "XQ", "QX", "QZ")
    numbered = (f"{stem}{'V' * times}" for times in count() for stem in stems)
    return next(stem for stem in numbered if stem.lower() not in folded)
