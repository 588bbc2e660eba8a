"""Every form of a publication: by ending, by Accept header, conditionally, and elsewhere."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from madoguchi.model import decode
from madoguchi.web.forms import FORMS, accepted
from web.publications import MAIN, main_publication, original_of


@pytest.mark.parametrize("form", ["json", "xml", "ris", "bib"])
def test_ending_and_accept_header_give_the_same(window: TestClient, form: str) -> None:
    by_ending = window.get(f"/p/{MAIN}.{form}")
    by_header = window.get(f"/p/{MAIN}", headers={"accept": FORMS[form]})
    assert by_ending.content == by_header.content
    assert by_ending.headers["content-type"].partition(";")[0] == FORMS[form]
    assert "Accept" in by_ending.headers["vary"]


def test_json_is_the_record(window: TestClient) -> None:
    assert decode(window.get(f"/p/{MAIN}.json").content) == main_publication()
    assert json.loads(window.get(f"/p/{MAIN}.json").content)["number"] == "2021044377"


def test_xml_is_the_original_byte_for_byte(window: TestClient) -> None:
    answer = window.get(f"/p/{MAIN}.xml")
    assert answer.content == original_of(main_publication())
    assert f"{MAIN}.xml" in answer.headers["content-disposition"]


def test_ris(window: TestClient) -> None:
    lines = window.get(f"/p/{MAIN}.ris", headers={"accept-language": "ja"}).text.split("\r\n")
    assert lines[0] == "TY  - PAT"
    assert lines[-2:] == ["ER  - ", ""]
    for line in ("TI  - 二次電池", "AU  - 山川 花子", "A2  - 株式会社山川電池", "PY  - 2021",
                 "DA  - 2021/03/18", f"M2  - {MAIN}", "KW  - H01M10/0525"):  # fmt: skip
        assert line in lines


def test_bibtex(window: TestClient) -> None:
    text = window.get(f"/p/{MAIN}.bib", headers={"accept-language": "en"}).text
    assert text.startswith(f"@patent{{{MAIN},\n")
    assert "  title = {{Secondary battery}}" in text
    assert "  date = {2021-03-18}" in text


def test_bibtex_escapes_its_signs(window: TestClient) -> None:
    assert r"<with> \& " in window.get("/p/US20210049351A1.bib").text


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "html"),
        ("", "html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("application/json", "json"),
        ("application/json;q=0.4, application/xml;q=0.5", "xml"),
        ("text/xml", "xml"),
        ("APPLICATION/JSON; Q=0.9, text/html;q=0.1", "json"),
        ("application/json;q=0", "html"),
        ("application/json;q=high", "html"),
        ("image/png", "html"),
    ],
)
def test_the_accept_header_is_weighed(accept: str, form: str) -> None:
    assert accepted(accept) == form


@given(st.text())
def test_any_accept_header_gives_a_form(accept: str) -> None:
    assert accepted(accept) in FORMS


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_unknown_ending_names_the_known_ones(window: TestClient, lang: str) -> None:
    answer = window.get(f"/p/{MAIN}.doc", headers={"accept-language": lang})
    assert answer.status_code == 404
    assert "html, json, xml, ris, bib" in answer.text


@pytest.mark.parametrize("spelling", ["JP2021044377", "特開2021-044377", "jp2021044377a"])
@pytest.mark.parametrize("ending", ["", ".json"])
def test_another_spelling_leads_to_the_address(
    window: TestClient, spelling: str, ending: str
) -> None:
    answer = window.get(f"/p/{spelling}{ending}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/p/{MAIN}{ending}")


def test_another_spelling_leads_to_the_original_too(window: TestClient) -> None:
    answer = window.get("/p/特開2021-044377/original")
    assert answer.headers["location"] == f"/p/{MAIN}/original"


def test_an_ambiguous_number_offers_a_choice(window: TestClient) -> None:
    answer = window.get("/p/JP2020000001", headers={"accept-language": "ja"})
    assert answer.status_code == 300
    assert "/p/JP2020000001A" in answer.text
    assert "/p/JP2020000001U" in answer.text


@pytest.mark.parametrize(
    ("lang", "said"), [("ja", "収録されていません"), ("en", "is not held here")]
)
@pytest.mark.parametrize("number", ["JP2099000001A", "nonsense", "JP2099000001A.json"])
def test_what_is_not_held_is_said(window: TestClient, number: str, lang: str, said: str) -> None:
    answer = window.get(f"/p/{number}", headers={"accept-language": lang})
    assert answer.status_code == 404
    assert said in answer.text


@pytest.mark.parametrize("ending", ["", ".json", ".xml", ".ris", ".bib"])
def test_what_the_reader_has_is_not_sent_again(window: TestClient, ending: str) -> None:
    first = window.get(f"/p/{MAIN}{ending}")
    tag = first.headers["etag"]
    again = window.get(f"/p/{MAIN}{ending}", headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert window.get(f"/p/{MAIN}{ending}", headers={"if-none-match": '"o"'}).status_code == 200


def test_tags_differ_by_form_language_and_publication(window: TestClient) -> None:
    tags = {
        window.get(f"/p/{number}{ending}", headers={"accept-language": lang}).headers["etag"]
        for number in (MAIN, "JP6543210B2")
        for ending in ("", ".json", ".ris")
        for lang in ("ja", "en")
    }
    assert len(tags) == 12
