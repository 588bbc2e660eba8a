"""Our clients at other people's servers: Debian's vsftpd and OpenSSH's sshd, started here."""

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from carriage.street import free_ports, program, until
from madoguchi.carriage import (
    BrokenOffError,
    DeniedError,
    Place,
    StrangerError,
    carrier,
    certificate,
    host_key,
)

HERE = "127.0.0.3"
DATA = random.Random(10).randbytes(2_000_003)  # noqa: S311 - no secret


def listening(port: int) -> bool:
    """Seen in the kernel's table; asking the server itself would be a call that it counts."""
    wanted = f":{port:04X} 00000000:0000 0A"
    return wanted in Path("/proc/net/tcp").read_text()


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    folder = (
        Path(tempfile.gettempdir()) / f"madoguchi-carriage-{os.getpid()}"
    )  # other users must get there
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("files/out/公報", "files/in", "empty"):
        (folder / name).mkdir(parents=True)
    (folder / "files/out/公報/x 1.zip").write_bytes(DATA)
    (folder / "files/out/link").symlink_to("/etc/passwd")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def sshd(folder: Path) -> Iterator[Place]:
    found = program("sshd")
    if not found:
        pytest.skip("OpenSSH's sshd is not installed")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where it lives as root
    port = free_ports(1, HERE)[0]
    line = host_key(folder / "host_key")
    (folder / "authorized").write_text(host_key(folder / "our_key") + "\n")
    config = folder / "sshd_config"
    config.write_text(
        f"Port {port}\nListenAddress {HERE}\nHostKey {folder}/host_key\nPidFile none\n"
        f"AuthorizedKeysFile {folder}/authorized\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nPermitRootLogin yes\nSubsystem sftp internal-sftp\n"
    )
    server = subprocess.Popen([found, "-D", "-e", "-f", config], stderr=subprocess.DEVNULL)
    until(lambda: listening(port))
    user = os.environ.get("USER") or "root"
    yield Place(
        kind="sftp",
        host=HERE,
        port=port,
        user=user if os.getuid() else "root",
        key=str(folder / "our_key"),
        host_keys=(line,),
        folder=str(folder / "files"),
    )
    server.terminate()
    server.wait()


def vsftpd(folder: Path, tls: bool) -> Iterator[Place]:
    found = program("vsftpd")
    if not found or os.getuid() != 0:
        pytest.skip("vsftpd is not installed, or only root may start it with users of ours")
    port = free_ports(1, HERE)[0]
    pem = certificate(folder / "vsftpd.pem", [HERE])
    files = folder / "files"
    shutil.chown(files / "in", "ftp", "nogroup")
    config = folder / f"vsftpd-{tls}.conf"
    lines = {
        "listen": "YES",
        "listen_address": HERE,
        "listen_port": port,
        "background": "NO",
        "anonymous_enable": "YES",
        "no_anon_password": "NO",
        "anon_root": files,
        "write_enable": "YES",
        "anon_upload_enable": "YES",
        "anon_mkdir_write_enable": "YES",
        "anon_other_write_enable": "YES",
        "anon_world_readable_only": "NO",
        "secure_chroot_dir": folder / "empty",
        "ftp_username": "ftp",
        "seccomp_sandbox": "NO",
        "pasv_enable": "YES",
        "utf8_filesystem": "YES",
    }
    if tls:
        lines |= {
            "ssl_enable": "YES",
            "allow_anon_ssl": "YES",
            "force_anon_logins_ssl": "YES",
            "force_anon_data_ssl": "YES",
            "require_ssl_reuse": "YES",
            "rsa_cert_file": pem,
            "ssl_ciphers": "HIGH",
        }
    config.write_text("".join(f"{key}={value}\n" for key, value in lines.items()))
    server = subprocess.Popen([found, config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: listening(port) or server.poll() is not None)
    assert server.poll() is None, "vsftpd did not start"
    yield Place(
        kind="ftps" if tls else "ftp",
        host=HERE,
        port=port,
        user="anonymous",
        password="office@example.org",
        certificate=str(pem) if tls else "",
        patience=10,
    )
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def plain_ftp(folder: Path) -> Iterator[Place]:
    yield from vsftpd(folder, tls=False)


@pytest.fixture(scope="module")
def secure_ftp(folder: Path) -> Iterator[Place]:
    yield from vsftpd(folder, tls=True)


@pytest.mark.parametrize("server", ["sshd", "plain_ftp", "secure_ftp"])
def test_all_that_is_done_at_a_partners(
    request: pytest.FixtureRequest, folder: Path, tmp_path: Path, server: str
) -> None:
    place: Place = request.getfixturevalue(server)
    with carrier(place) as way:
        assert [(one.name, one.bytes) for one in way.listed("out")] == [("公報/x 1.zip", len(DATA))]
        assert way.fetch("out/公報/x 1.zip", tmp_path / "x.zip") == len(DATA)
        assert (tmp_path / "x.zip").read_bytes() == DATA

        stop = BrokenOffError("enough")

        def enough(_name: str, have: int, _size: int) -> None:
            if have > 500_000:
                raise stop

        with pytest.raises(BrokenOffError, match="enough"):
            way.fetch("out/公報/x 1.zip", tmp_path / "y.zip", enough)
        assert way.fetch("out/公報/x 1.zip", tmp_path / "y.zip") < len(DATA) - 400_000
        assert (tmp_path / "y.zip").read_bytes() == DATA

        name = f"in/{server}/第 1/x.zip"
        with pytest.raises(BrokenOffError, match="enough"):
            way.send(tmp_path / "x.zip", name, enough)
        assert not way.exists(name)
        assert way.send(tmp_path / "x.zip", name) <= len(DATA)
        assert way.send(tmp_path / "x.zip", name) == 0
        assert (folder / "files" / name).read_bytes() == DATA
        way.remove(name)
        assert not way.exists(name)
        assert way.listed(f"in/{server}") == []


def test_sshd_of_another_key(sshd: Place, tmp_path: Path) -> None:
    other = msgspec.structs.replace(sshd, host_keys=(host_key(tmp_path / "other"),))
    with pytest.raises(StrangerError), carrier(other):
        pass
    host_key(tmp_path / "not_ours")
    with (
        pytest.raises(DeniedError),
        carrier(msgspec.structs.replace(sshd, key=str(tmp_path / "not_ours"))),
    ):
        pass
