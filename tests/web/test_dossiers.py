"""The pages of a dossier: the family, its files, its documents, and what is compared."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from starlette.testclient import TestClient

from dossier.sources.stand_ins import Stand, replied
from madoguchi.front import application_over
from madoguchi.premises import Premises
from madoguchi.web import wrappers
from madoguchi.web.comparisons import runs
from translation.servers import libretranslate, serving
from web.families import (
    ACTION,
    EP,
    GONE,
    HTML,
    JP,
    KR,
    NOTICE,
    PDF,
    REPLY,
    SECRET,
    TEXT,
    US,
    family_office,
    kipo,
)
from web.markup import Page
from web.test_fuzz import ANY, often

ENGINE = """
[[engine]]
name = "libre"
protocol = "libretranslate"
url = "{url}"
"""
PARTS = ("", "/wrapper", "/files", "/citations", "/classifications", "/claims",
         "/correspondence", "/beside")  # fmt: skip
PAGES = (
    *(f"/dossier/{JP}{part}" for part in PARTS),
    f"/dossier/{KR}/wrapper",
    f"/dossier/{JP}/documents/{NOTICE}",
    f"/dossier/{JP}/documents/{NOTICE}?to=en",
    f"/dossier/{JP}/beside?document={NOTICE}&document={REPLY}",
    f"/dossier/{JP}/beside?text=document:{JP}/{NOTICE}&text=document:{US}/{ACTION}&to=en",
    f"/dossier/{JP}/claims?left=US11765432B2/en&right=EP4765432B1/en",
    f"/dossier/{JP}/correspondence?left=US11765432B2/en&right=EP4765432B1/en",
)


@pytest.fixture(scope="module")
def dossier_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return family_office(tmp_path_factory.mktemp("dossiers"))


@pytest.fixture(scope="module")
def source() -> Stand:
    return kipo()


@pytest.fixture(scope="module")
def _client(dossier_home: Path, source: Stand) -> Iterator[TestClient]:
    app = application_over(Premises(dossier_home, source))
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def window(_client: TestClient) -> TestClient:
    _client.cookies.clear()
    return _client


def page_of(window: TestClient, address: str, lang: str = "en") -> Page:
    answer = window.get(address, headers={"accept-language": lang})
    assert answer.status_code == 200, answer.text[:500]
    return Page(answer.text)


# -- all pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_page_in_both_languages(window: TestClient, address: str, lang: str) -> None:
    answer = window.get(address, headers={"accept-language": lang})
    assert answer.status_code == 200
    assert f'<html lang="{lang}"' in answer.text
    page = Page(answer.text)
    assert [piece for piece in page.pieces if "h1" in piece.inside]
    assert len(page.ids) == len(set(page.ids))
    assert "<b>装置" not in answer.text
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.ids


def test_every_link_of_a_dossier_leads_somewhere(window: TestClient) -> None:
    missing = f"/documents/{GONE}"
    seen: set[str] = set()
    for address in PAGES[:9]:
        for link in page_of(window, address).links:
            if link.startswith(("/dossier/", "/p/", "/case/")) and missing not in link:
                seen.add(link.partition("#")[0])
    assert len(seen) > 20
    for link in sorted(seen):
        assert window.get(link).status_code == 200, link


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("特願2020-765432", JP),
        ("JP2020-765432", JP),
        ("US 17/654,321", US),
        ("EP21765432.4", EP),
        ("US11765432B2", US),
        ("特許第7654321号", JP),
        (f"E-JP{JP.number}", None),
    ],
)
def test_numbers_and_families_lead_to_a_member(
    window: TestClient, text: str, expected: object
) -> None:
    answer = window.get(f"/dossier/{text}")
    assert answer.status_code == 302, answer.text[:300]
    place = answer.headers["location"]
    assert place.startswith("/dossier/")
    assert window.get(place).status_code == 200
    if expected is not None:
        assert place == f"/dossier/{expected}"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("case", ["JP-patent-1999999999", "nonsense", str(SECRET), "E-nothing"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_not_known(window: TestClient, case: str, part: str, lang: str) -> None:
    answer = window.get(f"/dossier/{case}{part}", headers={"accept-language": lang})
    assert answer.status_code == 404
    assert Page(answer.text).text


@often
@given(
    part=st.sampled_from([*PARTS, "/wrapper.pdf", "/wrapper.zip", "/correspondence.pdf",
                          f"/documents/{NOTICE}", f"/documents/{NOTICE}/content"]),
    names=st.lists(
        st.sampled_from(["left", "right", "to", "document", "text", "office", "group", "pages",
                         "claims-1", "scope-1", "remark-1", "fresh"]), min_size=1, max_size=3),
    value=st.one_of(ANY, st.sampled_from([
        f"document:{JP}/{NOTICE}", "document:", "claims:/", "claims:US11765432B2/", "abstract:x/en",
        "description:EP4765432B1/en", "9" * 30, "1-2,1", "zz", "en", "ja", "narrower"])),
)  # fmt: skip
def test_no_value_of_an_address_breaks_a_page(
    window: TestClient, part: str, names: list[str], value: str
) -> None:
    answer = window.get(f"/dossier/{JP}{part}", params=dict.fromkeys(names, value))
    assert answer.status_code < 500, (part, names, value)


@often
@given(case=ANY, number=ANY)
def test_no_case_and_no_number_breaks_a_page(window: TestClient, case: str, number: str) -> None:
    case, number = quote(case, safe=""), quote(number, safe="")
    for address in (f"/dossier/{case}", f"/dossier/{case}/files", f"/dossier/{JP}/documents/{number}",
                    f"/dossier/{case}/documents/{number}/content"):  # fmt: skip
        assert window.get(address).status_code < 500


# -- the family ------------------------------------------------------------------------------------


def test_the_overview_names_every_member_why_and_who_told(window: TestClient) -> None:
    page = page_of(window, f"/dossier/{JP}")
    for case in (JP, US, EP, KR):
        assert str(case) in page.ids
        assert f"/dossier/{case}/wrapper" in page.links
    assert str(SECRET) not in page.text
    assert "PCT/JP2021/012345" in page.text
    assert "kipo" in page.text
    assert "US 17/654,321" in page.text


def test_the_years_of_first_actions_count_from_the_filing(window: TestClient) -> None:
    text = window.get(f"/dossier/{JP}").text
    row = re.search(r"<tr><td>JP</td><td>.*?</tr>", text)
    assert row
    assert ">650<" in row[0]  # from 1 April 2020 to 11 January 2022


def test_a_source_that_fails_empties_no_page(tmp_path: Path) -> None:
    down = Stand({"/dossiers/kin": replied(b"broken", status=500)})
    home = family_office(tmp_path / "office")
    with TestClient(application_over(Premises(home, down))) as window:
        page = page_of(window, f"/dossier/{JP}")
        assert str(US) in page.ids
        assert str(KR) not in page.ids
        assert "kipo: cannot be reached" in page.text
        answer = window.get(f"/dossier/{KR}", headers={"accept-language": "en"})
        assert answer.status_code == 503
        assert "did not answer" in answer.text


def test_the_citations_of_all_offices_in_one_table(window: TestClient) -> None:
    page = page_of(window, f"/dossier/{JP}/citations")
    assert "US20100123456 A1" in page.text
    assert "claims 1-2" in page.text
    assert "A paper on counters, 1999" in page.text
    assert "cited" in page.text


def test_the_classes_of_all_offices(window: TestClient) -> None:
    page = page_of(window, f"/dossier/{JP}/classifications")
    assert "H01M10/052" in page.text
    assert "H01M10/0525" in page.text


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({}, [(3, None)]),
        ({"b": "x"}, [(1, None), (1, "x"), (1, None)]),
        ({"a": "x", "c": "y"}, [(1, "x"), (1, None), (1, "y")]),
        ({"a": "x", "b": "y", "c": "z"}, [(1, "x"), (1, "y"), (1, "z")]),
    ],
)
def test_empty_cells_between_two_are_one(
    given_: dict[str, str], expected: list[tuple[int, str | None]]
) -> None:
    assert runs(("a", "b", "c"), given_) == expected


# -- the file wrapper ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "numbers"), [(JP, [NOTICE, REPLY]), (KR, [PDF, HTML, TEXT, GONE])]
)
def test_a_wrapper_lists_its_documents(
    window: TestClient, case: object, numbers: list[str]
) -> None:
    page = page_of(window, f"/dossier/{case}/wrapper")
    for number in numbers:
        assert f"/dossier/{case}/documents/{number}" in page.links


def test_the_list_of_all_documents_by_office_and_group(window: TestClient) -> None:
    every = page_of(window, f"/dossier/{JP}/files")
    assert f"/dossier/{KR}/documents/{PDF}" in every.links
    korean = page_of(window, f"/dossier/{JP}/files?office=KR")
    assert f"/dossier/{KR}/documents/{PDF}" in korean.links
    assert f"/dossier/{JP}/documents/{NOTICE}" not in korean.links
    actions = page_of(window, f"/dossier/{JP}/files?group=action")
    assert f"/dossier/{JP}/documents/{NOTICE}" in actions.links
    assert f"/dossier/{JP}/documents/{REPLY}" not in actions.links


def test_a_long_list_of_documents_comes_in_pages(
    window: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wrappers, "_ON_A_PAGE", 3)
    address, seen = f"/dossier/{JP}/files?lang=en", list[str]()
    for _ in range(9):
        page = page_of(window, address)
        seen += [link for link in page.links if "/documents/" in link and "/content" not in link]
        older = [link for link in page.links if "from=" in link and "Older" in page.text]
        if not older:
            break
        address = older[-1]
    assert len(seen) == len(set(seen)) == 7
    assert [link for link in page.links if "from=" in link], "and back"


@pytest.mark.parametrize("first", ["-1", "x", "9999999999999", "999999", "³"])
def test_no_place_in_a_list(window: TestClient, first: str) -> None:
    answer = window.get(f"/dossier/{JP}/files", params={"from": first})
    assert f"/documents/{PDF}" in answer.text


def test_a_wrapper_as_pdf_has_bookmarks_and_says_what_is_missing(window: TestClient) -> None:
    answer = window.get(f"/dossier/{KR}/wrapper.pdf", headers={"accept-language": "en"})
    assert answer.headers["content-type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    texts = [one.extract_text() for one in reader.pages]
    assert [text for text in texts if "page two" in text]
    assert [text for text in texts if "not available" in text]
    assert len(reader.outline) >= 2


def test_chosen_documents_as_zip_with_a_manifest(window: TestClient) -> None:
    answer = window.get(f"/dossier/{KR}/wrapper.zip?document={PDF}&document={HTML}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        told = json.loads(archive.read("manifest.json"))
        rows = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
        data = {one["number"]: archive.read(one["file"]) for one in told["documents"]}
    assert {one["number"] for one in rows} == {PDF, HTML} == set(data)
    assert data[PDF].startswith(b"%PDF")
    assert {one["source"] for one in rows} == {"kipo"}


@pytest.mark.parametrize("form", ["pdf", "zip"])
def test_a_wrapper_of_documents_that_are_not_in_it(window: TestClient, form: str) -> None:
    assert window.get(f"/dossier/{KR}/wrapper.{form}?document=none").status_code == 404


# -- one document ----------------------------------------------------------------------------------


def test_a_document_is_read_with_an_address_for_each_paragraph(window: TestClient) -> None:
    page = page_of(window, f"/dossier/{JP}/documents/{NOTICE}")
    assert {"b1", "b2", "b3"} <= set(page.ids)
    assert {"#b1", "#b2", "#b3"} <= set(page.links)
    assert "電池の正極" in page.text
    assert page.languages_of("電池の正極") == {"ja"}


@pytest.mark.parametrize(
    ("number", "media", "shown"),
    [
        (PDF, "application/pdf", "inline"),
        (HTML, "application/octet-stream", "attachment"),
        (TEXT, "text/plain; charset=utf-8", "inline"),
    ],
)
def test_a_document_of_a_source(window: TestClient, number: str, media: str, shown: str) -> None:
    for ending in ("", "/content"):
        answer = window.get(f"/dossier/{KR}/documents/{number}{ending}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == media
        assert answer.headers["content-disposition"].startswith(shown)
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_was_received_is_never_a_page_of_this_site(window: TestClient) -> None:
    answer = window.get(f"/dossier/{JP}/documents/{NOTICE}/content")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"


def test_chosen_pages_of_a_document(window: TestClient) -> None:
    answer = window.get(f"/dossier/{KR}/documents/{PDF}/content?pages=3,1")
    reader = PdfReader(io.BytesIO(answer.content))
    assert [one.extract_text().strip() for one in reader.pages] == ["page three", "page one"]


@pytest.mark.parametrize("pages", ["4", "0", "2-1", "x", "1-9999", "1," * 400])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_pages_that_are_not_in_it(window: TestClient, pages: str, lang: str) -> None:
    address = f"/dossier/{KR}/documents/{PDF}/content"
    answer = window.get(address, params={"pages": pages}, headers={"accept-language": lang})
    assert answer.status_code == 404
    assert Page(answer.text).text


@pytest.mark.parametrize("ending", ["", "/content"])
def test_a_document_that_nobody_has(window: TestClient, ending: str) -> None:
    answer = window.get(f"/dossier/{KR}/documents/{GONE}{ending}")
    assert answer.status_code == 404
    assert GONE in answer.text


def test_a_source_that_does_not_answer_for_a_document(tmp_path: Path) -> None:
    stand = kipo()
    stand.answers["/documents/"] = replied(b"", status=500)
    home = family_office(tmp_path / "office")
    with TestClient(application_over(Premises(home, stand))) as window:
        assert window.get(f"/dossier/{KR}").status_code == 200
        beside = window.get(f"/dossier/{KR}/beside?document={PDF}")
        assert beside.status_code == 200
        assert 'class="note bad"' in beside.text
        assert window.get(f"/dossier/{KR}/documents/{PDF}").status_code == 503


# -- beside each other -----------------------------------------------------------------------------


def test_documents_of_two_offices_ticked_in_the_list_of_all(window: TestClient) -> None:
    files = window.get(f"/dossier/{JP}/files").text
    ticked = [f"document:{JP}/{NOTICE}", f"document:{US}/{ACTION}"]
    for value in ticked:
        assert f'name="text" value="{value}"' in files
    answer = window.get(f"/dossier/{JP}/beside", params={"text": ticked})
    page = Page(answer.text)
    assert page.languages_of("電池の正極") == {"ja"}
    assert page.languages_of("The cathode is known.") == {"en"}
    row = re.search(r'<div class="row" id="r\d+">(?:(?!<div class="row").)*正極.*?cathode', answer.text,
                    re.DOTALL)  # fmt: skip
    assert row, "paragraphs of one number stand in one row"
    assert {"r1", "r2"} <= set(page.ids)
    assert "#r1" in page.links


def test_more_than_two_ticked(window: TestClient) -> None:
    wanted = {"document": [NOTICE, REPLY, "99129999993"]}
    answer = window.get(f"/dossier/{JP}/beside", params=wanted, headers={"accept-language": "en"})
    assert "1 more" in Page(answer.text).text


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (f"document:{KR}/{PDF}", "cannot be read as text"),
        (f"document:{KR}/{GONE}", "not known here"),
        ("claims:US1B2/en", "no such text"),
        (f"document:{SECRET}/SECRET1", "no such text"),
        ("nonsense", "no such text"),
    ],
)
def test_what_cannot_be_shown_beside(window: TestClient, name: str, told: str) -> None:
    wanted = {"left": name, "right": f"document:{JP}/{NOTICE}"}
    answer = window.get(f"/dossier/{JP}/beside", params=wanted, headers={"accept-language": "en"})
    assert answer.status_code == 200
    text = Page(answer.text).text
    assert told in text
    assert "電池の正極" in text


def test_a_gloss_is_called_a_gloss(window: TestClient) -> None:
    page = page_of(window, f"/dossier/{JP}/documents/{NOTICE}?to=en")
    assert "is no translation" in page.text
    assert 'class="segment gloss"' in window.get(f"/dossier/{JP}/documents/{NOTICE}?to=en").text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_pair_that_no_engine_can_do(window: TestClient, lang: str) -> None:
    answer = window.get(
        f"/dossier/{JP}/documents/{NOTICE}?to=ko", headers={"accept-language": lang}
    )
    assert answer.status_code == 200
    assert 'class="note bad"' in answer.text
    assert "電池の正極" in answer.text


def test_a_machine_translation_by_an_engine_of_elsewhere(tmp_path: Path) -> None:
    home = family_office(tmp_path / "office", sources="")
    with (
        serving(libretranslate) as (url, calls),
        TestClient(application_over(Premises(home))) as window,
    ):
        (home / "translation").mkdir(exist_ok=True)
        (home / "translation" / "engines.toml").write_text(ENGINE.format(url=url))
        asked = {"left": f"document:{JP}/{NOTICE}", "right": f"document:{US}/{ACTION}", "to": "en"}
        answer = window.get(f"/dossier/{JP}/beside", params=asked)
        text = Page(answer.text).text
        assert "T(この出願の発明は、電池の正極である。)" in text
        assert "The cathode is known." in text
        assert "libre" in text
        assert 'class="segment machine"' in answer.text
        assert [one for one in calls if one.path == "/translate"]


# -- claims ----------------------------------------------------------------------------------------


def test_claims_of_one_language_are_compared(window: TestClient) -> None:
    address = f"/dossier/{JP}/claims?left=US11765432B2/en&right=EP4765432B1/en"
    text = window.get(address).text
    assert re.search(r"<ins>[^<]*thick", text)
    assert 'id="pair-1"' in text
    assert 'href="#pair-1"' in text


def test_claims_of_two_languages_stand_beside_each_other(window: TestClient) -> None:
    address = f"/dossier/{JP}/claims?left=JP7654321B2/ja&right=EP4765432B1/en"
    page = page_of(window, address)
    beside = next(link for link in page.links if "/beside?" in link)
    found = page_of(window, beside)
    assert "正極を備える電池。" in found.text
    assert "A battery comprising a thick cathode." in found.text


PAIR = "left=US11765432B2/en&right=EP4765432B1/en"


def test_a_correspondence_is_corrected_in_the_address_and_printed(window: TestClient) -> None:
    address = f"/dossier/{JP}/correspondence"
    proposed = page_of(window, f"{address}?{PAIR}")
    assert {"claim-1", "claim-2"} <= set(proposed.ids)
    corrected = f"{PAIR}&claims-1=2&scope-1=narrower&remark-1=by+hand"
    text = window.get(f"{address}?{corrected}").text
    assert 'name="claims-1" value="2"' in text
    assert "by hand" in text
    printed = next(link for link in Page(text).links if "correspondence.pdf" in link)
    answer = window.get(printed)
    assert answer.headers["content-type"] == "application/pdf"
    assert "by hand" in "".join(
        one.extract_text() for one in PdfReader(io.BytesIO(answer.content)).pages
    )


@pytest.mark.parametrize("wrong", ["claims-1=9", "claims-1=1&scope-1=wider", "claims-1=1,1,1,77"])
def test_a_wrong_correction_is_said_and_the_proposal_shown(window: TestClient, wrong: str) -> None:
    answer = window.get(f"/dossier/{JP}/correspondence?{PAIR}&{wrong}")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert 'id="claim-1"' in answer.text
    assert window.get(f"/dossier/{JP}/correspondence.pdf?{PAIR}&{wrong}").status_code == 404
