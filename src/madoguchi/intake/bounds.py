"""What is opened may not grow beyond reason: bounds on bytes, members and depth."""

import io
import lzma
import struct
import tarfile
import tempfile
import zipfile
import zlib
from typing import BinaryIO, cast

import zstandard

from madoguchi.errors import RefusedError

MAX_DEPTH = 4
MAX_RATIO = 250
MAX_RATIO_IN_ALL = 100
RATIO_COUNTS_FROM = 64 * 1024 * 1024
ALL_COUNTS_FROM = 512 * 1024 * 1024
# All members' names and places are held at once: about 200 MB at most.
MAX_MEMBERS = 200_000
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
    ValueError,
    KeyError,
    struct.error,
    MemoryError,
    OverflowError,
)


class Budget:
    """How much may be unpacked in all from one file on the disk, and of how many members."""

    def __init__(self, packed: int) -> None:
        self._left = max(ALL_COUNTS_FROM, packed * MAX_RATIO_IN_ALL)
        self._members = 4 * MAX_MEMBERS

    def spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            limit = MAX_RATIO_IN_ALL
            raise RefusedError(f"the whole file unpacks to more than {limit} times its size")

    def open(self, members: int) -> None:
        """Note an archive's members. Raises RefusedError where they are too many."""
        self._members -= members
        if members > MAX_MEMBERS:
            raise too_many()
        if self._members < 0:
            raise RefusedError(f"more than {4 * MAX_MEMBERS:,} members in archives of one file")


def too_many() -> RefusedError:
    return RefusedError(
        f"an archive with more than {MAX_MEMBERS:,} members is not opened; send it as several"
    )


class Metered(io.RawIOBase):
    """Reads on until a stream has grown beyond all reason against what it was made from."""

    def __init__(self, stream: BinaryIO, packed: int, budget: Budget) -> None:
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


def spool(stream: Metered) -> BinaryIO:
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


def size_of(stream: BinaryIO) -> int:
    place = stream.tell()
    size = stream.seek(0, io.SEEK_END)
    stream.seek(place)
    return size


def reason_of(error: BaseException) -> str:
    return (
        f"cannot be opened: {error}" if str(error) else f"cannot be opened: {type(error).__name__}"
    )
