"""What goes wrong on the way is noticed, said, and mended."""

import datetime as dt
import json
import shutil
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec
import pytest

from exchange.conftest import Two
from exchange.offices import MONDAY, Office, manifests, partner, product, publication
from madoguchi import clock
from madoguchi.bulk import Record
from madoguchi.errors import RefusedError
from madoguchi.exchange import Gate, Share
from madoguchi.exchange.packing import writing
from madoguchi.post import Outbox

_NOON = dt.datetime.combine(MONDAY, dt.time(12), dt.UTC)


def at(week: int) -> AbstractContextManager[None]:
    return clock.at(_NOON + dt.timedelta(weeks=week))


def packed(two: Two, weeks: int, each: int = 2) -> Path:
    """Let A make a package in each of some weeks; return the tray of packages."""
    for week in range(weeks):
        day = MONDAY + dt.timedelta(weeks=week)
        two.a.publish(*(publication("XA", week * 10 + n, day) for n in range(1, each + 1)))
        with at(week):
            two.a.exchange.turn()
    return two.a.exchange.quarters.tray("xb") / "packages"


def exchanged(two: Two, week: int, rounds: int = 3) -> None:
    for _ in range(rounds):
        with at(week):
            two.carry()


def state(two: Two, sequence: int) -> str:
    return two.b.exchange.shipments.one("in", "xa", "xa-patents", sequence).state


