"""Dossiers of what the live services answered: every member, document, citation and class."""

import gzip
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from dossier.sources.stand_ins import TOKEN, Answer, Stand, opd, result
from dossier.sources.test_recordings import recorded
from madoguchi.archive import Archive
from madoguchi.dossier import Asked, Member, dossiers, group_of
from madoguchi.families import family_views
from madoguchi.formats import FORMATS, Account, Document
from madoguchi.front import application_over
from madoguchi.model import CaseId, Publication
from madoguchi.premises import Premises
from madoguchi.search import SearchIndex
from madoguchi.wording import messages
from web.markup import Page
from web.publications import received

SOURCES = """
[[source]]
name = "jpo"
kind = "jpo"
user = "u"
password = "p"
quotas = { opd = { minute = 1000 }, api = { minute = 1000 } }

[[source]]
name = "ops"
kind = "ops"
user = "u"
password = "p"
quota = { minute = 1000 }

[[source]]
name = "global-dossier"
kind = "global-dossier"
quota = { minute = 1000 }
"""
JAPANESE, AMERICAN = "JP-patent-2020123456", "US-patent-16123456"
EUROPEAN, INTERNATIONAL = "EP-patent-99203729", "WO-patent-PCTUS2008086599"
LISTS = {"US/16123456": AMERICAN, "JP/2017187096": "JP-patent-2017187096"}
_NUMBER = re.compile(r"\b(EP|WO)(\d{7,10})\.?(A\d)(?=/|$)")


def written_as_asked(answers: dict[str, Answer]) -> dict[str, Answer]:
    """The recorded clients write EP1000000A1 and EP1000000.A1 where ours writes EP.1000000.A1."""
    return {_NUMBER.sub(r"\1.\2.\3", place): one for place, one in answers.items()}


def biblio(shared_data: Path, number: str) -> list[Publication]:
    file = shared_data / "api_recordings" / "epo_ops.jsonl.gz"
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        every = [json.loads(line) for line in lines]
    data = next(one["body"] for one in every if one["url"].endswith(f"{number}/biblio")).encode()
    pieces = FORMATS.split(io.BytesIO(data), data[:4096])
    read = [FORMATS.read(one, Account())[1] for one in pieces if isinstance(one, Document)]
    return [one for found in read for one in found if isinstance(one, Publication)]


@pytest.fixture(scope="module")
def stand(shared_data: Path) -> Stand:
    return Stand(
        {
            "/auth/": TOKEN,
            "/opdapi/": opd("", "107"),
            **written_as_asked(recorded(shared_data, "epo_ops")),
            **recorded(shared_data, "jpo_api"),
            **recorded(shared_data, "uspto_global_dossier"),
            "ip-data.jpo.go.jp/api/": result({}, "107"),
        }
    )


@pytest.fixture(scope="module")
def premises(shared_data: Path, stand: Stand, tmp_path_factory: pytest.TempPathFactory) -> Premises:
    home = tmp_path_factory.mktemp("recorded")
    (home / "sources.toml").write_text(SOURCES)
    held = [*biblio(shared_data, "EP1000000.A1"), *biblio(shared_data, "WO2009085664.A2")]
    archive = Archive.at(home)
    archive.append([received(one) for one in held])
    archive.views.catch_up(family_views(archive))
    SearchIndex(home, archive).rebuild()
    archive.close()
    return Premises(home, stand)


@pytest.fixture(scope="module")
def window(premises: Premises) -> Iterator[TestClient]:
    # What is shown of a source must not hang on how busy the machine is that reads its answer.
    with (
        pytest.MonkeyPatch.context() as patch,
        TestClient(application_over(premises), follow_redirects=False) as client,
    ):
        patch.setattr(dossiers, "FIRST_PATIENCE", 20.0)
        patch.setattr(dossiers, "PATIENCE", 20.0)
        yield client


def page_of(window: TestClient, address: str, lang: str = "en") -> Page:
    """A page, asked for again as the window says while its sources have not all answered."""
    for _ in range(20):
        answer = window.get(address, headers={"accept-language": lang})
        if answer.status_code != 503:
            break
    assert answer.status_code == 200, answer.text[:400]
    return Page(answer.text)


def answered(stand: Stand, piece: str) -> dict[str, Any]:
    reply = next(answer for place, answer in stand.answers.items() if piece in place)
    assert not callable(reply)
    found: dict[str, Any] = json.loads(reply.body)
    return found


# -- families --------------------------------------------------------------------------------------


def test_the_recorded_family_of_the_global_dossier(window: TestClient, stand: Stand) -> None:
    page = page_of(window, f"/dossier/{AMERICAN}")
    told = answered(stand, "/svc/family/application/US/16123456")
    for member in told["list"]:
        assert f"{member['countryCode']}-patent-{member['appNum']}" in page.ids
        for one in member["pubList"]:
            assert one["pubNum"] in page.text, one


