"""A partner's FTP server, plain or over TLS; passive only."""

import contextlib
import datetime as dt
import ftplib
import itertools
import socket
import ssl
from collections.abc import Generator, Iterator

from madoguchi.carriage.folders import Folders, bounded
from madoguchi.carriage.listing_ftp import named, read_time, unix_line
from madoguchi.carriage.places import Entry, Facts, Place
from madoguchi.carriage.troubles import (
    BrokenOffError,
    CarriageError,
    DeniedError,
    FullError,
    StrangerError,
    TakenError,
    UnreachableError,
)
from madoguchi.errors import NotFoundError, RefusedError

_PIECE = 1 << 18
_LOGIN, _FULL, _MISSING = ("530", "532"), ("552", "452"), "550"
_NO_SUCH_COMMAND = ("500", "501", "502", "504")
_Failures = (ftplib.Error, OSError, EOFError)


class _Tls(ftplib.FTP_TLS):
    """FTP over TLS whose transfers show that they are of the same session (many servers ask so)."""

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int]:
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # noqa: S321 - secured below
        session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
        secured = self.context.wrap_socket(connection, server_hostname=self.host, session=session)
        return secured, size or 0


class FtpLine:
    """Speaks FTP; after anything that broke off it begins a new connection."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._ftp: ftplib.FTP | None = None
        self._folder = ""
        self._lists = True
        self._session()

    def entries(self, folder: str) -> Iterator[Entry]:
        folders = Folders()
        while folders:
            prefix = folders.next()
            for name, is_folder, size, modified in self._listed(f"{folder}/{prefix}".strip("/")):
                if not is_folder:
                    yield Entry(prefix + name, size, modified)
                else:
                    folders.add(prefix, name)

    def _listed(self, folder: str) -> list[tuple[str, bool, int, dt.datetime | None]]:
        path = self._at(folder)
        if self._lists:
            try:
                with self._told():
                    lines = self._lines(f"MLSD {path}")
            except _UnknownCommandError:
                self._lists = False
            else:
                return [found for line in lines if (found := named(line))]
        with self._told():
            lines = self._lines(f"LIST {path}")
        return [found for line in lines if (found := unix_line(line))]

    def _lines(self, command: str) -> list[str]:
        lines: list[str] = []

        def keep(line: str) -> None:
            lines.append(line)
            bounded(len(lines))

        try:
            self._session().retrlines(command, keep)
        except RefusedError:
            self.close()
            raise
        return lines

    def facts(self, name: str) -> Facts | None:
        path = self._at(name)
        try:
            with self._told():
                ftp = self._session()
                ftp.voidcmd("TYPE I")
                size = ftp.size(path)
        except NotFoundError:
            return None
        if size is None:
            return None
        modified = self._dated(path)
        return Facts(size, modified, read_time(modified))

    def _dated(self, path: str) -> str:
        """When it was changed, as the server says it; nothing where it does not say."""
        try:
            with self._told():
                return self._session().sendcmd(f"MDTM {path}")[4:].strip()
        except (NotFoundError, _UnknownCommandError):
            return ""

    def read(self, name: str, start: int, facts: Facts) -> Generator[bytes, None, None]:
        del facts
        with self._told():
            ftp = self._session()
            ftp.voidcmd("TYPE I")
            data = ftp.transfercmd(f"RETR {self._at(name)}", start or None)
            with self._carrying(data):
                while piece := data.recv(_PIECE):
                    yield piece
                _end(data)
            ftp.voidresp()

    def append(self, name: str, start: int, total: int, pieces: Iterator[bytes]) -> None:
        del total
        self._folders(name)
        command = "APPE" if start else "STOR"
        with self._told():
            ftp = self._session()
            ftp.voidcmd("TYPE I")
            data = ftp.transfercmd(f"{command} {self._at(name)}")
            with self._carrying(data):
                try:
                    for piece in pieces:
                        data.sendall(piece)
                except OSError:
                    self._heard(ftp, data)
                    raise
                _end(data)
            ftp.voidresp()

    @contextlib.contextmanager
    def _carrying(self, data: socket.socket) -> Iterator[None]:
        """After what did not end as it should the next answers would be taken for other ones."""
        try:
            with data:
                yield
        except BaseException:
            self.close()
            raise

    def _heard(self, ftp: ftplib.FTP, data: socket.socket) -> None:
        """Where sending ended early the server may have said why: that is what is raised."""
        data.close()
        with contextlib.suppress(OSError, EOFError):
            ftp.voidresp()

    def _folders(self, name: str) -> None:
        """Make the folders of a name that are not there; paths are whole, so one may go there."""
        parts = name.split("/")[:-1]
        paths = [self._at("/".join(parts[:end])) for end in range(len(parts), 0, -1)]
        missing = list(itertools.takewhile(lambda path: not self._is_folder(path), paths))
        for path in reversed(missing):
            with self._told():
                self._session().mkd(path)

    def _is_folder(self, path: str) -> bool:
        try:
            with self._told():
                self._session().cwd(path)
        except (NotFoundError, DeniedError):
            return False
        return True

    def rename(self, name: str, to: str) -> None:
        if self.facts(to):
            raise TakenError(f"{self._place.shown()} has {to} already")
        with self._told():
            self._session().rename(self._at(name), self._at(to))

    def remove(self, name: str) -> None:
        with self._told():
            self._session().delete(self._at(name))

    def close(self) -> None:
        if self._ftp:
            self._ftp.close()
        self._ftp = None

    # -- the connection ------------------------------------------------------------------------

    def _session(self) -> ftplib.FTP:
        if self._ftp is None:
            self._ftp = self._met()
        return self._ftp

    def _met(self) -> ftplib.FTP:
        place = self._place
        ftp = self._client()
        try:
            ftp.connect(place.host, place.at_port(), place.patience)
        except _Failures as error:
            ftp.close()
            raise UnreachableError(
                f"{place.shown()} is not reached: {str(error) or 'it hung up'}; try again later"
            ) from None
        try:
            return self._let_in(ftp)
        except BaseException:
            ftp.close()
            raise

    def _client(self) -> ftplib.FTP:
        if self._place.kind == "ftp":
            return ftplib.FTP(encoding="utf-8")  # noqa: S321 - the partner has nothing else
        return _Tls(context=context_for(self._place), encoding="utf-8")

    def _let_in(self, ftp: ftplib.FTP) -> ftplib.FTP:
        place = self._place
        try:
            ftp.login(place.user, place.password)
            if isinstance(ftp, ftplib.FTP_TLS):
                ftp.prot_p()
            ftp.set_pasv(True)
            # From where one is after coming in, whatever is done later.
            self._folder = f"{ftp.pwd().rstrip('/')}/{place.folder.strip('/')}".rstrip("/")
            if place.folder.startswith("/"):
                self._folder = place.folder.rstrip("/")
        except ssl.SSLError as error:
            raise _stranger(place, error) from None
        except ftplib.error_perm as error:
            raise DeniedError(
                f"{place.shown()} does not let {place.user} in: {str(error)[:200]}; see to name "
                "and password with the partner"
            ) from None
        except _Failures as error:
            raise UnreachableError(f"{place.shown()} broke off: {error}; try again later") from None
        return ftp

    def _at(self, name: str) -> str:
        return f"{self._folder}/{name}".rstrip("/") or "/"

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except ftplib.error_perm as error:
            raise self._said(str(error)) from None
        except ftplib.error_temp as error:
            self.close()
            said = f"{self._place.shown()} says: {str(error)[:300]}"
            if str(error)[:3] in _FULL:
                raise FullError(f"{said}; the partner must make room") from None
            raise BrokenOffError(f"{said}; try again") from None
        except (ftplib.Error, OSError, EOFError) as error:
            self.close()
            why = str(error) or type(error).__name__
            raise BrokenOffError(f"{self._place.shown()} broke off: {why}; try again") from None

    def _said(self, answer: str) -> CarriageError | NotFoundError:
        said = f"{self._place.shown()} says: {answer[:300]}"
        code, words = answer[:3], answer.lower()
        if code in _NO_SUCH_COMMAND:
            return _UnknownCommandError(said)
        if code in _FULL:
            return FullError(f"{said}; the partner must make room")
        if code == _MISSING and not any(one in words for one in ("permi", "denied", "only")):
            return TakenError(said) if "already" in words else NotFoundError(said)
        return DeniedError(f"{said}; ask the partner for the permission")


class _UnknownCommandError(CarriageError):
    """The server does not know this command."""


def context_for(place: Place) -> ssl.SSLContext:
    """What is trusted: the agreed certificate alone where there is one."""
    try:
        return ssl.create_default_context(cafile=place.certificate or None)
    except (ssl.SSLError, OSError) as error:
        raise CarriageError(
            f"{place.certificate} is no certificate in PEM form: {error}; ask the partner for it"
        ) from None


def _stranger(place: Place, error: ssl.SSLError) -> CarriageError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return StrangerError(
            f"{place.shown()} shows a certificate that is not the agreed one: "
            f"{error.verify_message}; nothing was sent. Ask the partner whether it changed"
        )
    return UnreachableError(f"{place.shown()}: TLS failed: {error.reason}; try again later")


def _end(data: socket.socket) -> None:
    """Say that the file ends here, so that it cannot be taken for one that was cut off."""
    if isinstance(data, ssl.SSLSocket):
        with contextlib.suppress(OSError):  # many servers close without a word
            data.unwrap()
