import contextlib
import copy
import datetime as dt
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi import law
from madoguchi.errors import RefusedError
from madoguchi.formats import FORMATS, Account, Document
from madoguchi.model import (
    Citation,
    DocumentId,
    DocumentPart,
    Goods,
    History,
    Right,
    decode_history,
    encode_history,
)


def row(code: str, date: str, number: str, name: str = "", part: str = "S") -> dict[str, str]:
    return {
        "legalDate": date,
        "irirFlg": "0",
        "availabilityFlag": "1",
        "documentCode": code,
        "documentDescription": name,
        "documentNumber": number,
        "versionNumber": "0001",
        "documentSeparator": part,
        "numberOfPages": "0",
        "sizeOfDocument": "10",
    }


PATENT: dict[str, Any] = {
    "applicationNumber": "2020000001",
    "inventionTitle": "折りたたみ茶碗",
    "applicantAttorney": [
        {"applicantAttorneyCd": "000000001", "repeatNumber": "1", "name": "茶屋", "applicantAttorneyClass": "1"},
        {"applicantAttorneyCd": "100000002", "repeatNumber": "2", "name": "代理　太郎", "applicantAttorneyClass": "2"},
    ],
    "filingDate": "20200106",
    "publicationNumber": "503100001",
    "ADPublicationNumber": "2021100001",
    "nationalPublicationNumber": "",
    "ADNationalPublicationNumber": "",
    "publicationDate": "20210708",
    "registrationNumber": "7000001",
    "registrationDate": "20230301",
    "internationalApplicationNumber": "JP2019000007",
    "internationalPublicationNumber": "WO2020000008",
    "internationalPublicationDate": "20200709",
    "erasureIdentifier": "01",
    "expireDate": "20400106",
    "disappearanceDate": "20260301",
    "priorityRightInformation": [
        {
            "parisPriorityApplicationNumber": "62/000,001",
            "parisPriorityDate": "20190107",
            "parisPriorityCountryCd": "US",
            "nationalPriorityLawCd": "",
            "nationalPriorityApplicationNumber": "",
            "nationalPriorityInternationalApplicationNumber": "",
            "nationalPriorityDate": "",
        }
    ],
    "parentApplicationInformation": {"parentApplicationNumber": "2019000005", "filingDate": "20190110"},
    "divisionalApplicationInformation": [],
    "bibliographyInformation": [
        {
            "numberType": "01",
            "number": "2020000001",
            "documentList": [
                row("A621", "20200106", "52000000009", "出願審査請求書"),
                row("A63", "20200106", "52000000001", "図面", "Z"),
                row("A63", "20200106", "52000000001", "特許願", "S"),
                row("A01", "20230110", "06123000001", "特許査定", "K"),
                row("A61", "20230201", "BBBBBBBBBBB", "登録料納付", " "),
            ],
        },
        {
            "numberType": "06",
            "number": "7000001",
            "documentList": [
                row("A01", "20230110", "99999999999", "特許査定", " "),
                row("R150", "20230314", "99999999999", "特許証", " "),
            ],
        },
        {
            "numberType": "07",
            "number": "2023700001",
            "documentList": [row("C561", "20230901", "62300000001", "異議申立書")],
        },
        {"numberType": "02", "number": "503100001", "documentList": []},
    ],
}  # fmt: skip


def answer(data: Any, status: str = "100", message: str = "") -> bytes:
    result = {"statusCode": status, "errorMessage": message, "remainAccessCount": "9", "data": data}
    return json.dumps({"result": result}, ensure_ascii=False).encode()


def read(data: Any, name: str = "", account: Account | None = None) -> History:
    found = FORMATS.read(Document(answer(data), 0, name=name), account or Account())
    assert found[0] == "jpo-api"
    (history,) = found[1]
    assert isinstance(history, History)
    return history


