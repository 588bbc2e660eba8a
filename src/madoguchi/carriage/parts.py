"""A file on its way to us: what has come lies beside it and says of which state it is.

`x.zip.part` has the bytes, `x.zip.part.json` the size and version of what they are of. Only what is
whole gets the name `x.zip`, and only after it is on the disk.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from madoguchi.carriage.places import Facts
from madoguchi.carriage.troubles import BrokenOffError, CarriageError, FullError

# What a partner brings never takes the last of the disk, on which the office's records lie too.
_SPARE = 1_000_000_000
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class _Of(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the bytes of a part are of."""

    name: str
    bytes: int
    version: str


class Part:
    """Where a file comes in; used as a context, which closes it."""

    def __init__(self, into: Path, name: str, facts: Facts) -> None:
        self._into = into
        self._path = into.with_name(f"{into.name}.part")
        self._note = into.with_name(f"{into.name}.part.json")
        self._of = _Of(name, facts.bytes, facts.version)
        self._file = -1
        self.start = self.have = 0

    def __enter__(self) -> "Part":
        with _told(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            going_on = self._noted() == self._of and self._size() <= self._of.bytes
            if not going_on:
                self.discard()
                self._note.write_bytes(msgspec.json.encode(self._of))
            flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            self._file = os.open(self._path, flags, 0o600)
            self.start = self.have = os.lseek(self._file, 0, os.SEEK_END)
        self._room()
        return self

    def __exit__(self, *reason: object) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def take(self, piece: bytes) -> None:
        """Add what has come. Raises FullError; CarriageError where it is more than was said."""
        if self.have + len(piece) > self._of.bytes:
            self.discard()
            raise BrokenOffError(
                f"{self._of.name} has more than the {self._of.bytes:,} bytes that were said; "
                "it is begun anew the next time"
            )
        with _told(self._path):
            rest = memoryview(piece)
            while rest:
                count = os.write(self._file, rest)
                rest = rest[count:]
                self.have += count

    def finish(self) -> None:
        """Give it its name once it is on the disk. Raises BrokenOffError where some is missing."""
        if self.have < self._of.bytes:
            raise BrokenOffError(
                f"{self._of.name} broke off after {self.have:,} of {self._of.bytes:,} bytes; "
                "the next try goes on there"
            )
        with _told(self._path):
            os.fsync(self._file)
            self._path.replace(self._into)
            self._note.unlink(missing_ok=True)
            _on_disk(self._into.parent)

    def discard(self) -> None:
        """Forget what has come: it cannot be right."""
        self._path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def _noted(self) -> _Of | None:
        try:
            return msgspec.json.decode(self._note.read_bytes(), type=_Of)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def _size(self) -> int:
        try:
            return self._path.lstat().st_size
        except FileNotFoundError:
            return 0

    def _room(self) -> None:
        wanted = self._of.bytes - self.have
        free = shutil.disk_usage(self._path.parent).free
        if wanted and free < wanted + _SPARE:
            self.__exit__()
            raise FullError(
                f"{self._of.name} needs {wanted:,} bytes, and the disk of {self._path.parent} has "
                f"{free:,} left; make room and try again"
            )


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = f"{path} cannot be written: {error.strerror or error}"
        if error.errno in _FULL:
            raise FullError(f"{said}; make room and try again, it goes on there") from None
        raise CarriageError(f"{said}; see to the folder and try again") from None


def _on_disk(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
