"""What goes wrong in a year: each fault is set, bites, and is taken away; it must be in a log.

A fault is a generator that goes on at four points of its week: before the turns, when A has packed
(before B fetches), when B has fetched, and at the week's end.
"""

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from exchange.offices import FULL, Office
from exchange.world import World
from madoguchi import clock
from madoguchi.carriage import CarriageError, Place, carrier, host_key
from madoguchi.exchange import Gate

Bites = Callable[[World], Iterator[None]]


class Fault(NamedTuple):
    """A fault, and what must be said of it: in whose log, one of which codes."""

    bites: Bites
    said: tuple[tuple[str, str], ...]


def newest(world: World) -> Path:
    """A's newest package of patents, as it lies ready for B."""
    tray = world.a.exchange.quarters.tray("xb") / "packages"
    found = [path for path in tray.iterdir() if [*path.glob("*.zip")]]
    if not found:  # in the first week, or after a turn that was cut short
        world.turn_a()
        found = [path for path in tray.iterdir() if [*path.glob("*.zip")]]
    return max(found)


def zipped(folder: Path) -> Path:
    return max(folder.glob("*.zip"))


# -- the line ----------------------------------------------------------------------------------


def cut(world: World) -> Iterator[None]:
    yield
    world.wire.cut_after(world.random.randrange(200, 60_000))
    yield


def cut_while_listing(world: World) -> Iterator[None]:
    yield
    world.wire.cut_after(world.random.randrange(5_000, 15_000))
    yield


def line_down(world: World) -> Iterator[None]:
    yield
    world.wire.down()
    yield
    world.wire.up()
    yield


def no_room_at_a(world: World) -> Iterator[None]:
    before = world.a.exchange.partners.partner("xb")
    small = msgspec.structs.replace(before.transport, most_bytes=1)
    world.change(world.a, "xb", transport=small)
    yield
    yield
    world.change(world.a, "xb", transport=before.transport)
    yield


def no_room_at_b(world: World) -> Iterator[None]:
    yield
    world.turn_b(full=True, models=False)
    yield


def other_host_key(world: World) -> Iterator[None]:
    before = world.b.exchange.partners.partner("xa")
    place = before.transport.place
    assert place is not None
    stranger = host_key(world.root / "stranger")
    wrong = msgspec.structs.replace(place, host_keys=(stranger,))
    world.change(world.b, "xa", transport=msgspec.structs.replace(before.transport, place=wrong))
    yield
    yield
    world.change(world.b, "xa", transport=before.transport)
    yield


def key_taken_away(world: World) -> Iterator[None]:
    before = world.a.exchange.partners.partner("xb")
    world.change(world.a, "xb", transport=msgspec.structs.replace(before.transport, keys=()))
    yield
    yield
    world.change(world.a, "xb", transport=before.transport)
    yield


def snooping(world: World) -> Iterator[None]:
    """B's people write where they may only read."""
    yield
    place = world.b.exchange.partners.partner("xa").transport.place
    assert place is not None
    own = world.b.exchange.quarters.root / "keys" / "carriage_ed25519"
    entered: Place = msgspec.structs.replace(place, key=str(own))
    file = world.root / "note.txt"
    file.write_text("x")
    try:
        with carrier(entered) as line:
            line.send(file, "out/note.txt")
    except CarriageError:
        pass
    yield


# -- packages ----------------------------------------------------------------------------------


def damaged_in_transit(world: World) -> Iterator[None]:
    yield
    file = zipped(newest(world))
    data = file.read_bytes()
    place = world.random.randrange(len(data))
    file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    yield
    file.write_bytes(data)
    yield


def damaged_at_sender(world: World) -> Iterator[None]:
    yield
    file = zipped(newest(world))
    file.write_bytes(bytes(file.stat().st_size))
    yield


def twice(world: World) -> Iterator[None]:
    """B has forgotten what it fetched."""
    yield
    yield
    with world.b.archive.database.writing() as connection:
        connection.exec_driver_sql(
            "DELETE FROM exchange_carried WHERE direction = 'in' AND partner = 'xa'"
        )
    yield


