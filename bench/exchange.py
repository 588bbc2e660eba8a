"""Packing and proving packages, beside `tar | zstd | sha256sum` over the same bytes."""

import datetime as dt
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from bench.corpus import publications, xml
from bench.measuring import Row, interleaved, wall
from madoguchi.archive import Archive, Received
from madoguchi.exchange import (
    Agreement,
    Exchange,
    OwnOffice,
    Partner,
    Product,
    Provision,
    prove,
)
from madoguchi.exchange.partners import Content
from madoguchi.model import encode
from madoguchi.search import Library, SearchIndex

DOCUMENTS = 2_000
ROUNDS = 3
_FULL: tuple[Content, ...] = (
    "bibliographic",
    "abstract",
    "classification",
    "claims",
    "description",
    "drawings",
)


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as scratch:
        return [*_rows(Path(scratch))]


def _rows(root: Path) -> list[Row]:
    archive, exchange, partner = _office(root)
    forms = {"tar.zst": partner.products[0], "zip": partner.products[1]}
    folders = {name: _packed(exchange, partner, one) for name, one in forms.items()}
    plain = _unpacked(root, folders["zip"])
    size = sum(path.stat().st_size for path in plain.rglob("*") if path.is_file())
    peers = {
        "tar.zst": f"tar -cf - -C {plain} . | zstd -3 -q | tee {root}/peer.tar.zst | sha256sum",
        "zip": f"rm -f {root}/peer.zip; cd {plain} && zip -q -6 -r {root}/peer.zip . && "
        f"sha256sum {root}/peer.zip",
    }
    actions: dict[str, Callable[[], object]] = {}
    for name, one in forms.items():
        actions[f"pack {name}"] = _back(exchange, partner, one)
        actions[f"peer {name}"] = _shell(peers[name] if name != "zip" or shutil.which("zip") else
                                         peers["tar.zst"])  # fmt: skip
    large = _large(root, exchange, partner)
    volume = sum(path.stat().st_size for path in large.iterdir())
    actions["prove"] = lambda: [one for one in prove(large) if one.reasons]
    actions["peer prove"] = _shell(f"sha256sum {large}/*")
    taken = interleaved(ROUNDS, actions, wall)
    archive.close()
    rows = [_row(f"exchange: packing, {name}", size, taken[f"pack {name}"], taken[f"peer {name}"],
                 "tar, zstd, sha256sum" if name != "zip" else _zip_peer()) for name in forms]  # fmt: skip
    proved = _row("exchange: proving a package", volume, taken["prove"], taken["peer prove"], "sha256sum")  # fmt: skip
    return [*rows, proved]


def _zip_peer() -> str:
    return "zip, sha256sum" if shutil.which("zip") else "tar, zstd, sha256sum"


def _row(what: str, size: int, ours: float, peer: float, by: str) -> Row:
    speed = f"{size / ours / 1e6:.1f} MB/s"
    return Row(what, speed, f"{size / peer / 1e6:.1f} MB/s ({by})", f"{peer / ours:.2f}", "")


def _office(root: Path) -> tuple[Archive, Exchange, Partner]:
    archive = Archive.at(root)
    entries = [
        Received("bench", 0, xml(one), one.id, encode(one), "bench")
        for one in publications(DOCUMENTS)
    ]
    archive.append(entries)
    office = entries[0].publication[:2]
    provision = Provision(archive, SearchIndex(root, archive), lambda: Library.at(root))
    exchange = Exchange(root, archive, provision)
    exchange.quarters.begin(OwnOffice(office=office))
    begins = dt.date(2020, 1, 1)
    containers: tuple[tuple[str, Literal["zip", "tar.zst"]], ...] = (
        ("in-zst", "tar.zst"),
        ("in-zip", "zip"),
    )
    products = tuple(
        Product(id=name, direction="out", office=office, contents=_FULL, container=container,
                begins=begins, authority="none")
        for name, container in containers
    )  # fmt: skip
    partner = Partner(
        id="xx", office="XX", names={"en": "X"}, agreement=Agreement(begins=begins),
        products=products,
    )  # fmt: skip
    exchange.partners.put(partner, "bench")
    return archive, exchange, partner


def _back(exchange: Exchange, partner: Partner, product: Product) -> Callable[[], object]:
    return lambda: exchange.dispatch.back(partner, product)


def _packed(exchange: Exchange, partner: Partner, product: Product) -> Path:
    made = exchange.dispatch.back(partner, product)
    return exchange.quarters.tray(partner.id) / "packages" / made.name


def _unpacked(root: Path, folder: Path) -> Path:
    plain = root / "plain"
    for path in folder.glob("*.zip"):
        shutil.unpack_archive(path, plain)
    return plain


def _large(root: Path, exchange: Exchange, partner: Partner) -> Path:
    """A package of one large file, so that what is measured is no start of a process."""
    from madoguchi.exchange.packages import Manifest, PackageFile, digest, write  # noqa: PLC0415

    folder = root / "large" / "ZZ.large.000001"
    folder.mkdir(parents=True)
    data = bytes(range(256)) * 1_000_000
    (folder / "large.zip").write_bytes(data)
    told = PackageFile(name="large.zip", form="records", bytes=len(data), sha256=digest(data))
    manifest = Manifest(
        package=folder.name, sender="ZZ", recipient="XX", product="large", sequence=1, kind="back",
        office="ZZ", right="patent", form="st36", contents=_FULL, files=(told,),
        produced=dt.datetime(2026, 1, 5, tzinfo=dt.UTC),
    )  # fmt: skip
    del partner
    (folder / "manifest.json").write_bytes(write(manifest))
    signature = exchange.quarters.seal.sign(write(manifest))
    (folder / "manifest.json.p7s").write_bytes(signature)
    return folder


def _shell(command: str) -> Callable[[], object]:
    return lambda: subprocess.run(command, shell=True, check=True, capture_output=True)  # noqa: S602
