"""All our servers on one street, a guest for each test, and a proxy that cuts lines."""

import contextlib
import itertools
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import msgspec
import uvicorn
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.routing import Mount

from madoguchi.carriage import (
    Doorkeeper,
    Event,
    FtpServer,
    Guest,
    House,
    Manner,
    Place,
    SftpServer,
    Strictness,
    certificate,
    files_app,
    host_key,
    public_line,
)
from madoguchi.carriage.places import Kind

KINDS: tuple[Kind, ...] = ("sftp", "ftp", "ftps", "https", "folder")
NETWORK: tuple[Kind, ...] = ("sftp", "ftp", "ftps", "https")
# Our servers stand at one address of this machine, the proxy that cuts lines at another.
OURS, BETWEEN = "127.0.0.2", "127.0.0.1"
PASSWORD = "correct horse battery"
HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
LENIENT = Strictness(
    connections=2000, of_one_address=2000, of_address=10_000, of_name=10_000, free=10_000
)


class Registry:
    """Guests by name, as the exchange will keep them."""

    def __init__(self) -> None:
        self.known: dict[str, Guest] = {}

    def guest(self, name: str) -> Guest | None:
        return self.known.get(name)


class Server(Protocol):
    port: int

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Https:
    """The application behind a server that speaks TLS."""

    def __init__(self, house: House, host: str, pem: Path) -> None:
        app = Starlette(routes=[Mount("/exchange/files", files_app(house))])
        config = uvicorn.Config(
            app, host, 0, ssl_certfile=pem, ssl_keyfile=pem, log_level="error", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self.port = 0

    def start(self) -> None:
        self._thread.start()
        until(lambda: self._server.started)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]

    def stop(self) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(10)


def until(holds: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.005)


def free_ports(count: int, host: str = OURS) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((host, 0))
        return [one.getsockname()[1] for one in sockets]


class Street:
    """The servers of an office."""

    def __init__(self, home: Path, strictness: Strictness = LENIENT, host: str = OURS) -> None:
        self.home = home
        self.host = host
        self.registry = Registry()
        self.events: list[Event] = []
        self.passive = free_ports(6, host)
        self.house = House(
            self.registry, doorkeeper=Doorkeeper(strictness), told=self.events.append, spare=1000
        )
        self.host_key = host_key(home / "host_key")
        self.pem = certificate(home / "office.pem", [host, BETWEEN, "localhost"])
        self.ours = home / "our_key"
        host_key(self.ours)
        self._numbers = itertools.count(1)
        self.servers: dict[str, Server] = {
            "sftp": SftpServer(self.house, host, 0, home / "host_key"),
            "ftp": FtpServer(
                self.house, host, 0, Manner(only_tls=False, passive_ports=self.passive[:3])
            ),
            "ftps": FtpServer(
                self.house, host, 0, Manner(certificate=self.pem, passive_ports=self.passive[3:])
            ),
            "https": Https(self.house, host, self.pem),
        }

    def __enter__(self) -> "Street":
        for server in self.servers.values():
            server.start()
        return self

    def __exit__(self, *reason: object) -> None:
        for server in self.servers.values():
            server.stop()

    def welcome(self, root: Path, most_bytes: int = 10**12) -> Guest:
        for folder in ("in", "out"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        guest = Guest(
            name=f"office-{next(self._numbers)}",
            root=root,
            password=HASHED,
            keys=(public_line(self.ours),),
            most_bytes=most_bytes,
        )
        self.registry.known[guest.name] = guest
        return guest

    def place(self, kind: Kind, guest: Guest, host: str = "", port: int = 0) -> Place:
        host = host or self.host
        if kind == "folder":
            return Place(kind="folder", folder=str(guest.root))
        port = port or self.servers[kind].port
        common = Place(
            kind=kind, host=host, port=port, user=guest.name, password=PASSWORD, patience=10
        )
        if kind == "sftp":
            return msgspec.structs.replace(common, host_keys=(self.host_key,))
        if kind == "https":
            url = f"https://{host}:{port}/exchange/files"
            return msgspec.structs.replace(common, url=url, certificate=str(self.pem))
        return msgspec.structs.replace(common, certificate=str(self.pem))

    def told(self, kind: str, guest: Guest) -> list[Event]:
        return [one for one in self.events if one.kind == kind and one.guest == guest.name]

    @contextlib.contextmanager
    def cut(self, kind: Kind, guest: Guest, after: int) -> Iterator[Place]:
        """The place by a line that is cut after so many bytes in all."""
        ports = [self.servers[kind].port]
        if kind in ("ftp", "ftps"):
            ports += self.passive[:3] if kind == "ftp" else self.passive[3:]
        with Scissors(self.host, ports, after) as between:
            yield self.place(kind, guest, BETWEEN, between.port)


class Scissors:
    """A proxy: the first port at one of its own, the others at the same; cuts all of them."""

    def __init__(self, host: str, ports: list[int], after: int) -> None:
        self._host = host
        self._left = after
        self._sockets: list[socket.socket] = []
        self._listeners = [socket.create_server((BETWEEN, 0), reuse_port=False)]
        self._listeners += [socket.create_server((BETWEEN, port)) for port in ports[1:]]
        self.port = self._listeners[0].getsockname()[1]
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._accept, args=(listener, port), daemon=True)
            for listener, port in zip(self._listeners, ports, strict=True)
        ]

    def __enter__(self) -> "Scissors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._cut()

    def _cut(self) -> None:
        for one in [*self._listeners, *self._sockets]:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self, listener: socket.socket, port: int) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection((self._host, port))
                self._sockets += [near, far]
                for way in ((near, far), (far, near)):
                    threading.Thread(target=self._relay, args=way, daemon=True).start()

    def _relay(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(16_384):
                with self._lock:
                    data = data[: max(self._left, 0)]
                    self._left -= len(data)
                other.sendall(data)
                if self._left <= 0:
                    self._cut()
            other.shutdown(socket.SHUT_WR)


def program(name: str) -> str:
    return shutil.which(name, path="/usr/bin:/usr/sbin:/bin:/sbin:/usr/local/bin") or ""