def out_of_order(world: World) -> Iterator[None]:
    """A package is away until the next one has come."""
    yield
    folder = newest(world)
    away = world.root / f"away-{folder.name}"
    shutil.move(folder, away)
    for _ in range(9):
        yield
    if away.exists() and not folder.exists():
        shutil.move(away, folder)
    yield


def half_a_package(world: World) -> Iterator[None]:
    yield
    folder = newest(world)
    file = zipped(folder)
    away = world.root / f"half-{file.name}"
    shutil.move(file, away)
    yield
    with clock.at(clock.now() + dt.timedelta(days=3)):  # how long it lies there is no word of A's
        world.b.exchange.take_in(world.b.exchange.partners.partner("xa"))
    shutil.move(away, file)
    yield


def clock_ahead(world: World) -> Iterator[None]:
    world.skew = dt.timedelta(hours=world.random.choice((3, 26, 70)))
    yield
    yield
    world.skew = dt.timedelta(0)
    yield


def clock_behind(world: World) -> Iterator[None]:
    world.skew = -dt.timedelta(hours=5)
    yield
    yield
    world.skew = dt.timedelta(0)
    yield


def abstracts_only(world: World) -> Iterator[None]:
    """A sends less than was agreed for a week."""
    before = world.a.exchange.partners.partner("xb")
    short = tuple(
        msgspec.structs.replace(one, contents=FULL[:2]) if one.direction == "out" else one
        for one in before.products
    )
    world.change(world.a, "xb", products=short)
    yield
    world.change(world.a, "xb", products=before.products)
    yield


def _gated(world: World) -> None:
    before = world.b.exchange.partners.partner("xa")
    strict = tuple(
        msgspec.structs.replace(one, gate=Gate(least=10**6)) if one.direction == "in" else one
        for one in before.products
    )
    world.change(world.b, "xa", products=strict)


def _decided(world: World) -> Iterator[int]:
    """Open the gate again; yield what it held."""
    office, before = world.b, world.b.exchange.partners.partner("xa")
    plain = (msgspec.structs.replace(one, gate=Gate()) for one in before.products)
    world.change(office, "xa", products=tuple(plain))
    for one in office.exchange.shipments.of("in", "xa", ("held",)):
        yield one.sequence


def held_and_released(world: World) -> Iterator[None]:
    _gated(world)
    yield
    yield
    partner = world.b.exchange.partners.partner("xa")
    for sequence in _decided(world):
        world.b.exchange.arrivals.release(partner, "xa-patents", sequence)
    yield


def held_and_refused(world: World) -> Iterator[None]:
    """Staff refuse it; A makes a back file of everything."""
    _gated(world)
    yield
    yield
    partner = world.b.exchange.partners.partner("xa")
    for sequence in _decided(world):
        world.b.exchange.arrivals.refuse(partner, "xa-patents", sequence, "too few records")
    world.turn_b(models=False)
    world.turn_a()
    other = world.a.exchange.partners.partner("xb")
    agreed = other.product("xa-patents")
    assert agreed is not None
    world.a.exchange.dispatch.back(other, agreed)
    yield


# -- what is not the partner's -----------------------------------------------------------------


def _forged(world: World, change: Callable[[dict[str, object]], object], signer: Office) -> None:
    """A's newest package once more in B's inbox, its manifest changed and signed by somebody."""
    folder = world.b.exchange.quarters.inbox("xa") / "packages" / newest(world).name
    shutil.copytree(newest(world), folder, dirs_exist_ok=True)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    told = change(manifest)
    data = told if isinstance(told, bytes) else json.dumps(manifest).encode()
    (folder / "manifest.json").write_bytes(data)
    (folder / "manifest.json.p7s").write_bytes(signer.seal.sign(data))
    with clock.at(world.instant):
        world.b.exchange.take_in(world.b.exchange.partners.partner("xa"))


def stranger_signs(world: World) -> Iterator[None]:
    yield
    yield
    stranger = Office(world.root / f"an-{world.now}", "XA")
    _forged(world, lambda _manifest: None, stranger)
    stranger.close()
    yield


def for_another(world: World) -> Iterator[None]:
    yield
    yield
    _forged(world, lambda manifest: manifest.update(recipient="XC"), world.a)
    yield


