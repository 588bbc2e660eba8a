"""What goes out: no more than was agreed, in the form agreed, cut as agreed, and readable again."""

import datetime as dt
import gzip
import io
import json
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
import zstandard

from exchange.conftest import Two
from exchange.offices import (
    MONDAY,
    PNG,
    Office,
    agreement,
    manifests,
    partner,
    product,
    publication,
)
from madoguchi import clock
from madoguchi.archive import Attached
from madoguchi.errors import ForbiddenError
from madoguchi.exchange import Partner, verify
from madoguchi.formats import read_st37

_NOON = dt.datetime.combine(MONDAY, dt.time(12), dt.UTC)
_SECRETS = ("Description 1", "A rotor 1", "Maker 1", "F03D", "Abstract 1", "Rotor 1")


def packed(office: Office, agreed: Partner) -> Path:
    """Let an office make what is due for a partner; return the folder of the package."""
    office.exchange.partners.put(agreed, "operator")
    with clock.at(_NOON):
        office.exchange.turn()
    (folder,) = (office.exchange.quarters.tray(agreed.id) / "packages").iterdir()
    return folder


def everything(folder: Path) -> bytes:
    """All bytes of a package, whatever they are packed in."""
    found = []
    for path in folder.iterdir():
        data = path.read_bytes()
        found.append(data)
        if zipfile.is_zipfile(io.BytesIO(data)):
            archive = zipfile.ZipFile(io.BytesIO(data))
            found += [archive.read(name) for name in archive.namelist()]
        elif path.suffix == ".gz":
            found.append(gzip.decompress(data))
    return b"\n".join(found)


@pytest.mark.parametrize("form", ["st36", "st96", "txt", "docdb"])
@pytest.mark.parametrize(
    ("contents", "left"),
    [
        (("bibliographic",), ("Maker 1", "Rotor 1")),
        (("abstract",), ("Abstract 1",)),
        (("bibliographic", "classification"), ("F03D", "Maker 1", "Rotor 1")),
        (("claims",), ("A rotor 1",)),
        (("description",), ("Description 1",)),
    ],
)
def test_nothing_goes_out_that_was_not_agreed(
    two: Two, form: str, contents: tuple[str, ...], left: tuple[str, ...]
) -> None:
    if form == "docdb" and {"claims", "description"} & set(contents):
        pytest.skip("DOCDB holds no full text")
    two.a.publish(publication("XA", 1), files=[Attached("fig1.png", PNG)])
    agreed = partner("XC", [product("XA", "out", contents=contents, form=form)])
    data = everything(packed(two.a, agreed))
    spelled = {"F03D": "MainGroup"} if form == "st96" else {}
    there = {word for word in _SECRETS if spelled.get(word, word).encode() in data}
    assert there == set(left)
    assert PNG not in data


@pytest.mark.parametrize("container", ["zip", "tar.zst"])
@pytest.mark.parametrize("form", ["st36", "original", "txt"])
def test_files_are_cut_and_come_whole(two: Two, container: str, form: str) -> None:
    going = product(
        "XA",
        "out",
        form=form,
        container=container,
        part_bytes=1200,
        volume_bytes=150,
        contents=("bibliographic", "abstract", "classification", "claims", "description")
        + (() if form == "txt" else ("drawings",)),
    )
    two.a.know(two.b, partner("XB", [going]))
    sent = [publication("XA", n) for n in range(1, 8)]
    two.a.publish(*sent, files=[Attached("fig1.png", PNG)])
    with clock.at(_NOON):
        two.carry()
    (manifest,) = manifests(two.a, "xb")
    records = [file for file in manifest.files if file.form == "records"]
    assert len(records) > 1
    assert all(volume.bytes <= 150 for file in records for volume in file.pieces)
    assert any(file.volumes for file in records)
    if form != "original":  # made up here, in no office's form
        assert sorted(two.b.held("XA")) == [one.id for one in sent]


def test_a_tar_of_records_is_what_tar_reads(two: Two) -> None:
    two.a.publish(publication("XA", 1), files=[Attached("fig1.png", PNG)])
    folder = packed(two.a, partner("XC", [product("XA", "out", container="tar.zst")]))
    (path,) = folder.glob("*.tar.zst")
    with zstandard.ZstdDecompressor().stream_reader(path.read_bytes()) as reader:
        plain = reader.read()
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        names = archive.getnames()
    assert names == ["XA2026000001A/XA2026000001A.xml", "XA2026000001A/fig1.png"]


