"""Other people's programs at our servers: OpenSSH's sftp, curl, lftp."""

import random
import subprocess
from pathlib import Path

import pytest

from carriage.street import OURS, PASSWORD, Street, program
from madoguchi.carriage import Guest

DATA = random.Random(9).randbytes(3_000_001)  # noqa: S311 - no secret


def needed(name: str) -> str:
    found = program(name)
    if not found:
        pytest.skip(f"the program {name} is not installed")
    return found


def run(*words: str | Path, text: str = "", fine: bool = True) -> str:
    done = subprocess.run(
        [str(word) for word in words],
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = done.stdout + done.stderr
    assert (done.returncode == 0) is fine, said
    return said


class Sftp:
    def __init__(self, street: Street, guest: Guest, folder: Path) -> None:
        self._known = folder / "known_hosts"
        port = street.servers["sftp"].port
        self._known.write_text(f"[{OURS}]:{port} {street.host_key}\n")
        options = [f"UserKnownHostsFile={self._known}", "StrictHostKeyChecking=yes"]
        options += ["IdentitiesOnly=yes", "BatchMode=yes"]
        self._words: list[str | Path] = [needed("sftp"), "-F", "/dev/null", "-b", "-"]
        self._words += ["-i", street.ours, "-P", str(port)]
        self._words += [f"-o{option}" for option in options]
        self._target = f"{guest.name}@{OURS}"

    def __call__(self, *lines: str, fine: bool = True) -> str:
        return run(*self._words, self._target, text="\n".join(lines) + "\n", fine=fine)


@pytest.fixture
def sftp(street: Street, guest: Guest, tmp_path: Path) -> Sftp:
    return Sftp(street, guest, tmp_path)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "x.zip").write_bytes(DATA)
    return tmp_path


def test_openssh_gets_and_goes_on(sftp: Sftp, guest: Guest, here: Path) -> None:
    (guest.root / "out/公報 1.zip").write_bytes(DATA)
    said = sftp("ls -l out", f'get "out/公報 1.zip" {here}/came.zip')
    assert "3000001" in said
    assert "office" in said
    assert (here / "came.zip").read_bytes() == DATA
    (here / "half.zip").write_bytes(DATA[:1_000_000])
    sftp(f'reget "out/公報 1.zip" {here}/half.zip')
    assert (here / "half.zip").read_bytes() == DATA


def test_openssh_puts_and_goes_on(street: Street, sftp: Sftp, guest: Guest, here: Path) -> None:
    sftp("mkdir in/w", f"put -p {here}/x.zip in/w/x.zip.part", "rename in/w/x.zip.part in/w/x.zip")
    assert (guest.root / "in/w/x.zip").read_bytes() == DATA
    (guest.root / "in/half.zip").write_bytes(DATA[:1_000_000])
    sftp(f"reput {here}/x.zip in/half.zip")
    assert (guest.root / "in/half.zip").read_bytes() == DATA
    received = street.told("received", guest)
    assert [(one.name, one.bytes) for one in received] == [
        ("/in/w/x.zip", len(DATA)),
        ("/in/half.zip", len(DATA)),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "get /etc/passwd {here}/got",
        "get ../../../../../../etc/passwd {here}/got",
        "get out/link {here}/got",
        "get out/folder/passwd {here}/got",
        "put {here}/x.zip {here}/escaped",
        "put {here}/x.zip out/x.zip",
        "put {here}/x.zip in/whole.zip",
        "put {here}/x.zip in/.hidden",
        "rm out/whole.zip",
        "rename in/whole.zip out/y.zip",
        "rename out/whole.zip in/y.zip",
        "rename in/other.zip in/whole.zip",
        "rename in/whole.zip ../../other/in/y.zip",
        "symlink /etc/passwd in/link",
        "ln in/whole.zip in/hard.zip",
        "ln -s in/whole.zip in/soft.zip",
        "mkdir out/new",
        "rmdir in",
        "rm in/link",
        "chown 0 in/whole.zip",
        "cd out/folder",
        "df",
    ],
)
def test_openssh_is_refused(sftp: Sftp, guest: Guest, here: Path, line: str) -> None:
    for name in ("out/whole.zip", "in/whole.zip", "in/other.zip"):
        (guest.root / name).write_bytes(b"whole")
    (guest.root / "out/link").symlink_to("/etc/passwd")
    (guest.root / "in/link").symlink_to("/etc/passwd")
    (guest.root / "out/folder").symlink_to("/etc")
    sftp(line.format(here=here), fine=False)
    assert not (here / "got").exists()
    assert (guest.root / "in/whole.zip").read_bytes() == b"whole"
    assert sorted(one.name for one in (guest.root / "out").iterdir()) == [
        "folder", "link", "whole.zip",
    ]  # fmt: skip
    assert not (here / "escaped").exists()


