"""What nobody should be able to do at our servers, protocol by protocol."""

import asyncio
import base64
import contextlib
import ftplib
import http.client
import os
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncssh
import msgspec
import pytest

from carriage.street import BETWEEN, NETWORK, OURS, PASSWORD, Street, until
from madoguchi.carriage import (
    DeniedError,
    Guest,
    Strictness,
    carrier,
)
from madoguchi.errors import RefusedError


@pytest.fixture
def guest(guest: Guest) -> Guest:
    for name in ("out/whole.zip", "in/whole.zip", "in/half.part"):
        (guest.root / name).write_bytes(b"0123456789")
    (guest.root / "in/folder").mkdir()
    (guest.root / "in/link").symlink_to("/etc/passwd")
    (guest.root / "in/away").symlink_to("/etc")
    os.mkfifo(guest.root / "out/pipe")
    return guest


def unchanged(guest: Guest) -> None:
    assert (guest.root / "out/whole.zip").read_bytes() == b"0123456789"
    assert (guest.root / "in/whole.zip").read_bytes() == b"0123456789"
    assert sorted(one.name for one in (guest.root / "out").iterdir()) == ["pipe", "whole.zip"]


# -- FTP ---------------------------------------------------------------------------------------


@pytest.fixture
def ftp(street: Street, guest: Guest) -> Iterator[ftplib.FTP]:
    with ftplib.FTP(encoding="utf-8") as found:  # noqa: S321 - this is what is tested
        found.connect(OURS, street.servers["ftp"].port, 10)
        found.login(guest.name, PASSWORD)
        found.voidcmd("TYPE I")
        yield found


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("CWD ../../../../etc", "550"),
        ("CWD /in/away", "550"),
        ("CWD in/link", "550"),
        ("SIZE /etc/passwd", "550"),
        ("SIZE in/link", "550"),
        ("SIZE in/folder", "550"),
        ("MDTM in/away/passwd", "550"),
        ("MLST ../../etc/passwd", "550"),
        ("RETR ../../etc/passwd", "550"),
        ("RETR in/link", "550"),
        ("RETR out/pipe", "550"),
        ("RETR in\\..\\..\\etc\\passwd", "550"),
        ("STOR out/x", "550"),
        ("STOR x", "550"),
        ("STOR in/whole.zip", "550"),
        ("STOR in/.hidden", "550"),
        ("STOR in/a\x07b", "550"),
        ("STOR in/away/x", "550"),
        ("APPE out/whole.zip", "550"),
        ("DELE out/whole.zip", "550"),
        ("DELE in/link", "550"),
        ("DELE in/folder", "550"),
        ("RMD in", "550"),
        ("RMD out", "550"),
        ("MKD out/x", "550"),
        ("MKD ../x", "550"),
        ("RNFR in/link", "550"),
        ("STOU", "500"),
        ("SITE CHMOD 777 in/whole.zip", "500"),
        ("SITE EXEC id", "500"),
        ("MFMT 20200101000000 out/whole.zip", "550"),
        ("MFMT nonsense in/whole.zip", "550"),
        ("REST -1", "501"),
        ("REST 9999999999999999999999", "350"),
        ("PORT 127,0,0,1,200,1", "500"),
        ("EPRT |1|127.0.0.1|50000|", "500"),
        ("PASS again", "503"),
    ],
)
def test_ftp_refuses(ftp: ftplib.FTP, guest: Guest, line: str, code: str) -> None:
    ftp.putline(line)
    assert ftp.getmultiline()[:3] == code
    unchanged(guest)
    assert ftp.voidcmd("NOOP").startswith("200")


def test_ftp_renames_nothing_over_anything(ftp: ftplib.FTP, guest: Guest) -> None:
    for to in ("in/whole.zip", "out/x", "../x"):
        with pytest.raises(ftplib.error_perm):
            ftp.rename("in/half.part", to)
    unchanged(guest)


