from datetime import date

import pytest

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.publications.jp_st96 import read
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
    Right,
    Scheme,
    Text,
)

NAMES = """xmlns:jppat="http://www.jpo.go.jp/standards/XMLSchema/ST96/JPPatent"
 xmlns:jpcom="http://www.jpo.go.jp/standards/XMLSchema/ST96/JPCommon"
 xmlns:pat="http://www.wipo.int/standards/XMLSchema/ST96/Patent"
 xmlns:com="http://www.wipo.int/standards/XMLSchema/ST96/Common"
 com:st96Version="V3_1" com:ipoVersion="JP_V1_0" com:languageCode="ja" """


def _bibliography(root: str, number: str, inner: str = "", head: str = "BibliographicData") -> str:
    return f"""<jppat:{root}{head}><jppat:PatentPublicationIdentification>
<pat:PublicationNumber>{number}</pat:PublicationNumber>
<com:PublicationDate>2026-04-01</com:PublicationDate></jppat:PatentPublicationIdentification>
<jppat:ApplicationIdentification><com:ApplicationNumber>
<com:ApplicationNumberText>2024000001</com:ApplicationNumberText></com:ApplicationNumber>
<pat:FilingDate>2024-10-02</pat:FilingDate></jppat:ApplicationIdentification>{inner}
</jppat:{root}{head}>"""


