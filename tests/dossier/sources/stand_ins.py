"""Stand-ins for the network: what each kind of source answers, written from the recordings' form."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from api.jpo.conftest import PATENT
from madoguchi.archive import Archive
from madoguchi.dossier.sources import Reply, Told
from madoguchi.dossier.sources.calling import Telephone, Tolls
from madoguchi.dossier.sources.configuration import Configuration, Configured, Paths
from madoguchi.dossier.sources.kinds import made, whole
from madoguchi.dossier.sources.quotas import Limited, Quotas
from madoguchi.dossier.sources.source import Source
from madoguchi.model import Bibliography, CaseId, DocumentId, FileDocument, History, Priority

Answer = Reply | Callable[[str], Reply]


class Called(NamedTuple):
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None


class Stand:
    """A transport that answers by pieces of addresses; what is at no address is not found."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = dict(answers)
        self.called: list[Called] = []

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None,
        timeout: float, most_bytes: int,
    ) -> Reply:  # fmt: skip
        assert timeout > 0
        assert most_bytes > 0
        self.called.append(Called(method, url, headers, body))
        for piece, answer in self.answers.items():
            if piece in url:
                return answer if isinstance(answer, Reply) else answer(url)
        return Reply(404, {}, b"")

    @property
    def paths(self) -> list[str]:
        return [one.url.removeprefix("https://source.example/") for one in self.called]


def replied(body: Any, media: str = "application/json", status: int = 200, **headers: str) -> Reply:
    told = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, {"content-type": media, **more}, told)


def case(text: str) -> CaseId:
    return CaseId.parse(text)


def configured(kind: Any = "madoguchi", **told: Any) -> Configured:
    """A source of a kind, with all that it needs."""
    given = {"user": "u", "password": "p", "key": "k", "address": "https://source.example"}
    paths = Paths(family="family/{office}/{number}", member="list/{office}/{number}/{kind}",
                  document="file/{office}/{number}/{document}")  # fmt: skip
    one = Configured(**{"name": kind, "kind": kind, "paths": paths, **given, **told})
    return whole(Configuration(sources=(one,)), _NOWHERE).sources[0]


class _Path:
    parent = None


_NOWHERE: Any = _Path()


class Asking(NamedTuple):
    """A source and a line to it."""

    source: Source
    line: Telephone
    stand: Stand


def asking(archive: Archive, one: Configured, answers: Mapping[str, Answer]) -> Asking:
    stand = Stand(answers)
    limited = Limited(source=one.name)  # no quotas: those have tests of their own
    line = Telephone(one, stand, Tolls(Quotas(archive.database), limited))
    return Asking(made(one), line, stand)


# -- what each kind answers ------------------------------------------------------------------------

JAPANESE, AMERICAN = case("JP-patent-2020123456"), case("US-patent-16123456")
EUROPEAN = case("EP-patent-99203729")
TOKEN = replied({"access_token": "t0k3n", "expires_in": 3600, "refresh_expires_in": 28800,
                 "refresh_token": "again", "token_type": "Bearer"})  # fmt: skip
PDF = replied(b"%PDF-1.4 of the file", "application/pdf")


def result(data: Any, code: str = "100", left: str = "99") -> Reply:
    told = {"statusCode": code, "errorMessage": "", "remainAccessCount": left, "data": data}
    return replied({"result": told})


def opd(payload: str, code: str = "100") -> Reply:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><api-data xmlns="https://www.jpo.go.jp">'
        f"<statusCode>{code}</statusCode><errorMessage></errorMessage>"
        f"<remainAccessCount>99</remainAccessCount>{payload}</api-data>"
    )
    return replied(body.encode(), "application/xml")


def numbered(tag: str, number: str, date: str = "") -> str:
    return f"<{tag}><document-number>{number}</document-number><date>{date}</date></{tag}>"


