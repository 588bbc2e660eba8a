"""WIPO ST.96 application documents for designs, trade marks and geographical indications.

The model's `number` is that of the application; the registration is a related document. Goods
and services stand in the description, each paragraph under its class.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.publications.st96_parts import (
    ATTRIBUTES,
    CITED,
    COMMON,
    PARTY,
    language,
    parties,
    titles,
)
from madoguchi.formats.shape import Fields, Ignored, Part, Rule, Shape
from madoguchi.formats.text import text_of
from madoguchi.model import (
    Block,
    Body,
    Citation,
    Claim,
    ClaimSet,
    Classification,
    DocumentId,
    Drawing,
    Name,
    Party,
    Priority,
    Publication,
    Related,
    Right,
    locarno,
    national,
    nice,
    parse_date,
    vienna,
)

_PROCEDURE = Ignored("history and state of the application; the register tells it")
_COUNT = Ignored("a count of what the record holds")
_LAYOUT = Ignored("typesetting and image size")

_PRIORITY = Shape(
    {
        "PriorityCountryCode": "country",
        "ApplicationNumber/ApplicationNumberText": "number",
        "ApplicationNumber/IPOfficeCode": Ignored("the country of the priority is given"),
        "PriorityApplicationFilingDate": "date",
        "PriorityNumber": "number",
    },
    ATTRIBUTES, "st96:Priority",
)  # fmt: skip
_PUBLISHED: dict[str, Rule] = {
    "Publication/PublicationDate": "publication-date",
    "Publication/PublicationIdentifier": Ignored("issue or page of the office's gazette"),
}
_VIEW = Shape(
    {
        "FileName": "file",
        "ViewIdentifier": "label",
        "ViewTypeCategory": "caption",
        **dict.fromkeys(("HeightMeasure", "WidthMeasure", "RepresentationFormCategory",
                         "ViewFileFormatCategory"), _LAYOUT),
    },
    ATTRIBUTES, "st96:View",
)  # fmt: skip

_DESIGN: dict[str, Rule] = {
    "DesignIdentifier": Ignored("number of the design's publication, told by its registration"),
    "DesignTitleText": "title",
    "DesignDescriptionText": "description",
    "DesignClaim/DesignClaimTextBag/DesignClaimText": "claim",
    "DesignClaim/AffectedDesign": Ignored("which designs of the file the claim is for"),
    "DesignClassificationBag/LocarnoClassificationBag/LocarnoClassificationText": "locarno",
    "DesignClassificationBag/LocarnoClassificationBag/LocarnoClassificationEdition": "edition",
    "DesignClassificationBag/NationalDesignClassificationBag/NationalDesignClassification":
        "national",
    "DesignClassificationBag/NationalDesignClassificationBag/IPOfficeCode":
        Ignored("the office that classified is the publishing one"),
    "DesignRepresentationBag/DesignRepresentation/ViewBag/View": Part("view", _VIEW),
    "ApplicantBag/Applicant": Part("applicant", PARTY),
    "DesignerBag/Designer": Part("designer", PARTY),
    "RepresentativeBag/Representative": Part("agent", PARTY),
    "StaffBag/Staff/StaffName": "examiner",
    "StaffBag/Staff/OfficialTitleText": Ignored("the title of an officer"),
    "PatentIdentificationBag/CitedPatentDocumentIdentification": Part("cited", CITED),
    "PriorityBag/Priority": Part("priority", _PRIORITY),
    **{f"PublicationBag/{path}": rule for path, rule in _PUBLISHED.items()},
    "RegistrationNumber": "registration",
    "RegistrationDate": "registration-date",
    **dict.fromkeys(("BlackWhiteViewTotalQuantity", "RepresentationSheetTotalQuantity",
                     "ColourIndicator", "ColourViewTotalQuantity"), _COUNT),
    **dict.fromkeys(("DesignCurrentStatusCategory", "DesignCurrentStatusDate", "ExpiryDate",
                     "RightEffectiveDate", "PublicationKindDescription"), _PROCEDURE),
}  # fmt: skip

_NUMBERS: dict[str, Rule] = {
    "ApplicationNumber/ApplicationNumberText": "number",
    "ApplicationNumber/IPOfficeCode": "office",
    "ApplicationNumber/ST13ApplicationNumber": Ignored("the same number in the form of ST.13"),
    "ApplicationDate": "date",
    "RegistrationOfficeCode": "office",
    "ReceivingOfficeCode": "office",
}

_DESIGN_APPLICATION = Shape(
    {
        **_NUMBERS,
        **{f"DesignBag/Design/{path}": rule for path, rule in _DESIGN.items()},
        "ApplicantBag/Applicant": Part("applicant", PARTY),
        "DesignApplicationLanguageCode": "language",
        "CorrespondenceLanguageCode": Ignored("the language of the application is kept"),
        "DesignApplicationEventBag": _PROCEDURE,
        "DesignTotalQuantity": _COUNT,
    },
    ATTRIBUTES, "DesignApplication",
)  # fmt: skip

_GOODS_ = "GoodsServicesBag/GoodsServices"
_GOODS = Shape(
    {
        "ClassDescriptionBag/ClassDescription": "class-description",
        **{
            f"ClassDescriptionBag/ClassDescription/{name}": Ignored("read with its class")
            for name in ("ClassNumber", "GoodsServicesDescriptionText", "NationalStatusBag")
        },
        "GoodsServicesClassificationBag/GoodsServicesClassification/ClassNumber": "nice",
        "GoodsServicesClassificationBag/GoodsServicesClassification/NationalClassNumber":
            "national",
        "GoodsServicesClassificationBag/GoodsServicesClassification/ClassificationKindCode":
            Ignored("told by the element of the class number"),
        "GoodsServicesClassificationBag/GoodsServicesClassification/ClassificationVersion":
            Ignored("the edition in force"),
        "NationalFilingBasis": _PROCEDURE,
    },
    ATTRIBUTES, "st96:GoodsServices",
)  # fmt: skip

_IMAGE = "MarkRepresentation/MarkReproduction/MarkImageBag/MarkImage"
_WORDS = "MarkRepresentation/MarkReproduction/WordMarkSpecification"
_SEARCH_CODE = f"{_IMAGE}/NationalDesignSearchCodeBag/NationalDesignSearchCode"
_DESCRIBED = "MarkRepresentation/MarkDescriptionBag"
_MARK: dict[str, Rule] = {
    **_NUMBERS,
    "RegistrationNumber": "registration",
    "RegistrationDate": "registration-date",
    **{f"PublicationBag/{path}": rule for path, rule in _PUBLISHED.items()},
    "ApplicantBag/Applicant": Part("applicant", PARTY),
    "RepresentativeBag/Representative": Part("agent", PARTY),
    "NationalRepresentative": Part("agent", PARTY),
    "PriorityBag/Priority": Part("priority", _PRIORITY),
    f"{_WORDS}/MarkVerbalElementText": "title",
    f"{_WORDS}/MarkSignificantVerbalElementText": Ignored("the mark's words are kept"),
    f"{_WORDS}/MarkStandardCharacterIndicator": _PROCEDURE,
    f"{_WORDS}/MarkTransliterationText": "note",
    f"{_WORDS}/MarkTranslationText": "note",
    f"{_IMAGE}/FileName": "image",
    f"{_IMAGE}/MarkImageColourClaimedText": "note",
    f"{_IMAGE}/ColourIndicator": _LAYOUT,
    f"{_IMAGE}/HeightMeasure": _LAYOUT,
    f"{_IMAGE}/WidthMeasure": _LAYOUT,
    f"{_IMAGE}/MarkImageFileFormatCategory": _LAYOUT,
    f"{_IMAGE}/ViennaClassificationBag/ViennaClassification/ViennaClassificationText": "vienna",
    f"{_SEARCH_CODE}/NationalDesignCode": "design-code",
    f"{_SEARCH_CODE}/NationalDesignCodeDescriptionText": Ignored("the code's meaning in words"),
    "MarkRepresentation/MarkFeatureCategory": _PROCEDURE,
    f"{_DESCRIBED}/MarkDescriptionText": "abstract",
    f"{_DESCRIBED}/NationalMarkDescription": Ignored("codes of the mark's kind, office internal"),
    _GOODS_: Part("goods", _GOODS),
    "MarkCategory": _PROCEDURE,
    **dict.fromkeys(
        ("MarkCurrentStatusCode", "MarkCurrentStatusDate", "MarkEventBag", "NationalFilingBasis",
         "NationalTrademarkInformation", "FilingPlace", "NationalCorrespondent"),
        _PROCEDURE,
    ),
    "NationalGoodsServices": _COUNT,
}  # fmt: skip

_MARK_APPLICATION = Shape(
    {
        **{f"TrademarkBag/Trademark/{path}": rule for path, rule in _MARK.items()},
        **dict.fromkeys(("ApplicationFormName", "RequestExamination", "DocumentIncludedBag"),
                        _PROCEDURE),
        "ApplicationLanguageCode": "language",
    },
    ATTRIBUTES, "TrademarkApplication",
)  # fmt: skip

_INDICATION: dict[str, Rule] = {
    **_NUMBERS,
    "GICategory": Ignored("the right itself"),
    "GINameBag/GINameText": "title",
    "GINameBag/GINameTranslationText": "title",
    "GINameBag/GINameTransliterationText": "title",
    "GIPublicationBag/GIPublication/PublicationDate": "publication-date",
    "GIPublicationBag/GIPublication/PublicationIdentifier": Ignored("issue of the gazette"),
    "FeatureDescriptionBag/FeatureDescription/FeatureDescriptionText": "description",
    "GeographicRegionDescriptionBag/GeographicRegionDescription/GeographicRegionDescriptionText":
        "description",
    "ProductIndicationBag/GoodsServices": Part("goods", _GOODS),
    "RegistrationNumber": "registration",
    "RegistrationDate": "registration-date",
}  # fmt: skip
_INDICATION_APPLICATION = Shape(
    {
        **{f"GIData/{path}": rule for path, rule in _INDICATION.items()},
        "GIData": "data",
        "ApplicantBag/Applicant": Part("applicant", PARTY),
        "AuthorizedUser": Part("owner", PARTY),
        "PaymentBag": _PROCEDURE,
        "SignatureBag": _PROCEDURE,
    },
    ATTRIBUTES, "GIApplication",
)  # fmt: skip


def _application(fields: Fields, office: str) -> DocumentId:
    """Return the application; its number is the document's identity, written without blanks."""
    number = "".join(fields.text("number").split())
    office = st36.country(fields.text("office")) or st36.country(office)
    if not number or not office:
        raise RefusedError("the document gives no application number and office")
    return DocumentId(number=number, office=office, date=parse_date(fields.text("date")))


