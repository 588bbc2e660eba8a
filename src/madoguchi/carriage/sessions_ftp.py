"""What an FTP client of a guest may ask for, command by command.

The library reads commands and moves bytes; names, files and permissions are the jail's. To be
imported without its warnings by `serving_ftp` alone.
"""

import errno
import os
import stat
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from OpenSSL import SSL
from pyftpdlib.exceptions import AuthenticationFailed, FilesystemError
from pyftpdlib.filesystems import AbstractedFS
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.log import logger

from madoguchi.carriage.files import Incoming, Outgoing
from madoguchi.carriage.guests import Guest, Visit
from madoguchi.carriage.jail import How, Jail, Jails, joined, segments
from madoguchi.carriage.names import unfinished
from madoguchi.carriage.reception import Reception
from madoguchi.carriage.transfers_ftp import PlainTransfer, TlsTransfer

_Found = TypeVar("_Found")
_IDLE, _UNKNOWN_IDLE = 300, 30
# Active connections are refused altogether: a server that connects to wherever it is told to is
# the bounce attack of RFC 2577. Links, modes and names of the server's choice are not our trade.
_REFUSED = ("PORT", "EPRT", "STOU", "SITE CHMOD")
_OLD = SSL.OP_NO_SSLv2 | SSL.OP_NO_SSLv3 | SSL.OP_NO_TLSv1 | SSL.OP_NO_TLSv1_1
# The errors for which FTP has an answer of its own: 552 (RFC 959, 4.2.2).
_FULL = (errno.ENOSPC, errno.EDQUOT)


class Shelves(AbstractedFS):  # type: ignore[misc]
    """The file system that a session sees. Its paths are the jail's own, never the disk's."""

    def __init__(self, root: str, session: Any) -> None:
        super().__init__(root, session)
        self.jail: Jail = session.jail
        self.visit: Visit = session.visit

    def ftp2fs(self, ftppath: str) -> str:
        return str(self.ftpnorm(ftppath))

    def fs2ftp(self, fspath: str) -> str:
        return fspath

    def validpath(self, path: str) -> bool:
        del path
        return True  # the jail says so of each path when it is used

    def realpath(self, path: str) -> str:
        return path

    def open(self, filename: str, mode: str) -> Incoming | Outgoing:
        if mode == "rb":
            return self._judged(filename, lambda: self.jail.reading(filename))
        how = How(create="r+" not in mode, anew="w" in mode)
        file = self._judged(filename, lambda: self.jail.writing(filename, how))
        if "a" in mode:
            file.seek(0, os.SEEK_END)
        return file

    def chdir(self, path: str) -> None:
        if not self.isdir(path):
            raise FilesystemError("there is no such folder")
        self.cwd = joined(segments(path))

    def listdir(self, path: str) -> list[str]:
        return [name for name, _ in self._judged(path, lambda: self.jail.listed(path))]

    def mkdir(self, path: str) -> None:
        self._judged(path, lambda: self.jail.make_folder(path))

    def rmdir(self, path: str) -> None:
        self._judged(path, lambda: self.jail.remove_folder(path))

    def remove(self, path: str) -> None:
        self._judged(path, lambda: self.jail.remove(path))
        self.visit.tell("removed", path)

    def rename(self, src: str, dst: str) -> None:
        size = self._judged(src, lambda: self.jail.rename(src, dst))
        if unfinished(src) and not unfinished(dst):
            self.visit.tell("received", dst, 0, size)

    def utime(self, path: str, timeval: float) -> None:
        self._judged(path, lambda: self.jail.date(path, timeval))

    def stat(self, path: str) -> os.stat_result:
        return self._judged(path, lambda: self.jail.status(path), quietly=True)

    lstat = stat

    def isfile(self, path: str) -> bool:
        return self._is(path, stat.S_ISREG)

    def isdir(self, path: str) -> bool:
        return self._is(path, stat.S_ISDIR)

    def lexists(self, path: str) -> bool:
        return self._is(path, bool)

    def islink(self, path: str) -> bool:
        del path
        return False

    def getsize(self, path: str) -> int:
        return self.stat(path).st_size

    def getmtime(self, path: str) -> float:
        return self.stat(path).st_mtime

    def get_user_by_uid(self, uid: int) -> str:
        del uid
        return "office"

    get_group_by_gid = get_user_by_uid

    def _is(self, path: str, kind: Callable[[int], bool]) -> bool:
        try:
            return kind(self.stat(path).st_mode)
        except FilesystemError:
            return False

    def _judged(self, path: str, work: Callable[[], _Found], *, quietly: bool = False) -> _Found:
        """Do it; what is refused is told and said in words."""
        try:
            return work()
        except OSError as error:
            reason = error.strerror or str(error)
            if not quietly and error.errno != errno.ENOENT:
                self.visit.denied(path, reason)
            raise FilesystemError(reason) from None


