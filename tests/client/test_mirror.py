"""Mirrors become complete whatever happens on the way, and say so only when they are."""

import datetime as dt
import hashlib
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulk.offices import Office, files_below, publication
from client.servers import Fault, Site, publish, serving
from madoguchi import clock
from madoguchi.client import Fetcher, Folder, Mirroring, Patience, Synced, Wish
from madoguchi.errors import DamagedError, ForbiddenError, MadoguchiError, NotFoundError
from madoguchi.model import Mirror, Right

_JSON = r"jsonl\.gz$"


def sync(
    url: str,
    folder: Path,
    *,
    wait: Callable[[float], None] = lambda _: None,
    key: str = "",
    told: Callable[[str], None] = lambda _: None,
    **wish: object,
) -> Synced:
    fetcher = Fetcher(url, key, Patience(4, wait))
    wanted = Wish(url=url, **wish)  # type: ignore[arg-type]
    try:
        return Mirroring(wanted, Folder(folder), fetcher, told).run()
    finally:
        fetcher.close()


def held(folder: Path) -> dict[str, bytes]:
    """What the mirror has of the site, without its own notes."""
    own = ("state.json", ".parts", "withdrawn.jsonl")
    return {path: data for path, data in files_below(folder).items() if not path.startswith(own)}


def expected(site: Site, form: str = "jsonl") -> dict[str, bytes]:
    others = {"xml": ".xml.zip", "jsonl": "1.jsonl.gz", "parquet": ".parquet"}
    left = [ending for name, ending in others.items() if name != form]
    found = files_below(site.folder)
    return {
        path: data
        for path, data in found.items()
        if not any(path.endswith(ending.lstrip("1")) for ending in left) or ".changes." in path
    }


@pytest.mark.parametrize("form", ["jsonl", "xml", "parquet"])
def test_a_mirror_has_what_the_office_has(site: Site, tmp_path: Path, form: str) -> None:
    synced = sync(site.url, tmp_path, form=form)
    assert synced.complete
    assert held(tmp_path) == expected(site, form)
    (proof,) = synced.proofs
    assert (proof.through, proof.records, proof.missing) == (14, 14, ())
    assert proof.deliveries == ("2026-W46", "2026-W47")
    asked = len(site.asked)
    assert sync(site.url, tmp_path, form=form) == synced
    assert len(site.asked) == asked + 2, "nothing is fetched twice but the indexes"


def test_the_digest_is_what_anyone_can_work_out(site: Site, tmp_path: Path) -> None:
    synced = sync(site.url, tmp_path)
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(tmp_path)}\n"
        for path in sorted(tmp_path.glob("*/*/manifest.json"))
    ]
    assert synced.digest == hashlib.sha256("".join(lines).encode()).hexdigest()


@given(cuts=st.lists(st.integers(0, 4_000), max_size=12))
@settings(max_examples=60)
def test_cut_at_any_bytes(
    published: Path, tmp_path_factory: pytest.TempPathFactory, cuts: list[int]
) -> None:
    with serving(Site(published)) as site:
        site.do(r"\.gz$", *(Fault(cut=cut + 1) for cut in cuts))
        folder = tmp_path_factory.mktemp("mirror")
        assert sync(site.url, folder).complete
        assert held(folder) == expected(site)


