"""The lines of a JPO document made into paragraphs, headings and items, as a reader sees them.

Examiners' letters are set in lines of 36 full-width characters with their headings (理由, 記,
●理由１…, ＜引用文献等一覧＞) in the text; nothing marks them but their shape.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from madoguchi.model import Block, BlockKind

_BLANKS = " \u3000\u00a0\t"
# 理由, 記, 結論 stand alone with blanks between; other headings begin or are bracketed like these.
_SPACED = re.compile(r"(?:理由|結論|主文|記)(?:[０-９0-9]{0,3}|（.+）)")
_MARKED = re.compile(r"[●■◆◎].{1,60}|＜[^＜＞。]{1,40}＞|【[^】。]{1,40}】|［[^］。]{1,40}］")
_ROMAN = re.compile(r"[ＩＶＸⅠ-Ⅻ]{1,4}[．.、][^。]{1,40}")
_STARRED = re.compile(r"[＊*]{3,80}([^＊*]{1,200})[＊*]{3,80}")
_RULE = re.compile(r"[－―ー─＿＊*=＝-]{5,}")
_ITEM = re.compile(r"・|※|（[０-９0-9一-十ａ-ｚa-z]{1,3}）|[０-９0-9]{1,3}[．.)）]")
_HEADING_AT_MOST = 60
# A full line ends within a character of its 36, which are 72 columns, or runs over by a mark.
_FULL_LINE = range(69, 77)


def blocks(lines: Iterable[str], *, wrapped: bool = False) -> Iterator[Block]:
    """Return lines as blocks; `wrapped` ones were broken to fit the page and are joined again."""
    for line in _joined(lines) if wrapped else lines:
        text = line.strip(_BLANKS)
        if not text or _RULE.fullmatch(text):
            continue
        heading = _heading(text)
        if heading:
            yield Block(text=heading, kind="heading")
        else:
            yield Block(text=tidy(text), kind=_kind(line))


def tidy(text: str) -> str:
    """Trim a text and leave one blank where the page has several to line things up."""
    return re.sub(r"[\u3000 \u00a0\t]{2,}", "\u3000", text.strip(_BLANKS)).replace("\u00a0", " ")


def is_heading(line: str) -> bool:
    return bool(_heading(line.strip(_BLANKS)))


def _heading(text: str) -> str:
    """Return the text of a heading as it is read, "" where the line is none."""
    starred = _STARRED.fullmatch(text)
    if starred:
        return tidy(starred[1])
    close = re.sub(rf"[{_BLANKS}]", "", text)
    if len(close) > _HEADING_AT_MOST or close.endswith("。"):
        return ""
    if _SPACED.fullmatch(close):
        return close
    return tidy(text) if _MARKED.fullmatch(close) or _ROMAN.fullmatch(close) else ""


def _kind(line: str) -> BlockKind:
    """Numbered, bulleted and further indented lines are items; one blank begins a paragraph."""
    indent = len(line) - len(line.lstrip(_BLANKS))
    return "item" if indent > 1 or _ITEM.match(line.strip(_BLANKS)) else "paragraph"


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Join a line to a full one before it, unless it is indented and so begins anew."""
    held, full = "", False
    for line in lines:
        if full and line.strip(_BLANKS) and (line[0] not in _BLANKS or _breaks(held)):
            held += line.strip()
        else:
            yield held
            held = line
        full = _columns(line) in _FULL_LINE
    yield held


_UNFINISHED = re.compile(r"https?://\S{1,500}$")


def _breaks(held: str) -> bool:
    """An address is broken where the line ends and goes on after any blanks."""
    return _UNFINISHED.search(held) is not None


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "FWA" else 1 for c in line.rstrip())