FAMILY_LIST = (
    "<family-list-data><family-lists>"
    f'<family-list id="1">{numbered("application-number", "JP.2020123456.A", "2020-07-20")}'
    f"<publication-numbers>{numbered('publication-number', 'JP.2021090037.A', '2021-06-10')}"
    "</publication-numbers><registration-numbers/></family-list>"
    f'<family-list id="2">{numbered("application-number", "US.201816123456.A", "2018-09-06")}'
    "<publication-numbers/><registration-numbers>"
    f"{numbered('registration-number', 'US.10902286.B2', '2021-01-26')}"
    "</registration-numbers></family-list></family-lists></family-list-data>"
)
DOCUMENT_LIST = (
    "<document-list-data><bibliographic><original><invention-title>Device</invention-title>"
    "<applicant><last-name>KANADA</last-name></applicant></original><translated/></bibliographic>"
    '<document-lists><document-list group="2,21"><legal-date>2019-05-01</legal-date>'
    '<original id="JLQY2TS1RXEAPX0"><document-description>Non-Final Rejection'
    "</document-description></original></document-list></document-lists></document-list-data>"
)
NOTICE = (
    '<?xml version="1.0" encoding="Shift_JIS"?><jp:notice-pat-exam-rn lang="ja" '
    'xmlns:jp="http://www.jpo.go.jp"><jp:notice-of-rejection-a131-rn jp:kind-of-law="patent">'
    "<jp:document-name>拒絶理由通知書</jp:document-name><jp:bibliog-in-ntc-pat-exam-rn>"
    "<jp:application-reference><jp:document-id><jp:doc-number>2020123456</jp:doc-number>"
    "</jp:document-id></jp:application-reference><jp:drafting-date><jp:date>20240220</jp:date>"
    "</jp:drafting-date></jp:bibliog-in-ntc-pat-exam-rn></jp:notice-of-rejection-a131-rn>"
    "</jp:notice-pat-exam-rn>"
).encode("cp932")


def packed(**members: bytes) -> Reply:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "-").replace("_xml", ".xml"), data)
    return replied(out.getvalue(), "application/zip")


def family_member(office: str, number: str, kind: str, application: str, filed: str) -> str:
    def written(name: str, told: str, sort: str, date: str) -> str:
        return (
            f'<{name}><document-id document-id-type="docdb"><country>{office}</country>'
            f"<doc-number>{told}</doc-number><kind>{sort}</kind><date>{date}</date>"
            f"</document-id></{name}>"
        )

    return (
        '<ops:family-member family-id="1">'
        + written("publication-reference", number, kind, "20000517")
        + written("application-reference", application, "A", filed)
        + '<priority-claim sequence="1" kind="national"><document-id document-id-type="docdb">'
        "<country>NL</country><doc-number>1010536</doc-number><kind>A</kind><date>19981112</date>"
        "</document-id></priority-claim>"
        f'<exchange-document country="{office}" doc-number="{number}" kind="{kind}">'
        '<bibliographic-data><invention-title lang="en">Bricks</invention-title>'
        "</bibliographic-data></exchange-document></ops:family-member>"
    )


def world(*members: str) -> Reply:
    body = (
        '<ops:world-patent-data xmlns="http://www.epo.org/exchange" '
        f'xmlns:ops="http://ops.epo.org"><ops:patent-family>{"".join(members)}'
        "</ops:patent-family></ops:world-patent-data>"
    )
    return replied(body.encode(), "application/xml;charset=utf-8")


EPO_FAMILY = world(
    family_member("EP", "1000000", "A1", "99203729", "19991108"),
    family_member("US", "6093011", "A", "20685698", "19981208"),
)
LISTED: dict[str, Any] = {
    "title": "LEARNING DEVICE",
    "docs": [
        {"docCode": "CTNF", "docDesc": "Non-Final Rejection", "docId": "JLQY2TS1RXEAPX0",
         "legalDate": 1556668800000, "docFormat": "PDF", "numberOfPages": 3,
         "docCodeDesc": "Office Actions Communications", "docGroupCode": "2,21",
         "legalDateStr": "05/01/2019", "mimeTypeData": None, "shareable": False},
    ],
    "country": "US", "docNumber": "201816123456.A", "message": None,
    "applicantNames": ["KANADA, Shoji "], "oaIndCount": 1, "officeActionDocs": [],
}  # fmt: skip