@pytest.mark.parametrize("seed", range(6))
def test_interrupted_at_any_byte_it_goes_on_from_there(
    site: Site, tmp_path: Path, seed: int
) -> None:
    """The process itself is interrupted, several times, while the server breaks off."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets

    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    for _ in range(8):
        site.do(_JSON, Fault(cut=chance.randrange(1, 2_000)))
        try:
            sync(site.url, tmp_path, wait=interrupted)
        except KeyboardInterrupt:
            continue
    site.faults.clear()
    assert sync(site.url, tmp_path).complete
    assert held(tmp_path) == expected(site)
    resumed = [one for one in site.asked if "range" in one.headers]
    assert resumed
    assert all(one.headers["if-range"].strip('"').isalnum() for one in resumed)


def test_what_is_there_already_is_not_asked_for_again(site: Site, tmp_path: Path) -> None:
    site.do(_JSON, Fault(cut=700))
    assert sync(site.url, tmp_path).complete
    name = next(one.path for one in site.asked if one.headers.get("range"))
    first, second = site.sent(name)
    assert "range" not in first.headers
    assert second.headers["range"] == "bytes=700-"


@pytest.mark.parametrize(
    ("status", "told", "waited"),
    [
        (503, "7", 7.0),
        (429, "120", 120.0),
        (503, "Thu, 26 Nov 2026 12:00:30 GMT", 30.0),
        (503, "Thu, 26 Nov 2020 12:00:30 GMT", 0.0),
        (503, "999999", 3600.0),
        (503, "soon", 1.0),
        (500, "", 1.0),
    ],
)
def test_a_busy_server_says_when_to_come_again(
    site: Site, tmp_path: Path, status: int, told: str, waited: float
) -> None:
    waits: list[float] = []
    headers = (("retry-after", told),) if told else ()
    site.do(_JSON, Fault(status=status, headers=headers))
    with clock.at(dt.datetime(2026, 11, 26, 12, 0, tzinfo=dt.UTC)):
        assert sync(site.url, tmp_path, wait=waits.append).complete
    assert waits == [waited]


def test_a_server_that_stays_busy_is_left_alone_in_the_end(site: Site, tmp_path: Path) -> None:
    waits: list[float] = []
    site.do(_JSON, *(Fault(status=503) for _ in range(4)))
    synced = sync(site.url, tmp_path, wait=waits.append)
    assert not synced.complete
    assert "answered 503, 4 times" in synced.proofs[0].missing[0]
    assert waits == [1.0, 2.0, 4.0]
    assert not (tmp_path / "index.json").exists()
    assert sync(site.url, tmp_path).complete


def test_what_cannot_be_reached_is_said(tmp_path: Path) -> None:
    with pytest.raises(MadoguchiError, match="4 times"):
        sync("http://127.0.0.1:9", tmp_path)
    with pytest.raises(MadoguchiError, match="no address of the web"):
        sync("http://[bad", tmp_path)


def wrong(site: Site, pattern: str) -> tuple[Path, bytes]:
    """A file of the site, with a bit of it turned."""
    path = next(one for one in sorted(site.folder.rglob("*")) if one.match(pattern))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    return path, bytes(data)


def test_wrong_bytes_are_not_taken(site: Site, tmp_path: Path) -> None:
    path, data = wrong(site, "*-0001.jsonl.gz")
    right = hashlib.sha256(path.read_bytes()).hexdigest()
    lying = Fault(data=data, headers=(("etag", f'"{right}"'),))
    site.do(path.name, lying)
    synced = sync(site.url, tmp_path)
    assert not synced.complete
    assert "does not have the digest" in synced.proofs[0].missing[0]
    assert not list(tmp_path.rglob(path.name))
    assert sync(site.url, tmp_path).complete


def test_a_part_that_went_bad_here_is_fetched_anew(site: Site, tmp_path: Path) -> None:
    path, data = wrong(site, "*-0001.jsonl.gz")
    name = hashlib.sha256(path.read_bytes()).hexdigest()
    (tmp_path / ".parts").mkdir()
    (tmp_path / ".parts" / f"{name}.part").write_bytes(data[:-5])
    assert sync(site.url, tmp_path).complete
    assert held(tmp_path) == expected(site)


def test_another_file_under_the_same_name_is_not_taken(site: Site, tmp_path: Path) -> None:
    """It changed midway: the tag is another, so the rest is not put after the first bytes."""
    path, data = wrong(site, "*-0001.jsonl.gz")
    site.do(path.name, Fault(cut=500), Fault(data=data))
    synced = sync(site.url, tmp_path)
    assert not synced.complete
    assert "another file now" in synced.proofs[0].missing[0]
    assert sync(site.url, tmp_path).complete


@pytest.mark.parametrize(
    "fault",
    [
        Fault(headers=(("content-range", "bytes 3-9/10"),)),
        Fault(headers=(("content-range", "bytes x"),)),
    ],
)
def test_other_bytes_than_were_asked_for_are_not_taken(
    site: Site, tmp_path: Path, fault: Fault
) -> None:
    site.do(r"-0001\.jsonl\.gz$", Fault(cut=500), fault)
    assert "with other bytes" in sync(site.url, tmp_path).proofs[0].missing[0]
    assert sync(site.url, tmp_path).complete


def test_a_server_that_knows_no_ranges_sends_all_again(site: Site, tmp_path: Path) -> None:
    site.do(r"-0001\.jsonl\.gz$", Fault(cut=500), Fault(deaf=True))
    assert sync(site.url, tmp_path).complete
    assert held(tmp_path) == expected(site)


def test_more_than_was_announced_is_not_taken(site: Site, tmp_path: Path) -> None:
    path = next(site.folder.rglob("*-0001.jsonl.gz"))
    tag = (("etag", ""),)
    site.do(path.name, Fault(data=path.read_bytes() + b"x" * 100_000, headers=tag))
    assert "more bytes" in sync(site.url, tmp_path).proofs[0].missing[0]


def test_compression_on_the_way_is_not_asked_for(site: Site, tmp_path: Path) -> None:
    sync(site.url, tmp_path)
    assert {one.headers["accept-encoding"] for one in site.asked} == {"identity"}


# -- several places ----------------------------------------------------------------------------------


def with_mirrors(site: Site, folder: Path, *urls: str) -> None:
    """Let the site name mirrors."""
    shutil.copytree(site.folder, folder)
    site.folder = folder
    index = msgspec.json.decode((folder / "index.json").read_bytes())
    index["mirrors"] = [msgspec.to_builtins(Mirror(url=url)) for url in urls]
    (folder / "index.json").write_bytes(msgspec.json.encode(index))


def test_a_mirror_is_a_mirror_for_others(site: Site, tmp_path: Path) -> None:
    assert sync(site.url, tmp_path / "first").complete
    with serving(Site(tmp_path / "first")) as first:
        assert sync(first.url, tmp_path / "second").complete
    assert held(tmp_path / "second") == held(tmp_path / "first")


def test_where_one_place_fails_another_is_asked(site: Site, tmp_path: Path) -> None:
    with serving(Site(site.folder)) as good, serving(Site(tmp_path / "empty")) as empty:
        with_mirrors(site, tmp_path / "site", empty.url, "http://127.0.0.1:9", good.url)
        site.do(r"\.gz$", *(Fault(status=500) for _ in range(100)))
        synced = sync(site.url, tmp_path / "mirror", key="secret")
        assert synced.complete
        assert good.asked
        assert all("authorization" not in one.headers for one in (*good.asked, *empty.asked))
        assert {one.headers["authorization"] for one in site.asked} == {"Bearer secret"}
    failing = [one for one in empty.asked if one.path.endswith(".gz")]
    assert len(failing) == 1, "who failed once is asked last"


def test_a_mirror_that_lies_is_found_out(site: Site, tmp_path: Path) -> None:
    shutil.copytree(site.folder, tmp_path / "lying")
    for path in (tmp_path / "lying").rglob("*.gz"):
        path.write_bytes(bytes(reversed(path.read_bytes())))
    with serving(Site(tmp_path / "lying")) as lying:
        with_mirrors(site, tmp_path / "site", lying.url)
        assert sync(site.url, tmp_path / "mirror").complete
        assert lying.asked


# -- what an office may not do -----------------------------------------------------------------------


def edited(site: Site, folder: Path, path: str, **changes: object) -> None:
    """Let the site say something else in an index."""
    if not folder.exists():
        shutil.copytree(site.folder, folder)
        site.folder = folder
    value = msgspec.json.decode((folder / path).read_bytes())
    (folder / path).write_bytes(msgspec.json.encode({**value, **changes}))


def test_what_was_delivered_must_not_change(site: Site, tmp_path: Path) -> None:
    assert sync(site.url, tmp_path / "mirror").complete
    index = msgspec.json.decode((site.folder / "jp-patent/index.json").read_bytes())
    index["deliveries"][0]["sha256"] = "0" * 64
    edited(site, tmp_path / "site", "jp-patent/index.json", deliveries=index["deliveries"])
    synced = sync(site.url, tmp_path / "mirror")
    assert "has changed jp-patent/2026-W46" in synced.proofs[0].missing[0]
    assert len(list((tmp_path / "mirror").rglob("*.jsonl.gz"))) > 2, "what is held stays"


@pytest.mark.parametrize("name", ["../2026-W46", "2026-W46/..", "/etc", "", "2026-W461"])
def test_names_lead_nowhere_else(site: Site, tmp_path: Path, name: str) -> None:
    index = msgspec.json.decode((site.folder / "jp-patent/index.json").read_bytes())
    index["deliveries"][0]["delivery"] = name
    edited(site, tmp_path / "site", "jp-patent/index.json", deliveries=index["deliveries"])
    assert "is no name of a delivery" in sync(site.url, tmp_path / "m").proofs[0].missing[0]


@pytest.mark.parametrize(
    "changes",
    [
        *({"name": name} for name in ("../x", "/etc/passwd", ".hidden", "a/b", "a..b")),
        {"sha256": "../../x"},
        {"bytes": -1},
    ],
)
def test_names_of_files_lead_nowhere_else(
    site: Site, tmp_path: Path, changes: dict[str, object]
) -> None:
    path = "jp-patent/2026-W46/manifest.json"
    manifest = msgspec.json.decode((site.folder / path).read_bytes())
    manifest["files"][0] |= changes
    edited(site, tmp_path / "site", path, files=manifest["files"])
    index = msgspec.json.decode((site.folder / "jp-patent/index.json").read_bytes())
    digest = hashlib.sha256((site.folder / path).read_bytes()).hexdigest()
    index["deliveries"][0]["sha256"] = digest
    edited(site, tmp_path / "site", "jp-patent/index.json", deliveries=index["deliveries"])
    assert "could lie anywhere" in sync(site.url, tmp_path / "m").proofs[0].missing[0]


def test_collections_lead_nowhere_else(site: Site, tmp_path: Path) -> None:
    index = msgspec.json.decode((site.folder / "index.json").read_bytes())
    index["collections"][0]["collection"] = "../jp-patent"
    edited(site, tmp_path / "site", "index.json", collections=index["collections"])
    assert not sync(site.url, tmp_path / "m").complete


@pytest.mark.parametrize(
    ("fault", "error", "said"),
    [
        (Fault(status=404), NotFoundError, "give the address that ends in /bulk"),
        (Fault(status=403, data=b"accept the terms"), ForbiddenError, "accept the terms"),
        (Fault(status=301, headers=(("location", "http://127.0.0.1:9/"),)), MadoguchiError, "301"),
        (Fault(data=b"<html>"), DamagedError, "is it a /bulk address"),
        (Fault(data=b"[" * 70_000_000), DamagedError, "is no index"),
    ],
)
def test_an_index_that_is_none(
    site: Site, tmp_path: Path, fault: Fault, error: type[Exception], said: str
) -> None:
    site.do("^/index.json", fault)
    with pytest.raises(error, match=said):
        sync(site.url, tmp_path)


def test_a_collection_that_is_not_there_is_said(site: Site, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="it has jp-patent"):
        sync(site.url, tmp_path, collections=("jp-sheep",))


def test_two_at_a_time_are_one_too_many(site: Site, tmp_path: Path) -> None:
    with Folder(tmp_path).locked(), pytest.raises(MadoguchiError, match="already"):
        sync(site.url, tmp_path)


def test_bytes_that_rot_are_found_and_fetched(site: Site, tmp_path: Path) -> None:
    sync(site.url, tmp_path)
    path = next(tmp_path.rglob("*-0001.jsonl.gz"))
    sound = path.read_bytes()
    path.write_bytes(bytes(len(sound)))
    assert sync(site.url, tmp_path).complete
    assert path.read_bytes() != sound
    assert sync(site.url, tmp_path, verify=True).complete
    assert path.read_bytes() == sound


# -- as the office goes on ---------------------------------------------------------------------------


def test_a_mirror_follows_the_office(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    office.receive(0, publication(1), publication(2))
    office.make(7)
    with serving(Site(tmp_path / "site")) as site:
        publish(office, site.folder)
        assert sync(site.url, tmp_path / "m").proofs[0].through == 2
        office.receive(8, publication(1, "改", right=Right.UTILITY_MODEL), publication(3))
        office.make(14)
        publish(office, site.folder)
        site.asked.clear()
        synced = sync(site.url, tmp_path / "m")
        of = {proof.collection: proof for proof in synced.proofs}
        assert of["jp-patent"].deliveries == ("2026-W46", "2026-W47")
        assert not site.sent("2026-W46-0001.jsonl.gz")
        gone = (tmp_path / "m/jp-patent/withdrawn.jsonl").read_bytes()
        assert b'"op":"DEL","id":"JP2021000001A"' in gone
        assert of["jp-patent"].withdrawn == 1
        assert sync(site.url, tmp_path / "fresh") == synced
    office.archive.close()


def test_what_the_office_withdraws_is_removed(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    office.receive(0, publication(1), publication(2))
    office.make(7)
    with serving(Site(tmp_path / "site")) as site:
        publish(office, site.folder)
        sync(site.url, tmp_path / "m")
        office.shelf.withdraw(office.shelf.delivery("jp-patent", "2026-W46"), "2026-11-18")
        shutil.rmtree(site.folder)
        publish(office, site.folder)
        synced = sync(site.url, tmp_path / "m")
        assert "without a gap" in synced.proofs[0].missing[0]
        office.make(9)
        publish(office, site.folder)
        synced = sync(site.url, tmp_path / "m")
        assert synced.complete
        assert synced.proofs[0].deliveries == ("back-2",)
        assert {path.name for path in (tmp_path / "m/jp-patent/2026-W46").iterdir()} == {
            "manifest.json"
        }
    office.archive.close()