def test_the_recorded_family_of_a_european_publication(window: TestClient) -> None:
    page = page_of(window, f"/dossier/{EUROPEAN}")
    assert {"EP-patent-99203729", "NL-patent-1010536", "US-patent-09206856"} <= set(page.ids)
    assert "EP1000000A1" in page.text
    assert {"tree", "axis", "members"} <= set(page.ids)


def test_the_recorded_family_of_an_international_publication(
    window: TestClient, stand: Stand
) -> None:
    page = page_of(window, f"/dossier/{INTERNATIONAL}")
    reply = next(
        one for place, one in stand.answers.items() if "/family/" in place and "WO" in place
    )
    assert not callable(reply)
    text = reply.body.decode()
    for country, number in re.findall(
        r'<publication-reference>\s*<document-id document-id-type="docdb">\s*<country>(\w\w)'
        r"</country>\s*<doc-number>(\w+)", text
    ):  # fmt: skip
        assert re.search(f"{country}(?:20)?{number[-7:]}|{number}", page.text), (country, number)
    assert len([id_ for id_ in page.ids if "-patent-" in id_]) == 10


@pytest.mark.parametrize(
    "address",
    [f"/dossier/{case}{part}" for case in (AMERICAN, JAPANESE, EUROPEAN, INTERNATIONAL)
     for part in ("", "/wrapper", "/files", "/citations", "/classifications", "/claims",
                  "/correspondence", "/beside")],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_page_of_what_was_recorded(window: TestClient, address: str, lang: str) -> None:
    page = page_of(window, address, lang)
    assert [piece for piece in page.pieces if "h1" in piece.inside]


# -- documents -------------------------------------------------------------------------------------


@pytest.mark.parametrize("recording", LISTS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_document_of_a_recorded_list(
    window: TestClient, stand: Stand, premises: Premises, recording: str, lang: str
) -> None:
    case = LISTS[recording]
    text = window.get(f"/dossier/{case}/wrapper", headers={"accept-language": lang}).text
    told = answered(stand, f"/svc/doclist/{recording}/")
    asked = {f"/dossier/{case}/documents/{one['docId']}" for one in told["docs"]}
    assert len(asked) > 20
    assert asked <= set(Page(text).links)
    file = member_of(premises, case).file
    assert file is not None
    say = messages(lang)
    for held in file.documents:
        group = say(f"wrapper-group-{group_of(file.case, held.document)}")
        section = next(part for part in text.split("<h3>") if f"/{held.document.number}" in part)
        assert section.startswith(group), held.document.name


def member_of(premises: Premises, case: str) -> Member:
    return premises.dossiers.of(Asked(case=CaseId.parse(case))).member(case)


def test_the_recorded_document_opens(window: TestClient) -> None:
    answer = window.get(f"/dossier/{AMERICAN}/documents/KJM2MWIEDFLYX10")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-disposition"].startswith("inline")


def test_the_japanese_file_as_recorded(window: TestClient, stand: Stand) -> None:
    page = page_of(window, f"/dossier/{JAPANESE}/wrapper", "ja")
    told = answered(stand, f"/patent/v1/app_progress/{JAPANESE[-10:]}")["result"]["data"]
    assert told["inventionTitle"].replace("　", " ") in page.text.replace("　", " ")
    numbers = {
        one["documentNumber"] for book in told["bibliographyInformation"]
        for one in book["documentList"] if one["availabilityFlag"] == "1"
    }  # fmt: skip
    assert numbers
    for number in numbers:
        assert f"/dossier/{JAPANESE}/documents/{number}" in page.links


@pytest.mark.parametrize("number", ["52400900476", "52400900473", "06124084096", "06124327784"])
def test_a_recorded_japanese_document_is_read(window: TestClient, number: str) -> None:
    page = page_of(window, f"/dossier/{JAPANESE}/documents/{number}", "ja")
    assert "b1" in page.ids
    assert [piece for piece in page.pieces if "h1" in piece.inside]


def test_every_recorded_citation(window: TestClient, stand: Stand) -> None:
    page = page_of(window, f"/dossier/{JAPANESE}/citations", "ja")
    told = answered(stand, f"/cite_doc_info/{JAPANESE[-10:]}")["result"]["data"]
    assert told["patentDoc"] or told["nonPatentDoc"]
    for one in told["patentDoc"]:
        serial = re.findall(r"\d+", unescape(one["documentNumber"]))[-1][-6:]
        assert serial in page.text, one
    for one in told["nonPatentDoc"]:
        assert one["documentName"][:20] in page.text, one


def test_every_recorded_class_and_citation_of_a_european_publication(
    window: TestClient, shared_data: Path
) -> None:
    (held, *_) = biblio(shared_data, "EP1000000.A1")
    classes = page_of(window, f"/dossier/{EUROPEAN}/classifications")
    for one in held.classifications:
        assert one.symbol in classes.text
    cited = page_of(window, f"/dossier/{EUROPEAN}/citations")
    for citation in held.citations:
        if citation.document is not None:
            assert citation.document.number[-6:] in cited.text
        else:
            assert citation.text[:30] in cited.text