def no_manifest(world: World) -> Iterator[None]:
    yield
    yield
    _forged(world, lambda _manifest: b"not a manifest", world.a)
    yield


def same_number(world: World) -> Iterator[None]:
    yield
    yield
    _forged(world, lambda manifest: manifest.update(produced="2026-01-05T13:00:00Z"), world.a)
    yield


def asks_for_nothing(world: World) -> Iterator[None]:
    """B asks for a product that A never agreed to."""
    world.b.exchange.messages.ask_records("xa", "xa-unknown", ["XA2026000001A"], "missing")
    yield


# -- C -----------------------------------------------------------------------------------------


def c_abstracts(world: World) -> Iterator[None]:
    """C sends abstracts, and the whole only some weeks later."""
    before = {*world.truth["XC"]}
    world.drop(short=True)
    made = [one for id_, one in world.truth["XC"].items() if id_ not in before]
    for _ in range(9):
        yield
    world.drop(again=made)
    yield


def c_in_utf8(world: World) -> Iterator[None]:
    world.drop(encoding="utf-8")
    yield


def c_broken(world: World) -> Iterator[None]:
    world.drop(broken=True)
    yield


def c_wrong_sum(world: World) -> Iterator[None]:
    path = world.drop()
    beside = path.with_name(f"{path.name}.sha256")
    beside.write_text("0" * 64)
    world.take_c()
    for _ in range(4):
        yield
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    beside.write_text(f"{digest.upper()}  {path.name}")
    yield


def c_without_profile(world: World) -> Iterator[None]:
    profile = world.a.exchange.quarters.profiles / "xc.toml"
    away = profile.rename(profile.with_suffix(".away"))
    world.drop()
    world.take_c()
    yield
    away.rename(profile)
    yield


AB, BA = "XA", "XB"
LINE: dict[str, Fault] = {
    "cut": Fault(cut, ((BA, "broken-off"), (BA, "unreachable"))),
    "cut while listing": Fault(cut_while_listing, ((BA, "broken-off"), (BA, "unreachable"))),
    "line down": Fault(line_down, ((BA, "unreachable"),)),
    "no room at A": Fault(no_room_at_a, ((BA, "disk-full"),)),
    "no room at B": Fault(no_room_at_b, ((BA, "disk-full"),)),
    "other host key": Fault(other_host_key, ((BA, "host-key"),)),
    "key taken away": Fault(key_taken_away, ((BA, "refused-there"),)),
    "damaged in transit": Fault(damaged_in_transit, ((BA, "damaged"),)),
    "damaged at the sender": Fault(damaged_at_sender, ((BA, "damaged"),)),
    "twice": Fault(twice, ((BA, "repeated"),)),
    "out of order": Fault(out_of_order, ((BA, "out-of-order"),)),
    "half a package": Fault(half_a_package, ((BA, "incomplete"),)),
    "clock ahead": Fault(clock_ahead, ((BA, "clock-skew"),)),
    "clock behind": Fault(clock_behind, ()),
    "abstracts only": Fault(abstracts_only, ((BA, "abstract-only"),)),
    "held and released": Fault(held_and_released, ((BA, "held"),)),
    "held and refused": Fault(held_and_refused, ((AB, "receipt-refused"),)),
}
BESIDE: dict[str, Fault] = {
    "snooping": Fault(snooping, ((AB, "denied"),)),
    "a stranger signs": Fault(stranger_signs, ((BA, "signature"),)),
    "for another": Fault(for_another, ((BA, "not-for-us"),)),
    "no manifest": Fault(no_manifest, ((BA, "unreadable"),)),
    "the same number": Fault(same_number, ((BA, "conflict"),)),
    "asks for nothing": Fault(asks_for_nothing, ((AB, "cannot-answer"),)),
    "C sends abstracts": Fault(c_abstracts, ((AB, "abstract-only"),)),
    "C writes UTF-8": Fault(c_in_utf8, ((AB, "encoding"),)),
    "C sends what is broken": Fault(c_broken, ((AB, "records-refused"),)),
    "C sums wrongly": Fault(c_wrong_sum, ((AB, "damaged"),)),
    "C has no profile": Fault(c_without_profile, ((AB, "stopped"),)),
}
