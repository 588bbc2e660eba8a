"""Opening what was handed in: files, folders, archives and compressed files, inside one another.

Nothing is unpacked to the disk under a name of the sender's choice; members are read as streams,
and whatever would grow beyond reason is refused while it is being read.
"""

import bz2
import gzip
import io
import lzma
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

import zstandard

from madoguchi.errors import RefusedError
from madoguchi.intake.archives import Members, tar_members, zip_members
from madoguchi.intake.beside import Beside, InArchive, Nothing, OnDisk
from madoguchi.intake.bounds import (
    BROKEN,
    MAX_DEPTH,
    Budget,
    Metered,
    reason_of,
    size_of,
    spool,
)
from madoguchi.intake.recordings import answers, is_recording

_LOOK = 4096


@dataclass(frozen=True)
class Source:
    """A file to be read: its path (inside archives: `outer.zip!/inner.xml`), its stream, its size.

    `start` is a look at its first bytes, still unread; `beside` is the folder that it lies in.
    """

    path: str
    stream: BinaryIO
    start: bytes
    size: int
    beside: Beside


@dataclass(frozen=True)
class Unopened:
    """A file or member that was refused before anything was read from it."""

    path: str
    reason: str


@dataclass(frozen=True)
class Closing:
    """An archive is about to be closed: the last moment to ask for what lies beside its members."""

    path: str


Opened = Source | Unopened | Closing


def open_all(paths: Sequence[Path]) -> Iterator[Opened]:
    """Yield every file under the paths, in a fixed order, archives opened."""
    for path in paths:
        for file in _files(path):
            yield from [file] if isinstance(file, Unopened) else _open(file)


def _open(file: Path) -> Iterator[Opened]:
    shown = _shown(file)
    try:
        with file.open("rb") as stream:
            place = _Place(shown, OnDisk(file.parent), Budget(size_of(stream)))
            yield from _expand(place, stream)
    except RefusedError as error:
        yield Unopened(shown, error.reason)
    except BROKEN as error:
        yield Unopened(shown, reason_of(error))


def total_size(paths: Sequence[Path]) -> int:
    """The bytes on disk under the paths, for a progress bar."""
    files = (file for path in paths for file in _files(path))
    return sum(file.stat().st_size for file in files if isinstance(file, Path))


def _files(path: Path) -> Iterator[Path | Unopened]:
    """Every file under a path; what cannot be opened is said, what is no file is not waited for."""
    waiting = [path]
    while waiting:
        here = waiting.pop()
        try:
            mode = here.stat().st_mode
            inside = sorted(here.iterdir(), reverse=True) if stat.S_ISDIR(mode) else []
        except OSError as error:
            yield Unopened(_shown(here), f"cannot be opened: {error.strerror}")
            continue
        waiting += (each for each in inside if not (each.is_symlink() and each.is_dir()))
        if stat.S_ISREG(mode):
            yield here
        elif not stat.S_ISDIR(mode):
            yield Unopened(_shown(here), "neither a file nor a folder")


def _shown(path: Path) -> str:
    """A path as text, bytes of a name that are no UTF-8 shown as U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


@dataclass(frozen=True)
class _Place:
    """Where a stream lies: its path, what is beside it, what may still be unpacked, how deep."""

    path: str
    beside: Beside
    budget: Budget
    depth: int = 0

    def inside(self, path: str, beside: Beside) -> "_Place":
        return _Place(path, beside, self.budget, self.depth + 1)


def _expand(place: _Place, stream: BinaryIO) -> Iterator[Opened]:
    if place.depth > MAX_DEPTH:
        yield Unopened(place.path, f"archives inside archives, more than {MAX_DEPTH} deep")
        return
    start = stream.read(_LOOK)
    stream.seek(0)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _members(place, zip_members(stream, place.budget))
    elif start[257:262] == b"ustar":
        yield from _members(place, tar_members(stream, place.budget))
    elif is_recording(start, stream):
        yield from _exchanges(place, stream)
    elif opened := _decompressor(start, stream):
        with spool(Metered(opened, size_of(stream), place.budget)) as plain:
            yield from _expand(place.inside(place.path, place.beside), plain)
    else:
        yield Source(place.path, stream, start, size_of(stream), place.beside)


def _exchanges(place: _Place, stream: BinaryIO) -> Iterator[Opened]:
    """The answers of a recording of API exchanges, each under the address that was asked."""
    for number, answer in enumerate(answers(stream), 1):
        path = f"{place.path}!/{number}/{answer.address}"
        if isinstance(answer.body, str):
            yield Unopened(path, answer.body)
            continue
        try:
            yield from _expand(place.inside(path, Nothing()), io.BytesIO(answer.body))
        except RefusedError as error:
            yield Unopened(path, error.reason)
        except BROKEN as error:
            yield Unopened(path, reason_of(error))
    yield Closing(place.path)


def _decompressor(start: bytes, stream: BinaryIO) -> BinaryIO | None:
    if start.startswith(b"\x1f\x8b"):
        return cast("BinaryIO", gzip.GzipFile(fileobj=stream, mode="rb"))
    if start.startswith(b"\xfd7zXZ\x00"):
        return cast("BinaryIO", lzma.LZMAFile(stream))
    if start.startswith(b"BZh"):
        return cast("BinaryIO", bz2.BZ2File(stream))
    if start.startswith(b"\x28\xb5\x2f\xfd"):
        reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(
            stream, read_across_frames=True
        )
        return cast("BinaryIO", reader)
    return None


def _members(place: _Place, archive: AbstractContextManager[Members]) -> Iterator[Opened]:
    with archive as members:
        for name in members.names():
            yield from _member(place, members, name)
        yield Closing(place.path)


def _member(place: _Place, members: Members, name: str) -> Iterator[Opened]:
    path = f"{place.path}!/{name}"
    refusal = members.refusal(name)
    if refusal:
        yield Unopened(path, refusal)
        return
    beside = InArchive(members.readable, PurePosixPath(name).parent)
    try:
        with spool(members.readable[name].open()) as member:
            yield from _expand(place.inside(path, beside), member)
    except RefusedError as error:
        yield Unopened(path, error.reason)
    except BROKEN as error:
        yield Unopened(path, reason_of(error))
