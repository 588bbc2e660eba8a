"""Archives that are made to harm: too many members, lies about them, growth without end."""

import gzip
import io
import tarfile
import time
import zipfile
from pathlib import Path

import pytest
import zstandard

from intake.office_files import jp
from intake.test_loading import tarred, write, zipped
from madoguchi.intake import archives, bounds, survey


def reasons(path: Path) -> list[str]:
    return [one.reason for one in survey([path]).refusals]


def many(count: int) -> bytes:
    return zipped({f"{n}": b"" for n in range(count)})


@pytest.fixture
def few_members(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (archives, bounds):
        monkeypatch.setattr(module, "MAX_MEMBERS", 100)


@pytest.mark.usefixtures("few_members")
@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize(
    "around", [bytes, gzip.compress, zstandard.compress, lambda data: zipped({"inner": data})]
)
def test_more_members_than_any_package_has_are_refused(
    tmp_path: Path, pack: object, around: object
) -> None:
    data = pack({f"{n}.xml": b"" for n in range(101)})  # type: ignore[operator]
    found = reasons(write(tmp_path, "in", around(data)))  # type: ignore[operator]
    assert found == ["an archive with more than 100 members is not opened; send it as several"]


@pytest.mark.usefixtures("few_members")
def test_a_lie_about_the_number_of_members_does_not_help(tmp_path: Path) -> None:
    data = bytearray(many(500))
    end = data.rfind(b"PK\x05\x06")
    data[end + 8 : end + 12] = b"\x01\x00\x01\x00"
    assert "more than 100 members" in reasons(write(tmp_path, "in.zip", bytes(data)))[0]


@pytest.mark.usefixtures("few_members")
def test_archives_of_archives_of_members_are_counted_together(tmp_path: Path) -> None:
    inner = many(90)
    path = write(tmp_path, "in.zip", zipped({f"{n}.zip": inner for n in range(10)}))
    assert reasons(path)[-1] == "more than 400 members in archives of one file"


def test_a_million_members_are_refused_in_short_time(tmp_path: Path) -> None:
    entry = zipped({"x": b""})
    directory = entry[entry.index(b"PK\x01\x02") : entry.rindex(b"PK\x05\x06")]
    size = len(directory) * 1_000_000
    end = entry[-22:-10] + size.to_bytes(4, "little") + entry[-6:]
    path = write(tmp_path, "in.zip", entry[:31] + directory * 1_000_000 + end)
    began = time.process_time()
    assert "more than 200,000 members" in reasons(path)[0]
    assert time.process_time() - began < 5


def test_as_many_members_as_a_package_may_have_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, "in.zip", zipped({f"{n}.xml": jp(n) for n in range(1, 60)}))
    assert survey([path]).records == 59


def test_a_directory_that_is_no_directory(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.xml": jp(1)}))
    end = data.rfind(b"PK\x05\x06")
    data[end + 12 : end + 16] = b"\xff\xff\xff\xff"
    assert len(reasons(write(tmp_path, "in.zip", bytes(data)))) == 1


@pytest.mark.parametrize("depth", [3, 5])
def test_a_bomb_of_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, depth: int) -> None:
    monkeypatch.setattr(bounds, "RATIO_COUNTS_FROM", 1 << 20)
    monkeypatch.setattr(bounds, "ALL_COUNTS_FROM", 1 << 22)
    data = bytes(2 << 20)
    for _ in range(depth):
        data = zipped({f"{n}": data for n in range(8)})
    path = write(tmp_path, "in.zip", data)
    began = time.process_time()
    assert reasons(path)
    assert time.process_time() - began < 5


def test_a_compressed_tar_that_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "RATIO_COUNTS_FROM", 1 << 20)
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        info = tarfile.TarInfo("zeros.xml")
        info.size = 20 << 20
        archive.addfile(info, io.BytesIO(bytes(info.size)))
    path = write(tmp_path, "in.tar.zst", zstandard.compress(plain.getvalue()))
    assert "times its size" in reasons(path)[0]


def test_members_that_share_their_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every entry of the directory points to the same compressed bytes."""
    monkeypatch.setattr(bounds, "ALL_COUNTS_FROM", 1 << 22)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("kernel", bytes(1 << 20))
        kernel = archive.filelist[0]
        archive.filelist.extend(kernel for _ in range(50))
        archive.NameToInfo.update({f"k{n}": kernel for n in range(50)})
    assert len(reasons(write(tmp_path, "in.zip", out.getvalue()))) <= 51