def test_progress_of_a_patent() -> None:
    account = Account()
    history = read(PATENT, account=account)
    said = history.bibliography
    assert str(history.case) == "JP-patent-2020000001"
    assert said.filed == dt.date(2020, 1, 6)
    assert [party.id for party in said.applicants] == ["000000001"]
    assert [party.name for party in said.agents] == ["代理　太郎"]
    assert said.publications == (
        DocumentId(number="2021100001", office="JP", kind="A", date=dt.date(2021, 7, 8)),
    )
    assert said.registration == DocumentId(number="7000001", office="JP", date=dt.date(2023, 3, 1))
    assert said.international == DocumentId(number="JP2019000007", office="WO")
    assert said.international_publication == DocumentId(
        number="WO2020000008", office="WO", date=dt.date(2020, 7, 9)
    )
    assert said.priorities[0].document == DocumentId(
        number="62/000,001", office="US", date=dt.date(2019, 1, 7)
    )
    assert said.related[0].relation == "parent-division"
    assert said.references == (("trial", "2023700001"),)
    assert (said.expires, said.ended) == (dt.date(2040, 1, 6), dt.date(2026, 3, 1))
    assert history.status is not None
    assert history.status.text == "registered, ended (01)"
    assert history.complete
    assert account.report().unknown == []
    assert decode_history(encode_history(history)) == history


def test_file_wrapper_tells_each_event_and_document_once() -> None:
    history = read(PATENT)
    told = [(event.code, event.number) for event in history.events if event.series == "jpo"]
    assert told == [
        ("A621", "52000000009"),
        ("A63", "52000000001"),
        ("A01", "06123000001"),
        ("A61", ""),
        ("R150", ""),
        ("C561", "62300000001"),
    ]
    assert history.events[-2].detail == (("trial", "2023700001"),)
    documents = {one.number: one for one in history.documents}
    assert documents["52000000001"].name == "特許願"
    assert documents["52000000001"].parts == (
        DocumentPart(name="図面", code="Z", size=10),
        DocumentPart(name="特許願", code="S", size=10),
    )
    assert documents["A61-20230201-1"].own == "BBBBBBBBBBB"
    assert documents["52000000001"].size == 20
    assert documents["52000000001"].direction == "in"
    assert documents["A61-20230201-1"].date == dt.date(2023, 2, 1)
    assert len(documents) == len(history.documents) == 6


def test_derived_course_of_the_case() -> None:
    history = read(PATENT)
    course = law.replay(history.case, [(str(n), e) for n, e in enumerate(history.events)])
    assert (course.state, course.stage) == ("N", 6)
    assert [step.event.code for step in course.steps][:2] == ["A63", "A621"]
    granted = next(step for step in course.steps if step.event.code == "GRANTED")
    assert str(granted.code) == "A-2-4-F10-F11-X000"


def test_design_and_trade_mark_are_told_by_their_keys() -> None:
    design = read(
        {
            "applicationNumber": "2020000002",
            "designArticle": "茶碗",
            "designClass": "C5141",
            "filingDate": "20200507",
            "publicationDate": "20210301",
            "registrationNumber": "1600001",
            "registrationDate": "20210201",
            "erasureIdentifier": "00",
            "expireDate": "20450507",
            "disappearanceDate": "",
            "principalDesignApplicationNumber": "2020000001",
            "parentApplicationInformation": {
                "parentApplicationCategory": "05",
                "parentApplicationLawCode": "1",
                "parentApplicationNumber": "2019000001",
            },
        }
    )
    assert design.case.right is Right.DESIGN
    assert [one.relation for one in design.bibliography.related] == [
        "parent-conversion",
        "principal-design",
    ]
    assert "GRANT-PUBLISHED" in [event.code for event in design.events]
    mark = read(
        {
            "applicationNumber": "2024000001",
            "filingDate": "20240110",
            "trademarkForDisplay": "茶々",
            "transliteration": {"0": "チャチャ"},
            "viennaClass": {"0": "11.3.4", "1": "1.17.11.1"},
            "goodsServiceInformation": [
                {"goodsServiceClass": "30", "goodsServiceName": "茶", "similarCode": "29A01 29B01"}
            ],
        }
    )
    assert mark.case.right is Right.TRADE_MARK
    assert mark.bibliography.mark == "茶々"
    assert mark.bibliography.goods == (
        Goods(nice="30", text="茶", lang="ja", codes=("29A01", "29B01")),
    )
    assert mark.bibliography.readings == ("チャチャ",)
    assert [one.symbol for one in mark.bibliography.classifications] == ["11.03.04", "1.17.11.1"]


