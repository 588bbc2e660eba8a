"""What an SFTP client of a guest may ask for, request by request."""

import asyncio
import contextlib
import errno
import os
from collections.abc import AsyncIterator, Iterator

import asyncssh

from madoguchi.carriage.files import Incoming, Outgoing
from madoguchi.carriage.guests import Visit
from madoguchi.carriage.jail import How, Jail, joined, segments
from madoguchi.carriage.names import unfinished

_LARGEST_READ = 1 << 18
_MOST_WAITING = 1 << 22
_BREATH, _PATIENCE = 0.002, 120.0
_MOST_OPEN = 64


class SftpSession(asyncssh.SFTPServer):
    """One SFTP session: everything goes by the jail, nothing of the library's touches files."""

    def __init__(
        self, channel: "asyncssh.SSHServerChannel[bytes]", jail: Jail, visit: Visit
    ) -> None:
        super().__init__(channel)
        self._jail = jail
        self._visit = visit
        self._open = 0

    # -- files ---------------------------------------------------------------------------------

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        del attrs  # who may read what is made is ours to say
        with self._judged(path) as name:
            if self._open >= _MOST_OPEN:
                raise OSError(errno.EMFILE, f"at most {_MOST_OPEN} files are open at once")
            found = self._opened(name, pflags)
            self._open += 1
            return found

    def _opened(self, name: str, pflags: int) -> Incoming | Outgoing:
        if not pflags & (asyncssh.FXF_WRITE | asyncssh.FXF_APPEND):
            return self._jail.reading(name)
        how = How(
            create=bool(pflags & asyncssh.FXF_CREAT),
            anew=bool(pflags & asyncssh.FXF_TRUNC),
            only_new=bool(pflags & asyncssh.FXF_EXCL),
        )
        return self._jail.writing(name, how)

    def open56(
        self, path: bytes, desired_access: int, flags: int, attrs: asyncssh.SFTPAttrs
    ) -> object:
        del path, desired_access, flags, attrs
        raise asyncssh.SFTPOpUnsupported("version 3 of the protocol is spoken here")

    async def read(self, file_obj: object, offset: int, size: int) -> bytes:
        """Read, and wait where the client asks for more than it takes off."""
        waited = 0.0
        while self.channel.get_write_buffer_size() > _MOST_WAITING:
            await asyncio.sleep(_BREATH)
            waited += _BREATH
            if waited > _PATIENCE:
                self.connection.abort()
        size = min(size, _LARGEST_READ)
        if isinstance(file_obj, Outgoing):
            return file_obj.part(offset, size)
        if isinstance(file_obj, Incoming):
            return os.pread(file_obj.fileno(), size, offset)
        raise asyncssh.SFTPInvalidHandle("this is no open file")

    async def write(self, file_obj: object, offset: int, data: bytes) -> int:
        if not isinstance(file_obj, Incoming):
            raise asyncssh.SFTPPermissionDenied("this file is open for reading only")
        await asyncio.sleep(0)  # whoever copies within one request lets others go on
        with self._judged(file_obj.name.encode()):
            return file_obj.put(offset, data)

    def close(self, file_obj: object) -> None:
        self._open -= 1
        if isinstance(file_obj, Outgoing) and file_obj.to_the_end():
            self._visit.tell("handed", file_obj.name, file_obj.start, file_obj.sent)
        if isinstance(file_obj, Incoming):
            self._close_incoming(file_obj)
        if isinstance(file_obj, Incoming | Outgoing):
            file_obj.close()

    def _close_incoming(self, file: Incoming) -> None:
        # The library closes files too where the client went away with them open: then nobody said
        # that they are whole. It has no word for that but this one.
        away = self.channel._recv_state != "open"  # noqa: SLF001
        if not away and not file.trouble and file.changed() and not unfinished(file.name):
            self._visit.tell("received", file.name, 0, file.size())

    def fsync(self, file_obj: object) -> None:
        if isinstance(file_obj, Incoming):
            os.fsync(file_obj.fileno())

    # -- what is said of them ------------------------------------------------------------------

    def stat(self, path: bytes) -> asyncssh.SFTPAttrs:
        with self._judged(path, quietly=True) as name:
            return _attributes(self._jail.status(name))

    def lstat(self, path: bytes) -> asyncssh.SFTPAttrs:
        return self.stat(path)

    def fstat(self, file_obj: object) -> asyncssh.SFTPAttrs:
        if not isinstance(file_obj, Incoming | Outgoing):
            raise asyncssh.SFTPInvalidHandle("this is no open file")
        return _attributes(os.fstat(file_obj.fileno()))

    def setstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        """Note the time; permissions stay ours, which clients ask to change without need."""
        with self._judged(path) as name:
            if attrs.size is not None or attrs.uid is not None or attrs.owner is not None:
                raise OSError(errno.EACCES, "size and owner of a file are not changed this way")
            if attrs.mtime is not None:
                self._jail.date(name, float(attrs.mtime))

    def lsetstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        self.setstat(path, attrs)

    def fsetstat(self, file_obj: object, attrs: asyncssh.SFTPAttrs) -> None:
        if not isinstance(file_obj, Incoming):
            raise asyncssh.SFTPPermissionDenied("this file is open for reading only")
        self.setstat(file_obj.name.encode(), attrs)

    async def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:
        with self._judged(path) as name:
            listed = self._jail.listed(name)
            here = _attributes(self._jail.status(name))
        for own in (b".", b".."):
            yield asyncssh.SFTPName(own, attrs=here)
        for entry, status in listed:
            yield asyncssh.SFTPName(entry.encode(), attrs=_attributes(status))

    def realpath(self, path: bytes) -> bytes:
        with self._judged(path, quietly=True) as name:
            return joined(segments(name)).encode()

    def format_user(self, uid: int | None) -> str:
        del uid
        return "office"

    def format_group(self, gid: int | None) -> str:
        del gid
        return "office"

    # -- changes -------------------------------------------------------------------------------

    def remove(self, path: bytes) -> None:
        with self._judged(path) as name:
            self._jail.remove(name)
            self._visit.tell("removed", joined(segments(name)))

    def mkdir(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        del attrs
        with self._judged(path) as name:
            self._jail.make_folder(name)

    def rmdir(self, path: bytes) -> None:
        with self._judged(path) as name:
            self._jail.remove_folder(name)

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        with self._judged(oldpath) as old, self._judged(newpath) as new:
            size = self._jail.rename(old, new)
            if unfinished(old) and not unfinished(new):
                self._visit.tell("received", joined(segments(new)), 0, size)

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        """As any rename here: what is whole is not written over."""
        self.rename(oldpath, newpath)

    def readlink(self, path: bytes) -> bytes:
        raise self._refused(path)

    def symlink(self, oldpath: bytes, newpath: bytes) -> None:
        del newpath
        raise self._refused(oldpath)

    def link(self, oldpath: bytes, newpath: bytes) -> None:
        del newpath
        raise self._refused(oldpath)

    def statvfs(self, path: bytes) -> asyncssh.SFTPVFSAttrs:
        del path
        raise asyncssh.SFTPOpUnsupported("how full our disks are is not told")

    def fstatvfs(self, file_obj: object) -> asyncssh.SFTPVFSAttrs:
        del file_obj
        raise asyncssh.SFTPOpUnsupported("how full our disks are is not told")

    def _refused(self, path: bytes) -> asyncssh.SFTPError:
        self._visit.denied(path.decode("utf-8", "replace"), "links are not made here")
        return asyncssh.SFTPPermissionDenied("links are neither made nor followed here")

    @contextlib.contextmanager
    def _judged(self, path: bytes, *, quietly: bool = False) -> Iterator[str]:
        """The path as text; what is refused is told, but for questions and what is not there."""
        name = path.decode("utf-8", "surrogateescape")
        try:
            yield name
        except OSError as error:
            if not quietly and error.errno != errno.ENOENT:
                self._visit.denied(name, error.strerror or str(error))
            raise


def _attributes(status: os.stat_result) -> asyncssh.SFTPAttrs:
    return asyncssh.SFTPAttrs(
        size=status.st_size,
        permissions=status.st_mode,
        atime=int(status.st_mtime),
        mtime=int(status.st_mtime),
        uid=0,
        gid=0,
        nlink=1,
    )
