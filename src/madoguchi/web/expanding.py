"""Searching in other languages too: words with what they can mean there, by the dictionaries."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi.errors import RefusedError, TranslationError
from madoguchi.translation import Translations
from madoguchi.web.halls import hall
from madoguchi.web.rendering import room

_WORD = r"[^\W_]+(?:-[^\W_]+)*"
_WORDS = re.compile(rf"{_WORD}(?:\s+{_WORD}){{0,5}}")
_KANA, _HAN, _LATIN = re.compile(r"[぀-ヿ]"), re.compile(r"[㐀-鿿]"), re.compile(r"[a-zA-Z]")
_MOST = 4
_LONGEST = 200


def expandable(text: str) -> bool:
    """Whether a query is plain words, which can be looked up: a row of up to six."""
    plain = len(text) <= _LONGEST and _WORDS.fullmatch(text)
    return bool(plain) and not any(c.isdigit() for c in text) and bool(list(_pairs(text)))


def expanded_search(request: Request) -> Response:
    """Leads to the results of an expression of the words and what they can mean elsewhere."""
    text = request.query_params.get("q", "").strip()[:10_000]
    found = expanded(room(request).translations, text) if expandable(text) else text
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in ("q", "cursor")]
    asked = urlencode([("q", found), ("words", "1"), *kept])
    return RedirectResponse(f"{hall(request).base}/search?{asked}", 302)


def expanded(translations: Translations, text: str, into: Collection[str] = ()) -> str:
    """The expression of words and what they can mean in these languages, in all where none is."""
    words = text.split()
    return "*".join(_group(word, list(_meanings(translations, word, into))) for word in words)


def _group(word: str, meanings: list[str]) -> str:
    every = dict.fromkeys([word, *(f'"{m}"' if " " in m or "-" in m else m for m in meanings)])
    return f"[{'+'.join(every)}]" if len(every) > 1 else word


def _meanings(translations: Translations, word: str, into: Collection[str]) -> Iterator[str]:
    """What a word can mean; a language without a dictionary here adds nothing."""
    for source, target in _pairs(word):
        if into and target not in into:
            continue
        try:
            found = translations.expansions([word], source, target, _MOST)
        except (RefusedError, TranslationError):
            continue
        yield from (one for one in found[word] if not re.search(r"[^\w\s\-ー・]", one))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """The languages that a text may be in by its script, each with those to look in."""
    if _KANA.search(text) or _HAN.search(text):
        yield "ja", "en"
    if _HAN.search(text) and not _KANA.search(text):
        yield "zh", "en"
    if _LATIN.search(text) and not (_KANA.search(text) or _HAN.search(text)):
        yield "en", "ja"
        yield "en", "zh"
