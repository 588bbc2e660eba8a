import datetime as dt
import stat
import tomllib
from pathlib import Path

import pytest

from madoguchi.carriage import (
    Place,
    carrier,
    certificate,
    fingerprint,
    host_key,
    place,
    public_part,
)
from madoguchi.carriage.listing_ftp import named, unix_line
from madoguchi.carriage.parts import Part
from madoguchi.carriage.places import Facts
from madoguchi.carriage.troubles import BrokenOffError, FullError, UnreachableError
from madoguchi.errors import MadoguchiError

LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD0cCwLYRx+Ag/+XlDwKdvOdHkW1SbQddpVGMWfVzyq office"


def test_a_place_stands_in_a_file_of_toml() -> None:
    text = f'kind = "sftp"\nhost = "office.example"\nuser = "we"\npassword = "secret"\nhost_keys = ["{LINE}"]'
    found = place(tomllib.loads(text))
    assert found.shown() == "sftp://office.example:22/"
    assert "secret" not in repr(found) + str(found)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "scp"}, "kind"),
        ({"kind": "sftp", "hots": "x"}, "hots"),
        ({"kind": "sftp"}, "write host and user"),
        ({"kind": "sftp", "host": "h", "user": "u"}, "host_keys ="),
        ({"kind": "sftp", "host": "h", "user": "u", "host_keys": [LINE]}, "write key"),
        (
            {"kind": "sftp", "host": "h", "user": "u", "host_keys": [LINE], "key": "/no"},
            "no file /no",
        ),
        ({"kind": "ftps", "host": "h", "user": "u", "certificate": "/no"}, "no file /no"),
        ({"kind": "https", "url": "http://h/"}, "https://"),
        ({"kind": "https", "url": "https://"}, "https://"),
        ({"kind": "folder"}, "path of the folder"),
        ({"kind": "ftp", "host": "h", "user": "u", "port": 70_000}, "65535"),
    ],
)
def test_what_is_missing_is_said(values: dict[str, object], said: str) -> None:
    with pytest.raises(MadoguchiError, match=said):
        place(values)


def test_a_host_key_that_is_none_is_said() -> None:
    wrong = Place(kind="sftp", host="127.0.0.1", user="u", password="p", host_keys=("nonsense",))
    with pytest.raises(MadoguchiError), carrier(wrong):
        pass


def test_a_disk_that_is_not_there() -> None:
    with (
        pytest.raises(UnreachableError, match="mounted"),
        carrier(Place(kind="folder", folder="/nowhere")),
    ):
        pass


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("type=file;size=3;modify=20260102030405; a b.zip", ("a b.zip", False, 3, 2026)),
        ("Type=dir;Modify=20260102030405; x", ("x", True, 0, None)),
        ("type=cdir; .", None),
        ("type=OS.unix=slink:/etc;size=3; x", None),
        ("type=file;size=many; x", None),
        ("nonsense", None),
    ],
)
def test_lines_of_mlsd(line: str, found: tuple[str, bool, int, int | None] | None) -> None:
    got = named(line)
    assert (got and (*got[:3], got[3] and got[3].year)) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "-rw-r--r--    1 0        0           12345 Jan 02 03:04 公報 1.zip",
            ("公報 1.zip", False, 12345),
        ),
        ("drwxr-xr-x    2 ftp      ftp          4096 Jan 02  2025 week", ("week", True, 4096)),
        ("-rw-r--r--+ 1 a b 0 Jan  2 2025  leading", (" leading", False, 0)),
        ("lrwxrwxrwx    1 0 0 11 Jan 02 03:04 link -> /etc/passwd", None),
        ("total 12", None),
        ("01-02-26  03:04AM       12345 x.zip", None),
    ],
)
def test_lines_of_list(line: str, found: tuple[str, bool, int] | None) -> None:
    got = unix_line(line)
    assert (got and got[:3]) == found


def test_keys_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    line = host_key(tmp_path / "keys/host")
    assert host_key(tmp_path / "keys/host") == line
    assert fingerprint(line).startswith("SHA256:")
    pem = certificate(tmp_path / "keys/pem", ["office.example", "192.0.2.1"])
    before = pem.read_bytes()
    assert certificate(pem, ["other"]).read_bytes() == before
    for name in ("host", "pem"):
        assert stat.S_IMODE((tmp_path / "keys" / name).stat().st_mode) == 0o600
    assert sorted(one.name for one in (tmp_path / "keys").iterdir()) == ["host", "pem"]
    assert b"PRIVATE" not in public_part(pem)
    (tmp_path / "broken").write_text("nonsense")
    with pytest.raises(MadoguchiError, match="no private key"):
        host_key(tmp_path / "broken")
    with pytest.raises(MadoguchiError, match="no public key"):
        fingerprint("nonsense")


def facts(size: int, version: str = "1") -> Facts:
    return Facts(size, version, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def test_a_part_is_of_one_state_of_one_file(tmp_path: Path) -> None:
    with Part(tmp_path / "x", "x", facts(4)) as part:
        part.take(b"01")
        with pytest.raises(BrokenOffError, match="2 of 4"):
            part.finish()
    with Part(tmp_path / "x", "x", facts(4)) as part:
        assert part.start == 2
        part.take(b"23")
        part.finish()
    assert (tmp_path / "x").read_bytes() == b"0123"
    for other in (facts(5), facts(4, "2")):
        with Part(tmp_path / "x", "x", facts(4)) as part:
            part.take(b"01")
        with Part(tmp_path / "x", "x", other) as part:
            assert part.start == 0
    assert (tmp_path / "x").read_bytes() == b"0123"


def test_more_than_was_said_is_thrown_away(tmp_path: Path) -> None:
    with Part(tmp_path / "x", "x", facts(4)) as part, pytest.raises(BrokenOffError, match="more"):
        part.take(b"01234")
    assert list(tmp_path.iterdir()) == []


def test_a_note_that_cannot_be_read_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "x.part").write_bytes(b"??")
    (tmp_path / "x.part.json").write_bytes(b"\xff")
    with Part(tmp_path / "x", "x", facts(2)) as part:
        part.take(b"01")
        part.finish()
    assert (tmp_path / "x").read_bytes() == b"01"
    assert [one.name for one in tmp_path.iterdir()] == ["x"]


def test_no_room_is_seen_before_the_first_byte(tmp_path: Path) -> None:
    with pytest.raises(FullError, match="make room"), Part(tmp_path / "x", "x", facts(10**16)):
        pass
