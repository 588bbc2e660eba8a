"""Letters of a hostile partner, what it gets for them, and what it reads in our trays."""

import dataclasses
import datetime as dt
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from exchange.conftest import Two
from exchange.hostile import NAME, at, inbox, made
from exchange.offices import PNG, agreement, manifests, partner, product, publication, received
from madoguchi import clock
from madoguchi.archive import Attached
from madoguchi.carriage import Event
from madoguchi.exchange import Transport, conversing
from madoguchi.exchange.serving import Reporter
from madoguchi.model import Drawing


@dataclasses.dataclass
class Asker:
    """B, that asks A for what it likes."""

    two: Two

    def ask(self, name: str = "XB.r1", **changes: Any) -> list[str]:
        """Bring a request; what A says of it."""
        told: dict[str, Any] = {
            "request": name, "sender": "XB", "recipient": "XA", "product": "xa-patents",
            "wanted": "records", "asked": "2026-01-05T12:00:00Z", "records": ["XA2026000001A"],
            **changes,
        }  # fmt: skip
        self.bring("requests", told, name)
        with at():
            self.two.a.exchange.turn()
        return self.two.a.codes()

    def bring(self, folder: str, told: object, name: str = "x") -> None:
        path = self.two.a.exchange.quarters.inbox("xb") / folder / f"{name.replace('/', '')}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(told if isinstance(told, bytes) else msgspec.json.encode(told))
        signature = self.two.b.seal.sign(path.read_bytes())
        path.with_name(f"{path.name}.p7s").write_bytes(signature)

    def corrections(self) -> int:
        return sum(one.kind == "correction" for one in manifests(self.two.a, "xb"))


@pytest.fixture
def asker(two: Two) -> Asker:
    made(two)
    return Asker(two)


NOT_AGREED: list[dict[str, Any]] = [
    {"product": "other"},
    {"product": "xa\n\x1b[2Jpatents"},
    {"records": ["x"] * 10_001},
    {"records": ["x" * 3_000_000]},
    {"records": ["XA\u0000"]},
    {"wanted": "package", "sequences": [10**18], "records": []},
    {"wanted": "package", "sequences": [0], "records": []},
    {"request": "XA.mine"},
    {"request": "XB.\n"},
    {"sender": "XC"},
]


def test_what_was_not_agreed_is_not_answered(asker: Asker) -> None:
    for number, changes in enumerate(NOT_AGREED):
        before = len(asker.two.a.codes())
        codes = asker.ask(f"XB.r{number}", **changes)[before:]
        assert not {"stopped", "request-answered"} & set(codes), changes
        assert {"cannot-answer", "unreadable", "not-for-us"} & set(codes), changes
    assert asker.corrections() == 0


@pytest.mark.parametrize(
    "records", [["XA2025000001A"], ["XC2026000001A"], ["%", "_", "*", "' OR 1=1"], [""]]
)
def test_what_is_not_of_the_product_is_not_in_a_correction(
    asker: Asker, records: list[str]
) -> None:
    asker.ask(records=records)
    (sent,) = [one for one in manifests(asker.two.a, "xb") if one.kind == "correction"]
    assert (sent.records, sent.files) == (0, ())


def test_packages_that_do_not_exist_are_not_made(asker: Asker) -> None:
    asker.ask(wanted="package", sequences=[7, 999_999], records=[])
    assert [one.sequence for one in manifests(asker.two.a, "xb")] == [1]


def test_endless_wishes_are_not_fulfilled(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversing, "_MOST_READY", 3)
    monkeypatch.setattr(conversing, "_MOST_OPEN", 6)
    for number in range(12):
        codes = asker.ask(f"XB.r{number:02}")
    assert asker.corrections() == 3
    assert len(asker.two.a.exchange.messages.open_requests("xb", 100)) == 6
    assert codes.count("unreadable") == 3


