"""What a guest may do with the files of its root, the same for all protocols.

`out` is read only. In `in` a guest makes, adds to, renames and removes; what is whole is never
changed. No name leads anywhere else: each folder on the way is opened relative to the one before
and never by a link, so that nothing can be put between the check and the use.

All that is refused is refused by an OSError whose `strerror` says why.
"""

import contextlib
import errno
import os
import stat
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple
from weakref import WeakSet

from madoguchi.carriage.files import Incoming, Outgoing, Writers
from madoguchi.carriage.guests import Guest
from madoguchi.carriage.names import plain_segment, unfinished
from madoguchi.carriage.quarters import Quarters

OUT, IN = "out", "in"
_DEEPEST, _MOST_LISTED, _MOST_OPEN = 32, 100_000, 200
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class How(NamedTuple):
    """How a file is opened for writing."""

    create: bool = True
    anew: bool = False
    only_new: bool = False


class Jail:
    """A guest's root. Paths are those of the protocols: "/" is the root itself."""

    def __init__(
        self,
        root: Path,
        quarters: Quarters,
        writers: Writers,
        welcome: Callable[[], bool] = lambda: True,
    ) -> None:
        self._root = root
        self.quarters = quarters
        self._writers = writers
        self._welcome = welcome
        self._renaming = threading.Lock()
        self._open: WeakSet[Incoming | Outgoing] = WeakSet()

    # -- reading -------------------------------------------------------------------------------

    def status(self, path: str) -> os.stat_result:
        parts = segments(path)
        if not parts:
            return self._root.stat()
        with self._folder(parts[:-1]) as folder:
            return _seen(parts[-1], folder)

    def listed(self, path: str) -> list[tuple[str, os.stat_result]]:
        """What lies in a folder: files and folders, nothing else, nothing hidden."""
        parts = segments(path)
        found = []
        with self._folder(parts) as folder, os.scandir(folder) as entries:
            for entry in entries:
                if not _admitted(entry.name) or (not parts and entry.name not in (IN, OUT)):
                    continue
                with contextlib.suppress(OSError):  # gone meanwhile, or no file
                    found.append((entry.name, _seen(entry.name, folder)))
                if len(found) > _MOST_LISTED:
                    raise OSError(errno.EFBIG, f"the folder has over {_MOST_LISTED:,} files")
        return sorted(found)

    def reading(self, path: str) -> Outgoing:
        parts = segments(path)
        if not parts:
            raise OSError(errno.EISDIR, "this is a folder")
        self._spare_handle()
        with self._folder(parts[:-1]) as folder, _clearly():
            opened = os.open(parts[-1], os.O_RDONLY | _FILE, dir_fd=folder)
        file = Outgoing(_regular(opened), joined(parts))
        self._open.add(file)
        return file

    # -- writing -------------------------------------------------------------------------------

    def writing(self, path: str, how: How) -> Incoming:
        """Open a file of `in`: one that is whole is only added to at its end."""
        parts = self._within(path)
        self._spare_handle()
        with self._folder(parts[:-1]) as folder:
            made = self._made(parts[-1], folder, how)
            flags = os.O_RDWR | _FILE
            with _clearly():
                opened = _regular(os.open(parts[-1], flags, dir_fd=folder), alone=True)
            free = made or unfinished(parts[-1])
            if how.anew:
                self._empty(opened, free=free)
        file = Incoming(opened, joined(parts), self.quarters, self._writers, free=free)
        self._open.add(file)
        return file

    def _spare_handle(self) -> None:
        """All connections of a guest together, so that none takes the last of the process."""
        if sum(not file.closed for file in list(self._open)) >= _MOST_OPEN:
            raise OSError(errno.EMFILE, f"at most {_MOST_OPEN} files are open at once")

    def _made(self, name: str, folder: int, how: How) -> bool:
        """Make the file where it is to be made; return whether it is new."""
        there = _exists(name, folder)
        if there and how.only_new:
            raise OSError(errno.EEXIST, "the file is here already")
        if there or not how.create:
            return False
        self.quarters.take_file()
        with _clearly(), contextlib.suppress(FileExistsError):
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FILE
            os.close(os.open(name, flags, 0o600, dir_fd=folder))
        return True

    def _empty(self, opened: int, *, free: bool) -> None:
        size = os.fstat(opened).st_size
        if size and not free:
            os.close(opened)
            raise OSError(errno.EEXIST, "a file of this name is here already; remove it first")
        if size:
            os.ftruncate(opened, 0)
            self.quarters.forget()

    def make_folder(self, path: str) -> None:
        parts = self._within(path)
        with self._folder(parts[:-1]) as folder, _clearly():
            if _exists(parts[-1], folder):
                raise OSError(errno.EEXIST, "this name is taken")
            self.quarters.take_file()
            os.mkdir(parts[-1], 0o700, dir_fd=folder)

    def remove(self, path: str) -> None:
        parts = self._within(path)
        with self._folder(parts[:-1]) as folder, _clearly():
            _seen(parts[-1], folder)
            os.unlink(parts[-1], dir_fd=folder)
        self.quarters.forget()

    def remove_folder(self, path: str) -> None:
        parts = self._within(path)
        with self._folder(parts[:-1]) as folder, _clearly():
            os.rmdir(parts[-1], dir_fd=folder)
        self.quarters.forget()

    def rename(self, path: str, to: str) -> int:
        """Give a file another name within `in`, never that of another; return its size."""
        old, new = self._within(path), self._within(to)
        with self._folder(old[:-1]) as here, self._folder(new[:-1]) as there, self._renaming:
            status = _seen(old[-1], here)
            if _exists(new[-1], there):
                raise OSError(errno.EEXIST, "a file of this name is here already; remove it first")
            # Whoever still writes to it would change what is whole from now on.
            self._writers.put_out(status)
            with _clearly():
                os.rename(old[-1], new[-1], src_dir_fd=here, dst_dir_fd=there)
        return status.st_size

    def date(self, path: str, modified: float) -> None:
        """Note when the sender's file was last changed."""
        parts = self._within(path)
        with self._folder(parts[:-1]) as folder, _clearly():
            _seen(parts[-1], folder)
            os.utime(parts[-1], (modified, modified), dir_fd=folder, follow_symlinks=False)

    # -- ways ----------------------------------------------------------------------------------

    def _within(self, path: str) -> list[str]:
        """The way of something inside `in`, to which a guest may do something."""
        parts = segments(path)
        if len(parts) < 2 or parts[0] != IN:
            raise OSError(errno.EACCES, "only what is inside the folder in may be changed")
        return parts

    @contextlib.contextmanager
    def _folder(self, parts: list[str]) -> Iterator[int]:
        if not self._welcome():
            raise OSError(errno.EACCES, "you are no guest of this office any more")
        if parts and parts[0] not in (IN, OUT):
            raise OSError(errno.ENOENT, "there is no such file or folder")
        opened = os.open(self._root, _FOLDER & ~os.O_NOFOLLOW)
        try:
            for part in parts:
                with _clearly():
                    inner = os.open(part, _FOLDER, dir_fd=opened)
                os.close(opened)
                opened = inner
            yield opened
        finally:
            os.close(opened)


