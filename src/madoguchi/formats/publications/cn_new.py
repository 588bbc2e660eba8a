"""CNIPA publications in the newer format: `PatentDocumentAndRelated`, close to WIPO ST.96.

Element names from the office's schema V2.2.1 (name spaces sipo `base` and `business`). References
occur twice, in the office's own spelling (dataFormat `original`) and in a 15-digit one
(`standard`); the office's own is read. Address parts that hold `0` are empty ones.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.body import ROLES, BodyReader
from madoguchi.formats.publications.cn_old import coded_agency, printed_ipc
from madoguchi.formats.registry import XmlFormat
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.law import publication_number, right_of
from madoguchi.model import (
    Citation,
    ClaimSet,
    Classification,
    DocumentId,
    Drawing,
    Name,
    Party,
    Priority,
    Publication,
    Related,
    cpc,
    ipc,
    locarno,
)

_LANG = "zh"
_SOURCE = "how and when the data were made"

_ATTRIBUTES = Attributes(
    used="lang country docNumber kind datePublication num file figureLabels dataFormat citedPhase",
    ignored={
        **st36.ATTRIBUTES.ignored,
        **dict.fromkeys(("schemaLocation", "xsdVersion", "dateProduced", "status", "creator",
                         "sourceDB", "processingType", "createDate", "datePulbication"), _SOURCE),
        **dict.fromkeys(("imgContent", "imgFormat"), "typesetting and image size"),
        **dict.fromkeys(("appType", "repType"), "told by the element's name"),
        **dict.fromkeys(("representative", "publicationMark"), "order and place of the party"),
        "applType": "the kind of right, told by kind code and number",
        **dict.fromkeys(("isRepresentative", "correctionCode", "fileReferenceId", "keyID"),
                        "the data maker's own marks"),
    },
)  # fmt: skip

_DOCUMENT_ID = Shape(
    {"WIPOST3Code": "country", "DocNumber": "number", "Kind": "kind", "Date": "date",
     "Name": Ignored("the patentee of another document is told by that document")},
    _ATTRIBUTES, "cn:DocumentID",
)  # fmt: skip
_REFERENCE = Shape({"DocumentID": Part("document", _DOCUMENT_ID)}, _ATTRIBUTES, "cn:Reference")

_PLACE = ("Province", "State", "County", "City", "Street", "AddressCity", "AddressLine",
          "AddressBuilding", "AddressFloor", "AddressRoom", "AddressMailCode", "PostBox",
          "PostCode")  # fmt: skip
_BOOK: dict[str, Rule] = {
    **dict.fromkeys(("Name", "OrganizationName", "PersonName"), "name"),
    "LastName": "last",
    "FirstName": "first",
    "Address/Text": "address",
    "Address/WIPOST3Code": "country",
    **{f"Address/{step}": "place" for step in _PLACE},
    **dict.fromkeys(("Phone", "Fax", "Email", "URL"), Ignored("contact details")),
}
_ADDRESSBOOK = Shape(_BOOK, _ATTRIBUTES, "cn:AddressBook")
_PARTY = Shape(
    {
        "AddressBook": Part("books", _ADDRESSBOOK),
        "OrganizationCode": Ignored("number of the party in the office's files"),
        "Nationality/WIPOST3Code": "nationality",
        "Residence/WIPOST3Code": "nationality",
        "Agency": Part("agency", Shape({"AddressBook": Part("books", _ADDRESSBOOK)}, _ATTRIBUTES,
                                       "cn:Agency")),
    },
    _ATTRIBUTES, "cn:Party",
)  # fmt: skip
_PRIORITY = Shape(
    {"WIPOST3Code": "country", "DocNumber": "number", "Date": "date", "Kind": "kind",
     "DocumentID": Part("document", _DOCUMENT_ID)},
    _ATTRIBUTES, "cn:Priority",
)  # fmt: skip
_STEPS = ("Section", "MainClass", "Subclass", "MainGroup", "Subgroup")
_SYMBOL = Shape(
    {
        **{step: step for step in _STEPS},
        "Text": "text",
        **dict.fromkeys(("IPCVersionDate", "CPCVersionDate", "VersionDate"), "edition"),
        "SymbolPosition": "position",
        "ClassificationValue": "value",
        "GeneratingOffice/WIPOST3Code": "office",
        **dict.fromkeys(
            ("ClassificationDataSource", "ClassificationStatus", "ActionDate",
             "ClassificationLevel"), Ignored("who gave the symbol and when")),
    },
    _ATTRIBUTES, "cn:Classification",
)  # fmt: skip
_CITATION = Shape(
    {
        "PatentCitation/DocumentID": Part("document", _DOCUMENT_ID),
        "PatentCitation/Text": "text",
        "NPLCitation/Text": "text",
        "Category": "category",
        "RelatedClaims": "claims",
    },
    _ATTRIBUTES, "cn:Citation",
)  # fmt: skip
_RELATION = Shape(
    {
        "DocumentsRelation/ParentDocument/DocumentID": Part("documents", _DOCUMENT_ID),
        "DocumentsRelation/ChildDocument": Ignored("the publication's own application"),
        "DocumentID": Part("documents", _DOCUMENT_ID),
    },
    _ATTRIBUTES, "cn:Relation",
)  # fmt: skip
_RELATIONS = {
    "Addition": "addition",
    "Division": "division",
    "Continuation": "continuation",
    "ContinuationInPart": "continuation-in-part",
    "ReissuedDoc": "reissue",
    "SubstitutedApplication": "substitution",
    "UtilityModelBasis": "utility-model-basis",
    "Correction": "correction",
    "RelatedPublicationDoc": "related-publication",
    "PreviouslyFiledApplication": "previously-filed-application",
    "PCTRegionalFilingData": "pct-application",
    "PCTRegionalPublishingData": "pct-publication",
}
_FIGURE = Shape({"Image": "image"}, _ATTRIBUTES, "cn:Figure")
_PROCEDURE = Ignored("state of the procedure on that day; the register tells it")

_BIBLIOGRAPHIC: dict[str, Rule] = {
    "PublicationReference": Part("publication", _REFERENCE),
    "PlainLanguageDesignation": Ignored("the kind code in words"),
    "PublicAvailabilityDate": Ignored("issue of the office's gazette"),
    "ApplicationReference": Part("application", _REFERENCE),
    "ApplicationLanguage": Ignored("the office publishes in Chinese"),
    "PublicationLanguage": Ignored("the office publishes in Chinese"),
    "PriorityDetails/Priority": Part("priority", _PRIORITY),
    "EarliestPriorityDate": Ignored("the first of the priorities"),
    "ClassificationIPCRDetails/ClassificationIPCR": Part("ipc", _SYMBOL),
    "ClassificationCPCDetails/ClassificationCPC": Part("cpc", _SYMBOL),
    "ClassificationLocarno/Text": "locarno",
    "InventionTitle": "title",
    "ReferencesCited/Citation": Part("citation", _CITATION),
    "SearchField": Ignored("where the examiner searched"),
    "Parties/ApplicantDetails/Applicant": Part("applicant", _PARTY),
    "Parties/InventorDetails/Inventor": Part("inventor", _PARTY),
    "Parties/AgentDetails/Agent": Part("agent", _PARTY),
    "Parties/AgentDetails/CustomerNumber": Ignored("number of the agency at the office"),
    "Parties/CorrespondenceAddress": Ignored("where the office writes to"),
    "AssigneeDetails/Assignee": Part("owner", _PARTY),
    "ExaminerDetails/Examiner": Part("examiner", _PARTY),
    "DesignationOfStates": _PROCEDURE,
    "NationalStageEntryDate": _PROCEDURE,
    **{f"RelatedDocuments/{name}": Part("relations", _RELATION) for name in _RELATIONS},
    **{name: Part("relations", _RELATION) for name in list(_RELATIONS)[-2:]},
}

_DOCUMENT = Shape(
    {
        **{f"BibliographicData/{path}": rule for path, rule in _BIBLIOGRAPHIC.items()},
        **{f"DesignBibliographicData/{path}": rule for path, rule in _BIBLIOGRAPHIC.items()},
        "Abstract": "abstract",
        "Abstract/Paragraphs": Ignored("read with the abstract"),
        "Abstract/Heading": Ignored("read with the abstract"),
        "Abstract/AbstractFigure/Figure": Part("representative", _FIGURE),
        "DesignBriefExplanation": "explanation",
        "Description": "description",
        "Drawings/Figure": Part("figure", _FIGURE),
        "DesignPicture/Figure": Part("figure", _FIGURE),
        "Claims": "claims",
        "FullDocImage": Ignored("image of the printed document"),
    },
    _ATTRIBUTES,
    "PatentDocumentAndRelated",
)

_SECTIONS = (
    "TechnicalField", "BackgroundArt", "Disclosure", "InventionSummary", "TechnicalProblem",
    "TechnicalSolution", "AdvantageousEffects", "DrawingsDescription", "EmbodimentsDescription",
    "EmbodimentsExample", "BestMode", "InventionMode", "IndustrialApplicability",
    "ReferenceSignsList", "ReferenceToDepositedBiologicalMaterial", "SequenceListText",
    "CitationList", "PatentLiterature", "NonPatentLiterature", "UnorderedList", "OrderedList",
)  # fmt: skip
_ROLES = {
    **ROLES,
    **dict.fromkeys(_SECTIONS, "section"),
    **dict.fromkeys(("Paragraphs", "ClaimText"), "paragraph"),
    **dict.fromkeys(("Heading", "InventionTitle"), "heading"),
    **dict.fromkeys(("B", "I", "U", "O", "Smallcaps", "FigureReference", "ClaimReference",
                     "PatentCitation", "NPLCitation", "Text", "BioDeposit", "Depositary",
                     "BioAccno", "Date"), "inline"),
    **dict.fromkeys(("AbstractFigure", "DocPage"), "skip"),
    "Li": "item", "Br": "break", "Sub": "sub", "Sup": "sup", "Image": "image",
    "Tables": "table", "Table": "table", "Math": "formula", "Maths": "formula",
    "Chemistry": "formula",
}  # fmt: skip


class _Reader(BodyReader):
    def number(self, element: Element) -> str:
        """Return the number as printed: the schema's type wants a letter before it (n0001)."""
        return super().number(element).removeprefix("n")