def test_registration() -> None:
    said = read(
        {
            "applicationNumber": "2020000001",
            "filingDate": "20200106",
            "registrationNumber": "7000001",
            "registrationDate": "20230301",
            "decisionDate": "20230105",
            "appealTrialDecisiondDate": "",
            "rightPersonInformation": [{"rightPersonCd": "000000001", "rightPersonName": "茶屋"}],
            "inventionTitle": "折りたたみ茶碗",
            "numberOfClaims": "005",
            "expireDate": "20400106",
            "nextPensionPaymentDate": "20260301",
            "lastPaymentYearly": "03",
            "erasureIdentifier": "00",
            "disappearanceDate": "",
            "updateDate": "20230302",
        }
    )
    assert said.bibliography.owners[0].id == "000000001"
    assert (said.bibliography.claims, said.bibliography.paid_through) == (5, 3)
    assert said.bibliography.next_fee == dt.date(2026, 3, 1)
    assert said.status is not None
    assert said.status.date == dt.date(2023, 3, 2)
    assert [event.code for event in said.events] == ["FILED", "ALLOWED", "GRANTED"]


def cited(number: str, kind: str = "19") -> dict[str, str]:
    order = {"draftDate": "20240220", "citationOrder": "1"}
    return {**order, "citationType": kind, "documentNumber": number}


@pytest.mark.parametrize(
    ("number", "document"),
    [
        ("JPA 414233033", DocumentId(number="2002233033", office="JP", kind="A")),
        ("JPA 404087383", DocumentId(number="1992087383", office="JP", kind="A")),
        ("JPA 360046093", DocumentId(number="1985046093", office="JP", kind="A")),
        ("JPA 503090037", DocumentId(number="2021090037", office="JP", kind="A")),
        ("JPB 7533889", DocumentId(number="7533889", office="JP", kind="B")),
        ("USA 05123456", DocumentId(number="05123456", office="US", kind="A")),
        ("something", None),
    ],
)
def test_cited_numbers(number: str, document: DocumentId | None) -> None:
    history = read({"applicationNumber": "2020000001", "patentDoc": [cited(number)]})
    citation = Citation(
        document=document,
        text="" if document else number,
        phase="examination",
        date=dt.date(2024, 2, 20),
        code="19",
        told=(("number", number),) if document else (),
    )
    assert history.bibliography.citations == (citation,)


def test_citations_tell_their_phase_and_books() -> None:
    book = dict.fromkeys(
        (
            "draftDate",
            "citationOrder",
            "documentType",
            "issueCountryCd",
            "publisher",
            "issueNumber",
        ),
        "",
    )
    book |= {
        "citationType": "31",
        "authorName": "茶 人",
        "paperTitle": "茶の湯",
        "issueDate": "2001",
    }
    data = {"applicationNumber": "2020000001", "patentDoc": [cited("JPA 414233033", "89")]}
    history = read(data | {"nonPatentDoc": [book]})
    assert [one.phase for one in history.bibliography.citations] == ["search", "decision"]
    assert history.bibliography.citations[1].text == "茶 人, 茶の湯, 2001"


