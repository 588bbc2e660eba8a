"""The sources against what the live services answered, from recordings of their exchanges."""

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from dossier.sources.stand_ins import (
    AMERICAN,
    JAPANESE,
    TOKEN,
    Answer,
    Asking,
    asking,
    case,
    configured,
)
from madoguchi.archive import Archive
from madoguchi.dossier.sources import Reply
from madoguchi.model import DocumentId, Publication


def recorded(shared_data: Path, name: str) -> dict[str, Answer]:
    """Replies by the path that was asked; what failed and was asked again, as it came at last."""
    file = shared_data / "api_recordings" / f"{name}.jsonl.gz"
    if not file.exists():
        pytest.skip(f"the recording {file} is not here")
    found: dict[str, Answer] = {}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            one: dict[str, Any] = json.loads(line)
            if one["method"] == "GET":
                place = one["url"].partition("://")[2].partition("/")[2]
                found[f"/{place}"] = _reply(one)
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _reply(one: dict[str, Any]) -> Reply:
    body = one.get("body")
    data = body.encode() if body is not None else base64.b64decode(one["body_base64"])
    return Reply(one["status"], {"content-type": one.get("content_type") or ""}, data)


def source(archive: Archive, kind: str, answers: dict[str, Answer]) -> Asking:
    return asking(archive, configured(kind), {"/auth/": TOKEN, **answers})


# -- the JPO ---------------------------------------------------------------------------------------


def test_a_japanese_file(archive: Archive, shared_data: Path) -> None:
    asked = source(archive, "jpo", recorded(shared_data, "jpo_api"))
    told = asked.source.member(asked.line, JAPANESE, ())
    assert not told.lacking
    progress, registration, cited = told.histories
    assert {one.case for one in told.histories} == {JAPANESE}
    assert len(progress.documents) > 5
    assert registration.bibliography.claims == 5
    assert cited.bibliography.citations


@pytest.mark.parametrize("number", ["52400900476", "52400900473", "06124084096", "06124327784"])
def test_japanese_documents(archive: Archive, shared_data: Path, number: str) -> None:
    asked = source(archive, "jpo", recorded(shared_data, "jpo_api"))
    content = asked.source.document(asked.line, JAPANESE, number)
    assert content is not None
    assert content.media_type == "text/xml"
    assert content.paper is not None
    assert content.paper.lang == "ja"


def test_an_unknown_number(archive: Archive, shared_data: Path) -> None:
    asked = source(archive, "jpo", recorded(shared_data, "jpo_api"))
    assert not asked.source.member(asked.line, case("JP-patent-9999999999"), ())


@pytest.mark.parametrize("one", ["JP-design-2020015234", "JP-trade-mark-2024123456"])
def test_files_of_other_laws(archive: Archive, shared_data: Path, one: str) -> None:
    answers = recorded(shared_data, "jpo_api")
    missing = b'{"result":{"statusCode":"107","errorMessage":"","remainAccessCount":"1","data":{}}}'
    asked = source(archive, "jpo", {**answers, "/registration_info/": Reply(200, {}, missing)})
    told = asked.source.member(asked.line, case(one), ())
    assert [str(history.case) for history in told.histories] == [one]
    assert told.histories[0].documents


# -- Global Dossier --------------------------------------------------------------------------------


def test_a_family_of_the_global_dossier(archive: Archive, shared_data: Path) -> None:
    asked = source(archive, "global-dossier", recorded(shared_data, "uspto_global_dossier"))
    told = asked.source.family(asked.line, (AMERICAN,), ())
    assert {str(one.case) for one in told.histories} == {
        "JP-patent-2017187096",
        "US-patent-16123456",
        "US-patent-17130468",
    }
    claimed = {p.document.number for one in told.histories for p in one.bibliography.priorities}
    assert claimed == {"2017187096", "16123456"}


def test_a_list_of_japanese_documents(archive: Archive, shared_data: Path) -> None:
    asked = source(archive, "global-dossier", recorded(shared_data, "uspto_global_dossier"))
    told = asked.source.member(asked.line, case("JP-patent-2017187096"), ())
    (history,) = told.histories
    assert len(history.documents) == 24
    notices = [one for one in history.documents if one.code == "A131"]
    assert {(one.lang, one.version) for one in notices} == {
        ("en", "translated"),
        ("ja", "original"),
    }


def test_a_document_of_the_global_dossier(archive: Archive, shared_data: Path) -> None:
    asked = source(archive, "global-dossier", recorded(shared_data, "uspto_global_dossier"))
    content = asked.source.document(asked.line, AMERICAN, "KJM2MWIEDFLYX10")
    assert content is not None
    assert content.media_type == "application/pdf"
    assert content.data.startswith(b"%PDF")


# -- OPS -------------------------------------------------------------------------------------------


def european(answers: dict[str, Answer]) -> dict[str, Answer]:
    """The recorded client writes EP1000000A1 where this source writes EP.1000000.A1."""
    return {
        place.replace("EP1000000A1", "EP.1000000.A1").replace("EP1000000.A1", "EP.1000000.A1"): one
        for place, one in answers.items()
    }


PUBLISHED = Publication(
    office="EP",
    number="1000000",
    kind="A1",
    application=DocumentId(number="99203729", office="EP"),
)


def test_a_family_of_ops(archive: Archive, shared_data: Path) -> None:
    """Recorded without the parts that the source asks for too; the form is the same."""
    answers = european(recorded(shared_data, "epo_ops"))
    asked = source(archive, "ops", answers)
    told = asked.source.family(asked.line, (case("EP-patent-99203729"),), (PUBLISHED,))
    assert {str(one.case) for one in told.histories} >= {
        "EP-patent-99203729",
        "NL-patent-1010536",
        "US-patent-09206856",
    }


def test_a_european_member_of_ops(archive: Archive, shared_data: Path) -> None:
    answers = european(recorded(shared_data, "epo_ops"))
    asked = source(archive, "ops", answers)
    told = asked.source.member(asked.line, case("EP-patent-99203729"), (PUBLISHED,))
    own = [one for one in told.histories if str(one.case) == "EP-patent-99203729"]
    assert sum(len(one.events) for one in own) > 20
    assert any(one.claims for one in told.publications)
    assert any(one.descriptions for one in told.publications)


# -- the Open Data Portal --------------------------------------------------------------------------


def test_file_wrappers(archive: Archive, shared_data: Path) -> None:
    """Example answers of the portal, as whole wrappers."""
    read = 0
    for file in sorted((shared_data / "prosecution").glob("uspto_odp_examples/**/*.json")):
        data = file.read_bytes()
        if b'"patentFileWrapperDataBag"' not in data[:3000] or b'"eventDataBag"' not in data:
            continue
        number = _first_number(data)
        if number:
            asked = source(archive, "uspto-odp", {f"applications/{number}": Reply(200, {}, data)})
            told = asked.source.family(asked.line, (case(f"US-patent-{number}"),), ())
            assert told.histories, file
            read += 1
    if not read:
        pytest.skip("no example answers of the portal are here")


def _first_number(data: bytes) -> str:
    bags = json.loads(data).get("patentFileWrapperDataBag") or [{}]
    return str(bags[0].get("applicationNumberText", ""))