_BODY = _Reader("PatentDocumentAndRelated/text", _ROLES)


def read(root: Element, account: Account) -> Publication:
    """Read one Chinese publication."""
    fields = _DOCUMENT.read(root, account)
    given = _original(fields.parts("publication"))
    if given is None:
        raise RefusedError("the document gives no publication number")
    office = given.office or root.get("country", "CN")
    number = publication_number(office, given.number, given.kind, given.date)
    return Publication(
        office=office,
        number=number,
        kind=given.kind,
        right=right_of(office, given.kind, number),
        date=given.date,
        lang=_LANG,
        application=_original(fields.parts("application")),
        titles=st36.titles(fields.elements("title"), _LANG),
        abstracts=st36.bodies(fields.elements("abstract"), _BODY, _LANG, account),
        claims=tuple(_claims(fields, account)),
        descriptions=st36.bodies(
            [*fields.elements("description"), *fields.elements("explanation")],
            _BODY, _LANG, account,
        ),
        drawings=tuple(_drawings(fields)),
        applicants=_parties(fields.parts("applicant")),
        inventors=_parties(fields.parts("inventor")),
        agents=_agents(fields.parts("agent")),
        owners=_parties(fields.parts("owner")),
        examiners=_parties(fields.parts("examiner")),
        priorities=tuple(_priorities(fields.parts("priority"))),
        related=tuple(_related(fields.parts("relations"))),
        classifications=tuple(_classifications(fields)),
        citations=tuple(_citations(fields.parts("citation"))),
    )  # fmt: skip


