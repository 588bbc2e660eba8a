"""File histories of PEDS, the USPTO's patent examination data until 2024, in ST.96's names."""

from xml.etree.ElementTree import Element

from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.us_cases import NO_ATTRIBUTES
from madoguchi.formats.histories.us_history import history
from madoguchi.formats.registry import HistoryFormat, Read
from madoguchi.formats.shape import Ignored, Part, Rule, Shape

_ADDRESS = Ignored("address for letters; the representatives are kept")
_TWICE = Ignored("said again")
_DELAY = Ignored("how the adjustment was reckoned; its total is kept")
_SEQUENCE = Ignored("place in the list, which is the order of the record")

_NAME = "name/personNameOrOrganizationNameOrEntityName"
_CONTACT = "contactOrPublicationContact"
_PERSON = Shape(
    {
        f"{_CONTACT}/{_NAME}/personStructuredName/firstName": "first",
        f"{_CONTACT}/{_NAME}/personStructuredName/middleName": "middle",
        f"{_CONTACT}/{_NAME}/personStructuredName/lastName": "last",
        f"{_CONTACT}/{_NAME}/personStructuredName/nameSuffix": "suffix",
        f"{_CONTACT}/{_NAME}/organizationStandardName/content": "name",
        f"{_CONTACT}/cityName": "place",
        f"{_CONTACT}/geographicRegionName/value": "place",
        f"{_CONTACT}/geographicRegionName/geographicRegionCategory": Ignored("always a state"),
        f"{_CONTACT}/countryCode": "country",
        "registeredPractitionerRegistrationNumber": "registration",
        "registeredPractitionerCategory": Ignored("attorney or agent"),
        "sequenceNumber": _SEQUENCE,
        "activeIndicator": Ignored("whether still registered to practise today"),
    },
    NO_ATTRIBUTES,
    "us-peds:party",
)
_RELATED = Shape(
    {
        "descriptionText": "words",
        "applicationNumberText": "number",
        "filingDate": "filed",
        "parentDocumentStatusCode": Ignored("that case's own history tells it"),
        "childDocumentStatusCode": "child",
        "patentNumber": Ignored("that case's own history tells it"),
        "aiaIndicator": Ignored("that case's own history tells it"),
    },
    NO_ATTRIBUTES,
    "us-peds:related",
)
_PRIORITY = Shape(
    {
        "ipOfficeName": "country",
        "applicationNumber/applicationNumberText": "number",
        "filingDate": "filed",
        "sequenceNumber": _SEQUENCE,
    },
    NO_ATTRIBUTES,
    "us-peds:priority",
)
_CONVEYED_TO = Shape(
    {
        f"{_CONTACT}/{_NAME}/value": "name",
        f"{_CONTACT}/postalAddressBag/postalAddress/postalAddressText/value": "place",
        f"{_CONTACT}/postalAddressBag/postalAddress/postalAddressText/sequenceNumber": _SEQUENCE,
        "executionDate": "executed",
    },
    NO_ATTRIBUTES,
    "us-peds:assignment-party",
)
_ASSIGNMENT = Shape(
    {
        "reelNumber": "reel",
        "frameNumber": "frame",
        "recordedDate": "recorded",
        "documentReceivedDate": Ignored("the day of recording is that of the receipt"),
        "mailDate": Ignored("when the notice of recordation was mailed"),
        "pageTotalQuantity": Ignored("pages of the record, which is not in the file"),
        "conveyanceText": "words",
        "assignorBag/assignor": Part("assignor", _CONVEYED_TO),
        "assigneeBag/assignee": Part("assignee", _CONVEYED_TO),
        "correspondenceAddress": _ADDRESS,
        "sequenceNumber": _SEQUENCE,
    },
    NO_ATTRIBUTES,
    "us-peds:assignment",
)
_EVENT = Shape(
    {"eventDate": "date", "eventCode": "code", "eventDescriptionText": "text"},
    NO_ATTRIBUTES,
    "us-peds:event",
)
_DOCUMENT = Shape(
    {
        "officialDate": "date",
        "documentCode": "code",
        "descriptionText": "name",
        "documentCategory": Ignored("all are of the prosecution"),
        "pageTotalQuantity": "pages",
    },
    NO_ATTRIBUTES,
    "us-peds:document",
)
_BAG = "partyBag/applicantBagOrInventorBagOrOwnerBag"
_EXAMINER = f"{_BAG}/primaryExaminerOrAssistantExaminerOrAuthorizedOfficer"
_CLASS = "patentClassificationBag/cpcClassificationBagOrIPCClassificationOrECLAClassificationBag"
_METADATA: dict[str, Rule] = {
    "applicationNumberText/value": "number",
    "applicationNumberText/electronicText": _TWICE,
    "filingDate": "filed",
    "applicationTypeCategory": "category",
    f"{_EXAMINER}/{_NAME}/personFullName": "examiner",
    f"{_BAG}/applicant": Part("applicant", _PERSON),
    f"{_BAG}/inventorOrDeceasedInventor": Part("inventor", _PERSON),
    f"{_BAG}/registeredPractitioner": Part("agent", _PERSON),
    f"{_BAG}/partyIdentifierOrContact/{_NAME}/personStructuredName/lastName": "correspondent",
    f"{_BAG}/partyIdentifierOrContact/postalAddressBag": _ADDRESS,
    f"{_BAG}/partyIdentifierOrContact/value": "customer",
    "groupArtUnitNumber/value": "art-unit",
    "groupArtUnitNumber/electronicText": _TWICE,
    "applicationConfirmationNumber": "confirmation",
    "applicantFileReference": "docket",
    f"{_CLASS}/ipOfficeCode": Ignored("the USPTO's own classification"),
    f"{_CLASS}/mainNationalClassification/nationalClass": "class",
    f"{_CLASS}/mainNationalClassification/nationalSubclass": "subclass",
    "businessEntityStatusCategory": "entity",
    "firstInventorToFileIndicator": "first-inventor-to-file",
    "inventionTitle/content": "title",
    "applicationStatusCategory": "status",
    "applicationStatusDate": "status-date",
    "officialFileLocationCategory": Ignored("where the paper file lies"),
    "officialFileLocationDate": Ignored("where the paper file lies"),
    "patentPublicationIdentification/publicationNumber": "publication",
    "patentPublicationIdentification/publicationDate": "published",
    "patentGrantIdentification/patentNumber": "patent",
    "patentGrantIdentification/grantDate": "granted",
    "relatedDocumentData/parentDocumentDataOrChildDocumentData": Part("related", _RELATED),
    "priorityClaimBag/priorityClaim": Part("priority", _PRIORITY),
}
_ADJUSTMENT = "patentTermData/patentTermAdjustmentData"
_HISTORY = Shape(
    {
        **{f"patentCaseMetadata/{path}": rule for path, rule in _METADATA.items()},
        "prosecutionHistoryDataBag/prosecutionHistoryData": Part("event", _EVENT),
        f"{_ADJUSTMENT}/adjustmentTotalQuantity": "adjustment",
        **{
            f"{_ADJUSTMENT}/{path}": _DELAY
            for path in (
                "aDelayQuantity",
                "bDelayQuantity",
                "cDelayQuantity",
                "overlappingDayQuantity",
                "nonOverlappingDayQuantity",
                "ipOfficeDayDelayQuantity",
                "applicantDayDelayQuantity",
                "patentTermAdjustmentHistoryDataBag",
            )
        },
        "assignmentDataBag/assignmentData": Part("assignment", _ASSIGNMENT),
        "assignmentDataBag/assignmentTotalQuantity": _TWICE,
        "contentResourceBag/contentResource": Part("document", _DOCUMENT),
        "st96Version": Ignored("version of the data's form"),
        "ipoVersion": Ignored("version of the data's form"),
    },
    NO_ATTRIBUTES,
    "us-peds",
)


def read(root: Element, document: Document, account: Account) -> Read:
    """Read one file history, which tells every event of the case."""
    return (history(_HISTORY.read(root, account), document, complete=True),)


FORMAT = HistoryFormat(name="us-peds", read=read, keys=(frozenset({"patentCaseMetadata"}),))
