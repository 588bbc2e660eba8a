from datetime import date
from pathlib import Path

import pytest
from shared_files import STANDARDIZATION, Shelf

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications.st96 import FORMAT, read
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

DOCUMENT = """<pat:PatentPublication com:languageCode="en" com:st96Version="V6_0"
 xmlns:com="http://www.wipo.int/standards/XMLSchema/ST96/Common"
 xmlns:pat="http://www.wipo.int/standards/XMLSchema/ST96/Patent">
<com:IPOfficeCode>US</com:IPOfficeCode><pat:BibliographicData>
<pat:PatentPublicationIdentification><com:IPOfficeCode>US</com:IPOfficeCode>
<pat:PublicationNumber>08900001</pat:PublicationNumber>
<com:PatentDocumentKindCode>B2</com:PatentDocumentKindCode>
<com:PublicationDate>2015-01-20</com:PublicationDate></pat:PatentPublicationIdentification>
<pat:ApplicationIdentification><com:IPOfficeCode>US</com:IPOfficeCode><com:ApplicationNumber>
<com:ApplicationNumberText>13700001</com:ApplicationNumberText></com:ApplicationNumber>
<pat:FilingDate>2013-03-12</pat:FilingDate></pat:ApplicationIdentification>
<pat:PriorityClaimBag><pat:PriorityClaim><com:IPOfficeCode>JP</com:IPOfficeCode>
<com:ApplicationNumber><com:ApplicationNumberText>2007-290001</com:ApplicationNumberText>
</com:ApplicationNumber><pat:FilingDate>2007-11-08</pat:FilingDate>
<pat:ApplicationFilingCategory>National</pat:ApplicationFilingCategory></pat:PriorityClaim>
</pat:PriorityClaimBag>
<pat:PatentClassificationBag><pat:IPCRClassificationBag><pat:IPCRClassification>
<pat:ClassificationVersionDate>2006-01-01</pat:ClassificationVersionDate>
<pat:Section>A</pat:Section><pat:Class>23</pat:Class><pat:Subclass>F</pat:Subclass>
<pat:MainGroup>3</pat:MainGroup><pat:Subgroup>18</pat:Subgroup>
<pat:SymbolPositionCode>F</pat:SymbolPositionCode>
<pat:GeneratingOfficeCode>US</pat:GeneratingOfficeCode></pat:IPCRClassification>
</pat:IPCRClassificationBag><pat:CPCClassificationBag><pat:FurtherCPC><pat:CPCClassification>
<pat:CPCSection>A</pat:CPCSection><pat:Class>47</pat:Class><pat:Subclass>J</pat:Subclass>
<pat:MainGroup>31</pat:MainGroup><pat:Subgroup>00</pat:Subgroup>
<pat:CPCClassificationValueCode>A</pat:CPCClassificationValueCode></pat:CPCClassification>
</pat:FurtherCPC></pat:CPCClassificationBag></pat:PatentClassificationBag>
<pat:InventionTitleBag><pat:InventionTitle>Tea pot</pat:InventionTitle>
<pat:InventionTitle com:languageCode="fr">Théière</pat:InventionTitle></pat:InventionTitleBag>
<pat:ReferenceCitationBag><pat:ReferenceCitation pat:citingPartyCategory="Examiner">
<com:PatentCitation><com:CitedPatentDocumentIdentification><com:IPOfficeCode>US</com:IPOfficeCode>
<com:DocumentNumber>6000001</com:DocumentNumber><com:EntityName>Ask</com:EntityName>
</com:CitedPatentDocumentIdentification></com:PatentCitation></pat:ReferenceCitation>
<pat:ReferenceCitation pat:citingPartyCategory="Applicant"><com:NPLCitation>
<com:NPLCitationText>Okakura</com:NPLCitationText></com:NPLCitation></pat:ReferenceCitation>
</pat:ReferenceCitationBag>
<pat:RelatedDocumentBag><pat:ContinuationInPart><pat:ParentDocument>
<pat:PatentDocumentIdentification><pat:ApplicationIdentification>
<com:IPOfficeCode>US</com:IPOfficeCode><com:ApplicationNumber>
<com:ApplicationNumberText>12700001</com:ApplicationNumberText></com:ApplicationNumber>
</pat:ApplicationIdentification></pat:PatentDocumentIdentification></pat:ParentDocument>
<pat:ChildDocument/></pat:ContinuationInPart></pat:RelatedDocumentBag>
<pat:PartyBag><pat:ApplicantBag><pat:Applicant><pat:PublicationContact><com:Name>
<com:OrganizationName><com:OrganizationStandardName>Te AB</com:OrganizationStandardName>
</com:OrganizationName></com:Name><com:CityName>Lund</com:CityName>
<com:CountryCode>SE</com:CountryCode></pat:PublicationContact></pat:Applicant></pat:ApplicantBag>
<pat:ExaminerBag><pat:PrimaryExaminer><com:Name><com:PersonName><com:PersonStructuredName>
<com:FirstName>Bo</com:FirstName><com:LastName>Ek</com:LastName></com:PersonStructuredName>
</com:PersonName></com:Name></pat:PrimaryExaminer></pat:ExaminerBag></pat:PartyBag>
</pat:BibliographicData>
<pat:Description><pat:TechnicalField><com:Heading>FIELD</com:Heading>
<com:P com:pNumber="0001">Of SiO<com:Sub>2</com:Sub> pots.</com:P></pat:TechnicalField>
<com:P com:pNumber="0002">Table: <com:Table><com:IPOASISTable><com:TableGroup><com:TableBody>
<com:Row><com:Entry>tea</com:Entry><com:Entry>1</com:Entry></com:Row></com:TableBody>
</com:TableGroup></com:IPOASISTable></com:Table></com:P></pat:Description>
<pat:ClaimStatement>What is claimed is:</pat:ClaimStatement>
<pat:Claims><pat:Claim><pat:ClaimNumber>1</pat:ClaimNumber>
<pat:ClaimText>1. A pot, comprising: <pat:ClaimText>a lid.</pat:ClaimText></pat:ClaimText>
</pat:Claim><pat:Claim><pat:ClaimNumber>2</pat:ClaimNumber><pat:ClaimText>2. The pot of
<pat:ClaimReference idrefs="c1">claim 1</pat:ClaimReference>.</pat:ClaimText></pat:Claim>
</pat:Claims>
<pat:Abstract><com:P>A pot.</com:P></pat:Abstract>
<pat:Drawings><pat:PageImage><com:FileName>D0.TIF</com:FileName></pat:PageImage>
<pat:Figure><pat:FigureNumber>1</pat:FigureNumber><com:Image><com:FileName>F1.TIF</com:FileName>
</com:Image></pat:Figure></pat:Drawings></pat:PatentPublication>"""


