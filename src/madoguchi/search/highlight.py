"""Snippets: the piece of a text around what was looked for, with the finds marked."""

import re
from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape

from madoguchi.search.analysis import CJK, OLD_FORMS, fold, is_cjk, spellings
from madoguchi.search.query import Words

_WIDTH = 160
_MARK_OPEN, _MARK_CLOSE = Markup("<mark>"), Markup("</mark>")
_GAP = "[ー・\\s\u2010-\u2015\u2212-]*"


@lru_cache(maxsize=256)
def finder(texts: frozenset[str]) -> re.Pattern[str] | None:
    """Return a pattern that finds texts as written, whatever their width, case or old forms."""
    patterns = [_pattern(text) for text in sorted(texts, key=len, reverse=True)]
    found = [pattern for pattern in patterns if pattern]
    return re.compile("|".join(found), re.IGNORECASE) if found else None


def texts_of(words: Iterable[Words]) -> frozenset[str]:
    """Return the folded texts of a query's words."""
    return frozenset(fold(word.text).strip() for word in words)


def _pattern(text: str) -> str:
    pieces: list[str] = []
    for character in text:
        if character.isspace() or character == "-":
            pieces.append("[\\s\u2010-\u2015-]+" if pieces and not is_cjk(text[0]) else "\\s*")
        elif is_cjk(character):
            pieces.append(_class(character) + _GAP)
        else:
            wide = chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else ""
            pieces.append(f"[{re.escape(character)}{wide}{wide.upper()}]")
    if not pieces:
        return ""
    before = "(?<![0-9A-Za-z０-９Ａ-Ｚａ-ｚ])" if not is_cjk(text[0]) else ""
    after = "(?![0-9A-Za-z０-９Ａ-Ｚａ-ｚ])" if not is_cjk(text[-1]) else ""
    body = "".join(pieces).removesuffix(_GAP) + ("ー?" if is_cjk(text[-1]) else "")
    return before + body + after


def _class(character: str) -> str:
    same = spellings(OLD_FORMS.get(character, character))
    return f"[{same}]" if len(same) > 1 else character


def snippet(text: str, pattern: re.Pattern[str] | None) -> tuple[Markup, bool]:
    """Return a piece of a text around its first find, marked up, and whether there was a find."""
    first = pattern.search(text) if pattern else None
    begin = max(0, first.start() - _WIDTH // 3) if first else 0
    if begin and not re.match(f"[{CJK}]", text[begin]):
        begin = text.find(" ", begin) + 1
    end = min(len(text), begin + _WIDTH * (1 if _mostly_cjk(text) else 2))
    piece = marked(text[begin:end], pattern)
    before = "… " if begin else ""
    after = " …" if end < len(text) else ""
    return Markup("").join((before, piece, after)), first is not None


def marked(text: str, pattern: re.Pattern[str] | None) -> Markup:
    """Return a text escaped, with all finds in <mark>."""
    if pattern is None:
        return escape(text)
    pieces: list[Markup] = []
    last = 0
    for found in pattern.finditer(text):
        if found.end() > found.start():
            pieces += (
                escape(text[last : found.start()]),
                _MARK_OPEN,
                escape(found.group()),
                _MARK_CLOSE,
            )
            last = found.end()
    pieces.append(escape(text[last:]))
    return Markup("").join(pieces)


def _mostly_cjk(text: str) -> bool:
    return bool(re.search(f"[{CJK}]", text[:40]))
