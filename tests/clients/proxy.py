"""A proxy that leads the names of offices' hosts to a server here, so that clients run unchanged."""

import contextlib
import socket
import ssl
import threading
from pathlib import Path
from typing import NamedTuple

import trustme

HOSTS = ("ip-data.jpo.go.jp", "ops.epo.org", "api.uspto.gov")


class Proxy(NamedTuple):
    """Where it listens, and the file of the authority that vouches for the hosts' names."""

    port: int
    authority: Path

    def environment(self, home: Path) -> dict[str, str]:
        """What a client needs to come by here: nothing that its own documents do not name."""
        return {
            "HTTPS_PROXY": f"http://127.0.0.1:{self.port}",
            "HTTP_PROXY": f"http://127.0.0.1:{self.port}",
            "REQUESTS_CA_BUNDLE": str(self.authority),
            "SSL_CERT_FILE": str(self.authority),
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "PATH": "/usr/bin:/bin",
        }


def start(folder: Path, server: int) -> tuple[Proxy, socket.socket]:
    """Start a proxy to a server's port; it ends when its socket is closed."""
    authority = trustme.CA()
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*HOSTS).configure_cert(context)
    listening = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_accept, args=(listening, context, server), daemon=True).start()
    return Proxy(listening.getsockname()[1], path), listening


def _accept(listening: socket.socket, context: ssl.SSLContext, server: int) -> None:
    while True:
        try:
            client, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(client, context, server), daemon=True).start()


def _serve(client: socket.socket, context: ssl.SSLContext, server: int) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        part = client.recv(65536)
        if not part:
            client.close()
            return
        head += part
    with socket.create_connection(("127.0.0.1", server)) as behind:
        if head.startswith(b"CONNECT"):
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            try:
                client = context.wrap_socket(client, server_side=True)
            except (ssl.SSLError, OSError):
                return
        else:
            behind.sendall(_without_host(head))
        pumping = threading.Thread(target=_pump, args=(behind, client), daemon=True)
        pumping.start()
        _pump(client, behind)
        pumping.join(10)
    client.close()


def _without_host(head: bytes) -> bytes:
    """A plain request to a proxy names the host in its first line; a server wants the path."""
    line, _, rest = head.partition(b"\r\n")
    method, address, version = line.split(b" ")
    path = b"/" + address.partition(b"://")[2].partition(b"/")[2]
    return b" ".join((method, path, version)) + b"\r\n" + rest


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while part := source.recv(65536):
            target.sendall(part)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
