"""Archives opened: what members a ZIP or tar file has, before any of them is read."""

import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from madoguchi.intake.beside import Member
from madoguchi.intake.bounds import MAX_MEMBERS, Budget, Metered, size_of, too_many

_TAIL = 1 << 16
_END, _END_64, _ENTRY = b"PK\x05\x06", b"PK\x06\x06", b"PK\x01\x02"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Members:
    """The members that can be read, and why others are not."""

    readable: dict[str, Member] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def names(self) -> list[str]:
        return sorted({*self.readable, *self.refused})

    def refusal(self, name: str) -> str:
        return self.refused.get(name) or _path_trick(name)


@contextmanager
def zip_members(stream: BinaryIO, budget: Budget) -> Iterator[Members]:
    """Open a ZIP file. Raises RefusedError where it has too many members."""
    _count_entries(stream)
    with zipfile.ZipFile(stream) as archive:
        members = Members()
        budget.open(len(archive.filelist))
        for info in archive.filelist:
            if not info.is_dir():
                members.readable[info.filename] = _zip_member(archive, info, budget)
        yield members


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Member:
    return Member(info.file_size, partial(_opened_zip, archive, info, budget))


def _opened_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Metered:
    return Metered(cast("BinaryIO", archive.open(info)), info.compress_size, budget)


def _count_entries(stream: BinaryIO) -> None:
    """Refuse a ZIP file of too many entries before all of them are read into memory.

    What the end of the file says of their number may be a lie; so their signatures are counted
    from where its directory can begin at the earliest, at most as many as are allowed.
    """
    size = size_of(stream)
    stream.seek(max(0, size - _TAIL - 22))
    tail = stream.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 22:
        stream.seek(0)
        return
    length = int.from_bytes(tail[end + 12 : end + 16], "little")
    larger = tail.rfind(_END_64, 0, end)
    if length == 0xFFFFFFFF and larger >= 0:
        length = int.from_bytes(tail[larger + 40 : larger + 48], "little")
    stream.seek(max(0, size - length - _TAIL - 22))
    count, before = 0, b""
    while chunk := stream.read(_CHUNK):
        count += (before + chunk).count(_ENTRY)
        before = chunk[-3:]
        if count > MAX_MEMBERS:
            raise too_many()
    stream.seek(0)


@contextmanager
def tar_members(stream: BinaryIO, budget: Budget) -> Iterator[Members]:
    """Open a tar file. Raises RefusedError where it has too many members."""
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        members = Members()
        for number, info in enumerate(archive, 1):
            if number > MAX_MEMBERS:
                raise too_many()
            if info.issparse():
                members.refused[info.name] = "a file with holes in an archive is not read"
            elif info.isfile():
                members.readable[info.name] = _tar_member(archive, info, budget)
            elif not info.isdir():
                members.refused[info.name] = "a link or device in an archive is not followed"
        budget.open(len(members.readable) + len(members.refused))
        yield members


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo, budget: Budget) -> Member:
    return Member(info.size, partial(_opened_tar, archive, info, budget))


def _opened_tar(archive: tarfile.TarFile, info: tarfile.TarInfo, budget: Budget) -> Metered:
    return Metered(cast("BinaryIO", archive.extractfile(info)), info.size, budget)


def _path_trick(name: str) -> str:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if ".." in parts or name.startswith(("/", "\\")) or "\x00" in name or name[1:2] == ":":
        return "the member's name leads outside its archive"
    return ""