def _published(fields: Fields, application: DocumentId) -> dt.date | None:
    return parse_date(fields.text("publication-date")) or application.date


def _registration(fields: Fields, office: str) -> tuple[Related, ...]:
    number = fields.text("registration")
    if not number:
        return ()
    date = parse_date(fields.text("registration-date"))
    document = DocumentId(number=number, office=office, date=date)
    return (Related(relation="registration", document=document),)


def _priorities(found: list[Fields]) -> Iterator[Priority]:
    for fields in found:
        document = st36.document_id(fields)
        if document:
            yield Priority(document=document)


def _body(elements: list[Element], lang: str) -> tuple[Body, ...]:
    """Return texts as one body a language."""
    blocks: dict[str, list[Block]] = {}
    for element in elements:
        text = text_of(element)
        if text:
            blocks.setdefault(language(element, lang), []).append(Block(text=text))
    return tuple(Body(blocks=tuple(found), lang=own) for own, found in blocks.items())


def read_design(root: Element, account: Account) -> Publication:
    """Read a DesignApplication; several designs of one application make one record."""
    fields = _DESIGN_APPLICATION.read(root, account)
    application = _application(fields, "")
    lang = language(root) or st36.language(fields.text("language"))
    applicants = parties(fields.parts("applicant"), lang)
    return Publication(
        office=application.office,
        number=application.number,
        right=Right.DESIGN,
        date=_published(fields, application),
        lang=lang,
        application=application,
        titles=titles(fields.elements("title"), lang),
        descriptions=_body(fields.elements("description"), lang),
        claims=tuple(_design_claims(fields.elements("claim"), lang)),
        drawings=tuple(map(_view, fields.parts("view"))),
        applicants=applicants,
        inventors=parties(fields.parts("designer"), lang),
        agents=parties(fields.parts("agent"), lang),
        examiners=tuple(_officers(fields.texts("examiner"))),
        priorities=tuple(_priorities(fields.parts("priority"))),
        related=_registration(fields, application.office),
        classifications=tuple(_design_classes(fields, application.office)),
        citations=tuple(
            Citation(document=document)
            for part in fields.parts("cited")
            if (document := st36.document_id(part))
        ),
    )


