"""Cutting a text into sentences and pieces of claims.

Numbers of paragraphs (【0012】), headings in brackets (【請求項１】) and numbers of claims ("1. A")
stay whole. What has no end of a sentence is cut at a comma, else at a space, else anywhere. The
pieces joined are the text.
"""

import re
from collections.abc import Iterator

LONGEST = 600

_HEADING = re.compile(r"【[^【】\n]{1,40}】")
_CLOSERS = "」』】〉》）)］\\]｝}”’\"'"
# Ends that need nothing after them, and those that are no end inside a number or a name.
_WIDE = re.compile(rf"[。！？｡‼⁇⁈⁉]+[{_CLOSERS}]*")
_WIDE_STOP = re.compile(rf"．(?![0-9０-９A-Za-zＡ-Ｚａ-ｚ．])[{_CLOSERS}]*")
_NARROW = re.compile(rf"[.!?]+[{_CLOSERS}]*(?=\s)")
_SEMICOLON = re.compile("；")
_LINE = re.compile(r"(?:[ \t\u3000]*\r?\n)+")
_PLACES = (
    re.compile(r"[、，；,;：:](?=.)", re.DOTALL),
    re.compile(r"\s(?=\S)"),
)
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\[（])(?:[A-Z]|p|Figs?|FIGS?|Nos?|Eqs?|Refs?|Exs?|Tabs?|Pat|Pats|Appl|Ser|Pub|e\.g"
    r"|i\.e|et al|al|etc|vs|cf|approx|resp|pp|vol|vols|ed|eds|ca|Dr|Mr|Mrs|Ms|Prof|Inc|Co|Corp|Ltd"
    r"|St|Jr|U\.S|Art|Sec|para|paras|col|cols|seq|viz|[A-Z]\.[A-Z])\.$"
)
_NUMBER_AT_LINE_START = re.compile(r"(?:^|[\n。；！？])[ \t\u3000]*[(（]?[0-9０-９]{1,4}[.)．）]$")
_SEMICOLON_ENDS = ("zh",)
_UNSPACED = ("ja", "zh")


def cut(text: str, lang: str) -> list[tuple[int, int]]:
    """Return the pieces as spans (start, end); they follow each other without gaps."""
    inside = {at for m in _HEADING.finditer(text) for at in range(m.start() + 1, m.end())}
    ends = sorted({*_ends(text, lang), len(text)} - {0} - inside)
    spans: list[tuple[int, int]] = []
    start = 0
    for end in ends:
        spans.extend(_shortened(text, start, end))
        start = end
    return spans


def trimmed(text: str, lang: str) -> Iterator[tuple[int, int]]:
    """Give the pieces without the white space around them; those of white space alone not."""
    for start, end in cut(text, lang):
        piece = text[start:end]
        before = len(piece) - len(piece.lstrip())
        if before < len(piece):
            yield start + before, start + len(piece.rstrip())


def _ends(text: str, lang: str) -> Iterator[int]:
    for match in _HEADING.finditer(text):
        yield from match.span()
    for pattern in (_WIDE, _WIDE_STOP):
        yield from (match.end() for match in pattern.finditer(text))
    if lang in _SEMICOLON_ENDS:
        yield from (match.end() for match in _SEMICOLON.finditer(text))
    yield from (m.end() for m in _NARROW.finditer(text) if _is_end(text, m, lang))
    yield from (m.end() for m in _LINE.finditer(text) if _is_break(text, m, lang))


def _is_end(text: str, match: re.Match[str], lang: str) -> bool:
    """Whether a full stop before a space ends a sentence, and no abbreviation or number of a claim.

    In languages with capitals the next word has one, or is a number or in quotes.
    """
    before = text[max(0, match.start() - 12) : match.end()]
    if "." in match.group() and (
        _ABBREVIATED.search(before) or _NUMBER_AT_LINE_START.search(before)
    ):
        return False
    following = text[match.end() : match.end() + 40].lstrip()[:1]
    return not (following.islower() and lang != "ko")


def _is_break(text: str, match: re.Match[str], lang: str) -> bool:
    """Whether a new line begins a new piece: not where a sentence is merely set in lines."""
    if lang in _UNSPACED or match.group().count("\n") > 1:
        return True
    before = text[max(0, match.start() - 1) : match.start()]
    following = text[match.end() : match.end() + 1]
    return before in (";", ":", ".", "!", "?") or not (following.islower() or following == "(")


def _shortened(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        place = _place(text[start : start + LONGEST])
        yield start, start + place
        start += place
    yield start, end


def _place(piece: str) -> int:
    """Where a piece that is too long is best cut: in its second half, if anything offers itself."""
    for pattern in _PLACES:
        last = max((m.end() for m in pattern.finditer(piece, LONGEST // 2)), default=0)
        if last:
            return last
    return LONGEST
