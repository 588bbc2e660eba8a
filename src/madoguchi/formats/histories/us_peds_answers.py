"""Answers of the PEDS API: cases that a query found, and the entries of a list of documents."""

import datetime as dt
import re
from xml.etree.ElementTree import Element, SubElement
from zoneinfo import ZoneInfo

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories import us_cases as us
from madoguchi.formats.histories.us_cases import NO_ATTRIBUTES
from madoguchi.formats.histories.us_history import history
from madoguchi.formats.registry import HistoryFormat, Read
from madoguchi.formats.shape import Ignored, Part, Rule, Shape

_ADDRESS = Ignored("address for letters; the representatives are kept")
_DELAY = Ignored("how the adjustment was reckoned; its total is kept")
_FACET = Ignored("said again for the search")
_QUERY = Ignored("of the query, not of the case")
_RECORD = Ignored("of the database's record, not of the case")
_SEQUENCE = Ignored("place in the list, which is the order of the record")
_OTHER_CASE = Ignored("that case's own history tells it")

_PERSON = Shape(
    {
        "nameLineOne": "last",
        "nameLineTwo": "first",
        "suffix": "suffix",
        "streetOne": "place",
        "streetTwo": "place",
        "city": "place",
        "geoCode": "place",
        "country": "country",
        "rankNo": _SEQUENCE,
    },
    NO_ATTRIBUTES,
    "us-peds-answer:party",
)
_AGENT = Shape(
    {
        "registrationNo": "registration",
        "fullName": "name",
        "phoneNum": Ignored("private"),
        "regStatus": Ignored("whether still registered to practise today"),
        "applicationId": Ignored("always empty"),
    },
    NO_ATTRIBUTES,
    "us-peds-answer:agent",
)
_RELATED = Shape(
    {
        "claimApplicationNumberText": "number",
        "applicationNumberText": Ignored("this case, or a parent of it"),
        "filingDate": "filed",
        "aiaIndicator": _OTHER_CASE,
        "patentNumberText": _OTHER_CASE,
        "applicationStatus": _OTHER_CASE,
        "applicationStatusDescription": "words",
    },
    NO_ATTRIBUTES,
    "us-peds-answer:related",
)
_PRIORITY = Shape(
    {
        "priorityClaim": "number",
        "applicationNumberText": Ignored("this case"),
        "countryName": "country",
        "filingDate": "filed",
    },
    NO_ATTRIBUTES,
    "us-peds-answer:priority",
)
_ASSIGNOR = Shape(
    {"assignorName": "name", "execDate": "executed"}, NO_ATTRIBUTES, "us-peds-answer:assignor"
)
_ASSIGNEE = Shape(
    {
        "assigneeName": "name",
        "streetLineOneText": "place",
        "streetLineTwoText": "place",
        "cityName": "place",
        "countryCode": "place",  # the name of a state or country
        "postalCode": "place",
    },
    NO_ATTRIBUTES,
    "us-peds-answer:assignee",
)
_ASSIGNMENT = Shape(
    {
        "reelNumber": "reel",
        "frameNumber": "frame",
        "recordedDate": "recorded",
        "receivedDate": Ignored("the day of recording is that of the receipt"),
        "mailDate": Ignored("when the notice of recordation was mailed"),
        "pagesCount": Ignored("pages of the record, which is not in the file"),
        "converyanceName": "words",
        "sequenceNumber": _SEQUENCE,
        "assignors": Part("assignor", _ASSIGNOR),
        "assignee": Part("assignee", _ASSIGNEE),
        **dict.fromkeys(
            (
                "addressNameText",
                "addressLineOneText",
                "addressLineTwoText",
                "addressLineThreeText",
                "addressLineFourText",
            ),
            _ADDRESS,
        ),
    },
    NO_ATTRIBUTES,
    "us-peds-answer:assignment",
)
_EVENT = Shape(
    {"recordDate": "date", "code": "code", "description": "text"},
    NO_ATTRIBUTES,
    "us-peds-answer:event",
)
_DOCUMENT = Shape(
    {
        "mailRoomDate": "date",
        "documentCode": "code",
        "documentDescription": "name",
        "documentIdentifier": "number",
        "pageCount": "pages",
        "applicationNumberText": "application",
        "documentCategory": Ignored("all are of the prosecution"),
        "accessLevelCategory": Ignored("all are public"),
        "pdfUrl": Ignored("where the service keeps the document"),
    },
    NO_ATTRIBUTES,
    "us-peds-answer:document",
)
_CASE_RULES: dict[str, Rule] = {
    "applId": "number",
    "appFilingDate": "filed",
    "appType": "category",
    "appExamName": "examiner",
    "applicants": Part("applicant", _PERSON),
    "inventors": Part("inventor", _PERSON),
    "attrnyAddr": Part("agent", _AGENT),
    "corrAddrNameLineOne": "correspondent",
    "appCustNumber": "customer",
    "appGrpArtNumber": "art-unit",
    "appConfrNumber": "confirmation",
    "appAttrDockNumber": "docket",
    "appClsSubCls": "us-class",
    "appEntityStatus": "entity",
    "firstInventorFile": "first-inventor-to-file",
    "patentTitle": "title",
    "appStatus": "status",
    "appStatusDate": "status-date",
    "appEarlyPubNumber": "publication",
    "appEarlyPubDate": "published",
    "patentNumber": "patent",
    "patentIssueDate": "granted",
    "parentContinuity": Part("related", _RELATED),
    "childContinuity": Part("children", _RELATED),
    "foreignPriority": Part("priority", _PRIORITY),
    "assignments": Part("assignment", _ASSIGNMENT),
    "transactions": Part("event", _EVENT),
    "document": Part("document", _DOCUMENT),
    "totalPtoDays": "adjustment",
    "cmsData": Ignored("read as the list of documents"),
    "inventorName": Ignored("the first inventor, who is among the inventors"),
    "firstNamedApplicant": Ignored("the first applicant, who is among the applicants"),
    "appLocation": Ignored("where the paper file lies"),
    "appLocationDate": Ignored("where the paper file lies"),
    **dict.fromkeys(
        ("id", "applIdStr", "appl_id_txt", "appCls", "appSubCls", "appStatus_txt"), _FACET
    ),
    **dict.fromkeys(
        (
            "applicantsFacet",
            "appExamNameFacet",
            "inventorNameFacet",
            "appGrpArtNumberFacet",
            "appStatusFacet",
            "inventorsFacet",
            "appTypeFacet",
            "appClsSubClsFacet",
            "firstNamedApplicantFacet",
            "appAttrDockNumberFacet",
            "appEntityStatusFacet",
            "appCustNumberFacet",
            "firstInventorFileFacet",
            "appLocationFacet",
            "appEarlyPubNumberFacet",
            "patentNumberFacet",
        ),
        _FACET,
    ),
    **dict.fromkeys(
        (
            "publicInd",
            "APP_IND",
            "LAST_MOD_TS",
            "LAST_INSERT_TIME",
            "lastUpdatedTimestamp",
            "_version_",
        ),
        _RECORD,
    ),
    **dict.fromkeys(
        (
            "ptaPteInd",
            "ptaPteTranHistory",
            "applDelay",
            "cDelay",
            "ptoAdjustments",
            "overlapDelay",
            "aDelay",
            "bDelay",
            "ptoDelay",
        ),
        _DELAY,
    ),
    **dict.fromkeys(
        (
            "corrAddrCountryName",
            "corrAddrCountryCd",
            "corrAddrGeoRegionCode",
            "corrAddrGeoRegionNA",
            "corrAddrStreetLineOne",
            "corrAddrStreetLineTwo",
            "corrAddrPostalCode",
            "corrAddrCustNo",
            "corrAddrCity",
            "corrAddrNameLineTwo",
        ),
        _ADDRESS,
    ),
}
_CASE = Shape(_CASE_RULES, NO_ATTRIBUTES, "us-peds-answer:case")
_ANSWER = Shape(
    {
        "queryResults/searchResponse/response/docs": Part("case", _CASE),
        "queryResults/searchResponse/response/numFound": _QUERY,
        "queryResults/searchResponse/response/start": _QUERY,
        "queryResults/searchResponse/response/numFoundExact": _QUERY,
        "queryResults/searchResponse/responseHeader": _QUERY,
        "queryResults/indexLastUpdatedDate": _RECORD,
        **dict.fromkeys(
            (
                "queryResults/queryId",
                "jobStatus",
                "jobId",
                "queryId",
                "page",
                "count",
                "errorMessage",
                "createQueryRequest",
                "links",
            ),
            _QUERY,
        ),
    },
    NO_ATTRIBUTES,
    "us-peds-answer",
)

