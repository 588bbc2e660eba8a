"""What a hostile partner, a thief of its password, and bad luck can do: nothing that matters."""

import errno
import gzip
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy.exc import OperationalError

from exchange.conftest import Two
from exchange.hostile import NAME, at, brought, inbox, made, signed, told, turned
from exchange.offices import PNG, agreement, partner, product, publication
from madoguchi.archive import Attached
from madoguchi.bulk import Span
from madoguchi.exchange import Partner, Transport
from madoguchi.exchange.arriving import collecting, lists
from madoguchi.exchange.packing import Order

# -- without the signing key -------------------------------------------------------------------


def test_marks_of_ours_brought_by_somebody_make_nothing_trusted(two: Two) -> None:
    folder = brought(two, made(two))
    manifest = told(folder, records=7)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / ".plain").touch()
    (folder / ".verified").touch()
    assert "signature" in turned(two)
    assert not two.b.held("XA")


def test_a_file_beside_the_volumes_is_not_read_in_their_place(two: Two) -> None:
    folder = brought(two, made(two, volume_bytes=500))
    other = two.a.exchange.quarters.root / "other.zip"
    shutil.copyfile(next(folder.glob("*.001")), other)
    (folder / f"{NAME}-0001.zip").write_bytes(b"not what was signed")
    turned(two)
    assert len(two.b.held("XA")) == 2


# -- with it -----------------------------------------------------------------------------------


def _volumes(manifest: dict[str, Any]) -> dict[str, Any]:
    """A file of two volumes, of which one is not there and has a byte less than none."""
    file: dict[str, Any]
    (file,) = [one for one in manifest["files"] if one["form"] == "records"]
    there = {name: file[name] for name in ("name", "bytes", "sha256")}
    absent = {"name": "y.zip", "bytes": -1, "sha256": ""}
    return file | {"name": "x.zip", "bytes": file["bytes"] - 1, "volumes": [there, absent]}


ODD: dict[str, dict[str, Any] | Callable[[dict[str, Any]], dict[str, Any]]] = {
    "missing counts as -1": lambda m: {"files": [_volumes(m)]},
    "huge": {"records": 10**30},
    "beyond 63 bits": {"through": 2**63},
    "negative": {"deletions": -1},
    "control": {"answers": "a\u0000b"},
    "long": {"answers": "x" * 1_000_000},
    "zero": {"sequence": 0, "package": "XA.xa-patents.000000"},
    "same name twice": lambda m: {"files": [m["files"][0], m["files"][0]]},
    "same but for case": lambda m: {
        "files": [m["files"][0], m["files"][0] | {"name": m["files"][0]["name"].upper()}]
    },
    "signature": lambda m: {"files": [m["files"][0] | {"name": "manifest.json.p7s.001"}]},
    "elsewhere": lambda m: {"files": [m["files"][0] | {"name": "../../x"}]},
    "hidden": lambda m: {"files": [m["files"][0] | {"name": ".verified"}]},
    "kind": {"kind": "sideways"},
    "right": {"right": "\u202edesign"},
    "digest": lambda m: {"files": [m["files"][0] | {"sha256": "0"}]},
}


def test_odd_manifests_stop_nobody(two: Two) -> None:
    tray = made(two)
    for how, change in ODD.items():
        folder = brought(two, tray)
        manifest = told(folder)
        manifest |= change(manifest) if callable(change) else change
        folder = folder.rename(folder.with_name(manifest["package"]))
        signed(two, folder / "manifest.json", manifest)
        before = len(two.b.codes())
        (code,) = turned(two)[before:]
        assert code in ("unreadable", "not-for-us"), how
        assert not folder.exists(), how
    assert not two.b.held("XA")


@pytest.mark.parametrize(
    "produced",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-05T12:00:00"],
)
def test_whatever_the_time_it_is_read(two: Two, produced: str) -> None:
    folder = brought(two, made(two))
    signed(two, folder / "manifest.json", told(folder, produced=produced))
    assert "stopped" not in turned(two)
    assert len(two.b.held("XA")) == 2


NOT_READ = {
    "deep": b"[" * 200_000,
    "no UTF-8": b'{"package":"\xff\xfe"}',
    "half a character": b'{"package":"\\ud800"}',
    "no number": b"NaN",
    "beyond": b'{"sequence": 1e400}',
    "empty": b"",
    "large": b"{" * 16_000_001,
}


def test_what_is_no_manifest_is_said_and_taken_away(two: Two) -> None:
    folder = inbox(two) / "packages" / NAME
    for what, data in NOT_READ.items():
        signed(two, folder / "manifest.json", data)
        before = len(two.b.codes())
        assert turned(two)[before:] == ["unreadable"], what
        assert not folder.exists()


