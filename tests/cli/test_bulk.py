"""Bulk data by commands, against a server as it is started for the public."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import uvicorn

from bulk.offices import Office, files_below, long, publication
from cli.conftest import Run
from madoguchi.accounts import Accounts, ActorKind, Registration, agreements, make_token, register
from madoguchi.front import application_at
from madoguchi.model import Name, Right

TERMS = """
[[terms]]
id = "provider"
version = "1"
text = "Name the source."
collections = ["*"]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An office that received two weeks ago, and again last week."""
    office = Office(tmp_path / "office")
    office.receive(-14, *(long(n, 60_000) for n in range(1, 13)))
    office.receive(-7, publication(1, "改"), publication(30, right=Right.DESIGN))
    office.archive.close()
    return office.home


@pytest.fixture
def site(run: Run, home: Path) -> Iterator[str]:
    """The address of bulk data of a server over the office."""
    assert run("bulk", "make", "--week", "2026-W45", home=home).exit_code == 0
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    config = uvicorn.Config(application_at(home), port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}/bulk"
    server.should_exit = True
    thread.join(10)


def test_deliveries_are_made_and_listed(run: Run, home: Path) -> None:
    made = run("bulk", "make", "--week", "2026-W45", home=home)
    assert made.exit_code == 0, made.output
    assert made.output.splitlines() == [
        "jp-design/2026-W45: 1 records, 7 files",
        "jp-patent/2026-W44: 12 records, 7 files",
        "jp-patent/2026-W45: 1 records, 7 files",
    ]
    again = run("bulk", "make", "--week", "2026-W45", home=home)
    assert again.output == "Nothing is due.\n"
    back = run(
        "bulk", "make", "--week", "2026-W45", "--back", "--collection", "jp-design", home=home
    )
    assert back.output == "jp-design/back-14: 1 records, 7 files\n"
    listed = run("bulk", "list", home=home).output.splitlines()
    assert listed[1].startswith("jp-design/back-14  positions 1-14  1 records")
    assert listed[-1].startswith("digest over all manifests")
    told = msgspec.json.decode(run("bulk", "list", "--format", "json", home=home).output)
    assert [one["collection"] for one in told["collections"]] == ["jp-design", "jp-patent"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--week", "2026-47"), "write one as 2026-W47"),
        (("--week", "2026-W54"), "write one as 2026-W47"),
        (("--week", "2999-W01"), "is not over"),
        (("--collection", "jp-sheep"), "held: jp-design, jp-patent"),
        (("--part-size", "0"), "Invalid value"),
    ],
)
def test_what_cannot_be_made_is_said(
    run: Run, home: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run("bulk", "make", *arguments, home=home)
    assert done.exit_code != 0
    assert said in done.output


def test_an_empty_office_lists_nothing(run: Run, tmp_path: Path) -> None:
    assert run("bulk", "make", "--back", home=tmp_path / "new").output == "Nothing is due.\n"
    listed = run("bulk", "list", home=tmp_path / "new")
    assert listed.output.startswith("digest over all manifests  e3b0c442")


def test_a_mirror_is_kept_and_proved(run: Run, home: Path, site: str, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    done = run("bulk", "sync", site, mirror)
    assert done.exit_code == 0, done.output
    assert "jp-patent: complete up to position 14; 2 deliveries, 13 records" in done.output
    digest = run("bulk", "list", home=home).output.splitlines()[-1]
    assert done.output.splitlines()[-1] == digest
    again = run("bulk", "sync", site, mirror, "--verify")
    assert (again.exit_code, again.output) == (0, "\n".join(done.output.splitlines()[-3:]) + "\n")
    missing = run("bulk", "sync", site, mirror, "--collection", "jp-sheep")
    assert missing.exit_code == 1
    assert "it has jp-design, jp-patent" in missing.output


def test_an_incomplete_mirror_says_what_is_missing(
    run: Run, home: Path, site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madoguchi.cli.bulk._ATTEMPTS", 1)
    path = next((home / "bulk" / "jp-patent").rglob("*.jsonl.gz"))
    data = path.read_bytes()
    path.unlink()
    done = run("bulk", "sync", site, tmp_path / "mirror")
    assert done.exit_code == 1
    assert f"missing  jp-patent/{path.parent.name}/{path.name}" in done.output
    assert "jp-design: complete up to position" in done.output
    path.write_bytes(data)
    assert run("bulk", "sync", site, tmp_path / "mirror").exit_code == 0


def test_killed_again_and_again_it_becomes_complete(site: str, home: Path, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    program = str(Path(sys.executable).parent / "madoguchi")
    killed = 0
    for wait in (0.7, 0.8, 0.85, 0.9, 1.0):
        process = subprocess.Popen([program, "bulk", "sync", site, str(mirror), "--form", "xml"])
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    done = subprocess.run(
        [program, "bulk", "sync", site, str(mirror), "--form", "xml"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert killed
    offered = files_below(home / "bulk")
    for path, data in files_below(mirror).items():
        if not path.endswith(("index.json", "state.json")) and not path.startswith(".parts/"):
            assert data == offered[path]


def test_terms_are_accepted_on_paper_too(run: Run, home: Path, site: str, tmp_path: Path) -> None:
    (home / "bulk-terms.toml").write_text(TERMS)
    office = Office(home)
    accounts = Accounts(office.archive)
    wanted = Registration(kind=ActorKind.PROGRAM, names=(Name(name="Provider", lang="en"),))
    number = register(accounts, wanted, by="operator").number
    key = make_token(accounts, number, "bulk", 30, by="operator")
    refused = run("bulk", "sync", site, tmp_path / "mirror", "--key", key)
    assert refused.exit_code == 1
    assert "has not accepted the terms" in refused.output
    assert run("bulk", "accept", home=home).output == "provider  version 1  *\n"
    assert run("bulk", "accept", number, "wrong", home=home).exit_code == 1
    done = run("bulk", "accept", number, "provider", home=home)
    assert done.output == f"{number} has accepted provider, version 1\n"
    (agreed,) = agreements(accounts, number)
    assert (agreed.accepted.terms, agreed.by) == ("provider", "operator")
    assert run("bulk", "sync", site, tmp_path / "mirror", "--key", key).exit_code == 0
    assert run("bulk", "sync", site, tmp_path / "other").exit_code == 1
    office.archive.close()
