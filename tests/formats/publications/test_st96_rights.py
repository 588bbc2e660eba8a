from datetime import date

import pytest

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications.st96 import read
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

NAMES = """xmlns="http://www.wipo.int/standards/XMLSchema/ST96/Trademark"
 xmlns:com="http://www.wipo.int/standards/XMLSchema/ST96/Common" """
NUMBER = """<com:ApplicationNumber><com:IPOfficeCode>{office}</com:IPOfficeCode>
<com:ApplicationNumberText>{number}</com:ApplicationNumberText></com:ApplicationNumber>"""
APPLICANT = """<ApplicantBag><Applicant><com:Contact><com:Name><com:EntityName>Tea Inc.
</com:EntityName></com:Name></com:Contact></Applicant></ApplicantBag>"""

DESIGN = f"""<DesignApplication {NAMES}>{NUMBER.format(office="KR", number="30-2017 01")}
<ApplicationDate>2017-08-29</ApplicationDate>{APPLICANT}
<DesignApplicationLanguageCode>en</DesignApplicationLanguageCode><DesignBag><Design>
<RegistrationNumber>300001</RegistrationNumber><RegistrationDate>2018-01-02</RegistrationDate>
<DesignTitleText com:languageCode="ko">주전자</DesignTitleText>
<DesignDescriptionText>1. Tea pot</DesignDescriptionText>
<DesignClaim><DesignClaimTextBag><DesignClaimText>The design as shown.</DesignClaimText>
</DesignClaimTextBag></DesignClaim>
<DesignClassificationBag><LocarnoClassificationBag>
<com:LocarnoClassificationText>07-01</com:LocarnoClassificationText>
<com:LocarnoClassificationEdition>11</com:LocarnoClassificationEdition>
</LocarnoClassificationBag></DesignClassificationBag>
<DesignRepresentationBag><DesignRepresentation><ViewBag><View>
<com:FileName>v1.jpg</com:FileName><ViewIdentifier>1</ViewIdentifier>
<ViewTypeCategory>Front</ViewTypeCategory></View></ViewBag></DesignRepresentation>
</DesignRepresentationBag>
<DesignerBag><Designer><com:Contact><com:Name><com:PersonName>
<com:PersonFullName>Kim Cha</com:PersonFullName></com:PersonName></com:Name></com:Contact>
</Designer></DesignerBag>
<StaffBag><Staff><StaffName>Lee</StaffName></Staff></StaffBag>
<PatentIdentificationBag><com:CitedPatentDocumentIdentification>
<com:IPOfficeCode>US</com:IPOfficeCode><com:DocumentNumber>D500001</com:DocumentNumber>
</com:CitedPatentDocumentIdentification></PatentIdentificationBag>
<PriorityBag><Priority><com:PriorityCountryCode>WO</com:PriorityCountryCode>
<com:ApplicationNumber><com:ApplicationNumberText>DM/090001</com:ApplicationNumberText>
</com:ApplicationNumber><PriorityApplicationFilingDate>2017-03-31</PriorityApplicationFilingDate>
</Priority></PriorityBag>
<PublicationBag><Publication><com:PublicationDate>2018-02-01</com:PublicationDate></Publication>
</PublicationBag></Design></DesignBag></DesignApplication>"""

MARK = f"""<TrademarkApplication {NAMES}><TrademarkBag><Trademark>
<RegistrationOfficeCode>US</RegistrationOfficeCode>{NUMBER.format(office="US", number="87000001")}
<ApplicationDate>2016-05-12</ApplicationDate>{APPLICANT}
<MarkRepresentation><MarkDescriptionBag><MarkDescriptionText>A leaf.</MarkDescriptionText>
</MarkDescriptionBag><MarkReproduction><WordMarkSpecification>
<MarkVerbalElementText>CHABA</MarkVerbalElementText></WordMarkSpecification><MarkImageBag>
<MarkImage><com:FileName>m.png</com:FileName><ViennaClassificationBag><ViennaClassification>
<ViennaClassificationText>05.03.14</ViennaClassificationText></ViennaClassification>
</ViennaClassificationBag></MarkImage></MarkImageBag></MarkReproduction></MarkRepresentation>
<GoodsServicesBag><GoodsServices><ClassDescriptionBag><ClassDescription>
<ClassNumber>030</ClassNumber><GoodsServicesDescriptionText>Tea</GoodsServicesDescriptionText>
</ClassDescription></ClassDescriptionBag><GoodsServicesClassificationBag>
<GoodsServicesClassification><ClassificationKindCode>Primary</ClassificationKindCode>
<ClassNumber>030</ClassNumber></GoodsServicesClassification></GoodsServicesClassificationBag>
</GoodsServices></GoodsServicesBag></Trademark></TrademarkBag></TrademarkApplication>"""

