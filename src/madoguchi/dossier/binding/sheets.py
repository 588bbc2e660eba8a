"""Sheets that binding adds: the contents of a wrapper, and a sheet for what is not available."""

import io
from collections.abc import Sequence
from typing import NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from madoguchi.dossier.binding.printing import font_for, plain

_LINES = 44
_LEADING = 5.6 * mm
_LEFT, _RIGHT, _TOP = 20 * mm, A4[0] - 20 * mm, A4[1] - 32 * mm
_WORDS = {
    "ja": {"contents": "目次", "missing": "この文書は入手できません", "page": "頁"},
    "en": {"contents": "Contents", "missing": "This document is not available", "page": "page"},
}


class Line(NamedTuple):
    """A line of the contents: its words, how deep it stands, and its page (from 1)."""

    words: str
    depth: int = 0
    page: int = 0


def sheets_of(lines: int) -> int:
    """How many sheets the contents with so many lines have."""
    return max(1, -(-lines // _LINES))


def contents_pdf(title: str, lines: Sequence[Line], lang: str) -> bytes:
    """Return the contents, as many sheets as `sheets_of` says."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    words = _WORDS.get(lang, _WORDS["en"])
    for start in range(0, max(len(lines), 1), _LINES):
        _write(canvas, _LEFT, A4[1] - 20 * mm, f"{words['contents']}  {title}", 13, _RIGHT - _LEFT)
        for place, line in enumerate(lines[start : start + _LINES]):
            _line(canvas, _TOP - place * _LEADING, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _line(canvas: Canvas, y: float, line: Line) -> None:
    indent = _LEFT + line.depth * 6 * mm
    size = 9.5 if line.depth else 10.5
    _write(canvas, indent, y, line.words, size, _RIGHT - 16 * mm - indent)
    if line.page:
        canvas.setFont("Helvetica", size)
        canvas.drawRightString(_RIGHT, y, str(line.page))


def missing_pdf(title: str, facts: Sequence[str], reason: str, lang: str) -> bytes:
    """Return a sheet that stands for a document: what it is, and why it is not there."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    words = _WORDS.get(lang, _WORDS["en"])
    y = A4[1] - 60 * mm
    for text, size in ((title, 15), *((fact, 10.5) for fact in facts), ("", 10.5),
                       (words["missing"], 12)):  # fmt: skip
        _write(canvas, _LEFT, y, text, size, _RIGHT - _LEFT)
        y -= 2 * size
    for part in _cut(reason, 10, _RIGHT - _LEFT)[:20]:
        _write(canvas, _LEFT, y, part, 10, _RIGHT - _LEFT)
        y -= 16
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _write(canvas: Canvas, x: float, y: float, text: str, size: float, room: float) -> None:
    """Write a line, shortened to the room that it has."""
    said = plain(text)
    font = font_for(said)
    parts = _cut(said, size, room)
    shown = parts[0] if len(parts) < 2 else parts[0][:-1] + "…"
    canvas.setFont(font, size)
    canvas.drawString(x, y, shown)


def _cut(text: str, size: float, room: float) -> list[str]:
    """Cut a text into lines that fit; nothing is hyphenated."""
    said = plain(text)
    font = font_for(said)
    lines, line = [], ""
    for character in said:
        if pdfmetrics.stringWidth(line + character, font, size) > room:
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]