def _original(found: list[Fields]) -> DocumentId | None:
    """Return the document in the office's own spelling, else in any."""
    ordered = sorted(found, key=lambda part: part.get("dataFormat") == "standard")
    return next(filter(None, (st36.document_id(part.part("document")) for part in ordered)), None)


def _claims(fields: Fields, account: Account) -> Iterator[ClaimSet]:
    for element in fields.elements("claims"):
        claims = st36.claim_set(list(element), _BODY, _LANG, account)
        if claims:
            yield claims


def _drawings(fields: Fields) -> Iterator[Drawing]:
    """Yield the drawing of the abstract, then the figures."""
    for key in ("representative", "figure"):
        for figure in fields.parts(key):
            for image in figure.elements("image"):
                yield Drawing(
                    file=image.get("file", ""),
                    label=figure.get("figureLabels"),
                    representative=key == "representative",
                )


def _parties(found: list[Fields]) -> tuple[Party, ...]:
    given = (_party(fields) for fields in found)
    return tuple(dict.fromkeys(party for party in given if party))


def _party(fields: Fields) -> Party | None:
    books = fields.parts("books")
    names = tuple(name for book in books if (name := _name(book)))
    if not names:
        return None
    codes = [fields.text("nationality"), *(book.text("country") for book in books)]
    return Party(names=names, country=next(filter(None, map(st36.country, codes)), ""))


