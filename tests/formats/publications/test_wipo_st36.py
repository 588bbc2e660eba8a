from datetime import date
from pathlib import Path

import pytest
from shared_files import STANDARDIZATION, Shelf

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications.wipo_st36 import FORMAT, read
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
    Right,
    Scheme,
    Text,
)

APPLICATION = """<wo-published-application lang="en" country="WO" doc-number="2006000001" kind="A1"
 date-publ="20060105"><wo-bibliographic-data>
<publication-reference><document-id><country>WO</country><doc-number>2006000001</doc-number>
<kind>A1</kind><date>20060105</date></document-id></publication-reference>
<classifications-ipcr><classification-ipcr>
<text>A23F   3/18        20060101AFI20051220RMEP        </text></classification-ipcr>
</classifications-ipcr>
<application-reference><document-id><country>JP</country><doc-number>JP2005000002</doc-number>
<date>20050620</date></document-id></application-reference>
<language-of-filing>ja</language-of-filing><language-of-publication>en</language-of-publication>
<priority-claims><priority-claim sequence="1" kind="national"><country>JP</country>
<doc-number>2004-000003</doc-number><date>20040621</date></priority-claim></priority-claims>
<invention-title lang="en">TEA</invention-title><invention-title lang="fr">THÉ</invention-title>
<parties><applicants><applicant sequence="1" app-type="applicant" designation="all-except-us">
<addressbook lang="en"><orgname>Tea Ltd.</orgname><address><city>Uji</city><country>JP</country>
</address></addressbook></applicant></applicants><agents><agent rep-type="agent"><addressbook>
<last-name>Ito</last-name><first-name>Ai</first-name></addressbook></agent></agents></parties>
<references-cited><citation cited-phase="search"><patcit><text>JP 1-1 A</text></patcit>
<category>X</category><rel-claims>1</rel-claims></citation></references-cited>
<designation-of-states><designation-pct><regional><country>EP</country></regional><national>
<country>AE</country></national></designation-pct></designation-of-states>
<figure-to-publish><fig-number>1</fig-number></figure-to-publish></wo-bibliographic-data>
<abstract lang="en"><p>Tea is made.</p></abstract>
<description lang="en"><technical-field><p num="0001">Of tea.</p></technical-field></description>
<claims lang="en"><claim num="0001"><claim-text>Tea.</claim-text></claim><claim num="0002">
<claim-text>Tea of claim 1.</claim-text></claim></claims>
<drawings><figure num="0001"><img file="imgf0001.tif"/></figure></drawings>
<search-report-data lang="en"/></wo-published-application>"""


def _read(text: str, account: Account | None = None) -> Publication:
    return read(parse(Document(data=text.encode(), position=0)), account or Account())


def test_every_field() -> None:
    account = Account()
    publication = _read(APPLICATION, account)
    assert account.report().unknown == []
    assert publication == Publication(
        office="WO",
        number="2006000001",
        kind="A1",
        right=Right.PATENT,
        date=date(2006, 1, 5),
        lang="en",
        application=DocumentId(number="JP2005000002", office="JP", date=date(2005, 6, 20)),
        titles=(Text(text="TEA", lang="en"), Text(text="THÉ", lang="fr")),
        abstracts=publication.abstracts,
        claims=publication.claims,
        descriptions=publication.descriptions,
        drawings=(Drawing(file="imgf0001.tif", label="1", representative=True),),
        applicants=(Party(names=(Name(name="Tea Ltd.", lang="en", address="Uji"),), country="JP"),),
        agents=(Party(names=(Name(name="Ai Ito", lang="en"),)),),
        priorities=(
            Priority(
                document=DocumentId(number="2004-000003", office="JP", date=date(2004, 6, 21)),
                kind="national",
            ),
        ),
        classifications=(
            Classification(
                scheme=Scheme.IPC, symbol="A23F3/18", edition="2006.01", first=True, office="EP"
            ),
        ),
        citations=(Citation(text="JP 1-1 A", phase="search", category="X", claims="1"),),
        designated=("EP", "AE"),
    )


def test_texts() -> None:
    publication = _read(APPLICATION)
    assert publication.abstracts[0].text == "Tea is made."
    assert publication.descriptions[0].blocks == (Block(text="Of tea.", number="0001"),)
    assert publication.claims[0].claims == (
        Claim(number=1, text="Tea."),
        Claim(number=2, text="Tea of claim 1.", depends_on=(1,)),
    )


def test_number_from_the_root_alone() -> None:
    text = '<wo-published-application doc-number="2006000009" kind="A2" lang="fr"/>'
    assert _read(text).id == "WO2006000009A2"


def test_without_number_it_is_refused() -> None:
    with pytest.raises(RefusedError, match="publication number"):
        _read("<wo-published-application/>")


def test_package_index_of_the_shared_data_is_named(shared_data: Path) -> None:
    files = (shared_data / STANDARDIZATION / "st36_wipo_examples").rglob("toc.xml")
    assert Shelf(files, FORMAT).reasons == [
        "not a publication or case: package index of WIPO ST.36 (toc.xml)"
    ]
