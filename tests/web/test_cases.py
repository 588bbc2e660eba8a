"""The case page, its forms, the documents of the file, and legal status in the window."""

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from cases.histories import NOTICE, PAPER, day, report_of
from madoguchi.archive import Archive
from madoguchi.cases import Report, report
from madoguchi.front import application_at
from madoguchi.model import (
    Bibliography,
    CaseId,
    DocumentId,
    Goods,
    Happening,
    History,
    Name,
    Party,
    Priority,
    Related,
    Text,
)
from madoguchi.search import SearchIndex
from web.markup import Page
from web.publications import main_publication, received

CASE = "JP-patent-2019165329"
ANN = "US-patent-16123456"
MARK = "JP-trade-mark-2024123456"
HIDDEN = "JP-patent-2026000001"


def jpo(code: str, date: str, **more: object) -> Happening:
    return Happening(code=code, date=day(date), series="jpo", **more)  # type: ignore[arg-type]


def granted() -> Report:
    return report_of(
        History(
            case=CaseId.parse(CASE),
            bibliography=Bibliography(
                filed=day("2019-09-11"),
                titles=(Text(text="二次電池<b>", lang="ja"),),
                applicants=(Party(names=(Name(name="甲電池株式会社"),), id="000000017"),),
                publications=(DocumentId(office="JP", number="2021044377", kind="A"),),
                registration=DocumentId(office="JP", number="7000001", date=day("2022-05-01")),
                priorities=(Priority(document=DocumentId(number="2018-1", office="JP")),),
                related=(
                    Related(
                        relation="child-division",
                        document=DocumentId(office="JP", number="2020-123456"),
                    ),
                ),
                paid_through=3,
                next_fee=day("2025-05-01"),
            ),
            events=(
                jpo("A63", "2019-09-11", text="特許願"),
                jpo("A621", "2020-01-10"),
                jpo("A131", "2020-09-01", number=NOTICE.number),
                jpo("A01", "2022-03-01"),
                jpo("A61", "2022-04-10"),
                Happening(code="GRANTED", date=day("2022-05-01"), series="stated"),
                jpo("XYZ99", "2023-01-01", text="知らないコード"),
            ),
            documents=(NOTICE,),
            papers=(PAPER,),
        ),
        "<notice>理由</notice>".encode("cp932"),
    )


def plain(case: str, *events: Happening, laid_open: bool = True, **told: object) -> Report:
    history = History(
        case=CaseId.parse(case),
        bibliography=Bibliography(**told),  # type: ignore[arg-type]
        events=events,
        laid_open=laid_open,
    )
    return report_of(history, case.encode())


def stated(code: str, date: str) -> Happening:
    return Happening(code=code, date=day(date), series="stated")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("cases")
    archive = Archive.at(home)
    archive.append([received(main_publication())])
    report(
        archive,
        [
            granted(),
            plain(
                "JP-patent-2020123456",
                stated("FILED", "2020-07-20"),
                stated("REFUSED", "2022-01-20"),
                filed=day("2020-07-20"),
                titles=(Text(text="分割された電池", lang="ja"),),
            ),
            plain(
                ANN,
                stated("FILED", "2001-02-03"),
                stated("GRANTED", "2004-02-03"),
                filed=day("2001-02-03"),
                titles=(Text(text="Lamp with a wick", lang="en"),),
            ),
            plain(
                MARK,
                stated("FILED", "2024-11-18"),
                mark="メタンレス灯",
                goods=(Goods(nice="11", text="灯火具", lang="ja", codes=("19A02",)),),
            ),
            plain(
                HIDDEN,
                stated("FILED", "2026-06-01"),
                titles=(Text(text="秘密の灯", lang="ja"),),
                laid_open=False,
            ),
            plain("JP-design-2020000009", titles=(Text(text="椅子", lang="ja"),)),
        ],
    )
    SearchIndex(home, archive).rebuild()
    archive.close()
    with TestClient(application_at(home), follow_redirects=False) as opened:
        yield opened


