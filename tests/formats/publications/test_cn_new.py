from datetime import date
from pathlib import Path

import pytest
from shared_files import STANDARDIZATION, Shelf

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications.cn_new import FORMAT, read
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

DOCUMENT = """<business:PatentDocumentAndRelated lang="zh" country="CN" docNumber="113000001"
 kind="A" datePublication="20210601" xmlns:base="http://www.sipo.gov.cn/XMLSchema/base"
 xmlns:business="http://www.sipo.gov.cn/XMLSchema/business"><business:BibliographicData>
<business:PublicationReference dataFormat="standard"><base:DocumentID>
<base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>000113000001</base:DocNumber>
<base:Kind>A</base:Kind><base:Date>20210601</base:Date></base:DocumentID>
</business:PublicationReference>
<business:PublicationReference dataFormat="original"><base:DocumentID>
<base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>113000001</base:DocNumber>
<base:Kind>A</base:Kind><base:Date>20210601</base:Date></base:DocumentID>
</business:PublicationReference>
<business:ApplicationReference applType="10" dataFormat="original"><base:DocumentID>
<base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>202110000001.X</base:DocNumber>
<base:Date>20210104</base:Date></base:DocumentID></business:ApplicationReference>
<business:PriorityDetails><business:Priority kind="international" dataFormat="original">
<base:WIPOST3Code>KR</base:WIPOST3Code><base:DocNumber>10-2020-0000001</base:DocNumber>
<base:Date>20200106</base:Date></business:Priority>
<business:Priority kind="international" dataFormat="standard">
<base:WIPOST3Code>KR</base:WIPOST3Code><base:DocNumber>102020000000001</base:DocNumber>
<base:Date>20200106</base:Date></business:Priority></business:PriorityDetails>
<business:ClassificationIPCRDetails><business:ClassificationIPCR sequence="1">
<business:IPCVersionDate>20060101</business:IPCVersionDate><business:Section>A</business:Section>
<business:MainClass>23</business:MainClass><business:Subclass>F</business:Subclass>
<business:MainGroup>3</business:MainGroup><business:Subgroup>18</business:Subgroup>
<business:GeneratingOffice><base:WIPOST3Code>CN</base:WIPOST3Code></business:GeneratingOffice>
<business:ClassificationDataSource>H</business:ClassificationDataSource>
<base:Text>A23F 3/18 (2006.01)</base:Text></business:ClassificationIPCR>
<business:ClassificationIPCR sequence="2"><base:Text>A47J 31/00 (2006.01)</base:Text>
</business:ClassificationIPCR></business:ClassificationIPCRDetails>
<business:InventionTitle lang="zh">泡茶设备</business:InventionTitle>
<business:RelatedDocuments><business:Division><business:DocumentsRelation>
<business:ParentDocument><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code>
<base:DocNumber>201910000009.1</base:DocNumber></base:DocumentID></business:ParentDocument>
<business:ChildDocument><base:DocumentID><base:Date>00000000</base:Date></base:DocumentID>
</business:ChildDocument></business:DocumentsRelation></business:Division>
</business:RelatedDocuments>
<business:Parties><business:ApplicantDetails><business:Applicant sequence="1">
<base:AddressBook lang="zh"><base:Name>茶显示公司</base:Name><base:Address><base:City>0</base:City>
<base:Text>韩国京畿道</base:Text><base:WIPOST3Code>KR</base:WIPOST3Code></base:Address>
</base:AddressBook><business:OrganizationCode>0</business:OrganizationCode>
</business:Applicant></business:ApplicantDetails>
<business:InventorDetails><business:Inventor><base:AddressBook><base:LastName>金</base:LastName>
<base:FirstName>茶</base:FirstName></base:AddressBook></business:Inventor>
</business:InventorDetails>
<business:AgentDetails><business:CustomerNumber>11204</business:CustomerNumber><business:Agent>
<base:AddressBook><base:Name>王代</base:Name></base:AddressBook><business:Agency>
<base:AddressBook><base:OrganizationName>北京代理公司 11204</base:OrganizationName>
</base:AddressBook></business:Agency></business:Agent></business:AgentDetails>
</business:Parties></business:BibliographicData>
<business:Abstract lang="zh"><base:Paragraphs num="0001">公开了一种泡茶设备。</base:Paragraphs>
<business:AbstractFigure><base:Figure num="0001"><base:Image file="a.JPG"/></base:Figure>
</business:AbstractFigure></business:Abstract>
<business:Description lang="zh"><business:InventionTitle>泡茶设备</business:InventionTitle>
<business:TechnicalField><base:Paragraphs id="p1">技术领域</base:Paragraphs>
<base:Paragraphs num="n0001">涉及茶x<base:Sup>2</base:Sup>。</base:Paragraphs>
</business:TechnicalField></business:Description>
<business:Drawings><base:Figure num="0001" figureLabels="图1"><base:Image file="d1.JPG"/>
</base:Figure></business:Drawings>
<business:Claims lang="zh"><business:Claim num="0001">
<business:ClaimText>1.泡茶设备，包括：</business:ClaimText>
<business:ClaimText>水壶。</business:ClaimText></business:Claim>
<business:Claim num="0002"><business:ClaimText>2.如权利要求1所述的泡茶设备。</business:ClaimText>
</business:Claim></business:Claims></business:PatentDocumentAndRelated>"""


