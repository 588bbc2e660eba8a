from datetime import date
from pathlib import Path

import pytest
from fidelity import coverage, load

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications.ep import FORMAT, read
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

APPLICATION = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE ep-patent-document PUBLIC "-//EPO//EP PATENT DOCUMENT 1.5.1//EN" "ep.dtd">
<ep-patent-document id="EP1A1" file="EP1.xml" lang="en" country="EP" doc-number="3900001" kind="A1"
 date-publ="20211027" status="n" dtd-version="ep-patent-document-v1-5-1"><SDOBI lang="en">
<B000><eptags><B001EP>AT..</B001EP><B005EP>J</B005EP><B007EP>0009012</B007EP>
<B050EP><B051EP>EN</B051EP><B052EP>Listing on the web.</B052EP></B050EP>
<B053EP>Remark: filed as divisional.</B053EP></eptags></B000>
<B100><B110>3900001</B110><B120><B121>EUROPEAN PATENT APPLICATION</B121></B120><B130>A1</B130>
<B140><date>20211027</date></B140><B190>EP</B190></B100>
<B200><B210>20123456.7</B210><B220><date>20200304</date></B220><B250>ja</B250><B251EP>en</B251EP>
<B260>en</B260></B200>
<B300><B310>2019038001</B310><B320><date>20190305</date></B320><B330><ctry>JP</ctry></B330>
<B310>62800001</B310><B320><date>20190606</date></B320><B330><ctry>US</ctry></B330></B300>
<B400><B405><date>20211027</date><bnum>202143</bnum></B405></B400>
<B500><B510><B516>7</B516><B511> 7C 07C  29/44   A</B511><B517EP>// A01N43/08</B517EP></B510>
<B510EP><classification-ipcr sequence="1">
<text>A01D  17/10        20060101AFI20200322BHEP        </text></classification-ipcr></B510EP>
<B520EP><classifications-cpc><classification-cpc sequence="1">
<text>B60K  17/28        20130101 LA20210830BHEP        </text></classification-cpc>
</classifications-cpc></B520EP>
<B540><B541>de</B541><B542>SCHNEIDER</B542><B541>en</B541><B542>CUTTER</B542><B541>fr</B541>
<B542>COUTEAU</B542></B540>
<B560><B561><text>WO-A1-2007/012345</text></B561><B562><text>Meyer: Cut, 1999</text></B562></B560>
<B590><B598>2</B598></B590></B500>
<B600><B620><parent><pdoc><dnum><anum>18748586.7</anum><pnum>3577229</pnum></dnum>
<date>20180201</date></pdoc></parent></B620></B600>
<B700><B710><B711><snm>Kita Works K.K.</snm><iid>101</iid><irf>K-1</irf><adr><str>1-2 Kita</str>
<city>Sapporo 060-0001</city><ctry>JP</ctry></adr></B711></B710>
<B720><B721><snm>MORI, Aya</snm><adr><city>Sapporo</city><ctry>JP</ctry></adr></B721></B720>
<B740><B741><snm>Vogel</snm><sfx>et al</sfx><iid>102</iid><adr><city>Bonn</city><ctry>DE</ctry>
</adr></B741></B740></B700>
<B800><B840><ctry>AT</ctry><ctry>DE</ctry></B840><B844EP><B845EP><ctry>BA</ctry></B845EP></B844EP>
<B860><B861><dnum><anum>JP2020000001</anum></dnum><date>20200304</date></B861><B862>ja</B862></B860>
<B870><B871><dnum><pnum>WO2020200001</pnum></dnum><date>20200910</date><bnum>202037</bnum></B871>
</B870></B800></SDOBI>
<abstract id="abst" lang="en"><p id="pa01" num="0001">A cutter.</p></abstract>
<description id="desc" lang="en"><heading id="h0001"><u>FIELD</u></heading>
<p id="p0001" num="0001">Of C<sub>60</sub>:<dl id="dl1"><dt>1</dt><dd>blade</dd></dl></p>
<p id="p0002" num="0002"><tables id="t" num="0001"><table><title>[Table 1]</title><tgroup><tbody>
<row><entry>a</entry><entry>b</entry></row></tbody></tgroup></table></tables></p></description>
<claims id="claims01" lang="en"><claim id="c-en-0001" num="0001"><claim-text>A cutter having
<claim-text>a blade.</claim-text></claim-text></claim><claim id="c-en-0002" num="0002"><claim-text>
The cutter according to claim 1.</claim-text></claim></claims>
<claims id="claims02" lang="de"><claim id="c-de-0001" num="0001"><claim-text>Schneider.</claim-text>
</claim></claims>
<drawings id="draw" lang="en"><figure id="f1" num="1"><img id="if1" file="imgf0001.tif"/></figure>
<figure id="f2" num="2,3"><img id="if2" file="imgf0002.tif"/></figure></drawings>
<ep-reference-list id="ref-list"><heading id="ref-h1"><b>REFERENCES</b></heading>
<p id="ref-p1" num=""><i>This list is for convenience.</i></p><p id="ref-p2" num="">
<ul id="ref-ul1"><li><patcit id="r1" dnum="CN1" dnum-type="L"><document-id><country>CN</country>
<doc-number>201810358967</doc-number><date>20180420</date></document-id></patcit>
<crossref idref="pcit1">[0001]</crossref></li><li><nplcit id="r2" npl-type="s"><article><author>
<name>Ono, T.</name></author><atl>Cuts</atl><pubdate>20010000</pubdate></article></nplcit>
</li></ul></p></ep-reference-list></ep-patent-document>"""


@pytest.fixture(scope="module")
def application() -> Publication:
    account = Account()
    found = read(parse(Document(data=APPLICATION.encode(), position=0)), account)
    assert account.report().unknown == []
    return found


def test_identity_and_history(application: Publication) -> None:
    assert (application.id, application.date) == ("EP3900001A1", date(2021, 10, 27))
    assert application.application == DocumentId(
        number="20123456.7", office="EP", date=date(2020, 3, 4)
    )
    assert application.priorities == (
        Priority(document=DocumentId(number="2019038001", office="JP", date=date(2019, 3, 5))),
        Priority(document=DocumentId(number="62800001", office="US", date=date(2019, 6, 6))),
    )
    parent = DocumentId(number="18748586.7", office="EP", date=date(2018, 2, 1))
    filing = DocumentId(number="JP2020000001", office="WO", date=date(2020, 3, 4))
    published = DocumentId(number="WO2020200001", office="WO", date=date(2020, 9, 10))
    assert application.related == (
        Related(relation="division", document=parent),
        Related(relation="division", document=DocumentId(number="3577229", office="EP")),
        Related(relation="pct-filing", document=filing),
        Related(relation="pct-publication", document=published),
    )


def test_texts(application: Publication) -> None:
    assert application.titles == (
        Text(text="SCHNEIDER", lang="de"),
        Text(text="CUTTER", lang="en"),
        Text(text="COUTEAU", lang="fr"),
    )
    assert application.abstracts[0].text == "A cutter."
    blocks = application.descriptions[0].blocks
    assert blocks[:4] == (
        Block(text="FIELD", kind="heading"),
        Block(text="Of C₆₀:", number="0001"),
        Block(text="1", kind="item"),
        Block(text="blade", kind="item"),
    )
    assert (blocks[4].kind, blocks[4].text) == ("table", "[Table 1]\na\tb")
    assert [note.text for note in application.notes] == [
        "Listing on the web.",
        "Remark: filed as divisional.",
    ]


def test_claims_in_each_language(application: Publication) -> None:
    assert [found.lang for found in application.claims] == ["en", "de"]
    assert application.claims[0].claims == (
        Claim(number=1, text="A cutter having\na blade."),
        Claim(number=2, text="The cutter according to claim 1.", depends_on=(1,)),
    )


def test_parties_and_states(application: Publication) -> None:
    assert application.applicants == (
        Party(
            names=(Name(name="Kita Works K.K.", address="1-2 Kita, Sapporo 060-0001"),),
            country="JP",
            id="101",
        ),
    )
    assert application.inventors == (
        Party(names=(Name(name="MORI, Aya", address="Sapporo"),), country="JP"),
    )
    assert application.agents == (
        Party(names=(Name(name="Vogel et al", address="Bonn"),), country="DE", id="102"),
    )
    assert application.designated == ("AT", "DE", "BA")


def test_classes_citations_and_drawings(application: Publication) -> None:
    assert application.classifications == (
        Classification(scheme=Scheme.IPC, symbol="C07C29/44", edition="7", first=True),
        Classification(scheme=Scheme.IPC, symbol="A01N43/08", edition="7", additional=True),
        Classification(
            scheme=Scheme.IPC, symbol="A01D17/10", edition="2006.01", first=True, office="EP"
        ),
        Classification(
            scheme=Scheme.CPC, symbol="B60K17/28", edition="2013.01", additional=True, office="EP"
        ),
    )
    world = DocumentId(number="2007/012345", office="WO", kind="A1")
    chinese = DocumentId(number="201810358967", office="CN", date=date(2018, 4, 20))
    assert application.citations == (
        Citation(document=world, phase="search"),
        Citation(text="Meyer: Cut, 1999", phase="search"),
        Citation(document=chinese, phase="applicant"),
        Citation(text="Ono, T., Cuts, 20010000", phase="applicant"),
    )
    assert application.drawings == (
        Drawing(file="imgf0001.tif", label="1"),
        Drawing(file="imgf0002.tif", label="2,3", representative=True),
    )


REPORT = """<search-report-data id="srep" lang="en" srep-office="EP" srep-type="ep-sr"
 date-produced="20210901"><srep-info><dtext>x</dtext></srep-info><srep-for-pub>