@pytest.mark.parametrize(
    ("command", "start"), [("RETR out/whole.zip", 11), ("STOR in/half.part", 11)]
)
def test_ftp_goes_not_on_behind_the_end(ftp: ftplib.FTP, command: str, start: int) -> None:
    ftp.sendcmd(f"REST {start}")
    ftp.putline(command)
    with pytest.raises(ftplib.error_perm, match="554"):
        ftp.getresp()


def test_ftp_changes_nothing_in_the_middle_of_what_is_whole(ftp: ftplib.FTP, guest: Guest) -> None:
    data = ftp.transfercmd("STOR in/whole.zip", 5)
    with contextlib.suppress(OSError):
        data.sendall(b"changed")
    data.close()
    with pytest.raises(ftplib.error_perm, match="552"):
        ftp.voidresp()
    unchanged(guest)


def test_ftp_connects_to_nobody_else(ftp: ftplib.FTP) -> None:
    """The bounce: the server is told to connect elsewhere, or another takes the transfer."""
    with socket.create_server((BETWEEN, 0)) as victim:
        victim.settimeout(0.3)
        port = victim.getsockname()[1]
        with pytest.raises(ftplib.error_perm, match="500"):
            ftp.sendcmd(f"PORT 127,0,0,1,{port >> 8},{port & 255}")
        with pytest.raises(TimeoutError):
            victim.accept()
    _, port = ftp.makepasv()
    with socket.create_connection((OURS, port), 5, source_address=("127.0.0.9", 0)) as thief:
        assert thief.recv(10) == b""
    assert "425" in ftp.getmultiline()


def test_ftp_lets_nobody_in_without_a_name(street: Street) -> None:
    with ftplib.FTP() as other:  # noqa: S321 - this is what is tested
        other.connect(OURS, street.servers["ftp"].port, 10)
        with pytest.raises(ftplib.error_perm, match="530"):
            other.login()
        with pytest.raises(ftplib.error_perm, match="530"):
            other.sendcmd("LIST")


def test_ftps_takes_no_password_and_no_file_in_the_clear(street: Street, guest: Guest) -> None:
    context = ssl.create_default_context(cafile=str(street.pem))
    with ftplib.FTP_TLS(context=context) as client:  # noqa: S321 - this is what is tested
        client.connect(OURS, street.servers["ftps"].port, 10)
        with pytest.raises(ftplib.error_perm, match="550 SSL/TLS required"):
            client.sendcmd(f"USER {guest.name}")
        client.login(guest.name, PASSWORD)
        with pytest.raises(ftplib.error_perm, match="550 SSL/TLS required"):
            client.sendcmd("PASV")


@pytest.mark.parametrize("kind", ["ftp", "ftps"])
def test_ftp_does_not_take_a_torn_connection_for_the_end(
    street: Street, guest: Guest, kind: str
) -> None:
    context = ssl.create_default_context(cafile=str(street.pem))
    client = ftplib.FTP_TLS(context=context) if kind == "ftps" else ftplib.FTP()  # noqa: S321 - as above
    with client:
        client.connect(OURS, street.servers[kind].port, 10)
        client.login(guest.name, PASSWORD)
        if isinstance(client, ftplib.FTP_TLS):
            client.prot_p()
        client.voidcmd("TYPE I")
        data = client.transfercmd("STOR in/torn.zip")
        data.sendall(b"x" * 1000)
        until(lambda: (guest.root / "in/torn.zip").stat().st_size == 1000)
        data.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        data.close()
        with pytest.raises(ftplib.error_temp, match="426"):
            client.voidresp()
    assert street.told("received", guest) == []


# -- SFTP --------------------------------------------------------------------------------------


def at_sftp(
    street: Street, guest: Guest, work: Callable[[asyncssh.SFTPClient], Awaitable[object]]
) -> object:
    async def run() -> object:
        async with (
            asyncssh.connect(
                OURS,
                street.servers["sftp"].port,
                username=guest.name,
                password=PASSWORD,
                known_hosts=None,
                config=None,
                client_keys=None,
                agent_path=None,
            ) as connection,
            connection.start_sftp_client() as client,
        ):
            return await work(client)

    return asyncio.run(run())


