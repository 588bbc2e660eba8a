"""A partner's SFTP server. The library works asynchronously, in a loop of this line's own."""

import contextlib
import datetime as dt
import posixpath
import stat
from collections import deque
from collections.abc import Coroutine, Generator, Iterator
from concurrent.futures import Future
from typing import Any, TypeVar

import asyncssh

from madoguchi.carriage.carrying import PIECE
from madoguchi.carriage.folders import Folders, bounded
from madoguchi.carriage.loops import Loop
from madoguchi.carriage.meeting_sftp import meet
from madoguchi.carriage.places import Entry, Facts, Place
from madoguchi.carriage.troubles import (
    BrokenOffError,
    CarriageError,
    DeniedError,
    FullError,
    TakenError,
)
from madoguchi.errors import NotFoundError

_Found = TypeVar("_Found")
_AHEAD = 12
_FULL = (asyncssh.FX_NO_SPACE_ON_FILESYSTEM, asyncssh.FX_QUOTA_EXCEEDED)
_MISSING = (asyncssh.FX_NO_SUCH_FILE, asyncssh.FX_NO_SUCH_PATH, asyncssh.FX_NOT_A_DIRECTORY)
_DENIED = (asyncssh.FX_PERMISSION_DENIED, asyncssh.FX_WRITE_PROTECT, asyncssh.FX_OP_UNSUPPORTED)


