"""The claim correspondence table of the Patent Prosecution Highway, printed.

Columns as in the request forms of the PPH: the claim of this application, the corresponding claim
of the earlier one, and what is to be said of them.
"""

import io
from typing import NamedTuple

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from madoguchi.dossier.binding.printing import escaped, font_for, plain
from madoguchi.dossier.comparing import Correspondence, CorrespondenceRow
from madoguchi.model import ClaimSet

_WORDS = {
    "ja": {
        "title": "請求項の対応関係を示す表",
        "right": "本出願の請求項",
        "left": "対応する請求項",
        "said": "対応関係についての説明",
        "identical": "両請求項は同一である。",
        "wording": "両請求項は、表現を除いて実質的に同一である。",
        "narrower": "本出願の請求項は、対応する請求項に次の事項を付加して限定したものである：",
        "broader": "本出願の請求項は、対応する請求項の事項の一部を含まない。",
        "partly": "両請求項は一部の事項が共通する。",
        "none": "",
        "missing": "対応する請求項なし",
    },
    "en": {
        "title": "Claim correspondence table",
        "right": "Claims of this application",
        "left": "Corresponding claims",
        "said": "Explanation of the correspondence",
        "identical": "Both claims are the same.",
        "wording": "Both claims are substantially the same but for wording.",
        "narrower": "The claim of this application is narrower; it adds:",
        "broader": "The claim of this application lacks some features of the corresponding claim.",
        "partly": "The claims have some features in common.",
        "none": "",
        "missing": "No corresponding claim",
    },
}
_PART = 900


class Side(NamedTuple):
    """One side of the table: the office and number as printed, and the claims."""

    number: str
    claims: ClaimSet


def correspondence_pdf(table: Correspondence, left: Side, right: Side, lang: str = "ja") -> bytes:
    """Return the table as PDF, headings in `lang` (ja or en), pages A4 across.

    `left` is what was found allowable, `right` the later application. A remark made by hand
    replaces the proposed explanation.
    """
    out = io.BytesIO()
    words = _WORDS.get(lang, _WORDS["en"])
    document = SimpleDocTemplate(
        out, pagesize=landscape(A4), title=plain(words["title"]), subject=plain(right.number),
        creator="Madoguchi", invariant=1, leftMargin=15 * mm, rightMargin=15 * mm,
        topMargin=15 * mm, bottomMargin=15 * mm,
    )  # fmt: skip
    heads = [
        f"{words['right']} ({right.number})",
        f"{words['left']} ({left.number})",
        words["said"],
    ]
    rows: list[list[Paragraph]] = [[_cell(head, lang) for head in heads]]
    for row in table.rows:
        rows += _rows(row, left.claims, right.claims, words)
    grid = LongTable(rows, colWidths=[97 * mm, 97 * mm, 73 * mm], repeatRows=1)
    grid.setStyle(_STYLE)
    title = Paragraph(escaped(words["title"]), _style(words["title"], 14))
    story: list[Flowable] = [title, Spacer(1, 4 * mm), grid]
    document.build(story)
    return out.getvalue()


_STYLE = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)


def _rows(
    row: CorrespondenceRow, left: ClaimSet, right: ClaimSet, words: dict[str, str]
) -> list[list[Paragraph]]:
    """The lines of one claim: a long one goes on in the next, since a line must fit on a page."""
    ours = {claim.number: claim.text for claim in left.claims}
    theirs = {claim.number: claim.text for claim in right.claims}
    texts = [f"{number}. {ours.get(number, '')}" for number in row.left] or [words["missing"]]
    columns = [
        (_parts(f"{row.right}. {theirs.get(row.right, '')}"), right.lang),
        (_parts("\n".join(texts)), left.lang),
        (_parts(_said(row, words)), ""),
    ]
    longest = max(len(parts) for parts, _ in columns)
    return [
        [_cell(parts[n] if n < len(parts) else "", lang) for parts, lang in columns]
        for n in range(longest)
    ]


def _parts(text: str) -> list[str]:
    return [text[start : start + _PART] for start in range(0, max(len(text), 1), _PART)]


def _said(row: CorrespondenceRow, words: dict[str, str]) -> str:
    if row.remark:
        return row.remark
    said = words[row.likeness] if row.left else ""
    return f"{said} {row.adds}" if row.adds and row.likeness == "narrower" else said


def _cell(text: str, lang: str) -> Paragraph:
    return Paragraph(escaped(text).replace("\n", "<br/>"), _style(text, 9, lang))


def _style(text: str, size: float, lang: str = "") -> ParagraphStyle:
    font = font_for(text, lang)
    return ParagraphStyle("cell", fontName=font, fontSize=size, leading=size * 1.5, wordWrap="CJK")