def _name(book: Fields) -> Name | None:
    name = book.text("name") or book.text("last") + book.text("first")
    if not name:
        return None
    places = [place for place in book.texts("place") if place != "0"]
    address = book.text("address") or " ".join(places)
    return Name(name=name, lang=st36.language(book.get("lang")) or _LANG, address=address)


def _agents(found: list[Fields]) -> tuple[Party, ...]:
    """Return each agency and then its agents."""
    parties: list[Party] = []
    for fields in found:
        parties.extend(map(coded_agency, _parties(fields.parts("agency"))))
        parties.extend(_parties([fields]))
    return tuple(dict.fromkeys(parties))


def _priorities(found: list[Fields]) -> Iterator[Priority]:
    for fields in found:
        if fields.get("dataFormat") != "standard":
            priority = st36.priority(fields)
            if priority:
                yield priority


def _related(found: list[Fields]) -> Iterator[Related]:
    for fields in found:
        relation = _RELATIONS[fields.element.tag.rpartition("}")[2]]
        for part in fields.parts("documents"):
            document = st36.document_id(part)
            if document:
                yield Related(relation=relation, document=document)


def _classifications(fields: Fields) -> Iterator[Classification]:
    for key, reading in (("ipc", ipc), ("cpc", cpc)):
        for position, part in enumerate(fields.parts(key)):
            found = _symbol(part, reading, first=position == 0)
            if found:
                yield found
    for text in fields.texts("locarno"):
        design = locarno(text)
        if design:
            yield design


def _symbol(part: Fields, reading: st36.Reading, *, first: bool) -> Classification | None:
    steps = [part.text(step) for step in _STEPS]
    if not all(steps):
        return printed_ipc(part.text("text"), first=first)
    found = reading("{}{}{} {}/{}".format(*steps))
    if found is None:
        return None
    edition = part.text("edition")
    return msgspec.structs.replace(
        found,
        edition=f"{edition[:4]}.{edition[4:6]}" if edition else "",
        first=first,
        additional=part.text("value") in ("A", "N"),
        office=st36.country(part.text("office")),
    )


def _citations(found: list[Fields]) -> Iterator[Citation]:
    for fields in found:
        document = st36.document_id(fields.part("document"))
        if document or fields.text("text"):
            yield Citation(
                document=document,
                text=fields.text("text"),
                phase=fields.get("citedPhase") or "examination",
                category=fields.text("category"),
                claims=fields.text("claims"),
            )


FORMAT = XmlFormat(
    name="cn-patent-document-and-related", read=read, roots=("PatentDocumentAndRelated",)
)
