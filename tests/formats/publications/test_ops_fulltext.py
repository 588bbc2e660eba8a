from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications.ops_fulltext import numbered_claims, read
from madoguchi.formats.xml import parse
from madoguchi.model import Block, Claim, Publication

ANSWER = """<fulltext-document xmlns="http://www.epo.org/fulltext" system="ops.epo.org"
 fulltext-format="text-only"><bibliographic-data><publication-reference data-format="docdb">
<document-id><country>EP</country><doc-number>1234567</doc-number><kind>A1</kind>
<date>20010102</date></document-id></publication-reference></bibliographic-data>
<description lang="EN"><p>Of <tei:bibl xmlns:tei="http://www.tei-c.org/ns/1.0" type="book">tea
books</tei:bibl>.</p><p>More.</p></description>
<claims lang="EN"><claim><claim-text>1. Tea comprising:</claim-text><claim-text>leaves.</claim-text>
<claim-text>2. Tea of claim 1.</claim-text></claim></claims></fulltext-document>"""


def _read(text: str, account: Account | None = None) -> Publication:
    return read(parse(Document(data=text.encode(), position=0)), account or Account())


def test_texts_of_a_publication() -> None:
    account = Account()
    publication = _read(ANSWER, account)
    assert account.report().unknown == []
    assert (publication.id, publication.date) == ("EP1234567A1", date(2001, 1, 2))
    assert publication.descriptions[0].blocks == (Block(text="Of tea books."), Block(text="More."))
    assert publication.claims[0].claims == (
        Claim(number=1, text="Tea comprising:\nleaves."),
        Claim(number=2, text="Tea of claim 1.", depends_on=(1,)),
    )


def test_publication_named_by_attributes_only() -> None:
    text = '<fulltext-document country="EP" doc-number="2400001" kind="B1" lang="de">'
    publication = _read(
        text + "<description><p num='0001'>Tee</p></description></fulltext-document>"
    )
    assert publication.id == "EP2400001B1"
    assert publication.descriptions[0].lang == "de"


def test_without_number_it_is_refused() -> None:
    with pytest.raises(RefusedError, match="publication number"):
        _read("<fulltext-document><description><p>Tee</p></description></fulltext-document>")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["A tea."], ["A tea."]),
        (["CLAIMS", "1. A.", "2. B."], ["CLAIMS\nA.", "B."]),
        (["1. A", "3. not a claim", "2. B"], ["A\n3. not a claim", "B"]),
        ([], []),
    ],
)
def test_numbered_claims(lines: list[str], expected: list[str]) -> None:
    assert [claim.text for claim in numbered_claims(lines, "en")] == expected


@given(st.lists(st.text("abc .,", min_size=1).map(lambda text: f"x{text}x"), max_size=8))
def test_claims_in_order_come_back(texts: list[str]) -> None:
    lines = [f"{number}. {text}" for number, text in enumerate(texts, 1)]
    claims = list(numbered_claims(lines, "en"))
    assert [claim.text for claim in claims] == texts
    assert [claim.number for claim in claims] == list(range(1, len(texts) + 1))