def test_the_list_of_numbers_agrees_with_the_stream(two: Two) -> None:
    two.a.publish(*(publication("XA", n) for n in (1, 2, 5)), publication("XA", 9, kind="B"))
    folder = packed(two.a, partner("XC", [product("XA", "out", kinds=("A",))]))
    lists = []
    for ending in ("txt", "xml"):
        (path,) = folder.glob(f"*.authority.{ending}.gz")
        entries = read_st37(io.BytesIO(gzip.decompress(path.read_bytes()))).entries
        lists.append([(one.number, one.kind, one.date) for one in entries])
    assert lists[0] == lists[1] == [(f"202600000{n}", "A", MONDAY) for n in (1, 2, 5)]
    (manifest,) = manifests(two.a, "xc")
    assert (manifest.records, manifest.kinds) == (3, {"A": 3})


def test_an_empty_week_goes_out_too(two: Two) -> None:
    packed(two.a, partner("XC", [product("XA", "out")]))
    (manifest,) = manifests(two.a, "xc")
    assert manifest.records == 0
    assert {file.form for file in manifest.files} == {"authority"}


@pytest.mark.parametrize(
    "told",
    [
        {"agreement": agreement(begins=MONDAY + dt.timedelta(days=1))},
        {"agreement": agreement(ends=MONDAY - dt.timedelta(days=0), begins=None)},
        {"products": (product("XB", "out"),)},
    ],
)
def test_what_the_agreement_does_not_cover_stays_here(two: Two, told: dict[str, object]) -> None:
    two.a.publish(publication("XA", 1), publication("XB", 1))
    agreed = partner("XC", told.pop("products", (product("XA", "out"),)), **told)  # type: ignore[arg-type]
    two.a.exchange.partners.put(agreed, "operator")
    with clock.at(_NOON):
        two.a.exchange.turn()
        assert not manifests(two.a, "xc")
        with pytest.raises(ForbiddenError):
            two.a.exchange.dispatch.back(agreed, agreed.products[0])


def test_anothers_data_goes_on_only_where_every_giver_allows_it(two: Two) -> None:
    open_ = agreement(redistribution=True)
    two.a.publish(publication("XB", 1))
    two.a.exchange.partners.put(partner("XB", [product("XB", "in")], agreement=open_), "operator")
    agreed = partner("XC", [product("XB", "out")])
    with clock.at(_NOON):
        assert not two.a.exchange.dispatch.forbidden(agreed, agreed.products[0])
        other = partner("XD", [product("XB", "in")])
        two.a.exchange.partners.put(other, "operator")
        reason = two.a.exchange.dispatch.forbidden(agreed, agreed.products[0])
    assert reason == "data of XB may not be passed on: xd"


def test_a_back_file_is_of_a_range_of_dates(two: Two) -> None:
    days = [MONDAY + dt.timedelta(weeks=week) for week in range(4)]
    two.a.publish(*(publication("XA", n, day) for n, day in enumerate(days, 1)))
    agreed = two.a.exchange.partners.partner("xb")
    with clock.at(_NOON):
        made = two.a.exchange.dispatch.back(agreed, agreed.products[0], days[1], days[2])
    (manifest,) = manifests(two.a, "xb")
    assert (made.kind, manifest.records, manifest.first, manifest.last) == ("back", 2, *days[1:3])


def test_openssl_agrees_with_the_signature(two: Two, tmp_path: Path) -> None:
    folder = packed(two.a, partner("XC", [product("XA", "out")]))
    (tmp_path / "office.pem").write_text(two.a.seal.certificate)
    manifest, signature = folder / "manifest.json", folder / "manifest.json.p7s"
    verify(manifest.read_bytes(), signature.read_bytes(), two.a.seal.certificate)
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", str(signature),
               "-content", str(manifest), "-CAfile", str(tmp_path / "office.pem"),
               "-purpose", "any", "-out", "/dev/null"]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    assert done.returncode == 0, done.stderr
    told = json.loads(manifest.read_bytes())
    assert (told["sender"], told["recipient"], told["sequence"]) == ("XA", "XC", 1)
