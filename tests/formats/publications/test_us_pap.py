from datetime import date
from pathlib import Path

import pytest
from fidelity import coverage, load

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications.us_pap import FORMAT, read
from madoguchi.formats.xml import parse
from madoguchi.model import (
    Block,
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
)

APPLICATION = """<!DOCTYPE patent-application-publication SYSTEM "pap-v15-2001-01-31.dtd" [
<!ENTITY US20010012345A1-20010802-D00001.TIF SYSTEM "x.TIF" NDATA TIF>]>
<patent-application-publication><subdoc-bibliographic-information>
<document-id><doc-number>20010012345</doc-number><kind-code>A1</kind-code>
<document-date>20010802</document-date></document-id>
<publication-filing-type>new</publication-filing-type>
<domestic-filing-data><application-number><doc-number>09555111</doc-number></application-number>
<application-number-series-code>09</application-number-series-code>
<filing-date>20001130</filing-date></domestic-filing-data>
<foreign-priority-data><priority-application-number><doc-number>12-001001</doc-number>
</priority-application-number><country-code>JP</country-code><filing-date>20000106</filing-date>
</foreign-priority-data>
<technical-information><classification-ipc><classification-ipc-primary><ipc>G06F017/60</ipc>
</classification-ipc-primary><classification-ipc-edition>07</classification-ipc-edition>
</classification-ipc><classification-us><classification-us-primary><uspc><class>705</class>
<subclass>026000</subclass></uspc></classification-us-primary><classification-us-secondary><uspc>
<class>62</class><subclass>003100</subclass></uspc></classification-us-secondary>
</classification-us><title-of-invention>  Trading of tea </title-of-invention>
</technical-information>
<continuity-data><continuations><continuation-of><parent-child><child><document-id>
<doc-number>09555111</doc-number></document-id></child><parent><document-id>
<doc-number>09444222</doc-number><document-date>19990505</document-date>
<country-code>US</country-code></document-id></parent>
<parent-status>ABANDONED</parent-status></parent-child></continuation-of></continuations>
<non-provisional-of-provisional><document-id><doc-number>60111222</doc-number>
<document-date>19980606</document-date><country-code>US</country-code></document-id>
</non-provisional-of-provisional></continuity-data>
<inventors><first-named-inventor><name><name-prefix>Dr.</name-prefix><given-name>Bo</given-name>
<family-name>Lind</family-name></name><residence><residence-non-us><city>Lund</city>
<country-code>SE</country-code></residence-non-us></residence>
<authority-applicant>INV</authority-applicant></first-named-inventor></inventors>
<assignee><organization-name>Te AB</organization-name><address><city>Malmo</city><country>
<country-code>SE</country-code></country></address><assignee-type>03</assignee-type></assignee>
<correspondence-address><name-1>Ek &amp; Ask</name-1><address><address-1>1 Elm St</address-1>
<city>Troy</city><state>NY</state><postalcode>12180</postalcode><country>
<country-code>US</country-code></country><fax>1</fax></address></correspondence-address>
</subdoc-bibliographic-information>
<subdoc-abstract><paragraph id="A-0001" lvl="0">Tea is traded at 5 &deg;C.</paragraph>
</subdoc-abstract>
<subdoc-description><summary-of-invention><section><heading lvl="1">FIELD</heading>
<paragraph id="P-0001" lvl="0"><number>&lsqb;0001&rsqb;</number> Of <highlight><bold>tea</bold>
</highlight> with angle &agr; and x<superscript>2</superscript>.</paragraph></section>
</summary-of-invention></subdoc-description>
<subdoc-claims><heading lvl="1">What is claimed is:</heading><claim id="CLM-00001"><claim-text>
<highlight><bold>1</bold></highlight>. A market, comprising: <claim-text>a stall.</claim-text>
</claim-text></claim><claim id="CLM-00002"><claim-text><highlight><bold>2</bold></highlight>.
The market of
<dependent-claim-reference depends_on="CLM-00001"><claim-text>claim 1</claim-text
></dependent-claim-reference>, open.</claim-text></claim></subdoc-claims>
<subdoc-drawings id="DRAWINGS"><heading lvl="0" align="CENTER">Drawings</heading>
<representative-figure>1</representative-figure><figure id="figure-D00001">
<image id="EMI-D00001" file="US20010012345A1-20010802-D00001.TIF" imf="TIFF" ti="DR"/></figure>
</subdoc-drawings></patent-application-publication>"""


