"""A mirror's folder: laid out as the office's own, so that it can be a mirror for others.

    index.json, jp-patent/index.json, jp-patent/2026-W47/manifest.json and the files
    state.json              what was proved last
    .parts/                 files on their way

A file has its name only once its digest has been checked.
"""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from madoguchi.errors import MadoguchiError
from madoguchi.model import DeliveryFile, Manifest

_MANIFEST, _STATE, _PARTS, _LOCK = "manifest.json", "state.json", ".parts", ".lock"


class Folder:
    """Reads and writes a mirror."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Let one process at a time bring the mirror up to date."""
        (self._root / _PARTS).mkdir(parents=True, exist_ok=True)
        with (self._root / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise MadoguchiError(f"{self._root} is being brought up to date already") from None
            yield

    def read(self, path: str) -> bytes:
        """Return a small file; b"" where there is none."""
        try:
            return (self._root / path).read_bytes()
        except FileNotFoundError:
            return b""

    def write(self, path: str, data: bytes) -> None:
        """Put a small file in its place, whole or not at all."""
        place = self._root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        new = self._root / _PARTS / f"{place.name}.new"
        with new.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        new.replace(place)
        _settle(place.parent)

    def write_state(self, state: msgspec.Struct) -> None:
        data = msgspec.json.format(msgspec.json.encode(state), indent=1)
        self.write(_STATE, data + b"\n")

    def part(self, file: DeliveryFile) -> Path:
        """Where a file lies while it is on its way; another file of that name has another part."""
        return self._root / _PARTS / f"{file.sha256}.part"

    def has(self, manifest: Manifest, file: DeliveryFile) -> bool:
        path = self.path(manifest, file)
        return path.is_file() and path.stat().st_size == file.bytes

    def sound(self, manifest: Manifest, file: DeliveryFile) -> bool:
        """Whether a file's bytes are still those of its digest."""
        with self.path(manifest, file).open("rb") as held:
            return hashlib.file_digest(held, "sha256").hexdigest() == file.sha256

    def keep(self, manifest: Manifest, file: DeliveryFile) -> None:
        """Give a checked part its name."""
        path = self.path(manifest, file)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.part(file).replace(path)
        _settle(path.parent)

    def drop(self, manifest: Manifest, file: DeliveryFile) -> bool:
        """Remove a file; False where it was not there."""
        path = self.path(manifest, file)
        there = path.exists()
        path.unlink(missing_ok=True)
        return there

    def path(self, manifest: Manifest, file: DeliveryFile) -> Path:
        """Where a file of a delivery lies."""
        return self._root / manifest.collection / manifest.delivery / file.name


def manifest_path(collection: str, delivery: str) -> str:
    return f"{collection}/{delivery}/{_MANIFEST}"


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