_CASES = "queryResults/searchResponse/response/docs"
# {16123456|2020-10-20 03:19:47|PROSECUTION|Notice of Allowance|NOA|2|KGC5TXULLDFLYX9}, ...
_PACKED = re.compile(r"\{[^|{}]*\|([^|{}]*)\|[^|{}]*\|([^|]*)\|([^|{}]*)\|([^|{}]*)\|([^|{}]*)\}")
_PACKED_NAMES = ("mailRoomDate", "documentDescription", "documentCode", "pageCount")


def read(root: Element, document: Document, account: Account) -> Read:
    """Read an answer to a query, or one entry of a list of documents."""
    if root.find("queryResults") is None:
        return _entry(root, document, account)
    for element in root.iterfind(_CASES):
        _unpack(element)
    cases = _ANSWER.read(root, account).parts("case")
    if not cases:
        reason = "not a publication or case: an answer of PEDS that found none"
        raise RefusedError(reason, document.position)
    return tuple(history(fields, document, complete=True) for fields in cases)


def _entry(root: Element, document: Document, account: Account) -> Read:
    entry = Element(root.tag)
    SubElement(entry, "applId").text = root.findtext("applicationNumberText")
    for stamp in root.findall("mailRoomDate"):
        stamp.text = _official(stamp.text or "")
    root.tag = "document"
    entry.append(root)
    return (history(_CASE.read(entry, account), document, complete=False),)


def _unpack(case: Element) -> None:
    """Put the documents that are packed into one text beside it, as the lists have them."""
    for packed in case.findall("cmsData"):
        for found in _PACKED.finditer(packed.text or ""):
            entry = SubElement(case, "document")
            for name, text in zip(_PACKED_NAMES, found.groups(), strict=False):
                told = _official(text) if name == "mailRoomDate" else us.given(text)
                SubElement(entry, name).text = told
            SubElement(entry, "documentIdentifier").text = found.group(5)


_EASTERN = ZoneInfo("America/New_York")


def _official(stamp: str) -> str:
    """Return the official day of a document's time stamp, which is in Eastern time.

    Where only a day is known the stamp is midnight UTC of it: 20:00 of the day before.
    """
    try:
        eastern = dt.datetime.fromisoformat(stamp[:19]).replace(tzinfo=_EASTERN)
        universal = eastern.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return stamp
    return str((eastern if universal.time() != dt.time() else universal).date())


FORMAT = HistoryFormat(
    name="us-peds-answer",
    read=read,
    keys=(
        frozenset({"queryResults", "createQueryRequest"}),
        frozenset({"applicationNumberText", "documentIdentifier", "mailRoomDate"}),
    ),
)
