"""Guests that are no guests any more, and guests that want everything for themselves."""

import contextlib
from pathlib import Path

import msgspec
import pytest

from carriage.street import HASHED, NETWORK, Registry, Street
from madoguchi.carriage import Guest, carrier
from madoguchi.carriage.files import Writers
from madoguchi.carriage.house import Standing
from madoguchi.carriage.jail import Jail
from madoguchi.carriage.places import Kind
from madoguchi.carriage.quarters import Quarters
from madoguchi.carriage.troubles import CarriageError
from madoguchi.errors import NotFoundError


@pytest.mark.parametrize("kind", NETWORK)
def test_who_is_suspended_does_nothing_more_in_a_running_session(
    street: Street, guest: Guest, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madoguchi.carriage.house._LASTING", 0.0)
    (guest.root / "out/a.zip").write_bytes(b"x")
    with carrier(street.place(kind, guest)) as way:
        assert way.size("out/a.zip") == 1
        street.registry.known[guest.name] = msgspec.structs.replace(guest, password="", keys=())
        with pytest.raises((CarriageError, NotFoundError)):
            way.fetch("out/a.zip", guest.root.parent / "a.zip")
        with pytest.raises((CarriageError, NotFoundError)):
            way.listed("out")


def test_standing_is_asked_for_now_and_then() -> None:
    registry, now = Registry(), [0.0]
    registry.known["a"] = Guest(name="a", root=Path(), password=HASHED)
    standing = Standing(registry, lambda: now[0])
    assert standing("a")
    del registry.known["a"]
    assert standing("a")
    now[0] = 11
    assert not standing("a")
    assert not standing("b")


def test_one_guest_does_not_take_all_open_files(tmp_path: Path) -> None:
    for folder in ("in", "out"):
        (tmp_path / folder).mkdir()
    (tmp_path / "out/a").write_bytes(b"x")
    jail = Jail(tmp_path, Quarters(tmp_path, 10**9, 0), Writers())
    with contextlib.ExitStack() as files:
        for _ in range(200):
            files.enter_context(jail.reading("out/a"))
        with pytest.raises(OSError, match="at most 200"):
            jail.reading("out/a")
    jail.reading("out/a").close()
