"""Places where files are fetched from and sent to: a partner's server, or a folder."""

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import msgspec

from madoguchi.errors import MadoguchiError

Kind = Literal["sftp", "ftp", "ftps", "https", "folder"]
Progress = Callable[[str, int, int], None]
_PORTS = {"sftp": 22, "ftp": 21, "ftps": 21, "https": 443, "folder": 0}


class Entry(NamedTuple):
    """A file at a place; the name is relative to the folder asked for."""

    name: str
    bytes: int
    modified: dt.datetime | None = None


class Facts(NamedTuple):
    """What the other side says of a file now; another `version` is another content."""

    bytes: int
    version: str
    modified: dt.datetime | None = None


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place as an operator writes it down.

    `key` is the path of our private key, `certificate` that of the PEM file which is trusted
    instead of what the system trusts. `host_keys` are lines as in a `.pub` file, or fingerprints.
    `url` leads to the folder of an HTTPS place, `folder` to that of any other one. After `patience`
    seconds without any sign of life the other side counts as gone.
    """

    kind: Kind
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    key: str = ""
    host_keys: tuple[str, ...] = ()
    certificate: str = ""
    url: str = ""
    folder: str = ""
    patience: float = 30.0

    def __repr__(self) -> str:
        """No password: places are shown in logs."""
        return f"Place({self.shown()})"

    def shown(self) -> str:
        if self.kind == "folder":
            return self.folder
        if self.kind == "https":
            return self.url
        return f"{self.kind}://{self.host}:{self.at_port()}/{self.folder.strip('/')}"

    def at_port(self) -> int:
        return self.port or _PORTS[self.kind]


def place(values: Mapping[str, object]) -> Place:
    """Return the place that a table of a TOML file describes. Raises MadoguchiError."""
    try:
        found = msgspec.convert(dict(values), Place)
    except msgspec.ValidationError as error:
        raise MadoguchiError(f"this is no place to carry files to: {error}") from None
    check(found)
    return found


def check(wanted: Place) -> None:
    """Raise MadoguchiError where something is missing; says what to write."""
    lacking = _lacking(wanted)
    if lacking:
        raise MadoguchiError(f"the place {wanted.shown()[:200]!r} cannot be used: {lacking}")


def _lacking(wanted: Place) -> str:
    if not 0 <= wanted.port < 1 << 16 or wanted.patience <= 0:
        return "port is 1 to 65535, patience is a number of seconds above 0"
    if wanted.kind == "folder":
        return "" if wanted.folder else "write the path of the folder as folder"
    if wanted.kind == "https":
        return _lacking_for_https(wanted)
    if not wanted.host or not wanted.user:
        return "write host and user"
    return _lacking_for_sftp(wanted) if wanted.kind == "sftp" else _unreadable(wanted.certificate)


def _lacking_for_https(wanted: Place) -> str:
    if urlsplit(wanted.url).scheme != "https" or not urlsplit(wanted.url).hostname:
        return "write the address of the folder as url, beginning with https://"
    return _unreadable(wanted.certificate)


def _lacking_for_sftp(wanted: Place) -> str:
    if not wanted.host_keys:
        return (
            "its host key is not known; ask the partner for it by another way than the network "
            'and write host_keys = ["ssh-ed25519 AAAA..."] or ["SHA256:..."]'
        )
    if not wanted.key and not wanted.password:
        return "write key (the path of our private key) or password"
    return _unreadable(wanted.key)


def _unreadable(path: str) -> str:
    return f"there is no file {path}" if path and not Path(path).is_file() else ""
