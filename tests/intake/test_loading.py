"""Loading: what is counted, what is refused, and that the rest goes on."""

import gzip
import io
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
import zstandard

from intake.conftest import Office
from intake.office_files import docdb, green_book, jp
from madoguchi.formats import split
from madoguchi.intake import Report, bounds


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def counts(report: Report) -> tuple[int, int, int, int, int]:
    total = report.total
    assert total.read == total.new + total.changed + total.unchanged + total.refused
    return total.read, total.new, total.changed, total.unchanged, total.refused


def reasons(report: Report) -> list[str]:
    return [refusal.reason for file in report.files for refusal in file.refusals]


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def test_one_document(office: Office, tmp_path: Path) -> None:
    report = office.load(write(tmp_path, "a.dat", jp(1)))
    assert counts(report) == (1, 1, 0, 0, 0)
    assert office.ids() == ["JP2021000001A"]
    assert office.archive.original("JP2021000001A") == jp(1)
    assert report.fields.unknown == []


def test_concatenated_documents_of_several_offices(office: Office, tmp_path: Path) -> None:
    path = write(tmp_path, "week.xml", jp(1) + jp(2) + docdb(11, 12, 13) + jp(3))
    assert counts(office.load(path)) == (6, 6, 0, 0, 0)
    assert office.ids()[3] == "DE12A1"


def test_a_file_of_lines(office: Office, tmp_path: Path) -> None:
    path = write(tmp_path, "pg.txt", green_book(3937375) + green_book(3937376))
    assert counts(office.load(path)) == (2, 2, 0, 0, 0)


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        lzma.compress,
        zstandard.compress,
        lambda data: zipped({"in/a.xml": data}),
        lambda data: tarred({"in/a.xml": data}),
        lambda data: gzip.compress(tarred({"in/a.xml": data})),
        lambda data: zipped({"inner.zip": zipped({"a.xml": data})}),
        lambda data: lzma.compress(tarred({"a.zip": zipped({"a.xml.gz": gzip.compress(data)})}))[:],
    ],
    ids=["gz", "xz", "zst", "zip", "tar", "tar.gz", "zip in zip", "gz in zip in tar.xz"],
)
def test_archives_and_compressed_files(office: Office, tmp_path: Path, pack: object) -> None:
    path = write(tmp_path, "package", pack(jp(1) + jp(2)))  # type: ignore[operator]
    assert counts(office.load(path))[:2] == (2, 2)


def test_folders_are_walked_and_drawings_come_along(office: Office, tmp_path: Path) -> None:
    image = b"\x89PNG drawing"
    drawing = (
        '<drawings><figure num="1"><img id="1" he="1" wi="1" file="f1.png" img-format="png"/>'
        "</figure></drawings>"
    )
    document = jp(1, more=drawing)
    write(tmp_path, "in/x/a.xml", document)
    write(tmp_path, "in/x/f1.png", image)
    write(tmp_path, "in/b.zip", zipped({"d/a.xml": jp(2, more=drawing), "d/f1.png": image}))
    report = office.load(tmp_path / "in")
    assert report.total.new == 2
    for id_ in ("JP2021000001A", "JP2021000002A"):
        assert office.archive.attachment(id_, "f1.png") == image
    assert reasons(report) == []


