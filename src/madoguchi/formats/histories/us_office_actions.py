"""Texts of the USPTO's office actions, and what was read from them: rejections and citations.

The data come one action a line, or as an answer of the Open Data Portal's services, which describe
an action (text), a rejection in it, or a document cited in it. The day of an action is that of its
mailing, so that it is the event of the mailing.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories import us_cases as us
from madoguchi.formats.histories.happenings import oldest_first, stated
from madoguchi.formats.publications.us_classes import us_class
from madoguchi.formats.registry import HistoryFormat, Read
from madoguchi.formats.shape import Fields, Ignored, Part, Rule, Shape
from madoguchi.law import document_rule
from madoguchi.model import (
    Bibliography,
    CaseId,
    Citation,
    DocumentId,
    Happening,
    History,
    Pairs,
    Paper,
    Text,
)

_RECORD = Ignored("of the database's record, not of the action")
_TWICE = Ignored("said again")
_ART_UNIT = Ignored("told by the art unit")
_STATUS = Ignored("the status when the data were made, without its date")
_CHECKS = Ignored("what a program noticed of the action's form")
_FEATURES = Ignored("numbers that a program took from the text")

_TOLD: dict[str, Rule] = {
    "patentApplicationNumber": "application",
    "obsoleteDocumentIdentifier": "document",
    "legacyDocumentCodeIdentifier": "code",
    "submissionDate": "date",
    "bodyText": "text",
    "filingDate": "filed",
    "grantDate": "granted",
    "applicationDeemedWithdrawnDate": "withdrawn",
    "inventionTitle": "title",
    "inventionSubjectMatterCategory": "category",
    "nationalClass": "class",
    "nationalSubclass": "subclass",
    "applicantFileReference": "docket",
    "patentApplicationConfirmationNumber": "confirmation",
    "groupArtUnitNumber": "art-unit",
    "customerNumber": "customer",
    "patentNumber": "patent",
    "documentDirectionCategory": Ignored("actions of the office stand there as incoming too"),
    "effectiveClaimTotalQuantity": "claims",
    # rejections
    "actionTypeCategory": "action",
    "legalSectionCode": "ground",
    "claimNumberArrayDocument": "rejected",
    "paragraphNumber": "paragraph",
    # citations
    "citationCategoryCode": "cited-category",
    "citedDocumentIdentifier": "cited",
    "referenceIdentifier": "cited",
    "parsedReferenceIdentifier": _TWICE,
    "publicationNumber": _TWICE,
    "countryCode": "cited-office",
    "kindCode": "cited-kind",
    "inventorNameText": Ignored("the cited document's own record tells its inventor"),
    "nplIndicator": "non-patent",
    "officeActionCategory": "code",
    "officeActionDate": "date",
    "passageLocationText": "passage",
    "relatedClaimNumberText": "cited-claims",
    "examinerCitedReferenceIndicator": "by-examiner",
    "applicantCitedExaminerReferenceIndicator": "by-applicant",
    "officeActionCitationReferenceIndicator": "in-action",
}
_UNTOLD: dict[str, Rule] = {
    **dict.fromkeys(
        ("accessLevelCategory", "businessAreaCategory", "createDateTime", "createUserIdentifier",
         "documentActiveIndicator", "id", "lastModifiedTimestamp", "lastModifiedUserIdentifier",
         "legacyCMSIdentifier", "sourceSystemName", "nSRDCurrentLocationDate",
         "nSRDCurrentLocationNumber", "qualitySummaryText"),
        _RECORD,
    ),
    **dict.fromkeys(("applicationStatusNumber", "businessEntityStatusCategory"), _STATUS),
    **dict.fromkeys(("techCenter", "workGroup", "workGroupNumber"), _ART_UNIT),
    **dict.fromkeys(
        ("aliceIndicator", "allowedClaimIndicator", "bilskiIndicator", "mayoIndicator",
         "myriadIndicator", "cite102GT1", "cite103EQ1", "cite103GT3", "cite103Max", "hasRej101",
         "hasRej102", "hasRej103", "hasRej112", "hasRejDP", "independentClaimTotalQuantity",
         "figureQuantity"),
        _FEATURES,
    ),
    **dict.fromkeys(
        ("closingMissing", "formParagraphMissing", "headerMissing", "rejectFormMissmatch"), _CHECKS
    ),
    "applicationTypeCategory": Ignored("regular, of all that have office actions"),
    "effectiveFilingDate": Ignored("follows from the filing date and the parents"),
    "examinationProgramCode": Ignored("first inventor to file, which the file history tells"),
    "examinerEmployeeNumber": Ignored("private"),
    "patentApplicationPatentCooperationTreatyNumber": Ignored("the file history tells it"),
    "priorityClaimIndicator": Ignored("the file history tells the priorities"),
    "priorityClaimRequirementMetIndicator": Ignored("the file history tells the priorities"),
    "relatedDocumentCategory": Ignored("the file history tells the parents"),
}  # fmt: skip
# Passages that a program cut out of the text, with the case's data once more.
_SECTIONS = {
    f"sections.{name}": _TWICE
    for name in (
        "detailCitationText", "examinerEmployeeNumber", "filingDate", "grantDate",
        "groupArtUnitNumber", "legacyDocumentCodeIdentifier", "nationalClass", "nationalSubclass",
        "obsoleteDocumentIdentifier", "officeActionIdentifier", "patentApplicationNumber",
        "section101RejectionFormParagraphText", "section101RejectionText",
        "section102RejectionFormParagraphText", "section102RejectionText",
        "section103RejectionFormParagraphText", "section103RejectionText",
        "section112RejectionFormParagraphText", "section112RejectionText",
        "specificationTitleText", "submissionDate", "summaryText", "techCenterNumber",
        "terminalDisclaimerStatusText", "withdrawalRejectionText", "workGroupNumber",
    )
}  # fmt: skip
_ACTION = Shape({**_TOLD, **_UNTOLD, **_SECTIONS}, us.NO_ATTRIBUTES, "us-office-action")
_ANSWER = Shape(
    {
        "response/docs": Part("told", _ACTION),
        "response/numFound": Ignored("of the answer"),
        "response/start": Ignored("of the answer"),
        "response/numFoundExact": Ignored("of the answer"),
    },
    us.NO_ATTRIBUTES,
    "us-office-actions",
)

# The event of an action's mailing is that of its document's code with M, but for these; petition
# decisions have an event each by their subject, which the data do not tell.
_MAILED = {"NOA": "MN/=."}
_UNLISTED = frozenset({"PETDEC"})
_YES = frozenset({"true", "1", "y"})


def read(root: Element, document: Document, account: Account) -> Read:
    """Read one action, or an answer with many, case by case."""
    answer = root.find("response") is not None
    told = _ANSWER.read(root, account).parts("told") if answer else [_ACTION.read(root, account)]
    if not told or not all(fields.text("application") for fields in told):
        reason = "not a publication or case: an answer without application numbers"
        raise RefusedError(reason, document.position)
    told.sort(key=_application)
    return tuple(_history(list(fields), document) for _, fields in groupby(told, key=_application))


def _application(fields: Fields) -> str:
    return fields.text("application")


def _history(told: list[Fields], document: Document) -> History:
    first = told[0]
    filed = us.day(first.text("filed"))
    case = us.case(first.text("application"), filed, first.text("category"), document)
    texts = [fields for fields in told if "text" in fields]
    return History(
        case=case,
        bibliography=_bibliography(told),
        events=oldest_first([*_stated(first), *_events(told)]),
        documents=us.file_documents(case, (_listed(case, one, document) for one in texts)),
        papers=tuple(_paper(case, one) for one in texts),
    )


def _bibliography(told: list[Fields]) -> Bibliography:
    fields = told[0]
    title = us.given(fields.text("title"))
    columns = f"{fields.text('class'):>3}{fields.text('subclass')}"
    national = us_class(columns, first=True) if columns.strip() else None
    return Bibliography(
        filed=us.day(fields.text("filed")),
        titles=(Text(text=title, lang=us.LANG),) if title else (),
        registration=us.patent(fields.text("patent"), us.day(fields.text("granted"))),
        classifications=(national,) if national else (),
        citations=tuple(dict.fromkeys(_citations(told))),
        claims=us.whole(fields.text("claims")),
        references=us.references(
            docket=fields.text("docket"),
            confirmation=fields.text("confirmation"),
            customer=fields.text("customer"),
            art_unit=fields.text("art-unit"),
        ),
    )


def _stated(fields: Fields) -> tuple[Happening, ...]:
    return stated(
        filed=us.day(fields.text("filed")),
        deemed_withdrawn=us.day(fields.text("withdrawn")),
        granted=us.day(fields.text("granted")),
    )


def _events(told: list[Fields]) -> Iterator[Happening]:
    """One event for each action; what is told of its rejections comes as its details."""
    dated = [one for one in told if us.day(one.text("date")) and one.text("code") not in _UNLISTED]
    dated.sort(key=lambda one: (one.text("date")[:10], one.text("code")))
    for _, same in groupby(dated, key=lambda one: (one.text("date")[:10], one.text("code"))):
        action = list(same)
        code = action[0].text("code")
        date = us.day(action[0].text("date"))
        if code and date:
            yield Happening(
                code=_MAILED.get(code, f"M{code}"),
                date=date,
                series=us.SERIES,
                detail=tuple(dict.fromkeys(_rejections(action))),
            )


def _rejections(told: Iterable[Fields]) -> Iterator[tuple[str, str]]:
    for fields in told:
        ground = us.given(" ".join((fields.text("ground"), fields.text("paragraph"))))
        claims = ", ".join(fields.texts("rejected"))
        if us.given(fields.text("action")) and (ground or claims):
            yield fields.text("action"), f"{ground}: {claims}" if claims else ground


def _citations(told: Iterable[Fields]) -> Iterator[Citation]:
    for fields in told:
        cited = us.given(fields.text("cited"))
        if cited:
            patent = fields.text("non-patent") == "false"
            document = DocumentId(
                number=cited, office=fields.text("cited-office"), kind=fields.text("cited-kind")
            )
            yield Citation(
                document=document if patent else None,
                text="" if patent else cited,
                phase=_phase(fields),
                category=us.given(fields.text("cited-category")),
                claims=fields.text("cited-claims"),
                passage=fields.text("passage").replace("|", "; "),
            )


def _phase(fields: Fields) -> str:
    """The examiner's citations before the applicant's: an action may use what both have cited."""
    by_applicant = fields.text("by-applicant").lower() in _YES
    by_examiner = fields.text("by-examiner").lower() in _YES
    return "applicant" if by_applicant and not by_examiner else "examination"


def _listed(case: CaseId, fields: Fields, document: Document) -> us.Listed:
    code = fields.text("code") or "OA"
    return us.Listed(
        code=code,
        date=us.required_day(fields.text("date"), f"the office action {code[:20]}", document),
        name=_name(case, code),
        number=fields.text("document"),
    )


def _name(case: CaseId, code: str) -> str:
    rule = document_rule(case, us.SERIES, code)
    return rule.name("en") if rule else code


def _paper(case: CaseId, fields: Fields) -> Paper:
    code = fields.text("code") or "OA"
    date = str(us.day(fields.text("date")) or "")
    facts: Pairs = us.references(
        Application=fields.text("application"), Date=date, Art_unit=fields.text("art-unit")
    )
    return Paper(
        document=fields.text("document") or f"{code}-{date}-1",
        title=_name(case, code),
        lang=us.LANG,
        body=us.body(fields.element_of("text")),
        facts=facts,
        media_type="application/json",
    )


FORMAT = HistoryFormat(
    name="us-office-actions",
    read=read,
    keys=(
        frozenset({"patentApplicationNumber", "legacyDocumentCodeIdentifier"}),
        frozenset({"response"}),
    ),
)
