"""Surveys see what a load would put on record, and put nothing on record."""

import datetime as dt
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.conftest import Office
from intake.office_files import docdb, history, jp
from intake.test_loading import tarred, write, zipped
from madoguchi.formats import PUBLICATION_WRITERS, FileHead, Profile
from madoguchi.intake import Seen, beside, reading, survey, surveying
from madoguchi.model import Block, Body, Drawing, Publication, Text

DRAWN = (
    '<drawings><figure num="1"><img id="1" he="1" wi="1" file="f1.png" img-format="png"/>'
    '</figure><figure num="2"><img id="2" he="1" wi="1" file="f2.png" img-format="png"/>'
    "</figure></drawings>"
)
PNG, PDF = b"\x89PNG drawing", b"%PDF-1.4 whole"
GONE = docdb(7).replace(b'status="C"', b'status="D"')


def seen_in(*paths: Path, profile: Profile | None = None) -> list[Seen]:
    found: list[Seen] = []
    survey(paths, profile, found.append)
    return found


def test_a_survey_counts_what_records_have(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(folder, "week.xml", jp(1) + jp(2, more=DRAWN) + docdb(11))
    write(folder, "f1.png", PNG)
    write(folder, "JP2021000001A.pdf", PDF)
    write(folder, "stray.png", PNG)
    write(folder, "cases.jsonl", history(1))
    found = survey([folder])
    assert (found.records, found.cases, found.refused, found.withdrawn) == (3, 1, 1, 0)
    assert dict(found.kinds) == {"A": 2, "A1": 1}
    assert dict(found.weeks) == {"2021-W11": 2, "2020-W01": 1}
    fill = found.fill
    assert (fill.title, fill.claims, fill.abstract, fill.description) == (3, 2, 0, 0)
    assert (fill.drawings, fill.named, fill.images, fill.pdf) == (1, 2, 1, 1)
    assert found.refusals[0].file.endswith("stray.png")


def test_each_record_is_seen_with_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, "week.xml", jp(1) + jp(2, more=DRAWN) + GONE)
    first, second, third = seen_in(path)
    assert (first.id, first.kind, first.date) == ("JP2021000001A", "A", dt.date(2021, 3, 18))
    assert (second.offset, second.has.named, second.has.drawings) == (len(jp(1)), 2, 0)
    assert (third.id, third.withdrawn, third.has.title) == ("DE7A1", True, False)
    assert {one.outcome for one in (first, second, third)} == {""}
    assert {one.file for one in (first, second, third)} == {str(path)}


def test_nothing_is_put_on_record(office: Office, tmp_path: Path) -> None:
    survey([write(tmp_path, "week.xml", jp(1))])
    assert office.ids() == []


def test_a_survey_sees_what_a_load_puts_on_record(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    package = {
        "JP2021000002A/JP2021000002A.xml": jp(2, more=DRAWN),
        "JP2021000002A/f1.png": PNG,
        "JP2021000002A/JP2021000002A.pdf": PDF,
        "JP2021000003A/JP2021000003A.xml": jp(3),
    }
    write(folder, "a.zip", zipped(package))
    write(folder, "b.xml", jp(1) + b"junk" + docdb(1, 2))
    loaded: list[Seen] = []
    report = office.load(folder, seen=loaded.append)
    surveyed = survey([folder])
    assert [one.outcome for one in loaded] == ["new"] * 5
    assert [one.id for one in loaded] == [one.id for one in seen_in(folder)]
    assert [one.has for one in loaded] == [one.has for one in seen_in(folder)]
    assert (surveyed.records, surveyed.refused) == (report.total.new, report.total.refused)
    assert office.archive.attachments("JP2021000002A") == ("JP2021000002A.pdf", "f1.png")
    assert loaded[0].has.pdf
    assert not loaded[1].has.pdf
    again: list[Seen] = []
    office.load(folder, seen=again.append)
    assert [one.outcome for one in again] == ["unchanged"] * 5


def test_a_withdrawal_is_an_outcome_of_its_own(office: Office, tmp_path: Path) -> None:
    outcomes: list[tuple[str, str]] = []
    for data in (docdb(7), GONE, GONE):
        office.load(
            write(tmp_path, "d.xml", data), seen=lambda one: outcomes.append((one.id, one.outcome))
        )
    assert outcomes == [("DE7A1", "new"), ("DE7A1", "withdrawn"), ("DE7A1", "unchanged")]


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize(
    ("name", "documents", "found"),
    [
        ("p-1.pdf", jp(1), True),  # named like its file, which holds nothing else
        ("p-1.pdf", jp(1) + jp(2), False),  # of which of the two is it?
        ("JP2021000001A.pdf", jp(1) + jp(2), True),
        ("q-1.pdf", jp(1), False),
    ],
)
def test_which_pdf_is_whose(
    tmp_path: Path, pack: object, name: str, documents: bytes, found: bool
) -> None:
    data = pack({"x/p-1.xml": documents, f"x/{name}": PDF})  # type: ignore[operator]
    first = seen_in(write(tmp_path, "in.pack", data))[0]
    assert first.has.pdf is found


def test_a_pdf_of_a_file_that_was_read_in_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "READ_HERE", 0)
    members = {f"x{n}/p.xml": jp(n) for n in range(1, 50)} | {"x7/p.pdf": PDF}
    found = seen_in(write(tmp_path, "in.zip", zipped(members)))
    assert [one.id for one in found if one.has.pdf] == ["JP2021000007A"]
    assert len(found) == 49