def _read(text: str, account: Account | None = None) -> Publication:
    return read(parse(Document(data=text.encode(), position=0)), account or Account())


@pytest.mark.parametrize(
    ("chosen", "representative"),
    [
        ("<pat:FigureNumber>1</pat:FigureNumber>", True),
        ("<com:FigureReference>FIG. 1</com:FigureReference>", True),
        ("<pat:FigureNumber>２</pat:FigureNumber>", False),
    ],
)
def test_the_figure_to_be_published_is_marked(chosen: str, representative: bool) -> None:
    account = Account()
    category = 'pat:publishFigureCategory="As suggested by applicant"'
    bag = f"<pat:FigureBag><pat:PublishFigure {category}>{chosen}</pat:PublishFigure>"
    bag += "<pat:FigureTotalQuantity>1</pat:FigureTotalQuantity></pat:FigureBag>"
    found = _read(DOCUMENT.replace("<pat:PartyBag>", f"{bag}<pat:PartyBag>"), account)
    assert [one.representative for one in found.drawings] == [False, representative]
    assert account.report().unknown == []


@pytest.fixture(scope="module")
def publication() -> Publication:
    account = Account()
    found = _read(DOCUMENT, account)
    assert account.report().unknown == []
    return found


def test_bibliographic_data(publication: Publication) -> None:
    assert publication.id == "US8900001B2"
    assert publication.date == date(2015, 1, 20)
    assert publication.application == DocumentId(
        number="13700001", office="US", date=date(2013, 3, 12)
    )
    japanese = DocumentId(number="2007-290001", office="JP", date=date(2007, 11, 8))
    assert publication.priorities == (Priority(document=japanese, kind="national"),)
    assert publication.titles == (Text(text="Tea pot", lang="en"), Text(text="Théière", lang="fr"))
    parent = DocumentId(number="12700001", office="US")
    assert publication.related == (Related(relation="continuation-in-part", document=parent),)
    assert publication.citations == (
        Citation(document=DocumentId(number="6000001", office="US"), phase="examination"),
        Citation(text="Okakura", phase="applicant"),
    )


def test_parties(publication: Publication) -> None:
    name = Name(name="Te AB", lang="en", address="Lund")
    assert publication.applicants == (Party(names=(name,), country="SE"),)
    assert [party.name for party in publication.examiners] == ["Bo Ek"]


def test_classifications(publication: Publication) -> None:
    assert publication.classifications == (
        Classification(
            scheme=Scheme.IPC, symbol="A23F3/18", edition="2006.01", first=True, office="US"
        ),
        Classification(scheme=Scheme.CPC, symbol="A47J31/00", additional=True),
    )


def test_texts_and_drawings(publication: Publication) -> None:
    assert publication.abstracts[0].text == "A pot."
    assert publication.descriptions[0].blocks == (
        Block(text="FIELD", kind="heading"),
        Block(text="Of SiO₂ pots.", number="0001"),
        Block(text="Table:", number="0002"),
        Block(text="tea\t1", kind="table"),
    )
    assert publication.claims[0].claims == (
        Claim(number=1, text="A pot, comprising:\na lid."),
        Claim(number=2, text="The pot of claim 1.", depends_on=(1,)),
    )
    assert publication.drawings == (Drawing(file="D0.TIF"), Drawing(file="F1.TIF", label="1"))


def test_without_number_it_is_refused() -> None:
    with pytest.raises(RefusedError, match="publication number"):
        _read(DOCUMENT.replace("08900001", ""))


def test_shared_data(shared_data: Path) -> None:
    folder = shared_data / STANDARDIZATION / "03-96-vii-example-instances"
    shelf = Shelf(folder.glob("*.xml"), FORMAT)
    assert shelf.reasons == []
    assert shelf.account.report().unknown == []
    shares = dict(shelf.coverages())
    assert list(shares) == ["XX35503842", "FRIG18-002", "US8936998B2", "US87035559"]
    # The cited documents of the design have months without a day, which are no dates.
    assert shares.pop("XX35503842") >= 0.95
    assert min(shares.values()) >= 0.97