def test_divisionals_with_their_generation() -> None:
    def division(number: str, generation: str) -> dict[str, str]:
        keys = (
            "publicationNumber ADPublicationNumber nationalPublicationNumber "
            "ADNationalPublicationNumber registrationNumber internationalApplicationNumber "
            "internationalPublicationNumber erasureIdentifier expireDate disappearanceDate"
        )
        row = dict.fromkeys(keys.split(), "")
        return row | {"applicationNumber": number, "divisionalGeneration": generation}

    rows = [division("2000000001", "0"), division("2001000002", "1"), division("2002000003", "2")]
    rows[1] |= {"erasureIdentifier": "01", "disappearanceDate": "20140409"}
    parent = {"parentApplicationNumber": "2000000001", "filingDate": "20000118"}
    data = {
        "applicationNumber": "2001000002",
        "parentApplicationInformation": parent,
        "divisionalApplicationInformation": rows,
    }
    history = read(data)
    assert [(one.relation, one.document.number) for one in history.bibliography.related] == [
        ("parent-division", "2000000001"),
        ("family-division-2", "2002000003"),
    ]
    assert history.bibliography.ended == dt.date(2014, 4, 9)
    root = {"applicationNumber": "2000000001", "parentApplicationInformation": {}}
    related = read(root | {"divisionalApplicationInformation": rows}).bibliography.related
    assert [one.relation for one in related] == ["child-division-1", "child-division-2"]


@pytest.mark.parametrize(
    ("address", "right"),
    [
        (
            "https://ip-data.jpo.go.jp/api/patent/v1/priority_right_app_info/2020000001",
            Right.PATENT,
        ),
        ("design/v1/priority_right_app_info/2020000001", Right.DESIGN),
        ("recording.jsonl/https://x/api/trademark/v1/app_progress/2020000001", Right.TRADE_MARK),
    ],
)
def test_law_from_the_address(address: str, right: Right) -> None:
    priority = {"parisPriorityApplicationNumber": "1", "parisPriorityCountryCd": "GB"}
    data = {"applicationNumber": "2020000001", "priorityRightInformation": [priority]}
    assert read(data, address).case.right is right


def test_international_number_is_told_by_the_address() -> None:
    address = "/api/patent/v1/pct_national_phase_application_number/international_application/"
    history = read({"applicationNumber": "2019563629"}, f"{address}JP2019011858")
    assert history.bibliography.international == DocumentId(number="JP2019011858", office="WO")


def test_address_at_j_platpat() -> None:
    url = "https://www.j-platpat.inpit.go.jp/c1800/TR/JP-2020-000001/0A1B/40/ja"
    history = read({"URL": url})
    assert str(history.case) == "JP-trade-mark-2020000001"
    assert history.bibliography.references == (("J-PlatPat", url),)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"applicantAttorneyName": "茶屋"}, "look-up of a name or code"),
        ({"applicantAttorney": [{"name": "茶屋"}]}, "look-up of a name or code"),
        ({}, "answer without data"),
        ({"inventionTitle": "茶碗"}, "without an application number"),
        ({"URL": "https://example.org/x.zip"}, "fetch it and load that"),
        ({"applicationNumber": "2020000001"}, "patent/v1/registration_info"),
        ({"applicationNumber": "", "inventionTitle": "x"}, "'' is not ten digits"),
        ({"applicationNumber": "20２0000001", "inventionTitle": "x"}, "not ten digits"),
        ({"applicationNumber": ["1", "2"], "inventionTitle": "x"}, "not ten digits"),
        (PATENT | {"filingDate": "20200231"}, "filingDate: '20200231' is no date"),
        (PATENT | {"filingDate": "2020-01-06"}, "is no date YYYYMMDD"),
        (PATENT | {"filingDate": {"year": 2020}}, "filingDate is an object"),
        (PATENT | {"bibliographyInformation": "none"}, "bibliographyInformation is a text"),
        (PATENT | {"applicantAttorney": ["茶屋"]}, "applicantAttorney is a text"),
        (PATENT | {"numberOfClaims": "²"}, "is no number of up to 5 digits"),
        (PATENT | {"bibliographyInformation": [{"documentList": [row("", "20200106", "1")]}]}, "no code or no date"),
        (PATENT | {"bibliographyInformation": [{"documentList": [row("A63", "", "1")]}]}, "no code or no date"),
    ],
)  # fmt: skip
def test_refused_with_a_reason(data: Any, complaint: str) -> None:
    with pytest.raises(RefusedError, match=complaint):
        read(data)


