from datetime import date
from pathlib import Path

import pytest
from shared_files import PATENT_TEXTS, Shelf

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications.marec import FORMAT, read
from madoguchi.formats.publications.ops_fulltext import FORMAT as FULLTEXT
from madoguchi.formats.xml import parse
from madoguchi.model import (
    Block,
    Citation,
    Claim,
    Classification,
    DocumentId,
    Drawing,
    Name,
    Party,
    Priority,
    Publication,
    Related,
    Scheme,
    Text,
)

DOCUMENT = """<patent-document ucid="EP-1234567-B1" country="EP" doc-number="1234567" kind="B1"
 lang="EN" family-id="7000001" status="new" date-produced="20090516" date="20050810">
<bibliographic-data><publication-reference fvid="1" ucid="EP-1234567-B1"><document-id
 format="original"><country>EP</country><doc-number>1234567</doc-number><kind>B1</kind>
<date>20050810</date><lang>EN</lang></document-id></publication-reference>
<application-reference ucid="EP-01200000-A" is-representative="NO"><document-id format="epo">
<country>EP</country><doc-number>01200000</doc-number><kind>A</kind><date>20010112</date>
</document-id></application-reference>
<priority-claims><priority-claim ucid="x"><document-id format="original"><country>IT</country>
<doc-number>MI000001</doc-number><date>20000120</date></document-id></priority-claim>
</priority-claims><term-of-grant/>
<technical-data><classifications-ipcr>
<classification-ipcr>A23F   3/18        20060101AFI20051220RMJP        </classification-ipcr>
<classification-ipcr>A23F   3/18        20060101AFI20051220RMJP        </classification-ipcr>
</classifications-ipcr>
<classification-ecla><classification-symbol scheme="EC">A23F3/18B</classification-symbol>
</classification-ecla>
<classification-national country="US"><main-classification>426435000</main-classification>
</classification-national>
<invention-title lang="DE">Tee</invention-title><invention-title lang="EN">Tea</invention-title>
<citations><patent-citations><patcit ucid="US-1-A"><document-id format="epo"><country>US</country>
<doc-number>1000001</doc-number><kind>A</kind></document-id><sources><source name="SEA"
 category="X" created-by-npl="N"/></sources></patcit></patent-citations>
<non-patent-citations><nplcit source="APP">Okakura: The Book of Tea</nplcit>
</non-patent-citations></citations><figures/></technical-data>
<parties><applicants><applicant format="epo"><addressbook><name>TEE AG</name><address>
<country>DE</country></address></addressbook></applicant><applicant format="intermediate">
<addressbook><name>Tee A.G.</name></addressbook></applicant></applicants>
<inventors><inventor format="original"><addressbook><first-name>Ada</first-name>
<last-name>Blatt</last-name><address><street>Weg 1</street><city>Ulm</city><country>DE</country>
</address></addressbook></inventor></inventors></parties>
<international-convention-data><designated-states><ep-contracting-states><country>AT</country>
<country>DE</country></ep-contracting-states></designated-states></international-convention-data>
<related-documents><relation type="division"><child-doc ucid="a"><document-id><country>EP</country>
<doc-number>01200000</doc-number></document-id></child-doc><parent-doc ucid="b"><document-id>
<country>EP</country><doc-number>99900000</doc-number><date>19990101</date></document-id>
</parent-doc></relation></related-documents>
</bibliographic-data>
<abstract lang="EN"><p>Tea is made.</p></abstract>
<abstract lang="EN" source="EPO"><p>Tea is made.<img file="1.tif"/></p></abstract>
<description lang="EN"><heading>FIELD</heading><p num="0001">Of tea, see <ref typ="npl">a book</ref>
at x<sup>2</sup>.</p><p>[0002] More tea.</p></description>
<claims lang="EN"><claim-statement>What is claimed:</claim-statement><claim num="1">
<claim-text>1. A tea.</claim-text></claim><claim num="xx"><claim-text>Tea of claim 1,
<claim-text>hot.</claim-text></claim-text></claim></claims>
<claims lang="DE"><claim num="1"><claim-text>Tee.</claim-text></claim></claims>
<drawings><figure id="f" num="figure-D00001"><img file="D1.TIF"/></figure></drawings>
<legal-status><legal-event code="REG"/></legal-status><copyright>Terms</copyright>
</patent-document>"""

RECOGNISED = """<patent-document id="WO2001000001A1" country="WO" docnumber="2001000001" kind="A1"
 date-published="20010104" dtd-version="wo-ocr-published-application.dtd" lang="FR">
<description id="desc" lang="fr"><p num="p0001">Du thé.</p></description>
<claims lang="fr"><claim id="c" num="0001"><claim-text>REVENDICATIONS</claim-text>
<claim-text>1. Thé.</claim-text><claim-text>2. Thé selon la revendication 1,</claim-text>
<claim-text>chaud.</claim-text></claim></claims></patent-document>"""


