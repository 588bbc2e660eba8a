"""WIPO ST.96 documents: `PatentPublication`, and applications for the other rights.

An application document for a design, a mark or a geographical indication is taken as what the
office lays open of it (see `st96_rights`); those have no kind code.
"""

import re
import unicodedata
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats import st36
from madoguchi.formats.account import Account
from madoguchi.formats.publications import st96_rights
from madoguchi.formats.publications.st96_parts import (
    APPLICATION,
    ATTRIBUTES,
    BODY,
    CITED,
    PARTY,
    PRIORITY,
    PUBLICATION,
    SYMBOL,
    bodies,
    claim_sets,
    cpc_symbol,
    ipc_symbol,
    language,
    parties,
    relation_name,
    titles,
)
from madoguchi.formats.registry import XmlFormat
from madoguchi.formats.shape import Fields, Ignored, Part, Rule, Shape
from madoguchi.law import publication_number, right_of
from madoguchi.model import (
    Citation,
    Classification,
    Drawing,
    Priority,
    Publication,
    Related,
    Scheme,
    ecla,
    f_term,
    fi,
    ipc,
    locarno,
    national,
)

_COUNT = Ignored("a count of what the record holds")
_PROCEDURE = Ignored("state of the procedure on that day; the register tells it")
_PAGE = Ignored("image of a printed page")

_DOCUMENT: dict[str, Rule] = {
    "ApplicationIdentification": Part("application", APPLICATION),
    "PatentPublicationIdentification": Part("publication", PUBLICATION),
    "PatentGrantIdentification": Part("publication", PUBLICATION),
}
_RELATION = Shape(
    {
        **{f"ParentDocument/PatentDocumentIdentification/{k}": v for k, v in _DOCUMENT.items()},
        **{f"ParentDocument/PCTDocumentParent/{k}": v for k, v in _DOCUMENT.items()},
        **{f"PatentDocumentIdentification/{k}": v for k, v in _DOCUMENT.items()},
        "ParentDocument/ParentDocumentStatusCode": Ignored("the standing of another application"),
        "ChildDocument": Ignored("the publication's own application, or another relation's parent"),
    },
    ATTRIBUTES,
    "st96:Relation",
)
_RELATIONS = (
    "Addition", "Division", "Continuation", "ContinuationInPart", "PartialContinuation",
    "Conversion", "EntitlementApplication", "ContinuingReissue", "Reissue", "DivisionalReissue",
    "Reexamination", "ReexaminationReissueMerger", "Substitution", "ProvisionalApplication",
    "UtilityModelBasis", "Correction", "RelatedPublication",
)  # fmt: skip
_CITATION = Shape(
    {
        "PatentCitation/CitedPatentDocumentIdentification": Part("document", CITED),
        "PatentCitation/PatentCitationText": "text",
        "NPLCitation/NPLCitationText": "text",
        "CitedPassageBag/CitedPassage/PassageText": "passage",
        "DocumentRelevanceBag/DocumentRelevance/RelevanceCategory": "category",
        "DocumentRelevanceBag/DocumentRelevance/ClaimNumberText": "claims",
        "PatentClassificationBag": Ignored("symbols of the cited document"),
        "CommentText": "text",
    },
    ATTRIBUTES,
    "st96:ReferenceCitation",
)
_NATIONAL = Shape(
    {
        "IPOfficeCode": "office",
        "Edition": "edition",
        **{
            f"{place}NationalClassification/{name}": key
            for place, key in (("Main", "first"), ("Further", "further"))
            for name in ("PatentClassificationText", "NationalClassificationText")
        },
    },
    ATTRIBUTES,
    "st96:NationalClassification",
)

