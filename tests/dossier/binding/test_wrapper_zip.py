import csv
import datetime as dt
import hashlib
import io
import json
import zipfile
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from dossier.binding.made_items import given, item, pdf, reading
from madoguchi import clock
from madoguchi.dossier import Content, Item, SourceError, bind_zip
from madoguchi.dossier.binding.names import Names, safe_name

NOW = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)


def bound(items: list[Item]) -> zipfile.ZipFile:
    with clock.at(NOW):
        data = b"".join(bind_zip(items, "特願2020-123456", {"action": "通知"}))
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    return archive


def manifest(archive: zipfile.ZipFile) -> list[dict[str, Any]]:
    told = json.loads(archive.read("manifest.json"))
    assert (told["title"], told["made"]) == ("特願2020-123456", "2024-05-06T07:08:09+00:00")
    documents: list[dict[str, Any]] = told["documents"]
    return documents


def late() -> Content | None:
    raise SourceError("late", "the JPO did not answer")


def test_originals_readings_and_manifest() -> None:
    original = pdf("one")
    archive = bound([item("1", given(original)), item("2", reading("理由")), item("3", late)])
    assert archive.namelist() == [
        "JP-patent-2020123456/通知/0001 2020-01-02 A131 Notice 1.pdf",
        "JP-patent-2020123456/通知/0002 2020-01-02 A131 Notice 2.xml",
        "JP-patent-2020123456/通知/0002 2020-01-02 A131 Notice 2 (rendered).pdf",
        "manifest.json",
        "manifest.csv",
    ]
    one, two, three = manifest(archive)
    assert one == {
        "case": "JP-patent-2020123456", "office": "JP", "group": "action", "number": "1",
        "code": "A131", "name": "Notice 1", "date": "2020-01-02", "direction": "out", "lang": "",
        "source": "test", "fetched": "2024-05-06T07:08:09+00:00", "media_type": "application/pdf",
        "size": len(original), "sha256": hashlib.sha256(original).hexdigest(),
        "file": archive.namelist()[0], "rendered": "", "missing": "",
    }  # fmt: skip
    assert archive.read(one["file"]) == original
    assert archive.read(two["rendered"]).startswith(b"%PDF")
    assert (three["file"], three["size"], three["missing"]) == ("", None, "the JPO did not answer")


def test_the_table_says_what_the_manifest_says() -> None:
    archive = bound([item("1", given(pdf("one")), name="=cmd()"), item("2", late)])
    data = archive.read("manifest.csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0]["name"] == "'=cmd()"
    assert [row["sha256"] for row in rows] == [one["sha256"] for one in manifest(archive)]


def test_documents_are_written_while_they_are_loaded() -> None:
    loaded: list[str] = []

    def load(number: str) -> Any:
        def content() -> Content:
            loaded.append(number)
            return Content(data=b"x", media_type="text/csv")

        return content

    pieces = bind_zip([item(number, load(number)) for number in "abc"], "x")
    next(pieces)
    assert loaded == ["a"]
    pieces.close()
    assert loaded == ["a"]


@given_by(st.lists(st.text(max_size=150), max_size=6))
def test_names_are_safe_and_come_back(names: list[str]) -> None:
    """Whatever documents are called, each comes out under a path of its own below its case."""
    items = [item(str(n), given(name.encode("utf-8", "replace"), "text/plain"), name=name or "x")
             for n, name in enumerate(names)]  # fmt: skip
    archive = bound(items)
    originals = [one["file"] for one in manifest(archive)]
    assert [archive.read(one) for one in originals] == [n.encode("utf-8", "replace") for n in names]
    for name in archive.namelist():
        parts = PurePosixPath(name).parts
        assert PureWindowsPath(name).parts == parts
        assert all(part not in (".", "..") and part[-1] not in ". " for part in parts)
        assert all(len(part.encode()) <= 124 for part in parts)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\x", "C__x"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("a\u202efdp.exe", "a_fdp.exe"),
        (" . ", "_"),
        ("", "_"),
        ("が", "が"),
        ("拒" * 60, "拒" * 40),
    ],
)
def test_safe_names(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_the_same_name_gets_a_number() -> None:
    names = Names()
    assert [names.path(("a",), one, ".pdf") for one in ("x", "X", "x")] == [
        "a/x.pdf", "a/X (2).pdf", "a/x (3).pdf",
    ]  # fmt: skip


def test_the_same_items_give_the_same_bytes() -> None:
    items = [item("1", given(pdf("one"))), item("2", reading("理由")), item("3", lambda: None)]
    with clock.at(NOW):
        assert b"".join(bind_zip(items, "x")) == b"".join(bind_zip(items, "x"))
