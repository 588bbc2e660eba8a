"""Plain text out of mixed content."""

import re
from itertools import pairwise
from xml.etree.ElementTree import Element

_CJK = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_BEGINS_CJK = re.compile(f"[{_CJK}]")
_ENDS_CJK = re.compile(f"[{_CJK}]$")

_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SUPERSCRIPTS = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUBSCRIPTABLE = frozenset("0123456789+-=()")
_SUPERSCRIPTABLE = frozenset("0123456789+-=()n")


def squeeze(text: str) -> str:
    """Return text with each run of white space as one blank and no broken CJK lines."""
    if "\n" not in text and "  " not in text and "\t" not in text and "\u3000" not in text:
        return text.strip()  # most texts; looking costs less than splitting
    if "\n" not in text or text.isascii():
        return " ".join(text.split())
    return _joined([line for part in text.splitlines() if (line := " ".join(part.split()))])


def _joined(lines: list[str]) -> str:
    """Join lines by blanks, but those broken between two CJK characters by nothing."""
    pieces = lines[:1]
    for before, line in pairwise(lines):
        if not (_BEGINS_CJK.match(line) and _ENDS_CJK.search(before, len(before) - 1)):
            pieces.append(" ")
        pieces.append(line)
    return "".join(pieces)


def text_of(element: Element) -> str:
    """Return the text of an element with its inline markup: sub and sup become Unicode's."""
    if not len(element):
        return squeeze(element.text or "")
    return squeeze(raw_text(element))


def raw_text(element: Element) -> str:
    """Return the text of an element as it stands, white space kept."""
    if not len(element):
        return element.text or ""
    pieces: list[str] = []
    _collect(element, pieces)
    return "".join(pieces)


def _collect(element: Element, pieces: list[str]) -> None:
    if element.text:
        pieces.append(element.text)
    for child in element:
        local = child.tag.rpartition("}")[2]
        if local in _RAISED:
            pieces.append(raised(raw_text(child), upper=_RAISED[local]))
        elif local in _BREAKS:
            pieces.append("\n")
        else:
            _collect(child, pieces)
        if child.tail:
            pieces.append(child.tail)


_RAISED = {"sub": False, "sub2": False, "SB": False, "sup": True, "sup2": True, "SP": True,
           "inf": False, "Sub": False, "Sup": True,
           "subscript": False, "superscript": True}  # fmt: skip
_BREAKS = frozenset({"br", "Br", "BR"})


def raised(text: str, *, upper: bool) -> str:
    """Return H2O's 2 as ₂ where Unicode has every character, else the text unchanged."""
    table, allowed = (_SUPERSCRIPTS, _SUPERSCRIPTABLE) if upper else (_SUBSCRIPTS, _SUBSCRIPTABLE)
    stripped = text.strip().replace("\u2212", "-")
    return stripped.translate(table) if stripped and allowed.issuperset(stripped) else text
