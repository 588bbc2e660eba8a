"""The FTP server, with or without TLS: passive only, guests only, by the common jail."""

import logging
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from madoguchi.carriage.house import House
from madoguchi.errors import MadoguchiError

with warnings.catch_warnings():
    # The library stands on asyncore, which Python 3.12 no longer has and 3.11 warns of.
    warnings.simplefilter("ignore", DeprecationWarning)
    from pyftpdlib.ioloop import IOLoop
    from pyftpdlib.servers import FTPServer

    from madoguchi.carriage.sessions_ftp import PlainSession, TlsSession

_TICK = 0.2
# Without a handler the library would set up logging for itself, on the console.
logging.getLogger("pyftpdlib").addHandler(logging.NullHandler())


class Manner(msgspec.Struct, frozen=True, kw_only=True):
    """How FTP is spoken.

    With a `certificate` (a PEM file with its key) clients may ask for TLS, and with `only_tls`
    they must, for what they say and for what is carried. `passive_ports` are those that the
    firewall lets in, any where there are none. `outside` is the address that clients are told
    where the server stands behind a router.
    """

    certificate: Path | None = None
    only_tls: bool = True
    passive_ports: Sequence[int] = ()
    outside: str = ""


class FtpServer:
    """Serves from `start` to `stop`; `port` tells the port where 0 was asked for."""

    def __init__(self, house: House, host: str, port: int, manner: Manner) -> None:
        self._host, self.port = host, port
        self._details = {
            "reception": house.reception("ftp"),
            "jails": house.jails,
            "passive_ports": list(manner.passive_ports) or None,
            "masquerade_address": manner.outside or None,
            "tls_control_required": manner.only_tls,
            "tls_data_required": manner.only_tls,
            "certfile": str(manner.certificate) if manner.certificate else None,
        }
        self._handler: type[Any] = TlsSession if manner.certificate else PlainSession
        self._server: Any = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        # A class of its own for each server: the library keeps its settings there.
        handler = type("Session", (self._handler,), dict(self._details))
        loop = IOLoop()
        try:
            self._server = FTPServer((self._host, self.port), handler, ioloop=loop, backlog=100)
        except OSError as error:
            loop.close()
            raise MadoguchiError(
                f"the FTP server cannot listen at {self._host}:{self.port}: {error}"
            ) from None
        self._server.max_cons = 0  # the doorkeeper counts, for all servers at once
        self.port = self._server.address[1]
        self._stopping.clear()
        self._thread = threading.Thread(target=self._serve, name="madoguchi-ftp", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            self._server.ioloop.loop(timeout=_TICK, blocking=False)
        self._server.close_all()

    def stop(self) -> None:
        if self._thread:
            self._stopping.set()
            self._thread.join()
        self._server = self._thread = None