def test_a_signature_without_end_is_not_read_into_memory(two: Two) -> None:
    folder = inbox(two) / "packages" / NAME
    signed(two, folder / "manifest.json", {})
    with (folder / "manifest.json.p7s").open("wb") as file:
        file.truncate(1 << 34)
    assert turned(two) == ["unreadable"]


def test_very_many_files_are_looked_at_once(two: Two) -> None:
    """Of a package that came damaged; it took the square of their number."""
    folder = brought(two, made(two))
    one = {"form": "records", "bytes": 1, "sha256": "0" * 64}
    files = [one | {"name": f"f{n}"} for n in range(20_000)]
    signed(two, folder / "manifest.json", told(folder, files=files))
    arrived = two.b.exchange.quarters.arrived("xa") / NAME
    arrived.mkdir()
    began = time.monotonic()
    turned(two)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("sequence", [2, 999_999])
def test_what_comes_early_is_waited_for_with_few_questions(two: Two, sequence: int) -> None:
    name = f"XA.xa-patents.{sequence:06}"
    folder = brought(two, made(two), name)
    signed(two, folder / "manifest.json", told(folder, sequence=sequence, package=name))
    assert turned(two) == ["out-of-order", "requested"]
    assert turned(two) == ["out-of-order", "requested"]
    (asked,) = two.b.exchange.messages.asked("in", "xa")
    assert len(asked.things) == min(sequence - 1, 1001)


def test_what_was_lost_here_is_asked_for_again(two: Two) -> None:
    folder = brought(two, made(two), "XA.xa-patents.000002")
    name = folder.name
    signed(two, folder / "manifest.json", told(folder, sequence=2, package=name))
    turned(two)
    shutil.rmtree(two.b.exchange.quarters.arrived("xa") / name)
    turned(two)
    assert {"1", "2"} == {
        one for asked in two.b.exchange.messages.asked("in", "xa") for one in asked.things
    }


def test_packages_that_wait_have_their_quota(two: Two) -> None:
    ours = Transport(where="ours", most_bytes=5_000)
    two.b.know(two.a, partner("XA", [product("XA", "in")], transport=ours))
    tray = made(two)
    for sequence in range(2, 9):
        name = f"XA.xa-patents.{sequence:06}"
        folder = brought(two, tray, name)
        signed(two, folder / "manifest.json", told(folder, sequence=sequence, package=name))
    codes = turned(two)
    waiting = list(two.b.exchange.quarters.arrived("xa").iterdir())
    assert len(waiting) < 7
    assert codes.count("disk-full") == 7 - len(waiting)
    brought(two, tray)  # what is next in its order always finds room
    turned(two)
    assert len(two.b.held("XA")) == 2


@pytest.mark.parametrize("what", ["file", "link", "fifo", "folder", "manifest folder"])
def test_what_is_no_folder_of_files_is_left_alone(two: Two, what: str) -> None:
    tray = made(two)
    packages = inbox(two) / "packages"
    packages.mkdir()
    if what == "file":
        (packages / NAME).write_bytes(b"x")
    elif what == "link":
        (packages / NAME).symlink_to(tray)
    else:
        folder = brought(two, tray, "XA.xa-patents.000001")
        piece = (
            next(folder.glob("*.zip")) if what != "manifest folder" else folder / "manifest.json"
        )
        piece.unlink()
        os.mkfifo(piece) if what == "fifo" else piece.mkdir()
    assert turned(two) == []
    assert not two.b.held("XA")


