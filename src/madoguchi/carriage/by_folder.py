"""A folder of this machine: a disk carried by hand, or what another program synchronises."""

import contextlib
import datetime as dt
import errno
import os
import stat
from collections.abc import Generator, Iterator
from pathlib import Path

from madoguchi.carriage.places import Entry, Facts, Place
from madoguchi.carriage.troubles import (
    BrokenOffError,
    CarriageError,
    DeniedError,
    FullError,
    TakenError,
    UnreachableError,
)
from madoguchi.errors import NotFoundError

_PIECE = 1 << 20


class FolderLine:
    """Links are never followed: a disk of somebody else's may have any on it."""

    def __init__(self, place: Place) -> None:
        self._root = Path(place.folder)
        if not self._root.is_dir():
            raise UnreachableError(f"there is no folder {self._root}; is the disk mounted?")

    def entries(self, folder: str) -> Iterator[Entry]:
        with _told(self._root):
            yield from self._within(self._at(folder) if folder else self._root, "")

    def _within(self, folder: Path, prefix: str) -> Iterator[Entry]:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    yield from self._within(Path(entry.path), f"{name}/")
                elif entry.is_file(follow_symlinks=False):
                    status = entry.stat(follow_symlinks=False)
                    yield Entry(name, status.st_size, _modified(status))

    def facts(self, name: str) -> Facts | None:
        try:
            status = self._at(name).lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _said(self._root, error) from None
        if not stat.S_ISREG(status.st_mode):
            return None
        return Facts(status.st_size, str(status.st_mtime_ns), _modified(status))

    def read(self, name: str, start: int, facts: Facts) -> Generator[bytes, None, None]:
        del facts
        with _told(self._root):
            opened = os.open(self._at(name), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            with os.fdopen(opened, "rb", buffering=0) as file:
                file.seek(start)
                while piece := file.read(_PIECE):
                    yield piece

    def append(self, name: str, start: int, total: int, pieces: Iterator[bytes]) -> None:
        del total
        path = self._at(name)
        with _told(self._root):
            path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            with os.fdopen(os.open(path, flags, 0o644), "wb", buffering=0) as file:
                file.truncate(start)
                file.seek(start)
                for piece in pieces:
                    _write(file.fileno(), piece)
                os.fsync(file.fileno())

    def rename(self, name: str, to: str) -> None:
        if self.facts(to):
            raise TakenError(f"{self._at(to)} is there already; remove it first")
        with _told(self._root):
            self._at(name).rename(self._at(to))

    def remove(self, name: str) -> None:
        with _told(self._root):
            self._at(name).unlink()

    def close(self) -> None:
        """There is nothing to be closed."""

    def _at(self, name: str) -> Path:
        """The path of a name, none of whose folders is a link."""
        path = self._root
        for part in name.split("/")[:-1]:
            path /= part
            if path.is_symlink():
                raise DeniedError(f"{path} is a link, which is not followed; carry the files")
        return self._root / name


def _write(opened: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(opened, rest) :]


def _modified(status: os.stat_result) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(status.st_mtime), dt.UTC)


@contextlib.contextmanager
def _told(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _said(root, error) from None


def _said(root: Path, error: OSError) -> CarriageError | NotFoundError:
    said = f"{error.filename or root}: {error.strerror or error}"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FullError(f"{said}; make room and try again")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ELOOP):
        return DeniedError(f"{said}; see to the permissions of the folder")
    if error.errno == errno.ENOENT and root.is_dir():
        return NotFoundError(said)
    return BrokenOffError(f"{said}; is the disk still there?")