@pytest.fixture(scope="module")
def application() -> Publication:
    account = Account()
    found = read(parse(Document(data=APPLICATION.encode(), position=0)), account)
    assert account.report().unknown == []
    return found


def test_identity_and_history(application: Publication) -> None:
    assert (application.id, application.date) == ("US20010012345A1", date(2001, 8, 2))
    assert application.application == DocumentId(
        number="09555111", office="US", date=date(2000, 11, 30)
    )
    earlier = DocumentId(number="12-001001", office="JP", date=date(2000, 1, 6))
    assert application.priorities == (Priority(document=earlier, kind="national"),)
    parent = DocumentId(number="09444222", office="US", date=date(1999, 5, 5))
    provisional = DocumentId(number="60111222", office="US", date=date(1998, 6, 6))
    assert set(application.related) == {
        Related(relation="continuation", document=parent),
        Related(relation="provisional-application", document=provisional),
    }


def test_texts(application: Publication) -> None:
    assert application.titles[0].text == "Trading of tea"
    assert application.abstracts[0].text == "Tea is traded at 5 °C."
    assert application.descriptions[0].blocks == (
        Block(text="FIELD", kind="heading"),
        Block(text="Of tea with angle α and x².", number="0001"),
    )
    assert application.claims[0].claims == (
        Claim(number=1, text="A market, comprising:\na stall."),
        Claim(number=2, text="The market of claim 1, open.", depends_on=(1,)),
    )


def test_parties_classes_and_drawings(application: Publication) -> None:
    assert application.inventors == (
        Party(names=(Name(name="Dr. Bo Lind", address="Lund"),), country="SE"),
    )
    assert application.owners == (
        Party(names=(Name(name="Te AB", address="Malmo"),), country="SE"),
    )
    assert application.agents == (
        Party(names=(Name(name="Ek & Ask", address="1 Elm St, Troy, NY, 12180"),), country="US"),
    )
    assert application.classifications == (
        Classification(scheme=Scheme.IPC, symbol="G06F17/60", edition="7", first=True),
        Classification(scheme=Scheme.NATIONAL, symbol="705/26", first=True, office="US"),
        Classification(scheme=Scheme.NATIONAL, symbol="62/3.1", office="US"),
    )
    assert application.drawings == (Drawing(file="US20010012345A1-20010802-D00001.TIF"),)


@pytest.mark.parametrize(
    "xml",
    [
        "<patent-application-publication/>",
        APPLICATION.replace("<doc-number>20010012345</doc-number>", "<doc-number/>"),
    ],
)
def test_one_without_a_number_is_refused(xml: str) -> None:
    with pytest.raises(RefusedError, match="publication number is missing"):
        read(parse(Document(data=xml.encode(), position=0)), Account())


def test_real_files_are_read_whole(shared_data: Path) -> None:
    folder = shared_data / "patent_fulltext/us_uspto_samples/PatentPublicData/pap"
    counts = {}
    for file in sorted(folder.iterdir()):
        root, account, found = load(FORMAT, file)
        assert account.report().unknown == [], file.name
        assert coverage(root, account, found) >= 0.99, file.name
        counts[found.id] = (len(found.claims[0].claims), len(found.drawings))
    assert counts == {
        "US20010000044A1": (21, 2),
        "US20010000943A1": (13, 35),
        "US20010009014A1": (55, 14),
    }