class Jails:
    """The jails of a server's guests: all connections of a guest share one."""

    def __init__(self, spare: int, welcome: Callable[[str], bool] = lambda _name: True) -> None:
        self._spare = spare
        self._welcome = welcome
        self._lock = threading.Lock()
        self._jails: dict[Path, Jail] = {}

    def of(self, guest: Guest) -> Jail:
        for folder in (IN, OUT):
            (guest.root / folder).mkdir(0o700, parents=True, exist_ok=True)
        with self._lock:
            jail = self._jails.get(guest.root)
            if jail is None:
                quarters = Quarters(guest.root, guest.most_bytes, self._spare)
                welcome = partial(self._welcome, guest.name)
                jail = self._jails[guest.root] = Jail(guest.root, quarters, Writers(), welcome)
        jail.quarters.allow(guest.most_bytes)
        return jail


def segments(path: str) -> list[str]:
    """The way from the root that a protocol's path names; ".." ends at the root."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    if not all(map(_admitted, parts)):
        raise OSError(errno.EINVAL, "this name cannot be used: hidden, too long or unprintable")
    if len(parts) > _DEEPEST:
        raise OSError(errno.ENAMETOOLONG, f"folders are nested at most {_DEEPEST} deep")
    return parts


def joined(parts: list[str]) -> str:
    return "/" + "/".join(parts)


def _admitted(name: str) -> bool:
    return plain_segment(name) and not name.startswith(".")


def _seen(name: str, folder: int) -> os.stat_result:
    with _clearly():
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    if stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode):
        return status
    raise OSError(errno.ENOENT, "there is no such file or folder")


def _exists(name: str, folder: int) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _regular(opened: int, *, alone: bool = False) -> int:
    """The file, if it is one; `alone` where it must have no other name that it is changed by."""
    status = os.fstat(opened)
    if stat.S_ISREG(status.st_mode) and not (alone and status.st_nlink > 1):
        return opened
    os.close(opened)
    if stat.S_ISDIR(status.st_mode):
        raise OSError(errno.EISDIR, "this is a folder")
    raise OSError(errno.EACCES, "this is no ordinary file")


@contextlib.contextmanager
def _clearly() -> Iterator[None]:
    """Say in a guest's words what the system says of links and special files."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.ENXIO):
            raise OSError(errno.ENOENT, "there is no such file or folder") from None
        raise OSError(error.errno, error.strerror) from None
