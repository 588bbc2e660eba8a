"""The JPO API's data: every name that any of its services answers with, and what becomes of it."""

from madoguchi.formats.histories.jp_wrapper import GROUP
from madoguchi.formats.shape import Attributes, Ignored, Part, Shape

_NONE = Attributes("", {})


def _part(key: str, name: str, rules: dict[str, str | Ignored]) -> Part:
    return Part(key, Shape(rules, _NONE, f"jpo-api:{name}"))


_PARTY = {
    "applicantAttorneyCd": "code",
    "repeatNumber": Ignored("the order of the list tells it"),
    "name": "name",
    "applicantAttorneyClass": "class",
}
_PRIORITY = {
    "parisPriorityApplicationNumber": "paris",
    "parisPriorityDate": "paris-date",
    "parisPriorityCountryCd": "country",
    "nationalPriorityLawCd": "law",
    "nationalPriorityApplicationNumber": "national",
    "nationalPriorityInternationalApplicationNumber": "international",
    "nationalPriorityDate": "national-date",
}
_DIVISION = {
    "applicationNumber": "application",
    "publicationNumber": Ignored("told by the western number"),
    "ADPublicationNumber": "publication",
    "nationalPublicationNumber": Ignored("told by the western number"),
    "ADNationalPublicationNumber": "translation",
    "registrationNumber": "registration",
    "internationalApplicationNumber": "wo-application",
    "internationalPublicationNumber": "wo-publication",
    "erasureIdentifier": "erasure",
    "expireDate": "expires",
    "disappearanceDate": "ended",
    "divisionalGeneration": "generation",
}
_TEXT_CITED = {
    "draftDate": "drafted",
    "citationType": "type",
    "citationOrder": Ignored("the order of the list tells it"),
    "documentType": "sort",
    "authorName": "author",
    "paperTitle": "title",
    "publicationName": "publication",
    "issueCountryCd": "country",
    "publisher": "publisher",
    "issueDate": "date",
    "issueDateType": "date-sort",
    "issueNumber": "issue",
    "citationPages": "pages",
}
_CITED = {
    "draftDate": "drafted",
    "citationType": "type",
    "citationOrder": Ignored("the order of the list tells it"),
    "documentNumber": "number",
}
DATA = Shape(
    {
        "applicationNumber": "application",
        "filingDate": "filed",
        "inventionTitle": "title",
        "designArticle": "article",
        "designClass": "design-class",
        "trademarkForDisplay": "mark",
        "transliteration": "readings",
        "transliteration/item": "reading",
        "viennaClass/item": "vienna",
        "applicantAttorney": _part("parties", "applicantAttorney", dict(_PARTY)),
        "applicantAttorneyName": "party-name",
        "publicationNumber": "publication",
        "ADPublicationNumber": "ad-publication",
        "nationalPublicationNumber": "translation",
        "ADNationalPublicationNumber": "ad-translation",
        "publicationDate": "published",
        "registrationNumber": "registration",
        "registrationDate": "registered",
        "internationalApplicationNumber": "wo-application",
        "internationalPublicationNumber": "wo-publication",
        "internationalPublicationDate": "wo-published",
        "internationalRegistrationNumber": "international-registration",
        "designNumber": "design-number",
        "principalDesignApplicationNumber": "principal-design",
        "erasureIdentifier": "erasure",
        "expireDate": "expires",
        "disappearanceDate": "ended",
        "decisionDate": "decided",
        "appealTrialDecisiondDate": "trial-decided",  # so misspelt by the API
        "numberOfClaims": "claims",
        "nextPensionPaymentDate": "next-fee",
        "lastPaymentYearly": "paid-through",
        "updateDate": "as-of",
        "URL": "address",
        "rightPersonInformation": _part(
            "owners",
            "rightPersonInformation",
            {"rightPersonCd": "code", "rightPersonName": "name"},
        ),
        "goodsServiceInformation": _part(
            "goods",
            "goodsServiceInformation",
            {"goodsServiceClass": "class", "goodsServiceName": "name", "similarCode": "codes"},
        ),
        "priorityRightInformation": _part(
            "priorities", "priorityRightInformation", dict(_PRIORITY)
        ),
        "parentApplicationInformation": _part(
            "parents",
            "parentApplicationInformation",
            {
                "parentApplicationNumber": "number",
                "filingDate": "date",
                "parentApplicationCategory": "category",
                "parentApplicationLawCode": "law",
            },
        ),
        "divisionalApplicationInformation": _part(
            "divisions", "divisionalApplicationInformation", dict(_DIVISION)
        ),
        "patentDoc": _part("cited", "patentDoc", dict(_CITED)),
        "nonPatentDoc": _part("cited-text", "nonPatentDoc", dict(_TEXT_CITED)),
        "bibliographyInformation": GROUP,
    },
    _NONE,
    "jpo-api:data",
)
