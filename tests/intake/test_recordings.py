"""Recordings of API exchanges are opened like archives."""

import base64
import io
import json
import zipfile
from pathlib import Path

import pytest

from intake.conftest import Office
from intake.office_files import history, jp


def line(url: str, **body: str | None) -> bytes:
    return json.dumps({"url": url, "status": 200, **body}).encode() + b"\n"


def zipped(name: str, data: bytes) -> str:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, data)
    return base64.b64encode(buffer.getvalue()).decode()


def test_each_answer_is_read_under_its_address(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "recording.jsonl"
    file.write_bytes(
        line("https://office.example/a/1", body=history(1).decode())
        + line("https://office.example/b/2", body=jp(2).decode())
        + line("https://office.example/c/3", body_base64=zipped("x.json", history(3)))
        + line("https://office.example/d/4", body_base64="!!!")
        + line("https://office.example/e/5", body="nothing known")
        + line("https://office.example/f/6", body=None)
        + b"not json\n"
    )
    report = office.load(file)
    assert (report.total.new, report.total.refused) == (3, 4)
    paths = [one.path.removeprefix(str(file)) for one in report.files]
    assert "!/1/office.example/a/1" in paths
    assert "!/3/office.example/c/3!/x.json" in paths
    reasons = {one.path.rpartition("/")[2]: r.reason for one in report.files for r in one.refusals}
    assert reasons["4"] == "the body is not base64"
    assert reasons["5"] == "not a publication or case: a file of no format that is known here"
    assert reasons["6"] == "not a publication or case: an empty file"
    assert reasons[""] == "not an exchange of address and body"


@pytest.mark.parametrize("start", [b'{"url": 1, "body": "x"}\n', b'{"url": "x"}\n', b"{}\n"])
def test_other_json_lines_are_no_recording(office: Office, tmp_path: Path, start: bytes) -> None:
    file = tmp_path / "other.jsonl"
    file.write_bytes(start)
    report = office.load(file)
    assert report.total.refused == 1
    assert [one.path for one in report.files] == [str(file)]
