"""What lies beside a document: its drawings, page images, the same publication as PDF.

Such a file is held whole on its way to the archive, which keeps it as one value; so there is a
limit to what one file and one publication's files may have.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from madoguchi.errors import RefusedError
from madoguchi.intake.bounds import BROKEN, Metered, reason_of, spool

MAX_BESIDE = 96 * 1024 * 1024
MAX_TOGETHER = 96 * 1024 * 1024


class Beside(Protocol):
    """The files in the folder of a document."""

    def size(self, name: str) -> int | None:
        """Return how large the file of that name is, None where there is none."""

    def read(self, name: str) -> bytes:
        """Return a file that is there. Raises RefusedError where it cannot be read."""


class Nothing:
    """Answers of interfaces have no folder."""

    def size(self, name: str) -> int | None:  # noqa: ARG002 - nothing has any name
        return None

    def read(self, name: str) -> bytes:
        raise RefusedError(f"{name} is not there")


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A folder on the disk."""

    folder: Path

    def _file(self, name: str) -> Path:
        return self.folder / PurePosixPath(name).name

    def size(self, name: str) -> int | None:
        try:
            file = self._file(name)
            return file.stat().st_size if file.is_file() else None
        except (OSError, ValueError):
            return None

    def read(self, name: str) -> bytes:
        try:
            return self._file(name).read_bytes()
        except OSError as error:
            raise RefusedError(reason_of(error)) from None


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive: its size as the archive says, and how to read it."""

    size: int
    open: Callable[[], Metered]


@dataclass(frozen=True, slots=True)
class InArchive:
    """A folder inside an archive."""

    members: Mapping[str, Member]
    folder: PurePosixPath

    def _member(self, name: str) -> Member | None:
        return self.members.get(str(self.folder / PurePosixPath(name).name))

    def size(self, name: str) -> int | None:
        member = self._member(name)
        return member.size if member else None

    def read(self, name: str) -> bytes:
        member = self._member(name)
        if member is None or member.size > MAX_BESIDE:
            raise RefusedError(f"{name} is not there or too large")
        try:
            with spool(member.open()) as unpacked:
                return unpacked.read(MAX_BESIDE)
        except BROKEN as error:
            raise RefusedError(reason_of(error)) from None


def too_large(size: int, together: int) -> str:
    """Say why a file beside a document is left out, "" where it is not."""
    shown, limit = f"{size / (1 << 20):.0f} MB", f"{MAX_BESIDE >> 20} MB"
    if size > MAX_BESIDE:
        return f"{shown}, more than the {limit} that a file beside a document may have"
    if together + size > MAX_TOGETHER:
        limit = f"{MAX_TOGETHER >> 20} MB"
        return f"the files beside one document may have {limit} together"
    return ""
