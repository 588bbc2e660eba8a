import io

import pytest
from pypdf import PdfReader

from madoguchi.dossier import correct, propose
from madoguchi.dossier.binding import Side, correspondence_pdf
from madoguchi.model import Claim, ClaimSet

LEFT = ClaimSet(
    claims=(
        Claim(number=1, text="A bicycle comprising a frame and two wheels."),
        Claim(number=2, text="The bicycle of claim 1, having a bell.", depends_on=(1,)),
    ),
    lang="en",
)
RIGHT = ClaimSet(
    claims=(
        Claim(number=1, text="A bicycle comprising a frame and two wheels."),
        Claim(number=2, text="A rice cooker <with> & a lid.\nAnd more."),
    ),
    lang="en",
)


def printed(lang: str, right: ClaimSet = RIGHT) -> PdfReader:
    table = correct(propose(LEFT, right), 2, [2], "entered by hand", "narrower")
    sides = Side("US 16/123,456", LEFT), Side("特願2020-123456", right)
    data = correspondence_pdf(table, *sides, lang)
    assert data == correspondence_pdf(table, *sides, lang)
    return PdfReader(io.BytesIO(data), strict=True)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["Claim correspondence table", "Both claims are the same.", "entered by hand"]),
        ("ja", ["請求項の対応関係を示す表", "両請求項は同一である。", "entered by hand"]),
    ],
)
def test_the_table_is_printed_in_both_languages(lang: str, words: list[str]) -> None:
    text = printed(lang).pages[0].extract_text()
    assert all(one in text.replace("\n", "") or one in text for one in words)


def test_a_claim_longer_than_a_page_goes_on() -> None:
    long = ClaimSet(
        claims=(RIGHT.claims[0], Claim(number=2, text="step of folding paper; " * 900)), lang="en"
    )
    assert len(printed("en", long).pages) > 2
