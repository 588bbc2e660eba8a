"""Which claims a claim refers to, read from its words.

Called for every claim that is loaded, so it looks at the first words only: a dependent claim names
the claims it depends on at its beginning (PCT Rule 6.4(a) and the national rules modelled on it).
"""

import re
import unicodedata
from typing import NamedTuple

_HEAD = 300
_BEFORE = 60
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－ー〜～∼", "-"))

_NUMBER = r"(?:nos?\.? ?|nr\.? ?|n° ?|第|제)? ?(\d{1,4})(?!\d)(?: ?[항項项])?"
_UNTIL = (
    "through to|through|thru|up to|to|bis zu|bis|jusqu'à|à|hasta|al|a|"
    r"乃至|ないし|から|より|至|到|내지|에서|부터|\.\.\.?|-|~"
)
_ALSO = (
    "and/or|or|and|oder|und|ou|et|o|u|y|e|又は|または|若しくは|もしくは|及び|および|並びに|ならびに|或者|或|和|与|與|"
    "以及|또는|및|이나|、|,|;|/"
)
_AGAIN = (
    r"(?:(?:of |in |to )?claims? |(?:der )?(?:patent)?ansprüchen? |(?:la |les )?revendications? |"
    r"(?:la |las )?reivindicaci(?:ón|ones) |請求項|请求项|权利要求|權利要求|청구항)? ?"
)
_FIRST = re.compile(rf" ?{_NUMBER}")
_NEXT = re.compile(rf" ?(?:({_UNTIL})|,? ?(?:{_ALSO})) ?{_AGAIN}{_NUMBER}")
# "of claim 1, 2 wheels" names one claim; "claim 1, 2 or 3" names three.
_STRAY = re.compile(rf" ?, ?\d{{1,4}}(?!\d| ?(?:{_UNTIL}|{_ALSO})(?![a-z]))")


class _Words(NamedTuple):
    """How a language says "claim" (group 1 where it is one only) and "all claims before"."""

    claim: re.Pattern[str]
    preceding: re.Pattern[str]


_EAST_ASIAN = {
    "ja": _Words(
        re.compile(r"請求項|請求の範囲"),
        re.compile(r"(?:前記|上記|前述|先行|先の|以上)[^。、\d]{0,12}請求項(?!\d)"),
    ),
    "zh": _Words(
        re.compile(r"权利要求|權利要求|申请专利范围|申請專利範圍|请求项|請求項"),
        re.compile(
            r"[前上][述面]?[^。,\d]{0,8}(?:权利要求|權利要求|请求项|請求項)(?!书| ?第? ?\d)"
        ),
    ),
    "ko": _Words(
        re.compile(r"청구항|청구범위|(?=제 ?\d{1,4} ?항)"),
        re.compile(r"(?:전술한|상기|선행하는|앞선|이전)[^.,\d]{0,8}(?:청구항|항들? 중)(?! ?\d)"),
    ),
}
_LATIN = {
    "en": _Words(
        re.compile(r"\bclaim(?:s|(\b))"),
        re.compile(r"\b(?:preceding|previous|foregoing|prior|above) claims?\b|\bclaims? above\b"),
    ),
    "de": _Words(
        re.compile(r"anspr(?:üche?n?|(uche?s?))\b"),
        re.compile(
            r"\b(?:vor(?:her|an|aus)?gehenden|vorstehenden|vorherigen|obigen) (?:patent)?anspr"
        ),
    ),
    "fr": _Words(
        re.compile(r"\brevendication(?:s|(\b))"),
        re.compile(r"\brevendications? (?:précédente|ci-dessus|antérieure)|\bprécédentes revendic"),
    ),
    "es": _Words(
        re.compile(r"\breivindicaci(?:ones|(ón))\b"),
        re.compile(r"\breivindicaci(?:ones|ón) (?:anterior|precedente)|\banteriores reivindic"),
    ),
}
_STEMS = {
    "ja": ("請求項", "請求の範囲"),
    "zh": ("权利要求", "權利要求", "专利范围", "專利範圍", "请求项", "請求項"),
    "ko": ("항", "청구범위"),
    "en": ("claim",),
    "de": ("anspr",),
    "fr": ("revendic",),
    "es": ("reivindic",),
}
_ALL_STEMS = tuple(stem for stems in _STEMS.values() for stem in stems)
_KOREAN = re.compile("[가-힣]")
_JAPANESE = re.compile("[ぁ-ゖァ-ヺ]")
_CHINESE = re.compile("[一-鿿]")


def dependencies(text: str, lang: str, number: int) -> tuple[int, ...]:
    """Return the numbers below `number` of the claims that the words refer to.

    An empty or unknown language is guessed from the script.
    """
    if number <= 1:
        return ()
    head = _around_first(text.lower(), _STEMS.get(lang, _ALL_STEMS))
    if not head:
        return ()
    if not head.isascii():
        head = unicodedata.normalize("NFKC", head).translate(_DASHES).lower()
    head = " ".join(head.split())
    found: set[int] = set()
    for words in _words(lang, head):
        if words.preceding.search(head):
            return tuple(range(1, number))
        for match in words.claim.finditer(head):
            found |= _listed(head, match.end(), match.lastindex is not None, number)
    return tuple(sorted(found))


def _around_first(text: str, stems: tuple[str, ...]) -> str:
    """Return the part of a claim around its first word for "claim": the rest says nothing of it."""
    places = [place for stem in stems if (place := text.find(stem)) >= 0]
    if not places:
        return ""
    first = min(places)
    return text[max(0, first - _BEFORE) : first + _HEAD]


def _words(lang: str, head: str) -> tuple[_Words, ...]:
    if lang in _LATIN:
        return (_LATIN[lang],)
    if lang in _EAST_ASIAN:
        return (_EAST_ASIAN[lang],)
    for script, guess in ((_KOREAN, "ko"), (_JAPANESE, "ja"), (_CHINESE, "zh")):
        if script.search(head):
            return (_EAST_ASIAN[guess],)
    return tuple(_LATIN.values())


def _listed(head: str, start: int, singular: bool, number: int) -> set[int]:
    match = _FIRST.match(head, start)
    if match is None:
        return set()
    last = int(match[1])
    found = {last}
    while not (singular and _STRAY.match(head, match.end())):
        match = _NEXT.match(head, match.end())
        if match is None:
            break
        until, value = match[1], int(match[2])
        found.update(range(last, min(value, number)) if until else (), (value,))
        last = value
    return {value for value in found if 0 < value < number}
