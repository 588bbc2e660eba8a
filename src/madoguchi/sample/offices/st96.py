"""WIPO ST.96 PatentPublication: the documents of Korea and Uruguay in the sample world."""

from collections.abc import Iterator

from madoguchi.sample.markup import Markup, document, element, tagged
from madoguchi.sample.offices.shared import (
    Symbol,
    agent,
    cited_documents,
    figure_files,
    symbols,
    wording,
)
from madoguchi.sample.wording import Wording, literature, title
from madoguchi.sample.world import Document, Filing

STANDARD = "http://www.wipo.int/standards/XMLSchema/ST96"
NAMESPACES = {
    "xmlns:com": f"{STANDARD}/Common",
    "xmlns:pat": f"{STANDARD}/Patent",
    "xmlns:tbl": "http://www.oasis-open.org/tables/exchange/1.0",
    "com:st96Version": "V6_0",
}
LANGUAGES = {"KR": "ko", "UY": "es", "JP": "ja"}


def write(one: Document) -> bytes:
    lang = LANGUAGES[one.office]
    words = wording(one, lang)
    root = tagged(
        "pat:PatentPublication", {**NAMESPACES, "com:languageCode": lang},
        "\n", _bibliographic(one, words), "\n", _description(words), "\n", _claims(words), "\n",
        element("pat:Abstract", element("pat:P", words.abstract)), "\n", _drawings(one), "\n",
    )  # fmt: skip
    return document(root)


def _bibliographic(one: Document, words: Wording) -> Markup:
    return element(
        "pat:BibliographicData",
        element("pat:PatentPublicationIdentification", *_identity(one)),
        element("pat:ApplicationIdentification", *_application(one.filing)),
        _priorities(one),
        _classes(one),
        element("pat:InventionTitleBag", *_titles(one, words)),
        element("pat:ReferenceCitationBag", *_cited(one, words.lang)) if one.granted else "",
        _parents(one),
        _parties(one, words.lang),
        *_international(one),
        element("pat:ClaimTotalQuantity", len(words.claims)),
        _figure_to_publish(),
        element("pat:PublicationLanguageCode", words.lang),
    )


def _figure_to_publish() -> Markup:
    chosen: dict[str, object] = {"pat:publishFigureCategory": "As suggested by applicant"}
    figure = tagged("pat:PublishFigure", chosen, element("pat:FigureNumber", 1))
    return element("pat:FigureBag", element("pat:FigureTotalQuantity", 2), figure)


def _identity(one: Document) -> Iterator[Markup]:
    yield element("com:IPOfficeCode", one.office)
    yield element("pat:PublicationNumber", one.number)
    yield element("com:PatentDocumentKindCode", one.kind)
    yield element("com:PublicationDate", one.date)


def _application(filing: Filing) -> Iterator[Markup]:
    yield element("com:IPOfficeCode", filing.office)
    yield element("com:ApplicationNumber", element("com:ApplicationNumberText", filing.number))
    yield element("pat:FilingDate", filing.filed)


def _priorities(one: Document) -> Markup | str:
    first = one.family.first
    if first.office == one.office:
        return ""
    category = element("pat:ApplicationFilingCategory", "National")
    claim = element("pat:PriorityClaim", *_application(first), category)
    return element("pat:PriorityClaimBag", claim)


def _classes(one: Document) -> Markup:
    first, *further = symbols(one.family.invention)
    placed = [(first, "F"), *((symbol, "L") for symbol in further)]
    ipc = (element("pat:IPCRClassification", *_symbol(s, place, one)) for s, place in placed)
    return element("pat:PatentClassificationBag", element("pat:IPCRClassificationBag", *ipc))


def _symbol(symbol: Symbol, place: str, one: Document) -> Iterator[Markup]:
    edition = symbol.edition
    yield element("pat:ClassificationVersionDate", f"{edition[:4]}-{edition[4:6]}-{edition[6:]}")
    yield element("pat:Section", symbol.section)
    yield element("pat:Class", symbol.class_)
    yield element("pat:Subclass", symbol.subclass)
    yield element("pat:MainGroup", symbol.group)
    yield element("pat:Subgroup", symbol.subgroup)
    yield element("pat:SymbolPositionCode", place)
    yield element("pat:IPCClassificationValueCode", "I")
    yield element("pat:GeneratingOfficeCode", one.office)


def _titles(one: Document, words: Wording) -> Iterator[Markup]:
    """Yield the title; Korea prints an English one too."""
    yield tagged("pat:InventionTitle", {"com:languageCode": words.lang}, words.title)
    if one.office == "KR":
        english = title(one.family.invention, "en")
        yield tagged("pat:InventionTitle", {"com:languageCode": "en"}, english)