async def truncate(client: asyncssh.SFTPClient) -> None:
    await client.truncate("in/whole.zip", 0)


async def truncate_open(client: asyncssh.SFTPClient) -> None:
    async with client.open("in/whole.zip", "r+b") as file:
        await file.truncate(0)


async def overwrite(client: asyncssh.SFTPClient) -> None:
    async with client.open("in/whole.zip", "r+b") as file:
        await file.write(b"changed", 0)


async def far_behind(client: asyncssh.SFTPClient) -> None:
    async with client.open("in/half.part", "r+b") as file:
        await file.write(b"x", 10**15)


async def keep_open(client: asyncssh.SFTPClient) -> None:
    async with client.open("in/half.part", "r+b") as file:
        await client.rename("in/half.part", "in/done.zip")
        await file.write(b"changed", 0)


async def write_to_out(client: asyncssh.SFTPClient) -> None:
    async with client.open("out/whole.zip", "rb") as file:
        await client._handler.write(file.handle, 0, b"changed")


async def copy_over(client: asyncssh.SFTPClient) -> None:
    async with client.open("out/whole.zip", "rb") as one, client.open("in/whole.zip", "r+b") as two:
        await client._handler.copy_data(one.handle, 0, 0, two.handle, 0)


async def many(client: asyncssh.SFTPClient) -> None:
    for _ in range(100):
        await client.open("out/whole.zip", "rb")