def test_a_request_that_was_noted_before_a_crash_is_answered(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(conversing.Correspondence, "_answer", lambda *_: 1 / 0)
        assert "stopped" in asker.ask()
    with at():
        asker.two.a.exchange.turn()
    assert asker.corrections() == 1


def _receipt(two: Two, **changes: Any) -> dict[str, Any]:
    sent = two.a.exchange.shipments.one("out", "xb", "xa-patents", 1)
    return {
        "package": NAME, "sha256": sent.sha256, "sender": "XB", "recipient": "XA",
        "product": "xa-patents", "sequence": 1, "verdict": "loaded",
        "received": "2026-01-05T12:00:00Z", "settled": "2026-01-05T12:00:00Z", **changes,
    }  # fmt: skip


FORGED: list[dict[str, Any]] = [
    {"new": 10**30},
    {"new": -1},
    {"reasons": ["\u0000"]},
    {"package": "XA.xa-patents.000009"},
    {"sha256": "0" * 64},
    {"records": [{}] * 250_000},
    {"sequence": 10**18},
]
ODD: list[dict[str, Any]] = [
    {"new": 10**12},
    {"records": [{"record": "XA2026000001A", "error": "x\x1b[31m"}] * 2000},
    {"reasons": ["<script>alert(1)</script>\nforged line"]},
]


def test_forged_receipts_change_nothing(asker: Asker) -> None:
    for changes in FORGED:
        asker.bring("receipts", _receipt(asker.two, **changes))
        with at():
            asker.two.a.exchange.turn()
        state = asker.two.a.exchange.shipments.one("out", "xb", "xa-patents", 1).state
        assert state == "ready", changes
    assert set(asker.two.a.codes()) == {"packed", "unreadable"}


@pytest.mark.parametrize("changes", ODD)
def test_odd_receipts_are_taken_in(asker: Asker, changes: dict[str, Any]) -> None:
    asker.bring("receipts", _receipt(asker.two, **changes))
    with at():
        asker.two.a.exchange.turn()
    assert asker.two.a.codes() == ["packed", "acknowledged"]


def test_letters_that_are_none(asker: Asker) -> None:
    for data in (b"\xff", b"[" * 100_000, b"{" * 2_000_001):
        asker.bring("receipts", data)
        asker.bring("requests", data)
        with at():
            asker.two.a.exchange.turn()
    assert asker.two.a.codes()[1:] == ["unreadable"] * 6
    inbox_ = asker.two.a.exchange.quarters.inbox("xb")
    assert not [path for path in inbox_.rglob("*") if path.is_file()]


def test_what_comes_from_outside_writes_one_plain_line_of_the_log(two: Two) -> None:
    two.b.exchange.log.put(
        "stopped", "xa", "p\nq", "\x1b[2J" + "n" * 5000, reason="a\x00\x1b]0;b\x07\u202ec\ud800\nd"
    )
    (line,) = two.b.exchange.log.latest(limit=1)
    shown = f"{line.product}{line.package}{line.data['reason']}"
    assert shown.isprintable()
    assert len(line.package) <= 300


def test_strangers_who_knock_do_not_fill_the_log(two: Two) -> None:
    reporter = Reporter(two.b.archive)
    for number in range(1000):
        reporter(Event(kind="refused", protocol="sftp", address="192.0.2.1", name=f"n{number}"))
    assert two.b.codes().count("sign-in-refused") == 200
    assert "no more is written" in str(two.b.exchange.log.latest(limit=1)[0].data["reason"])


# -- what lies in our trays ----------------------------------------------------------------------


def test_when_the_agreement_ends_nothing_lies_ready_any_more(two: Two) -> None:
    tray = made(two)
    over = agreement(ends=dt.date(2026, 1, 10))
    two.a.know(two.b, partner("XB", [product("XA", "out")], agreement=over))
    with at(1):
        two.a.exchange.turn()
    assert not tray.exists()


def test_images_of_texts_that_were_not_agreed_stay_here(two: Two) -> None:
    whole = publication("XA", 1)
    body = whole.descriptions[0]
    shown = msgspec.structs.replace(body.blocks[0], image="formula1.png")
    told = msgspec.structs.replace(
        whole,
        drawings=(Drawing(file="fig1.png"),),
        descriptions=(msgspec.structs.replace(body, blocks=(shown,)),),
    )
    files = [Attached("fig1.png", PNG), Attached("formula1.png", PNG), Attached("x.pdf", b"%PDF")]
    two.a.archive.append([received(told, files)])
    contents = ("bibliographic", "abstract", "drawings")
    two.a.know(two.b, partner("XB", [product("XA", "out", contents=contents)]))
    with at():
        two.carry()
    assert two.b.archive.attachments(told.id) == ("fig1.png",)
    (held,) = two.b.held("XA").values()
    assert not held.descriptions


# -- files without a manifest ----------------------------------------------------------------------


def plainly(two: Two, **told: Any) -> Path:
    """B takes plain files of A; where they lie."""
    wanted = product("XA", "in", files=r"new/.*\.zip")
    two.b.know(two.a, partner("XA", [wanted], transport=Transport(where="ours"), **told))
    tray = made(two)
    folder = inbox(two) / "new"
    folder.mkdir()
    (zipped,) = tray.glob("*.zip")
    (folder / "a.zip").write_bytes(zipped.read_bytes())
    return folder


def quietly(two: Two) -> None:
    with clock.at(clock.now() + dt.timedelta(minutes=5)):
        two.b.exchange.turn()


def test_a_file_whose_bringer_has_a_wrong_clock_is_taken(two: Two) -> None:
    folder = plainly(two)
    os.utime(folder / "a.zip", (2**32, 2**32))
    quietly(two)
    assert len(two.b.held("XA")) == 2


def test_a_crash_between_two_plain_files_loses_neither(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = plainly(two)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(two.b.exchange.arrivals._collector._shipments, "put", dies)
        with pytest.raises(KeyboardInterrupt):
            quietly(two)
    assert not list(folder.iterdir())
    (folder / "b.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    quietly(two)
    assert len(two.b.held("XA")) == 2
    assert [one.state for one in two.b.exchange.shipments.of("in", "xa")] == ["loaded"] * 2