def page(client: TestClient, address: str, lang: str = "en", status: int = 200) -> Page:
    client.cookies.clear()
    join = "&" if "?" in address else "?"
    response = client.get(f"{address}{join}lang={lang}")
    assert response.status_code == status, (address, response.status_code)
    return Page(response.text)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_page_says_what_an_attorney_asks_first(client: TestClient, lang: str) -> None:
    text = page(client, f"/case/{CASE}", lang).text
    wanted = {
        "en": ["In force", "1 May 2022", "11 September 2039", "Japan Patent Office"],
        "ja": ["権利存続", "2022年5月1日", "2039年9月11日", "特願2019-165329", "日本国特許庁"],
    }
    for words in ["二次電池<b>", "甲電池株式会社", "000000017", *wanted[lang]]:
        assert words in text, words


def test_events_show_both_codes_and_unknown_ones_are_told(client: TestClient) -> None:
    text = page(client, f"/case/{CASE}").text
    for code in ("A-0-1-A10-A12-NAP-A63", "A-1-2-D10-D11-EXM-A621", "A-2-4-F10-F11-X000"):
        assert code in text
    assert "Rejection of application intended" in text or "Examination report completed" in text
    assert "知らないコード" in text
    assert "not in our tables" in text


def test_the_timeline_is_a_drawing_with_a_name(client: TestClient) -> None:
    html = client.get(f"/case/{CASE}?lang=en").text
    drawing = html[html.index('<svg class="timeline"') : html.index("</svg>") + 6]
    root = ET.fromstring(drawing.replace("&", "&amp;"))
    assert root.get("role") in ("img", "group")
    named = root.find("title")
    assert named is not None
    assert "2019" in (named.text or "")
    assert len(root.findall("rect")) >= 3
    assert "style=" not in html


def test_a_notice_reads_like_one_and_comes_as_received(client: TestClient) -> None:
    address = f"/case/{CASE}/documents/{NOTICE.number}"
    assert address in page(client, f"/case/{CASE}").links
    text = page(client, address, "ja").text
    for words in ("拒絶理由通知書", "進歩性がない。", "特願2019-165329"):
        assert words in text
    response = client.get(f"{address}/original")
    assert response.content.decode("cp932") == "<notice>理由</notice>"
    assert response.headers["content-disposition"].startswith("attachment")
    assert response.headers["x-content-type-options"] == "nosniff"


def test_the_publication_and_its_case_lead_to_each_other(client: TestClient) -> None:
    publication = page(client, "/p/JP2021044377A")
    assert f"/case/{CASE}" in publication.links
    assert "In force" in publication.text
    assert "/p/JP2021044377A" in page(client, f"/case/{CASE}").links


def test_related_cases_that_are_held_are_linked(client: TestClient) -> None:
    assert "/case/JP-patent-2020123456" in page(client, f"/case/{CASE}").links


@pytest.mark.parametrize(
    ("asked", "leads"),
    [("特願2019-165329", CASE), ("特開2021-044377", CASE), ("US 16/123,456", ANN)],
)
def test_any_spelling_of_a_number_leads_to_the_case(
    client: TestClient, asked: str, leads: str
) -> None:
    response = client.get(f"/case/{asked}")
    assert (response.status_code, response.headers["location"]) == (302, f"/case/{leads}")


@pytest.mark.parametrize("name", ["JP-patent-1", "nothing", HIDDEN, "JP-poem-1", "%00", "..%2f"])
def test_no_such_case(client: TestClient, name: str) -> None:
    assert "that is laid open" in page(client, f"/case/{name}", status=404).text


@pytest.mark.parametrize("number", ["1", "..", "%2e%2e%2f", "'"])
def test_no_such_document(client: TestClient, number: str) -> None:
    for ending in ("", "/original"):
        assert client.get(f"/case/{CASE}/documents/{number}{ending}").status_code in (404, 200, 302)
        assert "Traceback" not in client.get(f"/case/{CASE}/documents/{number}{ending}").text


