import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.carriage.files import Writers
from madoguchi.carriage.guests import Guest
from madoguchi.carriage.jail import How, Jail, Jails, segments
from madoguchi.carriage.names import plain, shown, unfinished
from madoguchi.carriage.quarters import Quarters, measured

_MADE = How()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("in", "out"):
        (tmp_path / "guest" / folder).mkdir(parents=True)
    (tmp_path / "guest/out/x.zip").write_bytes(b"handed out")
    (tmp_path / "secret").write_bytes(b"secret")
    return tmp_path / "guest"


@pytest.fixture
def jail(root: Path) -> Jail:
    return Jail(root, Quarters(root, 1_000_000, 0), Writers())


def write(jail: Jail, path: str, data: bytes, how: How = _MADE) -> None:
    with jail.writing(path, how) as file:
        file.write(data)


@given(st.text(alphabet="./\\ab\0\n%\u202e", max_size=40))
def test_no_path_leads_out(path: str) -> None:
    try:
        found = segments(path)
    except OSError:
        return
    assert not {"", ".", ".."} & set(found)
    assert not any(letter in "".join(found) for letter in "/\\\0\n")


@given(st.text(max_size=60))
def test_a_plain_name_stays_below_its_folder(name: str) -> None:
    if plain(name):
        assert (Path("/a/b") / name).resolve().is_relative_to("/a/b/")
        assert not Path(name).is_absolute()
    assert "\n" not in shown(name)


@pytest.mark.parametrize(
    ("name", "fine"),
    [("a/b.zip", True), ("公報/第1号.zip", True), ("..", False), ("a//b", False), ("/a", False),
     ("a/", False), ("", False), ("a\x7f", False), ("a\u2028b", False), ("x" * 256, False),
     ("é" * 128, False), ("/".join("a" * 33), False), ("\ud800", False)],
)  # fmt: skip
def test_plain_names(name: str, fine: bool) -> None:
    assert plain(name) is fine


def test_a_link_put_between_is_not_followed(root: Path, jail: Jail, tmp_path: Path) -> None:
    """Whoever swaps a folder for a link all the time never gets anything from behind it."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/x").write_bytes(b"secret")
    (root / "in/real").mkdir()
    (root / "in/real/x").write_bytes(b"mine")
    (root / "in/link").symlink_to(tmp_path / "elsewhere")
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            for name in ("real", "link"):
                (root / "in" / name).rename(root / "in/now")
                (root / "in/now").rename(root / "in" / name)

    swapping = threading.Thread(target=swap)
    swapping.start()
    try:
        for number in range(400):
            try:
                with jail.reading("/in/now/x") as file:
                    assert file.read() == b"mine"
                write(jail, f"/in/now/y{number}", b"z")
            except OSError:
                continue
    finally:
        stop.set()
        swapping.join()
    assert [one.name for one in (tmp_path / "elsewhere").iterdir()] == ["x"]


WAYS: list[Callable[[Jail], object]] = [
    lambda j: j.reading("/../../secret"),
    lambda j: j.reading("/secret"),
    lambda j: j.reading("/"),
    lambda j: j.reading("/out"),
    lambda j: j.writing("/out/x.zip", How()),
    lambda j: j.writing("/in", How()),
    lambda j: j.writing("/in/whole", How(anew=True)),
    lambda j: j.writing("/in/whole", How(only_new=True)),
    lambda j: j.writing("/in/none", How(create=False)),
    lambda j: j.writing("/in/hard", How()),
    lambda j: j.rename("/in/whole", "/in/hard"),
    lambda j: j.rename("/in/whole", "/out/x"),
    lambda j: j.rename("/out/x.zip", "/in/x"),
    lambda j: j.remove("/in/folder"),
    lambda j: j.remove_folder("/in/folder"),
    lambda j: j.remove_folder("/in/whole"),
    lambda j: j.make_folder("/in/whole"),
    lambda j: j.date("/out/x.zip", 0),
    lambda j: j.listed("/in/whole"),
    lambda j: j.status("/in/none"),
]


@pytest.mark.parametrize("way", WAYS)
def test_the_jail_refuses(root: Path, jail: Jail, way: Callable[[Jail], object]) -> None:
    write(jail, "/in/whole", b"whole")
    (root / "in/hard").hardlink_to(root.parent / "secret")
    jail.make_folder("/in/folder")
    write(jail, "/in/folder/x", b"")
    with pytest.raises(OSError, match=r"\w"):
        way(jail)
    assert (root.parent / "secret").read_bytes() == b"secret"
    assert (root / "in/whole").read_bytes() == b"whole"


def test_what_is_whole_is_only_added_to(root: Path, jail: Jail) -> None:
    write(jail, "/in/x", b"012")
    with jail.writing("/in/x", How()) as file:
        with pytest.raises(OSError, match="only at its end, which is 3"):
            file.put(1, b"x")
        with pytest.raises(OSError, match="only at its end"):
            file.put(4, b"x")
        file.put(3, b"3")
    assert (root / "in/x").read_bytes() == b"0123"


def test_a_part_is_begun_anew_as_often_as_wanted(root: Path, jail: Jail) -> None:
    for data in (b"longer", b"short"):
        write(jail, "/in/x.part", data, How(anew=True))
    assert (root / "in/x.part").read_bytes() == b"short"
    jail.rename("/in/x.part", "/in/x")
    assert [name for name, _ in jail.listed("/in")] == ["x"]


def test_the_quota_counts_every_file_and_heals(root: Path, jail: Jail) -> None:
    jail.quarters.allow(20_000)
    for number in range(4):
        write(jail, f"/in/{number}", b"")
    with pytest.raises(OSError, match="quota of 20,000"):
        write(jail, "/in/one too many", b"")
    assert len(list((root / "in").iterdir())) == 4
    for path in (root / "in").iterdir():
        path.unlink()  # the office has taken them over
    write(jail, "/in/again", b"x" * 10_000)
    assert measured(root / "in") == 14_096


def test_a_full_disk_is_said(root: Path) -> None:
    jail = Jail(root, Quarters(root, 10**9, 10**18), Writers())
    with pytest.raises(OSError, match="disk is full"):
        write(jail, "/in/x", b"x")


def test_all_connections_of_a_guest_share_one_jail(tmp_path: Path) -> None:
    jails = Jails(0)
    one = Guest(name="a", root=tmp_path / "a")
    assert jails.of(one) is jails.of(one)
    assert jails.of(one) is not jails.of(Guest(name="b", root=tmp_path / "b"))
    assert (tmp_path / "a/in").is_dir()


def test_names_of_what_is_still_written() -> None:
    assert unfinished("x.zip.part")
    assert unfinished("x.zip.filepart")
    assert not unfinished("x.part.zip")
