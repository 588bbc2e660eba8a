"""A document's reading as PDF: rendered here, and marked so; the bytes received are the original.

The fonts are those that every PDF reader brings for Japanese, Chinese and Korean (Adobe-Japan1,
-GB1 and -Korea1), so that nothing is embedded.
"""

import io
import re
from functools import cache
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from madoguchi.model import Block, Paper

_FONTS = {"ja": "HeiseiMin-W3", "zh": "STSong-Light", "ko": "HYSMyeongJo-Medium"}
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENCODINGS = {"ja": "cp932", "zh": "gbk", "ko": "cp949"}
_RENDERED = {
    "ja": "この文書は受領した原文から表示用に作成したものです。",
    "en": "Rendered for reading from the document as received.",
}


def paper_pdf(paper: Paper, number: str) -> bytes:
    """Return a document as PDF, pages A4."""
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, title=plain(paper.title), subject=number, creator="Madoguchi",
        invariant=1, leftMargin=22 * mm, rightMargin=22 * mm,
    )  # fmt: skip
    body, heading, small = _styles(paper.lang)
    story: list[Flowable] = [Paragraph(escaped(paper.title), heading), Spacer(1, 4 * mm)]
    story += [Paragraph(f"{escaped(name)}: {escaped(value)}", body) for name, value in paper.facts]
    story.append(Spacer(1, 4 * mm))
    for block in paper.body.blocks:
        story += _block(block, body, heading)
    told = _RENDERED.get(paper.lang, _RENDERED["en"])
    story += [Spacer(1, 8 * mm), Paragraph(escaped(f"{told} {number}"), small)]
    document.build(story)
    return out.getvalue()


def _block(block: Block, body: ParagraphStyle, heading: ParagraphStyle) -> list[Flowable]:
    number = f"【{block.number}】" if block.number else ""
    style = heading if block.kind == "heading" else body
    lines = [line for line in block.text.split("\n") if line.strip()]
    return [
        Paragraph(escaped((number if n == 0 else "") + line), style) for n, line in enumerate(lines)
    ]


def font_for(text: str, lang: str = "") -> str:
    """The font for a short text, registered: the language's, if that has all its characters.

    The characters that a country's own encoding has are those of its font.
    """
    likely = [lang, *_ENCODINGS] if lang in _ENCODINGS else list(_ENCODINGS)
    fitting = (one for one in likely if _has(_ENCODINGS[one], text))
    return font_of(next(fitting, lang))


def _has(encoding: str, text: str) -> bool:
    east = "".join(character for character in text if character > "\u2e7f")
    return east.encode(encoding, "ignore").decode(encoding) == east


@cache
def font_of(lang: str) -> str:
    """The font for a language, registered."""
    font = _FONTS.get(lang, _FONTS["ja"])
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    return font


@cache
def _styles(lang: str) -> tuple[ParagraphStyle, ParagraphStyle, ParagraphStyle]:
    font = font_of(lang)
    body = ParagraphStyle("body", fontName=font, fontSize=10.5, leading=17, wordWrap="CJK")
    heading = ParagraphStyle("heading", parent=body, fontSize=13, leading=20, spaceBefore=8)
    small = ParagraphStyle("small", parent=body, fontSize=8, leading=12)
    return body, heading, small


def plain(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def escaped(text: str) -> str:
    return escape(plain(text))
