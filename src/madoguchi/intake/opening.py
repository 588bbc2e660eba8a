"""Opening what was handed in: files, folders, archives and compressed files, inside one another.

Nothing is unpacked to the disk under a name of the sender's choice; members are read as streams,
and whatever would grow beyond reason is refused while it is being read.
"""

import bz2
import gzip
import io
import lzma
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

MAX_DEPTH = 4
MAX_RATIO = 250
RATIO_COUNTS_FROM = 64 * 1024 * 1024
MAX_BESIDE = 32 * 1024 * 1024
_CHUNK = 1 << 20

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
)


@dataclass(frozen=True)
class Source:
    """A file to be read: its path (inside archives: `outer.zip!/inner.xml`), its stream.

    `beside` returns a file that lies in the same folder by name, or None; `done` tells how many
    bytes of the outermost file are read.
    """

    path: str
    stream: BinaryIO
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
            try:
                with file.open("rb") as stream:
                    yield from _expand(str(file), stream, _beside_on_disk(file.parent), 0)
            except RefusedError as error:
                yield Unopened(str(file), error.reason)
            except BROKEN as error:
                yield Unopened(str(file), _reason(error))


def total_size(paths: Sequence[Path]) -> int:
    """The bytes on disk under the paths, for a progress bar."""
    return sum(file.stat().st_size for path in paths for file in _files(path) if file.is_file())


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for inside in sorted(path.iterdir()):
        if inside.is_symlink() and inside.is_dir():
            continue
        yield from _files(inside)


def _beside_on_disk(folder: Path) -> Callable[[str], bytes | None]:
    def beside(name: str) -> bytes | None:
        file = folder / PurePosixPath(name).name
        if not file.is_file() or file.stat().st_size > MAX_BESIDE:
            return None
        return file.read_bytes()

    return beside


def _nothing_beside(_name: str) -> None:
    return None


def _expand(
    path: str, stream: BinaryIO, beside: Callable[[str], bytes | None], depth: int
) -> Iterator[Opened]:
    if depth > MAX_DEPTH:
        yield Unopened(path, f"archives inside archives, more than {MAX_DEPTH} deep")
        return
    start = stream.read(512)
    stream.seek(0)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _zip_members(path, stream, depth)
    elif start[257:262] == b"ustar":
        yield from _tar_members(path, stream, depth)
    elif opened := _decompressor(start, stream):
        with _spool(_Metered(opened, _size(stream))) as plain:
            yield from _expand(path, plain, beside, depth + 1)
    else:
        yield Source(path, stream, beside)


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

    def __init__(self, stream: BinaryIO, packed: int) -> None:
        self._stream = stream
        self._limit = max(RATIO_COUNTS_FROM, packed * MAX_RATIO)
        self._read = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size if size >= 0 else _CHUNK)
        self._read += len(data)
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


def _zip_members(path: str, stream: BinaryIO, depth: int) -> Iterator[Opened]:
    with zipfile.ZipFile(stream) as archive:
        names = {info.filename: info for info in archive.infolist() if not info.is_dir()}

        def opener(info: zipfile.ZipInfo) -> Callable[[], _Metered]:
            return lambda: _Metered(cast("BinaryIO", archive.open(info)), info.compress_size)

        openers = {name: opener(info) for name, info in names.items()}
        yield from _members(path, openers, {}, depth)
        yield Closing(path)


def _tar_members(path: str, stream: BinaryIO, depth: int) -> Iterator[Opened]:
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        refused: dict[str, str] = {}
        openers: dict[str, Callable[[], _Metered]] = {}

        def opener(member: tarfile.TarInfo) -> Callable[[], _Metered]:
            return lambda: _Metered(cast("BinaryIO", archive.extractfile(member)), member.size)

        for member in archive:
            if member.isfile():
                openers[member.name] = opener(member)
            elif not member.isdir():
                refused[member.name] = "a link or device in an archive is not followed"
        yield from _members(path, openers, refused, depth)
        yield Closing(path)


def _members(
    path: str,
    openers: dict[str, Callable[[], _Metered]],
    refused: dict[str, str],
    depth: int,
) -> Iterator[Opened]:
    for name in sorted({*openers, *refused}):
        inner = f"{path}!/{name}"
        trick = refused.get(name) or _path_trick(name)
        if trick:
            yield Unopened(inner, trick)
            continue
        try:
            with _spool(openers[name]()) as member:
                yield from _expand(inner, member, _beside_in(openers, name), depth + 1)
        except RefusedError as error:
            yield Unopened(inner, error.reason)
        except BROKEN as error:
            yield Unopened(inner, _reason(error))


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
        with _spool(opener()) as member:
            return None if _size(member) > MAX_BESIDE else member.read()

    return beside


def _reason(error: BaseException) -> str:
    return (
        f"cannot be opened: {error}" if str(error) else f"cannot be opened: {type(error).__name__}"
    )