_PARTIES: dict[str, Rule] = {
    "ApplicantBag/Applicant": Part("applicant", PARTY),
    "InventorBag/Inventor": Part("inventor", PARTY),
    "OwnerBag/Owner": Part("owner", PARTY),
    "AssigneeBag/Assignee": Part("owner", PARTY),
    "RegisteredPractitionerBag/RegisteredPractitioner": Part("agent", PARTY),
    "ExaminerBag/PrimaryExaminer": Part("examiner", PARTY),
    "ExaminerBag/AssistantExaminer": Part("examiner", PARTY),
    "ExaminerBag/AuthorizedOfficer": Part("examiner", PARTY),
    "CorrespondenceAddress": Ignored("where the office writes to"),
}
_CLASSES: dict[str, Rule] = {
    "CPCClassificationBag/MainCPC/CPCClassification": Part("cpc", SYMBOL),
    "CPCClassificationBag/FurtherCPC/CPCClassification": Part("cpc", SYMBOL),
    "CPCClassificationBag/FurtherCPC/CPCCombinationSet/CPCCombinationRank/CPCClassification": Part(
        "cpc", SYMBOL
    ),
    "CPCClassificationBag/FurtherCPC/CPCCombinationSet/CPCCombinationRank/CPCRankNumber": Ignored(
        "order in a combination"
    ),
    "CPCClassificationBag/FurtherCPC/CPCCombinationSet/CPCGroupNumber": Ignored(
        "order in a combination"
    ),
    "IPCRClassificationBag/IPCRClassification": Part("ipc", SYMBOL),
    "IPCClassification/MainClassification": "old-ipc",
    "IPCClassification/FurtherClassification": "old-ipc",
    "IPCClassification/Edition": Ignored("the edition is given with each symbol"),
    "NationalClassification": Part("national", _NATIONAL),
    "LocarnoClassificationBag/LocarnoClassification/LocarnoClassificationText": "locarno",
    "LocarnoClassificationBag/LocarnoClassificationText": "locarno",
    "LocarnoClassificationBag/LocarnoClassificationEdition": Ignored("the edition in force"),
}
_BIBLIOGRAPHIC: dict[str, Rule] = {
    "PatentPublicationIdentification": Part("publication", PUBLICATION),
    "PatentGrantIdentification": Part("grant", PUBLICATION),
    "ApplicationIdentification": Part("application", APPLICATION),
    "PriorityClaimBag/PriorityClaim": Part("priority", PRIORITY),
    **{f"PatentClassificationBag/{path}": rule for path, rule in _CLASSES.items()},
    "InventionTitleBag/InventionTitle": "title",
    "ReferenceCitationBag/ReferenceCitation": Part("citation", _CITATION),
    **{f"RelatedDocumentBag/{name}": Part("relations", _RELATION) for name in _RELATIONS},
    **{f"PartyBag/{path}": rule for path, rule in _PARTIES.items()},
    "InternationalFilingData/ApplicationIdentification": Part("pct-application", APPLICATION),
    "InternationalPublishingData/PatentPublicationIdentification": Part(
        "pct-publication", PUBLICATION
    ),
    "FigureBag/PublishFigure/FigureNumber": "chosen",
    "FigureBag/PublishFigure/FigureReference": "chosen",
    **dict.fromkeys(
        ("ClaimTotalQuantity", "FigureBag/DrawingSheetTotalQuantity",
         "FigureBag/FigureTotalQuantity", "ExemplaryClaimBag"),
        _COUNT,
    ),
    "SearchField": Ignored("where the examiner searched"),
    "PlainLanguageDesignationText": Ignored("the kind code in words"),
    "PublicationLanguageCode": "language",
    "FilingLanguageCode": Ignored("the language of the publication is kept"),
    **dict.fromkeys(
        ("GrantTerm", "LORData", "OppositionData", "PublicAvailabilityDataBag", "LicenceBag",
         "ApplicantIntent", "ProvisionalGrantPublicationDate", "GrantPublicationDate",
         "PCTNationalPhaseEntryDate", "RightsEffectiveDateBag", "EarliestPriorityApplication",
         "ReceivingOfficeDate", "ApplicationWithdrawnDate", "TranslationReceiveDate"),
        _PROCEDURE,
    ),
}  # fmt: skip

_PUBLICATION = Shape(
    {
        **{f"BibliographicData/{path}": rule for path, rule in _BIBLIOGRAPHIC.items()},
        "IPOfficeCode": Ignored("the office of the publication's number"),
        "Description": "description",
        "ClaimStatement": Ignored("the words before the claims"),
        "Claims": "claims",
        "Abstract": "abstract",
        "Drawings/PageImage/FileName": "page",
        **{
            f"Drawings/PageImage/{name}": Ignored("typesetting and image size")
            for name in ("Alt", "HeightMeasure", "WidthMeasure", "ImageFormatCategory",
                         "ColourModeCategory")
        },
        "Drawings/Figure": "figure",
        "Drawings/Figure/FigureNumber": Ignored("read with the figure"),
        "Drawings/Figure/Image": Ignored("read with the figure"),
        "PageImage": _PAGE,
        "DocumentURI": _PAGE,
        "ExternalDocumentBag": Ignored("names of files kept beside the document"),
        "ApplicantKeywordText": "note",
    },
    ATTRIBUTES,
    "PatentPublication",
)  # fmt: skip


def read(root: Element, account: Account) -> Publication:
    """Read one document of any right."""
    other = st96_rights.READERS.get(root.tag.rpartition("}")[2])
    return other(root, account) if other else _patent(root, account)


