"""Documents of all members as the OPD-API and Global Dossier list and give them."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient

from api.jpo.conftest import Caller, enrolled
from dossier.sources.stand_ins import replied
from madoguchi.front import application_over
from madoguchi.premises import Premises
from translation.servers import Answer, Call, as_json, libretranslate, serving
from web.families import ACTION, GONE, HTML, JP, KR, NOTICE, PDF, TEXT, US, family_office, kipo

ENGINE = '[[engine]]\nname = "libre"\nprotocol = "libretranslate"\nurl = "{url}"\n'
OPD = "/opdapi/patent/v1"
JAPANESE, KOREAN, AMERICAN = "JP.2020765432.A", "KR.20210765432.A", "US.202117654321.A"
REFUSAL = "Notice_of_Reasons_for_Refusal_06129999991"
_NS = "{https://www.jpo.go.jp}"


def opened(home: Path) -> Iterator[Caller]:
    number, key = enrolled(home, "unlimited")
    with TestClient(application_over(Premises(home, kipo()))) as client:
        caller = Caller(client, number, key)
        caller.sign_in()
        yield caller


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """An office without a translation engine but the gloss."""
    yield from opened(family_office(tmp_path_factory.mktemp("plain")))


@pytest.fixture(scope="module")
def translating(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """An office with an engine that puts Japanese into English."""
    home = family_office(tmp_path_factory.mktemp("translating"))
    (home / "translation").mkdir(exist_ok=True)
    with serving(libretranslate) as (url, _):
        (home / "translation" / "engines.toml").write_text(ENGINE.format(url=url))
        yield from opened(home)


def rows(answer: Any) -> list[tuple[str, dict[str, str]]]:
    """The group of each row, and the ids of the original and the translation in it."""
    root = ET.fromstring(answer.content)
    assert root.findtext(f"{_NS}statusCode") == "100"
    return [
        (row.get("group", ""), {one.tag.removeprefix(_NS): one.get("id", "") for one in row
                                if one.get("id")})
        for row in root.iter(f"{_NS}document-list")
    ]  # fmt: skip


def docs(caller: Caller, place: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = caller.client.get(f"/doc-list/svc/doclist/{place}").json()["docs"]
    return found


def text_of(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


# -- members that a source tells of ----------------------------------------------------------------


def test_the_file_of_another_office_is_listed(caller: Caller) -> None:
    listed = rows(caller.ask(f"{OPD}/global_doc_list/{KOREAN}"))
    assert {ids["original"] for _, ids in listed} == {PDF, HTML, TEXT, GONE}
    assert {one["docId"] for one in docs(caller, "KR/20210765432/A")} == {PDF, HTML, TEXT, GONE}


@pytest.mark.parametrize(("number", "told"), [(PDF, "page two"), (TEXT, "")])
def test_a_document_of_another_office_is_a_pdf(caller: Caller, number: str, told: str) -> None:
    for address in (
        f"{OPD}/global_doc_cont/{KOREAN}/{number}",
        f"/doc-content/svc/doccontent/KR/20210765432.A/{number}/1/PDF",
    ):
        answer = caller.ask(address)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/pdf"
        assert told in text_of(answer.content)


@pytest.mark.parametrize("number", [GONE, HTML])
def test_what_cannot_be_a_pdf_or_is_nowhere(caller: Caller, number: str) -> None:
    answer = caller.ask(f"{OPD}/global_doc_cont/{KOREAN}/{number}")
    assert answer.json()["result"]["statusCode"] == "108"
    given = caller.client.get(f"/doc-content/svc/doccontent/KR/20210765432.A/{number}/1/PDF")
    assert given.status_code == 404
    assert given.json()["message"]


def test_a_source_that_does_not_answer_is_no_empty_answer(tmp_path: Path) -> None:
    home = family_office(tmp_path / "office")
    stand = kipo()
    number, key = enrolled(home, "unlimited")
    with TestClient(application_over(Premises(home, stand))) as client:
        caller = Caller(client, number, key)
        caller.sign_in()
        assert rows(caller.ask(f"{OPD}/global_doc_list/{KOREAN}"))
        del stand.answers["/documents/"]
        stand.answers["/documents/"] = replied(b"", status=500)
        answer = caller.ask(f"{OPD}/global_doc_cont/{KOREAN}/{PDF}")
        assert answer.json()["result"]["statusCode"] not in ("100", "107", "108")
        given = client.get(f"/doc-content/svc/doccontent/KR/20210765432.A/{PDF}/1/PDF")
        assert given.status_code == 503


def test_a_program_of_another_office_is_given_what_is_held_here_alone(caller: Caller) -> None:
    headers = {"authorization": f"Bearer {caller.token}", "via": "1.1 madoguchi"}
    address = f"{OPD}/global_doc_cont/{KOREAN}/{PDF}"
    answer = caller.client.get(address, headers=headers)
    assert answer.json()["result"]["statusCode"] in ("107", "108")


# -- translations ----------------------------------------------------------------------------------


def test_a_gloss_is_told_nowhere(caller: Caller) -> None:
    listed = rows(caller.ask(f"{OPD}/global_doc_list/{JAPANESE}"))
    assert len(listed) == 3
    assert not [ids for _, ids in listed if "translated" in ids]
    found = docs(caller, "JP/2020765432/A")
    assert not [one for one in found if "TRANSLATED" in one["docDesc"]]
    answer = caller.ask(f"{OPD}/global_doc_cont/{JAPANESE}/{REFUSAL}")
    assert answer.json()["result"]["statusCode"] == "107"


def test_a_machine_translation_is_told_beside_the_original(translating: Caller) -> None:
    listed = {
        ids["original"]: (group, ids.get("translated"))
        for group, ids in rows(translating.ask(f"{OPD}/global_doc_list/{JAPANESE}"))
    }
    assert listed[f"{REFUSAL}_JP"][1] == REFUSAL
    assert (
        listed["Decision_to_Grant_a_Patent_99129999993_JP"][1] is None
    )  # nothing held to translate


def test_the_list_of_the_global_dossier_has_both_as_recorded(translating: Caller) -> None:
    found = {one["docId"]: one for one in docs(translating, "JP/2020765432/A")}
    translated, original = found[REFUSAL], found[f"{REFUSAL}_JP"]
    assert translated["docDesc"] == "Notice of Reasons for Refusal (TRANSLATED)"
    assert original["docDesc"] == "Notice of Reasons for Refusal (ORIGINAL)"
    assert (translated["docCode"], original["docCode"]) == ("A131", "A131-JP")
    assert (translated["docGroupCode"], original["docGroupCode"]) == ("2,101,102,21", "unknown")
    assert list(found).index(REFUSAL) < list(found).index(f"{REFUSAL}_JP")


@pytest.mark.parametrize(
    "address",
    [
        f"{OPD}/global_doc_cont/{JAPANESE}/{REFUSAL}",
        f"/doc-content/svc/doccontent/JP/2020765432.A/{REFUSAL}/1/PDF",
    ],
)
def test_a_translation_is_a_pdf_that_says_what_it_is(translating: Caller, address: str) -> None:
    answer = translating.ask(address)
    assert answer.headers["content-type"] == "application/pdf"
    text = text_of(answer.content)
    assert "Machine translation" in text
    assert "libre" in text
    assert "the original prevails" in text
    assert "T(" in text


def test_the_original_is_what_it_was(translating: Caller) -> None:
    answer = translating.ask(f"{OPD}/jp_doc_cont/{JAPANESE}/{REFUSAL}_JP")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert [one.partition(".")[0] for one in archive.namelist()] == [NOTICE]


def test_english_documents_have_no_translation(translating: Caller) -> None:
    listed = rows(translating.ask(f"{OPD}/global_doc_list/{AMERICAN}"))
    assert [ids for _, ids in listed] == [{"original": ACTION}]


def test_an_engine_that_fails_gives_no_gloss_in_its_place(tmp_path: Path) -> None:
    def failing(call: Call) -> Answer:
        return libretranslate(call) if call.path == "/languages" else as_json({"error": "x"}, 500)

    home = family_office(tmp_path / "office")
    (home / "translation").mkdir(exist_ok=True)
    with serving(failing) as (url, _):
        (home / "translation" / "engines.toml").write_text(ENGINE.format(url=url))
        for caller in opened(home):
            assert REFUSAL in {one["docId"] for one in docs(caller, "JP/2020765432/A")}
            address = f"/doc-content/svc/doccontent/JP/2020765432.A/{REFUSAL}/1/PDF"
            answer = caller.client.get(address)
            assert answer.status_code == 503
            assert answer.json()["message"]


def test_members_are_the_same_everywhere(caller: Caller) -> None:
    told = caller.client.get("/patent-family/svc/family/application/US/17654321").json()
    offices = {one["countryCode"] for one in told["list"]}
    assert offices == {JP.office, US.office, "EP", KR.office}
    answer = caller.ask(f"{OPD}/family/application/{AMERICAN}")
    assert {one.text for one in ET.fromstring(answer.content).iter(f"{_NS}country")} == offices
