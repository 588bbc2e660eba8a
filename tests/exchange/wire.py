"""The line between two offices: a relay that can be cut, taken away, and put back."""

import contextlib
import os
import socket
import threading

OFFICE, WIRE = "127.0.0.2", "127.0.0.1"


def free_ports(count: int) -> list[int]:
    """Ports that are free at both ends."""
    with contextlib.ExitStack() as stack:
        found: list[int] = []
        while len(found) < count:
            near = stack.enter_context(socket.socket())
            near.bind((WIRE, 0))
            port = int(near.getsockname()[1])
            far = stack.enter_context(socket.socket())
            with contextlib.suppress(OSError):
                far.bind((OFFICE, port))
                found.append(port)
        return found


def free_range(count: int) -> tuple[int, int]:
    """Ports in a row that are free at both ends, the first and the last."""
    begin = 20_000 + os.getpid() * 16 % 9_000  # others may be looking at the same time
    for first in range(begin, 32_000, count):
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
            for port in range(first, first + count):
                for host in (WIRE, OFFICE):
                    stack.enter_context(socket.socket()).bind((host, port))
            return first, first + count - 1
    raise OSError("no ports are free")


class Wire:
    """Relays ports of the same numbers; `cut_after` so many bytes everything on it breaks once."""

    def __init__(self, ports: list[int]) -> None:
        self._ports = ports
        self._left: int | None = None
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._listeners: list[socket.socket] = []

    def up(self) -> None:
        for port in self._ports:
            listener = socket.create_server((WIRE, port))
            self._listeners.append(listener)
            threading.Thread(target=self._accept, args=(listener, port), daemon=True).start()

    def down(self) -> None:
        """Nobody answers from here on."""
        _shut(self._listeners)
        _shut(self._open)

    def cut_after(self, count: int) -> None:
        with self._lock:
            self._left = count

    def _accept(self, listener: socket.socket, port: int) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                try:
                    far = socket.create_connection((OFFICE, port))
                except OSError:  # the office is down: whoever calls hears nothing
                    near.close()
                    continue
                for one in (near, far):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with self._lock:
                    self._open += [near, far]
                for way in ((near, far), (far, near)):
                    threading.Thread(target=self._relay, args=way, daemon=True).start()

    def _relay(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65_536):
                with self._lock:
                    data, cut = self._metered(data)
                other.sendall(data)
                if cut:
                    _shut(self._open)
            other.shutdown(socket.SHUT_WR)

    def _metered(self, data: bytes) -> tuple[bytes, bool]:
        if self._left is None:
            return data, False
        data = data[: self._left]
        self._left -= len(data)
        cut = self._left <= 0
        if cut:
            self._left = None
        return data, cut


def _shut(sockets: list[socket.socket]) -> None:
    while sockets:
        one = sockets.pop()
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