ATTACKS: list[Callable[[asyncssh.SFTPClient], Awaitable[object]]] = [
    truncate, truncate_open, overwrite, far_behind, keep_open, write_to_out, copy_over, many,
    lambda c: c.symlink("/etc/passwd", "in/soft"),
    lambda c: c.link("in/whole.zip", "in/hard"),
    lambda c: c.readlink("in/link"),
    lambda c: c.posix_rename("in/half.part", "in/whole.zip"),
    lambda c: c.posix_rename("in/whole.zip", "/etc/x"),
    lambda c: c.rename("in/whole.zip", "../../x"),
    lambda c: c.setstat("out/whole.zip", asyncssh.SFTPAttrs(atime=1, mtime=1)),
    lambda c: c.chown("in/whole.zip", 0, 0),
    lambda c: c.stat("in/link"),
    lambda c: c.stat("in/away/passwd"),
    lambda c: c.stat(b"in/\xff"),
    lambda c: c.stat("in/" + "x" * 300),
    lambda c: c.stat("in" + "/x" * 40),
    lambda c: c.mkdir("out/x"),
    lambda c: c.remove("in/away/passwd"),
    lambda c: c.statvfs("/"),
    lambda c: c.open("out/pipe", "rb"),
    lambda c: c.open("in/folder", "rb"),
    lambda c: c.open("in/link", "ab"),
    lambda c: c.listdir("in/away"),
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_sftp_refuses(
    street: Street, guest: Guest, attack: Callable[[asyncssh.SFTPClient], Awaitable[object]]
) -> None:
    with pytest.raises(asyncssh.SFTPError):
        at_sftp(street, guest, attack)
    unchanged(guest)
    assert len(list((guest.root / "in").iterdir())) == 5
    assert (guest.root / "in/done.zip").exists() is (attack is keep_open)


def test_sftp_hides_what_leads_elsewhere(street: Street, guest: Guest) -> None:
    (guest.root / "in/.hidden").touch()

    async def look(client: asyncssh.SFTPClient) -> object:
        root = sorted(map(str, await client.listdir("/")))
        return root, sorted(map(str, await client.listdir("in"))), await client.realpath("in/../..")

    (guest.root / "secret").touch()
    assert at_sftp(street, guest, look) == (
        [".", "..", "in", "out"], [".", "..", "folder", "half.part", "whole.zip"], "/",
    )  # fmt: skip


def test_who_comes_again_takes_the_file_over(street: Street, guest: Guest) -> None:
    """The connection of before may look open for long; what it still writes goes nowhere."""

    async def twice(client: asyncssh.SFTPClient) -> object:
        old = await client.open("in/half.part", "r+b")
        new = await client.open("in/half.part", "r+b")
        await new.write(b"new", 10)
        with pytest.raises(asyncssh.SFTPError, match="taken this file over"):
            await old.write(b"old", 10)
        return None

    at_sftp(street, guest, twice)
    assert (guest.root / "in/half.part").read_bytes() == b"0123456789new"


def test_a_handle_left_open_by_a_lost_connection_is_no_whole_file(
    street: Street, guest: Guest
) -> None:
    async def lose(client: asyncssh.SFTPClient) -> object:
        file = await client.open("in/lost.zip", "wb")
        await file.write(b"half of it")
        return None

    at_sftp(street, guest, lose)
    at_sftp(street, guest, lambda client: client.listdir("out"))  # the first one is seen off by now
    assert (guest.root / "in/lost.zip").read_bytes() == b"half of it"
    assert street.told("received", guest) == []


# -- HTTPS -------------------------------------------------------------------------------------


def call(
    street: Street, guest: Guest, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    context = ssl.create_default_context(cafile=str(street.pem))
    connection = http.client.HTTPSConnection(
        OURS, street.servers["https"].port, context=context, timeout=10
    )
    shown = base64.b64encode(f"{guest.name}:{PASSWORD}".encode()).decode()
    sent = {"Authorization": f"Basic {shown}"}
    sent |= {key.replace("_", "-"): value for key, value in headers.items()}
    with contextlib.closing(connection):
        connection.request(method, f"/exchange/files{path}", body or None, sent)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/../../../etc/passwd", 404),
        ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404),
        ("GET", "/out/..%2f..%2f..%2fetc%2fpasswd", 404),
        ("GET", "/out/..%5c..%5cetc%5cpasswd", 400),
        ("GET", "/out/%00", 400),
        ("GET", "/out/%0a", 404),
        ("GET", "/out/%ff", 404),
        ("GET", "/in/link", 404),
        ("GET", "/in/away/", 404),
        ("GET", "/in/away/passwd", 404),
        ("GET", "/out/pipe", 403),
        ("GET", "/out", 404),
        ("GET", "/in/.hidden", 400),
        ("PUT", "/out/x", 403),
        ("PUT", "/x", 403),
        ("PUT", "/in/whole.zip", 409),
        ("PUT", "/in/x.part", 409),
        ("PUT", "/in/x/", 409),
        ("PUT", "/in/away/x", 404),
        ("PUT", "/in/link", 409),
        ("DELETE", "/out/whole.zip", 403),
        ("DELETE", "/in", 403),
        ("DELETE", "/in/link", 404),
        ("POST", "/in/x", 405),
        ("PATCH", "/in/whole.zip", 405),
    ],
)
def test_https_refuses(street: Street, guest: Guest, method: str, path: str, status: int) -> None:
    assert call(street, guest, method, path, b"x" if method == "PUT" else b"")[0] == status
    unchanged(guest)


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [
        ("bytes=2-4", 206, b"234"),
        ("bytes=2-", 206, b"23456789"),
        ("bytes=-3", 206, b"789"),
        ("bytes=-100", 206, b"0123456789"),
        ("bytes=5-100", 206, b"56789"),
        ("bytes=10-", 416, b"nothing is there\n"),
        ("bytes=-0", 416, b"nothing is there\n"),
        ("bytes=4-2", 200, b"0123456789"),
        ("bytes=0-1,3-4", 200, b"0123456789"),
        ("bytes=-", 200, b"0123456789"),
        ("lines=1-2", 200, b"0123456789"),
    ],
)
def test_https_ranges(street: Street, guest: Guest, asked: str, status: int, body: bytes) -> None:
    assert call(street, guest, "GET", "/out/whole.zip", Range=asked)[::2] == (status, body)
    tag = call(street, guest, "HEAD", "/out/whole.zip")[1]["ETag"]
    fit = call(street, guest, "GET", "/out/whole.zip", Range=asked, If_Range=tag)
    assert fit[::2] == (status, body)
    other = call(street, guest, "GET", "/out/whole.zip", Range=asked, If_Range='"other"')
    assert other[::2] == (200, b"0123456789")
    assert call(street, guest, "GET", "/out/whole.zip", If_None_Match=tag)[0] == 304


