from datetime import date
from pathlib import Path

import pytest
from fidelity import coverage, load

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications.us_xml import FORMAT, read
from madoguchi.formats.registry import Registry
from madoguchi.formats.xml import parse
from madoguchi.model import (
    Block,
    Body,
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
    Right,
    Scheme,
    Text,
)

GRANT = """<us-patent-grant lang="EN" dtd-version="v4.6 2022-02-17" country="US" id="g">
<us-bibliographic-data-grant>
<publication-reference><document-id><country>US</country><doc-number>11222333</doc-number>
<kind>B2</kind><date>20220111</date></document-id></publication-reference>
<application-reference appl-type="utility"><document-id><country>US</country>
<doc-number>16111222</doc-number><date>20190304</date></document-id></application-reference>
<us-application-series-code>16</us-application-series-code>
<us-term-of-grant><us-term-extension>12</us-term-extension></us-term-of-grant>
<priority-claims><priority-claim sequence="01" kind="national"><country>JP</country>
<doc-number>2018-038001</doc-number><date>20180305</date></priority-claim></priority-claims>
<classifications-ipcr><classification-ipcr>
<ipc-version-indicator><date>20060101</date></ipc-version-indicator>
<classification-level>A</classification-level><section>H</section><class>01</class>
<subclass>L</subclass><main-group>21</main-group><subgroup>301</subgroup>
<symbol-position>F</symbol-position><classification-value>I</classification-value>
<action-date><date>20220111</date></action-date>
<generating-office><country>US</country></generating-office>
<classification-status>B</classification-status>
<classification-data-source>H</classification-data-source></classification-ipcr>
</classifications-ipcr>
<classifications-cpc><main-cpc><classification-cpc>
<cpc-version-indicator><date>20130101</date></cpc-version-indicator><section>H</section>
<class>01</class><subclass>L</subclass><main-group>21</main-group><subgroup>78</subgroup>
<symbol-position>F</symbol-position><classification-value>A</classification-value>
<scheme-origination-code>C</scheme-origination-code></classification-cpc></main-cpc>
</classifications-cpc>
<classification-national><country>US</country><main-classification>438460</main-classification>
<further-classification> 83 13</further-classification></classification-national>
<invention-title id="t">Wafer  dicing of SiO<sub>2</sub> layers</invention-title>
<us-references-cited>
<us-citation><patcit num="00001"><document-id><country>US</country><doc-number>7000111</doc-number>
<kind>B1</kind><name>Miller</name><date>20060200</date></document-id></patcit>
<category>cited by examiner</category>
<classification-national><country>US</country>
<main-classification>438460</main-classification></classification-national></us-citation>
<us-citation><nplcit num="00002"><othercit>Sato, <i>Dicing</i>, 2011.</othercit></nplcit>
<category>cited by applicant</category></us-citation>
</us-references-cited>
<number-of-claims>2</number-of-claims>
<us-field-of-classification-search><classification-cpc-text>H01L 21/78</classification-cpc-text>
</us-field-of-classification-search>
<us-related-documents>
<division><relation><parent-doc><document-id><country>US</country><doc-number>15000999</doc-number>
<date>20160118</date></document-id><parent-status>PENDING</parent-status>
<parent-grant-document><document-id><country>US</country><doc-number>10000123</doc-number>
</document-id></parent-grant-document></parent-doc><child-doc><document-id><country>US</country>
<doc-number>16111222</doc-number></document-id></child-doc></relation></division>
<us-provisional-application><document-id><country>US</country><doc-number>62000456</doc-number>
<kind>00</kind><date>20150119</date></document-id></us-provisional-application>
</us-related-documents>
<us-parties>
<us-applicants><us-applicant sequence="001" app-type="applicant" designation="us-only">
<addressbook><orgname>Kita Works K.K.</orgname><address><city>Sapporo</city><country>JP</country>
</address></addressbook><residence><country>JP</country></residence></us-applicant></us-applicants>
<inventors><inventor sequence="001" designation="us-only"><addressbook><last-name>Mori</last-name>
<first-name>Aya</first-name><address><city>Salem</city><state>OR</state><country>US</country>
</address></addressbook></inventor></inventors>
<agents><agent sequence="01" rep-type="attorney"><addressbook><orgname>Hill LLP</orgname>
<address><country>unknown</country></address></addressbook></agent></agents>
</us-parties>
<assignees><assignee><addressbook><orgname>Kita Works K.K.</orgname><role>03</role>
<address><city>Sapporo</city><country>JP</country></address></addressbook></assignee></assignees>
<examiners><primary-examiner><last-name>Ray</last-name><first-name>Jo B</first-name>
<department>2812</department></primary-examiner></examiners>
<pct-or-regional-filing-data><document-id><country>WO</country>
<doc-number>PCT/JP2019/000123</doc-number><kind>00</kind><date>20190107</date></document-id>
<us-371c12-date><date>20200101</date></us-371c12-date></pct-or-regional-filing-data>
</us-bibliographic-data-grant>
<abstract id="abstract"><p id="p-0001" num="0000">A wafer is cut.</p></abstract>
<drawings id="DRAWINGS"><figure id="Fig-EMI-D00000" num="00000"><img id="EMI-D00000" he="1mm"
 wi="2mm" file="US11222333-20220111-D00000.TIF" alt="drawing" img-content="drawing"
 img-format="tif"/></figure>
<figure id="Fig-EMI-D00001" num="00001"><img file="US11222333-20220111-D00001.TIF"/></figure>
</drawings>
<description id="description"><?BRFSUM description="Brief Summary" end="lead"?>
<heading id="h-0001" level="1">FIELD</heading>
<p id="p-0002" num="0001">It concerns <b>wafers</b>, see <figref idref="DRAWINGS">FIG. 1</figref>:
<ul id="ul0001"><li id="ul0001-0001" num="0000">thin ones</li><li>thick ones</li></ul></p>
<p id="p-0003" num="0002"><tables id="T1"><table><tgroup><tbody><row><entry>kg<br/>m</entry>
<entry>10<sup>2</sup></entry></row></tbody></tgroup></table></tables></p>
</description>
<us-claim-statement>What is claimed is:</us-claim-statement>
<claims id="claims"><claim id="CLM-00001" num="00001"><claim-text><b>1</b>. A method, comprising:
<claim-text>cutting a wafer; and</claim-text><claim-text>cleaning it.</claim-text></claim-text>
</claim><claim id="CLM-00002" num="00002"><claim-text><b>2</b>. The method of
<claim-ref idref="CLM-00001">claim 1</claim-ref>, in air.</claim-text></claim></claims>
</us-patent-grant>"""

