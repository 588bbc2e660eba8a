"""The JPO's ST.96-based gazette packages (name spaces JPPatent and JPCommon on ST.96 V3.1).

Six documents (公報仕様 1.5/1.6): published applications (P_A1, P_P1), amendments to them (P_A5,
P_P5), granted patents (P_B1) and registered utility models. The fields of the main document are
direct children of its bibliographic data; the same names inside amendments and inside the
international publication mean other documents.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.body import BodyReader
from madoguchi.formats.publications.st96 import figure
from madoguchi.formats.publications.st96_parts import (
    APPLICATION,
    ATTRIBUTES,
    BODY_ROLES,
    COMMON,
    NUMBER,
    PARTY,
    PRIORITY,
    PUBLICATION,
    bodies,
    claim_sets,
    parties,
    relation_name,
    titles,
)
from madoguchi.formats.registry import XmlFormat
from madoguchi.formats.shape import Fields, Ignored, Part, Rule, Shape
from madoguchi.law import publication_number, right_of
from madoguchi.model import (
    Classification,
    DocumentId,
    Drawing,
    Priority,
    Publication,
    Related,
    Scheme,
    Text,
    f_term,
    fi,
    ipc,
    parse_date,
)

_LANG = "ja"

_PROCEDURE = Ignored("state of the procedure on that day; the register tells it")
_COUNT = Ignored("a count of what the record holds")
_PAGES = Ignored("images of printed pages, whose text the record holds")

_REGISTERED = "RegisteredPatentPublication"
_UTILITY_MODEL = "RegisteredUtilityModelPublication"
_NEW = ("UnexaminedPatentPublication", "InternationalPatentPublication", _REGISTERED,
        _UTILITY_MODEL)  # fmt: skip
_AMENDMENTS = ("UnexaminedPatentPublicationAmendment", "InternationalPatentPublicationAmendment")

# Kind by root; a granted patent tells B1 or B2 in words (特許公報(B1)).
_KINDS = {
    "UnexaminedPatentPublication": "A",
    "InternationalPatentPublication": "A",
    "UnexaminedPatentPublicationAmendment": "A5",
    "InternationalPatentPublicationAmendment": "A5",
    _REGISTERED: "B2",
    _UTILITY_MODEL: "U",
}

_RELATION = Shape(
    {
        "ApplicationIdentification": Part("application", APPLICATION),
        **{
            f"ParentDocument/{path}": rule
            for path, rule in {
                "ApplicationIdentification": Part("application", APPLICATION),
                "PatentDocumentIdentification/ApplicationIdentification": Part(
                    "application", APPLICATION
                ),
            }.items()
        },
        "RelatedDocumentCategory": Ignored("told by the relation's name"),
    },
    ATTRIBUTES,
    "jpst96:Relation",
)
_SYMBOL = Shape(
    {"PatentClassificationText": "text", "FacetClassificationText": "facet"},
    ATTRIBUTES,
    "jpst96:NationalSymbol",
)
_TITLED: dict[str, Rule] = {
    "PatentPublicationIdentification": Part("publication", PUBLICATION),
    "ApplicationIdentification": Part("application", APPLICATION),
    "IPCClassification/MainClassification": "main-ipc",
    "IPCClassification/FurtherClassification": "ipc",
    "IPCClassification/Edition": Ignored("the edition is given with each symbol"),
    "NationalClassification/MainNationalClassification": Part("main-fi", _SYMBOL),
    "NationalClassification/FurtherNationalClassification": Part("fi", _SYMBOL),
    "NationalClassification/IPOfficeCode": Ignored("the JPO's own classification"),
    "InventionTitle": "title",
}


def _people(bag: str) -> dict[str, Rule]:
    """Return the rules of a party bag; Contact is the JPO's, with the same content as ST.96's."""
    joint = f"{bag}/ApplicantsRegisteredPractitionersBag/ApplicantRegisteredPractitionerBag"
    holders = f"{bag}/RightHoldersRegisteredPractitionersBag/RightHolderRegisteredPractitionerBag"
    return {
        f"{joint}/Applicant": Part("applicant", PARTY),
        f"{joint}/RegisteredPractitioner": Part("agent", PARTY),
        f"{holders}/RightHolder": Part("owner", PARTY),
        f"{holders}/RegisteredPractitioner": Part("agent", PARTY),
        f"{bag}/InventorBag/Inventor": Part("inventor", PARTY),
        f"{bag}/ExaminerBag/Examiner": Part("examiner", PARTY),
        f"{bag}/ExaminerBag/PrimaryExaminer": Part("examiner", PARTY),
    }


def _bibliographic(root: str) -> dict[str, Rule]:
    return {
        **_TITLED,
        **_people(f"{root}PartyBag"),
        "PlainLanguageDesignationText": "designation",
        "RegistrationDate": "registration-date",
        "PriorityClaimBag/PriorityClaim": Part("priority", PRIORITY),
        "ThemeCodeInformationBag/ThemeCodeInformation": "theme",
        "FtermInformationBag/FtermInformation": "f-term",
        "RelatedDocumentBag/Division": Part("relations", _RELATION),
        "RelatedDocumentBag/ChangeOfApplication": Part("relations", _RELATION),
        "RelatedDocumentBag/UtilityModelBasis": Part("relations", _RELATION),
        "InternationalFilingData/ApplicationIdentification": Part("pct-application", APPLICATION),
        "InternationalPublishingData/PatentPublicationIdentification": Part(
            "pct-publication", PUBLICATION
        ),
        "PreviousPublishedDocument/PatentPublicationIdentification": Part("previous", PUBLICATION),
        "SelectedFigure/FigureNumber": "chosen",
        "FigureToPublish/FigureNumber": "chosen",
        "ReferenceCitationBag": "citations",
        "SearchField": Ignored("where the examiner searched"),
        **dict.fromkeys(("ClaimTotalQuantity", "TotalPageQuantity"), _COUNT),
        **dict.fromkeys(
            ("ExaminationRequestIndicator", "RequestForExamination", "FilingForm",
             "FilingCategory", "ForeignLanguageApplicationIndicator", "TranslationReceiveDate",
             "ExternalFileBag", "AcceleratedExaminationIndicator"),
            _PROCEDURE,
        ),
        "LackOfNovelty": "note",
        "SpecialNoteText": "note",
    }  # fmt: skip


_AMENDMENT_RULES: dict[str, Rule] = {
    "WrittenAmendmentBag/WrittenAmendment": "amendment",
    "WrittenAmendmentBag/WrittenAmendment/FilingDate": Ignored("read with the amendment"),
    "WrittenAmendmentBag/WrittenAmendment/AmendmentsBag": Ignored("read with the amendment"),
    "WrittenAmendmentBag/WrittenAmendment/Claims": Ignored("read with the amendment"),
    "WrittenAmendmentBag/WrittenAmendment/Description": Ignored("read with the amendment"),
    "ReferenceFilesBag": Ignored("names of attached files (sequence listings)"),
}

_TEXTS: dict[str, Rule] = {
    "Description": "description",
    "Claims": "claims",
    "Abstract": "abstract",
    "Drawings/Figure": "figure",
    "Drawings/Figure/FigureNumber": Ignored("read with the figure"),
    "Drawings/Figure/Image": Ignored("read with the figure"),
    "Drawings/PageImage": _PAGES,
    "ChosenDrawingImage": "chosen-image",
    "ChosenDrawingImage/Image": Ignored("read with the chosen drawing"),
    "BibliographicDataImage": _PAGES,
    "SearchReportBag": _PAGES,
    "ForeignLanguageDocumentBag": _PAGES,
    "Overflow": Ignored("what did not fit on the front page, which the record holds"),
    **_AMENDMENT_RULES,
}


def _shape(root: str) -> Shape:
    inner = "BibliographicData" if root in _NEW else "Header"
    rules: dict[str, Rule] = _bibliographic(root)
    if root in _AMENDMENTS:
        rules |= {
            "CorrectedPublicationCategory": Ignored("told by the document's name"),
            "NationalPublicationNumber": "national-number",
            "PreviousPublicationDate": "previous-date",
            "AnnualNumber": Ignored("running number of the gazette's part"),
        }
    found = {f"{root}{inner}/{path}": rule for path, rule in rules.items()}
    return Shape({**found, **_TEXTS}, ATTRIBUTES, root)


_SHAPES = {root: _shape(root) for root in _KINDS}

_PRINTED = {
    "TechnicalField": "技術分野",
    "BackgroundArt": "背景技術",
    "CitationBag": "先行技術文献",
    "PatentLiterature": "特許文献",
    "PatentCitationBag": "特許文献",
    "NonPatentLiterature": "非特許文献",
    "NPLCitationBag": "非特許文献",
    "InventionSummary": "発明の概要",
    "TechnicalProblem": "発明が解決しようとする課題",
    "TechnicalSolution": "課題を解決するための手段",
    "AdvantageousEffects": "発明の効果",
    "DrawingDescription": "図面の簡単な説明",
    "EmbodimentDescription": "発明を実施するための形態",
    "EmbodimentExample": "実施例",
    "IndustrialApplicability": "産業上の利用可能性",
    "ReferenceSignBag": "符号の説明",
    "DepositedBiologicalMaterialReference": "受託番号",
    "SequenceListText": "配列表フリーテキスト",
    "AbstractProblem": "課題",
    "AbstractSolution": "解決手段",
}
_ROLES = {
    **BODY_ROLES,
    "Br": "line",
    **dict.fromkeys(("AmendmentsBag", "AmendmentBag", "Amendment", "AmendmentContentsBag",
                     "AmendmentContents", "AmendmentGroup"), "section"),
    **dict.fromkeys(("AmendmentDocumentCategory", "AmendmentItemText", "AmendmentWayCategory",
                     "DocumentCode", "ItemOfAmendment", "WayOfAmendment", "FilingDate"),
                    "paragraph"),
    **dict.fromkeys(("ReferenceFilesBag",), "skip"),
}  # fmt: skip
_BODY = BodyReader("jp-st96/text", _ROLES, NUMBER, _PRINTED)
_CLAIMS = BodyReader("jp-st96/claims", _ROLES, NUMBER)

_BRACKETED = re.compile(r"[(（]\s*([A-Z][0-9]?)\s*[)）]")


def read(root: Element, account: Account) -> Publication:
    """Read one document of a package."""
    name = root.tag.rpartition("}")[2]
    fields = _SHAPES[name].read(root, account)
    given = st36.document_id(fields.part("publication"))
    if given is None:
        raise RefusedError("the gazette gives no publication number")
    kind = _kind(name, fields.text("designation"))
    office, printed = _identity(given.number, fields.text("national-number"))
    number = publication_number(office, printed, kind, given.date)
    descriptions = fields.elements("description")
    return Publication(
        office=office,
        number=number,
        kind=kind,
        right=right_of(office, kind, number),
        date=given.date,
        lang=_LANG,
        application=_japanese(st36.document_id(fields.part("application"))),
        titles=titles(fields.elements("title"), _LANG),
        abstracts=bodies(fields.elements("abstract"), _BODY, _LANG, account),
        claims=tuple(claim_sets(fields.elements("claims"), _CLAIMS, _LANG, account)),
        descriptions=bodies(descriptions, _BODY, _LANG, account),
        drawings=tuple(_drawings(fields, descriptions)),
        applicants=parties(fields.parts("applicant"), _LANG),
        inventors=parties(fields.parts("inventor"), _LANG),
        agents=parties(fields.parts("agent"), _LANG),
        owners=parties(fields.parts("owner"), _LANG),
        examiners=parties(fields.parts("examiner"), _LANG),
        priorities=tuple(_priorities(fields.parts("priority"))),
        related=tuple(_related(fields, given.number)),
        classifications=tuple(_classifications(fields)),
        notes=tuple(_notes(fields, account)),
    )


def _kind(root: str, designation: str) -> str:
    found = _BRACKETED.search(designation)
    return found.group(1) if found else _KINDS[root]


def _identity(number: str, national: str) -> tuple[str, str]:
    """Return office and number: an amendment to a PCT application is known by its WO number.

    It goes under the national number where one is given; the two series must not be confused.
    """
    if number.startswith("WO") and not national:
        return "WO", number.removeprefix("WO")
    return "JP", national or number


def _japanese(document: DocumentId | None) -> DocumentId | None:
    """Return a document that names no office as one of the JPO."""
    if document is None or document.office:
        return document
    return msgspec.structs.replace(document, office="JP")


def _priorities(found: list[Fields]) -> Iterator[Priority]:
    for fields in found:
        document = st36.document_id(fields)
        if document:
            document = msgspec.structs.replace(document, kind="")
            yield Priority(document=document, kind=fields.text("kind").lower())


def _related(fields: Fields, number: str) -> Iterator[Related]:
    for part in fields.parts("relations"):
        for named in part.parts("application"):
            document = _japanese(st36.document_id(named))
            if document:
                yield Related(relation=relation_name(part.element), document=document)
    relations = {
        "pct-application": "pct-application",
        "pct-publication": "pct-publication",
        "previous": "earlier-publication",
    }
    for key, relation in relations.items():
        for named in fields.parts(key):
            document = st36.document_id(named)
            if document:
                yield Related(relation=relation, document=_japanese(document) or document)
    if number.startswith("WO") and "national-number" in fields:
        date = parse_date(fields.text("previous-date"))
        document = DocumentId(number=number.removeprefix("WO"), office="WO", date=date)
        yield Related(relation="pct-publication", document=document)
    registered = parse_date(fields.text("registration-date"))
    if registered:
        document = DocumentId(number=number, office="JP", date=registered)
        yield Related(relation="registration", document=document)


def _classifications(fields: Fields) -> Iterator[Classification]:
    for key in ("main-ipc", "ipc"):
        for element in fields.elements(key):
            found = st36.st8(element.text or "", ipc)
            if found:
                yield msgspec.structs.replace(found, first=key == "main-ipc")
    for key in ("main-fi", "fi"):
        for part in fields.parts(key):
            found = st36.plain_symbol(part.text("text"), Scheme.FI, fi)
            if found:
                yield msgspec.structs.replace(
                    found, first=key == "main-fi", office="JP", facet=part.text("facet")
                )
    for text in fields.texts("theme"):
        yield Classification(scheme=Scheme.THEME, symbol=text, office="JP")
    for text in fields.texts("f-term"):
        found = st36.plain_symbol(text, Scheme.F_TERM, f_term)
        if found:
            yield msgspec.structs.replace(found, office="JP")


def _drawings(fields: Fields, descriptions: list[Element]) -> Iterator[Drawing]:
    """Yield the figures with their captions; the chosen one marks the drawing of the front page."""
    captions = dict(_captions(descriptions))
    chosen = fields.text("chosen")
    matched = False
    for element in fields.elements("figure"):
        drawing = figure(element, "図{}")
        number = drawing.label.removeprefix("図")
        representative = bool(number) and number == chosen
        matched = matched or representative
        yield msgspec.structs.replace(
            drawing, caption=captions.get(number, ""), representative=representative
        )
    for element in fields.elements("chosen-image") if not matched else ():
        yield msgspec.structs.replace(figure(element), label=chosen, representative=True)


def _captions(descriptions: list[Element]) -> Iterator[tuple[str, str]]:
    for description in descriptions:
        for section in description.findall("{*}DrawingDescription"):
            for reference in section.iterfind(".//{*}FigureReference"):
                number = reference.get(f"{COMMON}referencedFigureNumber", "")
                yield number, "".join(reference.itertext()).strip()


def _notes(fields: Fields, account: Account) -> Iterator[Text]:
    for text in fields.texts("note"):
        yield Text(text=text, lang=_LANG)
    for citation in fields.elements("citations"):
        yield from titles([citation], _LANG)
    for amendment in fields.elements("amendment"):
        filed = parse_date(amendment.findtext("{*}FilingDate", ""))
        lines = [f"【提出日】{filed.isoformat()}" if filed else "【手続補正】"]
        for child in amendment:
            if child.tag.rpartition("}")[2] not in ("FilingDate", "ReferenceFilesBag"):
                lines.extend(_amended(child, account))
        yield Text(text="\n".join(lines), lang=_LANG)


def _amended(element: Element, account: Account) -> Iterator[str]:
    for block in _BODY.blocks(element, account):
        number = f"【{block.number}】" if block.number else ""
        if block.text:
            yield number + block.text


FORMAT = XmlFormat(name="jp-st96", read=read, roots=tuple(_KINDS))
