"""The document page: every part of a publication at its place, in its language."""

import pytest
from starlette.testclient import TestClient

from madoguchi.model import Claim, ClaimSet, Publication
from madoguchi.web.documents import ClaimNode, claim_tree
from web.markup import Page
from web.publications import MAIN, main_publication, original_of


@pytest.fixture
def japanese(window: TestClient) -> Page:
    return Page(window.get(f"/p/{MAIN}", headers={"accept-language": "ja"}).text)


@pytest.fixture
def english(window: TestClient) -> Page:
    return Page(window.get(f"/p/{MAIN}", headers={"accept-language": "en"}).text)


@pytest.mark.parametrize(
    "inid",
    ["(11)", "(12)", "(19)", "(21)", "(22)", "(31–33)", "(43)", "(51)", "(52)", "(54)", "(56)",
     "(57)", "(62)", "(60)", "(71)", "(72)", "(74)", "(84)"],
)  # fmt: skip
def test_every_datum_has_its_inid_code(japanese: Page, english: Page, inid: str) -> None:
    for page in (japanese, english):
        assert inid in [piece.text for piece in page.pieces]


def test_numbers_and_dates_are_written_as_the_reader_writes_them(
    japanese: Page, english: Page
) -> None:
    for text in ("特開2021-044377", "2021年3月18日（令和3年）", "特願2019-165329", "分割の原出願"):
        assert text in japanese.text
    for text in ("JP 2021-044377 A", "18 March 2021", "Division of", "strange-word"):
        assert text in english.text


def test_the_heading_is_the_title_in_the_readers_language(japanese: Page, english: Page) -> None:
    headings = [
        next((p.text, p.lang) for p in page.pieces if "h1" in p.inside)
        for page in (japanese, english)
    ]
    assert headings == [("二次電池", "ja"), ("Secondary battery", "en")]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("正極と負極とを備える", "ja"),
        ("A battery of long life.", "en"),
        ("A secondary battery.", "en"),
        ("本発明は、二次電池に関する。", "ja"),
        ("山川 花子", "ja"),
        ("株式会社山川電池", "ja"),
        ("Yamakawa Battery Co., Ltd.", "en"),
    ],
)
def test_every_text_is_marked_with_its_language(
    japanese: Page, english: Page, text: str, lang: str
) -> None:
    assert japanese.languages_of(text) == english.languages_of(text) == {lang}


@pytest.mark.parametrize(
    ("number", "text", "lang"),
    [
        ("CN113781974A", "显示设备", "zh-Hans"),
        ("CN113781974A", "远山显示有限公司", "zh-Hans"),
        ("KR1020210012345A", "이차 전지", "ko"),
        ("KR1020210012345A", "수명이 긴", "ko"),
    ],
)
@pytest.mark.parametrize("reader", ["ja", "en"])
def test_chinese_and_korean_are_marked_as_such(
    window: TestClient, number: str, text: str, lang: str, reader: str
) -> None:
    page = Page(window.get(f"/p/{number}", headers={"accept-language": reader}).text)
    assert page.languages_of(text) == {lang}


@pytest.mark.parametrize(("text", "lang"), [("従属請求項", "ja"), ("請求項 1, 2, 3 を引用", "ja")])
def test_the_windows_own_words_among_claims_are_in_the_readers_language(
    japanese: Page, english: Page, text: str, lang: str
) -> None:
    assert japanese.languages_of(text) == {lang}
    assert english.languages_of("refers to claim 1, 2, 3") == {"en"}


def test_anchors_are_unique_and_every_part_has_one(japanese: Page) -> None:
    assert len(japanese.ids) == len(set(japanese.ids))
    parts = ("abstract", "biblio", "claims", "description", "drawings", "citations", "family",
             "original")  # fmt: skip
    named = ("claim-1", "claim-5", "claim2-1", "p0001", "p0002", "drawing-1", "drawing-3")
    assert {*parts, *named} <= set(japanese.ids)
    targets = {link[1:] for link in japanese.links if link.startswith("#")}
    assert targets <= set(japanese.ids)


def numbers(nodes: list[ClaimNode]) -> list[object]:
    return [
        [node.claim.number, numbers(node.below)] if node.below else node.claim.number
        for node in nodes
    ]


def test_claims_stand_below_the_claim_that_they_refer_to() -> None:
    assert numbers(claim_tree(main_publication().claims[0])) == [[1, [[2, [3]], 4]], 5]


def test_claims_with_the_same_number_or_unknown_references_are_all_shown() -> None:
    claims = (
        Claim(number=1, text="a"),
        Claim(number=1, text="b"),
        Claim(number=3, text="c", depends_on=(9,)),
        Claim(number=4, text="d", depends_on=(4,)),
    )
    nodes = claim_tree(ClaimSet(claims=claims))
    assert [(n.claim.text, n.anchor) for n in nodes] == [
        ("a", "claim-1"), ("b", ""), ("c", "claim-3"), ("d", "claim-4")
    ]  # fmt: skip