def test_a_damaged_file_is_asked_for_again_and_comes(two: Two) -> None:
    packed(two, 1)
    with at(0):
        two.a.exchange.export(two.a.exchange.partners.partner("xb"), two.disk)
    (zipped,) = two.disk.rglob("*-0001.zip")
    data = bytearray(zipped.read_bytes())
    data[len(data) // 2] ^= 1
    zipped.write_bytes(data)
    with at(0):
        two.b.exchange.import_(two.b.exchange.partners.partner("xa"), two.disk)
    assert state(two, 1) == "damaged"
    assert not two.b.held("XA")
    shutil.rmtree(two.disk)
    two.disk.mkdir()
    exchanged(two, 0)
    assert state(two, 1) == "loaded"
    assert len(two.b.held("XA")) == 2
    assert {"damaged", "requested", "loaded"} <= set(two.b.codes())
    assert "request-answered" in two.a.codes()


def test_what_lies_damaged_at_the_sender_is_made_anew(two: Two) -> None:
    tray = packed(two, 1)
    (zipped,) = tray.rglob("*-0001.zip")
    zipped.write_bytes(b"x" * zipped.stat().st_size)
    exchanged(two, 0, rounds=2)
    assert state(two, 1) == "loaded"
    assert len(two.b.held("XA")) == 2
    assert "replaced" in two.b.codes()
    (manifest,) = manifests(two.a, "xb")
    assert (manifest.sequence, bool(manifest.replaces)) == (1, True)


def test_packages_out_of_order_wait_for_what_is_missing(two: Two) -> None:
    tray = packed(two, 3)
    names = sorted(path.name for path in tray.iterdir())
    away = two.disk.parent / "away"
    shutil.move(tray / names[1], away)
    with at(3):
        two.a.exchange.courier(two.a.exchange.partners.partner("xb"))
        two.a.exchange.export(two.a.exchange.partners.partner("xb"), two.disk)
        two.b.exchange.import_(two.b.exchange.partners.partner("xa"), two.disk)
    assert (state(two, 1), state(two, 3)) == ("loaded", "waiting")
    assert two.b.exchange.messages.asked("in", "xa")[0].things == ["2"]
    exchanged(two, 3)  # the sender, asked, makes it anew
    assert [state(two, n) for n in (1, 2, 3)] == ["loaded"] * 3
    assert "out-of-order" in two.b.codes()


def test_a_package_that_comes_twice_changes_nothing(two: Two) -> None:
    packed(two, 1)
    exchanged(two, 0, rounds=1)
    position = two.b.archive.position()
    with at(0):
        other = two.disk.parent / "again"
        other.mkdir()
        sender = two.a.exchange.partners.partner("xb")
        two.a.exchange.export(sender, other, again=True)
        receiver = two.b.exchange.partners.partner("xa")
        with two.b.archive.database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM exchange_carried")
        two.b.exchange.import_(receiver, other)
    assert two.b.archive.position() == position
    assert "repeated" in two.b.codes()


def test_another_package_under_the_same_number_is_refused(two: Two) -> None:
    packed(two, 1)
    exchanged(two, 0, rounds=1)
    folder = two.b.exchange.quarters.inbox("xa") / "packages" / "XA.xa-patents.000001"
    shutil.copytree(next((two.a.exchange.quarters.tray("xb") / "packages").iterdir()), folder)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["produced"] = "2026-01-05T13:00:00+00:00"
    data = json.dumps(manifest).encode()
    (folder / "manifest.json").write_bytes(data)
    (folder / "manifest.json.p7s").write_bytes(two.a.seal.sign(data))
    with at(0):
        two.b.exchange.turn()
    assert "conflict" in two.b.codes()
    assert state(two, 1) == "loaded"


@pytest.mark.parametrize("what", ["signer", "bytes", "recipient", "product"])
def test_what_is_not_the_partners_is_turned_away(two: Two, what: str, tmp_path: Path) -> None:
    packed(two, 1)
    tray = next((two.a.exchange.quarters.tray("xb") / "packages").iterdir())
    folder = two.b.exchange.quarters.inbox("xa") / "packages" / tray.name
    shutil.copytree(tray, folder)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    changes = {"recipient": ("recipient", "XC"), "product": ("right", "design")}
    if what in changes:
        name, value = changes[what]
        manifest[name] = value
    data = json.dumps(manifest).encode()
    signer = two.a.seal
    if what == "signer":
        stranger = Office(tmp_path / "stranger", "XA")
        signer = stranger.seal
        stranger.close()
    (folder / "manifest.json").write_bytes(data if what != "bytes" else data + b" ")
    (folder / "manifest.json.p7s").write_bytes(signer.sign(data))
    with at(0):
        two.b.exchange.turn()
    expected = "signature" if what in ("signer", "bytes") else "not-for-us"
    assert expected in two.b.codes()
    assert not folder.exists()
    assert not two.b.held("XA")


def gated(two: Two, **told: object) -> None:
    """Let B expect claims in half of the records at least."""
    gate = Gate(fill={"claims": Share(least=0.5)}, **told)  # type: ignore[arg-type]
    two.b.know(two.a, partner("XA", [product("XA", "in", gate=gate)]))


def test_a_delivery_with_too_little_is_held_until_staff_decides(two: Two) -> None:
    gated(two)
    two.a.know(two.b, partner("XB", [product("XA", "out", contents=("bibliographic", "abstract"))]))
    packed(two, 1)
    exchanged(two, 0, rounds=1)
    held = two.b.exchange.shipments.one("in", "xa", "xa-patents", 1)
    assert held.state == "held"
    assert held.reasons == "claims in 0% of the records, in at least 50% is expected"
    assert not two.b.held("XA")
    assert two.a.exchange.shipments.one("out", "xb", "xa-patents", 1).state == "held"
    xa = two.b.exchange.partners.partner("xa")
    with pytest.raises(RefusedError, match="was replaced"):
        two.b.exchange.arrivals.release(xa, "xa-patents", 1, "0" * 64)
    two.b.exchange.arrivals.release(xa, "xa-patents", 1, held.sha256)
    exchanged(two, 0, rounds=1)
    assert (state(two, 1), len(two.b.held("XA"))) == ("loaded", 2)
    assert two.a.exchange.shipments.one("out", "xb", "xa-patents", 1).state == "acknowledged"


def test_a_delivery_that_is_refused_lets_the_next_one_in(two: Two) -> None:
    gated(two, least=2)
    packed(two, 1, each=1)
    exchanged(two, 0, rounds=1)
    two.b.exchange.arrivals.refuse(
        two.b.exchange.partners.partner("xa"), "xa-patents", 1, "too few"
    )
    exchanged(two, 0, rounds=1)
    assert two.a.exchange.shipments.one("out", "xb", "xa-patents", 1).reasons == "too few"
    packed(two, 2)
    exchanged(two, 1, rounds=1)
    assert (state(two, 1), state(two, 2)) == ("refused", "loaded")


def test_more_than_is_expected_is_remarked_on(two: Two) -> None:
    gated(two, most=1)
    packed(two, 1)
    exchanged(two, 0, rounds=1)
    assert (state(two, 1), "above-most" in two.b.codes()) == ("loaded", True)


def test_abstracts_are_asked_for_again_and_come_with_their_text(two: Two) -> None:
    short = product("XA", "out", contents=("bibliographic", "abstract"))
    two.a.know(two.b, partner("XB", [short]))
    packed(two, 1)
    exchanged(two, 0, rounds=1)
    seen = two.b.exchange.completeness("in", "xa", product("XA", "in"))
    assert (seen.total().handed, seen.total().abstract_only) == (2, 2)
    assert [one.state for one in seen.lines("abstract-only")] == ["abstract-only"] * 2
    two.a.know(two.b, partner("XB", [product("XA", "out")]))
    with at(2):
        two.b.exchange.turn()
    exchanged(two, 2)
    assert seen.total().abstract_only == 0
    kinds = [one.kind for one in two.b.exchange.shipments.of("in", "xa")]
    assert "correction" in kinds
    assert all(one.claims for one in two.b.held("XA").values())


def test_a_number_that_was_left_out_is_found_by_the_list_and_asked_for(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    two.a.publish(*(publication("XA", n) for n in (1, 2, 3)))
    with monkeypatch.context() as patched:
        records = writing.Files._members

        def none_of_two(self: writing.Files, record: Record) -> object:
            members, has = records(self, record)
            two_ = record.change.id == "XA2026000002A"
            return ([], has) if two_ else (members, has)

        patched.setattr(writing.Files, "_members", none_of_two)
        with at(0):
            two.carry()
    seen = two.b.exchange.completeness("in", "xa", product("XA", "in"))
    assert [str(one) for one in seen.missing()] == ["2026000002A"]
    assert (seen.total().published, seen.total().handed) == (3, 2)
    with at(2):
        two.b.exchange.turn()
    exchanged(two, 2)
    assert not seen.missing()
    assert len(two.b.held("XA")) == 3


def test_where_there_is_no_list_gaps_are_inferred(two: Two) -> None:
    two.a.know(two.b, partner("XB", [product("XA", "out", authority="none")]))
    two.a.publish(*(publication("XA", n) for n in (1, 2, 6, 7)))
    exchanged(two, 0, rounds=1)
    seen = two.b.exchange.completeness("in", "xa", product("XA", "in"))
    (gap,) = seen.missing()
    assert (str(gap), gap.numbers, gap.inferred) == ("2026000003-000005A", 3, True)
    (week,) = seen.weeks()
    assert (week.week, week.published, week.handed, week.missing) == ("2026-W02", 7, 4, 3)


def test_what_was_withdrawn_is_deleted_and_a_correction_comes(two: Two) -> None:
    packed(two, 1)
    exchanged(two, 0, rounds=1)
    gone = publication("XA", 1)
    bare = msgspec.structs.replace(
        gone, withdrawn=True, titles=(), abstracts=(), claims=(), descriptions=(), drawings=(),
        applicants=(), classifications=(),
    )  # fmt: skip
    two.a.publish(bare, publication("XA", 2, more=" corrected"))
    exchanged(two, 1, rounds=1)
    held = two.b.held("XA")
    assert list(held) == ["XA2026000002A"]
    assert held["XA2026000002A"].titles[0].text == "Rotor 2 of XA corrected"
    shipment = two.b.exchange.shipments.one("in", "xa", "xa-patents", 2)
    assert (shipment.deletions, shipment.deleted, shipment.changed) == (1, 1, 1)
    seen = two.b.exchange.completeness("in", "xa", product("XA", "in"))
    assert (seen.total().handed, seen.total().deleted, seen.total().missing) == (1, 1, 0)


def test_a_partner_that_stops_is_told_of_once_for_each_day_due(two: Two) -> None:
    packed(two, 1)
    exchanged(two, 0, rounds=1)
    for week in (1, 2, 3, 4, 5):
        for _ in range(2):
            with at(week):
                two.b.exchange.turn()
    assert two.b.codes().count("late") == 3
    status = two.b.exchange.status.of(two.b.exchange.partners.partner("xa"))
    with at(5):
        status = two.b.exchange.status.of(two.b.exchange.partners.partner("xa"))
    (told,) = status.products
    assert (status.exchange, told.sentences[0].key) == ("×", "in-nothing-since")
    outbox = Outbox(two.b.archive.database)
    letters = [outbox.take(id_) for id_ in outbox.due()]
    assert {one.recipient for one in letters if one} == {"desk@xa.example", "XB@a.example"}


def test_a_clock_that_is_ahead_is_remarked_on(two: Two) -> None:
    two.a.publish(publication("XA", 1))
    with at(9):
        two.a.exchange.export(two.a.exchange.partners.partner("xb"), two.disk)
    with at(0):
        two.b.exchange.import_(two.b.exchange.partners.partner("xa"), two.disk)
    assert (state(two, 1), "clock-skew" in two.b.codes()) == ("loaded", True)