def _patent(root: Element, account: Account) -> Publication:
    fields = _PUBLICATION.read(root, account)
    given = st36.document_id(fields.part("publication") or fields.part("grant"))
    if given is None or not given.office:
        raise RefusedError("the document gives no publication number")
    number = publication_number(given.office, given.number, given.kind, given.date)
    lang = language(root) or st36.language(fields.text("language"))
    return Publication(
        office=given.office,
        number=number,
        kind=given.kind,
        right=right_of(given.office, given.kind, number),
        date=given.date,
        lang=lang,
        application=st36.document_id(fields.part("application")),
        titles=titles(fields.elements("title"), lang),
        abstracts=bodies(fields.elements("abstract"), BODY, lang, account),
        claims=tuple(claim_sets(fields.elements("claims"), BODY, lang, account)),
        descriptions=bodies(fields.elements("description"), BODY, lang, account),
        drawings=tuple(_drawings(fields)),
        applicants=parties(fields.parts("applicant"), lang),
        inventors=parties(fields.parts("inventor"), lang),
        agents=parties(fields.parts("agent"), lang),
        owners=parties(fields.parts("owner"), lang),
        examiners=parties(fields.parts("examiner"), lang),
        priorities=tuple(_priorities(fields.parts("priority"))),
        related=tuple(_related(fields)),
        classifications=tuple(dict.fromkeys(_classifications(fields))),
        citations=tuple(map(_citation, fields.parts("citation"))),
    )


def _drawings(fields: Fields) -> Iterator[Drawing]:
    """Yield pages, then figures; PublishFigure names those to be published with the abstract."""
    chosen = {_number_of(text) for text in fields.texts("chosen")}
    for file in fields.texts("page"):
        yield Drawing(file=file)
    for element in fields.elements("figure"):
        drawing = figure(element)
        shown = _number_of(drawing.label) in chosen
        yield msgspec.structs.replace(drawing, representative=True) if shown else drawing


_NUMBER = re.compile(r"\d+\s?[A-Za-z]?|[A-Z]$")


def _number_of(text: str) -> str:
    """Return the number itself of `1`, `Fig. 1`, `図１`."""
    found = _NUMBER.search(unicodedata.normalize("NFKC", text))
    return found[0].replace(" ", "").lower() if found else text


def figure(element: Element, label: str = "{}") -> Drawing:
    """Return a figure: number and image file are elements of their own."""
    found = {part.tag.rpartition("}")[2]: (part.text or "").strip() for part in element.iter()}
    number = found.get("FigureNumber", "")
    return Drawing(file=found.get("FileName", ""), label=label.format(number) if number else "")


def _priorities(found: list[Fields]) -> Iterator[Priority]:
    for fields in found:
        document = st36.document_id(fields)
        if document:
            kind = fields.text("kind").lower()
            document = type(document)(
                number=document.number, office=document.office, date=document.date
            )
            yield Priority(document=document, kind=kind)


def _related(fields: Fields) -> Iterator[Related]:
    for part in fields.parts("relations"):
        relation = relation_name(part.element)
        for key in ("application", "publication"):
            for named in part.parts(key):
                document = st36.document_id(named)
                if document:
                    yield Related(relation=relation, document=document)
    for key in ("pct-application", "pct-publication"):
        for part in fields.parts(key):
            document = st36.document_id(part)
            if document:
                yield Related(relation=key, document=document)


def _classifications(fields: Fields) -> Iterator[Classification]:
    given = (
        *map(ipc_symbol, fields.parts("ipc")),
        *map(cpc_symbol, fields.parts("cpc")),
        *map(ipc, fields.texts("old-ipc")),
        *map(locarno, fields.texts("locarno")),
    )
    yield from filter(None, given)
    for part in fields.parts("national"):
        for key in ("first", "further"):
            for text in part.texts(key):
                found = _listed(text, part.text("edition"), part.text("office"))
                if found:
                    yield msgspec.structs.replace(found, first=key == "first")


# Schemes of single offices that we write as national ones, by the name given as the edition.
_LISTED = {Scheme.FI: fi, Scheme.F_TERM: f_term, Scheme.THEME: f_term, Scheme.ECLA: ecla}


def _listed(text: str, scheme: str, office: str) -> Classification | None:
    reading = _LISTED.get(Scheme(scheme)) if scheme in tuple(_LISTED) else None
    if reading is None:
        return national(text, office)
    found = reading(text)
    return found and msgspec.structs.replace(found, office=office)


def _citation(fields: Fields) -> Citation:
    phase = fields.get(f"{_PAT}citedPhaseCategory") or fields.get(f"{_PAT}citingPartyCategory")
    return Citation(
        document=st36.document_id(fields.part("document")),
        text=" ".join(fields.texts("text")),
        phase=_PHASES.get(phase, phase.lower()),
        category=", ".join(fields.texts("category")),
        claims="; ".join(fields.texts("claims")),
        passage="; ".join(fields.texts("passage")),
    )


_PHASES = {"Examiner": "examination", "Applicant": "applicant", "Search": "search"}
_PAT = "{http://www.wipo.int/standards/XMLSchema/ST96/Patent}"

FORMAT = XmlFormat(
    name="st96",
    read=read,
    roots=("PatentPublication", *st96_rights.READERS),
)