def test_loading_again_changes_nothing(office: Office, tmp_path: Path) -> None:
    path = write(tmp_path, "week.xml", jp(1) + jp(2))
    office.load(path)
    assert counts(office.load(path)) == (2, 0, 0, 2, 0)
    assert counts(office.load(write(tmp_path, "again.xml", jp(2, "新しい")))) == (1, 0, 1, 0, 0)
    assert counts(office.load(path, tmp_path / "again.xml")) == (3, 0, 0, 3, 0)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (jp(9).replace(b"</claims>", b"</claim>"), "not well-formed"),
        (jp(9).replace("電池".encode(), b"a & b"), "not well-formed"),
        (jp(9)[: len(jp(9)) // 2], "cut off"),
        (jp(9).replace(b'"UTF-8"', b'"EUC-JP"'), "euc-jp"),
        (jp(9).replace(b'"UTF-8"', b'"klingon"'), "unknown character encoding"),
        (jp(9).replace(b"2021000009", b""), "number"),
        (b'<?xml version="1.0"?><other/>', "not a publication or case"),
    ],
)
def test_a_broken_document_is_refused_and_the_rest_goes_on(
    office: Office, tmp_path: Path, broken: bytes, reason: str
) -> None:
    report = office.load(write(tmp_path, "week.xml", jp(1) + broken + jp(2)))
    assert counts(report) == (3, 2, 0, 0, 1)
    [refusal] = report.files[0].refusals
    assert reason in refusal.reason
    assert refusal.position == len(jp(1).rstrip(b"\n")) or refusal.position == len(jp(1))


def test_a_broken_record_in_a_container(office: Office, tmp_path: Path) -> None:
    file = docdb(1, 2, 3).replace(b"Lampe 2</exch:invention-title>", b"Lampe 2")
    report = office.load(write(tmp_path, "docdb.xml", file))
    assert counts(report) == (3, 2, 0, 0, 1)
    assert office.ids() == ["DE1A1", "DE3A1"]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE jp-official-gazette [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]><jp-official-gazette>&j;</jp-official-gazette>"
).encode()
EXTERNAL = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'
PARAMETER = b'<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]><r/>'


@pytest.mark.parametrize("attack", [BOMB, EXTERNAL, PARAMETER, BOMB.decode().encode("utf-16")])
def test_entities_are_refused(office: Office, tmp_path: Path, attack: bytes) -> None:
    report = office.load(write(tmp_path, "x.xml", attack))
    assert report.total.refused == 1
    assert "entity" in reasons(report)[0] or "entities" in reasons(report)[0]


def test_nesting_without_end_is_refused(office: Office, tmp_path: Path) -> None:
    deep = jp(1, more="<description>" + "<b>" * 50_000 + "</b>" * 50_000 + "</description>")
    report = office.load(write(tmp_path, "x.xml", deep + jp(2)))
    assert counts(report) == (2, 1, 0, 0, 1)
    assert "deep" in reasons(report)[0]