def test_error_answers_are_named() -> None:
    body = answer({}, "107", "該当するデータがありません。")
    with pytest.raises(RefusedError) as refused:
        FORMATS.read(Document(body, 0), Account())
    expected = "not a publication or case: JPO API answer 107 該当するデータがありません。"
    assert refused.value.reason == expected


@pytest.mark.parametrize("length", [1, 40, 400])
def test_cut_off_json_is_refused(length: int) -> None:
    with pytest.raises(RefusedError, match="not JSON"):
        FORMATS.read(Document(answer(PATENT)[:-length], 0), Account())


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("20201301"),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(st.data())
def test_any_value_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    case = copy.deepcopy(PATENT)
    place: Any = case
    while True:
        key = data.draw(
            st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place)))
        )
        if not (isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans())):
            place[key] = data.draw(VALUES)
            break
        place = place[key]
    with contextlib.suppress(RefusedError):
        read(case)


def recordings(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Real answers, and the samples of the API's published specification."""
    with gzip.open(folder / "jpo_api.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            recorded = json.loads(line)
            if recorded.get("body"):
                yield recorded["url"], recorded["body"].encode()
    samples = json.loads((folder / "spec_examples.json").read_text("utf-8"))
    for path, statuses in samples.items():
        for body in statuses["200"].values():
            # One sample's keys end in a stray apostrophe.
            yield path, json.dumps(body, ensure_ascii=False).replace("'\"", '"').encode()


@pytest.fixture(scope="module")
def real(shared_data: Path) -> list[tuple[str, bytes]]:
    return list(recordings(shared_data / "api_recordings"))


def test_real_answers_are_read_whole(real: list[tuple[str, bytes]]) -> None:
    account = Account()
    cases, refused = set(), set()
    for url, body in real:
        document = Document(body, 0, name=url)
        try:
            _, told = FORMATS.read(document, account)
        except RefusedError as error:
            refused.add(error.reason.partition("JPO API ")[2][:10])
            continue
        assert told == FORMATS.read(document, Account())[1]
        for history in told:
            assert isinstance(history, History)
            dates = [event.date for event in history.events]
            assert dates == sorted(dates)
            numbers = [one.number for one in history.documents]
            assert len(numbers) == len(set(numbers))
            cases.add(str(history.case))
    assert account.report().unknown == []
    assert {"JP-patent-2020123456", "JP-design-2020015234", "JP-trade-mark-2024123456"} <= cases
    assert {"answer 107", "look-up of", "answer wit"} <= refused


def test_real_citations_are_numbered_as_published(real: list[tuple[str, bytes]]) -> None:
    url, body = next(one for one in real if one[0].endswith("cite_doc_info/2020123456"))
    _, (history,) = FORMATS.read(Document(body, 0, name=url), Account())
    assert isinstance(history, History)
    documents = [one.document for one in history.bibliography.citations if one.document]
    assert len(documents) == 13
    assert [one.number for one in documents[:5]] == [
        "2002233033",
        "2004064039",
        "1992087383",
        "1985046093",
        "1996167522",
    ]


def test_derived_status_agrees_with_the_stated_one(real: list[tuple[str, bytes]]) -> None:
    compared, unmapped = [], []
    for url, body in real:
        try:
            _, (history,) = FORMATS.read(Document(body, 0, name=url), Account())
        except RefusedError:
            continue
        assert isinstance(history, History)
        course = law.replay(history.case, [(str(n), e) for n, e in enumerate(history.events)])
        unmapped += [step.event.code for step in course.steps if not step.mapped]
        if history.status:
            rule = law.status_rule(history.case, history.status.series, history.status.text)
            assert rule is not None
            compared.append((course.state, course.stage in rule.stages) == (rule.state, True))
    assert unmapped == []
    assert len(compared) > 15
    assert sum(compared) / len(compared) >= 0.97
