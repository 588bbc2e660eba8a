"""Claims as they are weighed: their own words, and with those of the claims that they refer to."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from madoguchi.dossier.comparing.tokens import is_cjk, tokens
from madoguchi.model import Claim, ClaimSet
from madoguchi.search import fold

Grams = Counter[str]

# A reference to other claims, with the words that only lead to it and away from it.
_REFERENCE = re.compile(
    r"(?:\b(?:according to|as claimed in|as defined in|as recited in|as in|of|nach|selon)\s+)?"
    r"(?:\b(?:any|one|einem|der|l'une|quelconque|des|la|le)\s+(?:one\s+)?(?:of\s+)?(?:the\s+)?)*"
    r"(?:請求項|权利要求|權利要求|请求项|청구항\s*제?|제|\b(?:claims?|anspr[uü]ch\w*|"
    r"revendications?|reivindicaci\w+))\s*\d+"
    r"(?:\s*(?:[-,~〜～–至、又は及び或和いず]|\b(?:to|or|and|bis|oder|und|ou|et|à)\b|/)+\s*"
    r"(?:請求項|权利要求)?\s*\d+)*"
    r"(?:のうちの?)?(?:の?いずれか[1一]?(?:項|つ)?)?(?:に記載の|記載の|所述的)?",
    re.IGNORECASE,
)
# What two languages share: numbers, reference signs, formulas, Latin words.
_SHARED = re.compile(r"\d+(?:\.\d+)?|[a-z][a-z0-9]+")
_FEW = frozenset(
    {"the", "of", "and", "or", "in", "to", "is", "are", "with", "at", "for", "by", "on", "an", "as"}
)


class ClaimFeatures(NamedTuple):
    """The claims of a set as they are weighed: own words, the whole scope, depth and place."""

    claims: dict[int, Claim]
    texts: dict[int, str]
    own: dict[int, Grams]
    whole: dict[int, Grams]
    depth: dict[int, int]
    shared: dict[int, Grams]
    lang: str
    cjk: bool

    @classmethod
    def of(cls, claims: ClaimSet, translated: Mapping[int, str]) -> "ClaimFeatures":
        by_number = {claim.number: claim for claim in claims.claims}
        texts = {n: translated.get(n) or claim.text for n, claim in by_number.items()}
        bare = {n: bare_words(text) for n, text in texts.items()}
        own = {n: grams(text) for n, text in bare.items()}
        chains = {n: chain_of(by_number, n) for n in by_number}
        return cls(
            claims=by_number,
            texts=texts,
            own=own,
            whole={n: summed(own, chain) for n, chain in chains.items()},
            depth={n: len(chain) for n, chain in chains.items()},
            shared={n: _shared(text) for n, text in bare.items()},
            lang="" if translated else claims.lang,
            cjk=is_cjk("".join(texts.values())),
        )

    def parent(self, number: int) -> int | None:
        """The claim that this one depends on, the first where it names several."""
        named = (one for one in self.claims[number].depends_on if one in self.claims)
        return next((one for one in named if one != number), None)


def bare_words(text: str) -> str:
    """The folded text without the numbers of the claims that it refers to."""
    return fold(_REFERENCE.sub(" ", text))


def grams(text: str) -> Grams:
    """Words or characters, alone and in pairs, with how often they stand."""
    words = [token for token in tokens(text) if token.strip() and re.match(r"\w", token)]
    return Counter(words) + Counter(map(" ".join, pairwise(words)))


def _shared(text: str) -> Grams:
    """Words by their beginnings, since technical ones differ in their endings (Polymere)."""
    return Counter(word[:5] for word in _SHARED.findall(text) if word not in _FEW)


def chain_of(claims: Mapping[int, Claim], number: int) -> list[int]:
    """A claim and those above it; claims that refer to each other in a ring are cut there."""
    chain: list[int] = []
    place: int | None = number
    while place is not None and place not in chain:
        chain.append(place)
        place = next((one for one in claims[place].depends_on if one in claims), None)
    return chain


def summed(own: Mapping[int, Grams], chain: list[int]) -> Grams:
    summed: Grams = Counter()
    for number in chain:
        summed.update(own[number])
    return summed


_IDEOGRAPH = re.compile("[㐀-鿿가-힣豈-﫿𠀀-𯿿]")
_HIRAGANA = re.compile("[぀-ゟ]+")


@cache
def meaning(gram: str) -> float:
    """How much a word or pair tells of scope: the order of words and small words tell little.

    Of characters the pairs tell, since one alone is rarely a word.
    """
    one, _, other = gram.partition(" ")
    if _HIRAGANA.fullmatch(one) and (not other or _HIRAGANA.fullmatch(other)):
        return 0.1
    if _IDEOGRAPH.match(one) or (other and _IDEOGRAPH.match(other)):
        return 1.0 if other else 0.3
    if other:
        return 0.0
    return 0.1 if one in _SMALL or (len(one) < 4 and one.isalpha() and one.isascii()) else 1.0


_SMALL = frozenset(
    [
        "wherein", "said", "which", "that", "with", "from", "further", "comprising", "comprises",
        "having", "such", "each", "dadurch", "gekennzeichnet", "dass", "wobei", "nach", "einem",
        "einer", "eine", "einen", "caractérisé", "dans", "lequel", "laquelle", "ledit", "ladite",
        "selon",
    ]
)  # fmt: skip