def test_what_is_taken_away_while_it_is_collected_stops_nothing(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Transport(where="ours")
    two.b.know(two.a, partner("XA", [product("XA", "in")], transport=ours))
    folder = brought(two, made(two))
    really = shutil.copyfile

    def gone(*args: Any, **more: Any) -> object:
        shutil.rmtree(folder, ignore_errors=True)
        return really(*args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfile", gone)
        assert turned(two) == []
    brought(two, two.a.exchange.quarters.tray("xb") / "packages" / NAME)
    turned(two)
    assert len(two.b.held("XA")) == 2


def test_one_partner_that_goes_wrong_holds_up_no_other(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    two.b.exchange.partners.put(partner("XC", [product("XC", "in")], id="aa"), "operator")
    brought(two, made(two))
    settle = two.b.exchange.holdings.settle

    def broken(other: Partner) -> int:
        if other.id == "aa":
            raise RecursionError("unthought of")
        return settle(other)

    monkeypatch.setattr(two.b.exchange.holdings, "settle", broken)
    assert turned(two)[0] == "stopped"
    assert len(two.b.held("XA")) == 2


# -- whose word it is --------------------------------------------------------------------------


def test_nobody_else_says_what_our_own_office_published(two: Two) -> None:
    two.b.publish(publication("XB", 1))
    two.a.publish(publication("XB", 1, more=" forged"), publication("XB", 2))
    two.a.know(two.b, partner("XB", [product("XB", "out", id="xa-patents")]))
    with at():
        two.a.exchange.dispatch._maker.make(  # the sender's own checks are no protection
            Order(
                two.a.exchange.partners.partner("xb"), product("XB", "out", id="xa-patents"),
                "front", Span(0, 2), 1,
            )
        )  # fmt: skip
    two.b.know(two.a, partner("XA", [product("XB", "in", id="xa-patents")]))
    brought(two, two.a.exchange.quarters.tray("xb") / "packages" / NAME)
    assert "not-for-us" in turned(two)
    (held,) = two.b.held("XB").values()
    assert held.titles[0].text == "Rotor 1 of XB"


def second(two: Two, **told: object) -> None:
    """A second partner of B gives publications of XA too, under the name zz."""
    two.b.exchange.partners.put(
        msgspec.structs.replace(
            partner("XC", [product("XA", "in", id="xc-patents")], id="zz", **told),
            certificate=two.a.seal.certificate,
        ),
        "operator",
    )


def from_second(two: Two, tray: Path, sequence: int = 1, **changes: Any) -> None:
    name = f"XC.xc-patents.{sequence:06}"
    folder = two.b.exchange.quarters.inbox("zz") / "packages" / name
    shutil.copytree(tray, folder)
    manifest = told(
        folder, sequence=sequence, package=name, sender="XC", product="xc-patents", **changes
    )
    signed(two, folder / "manifest.json", manifest)


def _deleting(two: Two, tray: Path, *lines: bytes) -> None:
    data = b"\n".join(lines)
    path = tray.parent / "gone.jsonl"
    path.write_bytes(data)
    shutil.copyfile(path, tray / "gone.jsonl")
    path.unlink()
    one = {"name": "gone.jsonl", "form": "deletions", "bytes": len(data),
           "sha256": hashlib.sha256(data).hexdigest()}  # fmt: skip
    from_second(two, tray, 2, files=[one], records=0)


def test_a_partner_takes_back_its_own_word_only(two: Two) -> None:
    tray = made(two)
    second(two)
    brought(two, tray)
    turned(two)
    from_second(two, tray)
    turned(two)
    _deleting(two, tray, b'{"office":"XA","number":"2026000001","kind":"A"}')
    turned(two)
    assert two.b.exchange.shipments.one("in", "zz", "xc-patents", 2).deleted == 1
    assert len(two.b.held("XA")) == 2


def test_what_one_partner_closes_is_not_shown_by_the_word_of_another(two: Two) -> None:
    two.a.publish(publication("XA", 1), files=[Attached("fig1.png", PNG)])
    with at():
        two.a.exchange.turn()
    tray = two.a.exchange.quarters.tray("xb") / "packages" / NAME
    brought(two, tray)
    turned(two)
    assert two.b.archive.attachment("XA2026000001A", "fig1.png") == PNG
    two.a.know(two.b, partner("XB", [product("XA", "out", contents=("bibliographic",))]))
    with at():
        sender = two.a.exchange.partners.partner("xb")
        two.a.exchange.dispatch.back(sender, sender.products[0])
    second(two)
    from_second(two, tray.with_name("XA.xa-patents.000002"))
    turned(two)
    two.b.know(two.a, partner("XA", [product("XA", "in")], agreement=agreement(public=False)))
    turned(two)
    (shown,) = two.b.held("XA").values()
    assert shown.titles
    assert not shown.abstracts
    assert not shown.claims
    assert two.b.archive.attachments(shown.id) == ()
    library = two.b.library.archive
    assert library.publication(shown.id).claims
    assert library.attachment(shown.id, "fig1.png") == PNG


def test_what_is_opened_of_one_partner_opens_nothing_of_another(two: Two) -> None:
    closed = agreement(public=False)
    two.b.know(two.a, partner("XA", [product("XA", "in")], agreement=closed))
    second(two, agreement=closed)
    two.a.publish(publication("XA", 1), files=[Attached("fig1.png", PNG)])
    with at():
        two.a.exchange.turn()
    tray = two.a.exchange.quarters.tray("xb") / "packages" / NAME
    brought(two, tray)
    two.a.know(two.b, partner("XB", [product("XA", "out", contents=("bibliographic",))]))
    with at():
        sender = two.a.exchange.partners.partner("xb")
        two.a.exchange.dispatch.back(sender, sender.products[0])
    from_second(two, tray.with_name("XA.xa-patents.000002"))
    turned(two)
    assert not two.b.held("XA")
    second(two)
    turned(two)
    (shown,) = two.b.held("XA").values()
    assert not shown.claims
    assert two.b.archive.attachments(shown.id) == ()
    assert two.b.library.archive.attachment(shown.id, "fig1.png") == PNG


# -- lists -------------------------------------------------------------------------------------


def with_list(two: Two, data: bytes, sequence: int) -> list[str]:
    """A package with a list of numbers and nothing else; the remarks of its receipt."""
    name = f"XA.xa-patents.{sequence:06}"
    folder = brought(two, two.a.exchange.quarters.tray("xb") / "packages" / NAME, name)
    (folder / "list.txt.gz").write_bytes(data)
    one = {"name": "list.txt.gz", "form": "authority", "bytes": len(data),
           "sha256": hashlib.sha256(data).hexdigest()}  # fmt: skip
    manifest = told(folder, package=name, sequence=sequence, files=[one])
    signed(two, folder / "manifest.json", manifest)
    turned(two)
    shipment = two.b.exchange.shipments.one("in", "xa", "xa-patents", sequence)
    assert shipment.state == "loaded"
    return shipment.reasons.splitlines()


LINE = b"XA,2026000003,A,20260105\r\n"
LISTS = {
    "bomb": gzip.compress(b"XA\n" * 1_000_000),
    "bomb of lines": gzip.compress(LINE * 100_000),
    "one line": b"XA," + b"x" * 30_000_000,
    "odd numbers": b"XA,%_*\x00,A,20260105\r\n",
    "long numbers": b"XA," + b"1" * 5000 + b",A,20260105\r\n",
    "no UTF-8": b"XA,\xff,A,20260105\r\n",
    "cut": gzip.compress(LINE * 1000)[:-20],
    "entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><AuthorityFile/>',
    "deep": b"<AuthorityFile>" + b"<a>" * 100_000,
    "no end of text": b"<AuthorityFile><Document>" + b"x" * 30_000_000,
    "no end of a tag": b'<AuthorityFile><Document a="' + b"x" * 30_000_000,
}


def test_a_list_that_is_none_is_remarked_on(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "_COUNTS_FROM", 1_000_000)
    made(two)
    for sequence, (what, data) in enumerate(LISTS.items(), 1):
        began = time.monotonic()
        (remark,) = with_list(two, data, sequence)
        assert remark.startswith("list.txt.gz: "), what
        assert time.monotonic() - began < 10, what


# -- at a partner's place --------------------------------------------------------------------------


def exported(two: Two) -> Path:
    """The folder of the disk on which A's package lies for B."""
    made(two)
    with at():
        two.a.exchange.export(two.a.exchange.partners.partner("xb"), two.disk)
    return two.disk / "XA-to-XB"


def imported(two: Two) -> None:
    with at():
        two.b.exchange.import_(two.b.exchange.partners.partner("xa"), two.disk)


def test_what_else_lies_at_a_partners_place_is_not_fetched(two: Two, tmp_path: Path) -> None:
    place = exported(two)
    for name in (
        f"packages/{NAME}/.plain", f"packages/{NAME}/.verified", f"packages/{NAME}/a/b.json",
        "packages/readme.txt", "packages/..x/manifest.json", "packages/a\nb/manifest.json",
        f"packages/{'x' * 250}/manifest.json", "receipts/a/b.json", "requests/.x.json.new",
        "receipts/\u202ex.json", "new/a.zip", f"packages/{NAME}.part/x",
    ):  # fmt: skip
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(b"x")
    (place / "packages" / "link").symlink_to(tmp_path)
    (place / "receipts" / "link.json").symlink_to("/etc/passwd")
    imported(two)
    assert len(two.b.held("XA")) == 2
    assert [path for path in inbox(two).rglob("*") if path.is_file()] == []


def test_a_partners_place_does_not_fill_our_disk(two: Two) -> None:
    small = Transport(most_bytes=1000)
    two.b.know(two.a, partner("XA", [product("XA", "in")], transport=small))
    exported(two)
    imported(two)
    assert "disk-full" in two.b.codes()
    assert sum(path.stat().st_size for path in inbox(two).rglob("*") if path.is_file()) <= 1000


def test_a_crowd_of_empty_folders_is_looked_at_in_part(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "_AT_ONCE", 20)
    for number in range(30):
        (inbox(two) / "packages" / f"XA.xa-patents.{number:06}").mkdir(parents=True)
    assert turned(two) == ["disk-full"]
    assert turned(two) == ["disk-full"]


# -- bad luck --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left"), OperationalError("", {}, Exception("gone"))]
)
def test_what_fails_in_the_middle_goes_on_at_the_next_turn(
    two: Two, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the same process: the index was held by the writer that had failed."""
    brought(two, made(two))

    def fails(*_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(two.b.archive, "append", fails)
        codes = turned(two)
    assert codes == ["disk-full" if isinstance(error, OSError) else "stopped"]
    turned(two)
    assert len(two.b.held("XA")) == 2