def _read(text: str, account: Account | None = None) -> Publication:
    return read(parse(Document(data=text.encode(), position=0)), account or Account())


@pytest.fixture(scope="module")
def publication() -> Publication:
    account = Account()
    found = _read(DOCUMENT, account)
    assert account.report().unknown == []
    return found


def test_identity(publication: Publication) -> None:
    assert publication.id == "EP1234567B1"
    assert publication.date == date(2005, 8, 10)
    assert (publication.lang, publication.family) == ("en", "7000001")
    assert publication.titles == (Text(text="Tee", lang="de"), Text(text="Tea", lang="en"))
    assert publication.designated == ("AT", "DE")


def test_other_documents(publication: Publication) -> None:
    assert publication.application == DocumentId(
        number="01200000", office="EP", kind="A", date=date(2001, 1, 12), scheme="docdb"
    )
    italian = DocumentId(number="MI000001", office="IT", date=date(2000, 1, 20))
    assert publication.priorities == (Priority(document=italian),)
    parent = DocumentId(number="99900000", office="EP", date=date(1999, 1, 1))
    assert publication.related == (Related(relation="division", document=parent),)
    american = DocumentId(number="1000001", office="US", kind="A", scheme="docdb")
    assert publication.citations == (
        Citation(document=american, phase="search", category="X"),
        Citation(text="Okakura: The Book of Tea", phase="applicant"),
    )


def test_parties_are_given_once_in_the_best_format(publication: Publication) -> None:
    assert publication.applicants == (Party(names=(Name(name="Tee A.G."),), country="DE"),)
    assert publication.inventors == (
        Party(names=(Name(name="Ada Blatt", address="Weg 1, Ulm"),), country="DE"),
    )


def test_classifications(publication: Publication) -> None:
    first, ecla, national = publication.classifications
    assert first == Classification(
        scheme=Scheme.IPC, symbol="A23F3/18", edition="2006.01", first=True, office="JP"
    )
    assert (ecla.scheme, ecla.symbol) == (Scheme.ECLA, "A23F3/18B")
    assert (national.scheme, national.office) == (Scheme.NATIONAL, "US")


def test_texts(publication: Publication) -> None:
    (abstract,) = publication.abstracts
    assert abstract.blocks == (Block(text="Tea is made."), Block(kind="image", image="1.tif"))
    assert publication.descriptions[0].blocks == (
        Block(text="FIELD", kind="heading"),
        Block(text="Of tea, see a book at x².", number="0001"),
        Block(text="More tea.", number="0002"),
    )
    assert publication.claims[0].claims == (
        Claim(number=1, text="A tea."),
        Claim(number=2, text="Tea of claim 1,\nhot.", depends_on=(1,)),
    )
    assert [claims.lang for claims in publication.claims] == ["en", "de"]
    assert publication.drawings == (Drawing(file="D1.TIF"),)


def test_text_recognised_from_page_images() -> None:
    account = Account()
    publication = _read(RECOGNISED, account)
    assert account.report().unknown == []
    assert publication.id == "WO2001000001A1"
    assert (publication.date, publication.lang) == (date(2001, 1, 4), "fr")
    assert publication.descriptions[0].blocks == (Block(text="Du thé.", number="0001"),)
    assert publication.claims[0].claims == (
        Claim(number=1, text="REVENDICATIONS\nThé."),
        Claim(number=2, text="Thé selon la revendication 1,\nchaud.", depends_on=(1,)),
    )


@pytest.mark.parametrize("attribute", ['docnumber="2001000001"', 'country="WO"'])
def test_without_number_or_office_it_is_refused(attribute: str) -> None:
    with pytest.raises(RefusedError, match="publication number"):
        _read(RECOGNISED.replace(attribute, ""))


def test_description_alone_is_named_as_a_stranger() -> None:
    assert "description" in FORMAT.strangers


def test_shared_data(shared_data: Path) -> None:
    texts = shared_data / PATENT_TEXTS
    folders = ("ep_wo_us_marec/corpus", "ep_wo_us_marec/evaluation",
               "cn_jp_us_gazette_xml/marec_xml/grobid_test")  # fmt: skip
    files = [file for folder in folders for file in (texts / folder).glob("*.xml")]
    shelf = Shelf(files, FORMAT, FULLTEXT)
    assert shelf.reasons == [
        "not a publication or case: description without bibliographic data, as of a translation"
    ]
    assert shelf.account.report().unknown == []
    assert len(shelf.publications) == len(files) - 1
    shares = [share for _, share in shelf.coverages()]
    assert min(shares) >= 0.95  # an abstract given twice is kept once
    assert sum(shares) / len(shares) >= 0.99
