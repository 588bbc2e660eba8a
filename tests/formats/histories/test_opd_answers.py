"""Answers of the JPO's OPD-API in XML, in the form that its clients read."""

import datetime as dt
import io

import pytest
from register_files import Told

from madoguchi.errors import RefusedError
from madoguchi.formats import FORMATS, Account, Document, Refusal
from madoguchi.model import History

FAMILY_ROW = """
<family-list id="{id}"><application-number><document-number>{number}</document-number>
<date>{date}</date></application-number><publication-numbers><publication-number>
<document-number>{published}</document-number><date>2021-06-10</date></publication-number>
</publication-numbers><registration-numbers/></family-list>"""
LIST = """
<document-list-data><bibliographic><original><invention-title>窓口</invention-title><applicant>
<last-name>窓口株式会社</last-name></applicant></original><translated><invention-title>Window
</invention-title><applicant><last-name>MADOGUCHI</last-name></applicant></translated>
</bibliographic><document-lists><document-list group="2,21"><legal-date>2020-07-21</legal-date>
<original id="Notice_06120285658_JP"><document-description>Notice</document-description></original>
<translated id="Notice_06120285658"><document-description>Notice</document-description></translated>
</document-list></document-lists></document-list-data>"""
CITED = """
<citation-and-classification-data><reference><application-number><document-number>JP.2017187096.A
</document-number><date>2017-09-27</date></application-number><publication-number/>
<registration-number/></reference><classification><ipcs><ipc>G06Q50/20</ipc></ipcs><originals>
<original scheme="FI">G06Q50/20</original><original scheme="other">x</original></originals>
</classification><citation><patent-literatures><patent-literature><draft-date>2020-07-20
</draft-date><cited-in>examination</cited-in><publication-number format="docdb"><document-number>
JP.2016001234.A</document-number></publication-number></patent-literature><patent-literature>
<draft-date/><cited-in/><publication-number><document-number>実開昭１２３</document-number>
</publication-number></patent-literature></patent-literatures><non-patent-literatures>
<non-patent-literature><draft-date>2020-07-20</draft-date><cited-in/><text>A book</text>
</non-patent-literature></non-patent-literatures></citation></citation-and-classification-data>"""


def answer(payload: str, code: str = "100") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><api-data xmlns="https://www.jpo.go.jp">'
        f"<statusCode>{code}</statusCode><errorMessage>m</errorMessage>"
        f"<remainAccessCount>9</remainAccessCount>{payload}</api-data>"
    ).encode()


def families(*numbers: tuple[str, str]) -> str:
    rows = (
        FAMILY_ROW.format(id=place, number=number, date="2018-09-06", published=published)
        for place, (number, published) in enumerate(numbers, 1)
    )
    return f"<family-list-data><family-lists>{''.join(rows)}</family-lists></family-list-data>"


def from_address(data: bytes, address: str) -> History:
    (document,) = FORMATS.split(io.BytesIO(data), data[:100])
    assert not isinstance(document, Refusal)
    whole = Document(data=document.data, position=0, head=document.head, name=address)
    account = Account()
    (one,) = FORMATS.read(whole, account)[1]
    assert account.report().unknown == []
    assert isinstance(one, History)
    return one


def test_a_family_list() -> None:
    told = Told(answer(families(("JP.2017187096.A", "JP.2019061579.A"),
                                ("US.201816123456.A", "US.2019095759.A1"))))  # fmt: skip
    assert told.account.report().unknown == []
    assert told.refusals == []
    first, second = told.histories
    assert str(first.case) == "JP-patent-2017187096"
    assert str(second.case) == "US-patent-16123456"
    assert [one.number for one in second.bibliography.publications] == ["20190095759"]
    assert first.bibliography.related == ()
    (link,) = second.bibliography.related
    assert (link.relation, link.document.office, link.document.number) == (
        "family", "JP", "2017187096",
    )  # fmt: skip
    assert [event.code for event in second.events] == ["FILED", "PUBLISHED"]


def test_a_family_by_office() -> None:
    item = """<family-item><application-number><document-number>JP.2014560041.A</document-number>
    <date>2013-02-28</date></application-number><publication-numbers/><registration-numbers>
    <registration-number><document-number>JP.6249966.B2</document-number></registration-number>
    </registration-numbers></family-item>"""
    data = f"""<family-data><families><family group="1"><country>JP</country><family-items>{item}
    </family-items></family></families></family-data>"""
    one = Told(answer(data)).history
    assert str(one.case) == "JP-patent-2014560041"
    assert one.bibliography.filed == dt.date(2013, 2, 28)
    assert [p.number for p in one.bibliography.publications] == ["6249966"]


def test_a_list_of_documents_is_of_the_case_that_was_asked_for() -> None:
    address = "ip-data.jpo.go.jp/opdapi/patent/v1/global_doc_list/JP.2017187096.A"
    one = from_address(answer(LIST), address)
    assert str(one.case) == "JP-patent-2017187096"
    original, translated = one.documents
    assert (original.number, original.lang) == ("Notice_06120285658_JP", "ja")
    assert (translated.number, translated.lang) == ("Notice_06120285658", "en")
    assert original.lists == ("2", "21")
    assert [title.lang for title in one.bibliography.titles] == ["ja", "en"]
    assert [name.name for name in one.bibliography.applicants[0].names] == [
        "窓口株式会社", "MADOGUCHI",
    ]  # fmt: skip


def test_a_list_that_does_not_say_whose_it_is_is_refused() -> None:
    (refusal,) = Told(answer(LIST)).refusals
    assert "does not say whose it is" in refusal


def test_citations_and_classes() -> None:
    told = Told(answer(CITED))
    assert told.account.report().unknown == []
    known = told.history.bibliography
    assert [one.symbol for one in known.classifications][:1] == ["G06Q50/20"]
    assert {one.scheme.value for one in known.classifications} == {"IPC", "FI"}
    documents, texts = known.citations[:1], known.citations[1:]
    assert documents[0].document is not None
    assert documents[0].document.number == "2016001234"
    assert [one.text for one in texts] == ["実開昭１２３", "A book"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (answer("", "107"), "answer 107"),
        (answer("", ""), "without a status"),
        (answer(""), "without members or documents"),
        (answer(families(("nonsense", "x"))), "no application number"),
    ],
)
def test_what_tells_of_no_case_is_refused(data: bytes, said: str) -> None:
    (refusal,) = Told(data).refusals
    assert said in refusal
    with pytest.raises(RefusedError):
        from_address(data, "")