def test_a_single_element_beyond_the_limit_is_refused(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(split, "MAX_DOCUMENT", 2_000_000)
    huge = jp(1, title="電" * 3_000_000)
    report = office.load(write(tmp_path, "x.xml", huge + jp(2)))
    assert counts(report) == (2, 1, 0, 0, 1)
    assert "larger than" in reasons(report)[0]


def test_archives_that_grow_beyond_reason_are_refused(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "RATIO_COUNTS_FROM", 1 << 20)
    zeros = b"<" + bytes(40 << 20)
    for name, data in (
        ("z.zip", zipped({"a.xml": zeros, "good.xml": jp(1)})),
        ("z.gz", gzip.compress(zeros)),
        ("z.xz", lzma.compress(zeros)),
        ("z.zst", zstandard.compress(zeros)),
    ):
        report = office.load(write(tmp_path, name, data))
        assert any("times its size" in reason for reason in reasons(report)), name
    assert office.ids() == ["JP2021000001A"]


@pytest.mark.parametrize(
    "name", ["../a.xml", "/etc/a.xml", "x/../../a.xml", "..\\a.xml", "C:\\a.xml"]
)
def test_names_that_lead_outside_are_refused(office: Office, tmp_path: Path, name: str) -> None:
    for data in (zipped({name: jp(1), "b.xml": jp(2)}), tarred({name: jp(1), "b.xml": jp(2)})):
        report = office.load(write(tmp_path, "p", data))
        assert any("outside" in reason for reason in reasons(report))
    assert office.ids() == ["JP2021000002A"]


def test_links_in_a_tar_are_not_followed(office: Office, tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("a.xml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert "link" in reasons(office.load(write(tmp_path, "p.tar", out.getvalue())))[0]


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00" * 100, b"PK\x03\x04 nonsense", b"\x1f\x8b nonsense", b"BZh nonsense", b"hello",
     b"\xfd7zXZ\x00 nonsense", b"\x28\xb5\x2f\xfd nonsense", b"<", b"<!DOCTYPE", b"\xff\xfe<\x00",
     b"<a>" * 1000, b"PATN\n", gzip.compress(b"x" * 100, mtime=0)[:-12], b"%PDF-1.4", bytes(range(256)) * 8],
)  # fmt: skip
def test_no_file_breaks_the_load(office: Office, tmp_path: Path, data: bytes) -> None:
    write(tmp_path, "in/a", data)
    write(tmp_path, "in/b", jp(1))
    report = office.load(tmp_path / "in")
    assert report.total.new == 1
    assert report.total.refused >= 1


def test_what_is_no_file_is_named_and_not_waited_for(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(folder, "good.xml", jp(1))
    os.mkfifo(folder / "pipe")
    (folder / "again").symlink_to(folder)
    (folder / "itself").symlink_to("itself")
    (folder / "zeros").symlink_to("/dev/zero")
    report = office.load(folder)
    assert counts(report) == (4, 1, 0, 0, 3)
    said = {Path(file.path).name: file.refusals[0].reason for file in report.files if file.refused}
    assert said == {
        "itself": "cannot be opened: Too many levels of symbolic links",
        "pipe": "neither a file nor a folder",
        "zeros": "neither a file nor a folder",
    }


def test_a_name_that_is_no_utf_8_is_shown_as_well_as_can_be(office: Office, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.xml"))
    path.write_bytes(jp(1))
    report = office.load(path)
    assert counts(report) == (1, 1, 0, 0, 0)
    report.write(tmp_path / "report.json")
    assert "caf\ufffd.xml" in (tmp_path / "report.json").read_text()


def test_an_archive_may_not_grow_beyond_reason_in_all(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "ALL_COUNTS_FROM", 1 << 20)
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(200):
            archive.writestr(f"{number:03}.xml", bytes(100_000))
    refusals = [refusal for file in office.load(path).files for refusal in file.refusals]
    assert len(refusals) == 200
    assert refusals[-1].reason == "the whole file unpacks to more than 100 times its size"


def test_a_tar_file_with_holes_is_refused(office: Office, tmp_path: Path) -> None:
    member = tarfile.TarInfo("sparse.xml")
    member.type = tarfile.GNUTYPE_SPARSE
    header = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    header[483:495] = b"%011o\0" % (1 << 32)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    report = office.load(write(tmp_path, "holes.tar", bytes(header) + bytes(1024)))
    assert report.files[-1].refusals[0].reason == "a file with holes in an archive is not read"


def test_a_damaged_drawing_does_not_stop_the_load(office: Office, tmp_path: Path) -> None:
    packed = io.BytesIO()
    drawn = '<description><p num="1"><figref/><img file="d.tif"/></p></description>'
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.xml", jp(1, more=drawn))
        archive.writestr("d.tif", b"II*\0 a drawing")
        archive.writestr("z.xml", jp(2))
    data = packed.getvalue().replace(b"a drawing", b"a Drawing")
    report = office.load(write(tmp_path, "in.zip", data))
    assert (report.total.new, report.total.refused) == (2, 1)


def test_archives_too_deep_are_refused(office: Office, tmp_path: Path) -> None:
    data = jp(1)
    for _ in range(bounds.MAX_DEPTH + 2):
        data = gzip.compress(data)
    assert "deep" in reasons(office.load(write(tmp_path, "x", data)))[0]


def test_the_report_is_written_as_documented(office: Office, tmp_path: Path) -> None:
    report = office.load(write(tmp_path, "week.xml", jp(1) + b"junk"))
    report.write(tmp_path / "report.json")
    text = (tmp_path / "report.json").read_text()
    for key in ("total", "files", "fields", "path", "refusals", "position", "reason", "unknown"):
        assert f'"{key}"' in text
