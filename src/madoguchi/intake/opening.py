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
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

import zstandard

from madoguchi.errors import RefusedError
from madoguchi.intake.recordings import answers, is_recording

MAX_DEPTH = 4
MAX_RATIO = 250
MAX_RATIO_IN_ALL = 100
RATIO_COUNTS_FROM = 64 * 1024 * 1024
ALL_COUNTS_FROM = 512 * 1024 * 1024
MAX_BESIDE = 32 * 1024 * 1024
_CHUNK = 1 << 20
_LOOK = 4096

BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    lzma.LZMAError,
    zlib.error,
    zstandard.ZstdError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    struct.error,
    MemoryError,
    OverflowError,
)


@dataclass(frozen=True)
class Source:
    """A file to be read: its path (inside archives: `outer.zip!/inner.xml`), its stream.

    `start` is a look at its first bytes, still unread; `beside` returns a file that lies in the
    same folder by name, or None.
    """

    path: str
    stream: BinaryIO
    start: bytes
    beside: Callable[[str], bytes | None]


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
            place = _Place(shown, _beside_on_disk(file.parent), _Budget(_size(stream)))
            yield from _expand(place, stream)
    except RefusedError as error:
        yield Unopened(shown, error.reason)
    except BROKEN as error:
        yield Unopened(shown, _reason(error))


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


def _beside_on_disk(folder: Path) -> Callable[[str], bytes | None]:
    def beside(name: str) -> bytes | None:
        file = folder / PurePosixPath(name).name
        if not file.is_file() or file.stat().st_size > MAX_BESIDE:
            return None
        return file.read_bytes()

    return beside


def _nothing_beside(_name: str) -> None:
    return None


class _Budget:
    """How much may be unpacked in all from one file on the disk."""

    def __init__(self, packed: int) -> None:
        self._left = max(ALL_COUNTS_FROM, packed * MAX_RATIO_IN_ALL)

    def spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            limit = MAX_RATIO_IN_ALL
            raise RefusedError(f"the whole file unpacks to more than {limit} times its size")


@dataclass(frozen=True)
class _Place:
    """Where a stream lies: its path, what is beside it, what may still be unpacked, how deep."""

    path: str
    beside: Callable[[str], bytes | None]
    budget: _Budget
    depth: int = 0

    def inside(self, path: str, beside: Callable[[str], bytes | None]) -> "_Place":
        return _Place(path, beside, self.budget, self.depth + 1)


def _expand(place: _Place, stream: BinaryIO) -> Iterator[Opened]:
    if place.depth > MAX_DEPTH:
        yield Unopened(place.path, f"archives inside archives, more than {MAX_DEPTH} deep")
        return
    start = stream.read(_LOOK)
    stream.seek(0)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _zip_members(place, stream)
    elif start[257:262] == b"ustar":
        yield from _tar_members(place, stream)
    elif is_recording(start, stream):
        yield from _exchanges(place, stream)
    elif opened := _decompressor(start, stream):
        with _spool(_Metered(opened, _size(stream), place.budget)) as plain:
            yield from _expand(place.inside(place.path, place.beside), plain)
    else:
        yield Source(place.path, stream, start, place.beside)


def _exchanges(place: _Place, stream: BinaryIO) -> Iterator[Opened]:
    """The answers of a recording of API exchanges, each under the address that was asked."""
    for number, answer in enumerate(answers(stream), 1):
        path = f"{place.path}!/{number}/{answer.address}"
        if isinstance(answer.body, str):
            yield Unopened(path, answer.body)
            continue
        try:
            yield from _expand(place.inside(path, _nothing_beside), io.BytesIO(answer.body))
        except RefusedError as error:
            yield Unopened(path, error.reason)
        except BROKEN as error:
            yield Unopened(path, _reason(error))
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


