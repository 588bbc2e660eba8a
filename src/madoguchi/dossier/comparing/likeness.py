"""How much two claims are alike: what each adds to what it depends on, weighed by rarity."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import Literal, NamedTuple

from madoguchi.dossier.comparing.features import (
    ClaimFeatures,
    Grams,
    bare_words,
    chain_of,
    grams,
    meaning,
    summed,
)
from madoguchi.dossier.comparing.tokens import sentences

Likeness = Literal["identical", "wording", "narrower", "broader", "partly", "none"]
Vector = dict[str, float]


class Found(NamedTuple):
    """The left claim that a right one is most like, and further ones that it takes in."""

    left: int
    merged: tuple[int, ...]
    likeness: Likeness
    score: float
    adds: str


# Below this two claims are not said to correspond; found on the sets of the tests.
_LEAST = 0.42
_LEAST_ACROSS = 0.3
_ALL, _MOSTLY = 0.9, 0.75


class _Vectors(NamedTuple):
    own: dict[int, Vector]
    whole: dict[int, Vector]
    shared: dict[int, Vector]


class Resembling:
    """Two sets held against each other."""

    def __init__(self, left: ClaimFeatures, right: ClaimFeatures) -> None:
        self.left, self.right = left, right
        self.across = _two_languages(left, right)
        self.weights = _rarity([*left.own.values(), *right.own.values()])
        rare = _rarity([*left.shared.values(), *right.shared.values()])
        self.vectors = tuple(
            _Vectors(
                own={n: _vector(one, self.weights) for n, one in side.own.items()},
                whole={n: _vector(one, self.weights) for n, one in side.whole.items()},
                shared={n: _vector(one, rare) for n, one in side.shared.items()},
            )
            for side in (left, right)
        )
        self.known: dict[tuple[int, int], float] = {}

    def best(self, number: int) -> Found | None:
        """The left claim that is most like a right one; None where none is like enough."""
        scored = [(self.score(one, number), one) for one in self.left.claims]
        if not scored:
            return None
        score, left = max(scored, key=lambda pair: (pair[0], -abs(pair[1] - number), -pair[1]))
        if score < (_LEAST_ACROSS if self.across else _LEAST):
            return None
        left = left if self.across else self._narrowest(left, number)
        merged = () if self.across else self._merged(left, number)
        likeness = "partly" if self.across else self._likeness(left, number, merged)
        adds = self._adds(left, number, merged) if likeness == "narrower" else ""
        return Found(left, merged, likeness, score, adds)

    def score(self, left: int, right: int) -> float:
        """Likeness from 0 to 1; of dependent claims mainly that of what they add."""
        known = self.known.get((left, right))
        if known is None:
            self.known[left, right] = 0.0  # a ring of references ends here
            scored = self._across(left, right) if self.across else self._within(left, right)
            known = self.known[left, right] = scored
        return known

    def _within(self, left: int, right: int) -> float:
        above, beyond = self.left.parent(left), self.right.parent(right)
        ours, theirs = self.vectors
        whole = _cosine(ours.whole[left], theirs.whole[right])
        if above is not None and beyond is None:
            return whole * self._added(self.left, left, above, self.right.whole[right])
        if above is None and beyond is not None:
            return whole * self._added(self.right, right, beyond, self.left.whole[left])
        own = _cosine(ours.own[left], theirs.own[right])
        if above is None or beyond is None:
            return own
        return max(0.65 * own + 0.35 * self.score(above, beyond), 0.9 * own)

    def _added(self, features: ClaimFeatures, number: int, above: int, other: Grams) -> float:
        """How much of what a dependent claim adds stands in an independent one, 0.4 to 0.97."""
        fresh = features.own[number] - features.whole[above]
        return 0.4 + 0.57 * self._covered(fresh, other)

    def _across(self, left: int, right: int) -> float:
        """Where no words are shared: signs and numbers, the tree of claims, and the place."""
        ours, theirs = (side.shared[n] for side, n in zip(self.vectors, (left, right), strict=True))
        signs = _cosine(ours, theirs) if ours or theirs else 0.5
        depth = 1.0 if self.left.depth[left] == self.right.depth[right] else 0.0
        above, beyond = self.left.parent(left), self.right.parent(right)
        if above is not None and beyond is not None:
            depth *= 0.4 + 0.6 * min(1.0, self.score(above, beyond) * 1.2)
        places = _place(self.left, left) - _place(self.right, right)
        return 0.5 * signs + 0.25 * depth + 0.25 * (1 - abs(places))

    def _covered(self, inner: Grams, outer: Grams) -> float:
        """How much of a claim's words, weighed, stands in another."""
        whole = self._weight(inner)
        kept = self._weight(inner & outer)
        return kept / whole if whole else 1.0

    def _narrowest(self, left: int, right: int) -> int:
        """A claim below the left one, where the right claim has what that adds as well.

        A claim that writes out a dependent one is more like that than like what it depends on.
        """
        seen = {left}
        while below := self._below(left, right, seen):
            left = below
            seen.add(left)
        return left

    def _below(self, left: int, right: int, seen: set[int]) -> int | None:
        rest = self.right.whole[right] - self.left.whole[left]
        found: list[tuple[float, int]] = []
        for number in self.left.claims:
            if number in seen or self.left.parent(number) != left:
                continue
            fresh = self.left.own[number] - self.left.whole[left]
            covered = self._covered(fresh, rest)
            if self._weight(fresh) and covered > _MOSTLY:
                found.append((covered, -number))
        return -max(found)[1] if found else None

    def _merged(self, left: int, right: int) -> tuple[int, ...]:
        """Left claims whose additions the right claim takes in as well: it is several in one."""
        rest = self.right.whole[right] - self.left.whole[left]
        taken: list[int] = []
        for number in self.left.claims:
            own = self.left.own[number]
            fresh = own - self.left.whole[left]
            if number == left or self.left.parent(number) is None or not fresh:
                continue
            if (
                self._weight(fresh) > 0.3 * self._weight(own)
                and self._covered(fresh, rest) > _MOSTLY
            ):
                taken.append(number)
                rest = rest - own
        return tuple(taken)

    def _weight(self, grams_: Grams) -> float:
        return math.fsum(
            self.weights.get(gram, 1.0) * n * meaning(gram) for gram, n in grams_.items()
        )

    def _taken(self, left: int, merged: tuple[int, ...]) -> Grams:
        return summed(self.left.own, [*chain_of(self.left.claims, left), *merged])

    def _likeness(self, left: int, right: int, merged: tuple[int, ...]) -> Likeness:
        ours, theirs = self._taken(left, merged), self.right.whole[right]
        if not merged and self._same(left, right):
            return "identical"
        kept, told = self._covered(ours, theirs), self._covered(theirs, ours)
        if kept >= _ALL and told >= _ALL:
            return "wording"
        if kept >= _ALL:
            return "narrower"
        return "broader" if told >= _ALL else "partly"

    def _same(self, left: int | None, right: int | None) -> bool:
        """The same words, and of the claims above as well."""
        if left is None or right is None:
            return left is right
        ours, theirs = chain_of(self.left.claims, left), chain_of(self.right.claims, right)
        if len(ours) != len(theirs):
            return False
        return all(
            _plain(self.left.texts[one]) == _plain(self.right.texts[other])
            for one, other in zip(ours, theirs, strict=True)
        )

    def _adds(self, left: int, right: int, merged: tuple[int, ...]) -> str:
        """The parts of a right claim that are new against the left one."""
        ours = self._taken(left, merged)
        chain = chain_of(self.right.claims, right)
        parts = (part for one in reversed(chain) for part in sentences(self.right.texts[one]))
        new = (part.strip() for part in parts if self._covered(grams(bare_words(part)), ours) < 0.6)
        return " ".join(part for part in new if re.search(r"\w", part))[:400]


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", bare_words(text))


