"""The SFTP server: files of guests and nothing else; no shell, no forwarding, no scp."""

import asyncio
from pathlib import Path

import asyncssh

from madoguchi.carriage.guests import Guest, Visit
from madoguchi.carriage.house import House
from madoguchi.carriage.loops import Loop
from madoguchi.carriage.reception import Reception
from madoguchi.carriage.sessions_sftp import SftpSession
from madoguchi.errors import MadoguchiError

CIPHERS = [
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "chacha20-poly1305@openssh.com",
    "aes256-ctr",
    "aes128-ctr",
]
PACKET = 1 << 17
_WINDOW = 1 << 22
_LOGIN_SECONDS = 30
_SESSIONS = 8
_SILENT = 60  # after three questions at this distance without an answer the guest is gone


class SftpServer:
    """Serves from `start` to `stop`; `port` tells the port where 0 was asked for."""

    def __init__(self, house: House, host: str, port: int, host_key: Path) -> None:
        self._reception = house.reception("sftp")
        self._jails = house.jails
        self._host, self.port = host, port
        self._host_key = host_key
        self._loop: Loop | None = None
        self._acceptor: asyncssh.SSHAcceptor | None = None
        self._open: set[asyncssh.SSHServerConnection] = set()

    def start(self) -> None:
        loop = Loop("madoguchi-sftp")
        try:
            self._acceptor = loop.run(self._listen())
        except (OSError, asyncssh.KeyImportError) as error:
            loop.stop()
            raise MadoguchiError(
                f"the SFTP server cannot listen at {self._host}:{self.port}: {error}"
            ) from None
        self._loop = loop
        self.port = self._acceptor.get_port()

    def stop(self) -> None:
        if self._loop and self._acceptor:
            self._loop.run(self._close(self._acceptor))
            self._loop.stop()
        self._loop = self._acceptor = None

    async def _listen(self) -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            self._host,
            self.port,
            server_factory=lambda: Door(self._reception, self._open),
            sftp_factory=self._session,
            server_host_keys=[str(self._host_key)],
            config=None,
            encryption_algs=CIPHERS,
            compression_algs=["none"],
            login_timeout=_LOGIN_SECONDS,
            keepalive_interval=_SILENT,
            keepalive_count_max=3,
            agent_forwarding=False,
            x11_forwarding=False,
            allow_pty=False,
            allow_scp=False,
            line_editor=False,
            gss_host=None,
            server_version="Madoguchi",
            max_pktsize=PACKET,
            window=_WINDOW,
            backlog=100,
        )

    async def _close(self, acceptor: asyncssh.SSHAcceptor) -> None:
        acceptor.close()
        for connection in list(self._open):
            connection.abort()
        await acceptor.wait_closed()

    async def _session(self, channel: "asyncssh.SSHServerChannel[bytes]") -> asyncssh.SFTPServer:
        """Open the files of whoever the library says has proven to be a guest."""
        connection = channel.get_connection()
        count = connection.get_extra_info("sessions", 0) + 1
        connection.set_extra_info(sessions=count)
        name = connection.get_extra_info("username", "")
        guest = await asyncio.to_thread(self._reception.guest, name)
        if count > _SESSIONS or guest is None:
            connection.abort()
            raise asyncssh.SFTPConnectionLost("too many sessions in one connection")
        address = connection.get_extra_info("peername", ("",))[0]
        jail = await asyncio.to_thread(self._jails.of, guest)
        return SftpSession(channel, jail, Visit("sftp", name, address, self._reception.told))


class Door(asyncssh.SSHServer):
    """One connection until somebody is let in."""

    def __init__(
        self, reception: Reception, connections: set[asyncssh.SSHServerConnection]
    ) -> None:
        self._reception = reception
        self._connections = connections
        self._connection: asyncssh.SSHServerConnection | None = None
        self._address = ""
        self._inside = self._told = False
        self._unknown_key = ""

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self._address = conn.get_extra_info("peername", ("",))[0]
        self._inside = self._reception.door.enter(self._address)
        if not self._inside:
            conn.abort()
            return
        self._connections.add(conn)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._inside:
            self._reception.door.leave(self._address)
        if self._unknown_key:
            self._reception.turn_away(self._unknown_key, self._address, "no authorised key")
        if self._connection:
            self._connections.discard(self._connection)

    def begin_auth(self, username: str) -> bool:
        del username
        return True  # nobody comes in without showing something

    def password_auth_supported(self) -> bool:
        return True

    async def validate_password(self, username: str, password: str) -> bool:
        guest, wait = await asyncio.to_thread(
            self._reception.by_password, username, password, self._address
        )
        await asyncio.sleep(wait)
        self._told = guest is not None
        return guest is not None

    def public_key_auth_supported(self) -> bool:
        return True

    async def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Called before the client proves that it has the key, so nothing is told yet."""
        guest = await asyncio.to_thread(self._reception.guest, username)
        known = guest is not None and _authorised(guest, key)
        self._unknown_key = "" if known else username
        return known

    def auth_completed(self) -> None:
        self._unknown_key = ""
        if self._connection and not self._told:
            name = self._connection.get_extra_info("username", "")
            self._reception.let_in(name, self._address)


def _authorised(guest: Guest, key: asyncssh.SSHKey) -> bool:
    for line in guest.keys:
        try:
            if asyncssh.import_public_key(line).public_data == key.public_data:
                return True
        except asyncssh.KeyImportError:
            continue
    return False