def gd_member(office: str, number: str, docdb: str, date: str, **told: Any) -> dict[str, Any]:
    return {
        "appNum": number, "appDate": 0, "appDateStr": date, "countryCode": office, "kindCode": "A",
        "pubList": [], "docList": None, "docListMsg": None, "title": None, "applicantNames": None,
        "docNum": {"country": office, "docNumber": docdb, "format": None, "date": date, "kindCode": "A"},
        "priorityClaimList": [{"country": "JP", "docNumber": "2020123456", "kindCode": "A"}],
        "ip5": True, **told,
    }  # fmt: skip


GD_FAMILY = {
    "country": "US", "internal": "false", "corrAppNum": "16123456", "id": "16123456",
    "type": "application",
    "list": [gd_member("JP", "2020123456", "2020123456", "07/20/2020"),
             gd_member("US", "16123456", "201816123456", "09/06/2018", docList=LISTED)],
}  # fmt: skip
WRAPPER = {
    "count": 1, "requestIdentifier": "r",
    "patentFileWrapperDataBag": [{
        "applicationNumberText": "16123456",
        "applicationMetaData": {"filingDate": "2018-09-06", "inventionTitle": "LEARNING DEVICE"},
        "eventDataBag": [{"eventCode": "DOCK", "eventDate": "2018-11-02",
                          "eventDescriptionText": "Case Docketed to Examiner in GAU"}],
    }],
}  # fmt: skip
WRAPPED = {
    "documentBag": [{
        "applicationNumberText": "16123456", "officialDate": "2019-05-01T00:00:00.000-0400",
        "documentIdentifier": "JLQY2TS1RXEAPX0", "documentCode": "CTNF",
        "documentCodeDescriptionText": "Non-Final Rejection",
    }],
}  # fmt: skip
TOLD = Told(
    histories=(
        History(
            case=AMERICAN,
            bibliography=Bibliography(
                priorities=(Priority(document=DocumentId(number="2020123456", office="JP")),)
            ),
            documents=(FileDocument(number="JLQY2TS1RXEAPX0", code="CTNF", series="uspto"),),
        ),
        History(case=case("KR-design-3020200012345"), laid_open=False),
    )
)


class Kind(NamedTuple):
    """A kind of source in tests: what it answers where all is well, and what to ask it for."""

    kind: str
    answers: Mapping[str, Answer]
    case: CaseId = AMERICAN
    document: str = "JLQY2TS1RXEAPX0"


KINDS = (
    Kind("madoguchi", {"/dossiers/kin": replied(msgspec.json.encode(TOLD)),
                       "/documents/JLQY2TS1RXEAPX0": PDF}),
    Kind("jpo", {"/auth/token": TOKEN,
                 "/family_list/": opd(FAMILY_LIST),
                 "/app_progress/": result(PATENT),
                 "/registration_info/": result({}, "107"),
                 "/cite_doc_info/": result({}, "107"),
                 "/app_doc_cont_opinion": result({}, "108"),
                 "/app_doc_cont_refusal": packed(**{"06124084096__jpntce_xml": NOTICE})},
         JAPANESE, "06124084096"),
    Kind("jpo", {"/auth/token": TOKEN,
                 "/family_list/": opd(FAMILY_LIST),
                 "/global_doc_list/": opd(DOCUMENT_LIST),
                 "/global_cite_class/": opd("", "107"),
                 "/JLQY2TS1RXEAPX0": PDF,
                 "/global_doc_cont/": opd("", "107")}),
    Kind("ops", {"/auth/accesstoken": TOKEN, "/family/": EPO_FAMILY, "/legal/": EPO_FAMILY},
         EUROPEAN, ""),
    Kind("uspto-odp", {"/documents": replied(WRAPPED), "/16123456/JLQY2TS1RXEAPX0.pdf": PDF,
                       "/download/": Reply(404, {}, b""), "/16123456": replied(WRAPPER)}),
    Kind("global-dossier", {"/svc/family/": replied(GD_FAMILY), "/svc/doclist/": replied(LISTED),
                            "/JLQY2TS1RXEAPX0/": PDF}),
    Kind("wipo-case", {"/family/": replied(GD_FAMILY), "/list/": replied(LISTED),
                       "/JLQY2TS1RXEAPX0": PDF}),
)  # fmt: skip
