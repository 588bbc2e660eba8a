"""Every case loaded from a recorded answer of the JPO's API is answered as it was recorded."""

import base64
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.jpo.conftest import Caller, calling, loaded

LOOK_UPS = ("applicant_attorney",)


@pytest.fixture(scope="module")
def recording(shared_data: Path) -> list[dict[str, Any]]:
    file = shared_data / "api_recordings" / "jpo_api.jsonl.gz"
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def caller(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    home = tmp_path_factory.mktemp("recorded") / "office"
    loaded(home, shared_data / "api_recordings" / "jpo_api.jsonl.gz")
    yield from calling(home)


def test_answers_equal_the_recordings(caller: Caller, recording: list[dict[str, Any]]) -> None:
    compared = 0
    for exchange in recording:
        path = exchange["url"].removeprefix("https://ip-data.jpo.go.jp")
        if any(name in path for name in LOOK_UPS):
            continue  # tells of no case
        answer = caller.ask(path)
        assert answer.status_code == exchange["status"]
        assert answer.headers["content-type"] == exchange["content_type"]
        if exchange.get("body_base64"):
            assert members(answer.content) == members(base64.b64decode(exchange["body_base64"]))
        else:
            assert told(answer.text) == told(exchange["body"]), path
        compared += 1
    assert compared >= 32


def told(text: str) -> str:
    """An answer without the count; the order of its keys counts."""
    answer = json.loads(text)
    answer["result"]["remainAccessCount"] = ""
    return json.dumps(answer, ensure_ascii=False)


def members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(one.filename, archive.read(one)) for one in archive.infolist()]