def test_what_is_too_large_beside_a_record_is_left_out_and_said(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "MAX_BESIDE", 1000)
    monkeypatch.setattr(beside, "MAX_TOGETHER", 1500)
    write(tmp_path, "in/a.xml", jp(1, more=DRAWN))
    write(tmp_path, "in/f1.png", PNG + bytes(1000))
    write(tmp_path, "in/f2.png", PNG + bytes(900))
    write(tmp_path, "in/a.pdf", PDF + bytes(900))
    [surveyed] = seen_in(tmp_path / "in")
    loaded: list[Seen] = []
    report = office.load(tmp_path / "in", seen=loaded.append)
    said = {each.name: each.reason for each in loaded[0].left_out}
    assert list(said) == ["f1.png", "a.pdf"]
    assert "that a file beside a document may have" in said["f1.png"]
    assert "together" in said["a.pdf"]
    assert surveyed.left_out == loaded[0].left_out
    assert office.archive.attachments("JP2021000001A") == ("f2.png",)
    [file] = [file for file in report.files if file.warnings]
    assert "JP2021000001A without f1.png" in file.warnings[0].reason
    assert report.total.refused == 0


def test_a_damaged_drawing_is_left_out_and_said(office: Office, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("a.xml", jp(1, more=DRAWN))
        archive.writestr("f1.png", b"\x89PNG a drawing")
    data = (tmp_path / "in.zip").read_bytes().replace(b"a drawing", b"a Drawing")
    loaded: list[Seen] = []
    office.load(write(tmp_path, "in.zip", data), seen=loaded.append)
    assert "Bad CRC" in loaded[0].left_out[0].reason


def test_a_partner_profile_is_applied_to_what_is_loaded(office: Office, tmp_path: Path) -> None:
    text = (
        '<wo-patent-document country="KR" doc-number="1020150001234" kind="Q"><bibliographic-data>'
        "<invention-title>{}</invention-title></bibliographic-data></wo-patent-document>\n"
    )
    korean = text.format("전지").encode("euc-kr")
    changed = text.format("본 발명은 전극과 전해질을 갖는 전지").replace("1234", "9999").encode()
    broken = korean.replace("지".encode("euc-kr"), b"\xff\xff").replace(b"1234", b"5555")
    profile = Profile.of('encoding = "euc-kr"\nlang = "ko"\n[kinds]\nQ = "A"\n')
    path = write(tmp_path, "kr.xml", korean + changed + broken)
    loaded: list[Seen] = []
    report = office.load(path, profile=profile, seen=loaded.append)
    assert [one.id for one in loaded] == ["KR1020150001234A", "KR1020150009999A"]
    assert office.archive.publication(loaded[0].id).titles == (Text(text="전지", lang="ko"),)
    assert office.archive.original(loaded[0].id) == korean
    assert "utf-8" in loaded[1].warning.lower()
    assert [one.position for one in report.files[0].warnings] == [len(korean)]
    [refusal] = report.files[0].refusals
    assert refusal.position == len(korean + changed) + broken.index(b"\xff\xff")
    found = survey([path], profile)
    assert (found.records, found.refused, found.warned) == (2, 1, 1)
    assert found.refusals[0].position == refusal.position


def test_a_whole_file_in_utf16(tmp_path: Path) -> None:
    text = PUBLICATION_WRITERS["txt"].document(Publication(office="KR", number="1020150001234"))
    path = write(tmp_path, "kr.txt", (text + text).decode().encode("utf-16"))
    assert len(seen_in(path, profile=Profile(encoding="utf-16"))) == 2


def test_refusals_without_number_are_counted_and_some_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surveying, "MOST_LISTED", 10)
    found = survey([write(tmp_path, "x.xml", b'<?xml version="1.0"?><other/>\n' * 300)])
    assert (found.refused, len(found.refusals)) == (300, 10)


def test_memory_stays_bounded_whatever_the_size(tmp_path: Path) -> None:
    writer = PUBLICATION_WRITERS["txt"]
    body = Body(blocks=(Block(text="語" * 60_000),), lang="ja")
    document = writer.document(
        Publication(office="JP", number="2021000001", kind="A", descriptions=(body,))
    )
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        for _ in range(150):
            file.write(document)
    tracemalloc.start()
    try:
        found = survey([path])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.records == 150
    assert peak < path.stat().st_size / 2


_NAMES = st.sampled_from(["f1.png", "f2.png", "x.tif"])


@settings(max_examples=25, deadline=None)
@given(
    images=st.lists(_NAMES, unique=True),
    lying=st.frozensets(_NAMES),
    title=st.booleans(),
    form=st.sampled_from(["st36", "st96", "txt"]),
)
def test_what_was_written_is_seen(
    tmp_path_factory: pytest.TempPathFactory,
    images: list[str],
    lying: frozenset[str],
    title: bool,
    form: str,
) -> None:
    publication = Publication(
        office="JP",
        number="2021000001",
        kind="A",
        titles=(Text(text="電池", lang="ja"),) * title,
        drawings=tuple(Drawing(file=name, label=str(n)) for n, name in enumerate(images, 1)),
    )
    writer = PUBLICATION_WRITERS[form]
    head = FileHead(office="JP", date=dt.date(2026, 1, 1))
    data = b"".join(writer.file(head, [(publication, "added")]))
    path = tmp_path_factory.mktemp("p") / "in.zip"
    path.write_bytes(zipped({"a/a.xml": data} | {f"a/{name}": PNG for name in lying}))
    found = survey([path])
    assert found.fill.title == title
    assert (found.fill.named, found.fill.images) == (len(images), len(lying & set(images)))
    assert found.refused == len(lying - set(images))
