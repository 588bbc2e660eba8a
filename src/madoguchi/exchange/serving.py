"""The office's own servers for partners: SFTP, FTP with and without TLS, files over HTTPS."""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette

from madoguchi.archive import Archive
from madoguchi.carriage import (
    Doorkeeper,
    Event,
    FtpServer,
    Guest,
    House,
    Manner,
    SftpServer,
    certificate,
    files_app,
    host_key,
    public_line,
)
from madoguchi.errors import NotFoundError
from madoguchi.exchange.keeping import Partners
from madoguchi.exchange.log import Log
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.packages import MANIFEST, PACKAGES, SIGNATURE

_MOST_REFUSED, _HOUR = 200, 3600.0
_HOST_KEY, _TLS, _OWN_KEY = "host_ed25519", "tls.pem", "carriage_ed25519"


class PartnerGuests:
    """Partners as guests of our servers: whoever is agreed to come to us, asked anew each time."""

    def __init__(self, archive: Archive, quarters: Quarters) -> None:
        self._partners, self._quarters = Partners(archive), quarters

    def guest(self, name: str) -> Guest | None:
        try:
            partner = self._partners.partner(name)
        except NotFoundError:
            return None
        if partner.transport.where != "ours":
            return None
        self._quarters.tray(partner.id)
        self._quarters.inbox(partner.id)
        return Guest(
            name=partner.id,
            root=self._quarters.partner(partner.id),
            password=self._partners.password(partner.id),
            keys=partner.transport.keys,
            most_bytes=partner.transport.most_bytes,
        )


class Reporter:
    """Writes into the log what a partner's people want to know of a visit, not every step."""

    def __init__(self, archive: Archive) -> None:
        self._log = Log(archive)
        self._lock = threading.Lock()
        self._refused: deque[float] = deque(maxlen=_MOST_REFUSED)

    def __call__(self, event: Event) -> None:
        code, package = _code(event)
        if not code:
            return
        with self._lock:
            reason = event.reason
            if event.kind in ("refused", "denied"):
                if self._enough():
                    return
                if len(self._refused) == _MOST_REFUSED:
                    reason = f"{reason}; of more than {_MOST_REFUSED} an hour no more is written"
            self._log.put(
                code, event.guest, package=package, reason=reason,
                address=event.address, protocol=event.protocol,
            )  # fmt: skip

    def _enough(self) -> bool:
        """Whether as much was refused within the hour as is written down: strangers knock often."""
        now = time.monotonic()
        if len(self._refused) == _MOST_REFUSED and now - self._refused[0] < _HOUR:
            return True
        self._refused.append(now)
        return False


def _code(event: Event) -> tuple[str, str]:
    folder, _, rest = event.name.strip("/").partition("/")
    package = ""
    if rest.startswith(f"{PACKAGES}/") and rest.endswith(f"{MANIFEST}{SIGNATURE}"):
        package = rest.split("/")[1]
    if event.kind == "refused":
        return "sign-in-refused", ""
    if event.kind == "denied":
        return "denied", event.name[:200]
    if package and (folder, event.kind) in (("out", "handed"), ("in", "received")):
        return ("sent" if event.kind == "handed" else "fetched"), package
    return "", ""


def guest_house(archive: Archive, quarters: Quarters) -> House:
    """What the servers share: the guests, the doorkeeper, who is told of visits."""
    return House(PartnerGuests(archive, quarters), doorkeeper=Doorkeeper(), told=Reporter(archive))


def files_over_https(archive: Archive, quarters: Quarters) -> Starlette:
    """Return the application that serves the same folders over HTTPS."""
    return files_app(guest_house(archive, quarters))


class Serving:
    """The servers of `office.toml`, from `start` to `stop`."""

    def __init__(self, archive: Archive, quarters: Quarters) -> None:
        self._house = guest_house(archive, quarters)
        self._quarters = quarters
        self._stack = contextlib.ExitStack()

    def start(self, told: Callable[[str], None] = lambda _line: None) -> dict[str, int]:
        """Start what has a port; return the ports. Raises MadoguchiError."""
        wanted = self._quarters.office.servers
        keys = self._quarters.root / "keys"
        ports: dict[str, int] = {}
        if wanted.sftp >= 0:
            key = keys / _HOST_KEY
            host_key(key)
            server = SftpServer(self._house, wanted.host, wanted.sftp, key)
            ports["sftp"] = self._begin(server)
            told(f"SFTP on {wanted.host}:{ports['sftp']}, host key {host_key_line(key)}")
        for name, port, tls in (("ftp", wanted.ftp, False), ("ftps", wanted.ftps, True)):
            if port >= 0:
                manner = self._manner(keys, tls=tls)
                ports[name] = self._begin(FtpServer(self._house, wanted.host, port, manner))
                told(f"{name.upper()} on {wanted.host}:{ports[name]}")
        return ports

    def _begin(self, server: SftpServer | FtpServer) -> int:
        server.start()
        self._stack.callback(server.stop)
        return server.port

    def _manner(self, keys: Path, *, tls: bool) -> Manner:
        wanted = self._quarters.office.servers
        first, last = wanted.passive
        names = [wanted.public_address or wanted.host]
        return Manner(
            certificate=certificate(keys / _TLS, names) if tls else None,
            passive_ports=tuple(range(first, last + 1)) if last else (),
            outside=wanted.public_address,
        )

    def stop(self) -> None:
        self._stack.close()


def host_key_line(key: Path) -> str:
    """The public line of a host key, for partners to pin."""
    return public_line(key)


def own_host_key_line(quarters: Quarters) -> str:
    """The public line of our SFTP server's host key, "" while it has never been started."""
    key = quarters.root / "keys" / _HOST_KEY
    return public_line(key) if key.exists() else ""


def own_key_line(quarters: Quarters) -> str:
    """The public line of the key with which we enter partners' servers, made when missing."""
    key = quarters.root / "keys" / _OWN_KEY
    host_key(key)
    return public_line(key)
