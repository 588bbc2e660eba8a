"""The pieces that WIPO ST.96 documents have in common: parties, numbers, symbols, bodies.

Component names from ST.96 Annex III (V6.0) and, for the JPO's packages, V3.1.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.body import ROLES, BodyReader
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.formats.text import text_of
from madoguchi.model import Body, Claim, ClaimSet, Classification, Party, Text, cpc, ipc

COMMON = "{http://www.wipo.int/standards/XMLSchema/ST96/Common}"

_SOURCE = "how and when the data were made"
_LAYOUT = "typesetting and image size"
_INTERNAL = "identifier inside the file"

ATTRIBUTES = Attributes(
    used="languageCode officeCode pNumber citedPhaseCategory citingPartyCategory "
    "documentFileName mathNumber chemicalFormulaeNumber referencedFigureNumber",
    ignored={
        **dict.fromkeys(("schemaLocation", "st96Version", "ipoVersion", "documentStatusText",
                         "creationDate", "documentPublicationDate", "fileLocationURI"), _SOURCE),
        **dict.fromkeys(("id", "idrefs", "sequenceNumber", "sourceURI"), _INTERNAL),
        **dict.fromkeys(("measureUnitCode", "headingLevelCode", "colsep", "rowsep",
                         "imageContentCategory", "orientationCategory", "pageNumber",
                         "pageDocumentFormatCategory"), _LAYOUT),
        **dict.fromkeys(("inventionTitleCategory", "currencyCode", "entityNameCategory",
                         "postalAddressCategory", "geographicRegionDescriptionCategory",
                         "patentDocumentIdentificationFormatCategory", "OriginalLanguageIndicator",
                         "firstPageNumber", "lastPageNumber", "publishFigureCategory"),
                        "a kind that the record's place tells"),
    },
)  # fmt: skip

_CONTACT_DETAILS = Ignored("contact details are not laid open here")
_PERSON = "Name/PersonName/PersonStructuredName/"
_POSTAL = "PostalAddressBag/PostalAddress/"
_STRUCTURED = f"{_POSTAL}PostalStructuredAddress/"

CONTACT_RULES: dict[str, Rule] = {
    f"{_PERSON}NamePrefix": "prefix",
    f"{_PERSON}FirstName": "first-name",
    f"{_PERSON}MiddleName": "middle-name",
    f"{_PERSON}LastName": "last-name",
    f"{_PERSON}FirstLastName": "last-name",
    f"{_PERSON}NameSuffix": "suffix",
    "Name/PersonName/PersonFullName": "name",
    "Name/EntityName": "name",
    "Name/OrganizationName/OrganizationStandardName": "orgname",
    f"{_POSTAL}PostalAddressText": "text",
    f"{_STRUCTURED}AddressLineText": "street",
    **{
        f"{path}{name}": key
        for path in ("", _STRUCTURED)
        for name, key in {
            "CityName": "city",
            "GeographicRegionName": "state",
            "PostalCode": "postcode",
            "CountryCode": "country",
        }.items()
    },
    **dict.fromkeys(
        ("FaxNumberBag", "EmailAddressBag", "WebAddressBag", "PhoneNumberBag",
         "OtherElectronicAddressBag", "ContactText"),
        _CONTACT_DETAILS,
    ),
}  # fmt: skip
CONTACT = Shape(CONTACT_RULES, ATTRIBUTES, "st96:Contact")

_STANDING = Ignored("the party's standing, told by its place in the record")
PARTY = Shape(
    {
        "PublicationContact": Part("addressbook", CONTACT),
        "Contact": Part("addressbook", CONTACT),
        **CONTACT_RULES,
        "PartyIdentifier": "iid",
        "RegisteredPractitionerRegistrationNumber": "iid",
        "IncorporationCountryCode": "residence",
        "ResidenceCountryCode": "residence",
        **dict.fromkeys(
            ("ApplicantCategory", "DesignationCategory", "RegisteredPractitionerCategory",
             "RepresentativeCategory", "LegalEntityName", "NationalLegalEntityCode",
             "CommentText", "AuthorizedUserCategory", "NationalityCode", "AttorneyIndicator",
             "RepresentativeIndicator", "OfficeInJapan", "AssigneeRoleCategory"),
            _STANDING,
        ),
    },
    ATTRIBUTES, "st96:Party",
)  # fmt: skip

PUBLICATION = Shape(
    {"IPOfficeCode": "country", "PublicationNumber": "number", "PublicationDate": "date",
     "PatentDocumentKindCode": "kind"},
    ATTRIBUTES, "st96:PublicationIdentification",
)  # fmt: skip
APPLICATION = Shape(
    {
        "IPOfficeCode": "country",
        "ApplicationNumber/ApplicationNumberText": "number",
        "ApplicationNumber/IPOfficeCode": "country",
        "ApplicationNumber/ST13ApplicationNumber": Ignored("the same number in the form of ST.13"),
        "FilingDate": "date",
        "InventionSubjectMatterCategory": Ignored("told by kind code and number"),
    },
    ATTRIBUTES, "st96:ApplicationIdentification",
)  # fmt: skip
PRIORITY = Shape(
    {
        "IPOfficeCode": "country",
        "ApplicationNumber/ApplicationNumberText": "number",
        "FilingDate": "date",
        "ApplicationFilingCategory": "kind",
        "PriorityDocumentAccessCode": Ignored("access code of the exchange service, not public"),
    },
    ATTRIBUTES, "st96:PriorityClaim",
)  # fmt: skip
CITED = Shape(
    {
        "IPOfficeCode": "country",
        "DocumentNumber": "number",
        "PatentDocumentKindCode": "kind",
        "PatentDocumentDate": "date",
        "EntityName": Ignored("the patentee of another document is told by that document"),
    },
    ATTRIBUTES, "st96:CitedPatentDocument",
)  # fmt: skip

_WHO = Ignored("who gave the symbol and when")
SYMBOL = Shape(
    {
        **dict.fromkeys(("Section", "CPCSection"), "section"),
        "Class": "class",
        "Subclass": "subclass",
        "MainGroup": "main-group",
        "Subgroup": "subgroup",
        "ClassificationVersionDate": "edition",
        "SymbolPositionCode": "position",
        **dict.fromkeys(("IPCClassificationValueCode", "CPCClassificationValueCode"), "value"),
        "GeneratingOfficeCode": "office",
        **dict.fromkeys(
            ("ActionDate", "IPCClassificationStatusCode", "CPCClassificationStatusCode",
             "PatentClassificationDataSourceCode", "PatentClassificationLevelCode"),
            _WHO,
        ),
    },
    ATTRIBUTES, "st96:Classification",
)  # fmt: skip


def symbol(fields: Fields, reading: st36.Reading) -> Classification | None:
    """Return one IPC or CPC symbol from its parts."""
    steps = [
        fields.text(step) for step in ("section", "class", "subclass", "main-group", "subgroup")
    ]
    found = reading("{}{}{} {}/{}".format(*steps)) if all(steps) else None
    if found is None:
        return None
    edition = fields.text("edition")
    return msgspec.structs.replace(
        found,
        edition=edition[:7].replace("-", "."),
        first=fields.text("position") == "F",
        additional=fields.text("value") in ("A", "N"),
        office=fields.text("office"),
    )


def ipc_symbol(fields: Fields) -> Classification | None:
    return symbol(fields, ipc)


def cpc_symbol(fields: Fields) -> Classification | None:
    return symbol(fields, cpc)


def language(element: Element, default: str = "") -> str:
    return st36.language(element.get(f"{COMMON}languageCode", "")) or default


def titles(elements: list[Element], lang: str) -> tuple[Text, ...]:
    return tuple(
        Text(text=text, lang=language(element, lang))
        for element in elements
        if (text := text_of(element))
    )


def parties(found: list[Fields], lang: str) -> tuple[Party, ...]:
    return st36.parties(found, lang)


_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def relation_name(element: Element) -> str:
    """Return `continuation-in-part` for ContinuationInPart."""
    return _WORD.sub("-", element.tag.rpartition("}")[2]).lower()


_SECTIONS = (
    "TechnicalField", "BackgroundArt", "Disclosure", "InventionSummary", "TechnicalProblem",
    "TechnicalSolution", "AdvantageousEffects", "DrawingDescription", "EmbodimentDescription",
    "EmbodimentExample", "BestMode", "InventionMode", "IndustrialApplicability",
    "ReferenceSignBag", "ReferenceSign", "DepositedBiologicalMaterialReference",
    "SequenceListText", "CitationBag", "PatentCitationBag", "NPLCitationBag",
    "PatentLiterature", "NonPatentLiterature", "UL", "OL", "DL", "Claims", "Claim",
    "AbstractProblem", "AbstractSolution", "Description", "Abstract", "Drawings", "Figure",
)  # fmt: skip
BODY_ROLES = {
    **ROLES,
    **dict.fromkeys(_SECTIONS, "section"),
    **dict.fromkeys(("P", "ClaimText", "ReferenceSignText"), "paragraph"),
    **dict.fromkeys(("Heading", "InventionTitle"), "heading"),
    **dict.fromkeys(("LI", "DT", "DD"), "item"),
    **dict.fromkeys(
        ("B", "I", "O", "S", "U", "SmallCapital", "Ins", "Del", "Pre", "Math", "ChemicalFormulae",
         "InlineFormula", "Table", "PatentCitation", "PatentCitationText", "NPLCitation",
         "NPLCitationText", "FigureReference", "CrossReference", "ClaimReference", "BioDeposit",
         "BioDepositDepositary", "DepositaryName", "DepositaryNumber", "DepositAccessionNumber"),
        "inline",
    ),
    "Br": "line", "Sub": "sub", "Sup": "sup", "math": "formula", "IPOASISTable": "table",
    **dict.fromkeys(("Image", "TableImage", "PageImage"), "image"),
    **dict.fromkeys(("ClaimNumber", "ClaimNumberRange", "ClaimTypeCategory",
                     "ClaimStatusCategory", "ExternalDocumentBag", "OCRConfidenceData",
                     "DocumentURI", "FigureNumber"), "skip"),
}  # fmt: skip
NUMBER = (f"{COMMON}pNumber",)
BODY = BodyReader("st96/text", BODY_ROLES, NUMBER)


def bodies(
    elements: list[Element], reader: BodyReader, lang: str, account: Account
) -> tuple[Body, ...]:
    return tuple(
        Body(blocks=blocks, lang=language(element, lang))
        for element in elements
        if (blocks := reader.blocks(element, account))
    )


def claim_sets(
    elements: list[Element], reader: BodyReader, lang: str, account: Account
) -> Iterator[ClaimSet]:
    for element in elements:
        own = language(element, lang)
        claims = tuple(_claims(element, reader, own, account))
        if claims:
            parts = [child for child in element if child.tag.rpartition("}")[2] == "Claim"]
            found = ClaimSet(claims=claims, lang=own)
            yield st36.referring(found, parts, f"{COMMON}idrefs")


def _claims(element: Element, reader: BodyReader, lang: str, account: Account) -> Iterator[Claim]:
    """Yield the claims, numbered by their ClaimNumber, else by order."""
    number = 0
    for child in element:
        if child.tag.rpartition("}")[2] != "Claim":
            reader.role(child.tag, account)
            continue
        printed = next((c.text or "" for c in child if c.tag.endswith("ClaimNumber")), "").strip()
        number = int(printed) if printed.isdecimal() else number + 1
        claim = reader.claim(child, number, lang, account)
        yield msgspec.structs.replace(claim, text=st36.without_number(claim.text, number))
