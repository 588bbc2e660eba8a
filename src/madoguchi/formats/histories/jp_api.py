"""Answers of the JPO's API for acquiring IP information (特許情報取得API), in JSON.

Every answer is `{"result": {"statusCode", "errorMessage", "remainAccessCount", "data"}}`; which of
the API's services answered shows only in the keys below `data`, and the law (patent, design, trade
mark) in the keys or, failing that, in the address that the answer came from.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.happenings import case_id, oldest_first, stated
from madoguchi.formats.histories.jp_bibliography import bibliography, own_row
from madoguchi.formats.histories.jp_data import DATA
from madoguchi.formats.histories.jp_values import check_types, day
from madoguchi.formats.histories.jp_wrapper import SERIES, read_wrapper
from madoguchi.formats.registry import HistoryFormat
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Shape
from madoguchi.model import Bibliography, DocumentId, Happening, History, Right, StatedStatus

_NAME = "jpo-api"
_SUCCESS = "100"

_ANSWER = Shape(
    {
        "result/statusCode": "status",
        "result/errorMessage": "message",
        "result/remainAccessCount": Ignored("says how often the API may still be asked today"),
        "result/data": Part("data", DATA),
    },
    Attributes("", {}),
    _NAME,
)
_STRUCTURED = frozenset(
    {
        "result",
        "data",
        "applicantAttorney",
        "rightPersonInformation",
        "priorityRightInformation",
        "documentList",
        "parentApplicationInformation",
        "divisionalApplicationInformation",
        "bibliographyInformation",
        "patentDoc",
        "nonPatentDoc",
        "goodsServiceInformation",
        "transliteration",
        "viennaClass",
    }
)
_VALUES = frozenset(
    {
        "statusCode",
        "errorMessage",
        "applicationNumber",
        "filingDate",
        "inventionTitle",
        "designArticle",
        "documentCode",
        "trademarkForDisplay",
        "publicationNumber",
        "registrationNumber",
        "registrationDate",
        "legalDate",
        "name",
        "documentNumber",
        "number",
        "numberType",
        "erasureIdentifier",
        "expireDate",
        "URL",
    }
)
_NUMBERED = ("transliteration", "viennaClass")

_APPLICATION = re.compile(r"[0-9]{10}")
_LAWS = {
    "patent": Right.PATENT,
    "design": Right.DESIGN,
    "trademark": Right.TRADE_MARK,
}
_ADDRESS = re.compile(r"(?:^|/)(patent|design|trademark)/v1/")
_ASKED = re.compile(r"/(international_application|international_publication)/([A-Z]{2}[0-9]{10})$")
# The keys that only one law's answers have.
_OWN_KEYS = {
    Right.DESIGN: ("article", "design-number", "principal-design", "international-registration"),
    Right.TRADE_MARK: ("mark", "readings", "goods"),
    Right.PATENT: (
        "title",
        "publication",
        "translation",
        "wo-application",
        "cited",
        "cited-text",
        "divisions",
        "parents",
    ),
}
_J_PLATPAT = re.compile(
    r"https://www\.j-platpat\.inpit\.go\.jp/c1800/(PU|DE|TR)/JP-(\d{4})-(\d{6})/[0-9A-F]+/\d\d/\w+"
)
_J_PLATPAT_LAWS = {"PU": Right.PATENT, "DE": Right.DESIGN, "TR": Right.TRADE_MARK}


def _read(root: Element, document: Document, account: Account) -> tuple[History, ...]:
    check_types(root, _STRUCTURED, _VALUES)
    _name_items(root)
    answer = _ANSWER.read(root, account)
    status = answer.text("status")
    if status != _SUCCESS:
        raise _no_case(f"answer {status or 'without a status'} {answer.text('message')}".strip())
    data = answer.part("data")
    if data is None or not data.found:
        raise _no_case("answer without data")
    return (_history(data, document),)


def _name_items(root: Element) -> None:
    """Name the members of what is numbered ("0", "1", ...) alike, so that the shape knows them."""
    for name in _NUMBERED:
        for numbered in root.iter(name):
            for member in numbered:
                member.tag = "item" if member.tag.isdecimal() else member.tag


def _no_case(what: str) -> RefusedError:
    return RefusedError(f"not a publication or case: JPO API {what}")


def _history(data: Fields, document: Document) -> History:
    address = data.text("address")
    if address:
        return _addressed(address, document)
    if "application" not in data:
        raise _no_case(_look_up(data))
    number = data.text("application")
    if not _APPLICATION.fullmatch(number):
        raise RefusedError(f"JPO API: applicationNumber {number[:40]!r} is not ten digits")
    right, filed = _right(data, document), day(data, "filed")
    case = case_id(right, DocumentId(number=number, office="JP", date=filed), document)
    wrapper = read_wrapper(case, data.parts("groups"))
    return History(
        case=case,
        bibliography=bibliography(data, case, wrapper.trials, _asked(document)),
        events=oldest_first((*wrapper.events, *_stated(data, right))),
        documents=wrapper.documents,
        status=_status(data),
        complete="groups" in data,
    )


def _look_up(data: Fields) -> str:
    if "party-name" in data or "parties" in data:
        return "look-up of a name or code of an applicant or attorney"
    return "answer without an application number"


def _right(data: Fields, document: Document) -> Right:
    for right, keys in _OWN_KEYS.items():
        if any(key in data for key in keys):
            return right
    if any("law" in priority for priority in data.parts("priorities")):
        return Right.PATENT  # domestic priority is of patents and utility models only
    address = _ADDRESS.search(document.name)
    if address is None:
        raise RefusedError(
            "JPO API: the answer does not say whether it is of a patent, design or trade mark; "
            "keep it in a file whose name has the address, such as patent/v1/registration_info/..."
        )
    return _LAWS[address[1]]


def _addressed(address: str, document: Document) -> History:
    """The permanent address of a case at J-PlatPat names its law and number."""
    match = _J_PLATPAT.fullmatch(address)
    if match is None:
        raise _no_case("answer with an address to fetch a ZIP file from; fetch it and load that")
    law, year, serial = match.groups()
    application = DocumentId(number=f"{year}{serial}", office="JP")
    return History(
        case=case_id(_J_PLATPAT_LAWS[law], application, document),
        bibliography=Bibliography(references=(("J-PlatPat", address),)),
    )


def _asked(document: Document) -> tuple[tuple[str, str], ...]:
    """The international number that was asked for is told only by the address of the answer."""
    match = _ASKED.search(unquote(document.name))
    return ((match[1].replace("_", "-"), match[2]),) if match else ()


def _stated(data: Fields, right: Right) -> Iterator[Happening]:
    published, granted, own = day(data, "published"), day(data, "registered"), own_row(data)
    yield from stated(
        filed=day(data, "filed"),
        # The dates of decisions are those of drafting; the file wrapper tells the mailing.
        allowed=(day(data, "trial-decided") or day(data, "decided")) if granted else None,
        granted=granted,
        ended=day(data, "ended") or (day(own, "ended") if own else None),
    )
    # A design is published only once it is registered (意匠法第20条第3項).
    yield from (
        stated(grant_published=published) if right is Right.DESIGN else stated(published=published)
    )


_ERASURE = {"00": "registered, in force", "01": "registered, ended"}


def _status(data: Fields) -> StatedStatus | None:
    """Code table 05310; before registration the field is empty and says nothing."""
    own = own_row(data)
    code = data.text("erasure") or (own.text("erasure") if own else "")
    if not code:
        return None
    text = f"{_ERASURE.get(code, 'erasure identifier')} ({code})"
    return StatedStatus(text=text, series=SERIES, date=day(data, "as-of"))


FORMAT = HistoryFormat(name=_NAME, read=_read, keys=(frozenset({"result"}),))