def test_a_term_that_is_over_has_ended_the_right(client: TestClient) -> None:
    text = page(client, f"/case/{ANN}").text
    assert "Ended" in text
    assert "The term ended on 3 February 2021" in text


def test_a_refusal_without_appeal_is_final(client: TestClient) -> None:
    assert "no appeal is recorded" in page(client, "/case/JP-patent-2020123456").text


def test_a_mark_shows_its_goods_and_that_codes_are_interim(client: TestClient) -> None:
    text = page(client, f"/case/{MARK}", "en").text
    for words in ("メタンレス灯", "灯火具", "19A02", "interim", "Pending"):
        assert words in text


def test_a_case_without_events_says_so(client: TestClient) -> None:
    text = page(client, "/case/JP-design-2020000009").text
    assert "Status not known" in text
    assert page(client, "/case/JP-design-2020000009.xml", status=404).text


def test_the_json_and_the_legal_status(client: TestClient) -> None:
    value = client.get(f"/case/{CASE}.json").json()
    assert value["case"] == {"office": "JP", "right": "patent", "number": "2019165329"}
    assert value == json.loads(
        client.get(f"/case/{CASE}", headers={"accept": "application/json"}).content
    )
    assert all(source.get("file", "") == "" for source in value["sources"])
    response = client.get(f"/case/{CASE}.xml")
    assert response.headers["content-type"] == "application/xml"
    root = ET.fromstring(response.content)
    names = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert names.count("StatusEventData") == 7
    assert client.get(f"/case/{CASE}.poem").status_code == 404


def test_the_legal_status_is_valid(client: TestClient, shared_data: Path) -> None:
    etree = pytest.importorskip("lxml.etree")
    xsd = shared_data / "standards/st96/xsd/PatentLegalStatusData_V6_0.xsd"
    schema = etree.XMLSchema(etree.parse(str(xsd)))
    for name in (CASE, ANN, MARK):
        schema.assertValid(etree.fromstring(client.get(f"/case/{name}.xml").content))


def test_a_page_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    client.cookies.clear()
    first = client.get(f"/case/{CASE}")
    again = client.get(f"/case/{CASE}", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304


def test_the_list_shows_the_status_and_leads_to_cases(client: TestClient) -> None:
    found = page(client, "/search?q=Lamp&words=1")
    assert f"/case/{ANN}" in found.links
    assert "Ended" in found.text


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("in-force/ST", [CASE]),
        ("存続/ST", [CASE]),
        ("ended/ST*Lamp", [ANN]),
        ("pending/ST*2024/AD", [MARK]),
        ("20230101/IF", [CASE]),
        ("20100101/IF", [ANN]),
        ("yes/IF", [CASE]),
        ("2039/XD", [CASE]),
        ("A131/EV", [CASE]),
        ("D11/EV", [CASE]),
        ("20200901/ED", [CASE]),
        ("灯火具", [MARK]),
    ],
)
def test_search_by_status_events_and_dates(
    client: TestClient, expression: str, found: list[str]
) -> None:
    links = page(client, f"/search?q={expression}&words=1").links
    cases = {"/p/JP2021044377A" if one == CASE else f"/case/{one}" for one in found}
    assert {link for link in links if link.startswith(("/case/", "/p/"))} == cases


def test_statuses_are_counted_and_narrow(client: TestClient) -> None:
    everything = page(client, "/search?q=")
    assert "/search?q=&status=ended" in everything.links
    assert "2 results" in page(client, "/search?q=&status=ended").text


def test_what_is_not_laid_open_is_in_no_list(client: TestClient) -> None:
    for address in ("/search?q=秘密", "/search?q=", "/search?q=2026000001", "/status"):
        html = client.get(address, follow_redirects=True).text
        assert "秘密の灯" not in html
        assert HIDDEN not in html


@pytest.mark.parametrize("wrong", ["grant/ST", "2020:2019/IF", "x/XD", "/EV"])
def test_wrong_values_are_explained(client: TestClient, wrong: str) -> None:
    assert "At character" in page(client, f"/search?q={wrong}", status=400).text