def test_no_shell_and_no_forwarding(street: Street, guest: Guest, tmp_path: Path) -> None:
    known = tmp_path / "known"
    port = street.servers["sftp"].port
    known.write_text(f"[{OURS}]:{port} {street.host_key}\n")
    ssh: list[str | Path] = [needed("ssh"), "-F", "/dev/null", "-i", street.ours, "-p", str(port)]
    ssh += [f"-oUserKnownHostsFile={known}", "-oBatchMode=yes", "-oIdentitiesOnly=yes"]
    target = f"{guest.name}@{OURS}"
    run(*ssh, target, "id", fine=False)
    run(*ssh, "-W", f"{OURS}:{port}", target, fine=False)
    run(*ssh, "-oExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1", target, "true", fine=False)
    scp = [needed("scp"), "-O", *ssh[1:5], "-P", str(port), *ssh[7:]]
    run(*scp, f"{target}:out/x", tmp_path / "x", fine=False)


@pytest.mark.parametrize("kind", ["ftp", "ftps", "https"])
def test_curl_both_ways_and_on(street: Street, guest: Guest, here: Path, kind: str) -> None:
    curl: list[str | Path] = [needed("curl"), "-sS", "-f", "-u", f"{guest.name}:{PASSWORD}"]
    curl += ["--cacert", street.pem]
    base = f"{'ftp' if kind == 'ftps' else kind}://{OURS}:{street.servers[kind].port}"
    if kind == "ftps":
        curl.append("--ssl-reqd")
    if kind == "https":
        base += "/exchange/files"
    (guest.root / "out/a b.zip").write_bytes(DATA)
    assert "a b.zip" in run(*curl, f"{base}/out/")
    (here / "came.zip").write_bytes(DATA[:1_000_000])
    run(*curl, "-C", "-", "-o", here / "came.zip", f"{base}/out/a%20b.zip")
    assert (here / "came.zip").read_bytes() == DATA
    half = guest.root / ("in/y.zip.part" if kind == "https" else "in/y.zip")
    half.write_bytes(DATA[:2_000_000])
    on = "2000000" if kind == "https" else "-"
    run(*curl, "-C", on, "-T", here / "x.zip", f"{base}/in/y.zip")
    run(*curl, "-T", here / "x.zip", f"{base}/in/z.zip")
    run(*curl, "-T", here / "x.zip", f"{base}/in/z.zip", fine=False)
    run(*curl, "-T", here / "x.zip", f"{base}/out/z.zip", fine=False)
    run(*curl, "-o", here / "got", "--path-as-is", f"{base}/out/../../../etc/passwd", fine=False)
    assert (guest.root / "in/y.zip").read_bytes() == DATA
    assert (guest.root / "in/z.zip").read_bytes() == DATA


@pytest.mark.parametrize("kind", ["ftp", "ftps", "sftp"])
def test_lftp_mirrors_and_continues(street: Street, guest: Guest, here: Path, kind: str) -> None:
    lftp = needed("lftp")
    port = street.servers[kind].port
    for number in range(5):
        path = guest.root / f"out/week {number}/公報.zip"
        path.parent.mkdir()
        path.write_bytes(DATA[: 100_000 * number])
    (here / "mine").mkdir()
    (here / "mine/x.zip").write_bytes(DATA)
    known = here / "known"
    known.write_text(f"[{OURS}]:{port} {street.host_key}\n")
    scheme = "sftp" if kind == "sftp" else "ftp"
    commands = [
        f"set ssl:ca-file {street.pem}",
        f"set ftp:ssl-force {'yes' if kind == 'ftps' else 'no'}",
        f"set ftp:ssl-allow {'yes' if kind == 'ftps' else 'no'}",
        f'set sftp:connect-program "ssh -a -x -F /dev/null -oUserKnownHostsFile={known}"',
        "set net:max-retries 1; set net:timeout 10; set cmd:fail-exit yes",
        f"open -p {port} -u {guest.name},{PASSWORD.replace(' ', chr(92) + ' ')} {scheme}://{OURS}",
        f"mirror -c out {here}/mirrored",
        f"mirror -R -c {here}/mine in/theirs",
        f"get -c out/week\\ 4/公報.zip -o {here}/half.zip",
        "bye",
    ]
    (here / "half.zip").write_bytes(DATA[:200_000])
    run(lftp, "--norc", "-c", "; ".join(commands))
    assert (here / "mirrored/week 4/公報.zip").read_bytes() == DATA[:400_000]
    assert (here / "half.zip").read_bytes() == DATA[:400_000]
    assert (guest.root / "in/theirs/x.zip").read_bytes() == DATA