<srep-fields-searched><minimum-documentation/></srep-fields-searched><srep-citations>
<citation id="c1"><patcit id="sr-pcit0001" num="0001" dnum="US6089831A"><document-id>
<country>US</country><doc-number>6089831</doc-number><kind>A</kind><name>ALT</name>
<date>20000718</date></document-id></patcit><rel-passage><passage>column 3; figure 2</passage>
<passage>claim 1</passage></rel-passage><category>X</category><rel-claims>1,4</rel-claims>
<rel-passage><passage>figure 5</passage></rel-passage><category>A</category>
<rel-claims>2</rel-claims></citation><citation><nplcit id="n1" num="0002" npl-type="b"><book>
<author><name>WALTON</name></author><book-title>Microwaves</book-title></book></nplcit>
<rel-passage>pages 138 to 192</rel-passage><category>Y</category></citation></srep-citations>
</srep-for-pub></search-report-data>"""


def test_a_search_report_in_text_gives_categories_and_claims() -> None:
    account = Account()
    xml = APPLICATION.replace("<ep-reference-list", REPORT + "<ep-reference-list")
    found = read(parse(Document(data=xml.encode(), position=0)), account)
    cited = DocumentId(number="6089831", office="US", kind="A", date=date(2000, 7, 18))
    passages = "column 3; figure 2; claim 1; figure 5"
    assert found.citations[2:4] == (
        Citation(
            document=cited, phase="search", category="X, A", claims="1,4; 2", passage=passages
        ),
        Citation(
            text="WALTON, Microwaves", phase="search", category="Y", passage="pages 138 to 192"
        ),
    )
    assert account.report().unknown == []


@pytest.mark.parametrize(
    ("text", "office", "number", "kind"),
    [
        ("EP-A- 0 123 456", "EP", "0 123 456", "A"),
        ("DE-A1- 10 2004 012 345", "DE", "10 2004 012 345", "A1"),
        ("US-A1- 2005 123 456 (OTTO)", "US", "2005 123 456", "A1"),
        ("WO-A-99/12345", "WO", "99/12345", "A"),
    ],
)
def test_citations_in_text_as_the_epo_spells_them(
    text: str, office: str, number: str, kind: str
) -> None:
    xml = APPLICATION.replace("WO-A1-2007/012345", text)
    found = read(parse(Document(data=xml.encode(), position=0)), Account())
    assert found.citations[0].document == DocumentId(number=number, office=office, kind=kind)


def test_the_root_gives_the_number_where_b110_does_not() -> None:
    xml = '<ep-patent-document doc-number="0000002" kind="A1" country="EP" lang="fr"/>'
    found = read(parse(Document(data=xml.encode(), position=0)), Account())
    assert (found.office, found.kind, found.lang) == ("EP", "A1", "fr")


@pytest.mark.parametrize("xml", ["<ep-patent-document/>", "<ep-patent-document kind='A1'/>"])
def test_one_without_a_number_is_refused(xml: str) -> None:
    with pytest.raises(RefusedError, match="publication number is missing"):
        read(parse(Document(data=xml.encode(), position=0)), Account())


# They hold a bare & or < in a name or title.
MALFORMED = frozenset({"v1-2-A1.xml", "v1-4-A1-1.xml", "v1-4-A1.xml", "v1-5-1-A1-2.xml"})


def real_files(shared_data: Path) -> list[Path]:
    return sorted((shared_data / "patent_fulltext/ep_applications").rglob("*.xml"))


def test_real_files_are_read_whole(shared_data: Path) -> None:
    files = [file for file in real_files(shared_data) if file.name not in MALFORMED]
    assert len(files) == 15
    for file in files:
        root, account, found = load(FORMAT, file)
        assert account.report().unknown == [], file.name
        assert coverage(root, account, found) >= 0.98, file.name
        assert len(found.titles) == 3, file.name
        claims = sum(len(one.claims) for one in found.claims)
        assert claims == len(root.findall("claims/claim")), file.name
        symbols = len(root.findall(".//classification-ipcr"))
        symbols += len(root.findall(".//classification-cpc"))
        assert len(found.classifications) >= symbols, file.name


def test_real_files_that_are_malformed_are_refused(shared_data: Path) -> None:
    files = [file for file in real_files(shared_data) if file.name in MALFORMED]
    assert len(files) == len(MALFORMED)
    for file in files:
        with pytest.raises(RefusedError, match="not well-formed"):
            load(FORMAT, file)