def _design_claims(elements: list[Element], lang: str) -> Iterator[ClaimSet]:
    texts = filter(None, map(text_of, elements))
    claims = tuple(Claim(number=number, text=text) for number, text in enumerate(texts, 1))
    if claims:
        yield ClaimSet(claims=claims, lang=language(elements[0], lang))


def _view(fields: Fields) -> Drawing:
    return Drawing(
        file=fields.text("file"),
        label=fields.text("label"),
        caption=fields.text("caption"),
        representative=fields.text("label") == "1",
    )


def _officers(names: list[str]) -> Iterator[Party]:
    for name in names:
        yield Party(names=(Name(name=name),))


def _design_classes(fields: Fields, office: str) -> Iterator[Classification]:
    edition = fields.text("edition")
    for position, text in enumerate(fields.texts("locarno")):
        found = locarno(text)
        if found:
            yield msgspec.structs.replace(found, edition=edition, first=position == 0)
    yield from filter(None, (national(text, office) for text in fields.texts("national")))


def read_mark(root: Element, account: Account) -> Publication:
    """Read a TrademarkApplication; the mark's words are its title."""
    fields = _MARK_APPLICATION.read(root, account)
    application = _application(fields, "")
    lang = language(root) or st36.language(fields.text("language"))
    goods = fields.parts("goods")
    return Publication(
        office=application.office,
        number=application.number,
        right=Right.TRADE_MARK,
        date=_published(fields, application),
        lang=lang,
        application=application,
        titles=titles(fields.elements("title"), lang),
        abstracts=_body(fields.elements("abstract"), lang),
        descriptions=_goods(goods, lang),
        drawings=tuple(
            Drawing(file=file, representative=position == 0)
            for position, file in enumerate(fields.texts("image"))
        ),
        applicants=parties(fields.parts("applicant"), lang),
        agents=parties(fields.parts("agent"), lang),
        priorities=tuple(_priorities(fields.parts("priority"))),
        related=_registration(fields, application.office),
        classifications=tuple(dict.fromkeys(_mark_classes(fields, goods, application.office))),
        notes=titles(fields.elements("note"), lang),
    )