@pytest.mark.parametrize(
    ("span", "status"),
    [
        ("bytes 0-4/20", 202),
        ("bytes 11-12/20", 416),
        ("bytes 10-14/15", 201),
        ("bytes 4-0/5", 400),
        ("bytes 10-14/12", 400),
        ("bytes */20", 400),
        ("nonsense", 400),
        ("bytes 10-11/12", 400),
    ],
)
def test_https_adds_only_where_it_ends(
    street: Street, guest: Guest, span: str, status: int
) -> None:
    (guest.root / "in/y.zip.part").write_bytes(b"0123456789")
    answer = call(street, guest, "PUT", "/in/y.zip", b"abcde", Content_Range=span)
    assert answer[0] == status
    if status == 416:
        assert answer[1]["Content-Range"] == "bytes */10"
    assert (guest.root / "in/y.zip").exists() is (status == 201)


@pytest.mark.parametrize("shown", ["", "Basic", "Basic !!", "Basic eA==", "Bearer x", "Basic /w=="])
def test_https_asks_who_it_is(street: Street, guest: Guest, shown: str) -> None:
    status, headers, _ = call(street, guest, "GET", "/out/", Authorization=shown)
    assert status == 401
    assert headers["WWW-Authenticate"].startswith("Basic")


# -- guessing, and crowds ------------------------------------------------------------------------


def test_who_guesses_finds_all_doors_shut(tmp_path: Path) -> None:
    strict = Strictness(free=100, of_address=4, of_name=100)
    with Street(tmp_path, strict, "127.0.0.4") as street:
        guest = street.welcome(tmp_path / "guest")
        for kind in NETWORK:
            place = street.place(kind, guest)
            wrong = msgspec.structs.replace(place, password="guess", certificate=str(street.pem))
            with pytest.raises(DeniedError), carrier(wrong) as way:
                way.listed("out")
        for kind in NETWORK:
            with pytest.raises(DeniedError), carrier(street.place(kind, guest)) as way:
                way.listed("out")
        refused = [one for one in street.events if one.kind == "refused"]
        assert len(refused) == 8
        assert "too many" in refused[-1].reason
        assert street.told("login", guest) == []


def test_a_crowd_is_sent_away_and_the_others_are_served(tmp_path: Path) -> None:
    with Street(tmp_path, Strictness(of_one_address=10), "127.0.0.5") as street:
        guest = street.welcome(tmp_path / "guest")
        with contextlib.ExitStack() as crowd:
            for number in range(300):
                server = street.servers[("sftp", "ftp", "ftps")[number % 3]]
                one = socket.socket()
                crowd.enter_context(one)
                one.bind(("127.0.0.99", 0))
                one.connect(("127.0.0.5", server.port))
            for kind in NETWORK:
                with carrier(street.place(kind, guest)) as way:
                    assert way.listed("out") == []
            # Of those who only stand there no more than ten are let stand.
            until(lambda: street.house._door._inside.total() <= 10 + 4)
        until(lambda: street.house._door._inside.total() == 0)


def test_of_other_guests_nothing_is_seen(street: Street, guest: Guest, tmp_path: Path) -> None:
    other = street.welcome(tmp_path / "other")
    (other.root / "out/secret").write_bytes(b"x")
    for kind in NETWORK:
        with carrier(street.place(kind, guest)) as way:
            assert [one.name for one in way.listed("out")] == ["whole.zip"]
            with pytest.raises(RefusedError):
                way.size("out/../../other/out/secret")