class Authorizer:
    """Whom the library asks who comes in; where they may go is the jail's to say."""

    def validate_authentication(self, username: str, password: str, session: Any) -> None:
        guest, wait = session.reception.by_password(username, password, session.remote_ip)
        session.auth_failed_timeout = wait
        if guest is None:
            raise AuthenticationFailed("wrong name or password")
        session.welcome(guest)

    def get_home_dir(self, username: str) -> str:
        del username
        return "/"

    def get_msg_login(self, username: str) -> str:
        del username
        return "Welcome. Fetch from out, send to in."

    def get_msg_quit(self, username: str) -> str:
        del username
        return "Goodbye."

    def get_perms(self, username: str) -> str:
        del username
        return "elradfmwT"

    def has_perm(self, username: str, perm: str, path: str | None = None) -> bool:
        del username, path
        return perm in "elradfmwT"

    def impersonate_user(self, username: str, password: str) -> None:
        """Nobody acts as anybody else."""

    def terminate_impersonation(self, username: str) -> None:
        """Nobody acts as anybody else."""


class Careful:
    """What both kinds of sessions share, before the library's own."""

    reception: Reception
    jails: Jails
    authorizer = Authorizer()
    abstracted_fs = Shelves
    banner = "Madoguchi"
    timeout = _UNKNOWN_IDLE
    max_login_attempts = 3
    unicode_errors = "surrogateescape"
    permit_foreign_addresses = False
    proto_cmds: ClassVar[dict[str, Any]]
    jail: Jail
    visit: Visit
    _counted = False

    def handle(self) -> None:
        session: Any = self
        self._counted = self.reception.door.enter(session.remote_ip)
        if self._counted:
            super().handle()  # type: ignore[misc]
        else:
            session.handle_max_cons_per_ip()

    def close(self) -> None:
        if self._counted:
            self._counted = False
            self.reception.door.leave(self.remote_ip)  # type: ignore[attr-defined]
        super().close()  # type: ignore[misc]

    def welcome(self, guest: Guest) -> None:
        session: Any = self
        self.timeout = _IDLE
        session._idler.cancel()  # noqa: SLF001 - it is set once, for those who are not known yet
        session._idler = session.ioloop.call_later(  # noqa: SLF001
            _IDLE, session.handle_timeout, _errback=session.handle_error
        )
        self.jail = self.jails.of(guest)
        self.visit = Visit("ftp", guest.name, session.remote_ip, self.reception.told)

    def ftp_STOR(self, file: str, mode: str = "w") -> Any:  # noqa: N802 - the library's names
        """Refuse at once what cannot be taken, with the answer that FTP has for it."""
        try:
            self.jail.quarters.take(0)
        except OSError as error:
            if error.errno not in _FULL:
                raise
            self.visit.denied(file, str(error.strerror))
            self.respond(f"552 {error.strerror}.")  # type: ignore[attr-defined]
            return None
        return super().ftp_STOR(file, mode)  # type: ignore[misc]

    def log_exception(self, instance: Any) -> None:
        """The trace to the log, but not the password that the library would show with it."""
        logger.exception("unhandled exception in %s", type(instance).__name__)


def _commands(known: dict[str, Any]) -> dict[str, Any]:
    return {name: what for name, what in known.items() if name not in _REFUSED}


class PlainSession(Careful, FTPHandler):  # type: ignore[misc]
    dtp_handler = PlainTransfer
    proto_cmds = _commands(FTPHandler.proto_cmds)


class TlsSession(Careful, TLS_FTPHandler):  # type: ignore[misc]
    dtp_handler = TlsTransfer
    proto_cmds = _commands(TLS_FTPHandler.proto_cmds)
    # In TLS 1.3 a server sends tickets after the handshake. A client that only sends never reads
    # them, its system then resets the connection at the end, and with it goes the end of the file.
    ssl_options = _OLD | SSL.OP_NO_TLSv1_3
