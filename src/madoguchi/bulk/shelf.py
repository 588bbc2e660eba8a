"""The shelf: the deliveries of a data directory, each a folder that is there whole or not at all.

    bulk/jp-patent/2026-W47/manifest.json and the files that it names
    bulk/jp-patent/2026-W47/withdrawn      the day since which its files are gone

A delivery is made in a folder beside the shelf and then given its name; what a crash leaves
unfinished has no name and is swept away.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from madoguchi.errors import DamagedError, MadoguchiError, NotFoundError
from madoguchi.model import (
    CollectionName,
    DeliveryFile,
    Manifest,
    ManifestName,
    encode_delivered,
    is_delivery_name,
)

MANIFEST = "manifest.json"
_MAKING, _LOCK, _WITHDRAWN = ".making", ".lock", "withdrawn"
_DECODER = msgspec.json.Decoder(Manifest)


class Held(NamedTuple):
    """A delivery on the shelf: its manifest, the digest of that, and when it was withdrawn."""

    manifest: Manifest
    sha256: str
    withdrawn: str = ""

    @property
    def name(self) -> ManifestName:
        return ManifestName(delivery=self.manifest.delivery, sha256=self.sha256)


class Shelf:
    """Reads the deliveries, and puts new ones in their place."""

    def __init__(self, home: Path) -> None:
        self._root = home / "bulk"

    # -- out -----------------------------------------------------------------------------------

    def collections(self) -> list[CollectionName]:
        """The collections of which anything was delivered, by name."""
        names = sorted(path.parts[-3] for path in self._root.glob(f"*/*/{MANIFEST}"))
        parsed = map(CollectionName.parse, dict.fromkeys(names))
        return [name for name in parsed if name is not None]

    def deliveries(self, collection: str) -> list[Held]:
        """Everything ever delivered of a collection, oldest first."""
        names = (path.parts[-2] for path in (self._root / collection).glob(f"*/{MANIFEST}"))
        held = [self.delivery(collection, name) for name in names if is_delivery_name(name)]
        return sorted(held, key=_order)

    def delivery(self, collection: str, delivery: str) -> Held:
        """Return a delivery. Raises NotFoundError."""
        if CollectionName.parse(collection) is None or not is_delivery_name(delivery):
            raise NotFoundError(f"no delivery is called {collection[:40]}/{delivery[:40]}")
        path = self._root / collection / delivery / MANIFEST
        try:
            changed = path.stat().st_mtime_ns
        except FileNotFoundError:
            raise NotFoundError(f"{collection}/{delivery} was not delivered") from None
        manifest, sha256 = _read(path, changed)
        return Held(manifest, sha256, _day_in(path.with_name(_WITHDRAWN)))

    def manifest(self, collection: str, delivery: str) -> Path:
        """Where a delivery's manifest lies. Raises NotFoundError."""
        self.delivery(collection, delivery)
        return self._root / collection / delivery / MANIFEST

    def file(self, collection: str, delivery: str, name: str) -> tuple[Path, DeliveryFile]:
        """Where a delivered file lies; nothing is found but what the manifest names."""
        held = self.delivery(collection, delivery)
        found = next((file for file in held.manifest.files if file.name == name), None)
        if found is None:
            raise NotFoundError(f"{collection}/{delivery} has no file {name[:80]!r}")
        if held.withdrawn:
            raise NotFoundError(
                f"{collection}/{delivery} was withdrawn on {held.withdrawn}; take the back file"
            )
        return self._root / collection / delivery / name, found

    # -- in ------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def making(self) -> Iterator[None]:
        """Let one process at a time make deliveries, and sweep what another left unfinished."""
        self._root.mkdir(parents=True, exist_ok=True)
        with (self._root / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise MadoguchiError(
                    "deliveries are being made by another process; wait until it has ended"
                ) from None
            self._sweep()
            yield

    def _sweep(self) -> None:
        shutil.rmtree(self._root / _MAKING, ignore_errors=True)
        for mark in self._root.glob(f"*/*/{_WITHDRAWN}"):
            _empty(mark.parent)

    def bench(self) -> Path:
        """A new folder to make a delivery in."""
        place = self._root / _MAKING
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        return place

    def put(self, manifest: Manifest, place: Path) -> Held:
        """Give a delivery its name; when this returns it is there for good."""
        data = encode_delivered(manifest)
        (place / MANIFEST).write_bytes(data)
        for path in place.iterdir():
            _settle(path)
        _settle(place)
        folder = self._root / manifest.collection
        folder.mkdir(exist_ok=True)
        place.rename(folder / manifest.delivery)
        _settle(folder)
        _settle(self._root)
        return Held(manifest, hashlib.sha256(data).hexdigest())

    def withdraw(self, held: Held, day: str) -> None:
        """Take a delivery's files away for good; its manifest stays, with the day."""
        place = self._root / held.manifest.collection / held.manifest.delivery
        new = place / f"{_WITHDRAWN}.new"
        new.write_text(day)
        _settle(new)
        new.rename(place / _WITHDRAWN)
        _settle(place)
        _empty(place)


def _order(held: Held) -> tuple[int, bool, str]:
    return held.manifest.through, held.manifest.kind == "back", held.manifest.delivery


@lru_cache(maxsize=4096)
def _read(path: Path, _changed: int) -> tuple[Manifest, str]:
    data = path.read_bytes()
    try:
        return _DECODER.decode(data), hashlib.sha256(data).hexdigest()
    except msgspec.DecodeError as error:
        raise DamagedError(f"{path} is no manifest: {error}; restore it from a copy") from None


def _day_in(mark: Path) -> str:
    try:
        return mark.read_text()
    except FileNotFoundError:
        return ""


def _empty(place: Path) -> None:
    for path in place.iterdir():
        if path.name not in (MANIFEST, _WITHDRAWN):
            path.unlink()


def _settle(path: Path) -> None:
    """Bring a file or folder onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