def _cited(one: Document, lang: str) -> Iterator[Markup]:
    for cited, category in cited_documents(one):
        named = element(
            "pat:CitedPatentDocumentIdentification", element("com:IPOfficeCode", cited.office),
            element("pat:DocumentNumber", cited.number),
            element("com:PatentDocumentKindCode", cited.printed_kind),
            element("pat:PatentDocumentDate", cited.date),
        )  # fmt: skip
        relevance = element(
            "pat:DocumentRelevance", element("pat:RelevanceCategory", category),
            element("pat:ClaimNumberText", "1-4"),
        )  # fmt: skip
        yield tagged(
            "pat:ReferenceCitation", {"pat:citedPhaseCategory": "Examiner"},
            element("pat:PatentCitation", named), element("pat:DocumentRelevanceBag", relevance),
        )  # fmt: skip
    paper = element("pat:NPLCitationText", literature(one.family.invention, lang))
    yield element("pat:ReferenceCitation", element("pat:NPLCitation", paper))


def _parents(one: Document) -> Markup | str:
    if one.parent is None:
        return ""
    named = element("pat:ApplicationIdentification", *_application(one.parent))
    parent = element("pat:ParentDocument", element("pat:PatentDocumentIdentification", named))
    return element("pat:RelatedDocumentBag", element("pat:Division", parent))


def _parties(one: Document, lang: str) -> Markup:
    family = one.family
    home = family.applicants[0]
    applicants = [company(c.name(lang), c.place(lang), c.country) for c in family.applicants]
    inventors = (person(p.name(lang), home.place(lang), p.country) for p in family.inventors)
    firm = organization(agent(one)[0 if one.office == "KR" else 1])
    owners = (element("pat:Owner", content) for content in applicants)
    return element(
        "pat:PartyBag",
        element("pat:ApplicantBag", *(element("pat:Applicant", one) for one in applicants)),
        element("pat:InventorBag", *(element("pat:Inventor", one) for one in inventors)),
        element("pat:OwnerBag", *owners) if one.granted else "",
        element(
            "pat:RegisteredPractitionerBag",
            element("pat:RegisteredPractitioner", element("com:Contact", firm)),
        ),
    )


def organization(name: str) -> Markup:
    standard = element("com:OrganizationStandardName", name)
    return element("com:Name", element("com:OrganizationName", standard))


def company(name: str, city: str, country: str) -> Markup:
    return element("com:Contact", organization(name), _address(city, country))


def person(name: str, city: str, country: str) -> Markup:
    full = element("com:PersonName", element("com:PersonFullName", name))
    return element("com:Contact", element("com:Name", full), _address(city, country))


def _address(city: str, country: str) -> Markup:
    structured = element(
        "com:PostalStructuredAddress",
        element("com:CityName", city),
        element("com:CountryCode", country),
    )
    return element("com:PostalAddressBag", element("com:PostalAddress", structured))


def _international(one: Document) -> Iterator[Markup]:
    if one.filing.pct and one.family.pct:
        filing, number, day = one.family.pct
        named = element("pat:ApplicationIdentification", *_application(filing))
        yield element("pat:InternationalFilingData", named)
        published = element(
            "pat:PatentPublicationIdentification", element("com:IPOfficeCode", "WO"),
            element("pat:PublicationNumber", number), element("com:PublicationDate", day),
        )  # fmt: skip
        yield element("pat:InternationalPublishingData", published)


# -- texts -----------------------------------------------------------------------------------------

_ELEMENTS = {
    "field": "TechnicalField", "background": "BackgroundArt", "problem": "TechnicalProblem",
    "solution": "TechnicalSolution", "effect": "AdvantageousEffects",
    "figures": "DrawingDescription", "embodiment": "EmbodimentDescription",
    "example": "EmbodimentExample", "industrial": "IndustrialApplicability",
}  # fmt: skip


def _description(words: Wording) -> Markup:
    pieces: list[Markup] = []
    number = 0
    for section in words.sections:
        inside = [element("com:Heading", section.heading)]
        for text in section.paragraphs:
            number += 1
            inside.append(_paragraph(number, text))
            if section.key == "example" and text == section.paragraphs[0]:
                inside.append(_table(words))
        pieces.append(element(f"pat:{_ELEMENTS[section.key]}", *inside))
    signs = "; ".join(f"{numeral}: {name}" for numeral, name in words.signs)
    heading = element("com:Heading", words.signs_heading)
    pieces.append(element("pat:ReferenceSignBag", heading, _paragraph(number + 1, signs)))
    return element("pat:Description", *pieces)


def _paragraph(number: int, text: str) -> Markup:
    return tagged("com:P", {"com:pNumber": f"{number:04}"}, text)


def _table(words: Wording) -> Markup:
    rows = (
        element("tbl:row", *(element("tbl:entry", cell) for cell in row)) for row in words.table
    )
    body = element("tbl:table", element("tbl:title", words.table_title),
                   element("tbl:tgroup", element("tbl:tbody", *rows)))  # fmt: skip
    return element("com:Table", element("tbl:IPOASISTable", body))


def _claims(words: Wording) -> Markup:
    return element(
        "pat:Claims",
        *(
            element("pat:Claim", element("pat:ClaimNumber", n), element("pat:ClaimText", text))
            for n, text in enumerate(words.claims, 1)
        ),
    )


def _drawings(one: Document) -> Markup:
    figures = (
        element(
            "pat:Figure",
            element("pat:FigureNumber", n),
            element("com:Image", element("com:FileName", file)),
        )
        for n, file in enumerate(figure_files(one), 1)
    )
    return element("pat:Drawings", *figures)
