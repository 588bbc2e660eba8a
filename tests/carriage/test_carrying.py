"""One contract for all kinds of places, our clients at our own servers."""

import contextlib
import errno
import os
import random
import tracemalloc
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carriage.street import KINDS, NETWORK, OURS, Street, free_ports
from madoguchi.carriage import (
    BrokenOffError,
    CarriageError,
    DeniedError,
    FullError,
    Guest,
    House,
    SftpServer,
    StrangerError,
    TakenError,
    UnreachableError,
    carrier,
    certificate,
    fingerprint,
    host_key,
)
from madoguchi.carriage.places import Kind, Place
from madoguchi.errors import NotFoundError, RefusedError

DATA = random.Random(8).randbytes(700_001)  # noqa: S311 - no secret
every_kind = pytest.mark.parametrize("kind", KINDS)
over_the_network = pytest.mark.parametrize("kind", NETWORK)
NAMES = [
    "JP-B 2026.zip",
    "公報/第1号 抄録.xml",
    "100%25.txt",
    "a+b&c=d?e#f;g.txt",
    "'quoted\".txt",
    "~x",
]


def put(guest: Guest, name: str, data: bytes = DATA) -> Path:
    path = guest.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


class StopError(Exception):
    pass


@every_kind
class TestAnyPlace:
    def test_lists_all_files_below_a_folder(self, street: Street, guest: Guest, kind: Kind) -> None:
        for number, name in enumerate(NAMES):
            put(guest, f"out/{name}", b"x" * number)
        with carrier(street.place(kind, guest)) as way:
            found = way.listed("out")
            assert {one.name: one.bytes for one in found} == {n: i for i, n in enumerate(NAMES)}
            assert all(one.modified and one.modified.year == 2023 for one in found)
            assert [one.name for one in way.listed("out/公報")] == ["第1号 抄録.xml"]
            assert way.left_out == []

    def test_an_empty_folder_is_no_error_and_a_missing_one_is(
        self, street: Street, guest: Guest, kind: Kind
    ) -> None:
        with carrier(street.place(kind, guest)) as way:
            assert way.listed("out") == []
            with pytest.raises((NotFoundError, CarriageError)):
                way.listed("out/nowhere")

    def test_what_is_still_written_and_what_leads_elsewhere_is_not_listed(
        self, street: Street, guest: Guest, kind: Kind
    ) -> None:
        put(guest, "out/whole.zip")
        put(guest, "out/half.zip.part")
        put(guest, "out/new\nline.zip")
        (guest.root / "out/link.zip").symlink_to("/etc/passwd")
        (guest.root / "out/folder").symlink_to("/etc")
        with carrier(street.place(kind, guest)) as way:
            assert [one.name for one in way.listed("out")] == ["whole.zip"]
            assert way.left_out == (["'new\\nline.zip'"] if kind == "folder" else [])

    @pytest.mark.parametrize("name", NAMES)
    def test_fetches_and_sends_the_same_bytes(
        self, street: Street, guest: Guest, tmp_path: Path, kind: Kind, name: str
    ) -> None:
        put(guest, f"out/{name}")
        into = tmp_path / "came" / "file"
        with carrier(street.place(kind, guest)) as way:
            assert way.fetch(f"out/{name}", into) == len(DATA)
            assert into.read_bytes() == DATA
            assert [one.name for one in into.parent.iterdir()] == ["file"]
            assert way.send(into, f"in/{name}") == len(DATA)
            assert way.size(f"in/{name}") == len(DATA)
        assert (guest.root / "in" / name).read_bytes() == DATA

    def test_an_empty_file_is_a_file(
        self, street: Street, guest: Guest, tmp_path: Path, kind: Kind
    ) -> None:
        put(guest, "out/empty", b"")
        with carrier(street.place(kind, guest)) as way:
            assert way.fetch("out/empty", tmp_path / "empty") == 0
            assert way.send(tmp_path / "empty", "in/empty") == 0
            assert way.exists("in/empty")
        assert (tmp_path / "empty").read_bytes() == (guest.root / "in/empty").read_bytes() == b""

    def test_deep_folders_are_made(self, street: Street, guest: Guest, kind: Kind) -> None:
        source = put(guest, "here.zip")
        with carrier(street.place(kind, guest)) as way:
            way.send(source, "in/2026/第十一週/a b/x.zip")
            way.send(source, "in/2026/第十一週/a b/y.zip")
            assert [one.name for one in way.listed("in/2026")] == [
                "第十一週/a b/x.zip",
                "第十一週/a b/y.zip",
            ]

    def test_goes_on_with_what_came_before(
        self, street: Street, guest: Guest, tmp_path: Path, kind: Kind
    ) -> None:
        put(guest, "out/big.zip")

        def stop(name: str, _have: int, size: int) -> None:
            assert (name, size) == ("out/big.zip", len(DATA))
            raise StopError

        into = tmp_path / "big.zip"
        with carrier(street.place(kind, guest)) as way:
            with pytest.raises(StopError):
                way.fetch("out/big.zip", into, stop)
            assert not into.exists()
            begun = (tmp_path / "big.zip.part").stat().st_size
            # The folder is read in pieces that this file is one of; nothing is left to be fetched.
            assert 0 < begun <= len(DATA)
            assert way.fetch("out/big.zip", into) == len(DATA) - begun
        assert into.read_bytes() == DATA

    def test_begins_anew_when_the_file_changed(
        self, street: Street, guest: Guest, tmp_path: Path, kind: Kind
    ) -> None:
        put(guest, "out/big.zip")

        def stop(*_: object) -> None:
            raise StopError

        with carrier(street.place(kind, guest)) as way:
            with pytest.raises(StopError):
                way.fetch("out/big.zip", tmp_path / "big.zip", stop)
            changed = DATA[::-1]
            (guest.root / "out/big.zip").write_bytes(changed)
            assert way.fetch("out/big.zip", tmp_path / "big.zip") == len(DATA)
        assert (tmp_path / "big.zip").read_bytes() == changed

    def test_a_file_that_changes_while_it_is_fetched_is_not_taken(
        self, street: Street, guest: Guest, tmp_path: Path, kind: Kind
    ) -> None:
        there = put(guest, "out/big.zip")

        def change(*_: object) -> None:
            os.utime(there, (1_800_000_000, 1_800_000_000))

        with carrier(street.place(kind, guest)) as way:
            with pytest.raises(BrokenOffError, match="changed while"):
                way.fetch("out/big.zip", tmp_path / "big.zip", change)
            assert list(tmp_path.glob("big*")) == []

    def test_sends_on_what_went_before(self, street: Street, guest: Guest, kind: Kind) -> None:
        source = put(guest, "here.zip")
        put(guest, "in/x.zip.part", DATA[:300_000])
        with carrier(street.place(kind, guest)) as way:
            assert way.send(source, "in/x.zip") == len(DATA) - 300_000
            assert way.listed("in") == [(("x.zip"), len(DATA), way.listed("in")[0].modified)]
        assert (guest.root / "in/x.zip").read_bytes() == DATA

    def test_a_part_of_something_else_is_not_gone_on_with(
        self, street: Street, guest: Guest, kind: Kind
    ) -> None:
        source = put(guest, "here.zip")
        put(guest, "in/x.zip.part", DATA[1:300_001])
        put(guest, "in/y.zip.part", DATA + b"more")
        with carrier(street.place(kind, guest)) as way:
            assert way.send(source, "in/x.zip") == way.send(source, "in/y.zip") == len(DATA)
        assert (guest.root / "in/x.zip").read_bytes() == DATA

    def test_the_same_again_is_done_and_another_is_refused(
        self, street: Street, guest: Guest, kind: Kind
    ) -> None:
        source, other = put(guest, "here.zip"), put(guest, "other.zip", DATA[::-1])
        with carrier(street.place(kind, guest)) as way:
            assert way.send(source, "in/x.zip") == len(DATA)
            assert way.send(source, "in/x.zip") == 0
            with pytest.raises(TakenError):
                way.send(other, "in/x.zip")
            way.remove("in/x.zip")
            assert not way.exists("in/x.zip")
            assert way.send(other, "in/x.zip") == len(DATA)

    def test_what_is_not_there(
        self, street: Street, guest: Guest, tmp_path: Path, kind: Kind
    ) -> None:
        with carrier(street.place(kind, guest)) as way:
            assert way.size("out/none") is None
            assert way.size("out") is None
            with pytest.raises(NotFoundError):
                way.fetch("out/none", tmp_path / "none")
            with pytest.raises(NotFoundError):
                way.remove("in/none")
            with pytest.raises(CarriageError, match="cannot be read"):
                way.send(tmp_path / "nothing", "in/x")

    @pytest.mark.parametrize(
        "name", ["../x", "/etc/passwd", "a/../b", "a\nb", "", "a\\b", "x" * 300]
    )
    def test_names_that_lead_elsewhere_are_never_used(
        self, street: Street, guest: Guest, tmp_path: Path, kind: Kind, name: str
    ) -> None:
        with carrier(street.place(kind, guest)) as way:
            for use in (way.size, way.remove, lambda n: way.fetch(n, tmp_path / "x")):
                with pytest.raises(RefusedError):
                    use(name)

    def test_our_own_full_disk(
        self,
        street: Street,
        guest: Guest,
        tmp_path: Path,
        kind: Kind,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        put(guest, "out/big.zip")
        whole = os.write

        def full(opened: int, data: bytes) -> int:
            if len(data) > 1000 and Path(f"/proc/self/fd/{opened}").readlink().suffix == ".part":
                raise OSError(errno.ENOSPC, "No space left on device")
            return whole(opened, data)

        with carrier(street.place(kind, guest)) as way:
            with monkeypatch.context() as patched:
                patched.setattr(os, "write", full)
                with pytest.raises(FullError, match="No space left"):
                    way.fetch("out/big.zip", tmp_path / "big.zip")
            assert not (tmp_path / "big.zip").exists()
            assert way.fetch("out/big.zip", tmp_path / "big.zip") == len(DATA)

    def test_memory_does_not_grow_with_the_file(
        self, street: Street, guest: Guest, tmp_path: Path, kind: Kind
    ) -> None:
        size = 64_000_000
        with (guest.root / "out/huge").open("wb") as file:
            file.truncate(size)
        tracemalloc.start()
        try:
            with carrier(street.place(kind, guest)) as way:
                way.fetch("out/huge", tmp_path / "huge")
                way.send(tmp_path / "huge", "in/huge")
            # The server stands in this process too: what both sides hold is measured.
            assert tracemalloc.get_traced_memory()[1] < 48_000_000
        finally:
            tracemalloc.stop()
        assert (guest.root / "in/huge").stat().st_size == size


@over_the_network
class TestServersElsewhere:
    @settings(max_examples=6)
    @given(after=st.integers(min_value=0, max_value=800_000))
    def test_a_line_cut_anywhere_leaves_nothing_that_looks_whole(
        self, street: Street, tmp_path_factory: pytest.TempPathFactory, kind: Kind, after: int
    ) -> None:
        folder = tmp_path_factory.mktemp("cut")
        guest = street.welcome(folder / "guest")
        put(guest, "out/big.zip")
        with (
            street.cut(kind, guest, after) as place,
            contextlib.suppress(CarriageError),
            carrier(place) as way,
        ):
            way.fetch("out/big.zip", folder / "big.zip")
        assert not (folder / "big.zip").exists() or (folder / "big.zip").read_bytes() == DATA
        with (
            street.cut(kind, guest, after) as place,
            contextlib.suppress(CarriageError),
            carrier(place) as way,
        ):
            way.send(guest.root / "out/big.zip", "in/big.zip")
        sent = guest.root / "in/big.zip"
        assert not sent.exists() or sent.read_bytes() == DATA
        with carrier(street.place(kind, guest)) as way:
            way.fetch("out/big.zip", folder / "big.zip")
            way.send(guest.root / "out/big.zip", "in/big.zip")
        assert (folder / "big.zip").read_bytes() == sent.read_bytes() == DATA

    def test_what_came_before_the_cut_is_not_fetched_again(
        self, street: Street, guest: Guest, tmp_path: Path, kind: Kind
    ) -> None:
        put(guest, "out/big.zip")
        with (
            street.cut(kind, guest, 500_000) as place,
            pytest.raises(BrokenOffError),
            carrier(place) as way,
        ):
            way.fetch("out/big.zip", tmp_path / "big.zip")
        with carrier(street.place(kind, guest)) as way:
            assert way.fetch("out/big.zip", tmp_path / "big.zip") < len(DATA) - 100_000

    def test_a_wrong_password_is_for_a_person(
        self, street: Street, guest: Guest, kind: Kind
    ) -> None:
        wrong = msgspec.structs.replace(street.place(kind, guest), password="guessed")
        with pytest.raises(DeniedError) as caught, carrier(wrong) as way:
            way.listed("out")
        assert "guessed" not in str(caught.value)
        assert "guessed" not in repr(wrong)

    def test_who_was_suspended_is_out(self, street: Street, guest: Guest, kind: Kind) -> None:
        place = street.place(kind, guest)
        with carrier(place) as way:
            way.listed("out")
        del street.registry.known[guest.name]
        with pytest.raises(DeniedError), carrier(place) as way:
            way.listed("out")

    def test_nobody_there(self, street: Street, guest: Guest, kind: Kind) -> None:
        place = street.place(kind, guest, OURS, free_ports(1)[0])
        with pytest.raises(UnreachableError, match="later"), carrier(place) as way:
            way.listed("out")

    def test_what_is_handed_out_is_not_ours_to_change(
        self, street: Street, guest: Guest, kind: Kind
    ) -> None:
        source = put(guest, "out/x.zip")
        with carrier(street.place(kind, guest)) as way:
            with pytest.raises(DeniedError):
                way.remove("out/x.zip")
            with pytest.raises(DeniedError):
                way.send(source, "out/y.zip")
        assert [one.kind for one in street.told("denied", guest)][-1:] == ["denied"]

    def test_a_full_quota_is_said(self, street: Street, tmp_path: Path, kind: Kind) -> None:
        guest = street.welcome(tmp_path / "small", most_bytes=200_000)
        source = put(guest, "here.zip")
        with carrier(street.place(kind, guest)) as way, pytest.raises(FullError, match="quota"):
            way.send(source, "in/x.zip")
        assert not (guest.root / "in/x.zip").exists()

    def test_everything_is_told(
        self, street: Street, guest: Guest, tmp_path: Path, kind: Kind
    ) -> None:
        put(guest, "out/x.zip")
        with carrier(street.place(kind, guest)) as way:
            way.fetch("out/x.zip", tmp_path / "x.zip")
            way.send(tmp_path / "x.zip", "in/a/x.zip")
            way.remove("in/a/x.zip")
        handed, received = street.told("handed", guest), street.told("received", guest)
        assert [(one.name, one.start, one.bytes) for one in handed] == [
            ("/out/x.zip", 0, len(DATA))
        ]
        assert [(one.name, one.bytes) for one in received] == [("/in/a/x.zip", len(DATA))]
        assert [one.name for one in street.told("removed", guest)] == ["/in/a/x.zip"]
        assert street.told("login", guest)
        assert "horse" not in repr(street.events)


def test_a_host_of_another_key_is_a_stranger(street: Street, guest: Guest, tmp_path: Path) -> None:
    other = host_key(tmp_path / "other")
    place = msgspec.structs.replace(street.place("sftp", guest), host_keys=(other,))
    with pytest.raises(StrangerError, match="SHA256:"), carrier(place):
        pass
    assert street.told("login", guest) == []


@pytest.mark.parametrize("kind", ["ftps", "https"])
def test_another_certificate_is_a_strangers(
    street: Street, guest: Guest, tmp_path: Path, kind: Kind
) -> None:
    other = certificate(tmp_path / "other.pem", [OURS])
    place = msgspec.structs.replace(street.place(kind, guest), certificate=str(other))
    with pytest.raises(StrangerError), carrier(place) as way:
        way.listed("out")


def test_a_key_and_a_fingerprint_are_enough(street: Street, guest: Guest) -> None:
    place = Place(
        kind="sftp",
        host=OURS,
        port=street.servers["sftp"].port,
        user=guest.name,
        key=str(street.ours),
        host_keys=(fingerprint(street.host_key),),
    )
    with carrier(place) as way:
        assert way.listed("out") == []


def test_a_server_that_stops_midway(street: Street, guest: Guest, tmp_path: Path) -> None:
    put(guest, "out/big.zip", DATA * 20)
    server = SftpServer(House(street.registry), OURS, 0, street.home / "host_key")
    server.start()
    place = street.place("sftp", guest, OURS, server.port)
    with carrier(place) as way, pytest.raises(BrokenOffError):
        way.fetch("out/big.zip", tmp_path / "big.zip", lambda *_: server.stop())
    assert not (tmp_path / "big.zip").exists()
    with carrier(street.place("sftp", guest)) as way:
        assert 0 < way.fetch("out/big.zip", tmp_path / "big.zip") < len(DATA) * 20
    assert (tmp_path / "big.zip").read_bytes() == DATA * 20