class _Metered(io.RawIOBase):
    """Reads on until a stream has grown beyond all reason against what it was made from."""

    def __init__(self, stream: BinaryIO, packed: int, budget: _Budget) -> None:
        self._stream = stream
        self._budget = budget
        self._limit = max(RATIO_COUNTS_FROM, packed * MAX_RATIO)
        self._read = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size if size >= 0 else _CHUNK)
        self._read += len(data)
        self._budget.spend(len(data))
        if self._read > self._limit:
            raise RefusedError(f"unpacks to more than {MAX_RATIO} times its size")
        return data


def _spool(stream: _Metered) -> BinaryIO:
    """Put an unpacked stream in a nameless temporary file, so that it can be looked at twice."""
    spooled = tempfile.SpooledTemporaryFile(max_size=8 * _CHUNK)  # noqa: SIM115 - closed by the caller
    try:
        while chunk := stream.read(_CHUNK):
            spooled.write(chunk)
    except BaseException:
        spooled.close()
        raise
    spooled.seek(0)
    return cast("BinaryIO", spooled)


def _size(stream: BinaryIO) -> int:
    place = stream.tell()
    size = stream.seek(0, io.SEEK_END)
    stream.seek(place)
    return size


# -- members ---------------------------------------------------------------------------------------


def _zip_members(place: _Place, stream: BinaryIO) -> Iterator[Opened]:
    with zipfile.ZipFile(stream) as archive:
        names = {info.filename: info for info in archive.infolist() if not info.is_dir()}

        def opener(info: zipfile.ZipInfo) -> Callable[[], _Metered]:
            return lambda: _Metered(
                cast("BinaryIO", archive.open(info)), info.compress_size, place.budget
            )

        openers = {name: opener(info) for name, info in names.items()}
        yield from _members(place, openers, {})
        yield Closing(place.path)


def _tar_members(place: _Place, stream: BinaryIO) -> Iterator[Opened]:
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        refused: dict[str, str] = {}
        openers: dict[str, Callable[[], _Metered]] = {}

        def opener(member: tarfile.TarInfo) -> Callable[[], _Metered]:
            return lambda: _Metered(
                cast("BinaryIO", archive.extractfile(member)), member.size, place.budget
            )

        for member in archive:
            if member.issparse():
                refused[member.name] = "a file with holes in an archive is not read"
            elif member.isfile():
                openers[member.name] = opener(member)
            elif not member.isdir():
                refused[member.name] = "a link or device in an archive is not followed"
        yield from _members(place, openers, refused)
        yield Closing(place.path)


def _members(
    place: _Place, openers: dict[str, Callable[[], _Metered]], refused: dict[str, str]
) -> Iterator[Opened]:
    for name in sorted({*openers, *refused}):
        path = f"{place.path}!/{name}"
        trick = refused.get(name) or _path_trick(name)
        if trick:
            yield Unopened(path, trick)
            continue
        try:
            with _spool(openers[name]()) as member:
                yield from _expand(place.inside(path, _beside_in(openers, name)), member)
        except RefusedError as error:
            yield Unopened(path, error.reason)
        except BROKEN as error:
            yield Unopened(path, _reason(error))


def _path_trick(name: str) -> str:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if ".." in parts or name.startswith(("/", "\\")) or "\x00" in name or name[1:2] == ":":
        return "the member's name leads outside its archive"
    return ""


def _beside_in(
    openers: dict[str, Callable[[], _Metered]], name: str
) -> Callable[[str], bytes | None]:
    folder = PurePosixPath(name).parent

    def beside(wanted: str) -> bytes | None:
        opener = openers.get(str(folder / PurePosixPath(wanted).name))
        if opener is None:
            return None
        try:
            with _spool(opener()) as member:
                return None if _size(member) > MAX_BESIDE else member.read()
        except (RefusedError, *BROKEN):
            return None  # refused under its own name where it is a member like any other

    return beside


def _reason(error: BaseException) -> str:
    return (
        f"cannot be opened: {error}" if str(error) else f"cannot be opened: {type(error).__name__}"
    )
