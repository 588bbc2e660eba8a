"""Finding a glossary's terms in a sentence: the first from the left, the longest of those."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from madoguchi.translation.values import Term

_UNSPACED = ("ja", "zh")


class Found(NamedTuple):
    """Where a term stands."""

    start: int
    end: int
    term: Term


class TermFinder:
    """Finds terms; in languages with spaces whole words only, in any case of the letters."""

    def __init__(self, terms: Mapping[str, str], lang: str) -> None:
        self._spaced = lang not in _UNSPACED
        self._by_first: defaultdict[str, list[tuple[str, Term]]] = defaultdict(list)
        for source, target in terms.items():
            key = self._folded(source)
            if key:
                self._by_first[key[0]].append((key, Term(source, target)))
        for candidates in self._by_first.values():
            candidates.sort(key=lambda one: -len(one[0]))

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def find(self, text: str) -> list[Found]:
        if not self:
            return []
        folded, found, at = self._folded(text), list[Found](), 0
        while at < len(folded):
            key, term = self._at(folded, at)
            if term is not None:
                found.append(Found(at, at + len(key), term))
            at += max(1, len(key))
        return found

    def _at(self, text: str, at: int) -> tuple[str, Term | None]:
        for key, term in self._by_first.get(text[at], ()):
            if text.startswith(key, at) and self._is_whole(text, at, at + len(key)):
                return key, term
        return "", None

    def _is_whole(self, text: str, start: int, end: int) -> bool:
        """Whether letters of the same word neither precede nor follow."""
        return not (_joined(text, start) or (_joined(text, end) and self._spaced))

    def _folded(self, text: str) -> str:
        """Lower case, where that changes no offset."""
        lower = text.lower()
        return lower if len(lower) == len(text) else text


_LATIN = re.compile(r"[0-9A-Za-z\u00c0-\u024f]{2}")


def _joined(text: str, at: int) -> bool:
    """Whether a Latin word goes on over this place."""
    return bool(_LATIN.fullmatch(text, max(0, at - 1), at + 1)) if at else False