def _goods(found: list[Fields], lang: str) -> tuple[Body, ...]:
    """Return the goods and services, each list numbered with its class."""
    blocks: dict[str, list[Block]] = {}
    for fields in found:
        for described in fields.elements("class-description"):
            number = described.findtext("{*}ClassNumber", "").strip()
            for element in described.findall("{*}GoodsServicesDescriptionText"):
                block = Block(text=text_of(element), number=number)
                blocks.setdefault(language(element, lang), []).append(block)
    return tuple(Body(blocks=tuple(own), lang=code) for code, own in blocks.items())


def _mark_classes(fields: Fields, goods: list[Fields], office: str) -> Iterator[Classification]:
    for part in goods:
        yield from filter(None, map(nice, part.texts("nice")))
        yield from filter(None, (national(text, office) for text in part.texts("national")))
    yield from filter(None, map(vienna, fields.texts("vienna")))
    yield from filter(None, (national(text, office) for text in fields.texts("design-code")))


def read_indication(root: Element, account: Account) -> Publication:
    """Read a GIApplication; those entitled to use the indication are taken as its owners."""
    fields = _INDICATION_APPLICATION.read(root, account)
    data = fields.element_of("data")
    if data is None:
        raise RefusedError("the document gives no application number and office")
    application = _application(fields, data.get(f"{COMMON}officeCode", ""))
    lang = language(data) or language(root)
    classes = (nice(text) for part in fields.parts("goods") for text in part.texts("nice"))
    return Publication(
        office=application.office,
        number=application.number,
        right=Right.GEOGRAPHICAL_INDICATION,
        date=_published(fields, application),
        lang=lang,
        application=application,
        titles=titles(fields.elements("title"), lang),
        descriptions=_body(fields.elements("description"), lang),
        applicants=parties(fields.parts("applicant"), lang),
        owners=parties(fields.parts("owner"), lang),
        related=_registration(fields, application.office),
        classifications=tuple(filter(None, classes)),
    )


READERS: Mapping[str, Callable[[Element, Account], Publication]] = {
    "DesignApplication": read_design,
    "TrademarkApplication": read_mark,
    "GIApplication": read_indication,
}