def test_a_long_chain_of_claims_is_shown_whole(window: TestClient) -> None:
    page = Page(window.get("/p/EP1999999B1", headers={"accept-language": "en"}).text)
    assert "Lamp of claim 299." in page.text
    assert max(piece.inside.count("ol") for piece in page.pieces) == 5


def test_drawings_are_shown_and_those_not_received_are_said(
    window: TestClient, japanese: Page
) -> None:
    for name, media in (("fig1.svg", "image/svg+xml"), ("fig2.tif.png", "image/png")):
        assert f"/p/{MAIN}/files/{name}" in japanese.links
        answer = window.get(f"/p/{MAIN}/files/{name}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert "fig3.tif は公報とともに受信していません" in japanese.text
    assert "lost.tif は公報とともに受信していません" in japanese.text


def test_a_file_as_received(window: TestClient) -> None:
    answer = window.get(f"/p/{MAIN}/files/fig2.tif")
    assert answer.headers["content-type"] == "image/tiff"
    assert window.get(f"/p/{MAIN}/files/fig1.svg.png").status_code == 404
    missing = window.get(f"/p/{MAIN}/files/none.tif", headers={"accept-language": "ja"})
    assert missing.status_code == 404
    assert "none.tif は公報とともに受信していません" in missing.text


def test_citations_lead_to_the_documents_held(japanese: Page, english: Page) -> None:
    assert "/p/JP2020000001A" in japanese.links
    assert "/p/DE999999C" not in japanese.links
    assert "DE999999C" in japanese.text
    assert "電池便覧 第3版" in japanese.text
    assert "審査" in japanese.text
    assert "Examination" in english.text


def test_the_family_is_listed_both_ways(window: TestClient, japanese: Page) -> None:
    assert {"/p/JP6543210B2", "/p/US20210049351A1"} <= set(japanese.links)
    for member in ("JP6543210B2", "US20210049351A1"):
        assert f"/p/{MAIN}" in Page(window.get(f"/p/{member}").text).links


def test_classes_lead_to_a_search_for_them(window: TestClient, japanese: Page) -> None:
    for query in ("H01M10/0525/IP", "H01M10/0525/FI", "5H029AJ05/FT"):
        address = f"/search?q={query}"
        assert address in japanese.links
        assert MAIN in window.get(address).text


def test_each_version_received_can_be_had_byte_for_byte(window: TestClient, japanese: Page) -> None:
    addresses = [link for link in japanese.links if "original?position" in link]
    assert [window.get(address).content for address in addresses] == [
        original_of(main_publication()) + b"<!-- first -->",
        original_of(main_publication()),
    ]
    assert window.get(f"/p/{MAIN}/original").content == original_of(main_publication())


@pytest.mark.parametrize("position", ["0", "x", "-1", "٣", "999", "9" * 19, "9" * 40])
def test_a_position_that_is_none_of_its_versions_is_not_found(
    window: TestClient, position: str
) -> None:
    answer = window.get(f"/p/{MAIN}/original", params={"position": position})
    assert answer.status_code in (302, 404)


@pytest.mark.parametrize("reader", ["ja", "en"])
def test_a_publication_with_hardly_anything_still_has_a_page(
    window: TestClient, reader: str
) -> None:
    page = Page(window.get("/p/JP1700001S", headers={"accept-language": reader}).text)
    assert ("（名称なし）" if reader == "ja" else "(no title)") in page.text
    assert ("図面なしで受信" if reader == "ja" else "without drawings") in page.text


def test_what_came_from_outside_is_escaped(window: TestClient) -> None:
    text = window.get("/p/US20210049351A1").text
    assert "Battery &lt;with&gt; &amp; &#34;signs&#34;" in text
    assert "<with>" not in text


def test_a_name_without_language_takes_that_of_its_publication(window: TestClient) -> None:
    page = Page(window.get("/p/US20210049351A1", headers={"accept-language": "ja"}).text)
    assert page.languages_of("Yamakawa Battery") == {"en"}


def test_no_page_of_a_publication_is_cached_unasked(window: TestClient) -> None:
    assert window.get(f"/p/{MAIN}").headers["cache-control"] == "no-cache"


def test_publication_has_fields_that_the_page_knows() -> None:
    """A new field of the model must be given a place on the page, or a reason here."""
    shown = {
        "office", "number", "kind", "right", "date", "lang", "application", "titles", "abstracts",
        "claims", "descriptions", "drawings", "applicants", "inventors", "agents", "owners",
        "examiners", "priorities", "related", "classifications", "citations", "designated",
        "family", "notes",
    }  # fmt: skip
    shown.add("withdrawn")  # which has no page but one that says so
    assert set(Publication.__struct_fields__) == shown
