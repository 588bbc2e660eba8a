"""Proceedings of the Patent Trial and Appeal Board, and petition decisions (Open Data Portal).

Trials, appeals, interferences and petitions name the application concerned; an interference names
those of both parties, and belongs to each of these cases.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from xml.etree.ElementTree import Element

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories import us_cases as us
from madoguchi.formats.histories.happenings import oldest_first, stated
from madoguchi.formats.registry import HistoryFormat, Read
from madoguchi.formats.shape import Fields, Ignored, Part, Rule, Shape
from madoguchi.model import (
    Bibliography,
    DocumentId,
    FileDocument,
    Happening,
    History,
    Pairs,
    Paper,
    Text,
)

PROCEEDINGS = "uspto-ptab"
PETITIONS = "uspto-petition"

_ANSWER = Ignored("of the answer, not of the case")
_FILES = Ignored("where the service keeps the document")
_RECORD = Ignored("of the database's record, not of the case")
_OTHER = Ignored("the case's own history tells it")

_PARTY = Shape(
    {
        "applicationNumberText": "application",
        "patentNumber": "patent",
        "grantDate": "granted",
        "publicationNumber": "publication",
        "publicationDate": "published",
        "realPartyInInterestName": "party",
        "patentOwnerName": "owner",
        "counselName": "counsel",
        "groupArtUnitNumber": "art-unit",
        "inventorName": Ignored("the first of the inventors"),
        "technologyCenterNumber": Ignored("told by the art unit"),
    },
    us.NO_ATTRIBUTES,
    "us-ptab:party",
)
_MATTER: dict[str, Rule] = {
    "appealNumber": "proceeding",
    "trialNumber": "proceeding",
    "interferenceNumber": "proceeding",
    "appealDocumentCategory": Ignored("told by the decision"),
    "trialDocumentCategory": Ignored("told by the decision"),
    "lastModifiedDateTime": _RECORD,
    "appellantData": Part("party", _PARTY),
    "patentOwnerData": Part("party", _PARTY),
    "juniorPartyData": Part("party", _PARTY),
    "seniorPartyData": Part("party", _PARTY),
    "additionalPartyDataBag": Ignored("further patents of the same parties"),
    "regularPetitionerData/realPartyInInterestName": "petitioner",
    "regularPetitionerData/counselName": "petitioner-counsel",
    "appealMetaData/appealFilingDate": "appealed",
    "trialMetaData/petitionFilingDate": "petitioned",
    "trialMetaData/accordedFilingDate": "accorded",
    "trialMetaData/institutionDecisionDate": "instituted",
    "trialMetaData/terminationDate": "terminated",
    "trialMetaData/latestDecisionDate": Ignored("the decisions have their dates"),
    "trialMetaData/trialTypeCode": "kind",
    "trialMetaData/trialStatusCategory": "standing",
    "interferenceMetaData/declarationDate": "declared",
    "interferenceMetaData/interferenceStyleName": "style",
    **{
        f"{part}/{name}": _RECORD
        for part in ("appealMetaData", "trialMetaData", "interferenceMetaData")
        for name in (
            "appealLastModifiedDate", "appealLastModifiedDateTime", "fileDownloadURI",
            "trialLastModifiedDate", "trialLastModifiedDateTime", "interferenceLastModifiedDate",
            "interferenceLastModifiedDateTime", "applicationTypeCategory",
        )
    },
    **{
        f"{part}/{name}": rule
        for part in ("decisionData", "documentData")
        for name, rule in {
            "appealOutcomeCategory": "outcome",
            "trialOutcomeCategory": "outcome",
            "interferenceOutcomeCategory": "outcome",
            "decisionIssueDate": "decided",
            "decisionTypeCategory": Ignored("told by the outcome"),
            "issueTypeBag": "issue",
            "statuteAndRuleBag": "rule",
        }.items()
    },
    "documentData/documentIdentifier": "document",
    "documentData/documentFilingDate": "date",
    "documentData/documentName": "file-name",
    "documentData/documentTitleText": "title",
    "documentData/documentCategory": "code",
    "documentData/documentTypeDescriptionText": "type",
    "documentData/documentNumber": "paper-number",
    "documentData/filingPartyCategory": "filed-by",
    "documentData/documentSizeQuantity": "size",
    "documentData/documentOCRText": "text",
    "documentData/fileDownloadURI": _FILES,
}  # fmt: skip
_PETITION: dict[str, Rule] = {
    "applicationNumberText": "application",
    "patentNumber": "patent",
    "decisionDate": "decided",
    "petitionMailDate": "mailed",
    "decisionPetitionTypeCode": "petition",
    "petitionIssueConsideredTextBag": "issue",
    "decisionTypeCodeDescriptionText": "outcome",
    "decisionTypeCode": "outcome-code",
    "ruleBag": "rule",
    "statuteBag": "rule",
    "finalDecidingOfficeName": "decided-by",
    "petitionDecisionRecordIdentifier": "record",
    "inventionTitle": "title",
    "groupArtUnitNumber": "art-unit",
    "customerNumber": "customer",
    "businessEntityStatusCategory": _OTHER,
    "courtActionIndicator": Ignored("whether a court took part"),
    "firstInventorToFileIndicator": _OTHER,
    "inventorBag": _OTHER,
    "lastIngestionDateTime": _RECORD,
    "prosecutionStatusCode": _OTHER,
    "prosecutionStatusCodeDescriptionText": _OTHER,
    "technologyCenter": Ignored("told by the art unit"),
}
_BAGS = {
    "patentAppealDataBag": "APPEAL",
    "patentTrialDocumentDataBag": "TRIAL",
    "patentTrialProceedingDataBag": "TRIAL",
    "patentTrialData": "",  # a download has trials and appeals
    "patentInterferenceDataBag": "INTERFERENCE",
    "interferenceData": "INTERFERENCE",
}
_PETITION_BAGS = ("petitionDecisionDataBag", "petitionDecisionData")
_MATTER_SHAPE = Shape(_MATTER, us.NO_ATTRIBUTES, "us-ptab")
_PETITION_SHAPE = Shape(_PETITION, us.NO_ATTRIBUTES, "us-petition")
_SHAPE = Shape(
    {
        "count": _ANSWER,
        "requestIdentifier": _ANSWER,
        **{bag: Part(bag, _MATTER_SHAPE) for bag in _BAGS},
        **{bag: Part(bag, _PETITION_SHAPE) for bag in _PETITION_BAGS},
    },
    us.NO_ATTRIBUTES,
    "us-ptab:answer",
)

_DATED = {
    "petitioned": "TRIAL-PETITION",
    "instituted": "TRIAL-INSTITUTION-DECISION",
    "terminated": "TRIAL-TERMINATION",
    "appealed": "APPEAL-FILED",
    "declared": "INTERFERENCE-DECLARED",
}
_NOT_LETTERS = re.compile(r"[^A-Z0-9]+")
_OF_THE_OFFICE = frozenset({"", "BOARD"})


def read(root: Element, document: Document, account: Account) -> Read:
    """Read an answer, case by case. Raises RefusedError where it names no application."""
    fields = _SHAPE.read(root, account)
    told = [
        *(one for bag, of in _BAGS.items() for one in _matters(fields.parts(bag), of, document)),
        *(one for bag in _PETITION_BAGS for one in _petitions(fields.parts(bag), document)),
    ]
    if not told:
        reason = "not a publication or case: decisions without application numbers"
        raise RefusedError(reason, document.position)
    told.sort(key=_name)
    return tuple(_joined(list(histories)) for _, histories in groupby(told, key=_name))


def _name(history: History) -> str:
    return str(history.case)


def _joined(histories: list[History]) -> History:
    """Join what the entries of an answer say of one case; a document is listed once."""
    return msgspec.structs.replace(
        histories[0],
        events=oldest_first(event for one in histories for event in one.events),
        documents=tuple({d.number: d for one in histories for d in one.documents}.values()),
        papers=tuple({p.document: p for one in histories for p in one.papers}.values()),
    )


def _matters(found: list[Fields], of: str, document: Document) -> Iterator[History]:
    for fields in found:
        kind = of or ("TRIAL" if "-" in fields.text("proceeding") else "APPEAL")
        for party in fields.parts("party"):
            if party.text("application"):
                yield _matter(fields, party, kind, document)


def _matter(fields: Fields, party: Fields, kind: str, document: Document) -> History:
    case = us.case(party.text("application"), None, "", document)
    publication = us.publication(party.text("publication"), us.day(party.text("published")))
    listed = _listed(fields)
    return History(
        case=case,
        bibliography=Bibliography(
            registration=_patent(party),
            publications=(publication,) if publication else (),
            owners=us.parties([us.party(party.text("owner") or party.text("party"))]),
            references=us.references(art_unit=party.text("art-unit")),
        ),
        events=oldest_first([*_dates(party), *_events(fields, kind)]),
        documents=(listed,) if listed else (),
        papers=(_paper(fields, party, listed),) if listed and "text" in fields else (),
    )


def _patent(party: Fields) -> DocumentId | None:
    return us.patent(party.text("patent"), us.day(party.text("granted")))


def _dates(party: Fields) -> tuple[Happening, ...]:
    return stated(published=us.day(party.text("published")), granted=us.day(party.text("granted")))


def _events(fields: Fields, kind: str) -> Iterator[Happening]:
    number, detail = fields.text("proceeding"), _detail(fields)
    for key, code in _DATED.items():
        date = us.day(fields.text(key))
        if date:
            yield Happening(code=code, date=date, series=PROCEEDINGS, number=number, detail=detail)
    outcome, decided = fields.text("outcome"), us.day(fields.text("decided"))
    if outcome and decided:
        code = f"{kind}-{_NOT_LETTERS.sub('-', outcome.upper()).strip('-')}"
        yield Happening(
            code=code, date=decided, series=PROCEEDINGS, text=outcome, number=number, detail=detail
        )


def _detail(fields: Fields) -> Pairs:
    return us.references(
        petitioner=fields.text("petitioner"), kind=fields.text("kind"), style=fields.text("style")
    )


def _listed(fields: Fields) -> FileDocument | None:
    date = us.day(fields.text("date"))
    number = fields.text("document")
    if date is None or not number:
        return None
    filed_by = fields.text("filed-by").upper()
    return FileDocument(
        number=number,
        code=(fields.text("code") or fields.text("type") or "PAPER").upper(),
        date=date,
        series=PROCEEDINGS,
        name=fields.text("title") or fields.text("type") or fields.text("file-name"),
        direction="out" if filed_by in _OF_THE_OFFICE else "in",
        size=us.whole(fields.text("size")),
    )


def _paper(fields: Fields, party: Fields, listed: FileDocument) -> Paper:
    facts = us.references(
        Proceeding=fields.text("proceeding"),
        Outcome=fields.text("outcome"),
        Owner=party.text("owner") or party.text("party"),
        Petitioner=fields.text("petitioner"),
        Issues=", ".join(fields.texts("issue")),
        Provisions=", ".join(fields.texts("rule")),
    )
    return Paper(
        document=listed.number,
        title=listed.name,
        lang=us.LANG,
        body=us.body(fields.element_of("text"), wrapped=True),
        facts=facts,
        media_type="application/json",
    )


def _petitions(found: list[Fields], document: Document) -> Iterator[History]:
    for fields in found:
        if fields.text("application"):
            yield _petition(fields, document)


def _petition(fields: Fields, document: Document) -> History:
    title = fields.text("title")
    code = fields.text("petition") or "0"
    decided = us.required_day(fields.text("decided"), f"the petition decision {code}", document)
    return History(
        case=us.case(fields.text("application"), None, "", document),
        bibliography=Bibliography(
            titles=(Text(text=title, lang=us.LANG),) if title else (),
            registration=_patent(fields),
            references=us.references(
                customer=fields.text("customer"), art_unit=fields.text("art-unit")
            ),
        ),
        events=(
            Happening(
                code=code,
                date=decided,
                series=PETITIONS,
                text="; ".join(fields.texts("issue")),
                number=fields.text("record"),
                detail=us.references(
                    outcome=fields.text("outcome") or fields.text("outcome-code"),
                    mailed=fields.text("mailed"),
                    decided_by=fields.text("decided-by"),
                    provisions=", ".join(fields.texts("rule")),
                ),
            ),
        ),
    )


FORMAT = HistoryFormat(
    name="us-ptab", read=read, keys=tuple(frozenset({bag}) for bag in (*_BAGS, *_PETITION_BAGS))
)