class SftpLine:
    """Reads and writes with many requests under way, so that distance does not slow it down."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._loop = Loop("madoguchi-sftp-client")
        self._connection: asyncssh.SSHClientConnection | None = None
        self._client: asyncssh.SFTPClient | None = None
        try:
            self._sftp()
        except BaseException:
            self.close()
            raise

    def entries(self, folder: str) -> Iterator[Entry]:
        folders = Folders()
        while folders:
            prefix = folders.next()
            path = posixpath.join(self._place.folder or ".", folder, prefix)
            for name in self._do(self._listed(path)):
                kind = stat.S_IFMT(name.attrs.permissions or 0)
                inner = prefix + _text(name.filename)
                if _text(name.filename) in (".", ".."):
                    continue
                if kind == stat.S_IFDIR:
                    folders.add(prefix, _text(name.filename))
                elif kind in (stat.S_IFREG, 0):
                    yield Entry(inner, name.attrs.size or 0, _modified(name.attrs))

    async def _listed(self, path: str) -> list[asyncssh.SFTPName]:
        names = []
        async for name in self._sftp_now().scandir(path):
            names.append(name)
            bounded(len(names))
        return names

    def facts(self, name: str) -> Facts | None:
        try:
            attrs = self._do(self._sftp().stat(self._at(name)))
        except NotFoundError:
            return None
        if stat.S_ISDIR(attrs.permissions or 0):
            return None
        return Facts(attrs.size or 0, f"{attrs.mtime or ''}", _modified(attrs))

    def read(self, name: str, start: int, facts: Facts) -> Generator[bytes, None, None]:
        file = self._do(_open(self._sftp(), self._at(name), "rb"))
        pending: deque[Future[bytes]] = deque()
        at = start
        try:
            while at < facts.bytes or pending:
                while at < facts.bytes and len(pending) < _AHEAD:
                    size = min(PIECE, facts.bytes - at)
                    pending.append(self._loop.begin(file.read(size, at)))
                    at += size
                wanted = min(PIECE, facts.bytes - start)
                piece = self._waited(pending.popleft())
                yield piece
                start += len(piece)
                if len(piece) < wanted:
                    return  # it became shorter; the caller counts
        finally:
            self._finish(file, list(pending))

    def append(self, name: str, start: int, total: int, pieces: Iterator[bytes]) -> None:
        del total
        path = self._at(name)
        self._folders(path)
        flags = asyncssh.FXF_WRITE | asyncssh.FXF_CREAT
        file = self._do(_open(self._sftp(), path, flags))
        pending: deque[Future[int]] = deque()
        try:
            for piece in pieces:
                if len(pending) >= _AHEAD:
                    self._waited(pending.popleft())
                pending.append(self._loop.begin(file.write(piece, start)))
                start += len(piece)
            while pending:
                self._waited(pending.popleft())
        finally:
            self._finish(file, list(pending))

    def _finish(self, file: asyncssh.SFTPClientFile, pending: list[Future[Any]]) -> None:
        for one in pending:
            one.cancel()
        # What matters was waited for above; a connection that is gone closes the file itself.
        with contextlib.suppress(asyncssh.Error, OSError, TimeoutError):
            self._loop.run(file.close(), self._place.patience)

    def _folders(self, path: str) -> None:
        folder = posixpath.dirname(path)
        missing = []
        while folder not in ("", "/") and not self._is_folder(folder):
            missing.append(folder)
            folder = posixpath.dirname(folder)
        for one in reversed(missing):
            self._do(self._sftp().mkdir(one))

    def _is_folder(self, path: str) -> bool:
        return self._do(self._sftp().isdir(path))

    def rename(self, name: str, to: str) -> None:
        self._do(self._sftp().rename(self._at(name), self._at(to)))

    def remove(self, name: str) -> None:
        self._do(self._sftp().remove(self._at(name)))

    def close(self) -> None:
        if self._connection:
            self._connection.abort()
            self._connection = None
        self._loop.stop()

    # -- the connection ------------------------------------------------------------------------

    def _sftp(self) -> asyncssh.SFTPClient:
        """The session, begun anew where the last one is gone."""
        if self._client is None or self._connection is None or self._connection.is_closed():
            self._connection = self._loop.run(meet(self._place))
            self._client = self._do(_begun(self._connection))
        return self._client

    def _sftp_now(self) -> asyncssh.SFTPClient:
        if self._client is None:
            raise BrokenOffError(f"{self._place.shown()} is no longer connected; try again")
        return self._client

    def _at(self, name: str) -> str:
        return posixpath.join(self._place.folder, name)

    def _do(self, work: Coroutine[Any, Any, _Found]) -> _Found:
        return self._waited(self._loop.begin(work))

    def _waited(self, future: "Future[_Found]") -> _Found:
        try:
            return future.result(self._place.patience)
        except TimeoutError:
            future.cancel()
            if self._connection:
                self._connection.abort()
            raise BrokenOffError(
                f"{self._place.shown()} said nothing for {self._place.patience:g} s; try again"
            ) from None
        except (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection) as error:
            raise BrokenOffError(f"{self._place.shown()} broke off: {error.reason}") from None
        except asyncssh.SFTPError as error:
            raise _said(self._place, error) from None
        except (asyncssh.Error, OSError) as error:
            raise BrokenOffError(f"{self._place.shown()} broke off: {error}") from None


async def _begun(connection: asyncssh.SSHClientConnection) -> asyncssh.SFTPClient:
    return await connection.start_sftp_client()


async def _open(client: asyncssh.SFTPClient, path: str, mode: str | int) -> asyncssh.SFTPClientFile:
    return await client.open(path, mode, encoding=None)


def _said(place: Place, error: asyncssh.SFTPError) -> CarriageError | NotFoundError:
    said = f"{place.shown()} says: {error.reason[:300]}"
    if error.code in _MISSING:
        return NotFoundError(said)
    if error.code in _FULL or any(word in error.reason for word in ("quota", "full", "space")):
        return FullError(f"{said}; the partner must make room")
    if error.code in _DENIED:
        return DeniedError(f"{said}; ask the partner for the permission")
    if error.code == asyncssh.FX_FILE_ALREADY_EXISTS or "already" in error.reason:
        return TakenError(said)
    return CarriageError(said)


def _text(name: str | bytes) -> str:
    return name if isinstance(name, str) else name.decode("utf-8", "surrogateescape")


def _modified(attrs: asyncssh.SFTPAttrs) -> dt.datetime | None:
    return None if attrs.mtime is None else dt.datetime.fromtimestamp(int(attrs.mtime), dt.UTC)
