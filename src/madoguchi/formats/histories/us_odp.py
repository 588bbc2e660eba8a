"""File wrappers of the USPTO's Open Data Portal, and events taken from it by others.

An answer tells a whole wrapper or a part of one (events, parents, assignments, documents, ...).
Only a wrapper with its events tells all of them.
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.us_cases import NO_ATTRIBUTES
from madoguchi.formats.histories.us_history import history
from madoguchi.formats.registry import HistoryFormat, Read
from madoguchi.formats.shape import Ignored, Part, Rule, Shape
from madoguchi.model import History

_ADDRESS = Ignored("address for letters; the representatives are kept")
_ANSWER = Ignored("of the answer, not of the case")
_DELAY = Ignored("how the adjustment was reckoned; its total is kept")
_FILES = Ignored("where the publication's files lie")
_OTHER_CASE = Ignored("that case's own history tells it")
_TWICE = Ignored("said again")

_PLACE: dict[str, Rule] = {
    "nameLineOneText": Ignored("the party's name, or its firm's"),
    "nameLineTwoText": Ignored("the party's name, or its firm's"),
    "addressLineOneText": "place",
    "addressLineTwoText": "place",
    "addressLineThreeText": "place",
    "cityName": "place",
    "geographicRegionCode": _TWICE,
    "geographicRegionName": "place",
    "postalCode": "place",
    "countryCode": "country",
    "ictCountryCode": _TWICE,
    "countryName": _TWICE,
    "postalAddressCategory": Ignored("residence or address for letters"),
}
_ADDRESS_SHAPE = Shape(_PLACE, NO_ATTRIBUTES, "us-odp:address")
_PERSON = Shape(
    {
        "applicantNameText": "name",
        "inventorNameText": "name",
        "firstName": "first",
        "middleName": "middle",
        "lastName": "last",
        "nameSuffix": "suffix",
        "namePrefix": Ignored("form of address"),
        "preferredName": _TWICE,
        "countryCode": "country",
        "registrationNumber": "registration",
        "registeredPractitionerCategory": Ignored("attorney or agent"),
        "activeIndicator": Ignored("whether still registered to practise today"),
        "telecommunicationAddressBag": Ignored("private"),
        "correspondenceAddressBag": Part("address", _ADDRESS_SHAPE),
        "attorneyAddressBag": Part("address", _ADDRESS_SHAPE),
    },
    NO_ATTRIBUTES,
    "us-odp:party",
)
_EVENT = Shape(
    {"eventCode": "code", "eventDate": "date", "eventDescriptionText": "text"},
    NO_ATTRIBUTES,
    "us-odp:event",
)
_PARENTAGE: dict[str, Rule] = {
    "claimParentageTypeCode": "words",
    "claimParentageTypeCodeDescriptionText": _TWICE,
    "firstInventorToFileIndicator": _OTHER_CASE,
}
_PARENT = Shape(
    {
        **_PARENTAGE,
        "parentApplicationNumberText": "number",
        "parentApplicationFilingDate": "filed",
        "childApplicationNumberText": Ignored("this case, or a parent of it"),
        "parentApplicationStatusCode": _OTHER_CASE,
        "parentApplicationStatusDescriptionText": _OTHER_CASE,
        "parentPatentNumber": _OTHER_CASE,
    },
    NO_ATTRIBUTES,
    "us-odp:parent",
)
_CHILD = Shape(
    {
        **_PARENTAGE,
        "childApplicationNumberText": "number",
        "childApplicationFilingDate": "filed",
        "parentApplicationNumberText": Ignored("this case, or a child of it"),
        "childApplicationStatusCode": _OTHER_CASE,
        "childApplicationStatusDescriptionText": _OTHER_CASE,
        "childPatentNumber": _OTHER_CASE,
    },
    NO_ATTRIBUTES,
    "us-odp:child",
)
_PRIORITY = Shape(
    {"applicationNumberText": "number", "filingDate": "filed", "ipOfficeName": "country"},
    NO_ATTRIBUTES,
    "us-odp:priority",
)
_ASSIGNOR = Shape(
    {"assignorName": "name", "executionDate": "executed"}, NO_ATTRIBUTES, "us-odp:assignor"
)
_ASSIGNEE = Shape(
    {"assigneeNameText": "name", "assigneeAddress": Part("address", _ADDRESS_SHAPE)},
    NO_ATTRIBUTES,
    "us-odp:assignee",
)
_ASSIGNMENT = Shape(
    {
        "reelNumber": "reel",
        "frameNumber": "frame",
        "reelAndFrameNumber": _TWICE,
        "assignmentRecordedDate": "recorded",
        "assignmentReceivedDate": Ignored("the day of recording is that of the receipt"),
        "assignmentMailedDate": Ignored("when the notice of recordation was mailed"),
        "conveyanceText": "words",
        "assignorBag": Part("assignor", _ASSIGNOR),
        "assigneeBag": Part("assignee", _ASSIGNEE),
        "correspondenceAddress": _ADDRESS,
        "attorneyDocketNumber": Ignored("the correspondent's own reference"),
        "pageTotalQuantity": Ignored("pages of the record, which is not in the file"),
        "imageAvailableStatusCode": Ignored("where the record lies"),
        "assignmentDocumentLocationURI": Ignored("where the record lies"),
    },
    NO_ATTRIBUTES,
    "us-odp:assignment",
)
_DOCUMENT = Shape(
    {
        "applicationNumberText": Ignored("this case"),
        "documentCode": "code",
        "documentCodeDescriptionText": "name",
        "documentIdentifier": "number",
        "officialDate": "date",
        "directionCategory": "direction",
        "documentDirectionCategory": "direction",
        "downloadOptionBag/pageTotalQuantity": "pages",
        "downloadOptionBag/mimeTypeIdentifier": Ignored("how the service offers the document"),
        "downloadOptionBag/downloadUrl": Ignored("how the service offers the document"),
    },
    NO_ATTRIBUTES,
    "us-odp:document",
)
_METADATA: dict[str, Rule] = {
    "filingDate": "filed",
    "effectiveFilingDate": Ignored("follows from the filing date and the parents"),
    "applicationTypeLabelName": "category",
    "applicationTypeCode": _TWICE,
    "applicationTypeCategory": _TWICE,
    "applicationStatusDescriptionText": "status",
    "applicationStatusDate": "status-date",
    "applicationStatusCode": _TWICE,
    "applicationConfirmationNumber": "confirmation",
    "docketNumber": "docket",
    "customerNumber": "customer",
    "groupArtUnitNumber": "art-unit",
    "entityStatusData/businessEntityStatusCategory": "entity",
    "entityStatusData/smallEntityStatusIndicator": _TWICE,
    "firstInventorToFileIndicator": "first-inventor-to-file",
    "examinerNameText": "examiner",
    "inventionTitle": "title",
    "applicantBag": Part("applicant", _PERSON),
    "inventorBag": Part("inventor", _PERSON),
    "firstApplicantName": Ignored("who is among the applicants"),
    "firstInventorName": Ignored("who is among the inventors"),
    "earliestPublicationNumber": "publication",
    "earliestPublicationDate": "published",
    "publicationCategoryBag": _TWICE,
    "publicationDateBag": _TWICE,
    "publicationSequenceNumberBag": _TWICE,
    "patentNumber": "patent",
    "grantDate": "granted",
    "uspcSymbolText": "us-class",
    "class": _TWICE,
    "subclass": _TWICE,
    "cpcClassificationBag": "cpc",
    "nationalStageIndicator": Ignored("told by the parents"),
    "pctPublicationNumber": Ignored("the international publication is of that application"),
    "pctPublicationDate": Ignored("the international publication is of that application"),
    "internationalRegistrationNumber": Ignored("of Hague designs, which no answer at hand has"),
    "internationalRegistrationPublicationDate": Ignored("of Hague designs"),
}
_WRAPPER = Shape(
    {
        "applicationNumberText": "number",
        **{f"applicationMetaData/{path}": rule for path, rule in _METADATA.items()},
        "eventDataBag": Part("event", _EVENT),
        "documentBag": Part("document", _DOCUMENT),
        "parentContinuityBag": Part("related", _PARENT),
        "childContinuityBag": Part("children", _CHILD),
        "foreignPriorityBag": Part("priority", _PRIORITY),
        "assignmentBag": Part("assignment", _ASSIGNMENT),
        "recordAttorney/attorneyBag": Part("agent", _PERSON),
        "recordAttorney/powerOfAttorneyBag": Part("agent", _PERSON),
        "recordAttorney/customerNumberCorrespondenceData": _ADDRESS,
        "correspondenceAddressBag/nameLineOneText": "correspondent",
        **{
            f"correspondenceAddressBag/{name}": _ADDRESS
            for name in _PLACE
            if name != "nameLineOneText"
        },
        "patentTermAdjustmentData/adjustmentTotalQuantity": "adjustment",
        **{
            f"patentTermAdjustmentData/{name}": _DELAY
            for name in (
                "aDelayQuantity",
                "bDelayQuantity",
                "cDelayQuantity",
                "applicantDayDelayQuantity",
                "ipOfficeAdjustmentDelayQuantity",
                "nonOverlappingDayDelayQuantity",
                "nonOverlappingDayQuantity",
                "overlappingDayQuantity",
                "patentTermAdjustmentHistoryDataBag",
            )
        },
        "grantDocumentMetaData": _FILES,
        "pgpubDocumentMetaData": _FILES,
        "lastIngestionDateTime": _ANSWER,
    },
    NO_ATTRIBUTES,
    "us-odp",
)


def _capitals(rules: dict[str, Rule], **others: str) -> dict[str, Rule]:
    """The same rules for an answer whose names begin with capitals."""
    return {
        "/".join(others.get(step, step[0].upper() + step[1:]) for step in path.split("/")): rule
        for path, rule in rules.items()
    }


_OTHERWISE = {
    "nameLineOneText": "NameLineOne",
    "nameLineTwoText": "NameLineTwo",
    "entityStatusData": "EntityStatus",
    "applicantBag": "Applicants",
    "inventorBag": "Inventors",
    "foreignPriorityBag": "Claims",
}
_CAPITAL_ADDRESS = Shape(_capitals(_PLACE, **_OTHERWISE), NO_ATTRIBUTES, "us-odp:Address")
_CAPITAL_PERSON = Shape(
    {
        "ApplicantNameText": "name",
        "InventorNameText": "name",
        "FirstName": "first",
        "MiddleName": "middle",
        "LastName": "last",
        "NameSuffix": "suffix",
        "NamePrefix": Ignored("form of address"),
        "PreferredName": _TWICE,
        "CountryCode": "country",
        "CorrespondenceAddressBag": Part("address", _CAPITAL_ADDRESS),
    },
    NO_ATTRIBUTES,
    "us-odp:Party",
)
_CAPITAL_PRIORITY = Shape(
    {"ApplicationNumber": "number", "FilingDate": "filed", "IPOfficeName": "country"},
    NO_ATTRIBUTES,
    "us-odp:Priority",
)
_CAPITAL = Shape(
    {
        **_capitals(_METADATA, **_OTHERWISE),
        "ApplicationNumber": "number",
        "Applicants": Part("applicant", _CAPITAL_PERSON),
        "Inventors": Part("inventor", _CAPITAL_PERSON),
        "Claims": Part("priority", _CAPITAL_PRIORITY),
        "GrantDocumentMetaData": _FILES,
        "PgpubDocumentMetaData": _FILES,
    },
    NO_ATTRIBUTES,
    "us-odp:capitals",
)
_TAKEN_EVENT = Shape(
    {"code": "code", "description": "text", "date": "date"}, NO_ATTRIBUTES, "us-odp:taken-event"
)
_COUNT = Ignored("a count of what the record holds")
_TAKEN = Shape(
    {
        "application_number": "number",
        "patent_title": "title",
        "filing_date": "filed",
        "status": "status",
        "patent_number": "patent",
        "app_type": "category",
        "entity_status": "entity",
        "art_unit": "art-unit",
        "examiner_name": "examiner",
        "prosecution_events": Part("event", _TAKEN_EVENT),
        "technology_center": Ignored("follows from the art unit"),
        "tc_description": Ignored("follows from the art unit"),
        "num_prosecution_events": _COUNT,
        "has_office_action": _COUNT,
        "has_allowance": _COUNT,
        "total_events_in_file": _COUNT,
        "pulled_at": _ANSWER,
    },
    NO_ATTRIBUTES,
    "us-odp:taken",
)
_WRAPPERS = Shape(
    {
        "count": _ANSWER,
        "requestIdentifier": _ANSWER,
        "patentFileWrapperDataBag": Part("case", _WRAPPER),
    },
    NO_ATTRIBUTES,
    "us-odp:answer",
)

_STRANGERS = {
    "bulkDataProductBag": "a list of bulk data products",
    "statusCodeBag": "a list of status codes",
    "apiKey": "a description of a service and its fields",
    "attorneyBag": "representatives without the number of their application",
    "patentdata": "a list of applications without their numbers",
}


def read(root: Element, document: Document, account: Account) -> Read:
    """Read an answer of the portal. Raises RefusedError, by name, for what tells of no case."""
    for name, reader in _READERS.items():
        if root.find(name) is not None:
            found = tuple(reader(root, document, account))
            if found:
                return found
    what = next((what for name, what in _STRANGERS.items() if root.find(name) is not None), "")
    reason = f"not a publication or case: {what or 'an answer of the portal that found none'}"
    raise RefusedError(reason, document.position)


def _wrappers(root: Element, document: Document, account: Account) -> Iterator[History]:
    for fields in _WRAPPERS.read(root, account).parts("case"):
        complete = "event" in fields and "filed" in fields
        yield history(fields, document, complete=complete)


def _documents(root: Element, document: Document, account: Account) -> Iterator[History]:
    """A list of documents; each names its application."""

    def number(element: Element) -> str:
        return element.findtext("applicationNumberText") or ""

    listed = sorted(root.findall("documentBag"), key=number)
    for application, elements in groupby(listed, key=number):
        wrapper = Element(root.tag)
        SubElement(wrapper, "applicationNumberText").text = application
        wrapper.extend(elements)
        yield history(_WRAPPER.read(wrapper, account), document, complete=False)


def _with_capitals(root: Element, document: Document, account: Account) -> Iterator[History]:
    yield history(_CAPITAL.read(root, account), document, complete=False)


def _taken(root: Element, document: Document, account: Account) -> Iterator[History]:
    """Events of a case that somebody has picked; not all, as the count of all events shows."""
    yield history(_TAKEN.read(root, account), document, complete=False)


_Reader = Callable[[Element, Document, Account], Iterator[History]]
_READERS: dict[str, _Reader] = {
    "patentFileWrapperDataBag": _wrappers,
    "documentBag": _documents,
    "ApplicationNumber": _with_capitals,
    "application_number": _taken,
}

FORMAT = HistoryFormat(
    name="us-odp",
    read=read,
    keys=(
        frozenset({"patentFileWrapperDataBag"}),
        frozenset({"documentBag"}),
        *(
            frozenset({"ApplicationNumber", name})
            for name in ("ApplicationStatusCode", "Claims", "GrantDocumentMetaData")
        ),
        frozenset({"apiKey", "apiUrl", "fields"}),
        frozenset({"attorneyBag", "powerOfAttorneyBag"}),
        *(frozenset({name}) for name in ("bulkDataProductBag", "statusCodeBag", "patentdata")),
    ),
)

# Extracts name a few events of each application out of many, so that the outcome may be missing.
EXTRACT = HistoryFormat(
    name="us-odp-extract",
    read=read,
    keys=(frozenset({"application_number", "prosecution_events"}),),
)