def _document(root: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><jppat:{root} {NAMES}>{content}</jppat:{root}>'


CONTACT = """<jpcom:Contact><com:Name><com:EntityName>{name}</com:EntityName></com:Name>
<com:PostalAddressBag><com:PostalAddress><com:PostalAddressText>東京都</com:PostalAddressText>
</com:PostalAddress></com:PostalAddressBag></jpcom:Contact>"""
INNER = f"""<jppat:UnexaminedPatentPublicationPartyBag><jppat:ApplicantsRegisteredPractitionersBag>
<jppat:ApplicantRegisteredPractitionerBag><jppat:Applicant com:sequenceNumber="1">
<com:PartyIdentifier>000000001</com:PartyIdentifier>{CONTACT.format(name="茶工業株式会社")}
<jpcom:Contact jpcom:OriginalLanguageIndicator="true"><com:Name>
<com:EntityName>Tea Industries</com:EntityName></com:Name></jpcom:Contact></jppat:Applicant>
<jppat:RegisteredPractitioner>
<pat:RegisteredPractitionerRegistrationNumber>100000001</pat:RegisteredPractitionerRegistrationNumber>
<jpcom:Contact><com:Name><com:EntityName>代理 太郎</com:EntityName></com:Name></jpcom:Contact>
</jppat:RegisteredPractitioner></jppat:ApplicantRegisteredPractitionerBag>
</jppat:ApplicantsRegisteredPractitionersBag><jppat:InventorBag><jppat:Inventor>
{CONTACT.format(name="発明 花子")}</jppat:Inventor></jppat:InventorBag>
</jppat:UnexaminedPatentPublicationPartyBag>
<pat:InventionTitle>急須</pat:InventionTitle>
<pat:PriorityClaimBag><pat:PriorityClaim><com:IPOfficeCode>US</com:IPOfficeCode>
<com:ApplicationNumber><com:ApplicationNumberText>63/000,001</com:ApplicationNumberText>
</com:ApplicationNumber><pat:FilingDate>2023-10-03</pat:FilingDate></pat:PriorityClaim>
</pat:PriorityClaimBag>
<jppat:IPCClassification>
<pat:MainClassification>A23F   3/18        20060101AFI20260301BHJP        </pat:MainClassification>
<pat:FurtherClassification>A47J  31/00        20060101ALI20260301BHJP</pat:FurtherClassification>
</jppat:IPCClassification>
<jppat:NationalClassification><jppat:MainNationalClassification>
<pat:PatentClassificationText>A47J31/00 301</pat:PatentClassificationText>
</jppat:MainNationalClassification></jppat:NationalClassification>
<jppat:ThemeCodeInformationBag><jppat:ThemeCodeInformation>4B104</jppat:ThemeCodeInformation>
</jppat:ThemeCodeInformationBag>
<jppat:FtermInformationBag><jppat:FtermInformation>4B104AA01</jppat:FtermInformation>
</jppat:FtermInformationBag>"""
TEXTS = """<pat:Abstract><com:P>【課題】うまい茶。<com:Br/>【解決手段】急須。</com:P></pat:Abstract>
<pat:Claims><pat:Claim><pat:ClaimNumber>1</pat:ClaimNumber>
<pat:ClaimText>蓋のある急須。</pat:ClaimText></pat:Claim><pat:Claim>
<pat:ClaimNumber>2</pat:ClaimNumber><pat:ClaimText>取手のある請求項１に記載の急須。</pat:ClaimText>
</pat:Claim></pat:Claims>
<jppat:Description><pat:TechnicalField><com:P com:pNumber="0001">本発明は急須に関する。</com:P>
</pat:TechnicalField><pat:DrawingDescription><com:P com:pNumber="0002"><com:FigureReference
 com:referencedFigureNumber="1">急須の図である。</com:FigureReference></com:P>
</pat:DrawingDescription><pat:EmbodimentDescription><com:P com:pNumber="0003">式は<com:Math>
<com:Image><com:ImageFormatCategory>TIFF</com:ImageFormatCategory>
<com:FileName>000003.tif</com:FileName></com:Image></com:Math>である。</com:P>
</pat:EmbodimentDescription></jppat:Description>
<pat:Drawings><pat:Figure><pat:FigureNumber>1</pat:FigureNumber><com:Image>
<com:FileName>000004.tif</com:FileName></com:Image></pat:Figure></pat:Drawings>
<jppat:ChosenDrawingImage><com:Image><com:FileName>000002.tif</com:FileName></com:Image>
</jppat:ChosenDrawingImage>"""
AMENDMENT = """<jppat:WrittenAmendmentBag><jppat:WrittenAmendment>
<pat:FilingDate>2025-02-03</pat:FilingDate><pat:Claims><pat:Claim>
<pat:ClaimNumber>1</pat:ClaimNumber><pat:ClaimText>蓋と取手のある急須。</pat:ClaimText></pat:Claim>
</pat:Claims></jppat:WrittenAmendment></jppat:WrittenAmendmentBag>"""

UNEXAMINED = _document(
    "UnexaminedPatentPublication",
    _bibliography("UnexaminedPatentPublication", "2026050001", INNER) + TEXTS + AMENDMENT,
)


def _read(text: str, *, known: bool = True) -> Publication:
    account = Account()
    found = read(parse(Document(data=text.encode(), position=0)), account)
    assert (account.report().unknown == []) is known, account.report().unknown
    return found


@pytest.fixture(scope="module")
def publication() -> Publication:
    return _read(UNEXAMINED)


def test_bibliographic_data(publication: Publication) -> None:
    assert publication.id == "JP2026050001A"
    assert publication.date == date(2026, 4, 1)
    assert publication.application == DocumentId(
        number="2024000001", office="JP", date=date(2024, 10, 2)
    )
    assert publication.titles == (Text(text="急須", lang="ja"),)
    american = DocumentId(number="63/000,001", office="US", date=date(2023, 10, 3))
    assert publication.priorities == (Priority(document=american),)


def test_parties_with_the_name_in_the_original_language(publication: Publication) -> None:
    names = (
        Name(name="茶工業株式会社", lang="ja", address="東京都"),
        Name(name="Tea Industries", lang="ja"),
    )
    assert publication.applicants == (Party(names=names, id="000000001"),)
    assert [(party.name, party.id) for party in publication.agents] == [("代理 太郎", "100000001")]
    assert [party.name for party in publication.inventors] == ["発明 花子"]


def test_classifications(publication: Publication) -> None:
    assert publication.classifications == (
        Classification(
            scheme=Scheme.IPC, symbol="A23F3/18", edition="2006.01", first=True, office="JP"
        ),
        Classification(scheme=Scheme.IPC, symbol="A47J31/00", edition="2006.01", office="JP"),
        Classification(scheme=Scheme.FI, symbol="A47J31/00 301", first=True, office="JP"),
        Classification(scheme=Scheme.THEME, symbol="4B104", office="JP"),
        Classification(scheme=Scheme.F_TERM, symbol="4B104AA01", office="JP"),
    )


def test_texts(publication: Publication) -> None:
    assert publication.abstracts[0].text == "【課題】うまい茶。\n【解決手段】急須。"
    assert publication.claims[0].claims == (
        Claim(number=1, text="蓋のある急須。"),
        Claim(number=2, text="取手のある請求項１に記載の急須。", depends_on=(1,)),
    )
    assert publication.descriptions[0].blocks == (
        Block(text="技術分野", kind="heading"),
        Block(text="本発明は急須に関する。", number="0001"),
        Block(text="図面の簡単な説明", kind="heading"),
        Block(text="急須の図である。", number="0002"),
        Block(text="発明を実施するための形態", kind="heading"),
        Block(text="式はである。", number="0003"),
        Block(kind="image", image="000003.tif"),
    )


def test_drawings(publication: Publication) -> None:
    assert publication.drawings == (
        Drawing(file="000004.tif", label="図1", caption="急須の図である。"),
        Drawing(file="000002.tif", representative=True),
    )


def test_amended_claims_are_a_note_and_not_the_claims(publication: Publication) -> None:
    assert len(publication.claims) == 1
    assert [note.text for note in publication.notes] == [
        "【提出日】2025-02-03\n蓋と取手のある急須。"
    ]


@pytest.mark.parametrize("kind", ["B1", "B2"])
def test_granted_patent(kind: str) -> None:
    inner = (
        f"<pat:PlainLanguageDesignationText>特許公報({kind})</pat:PlainLanguageDesignationText>"
        "<com:RegistrationDate>2026-03-24</com:RegistrationDate>"
    )
    root = "RegisteredPatentPublication"
    patent = _read(_document(root, _bibliography(root, "7800001", inner) + TEXTS))
    assert patent.id == f"JP7800001{kind}"
    registered = DocumentId(number="7800001", office="JP", date=date(2026, 3, 24))
    assert patent.related == (Related(relation="registration", document=registered),)


def test_registered_utility_model() -> None:
    root = "RegisteredUtilityModelPublication"
    model = _read(_document(root, _bibliography(root, "3250001")))
    assert (model.id, model.right) == ("JP3250001U", Right.UTILITY_MODEL)


def test_translation_of_a_pct_application() -> None:
    root = "InternationalPatentPublication"
    inner = """<jppat:InternationalPublishingData><pat:PatentPublicationIdentification>
<com:IPOfficeCode>WO</com:IPOfficeCode><pat:PublicationNumber>2024000007</pat:PublicationNumber>
</pat:PatentPublicationIdentification></jppat:InternationalPublishingData>"""
    found = _read(_document(root, _bibliography(root, "2026500001", inner)))
    assert found.id == "JP2026500001A"
    international = DocumentId(number="2024000007", office="WO")
    assert found.related == (Related(relation="pct-publication", document=international),)


@pytest.mark.parametrize(
    ("root", "number", "inner", "expected"),
    [
        ("UnexaminedPatentPublicationAmendment", "2025050001", "", "JP2025050001A5"),
        (
            "InternationalPatentPublicationAmendment",
            "WO2024000007",
            "<jppat:NationalPublicationNumber>2025500001</jppat:NationalPublicationNumber>",
            "JP2025500001A5",
        ),
        ("InternationalPatentPublicationAmendment", "WO2024000007", "", "WO2024000007A5"),
    ],
)
def test_amendments(root: str, number: str, inner: str, expected: str) -> None:
    content = _bibliography(root, number, inner, "Header") + AMENDMENT
    amendment = _read(_document(root, content))
    assert amendment.id == expected
    assert amendment.claims == ()
    assert amendment.notes[0].text.endswith("蓋と取手のある急須。")
    assert bool(amendment.related) is bool(inner)


def test_without_number_it_is_refused() -> None:
    with pytest.raises(RefusedError, match="publication number"):
        _read(UNEXAMINED.replace("2026050001", ""))


def test_unknown_element_is_reported() -> None:
    text = UNEXAMINED.replace("<pat:InventionTitle>", "<pat:New/><pat:InventionTitle>")
    assert _read(text, known=False).titles == (Text(text="急須", lang="ja"),)