def _read(text: str, account: Account | None = None) -> Publication:
    return read(parse(Document(data=text.encode(), position=0)), account or Account())


@pytest.fixture(scope="module")
def publication() -> Publication:
    account = Account()
    found = _read(DOCUMENT, account)
    assert account.report().unknown == []
    return found


def test_the_office_s_own_spelling_is_read_and_nothing_twice(publication: Publication) -> None:
    assert publication.id == "CN113000001A"
    assert publication.date == date(2021, 6, 1)
    assert publication.application == DocumentId(
        number="202110000001.X", office="CN", date=date(2021, 1, 4)
    )
    korean = DocumentId(number="10-2020-0000001", office="KR", date=date(2020, 1, 6))
    assert publication.priorities == (Priority(document=korean, kind="international"),)
    assert publication.related == (
        Related(relation="division", document=DocumentId(number="201910000009.1", office="CN")),
    )


def test_parties(publication: Publication) -> None:
    assert publication.applicants == (
        Party(names=(Name(name="茶显示公司", lang="zh", address="韩国京畿道"),), country="KR"),
    )
    assert [party.name for party in publication.inventors] == ["金茶"]
    assert [(party.name, party.id) for party in publication.agents] == [
        ("北京代理公司", "11204"),
        ("王代", ""),
    ]


def test_classifications(publication: Publication) -> None:
    assert publication.classifications == (
        Classification(
            scheme=Scheme.IPC, symbol="A23F3/18", edition="2006.01", first=True, office="CN"
        ),
        Classification(scheme=Scheme.IPC, symbol="A47J31/00", edition="2006.01"),
    )


def test_texts(publication: Publication) -> None:
    assert publication.abstracts[0].blocks == (Block(text="公开了一种泡茶设备。", number="0001"),)
    assert publication.descriptions[0].blocks == (
        Block(text="泡茶设备", kind="heading"),
        Block(text="技术领域"),
        Block(text="涉及茶x²。", number="0001"),
    )
    assert publication.claims[0].claims == (
        Claim(number=1, text="泡茶设备，包括：\n水壶。"),
        Claim(number=2, text="如权利要求1所述的泡茶设备。", depends_on=(1,)),
    )


def test_drawings(publication: Publication) -> None:
    assert publication.drawings == (
        Drawing(file="a.JPG", representative=True),
        Drawing(file="d1.JPG", label="图1"),
    )


def test_structured_address_without_its_empty_parts() -> None:
    text = DOCUMENT.replace(
        "<base:City>0</base:City>\n<base:Text>韩国京畿道</base:Text>",
        "<base:Province>广东省</base:Province><base:City>深圳市</base:City><base:Street>0</base:Street>",
    )
    assert _read(text).applicants[0].names[0].address == "广东省 深圳市"


def test_without_number_it_is_refused() -> None:
    text = DOCUMENT.replace("DocNumber>000113000001<", "X>0<").replace(
        "DocNumber>113000001<", "X>0<"
    )
    text = text.replace("<base:X>0</base:DocNumber>", "")
    with pytest.raises(RefusedError, match="publication number"):
        _read(text)


def test_shared_data(shared_data: Path) -> None:
    shelf = Shelf((shared_data / STANDARDIZATION / "examples").glob("cn_new*.xml"), FORMAT)
    assert shelf.reasons == []
    assert shelf.account.report().unknown == []
    assert [publication.id for publication in shelf.publications] == ["CN113781974A"]
    assert min(share for _, share in shelf.coverages()) >= 0.97
