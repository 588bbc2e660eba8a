import io

import pytest
from pypdf import PdfReader

from madoguchi.dossier import paper_pdf
from madoguchi.dossier.binding.printing import font_for
from madoguchi.model import Block, Body, Paper


@pytest.mark.parametrize(
    ("lang", "text"), [("ja", "理由一"), ("en", "Reasons <&>"), ("ko", "거절이유")]
)
def test_a_reading_is_printed_and_marked_as_rendered(lang: str, text: str) -> None:
    blocks = (Block(text="Heading", kind="heading"), Block(text=f"{text}\x00", number="0001"))
    paper = Paper(document="1", title="Notice", lang=lang, body=Body(blocks=blocks))
    data = paper_pdf(paper, "50800695455")
    assert data == paper_pdf(paper, "50800695455")
    shown = PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert "【0001】" in shown
    assert "50800695455" in shown


@pytest.mark.parametrize(
    ("text", "lang", "font"),
    [
        ("拒絶理由通知書", "", "HeiseiMin-W3"),
        ("审查意见通知书", "", "STSong-Light"),
        ("의견제출통지서", "", "HYSMyeongJo-Medium"),
        ("Communication 2020", "", "HeiseiMin-W3"),
        ("Communication 2020", "zh", "STSong-Light"),
        ("权利要求と請求項", "xx", "STSong-Light"),
    ],
)
def test_the_font_has_the_characters(text: str, lang: str, font: str) -> None:
    assert font_for(text, lang) == font