def _place(features: ClaimFeatures, number: int) -> float:
    numbers = list(features.claims)
    return numbers.index(number) / max(len(numbers) - 1, 1)


def _two_languages(left: ClaimFeatures, right: ClaimFeatures) -> bool:
    """Tell by the languages told, else by script and by how many words both have."""
    if left.lang and right.lang:
        return left.lang != right.lang
    if left.cjk != right.cjk:
        return True
    ours: Grams = Counter(gram for own in left.own.values() for gram in own if " " not in gram)
    theirs: Grams = Counter(gram for own in right.own.values() for gram in own if " " not in gram)
    few = min(len(ours), len(theirs))
    return len(ours.keys() & theirs.keys()) < 0.2 * few


def _rarity(documents: list[Grams]) -> dict[str, float]:
    seen: Counter[str] = Counter()
    for grams_ in documents:
        seen.update(grams_.keys())
    return {gram: math.log((1 + len(documents)) / n) + 0.3 for gram, n in seen.items()}


def _vector(grams_: Grams, weights: Mapping[str, float]) -> Vector:
    weighed = {gram: n * weights[gram] for gram, n in grams_.items()}
    length = math.sqrt(sum(value**2 for value in weighed.values())) or 1.0
    return {gram: value / length for gram, value in weighed.items()}


def _cosine(one: Vector, other: Vector) -> float:
    if not one and not other:
        return 1.0
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    # Summed exactly, so that the order of a claim's words never decides between two claims.
    return math.fsum(value * many[gram] for gram, value in few.items() if gram in many)