KITA = Party(names=(Name(name="Kita Works K.K.", address="Sapporo"),), country="JP")


def publication(xml: str) -> tuple[Publication, Account]:
    account = Account()
    return read(parse(Document(data=xml.encode(), position=0)), account), account


@pytest.fixture(scope="module")
def grant() -> Publication:
    found, account = publication(GRANT)
    assert account.report().unknown == []
    return found


def test_a_grant_is_identified(grant: Publication) -> None:
    assert grant.id == "US11222333B2"
    assert (grant.right, grant.date, grant.lang) == (Right.PATENT, date(2022, 1, 11), "en")
    assert grant.application == DocumentId(number="16111222", office="US", date=date(2019, 3, 4))


def test_texts_of_a_grant(grant: Publication) -> None:
    assert grant.titles == (Text(text="Wafer dicing of SiO₂ layers", lang="en"),)
    assert grant.abstracts == (Body(blocks=(Block(text="A wafer is cut."),), lang="en"),)
    assert grant.descriptions[0].blocks == (
        Block(text="FIELD", kind="heading"),
        Block(text="It concerns wafers, see FIG. 1:", number="0001"),
        Block(text="thin ones", kind="item"),
        Block(text="thick ones", kind="item"),
        Block(text="kg m\t10²", kind="table"),
    )


def test_claims_of_a_grant(grant: Publication) -> None:
    assert grant.claims[0].claims == (
        Claim(number=1, text="A method, comprising:\ncutting a wafer; and\ncleaning it."),
        Claim(number=2, text="The method of claim 1, in air.", depends_on=(1,)),
    )


def test_parties_of_a_grant(grant: Publication) -> None:
    assert grant.applicants == grant.owners == (KITA,)
    assert grant.inventors == (
        Party(names=(Name(name="Aya Mori", address="Salem, OR"),), country="US"),
    )
    assert grant.agents == (Party(names=(Name(name="Hill LLP"),)),)
    assert [party.name for party in grant.examiners] == ["Jo B Ray"]


def test_history_of_a_grant(grant: Publication) -> None:
    japanese = DocumentId(number="2018-038001", office="JP", date=date(2018, 3, 5))
    assert grant.priorities == (Priority(document=japanese, kind="national"),)
    assert [(one.relation, one.document.number, one.document.kind) for one in grant.related] == [
        ("division", "15000999", ""),
        ("division", "10000123", ""),
        ("provisional-application", "62000456", ""),
        ("pct-filing", "PCT/JP2019/000123", ""),
    ]


def test_classes_of_a_grant(grant: Publication) -> None:
    assert grant.classifications == (
        Classification(
            scheme=Scheme.IPC, symbol="H01L21/301", edition="2006.01", first=True, office="US"
        ),
        Classification(
            scheme=Scheme.CPC, symbol="H01L21/78", edition="2013.01", first=True, additional=True
        ),
        Classification(scheme=Scheme.NATIONAL, symbol="438/460", first=True, office="US"),
        Classification(scheme=Scheme.NATIONAL, symbol="83/13", office="US"),
    )


def test_citations_and_drawings_of_a_grant(grant: Publication) -> None:
    assert grant.citations == (
        Citation(
            document=DocumentId(number="7000111", office="US", kind="B1"), phase="examination"
        ),
        Citation(text="Sato, Dicing, 2011.", phase="applicant"),
    )
    assert grant.drawings == (
        Drawing(file="US11222333-20220111-D00000.TIF", representative=True),
        Drawing(file="US11222333-20220111-D00001.TIF"),
    )