INDICATION = f"""<GIApplication {NAMES}><GIData com:officeCode="FR" com:languageCode="fr">
<ApplicationNumber><com:ApplicationNumberText>IG 20-001</com:ApplicationNumberText>
</ApplicationNumber><ApplicationDate>2020-03-19</ApplicationDate><GINameBag>
<GINameText com:languageCode="fr">Thé de l'Ouest</GINameText>
<GINameTranslationText com:languageCode="en">Western tea</GINameTranslationText></GINameBag>
<FeatureDescriptionBag><FeatureDescription><FeatureDescriptionText com:languageCode="fr">Vert.
</FeatureDescriptionText></FeatureDescription></FeatureDescriptionBag></GIData>{APPLICANT}
<AuthorizedUser><com:Contact><com:Name><com:EntityName>Atelier</com:EntityName></com:Name>
</com:Contact></AuthorizedUser></GIApplication>"""


def _read(text: str) -> Publication:
    account = Account()
    found = read(parse(Document(data=text.encode(), position=0)), account)
    assert account.report().unknown == []
    return found


def test_design() -> None:
    assert _read(DESIGN) == Publication(
        office="KR",
        number="30-201701",
        right=Right.DESIGN,
        date=date(2018, 2, 1),
        lang="en",
        application=DocumentId(number="30-201701", office="KR", date=date(2017, 8, 29)),
        titles=(Text(text="주전자", lang="ko"),),
        descriptions=(Body(blocks=(Block(text="1. Tea pot"),), lang="en"),),
        claims=_read(DESIGN).claims,
        drawings=(Drawing(file="v1.jpg", label="1", caption="Front", representative=True),),
        applicants=(Party(names=(Name(name="Tea Inc.", lang="en"),)),),
        inventors=(Party(names=(Name(name="Kim Cha", lang="en"),)),),
        examiners=(Party(names=(Name(name="Lee"),)),),
        priorities=(
            Priority(document=DocumentId(number="DM/090001", office="WO", date=date(2017, 3, 31))),
        ),
        related=(
            Related(
                relation="registration",
                document=DocumentId(number="300001", office="KR", date=date(2018, 1, 2)),
            ),
        ),
        classifications=(
            Classification(scheme=Scheme.LOCARNO, symbol="07-01", edition="11", first=True),
        ),
        citations=(Citation(document=DocumentId(number="D500001", office="US")),),
    )
    assert _read(DESIGN).claims[0].claims == (Claim(number=1, text="The design as shown."),)


def test_mark() -> None:
    mark = _read(MARK)
    assert (mark.id, mark.right, mark.date) == ("US87000001", Right.TRADE_MARK, date(2016, 5, 12))
    assert mark.titles == (Text(text="CHABA"),)
    assert mark.abstracts[0].text == "A leaf."
    assert mark.descriptions[0].blocks == (Block(text="Tea", number="030"),)
    assert mark.drawings == (Drawing(file="m.png", representative=True),)
    schemes = [found.scheme for found in mark.classifications]
    assert schemes == [Scheme.NICE, Scheme.VIENNA]


def test_geographical_indication() -> None:
    indication = _read(INDICATION)
    assert (indication.office, indication.number) == ("FR", "IG20-001")
    assert indication.right is Right.GEOGRAPHICAL_INDICATION
    assert indication.titles == (
        Text(text="Thé de l'Ouest", lang="fr"),
        Text(text="Western tea", lang="en"),
    )
    assert indication.descriptions[0].text == "Vert."
    assert [party.name for party in indication.owners] == ["Atelier"]


@pytest.mark.parametrize(
    "text",
    [
        DESIGN.replace("30-2017 01", ""),
        MARK.replace(">US<", "><"),
        INDICATION.replace("IG 20-001", ""),
        f"<GIApplication {NAMES}/>",
    ],
)
def test_without_number_or_office_it_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match="application number and office"):
        _read(text)
