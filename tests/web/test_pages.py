"""Home, results, number choice, help, holdings, and what is said when something is wrong."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from madoguchi.front import application_at
from web.markup import Page
from web.publications import LAST_LAMP, MAIN

LANGUAGES = ("ja", "en")


def page(window: TestClient, address: str, lang: str = "en", status: int = 200) -> Page:
    answer = window.get(address, headers={"accept-language": lang})
    assert answer.status_code == status
    return Page(answer.text)


@pytest.mark.parametrize(
    ("lang", "said"), [("ja", "各国の公報を、ひとつの窓口で"), ("en", "One window over")]
)
def test_home_has_one_box_and_examples_that_work(window: TestClient, lang: str, said: str) -> None:
    home = page(window, "/", lang)
    assert said in home.text
    examples = [link for link in home.links if link.startswith("/search")]
    assert len(examples) == 3
    assert all(window.get(link).status_code in (200, 303) for link in examples)


@pytest.mark.parametrize("address", ["/", "/search?q=lamp", f"/p/{MAIN}", "/help", "/status"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_says_up_to_where_everything_is_searchable(
    window: TestClient, address: str, lang: str
) -> None:
    assert "55" in page(window, address, lang).text


def test_the_address_chooses_the_language_and_it_is_remembered(window: TestClient) -> None:
    asked = window.get("/?lang=ja", headers={"accept-language": "en"})
    assert '<html lang="ja">' in asked.text
    again = window.get("/help", headers={"accept-language": "en"})
    assert '<html lang="ja">' in again.text


@pytest.mark.parametrize(
    ("accept", "lang"),
    [("ja,en;q=0.8", "ja"), ("de,en", "en"), ("fr", "en"), ("", "en"), ("ja-JP", "ja")],
)
def test_the_browsers_language_is_taken(window: TestClient, accept: str, lang: str) -> None:
    answer = window.get("/", headers={"accept-language": accept})
    assert f'<html lang="{lang}">' in answer.text


def test_the_language_switch_keeps_the_page(window: TestClient) -> None:
    links = page(window, "/search?q=lamp&office=EP&sort=newest").links
    assert "/search?q=lamp&office=EP&sort=newest&lang=ja" in links


@pytest.mark.parametrize(
    ("lang", "said"), [("ja", "45 件"), ("en", "45 results")]
)  # fmt: skip
def test_results_say_the_exact_total(window: TestClient, lang: str, said: str) -> None:
    assert said in page(window, "/search?q=lamp/TI", lang).text


def test_the_cursor_leads_through_all_rows_once(window: TestClient) -> None:
    address = "/search?q=lamp/TI&sort=number"
    seen: list[str] = []
    while address:
        found = page(window, address)
        seen += dict.fromkeys(link for link in found.links if link.startswith("/p/"))
        address = next(
            (link for link in found.links if "cursor=" in link and "lang=" not in link), ""
        )
    assert seen == [f"/p/EP{3000000 + i}A1" for i in range(LAST_LAMP + 1)]


@pytest.mark.parametrize(("sort", "first"), [("newest", 44), ("oldest", 0), ("number", 0)])
def test_results_are_sorted_as_asked(window: TestClient, sort: str, first: int) -> None:
    links = page(window, f"/search?q=lamp/TI&sort={sort}").links
    assert next(link for link in links if "/p/" in link) == f"/p/EP{3000000 + first}A1"


def test_facets_narrow_and_can_be_taken_away(window: TestClient) -> None:
    everything = page(window, "/search?q=")
    assert "/search?q=&office=CN" in everything.links
    narrowed = page(window, "/search?q=&office=CN")
    assert "1 result" in narrowed.text
    assert "China National Intellectual Property Administration (CN)" in narrowed.text
    assert "/search?q=" in narrowed.links


def test_finds_are_marked_and_texts_escaped(window: TestClient) -> None:
    text = window.get("/search?q=battery&office=US").text
    assert "<mark>Battery</mark> &lt;with&gt; &amp; &#34;signs&#34;" in text
    assert "<with>" not in text


@pytest.mark.parametrize(
    ("query", "text", "lang"),
    [
        ("二次電池/TI", "二次電池", "ja"),
        ("显示/TI", "设备", "zh-Hans"),
        ("전지/TI", "이차", "ko"),
        ("lamp/TI", "Lamp", "en"),
    ],
)
@pytest.mark.parametrize("reader", LANGUAGES)
def test_titles_are_marked_with_their_language(
    window: TestClient, query: str, text: str, lang: str, reader: str
) -> None:
    found = page(window, f"/search?q={query}", reader)
    headings = [p for p in found.pieces if "h2" in p.inside and "ol" in p.inside]
    assert headings
    for piece in headings:
        if piece.text in text or text in piece.text:
            assert piece.lang == lang


def test_the_applicant_in_a_list_is_marked_with_its_language(window: TestClient) -> None:
    assert page(window, "/search?q=显示", "ja").languages_of("远山显示有限公司") == {"zh-Hans"}


@pytest.mark.parametrize("text", ["特開2021-044377", "JP2021044377A", "ＪＰ２０２１０４４３７７Ａ"])
def test_a_number_leads_straight_to_its_document(window: TestClient, text: str) -> None:
    answer = window.get("/search", params={"q": text})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/p/{MAIN}")


def test_words_can_be_forced_where_a_number_is_held(window: TestClient) -> None:
    assert window.get(f"/search?q={MAIN}&words=1").status_code == 200


@pytest.mark.parametrize(
    ("lang", "said"),
    [("ja", "次のいずれかの番号と読めます"), ("en", "may be one of these numbers")],
)
def test_an_ambiguous_number_offers_its_documents(window: TestClient, lang: str, said: str) -> None:
    found = page(window, "/search?q=2020-000001", lang)
    assert said in found.text
    assert {"/p/JP2020000001A", "/p/JP2020000001U"} <= set(found.links)


def test_a_number_that_is_not_held_is_said_to_be_read(window: TestClient) -> None:
    assert "not held here" in page(window, "/search?q=特開2019-111111").text


@pytest.mark.parametrize(
    ("lang", "said"), [("ja", "該当する公報はありません"), ("en", "Nothing was found")]
)
def test_no_result_teaches(window: TestClient, lang: str, said: str) -> None:
    found = page(window, "/search?q=zyzzyva", lang)
    assert said in found.text
    assert "aside" not in {name for piece in found.pieces for name in piece.inside}


@pytest.mark.parametrize(
    ("query", "lang", "said"),
    [
        ("[電池*電極", "ja", "1 文字目：ここで開いた「[」が閉じられていません"),
        ("[電池*電極", "en", "At character 1: the bracket opened here is not closed"),
        ("battery/QQ", "en", "“QQ” is not a field"),
        ("20209999/PD", "ja", "日付が必要です"),
        ("battery]", "en", "At character 8"),
    ],
)
def test_a_wrong_expression_is_kept_and_explained(
    window: TestClient, query: str, lang: str, said: str
) -> None:
    answer = window.get("/search", params={"q": query}, headers={"accept-language": lang})
    assert answer.status_code == 400
    assert said in Page(answer.text).text
    assert f'value="{query}"' in answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("cursor", ["x", "////", "cmVsZXZhbmNlOi01", "é"])
def test_a_cursor_not_of_ours_is_refused_in_words(window: TestClient, cursor: str) -> None:
    answer = window.get("/search", params={"q": "lamp", "cursor": cursor})
    assert answer.status_code == 400
    assert "Start from the first page" in answer.text


def test_help_lists_every_field_and_its_examples_work(window: TestClient) -> None:
    found = page(window, "/help")
    assert "Publication number" in found.text
    examples = [link for link in found.links if link.startswith("/search")]
    assert len(examples) == 8
    assert all(window.get(link).status_code == 200 for link in examples)


def test_holdings_count_offices_and_years_and_link_to_them(window: TestClient) -> None:
    found = page(window, "/status", "ja")
    assert "/search?q=&office=EP" in found.links
    assert "/search?q=&year=2021" in found.links
    assert "54" in [piece.text for piece in found.pieces]


def test_readings_of_a_number_as_data(window: TestClient) -> None:
    answer = window.get("/number", params={"q": "特開2021-044377"}).json()
    assert [reading["id"] for reading in answer["readings"]] == [MAIN]
    assert answer["held"] == [MAIN]
    nothing = window.get("/number", params={"q": "電池"})
    assert nothing.status_code == 404
    assert nothing.json()["readings"] == []


@pytest.mark.parametrize(
    ("lang", "said"), [("ja", "このアドレスにページはありません"), ("en", "There is no page")]
)
@pytest.mark.parametrize("address", ["/nothing", "/static/nothing.css", "/p/"])
def test_a_missing_page_helps(window: TestClient, address: str, lang: str, said: str) -> None:
    answer = window.get(address, headers={"accept-language": lang})
    assert answer.status_code == 404
    if address != "/p/":
        assert said in Page(answer.text).text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("address", ["/", "/search", f"/p/{MAIN}", f"/p/{MAIN}/original"])
def test_addresses_can_only_be_read(window: TestClient, method: str, address: str) -> None:
    answer = window.request(method, address)
    assert answer.status_code == 405
    assert "can only be read" in answer.text


@pytest.mark.parametrize(
    "address", ["/", "/search?q=lamp", f"/p/{MAIN}", f"/p/{MAIN}.json", f"/p/{MAIN}/original"]
)
def test_head_answers_without_a_body(window: TestClient, address: str) -> None:
    answer = window.head(address)
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    "address",
    ["/", "/search?q=[", "/nothing", f"/p/{MAIN}.json", f"/p/{MAIN}/files/fig1.svg",
     "/static/window.css", "/number?q=1"],
)  # fmt: skip
def test_every_answer_carries_the_protecting_headers(window: TestClient, address: str) -> None:
    headers = window.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_needs_anything_from_elsewhere(window: TestClient, lang: str) -> None:
    for address in ("/", "/search?q=", f"/p/{MAIN}", "/help", "/status"):
        text = window.get(address, headers={"accept-language": lang}).text
        assert 'src="http' not in text
        assert "<style" not in text
        assert "style=" not in text
        assert "onclick" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_office_has_pages_too(tmp_path: Path, lang: str) -> None:
    with TestClient(application_at(tmp_path / "new")) as client:
        said = "まだ何も" if lang == "ja" else "Nothing has been loaded"
        for address in ("/", "/search?q=", "/search?q=lamp", "/help", "/status"):
            assert said in page(client, address, lang).text


def test_an_unexpected_failure_is_a_page_and_is_recorded_without_what_was_asked(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = application_at(home)
    monkeypatch.setattr(app.state.room, "window", None)
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/search?q=secret", headers={"accept-language": "ja"})
    assert answer.status_code == 500
    assert "secret" not in caplog.text
    assert "unexpected AttributeError at search" in caplog.text