def test_an_application_of_2005_names_its_inventors_as_applicants() -> None:
    xml = """<us-patent-application lang="EN"><us-bibliographic-data-application>
    <publication-reference><document-id><country>US</country><doc-number>20050001234</doc-number>
    <kind>A1</kind><date>20050106</date></document-id></publication-reference>
    <classification-ipc><edition>07</edition><main-classification>A61B005/00</main-classification>
    </classification-ipc>
    <parties><applicants><applicant app-type="applicant-inventor"><addressbook>
    <last-name>Roe</last-name><first-name>Ann</first-name><middle-name>B.</middle-name>
    <address><city>Bern</city><country>CH</country></address></addressbook>
    <nationality><country>CH</country></nationality><residence><country>CH</country></residence>
    </applicant></applicants></parties></us-bibliographic-data-application>
    </us-patent-application>"""
    found, account = publication(xml)
    assert account.report().unknown == []
    assert found.id == "US20050001234A1"
    assert found.applicants == found.inventors
    assert found.applicants[0].name == "Ann B. Roe"
    assert found.classifications == (
        Classification(scheme=Scheme.IPC, symbol="A61B5/00", edition="7", first=True),
    )


def test_a_design_has_its_locarno_class() -> None:
    xml = """<us-patent-grant><us-bibliographic-data-grant><publication-reference><document-id>
    <country>US</country><doc-number>D0900123</doc-number><kind>S1</kind><date>20201027</date>
    </document-id></publication-reference><classification-locarno><edition>12</edition>
    <main-classification>0201</main-classification></classification-locarno>
    <hague-agreement-data><international-registration-number>DM/123456
    </international-registration-number></hague-agreement-data>
    </us-bibliographic-data-grant></us-patent-grant>"""
    found, account = publication(xml)
    assert account.report().unknown == []
    assert found.right is Right.DESIGN
    assert found.classifications == (
        Classification(scheme=Scheme.LOCARNO, symbol="02-01", edition="12", first=True),
    )
    assert found.related == (
        Related(relation="hague-registration", document=DocumentId(number="DM/123456")),
    )


def test_what_the_table_does_not_name_is_reported() -> None:
    xml = GRANT.replace("<examiners>", "<us-novelty>x</us-novelty><examiners>")
    _, account = publication(xml)
    assert account.report().unknown == ["us-xml:document/us-bibliographic-data-grant/us-novelty"]


@pytest.mark.parametrize("cut", ["<doc-number>11222333</doc-number>"])
def test_a_grant_without_its_number_is_refused(cut: str) -> None:
    with pytest.raises(RefusedError, match="publication number is missing"):
        publication(GRANT.replace(cut, ""))


@pytest.mark.parametrize(
    ("xml", "what"),
    [
        ("<class-scheme/>", "CPC classification scheme"),
        ("<u:CPCMasterClassificationFile xmlns:u='u'/>", "CPC master classification file"),
        ("<p:ClaimsDocument xmlns:p='p'/>", r"USPTO file-wrapper document \(claims\)"),
    ],
)
def test_strangers_are_named(xml: str, what: str) -> None:
    registry = Registry((FORMAT,), ())
    with pytest.raises(RefusedError, match=what):
        registry.read(Document(data=xml.encode(), position=0), Account())


def red_book(shared_data: Path) -> list[Path]:
    samples = shared_data / "patent_fulltext/us_uspto_samples"
    folders = ("xml2004", "xml2006", "xml2014", "xmlApp2004")
    found = [file for name in folders for file in (samples / "PatentPublicData" / name).iterdir()]
    found += (samples / "patent-parsing-tools").glob("*.XML")
    gazettes = shared_data / "patent_fulltext/cn_jp_us_gazette_xml"
    return sorted([*found, *gazettes.rglob("us_example*.xml")])


def test_real_files_are_read_whole(shared_data: Path) -> None:
    files = red_book(shared_data)
    assert len(files) == 12
    for file in files:
        root, account, found = load(FORMAT, file)
        assert account.report().unknown == [], file.name
        assert coverage(root, account, found) >= 0.985, file.name
        assert found.titles, file.name
        assert found.claims, file.name
        assert found.descriptions, file.name
        assert len(found.drawings) == len(root.findall("drawings/figure/img")), file.name
        count = root.findtext(".//number-of-claims")
        assert count is None or len(found.claims[0].claims) == int(count), file.name


def test_a_real_grant(shared_data: Path) -> None:
    file = next(one for one in red_book(shared_data) if one.name.startswith("US08927386"))
    _, _, found = load(FORMAT, file)
    assert found.id == "US8927386B2"
    assert [len(found.inventors), len(found.owners), len(found.claims[0].claims)] == [4, 2, 19]
    assert found.classifications[0].symbol == "H01L21/04"
    assert [one.relation for one in found.related] == [
        "related-publication",
        "pct-filing",
        "pct-publication",
    ]
