"""Trade marks of the United States as TSDR's web service answers: case status and documents.

The status comes as JSON, one case (`trademarks`) or several (`transactionList`); the list of a
case's documents as XML, `DocumentList` of `Document`.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.happenings import case_id, oldest_first, stated, whole_number
from madoguchi.formats.registry import HistoryFormat, Read
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Rule, Shape
from madoguchi.model import (
    Bibliography,
    Classification,
    Direction,
    DocumentId,
    FileDocument,
    Goods,
    Happening,
    History,
    Name,
    Party,
    Right,
    StatedStatus,
    Text,
    nice,
    parse_date,
    vienna,
)

SERIES = "tsdr"
OFFICE = "US"

_ATTRIBUTES = Attributes(used="", ignored={})
_PROCEDURE = Ignored("office procedure")
_NUMBER = Ignored("the serial number once more")
_PARTY = Shape(
    {
        "name": "name",
        "address1": "address",
        "address2": "address",
        "city": "address",
        "zip": "address",
        "addressStateCountry/stateCountry/name": "address",
        "addressStateCountry/iso/code": "country",
        "addressStateCountry/iso/name": Ignored("the country by name"),
        "addressStateCountry/isoRegion": Ignored("the state once more"),
        "addressStateCountry/stateCountry/code": Ignored("the state once more"),
        "addressStateCountry/wipo": Ignored("the country once more"),
        **dict.fromkeys(
            ("assignment", "citizenship", "composedOf", "dbaAkaFormerly", "entityNum",
             "entityType", "partyType", "partyTypeDescription", "reelFrame"),
            Ignored("legal form and kind of owner"),
        ),
        "emailList": Ignored("contact details are not laid open here"),
        "serialNumber": _NUMBER,
    },
    _ATTRIBUTES,
    "tsdr:party",
)  # fmt: skip
_GOODS = Shape(
    {
        "description": "text",
        "internationalClasses/code": "class",
        "internationalClasses/description": Ignored("title of the class"),
        "primeClassCode": "prime",
        **dict.fromkeys(
            ("classBasis", "firstUseDate", "firstUseDateDescription", "firstUseInCommerceDate",
             "firstUseInCommerceDateDescription", "internationalClassPrime", "pseudoClasses",
             "statusCode", "statusDate", "statusDescription", "usClasses"),
            Ignored("national classes, dates of first use, standing of single classes"),
        ),
        "serialNumber": _NUMBER,
    },
    _ATTRIBUTES,
    "tsdr:goods",
)  # fmt: skip
_ENTRY = Shape(
    {
        "entryCode": "code",
        "entryDate": "date",
        "entryDesc": "text",
        "entryNumber": "number",
        "entryType": "type",
        "proceedingNum": "proceeding",
    },
    _ATTRIBUTES,
    "tsdr:entry",
)
_STATUS_PROCEDURE = (
    "amendPrincipal", "amendSupplemental", "attrnyDktNumber", "certificationMark", "changeInReg",
    "chargeToLocation", "clsTotal", "collectiveMembershipMark", "collectiveServiceMark",
    "collectiveTradeMark", "colorDrawingCurr", "correction", "currLocationCd", "currLocationDt",
    "currentLoc", "currentlyAsBaseApp", "currentlyAsTeasPlusApp", "currentlyAsTeasRfApp",
    "filed44d", "filed44e", "filed66a", "filedAsBaseApp", "filedAsTeasPlusApp",
    "filedAsTeasRfApp", "filedItu", "filedNoBasis", "filedUse", "intStatusDesc", "ituAmended",
    "ituCurr", "lawOffAsgnCd", "lawOffAssigned", "markDrawDesc", "markDrawingCd",
    "newLawOffAsgnCd", "noBasisCurr", "others", "parentOf", "phyLocation", "phyLocationDt",
    "physicalLocationHistory", "prevRegNumList", "pseudoMark", "publishedPrevRegMark",
    "renewalFiled", "sect15Ack", "sect15Filed", "sect44dAmended", "sect44dCurr",
    "sect44eAmended", "sect44eCurr", "sect66aCurr", "sect71Acpt", "sect71Filed",
    "sect71PartialAcpt", "sect8Acpt", "sect8Filed", "sect8PartialAcpt", "section2f",
    "section2fPartial", "serviceMark", "standardChar", "supplementalRegister", "tm5Status",
    "tm5StatusDef", "trademark", "useAmended", "useCurr",
)  # fmt: skip
_STATUS: dict[str, Rule] = {
    **{f"status/{name}": _PROCEDURE for name in _STATUS_PROCEDURE},
    "status/correspondence/attorneyName": "agent",
    "status/correspondence/firmName": "firm",
    **{
        f"status/correspondence/{name}": Ignored("contact details are not laid open here")
        for name in (
            "address", "attorneyEmail", "correspondantEmail", "correspondantFax",
            "correspondantPhone", "freeFormAddress", "individualFullName",
        )
    },
    "status/dateAbandoned": "abandoned",
    "status/dateCancelled": "cancelled",
    "status/datePublished": "published",
    "status/designSearchList/code": "design",
    "status/designSearchList/description": Ignored("title of the code"),
    "status/extStatusDesc": "note",
    "status/filingDate": "filed",
    "status/markElement": "mark",
    "status/serialNumber": "serial",
    "status/staff/examiner/name": "examiner",
    "status/staff/examiner/number": _PROCEDURE,
    **{f"status/staff/{name}": _PROCEDURE for name in
       ("chargeTo", "ituParalegal", "lie", "paralegal")},
    "status/status": "status",
    "status/statusDate": "status-date",
    "status/tm5StatusDesc": "tm5",
    "status/translation": "note",
    "status/usRegistrationDate": "registered",
    "status/usRegistrationNumber": "registration",
}  # fmt: skip
_CASE = Shape(
    {
        **_STATUS,
        **{f"parties/ownerGroups/{group}": Part(f"owner{group}", _PARTY)
           for group in range(10, 100)},
        "gsList": Part("goods", _GOODS),
        "prosecutionHistory": Part("entry", _ENTRY),
        "publication/officialGazettes": Ignored("publication is an entry of the history"),
        "publication/serialNumber": _NUMBER,
        "divisional": Ignored("no division in the files seen"),
        "foreignInfoList": Ignored("no foreign basis in the files seen"),
        "internationalData": Ignored("whether it is a Madrid case"),
        "relationshipBundleList": Ignored("no related cases in the files seen"),
    },
    _ATTRIBUTES,
    "tsdr:trademark",
)  # fmt: skip
_DOCUMENT = Shape(
    {
        "SerialNumber": "serial",
        "DocumentTypeCode": "code",
        "DocumentTypeCodeDescriptionText": "name",
        "DocumentTypeDescriptionText": Ignored("the name, shortened"),
        "CategoryTypeCode": "category",
        "CategoryTypeCodeDescriptionText": Ignored("the category by name"),
        "MailRoomDate": "date",
        "ScanDateTime": "scanned",
        "TotalPageQuantity": "pages",
        "PageMediaTypeList/PageMediaTypeName": "media",
    },
    _ATTRIBUTES,
    "tsdr:Document",
)
_ROOT = Shape(
    {
        "trademarks": Part("case", _CASE),
        "transactionList/trademarks": Part("case", _CASE),
        "transactionList/searchId": _NUMBER,
        "size": Ignored("how many cases there are"),
        "oversized": Ignored("how many cases there are"),
        "Document": Part("document", _DOCUMENT),
    },
    _ATTRIBUTES,
    "us-tsdr",
)


def read(root: Element, document: Document, account: Account) -> Read:
    """Read the cases of a status answer, or the case whose documents are listed."""
    if root.tag.rpartition("}")[2] == "Document":
        return _file([_DOCUMENT.read(root, account)], document)
    fields = _ROOT.read(root, account)
    cases = tuple(_history(case, document) for case in fields.parts("case"))
    documents = fields.parts("document")
    if not cases and not documents:
        raise RefusedError("the answer holds no trade mark", document.position)
    return cases or _file(documents, document)


def _history(fields: Fields, document: Document) -> History:
    filed = parse_date(fields.text("filed"))
    application = DocumentId(number=fields.text("serial"), office=OFFICE, date=filed)
    return History(
        case=case_id(Right.TRADE_MARK, application, document),
        bibliography=_bibliography(fields, application),
        events=oldest_first(_events(fields)),
        status=_status(fields),
    )


def _status(fields: Fields) -> StatedStatus | None:
    text, date = fields.text("status"), parse_date(fields.text("status-date"))
    return StatedStatus(text=text, series=SERIES, date=date) if text else None


def _bibliography(fields: Fields, application: DocumentId) -> Bibliography:
    groups = [found for group in range(10, 100) if (found := fields.parts(f"owner{group}"))]
    number, date = fields.text("registration"), parse_date(fields.text("registered"))
    agents = fields.texts("agent") or fields.texts("firm")
    return Bibliography(
        filed=application.date,
        mark=fields.text("mark"),
        goods=tuple(_goods(fields)),
        applicants=tuple(filter(None, map(_party, groups[0]))) if groups else (),
        owners=tuple(filter(None, map(_party, groups[-1]))) if len(groups) > 1 else (),
        agents=tuple(Party(names=(Name(name=name),)) for name in agents),
        examiners=tuple(Party(names=(Name(name=name),)) for name in fields.texts("examiner")),
        registration=DocumentId(number=number, office=OFFICE, date=date) if number else None,
        classifications=tuple(dict.fromkeys(_classifications(fields))),
        notes=tuple(Text(text=text, lang="en") for text in fields.texts("note")),
    )


def _goods(fields: Fields) -> Iterator[Goods]:
    for part in fields.parts("goods"):
        found = nice(part.text("prime") or part.text("class"))
        yield Goods(nice=found.symbol if found else "", text=part.text("text"), lang="en")


def _classifications(fields: Fields) -> Iterator[Classification]:
    for part in fields.parts("goods"):
        yield from filter(None, map(nice, part.texts("class")))
    yield from filter(None, map(vienna, fields.texts("design")))


def _party(fields: Fields) -> Party | None:
    if not fields.text("name"):
        return None
    name = Name(name=fields.text("name"), lang="en", address=", ".join(fields.texts("address")))
    return Party(names=(name,), country=fields.text("country"))


def _events(fields: Fields) -> Iterator[Happening]:
    yield from stated(
        filed=parse_date(fields.text("filed")),
        published=parse_date(fields.text("published")),
        granted=parse_date(fields.text("registered")),
        deemed_withdrawn=parse_date(fields.text("abandoned")),
        cancelled=parse_date(fields.text("cancelled")),
    )
    for part in sorted(fields.parts("entry"), key=_place):
        date, code = parse_date(part.text("date")), part.text("code")
        proceeding = part.text("proceeding")
        if date and code:
            yield Happening(
                code=code,
                date=date,
                series=SERIES,
                text=part.text("text"),
                number=part.text("number"),
                detail=(("proceeding", proceeding),) if proceeding not in ("", "0") else (),
            )


def _place(part: Fields) -> int:
    return whole_number(part.text("number"))


_DIRECTIONS: dict[str, Direction] = {"O": "out", "I": "in", "A": "in", "D": "in"}


def _file(documents: list[Fields], document: Document) -> Read:
    """Return the case of a list of documents. TSDR names each by its code and time of scanning."""
    if not documents[0].text("serial"):
        reason = "not a publication or case: <Document> without a serial number"
        raise RefusedError(reason, document.position)
    application = DocumentId(number=documents[0].text("serial"), office=OFFICE)
    case = case_id(Right.TRADE_MARK, application, document)
    if any(one.text("serial") != application.number for one in documents):
        raise RefusedError("the list holds documents of several cases", document.position)
    return (History(case=case, documents=tuple(filter(None, map(_listed, documents)))),)


def _listed(fields: Fields) -> FileDocument | None:
    date, code = parse_date(fields.text("date")), fields.text("code")
    if date is None or not code:
        return None
    moment = "".join(filter(str.isdigit, fields.text("scanned")))[:14]
    return FileDocument(
        number=f"{code}{moment or date.strftime('%Y%m%d')}",
        code=code,
        date=date,
        series=SERIES,
        name=fields.text("name"),
        direction=_DIRECTIONS.get(fields.text("category"), ""),
        pages=whole_number(fields.text("pages")),
        lang="en",
    )


FORMAT = HistoryFormat(
    name="us-tsdr",
    read=read,
    roots=("DocumentList", "Document"),
    keys=(frozenset({"trademarks"}), frozenset({"transactionList", "size"})),
)
