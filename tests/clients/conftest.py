"""Programs that other people wrote for offices' interfaces, run as they are against this server.

Each is installed in an environment of its own below `.clients`; `make setup` makes them.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clients import proxy
from madoguchi.accounts import Accounts, ActorKind, Registration, make_token, register
from madoguchi.accounts import set_plan as put_on_plan
from madoguchi.archive import Archive
from madoguchi.model import Name

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(__file__).parent / "scripts"


class Office(NamedTuple):
    """A data directory with the sample office, and a program with a key."""

    home: Path
    number: str
    key: str


class Running(NamedTuple):
    """A server, and the proxy that leads the offices' names to it."""

    port: int
    proxy: proxy.Proxy
    office: Office


def interpreter(name: str) -> Path:
    """The Python of a clients' environment; skips where it was not made."""
    path = ROOT / ".clients" / name / "bin" / "python"
    if not path.exists():
        pytest.skip(f"the clients in .clients/{name} are not installed; run make setup")
    return path


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("clients")
    home = folder / "office"
    for words in (
        ["sample", str(folder / "sample")],
        ["--home", str(home), "load", str(folder / "sample")],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "madoguchi", *words], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    return enrolled(home)


def enrolled(home: Path, plan: str = "unlimited") -> Office:
    """An office with one more program, on a plan."""
    archive = Archive.at(home)
    accounts = Accounts(archive)
    wanted = Registration(kind=ActorKind.PROGRAM, names=(Name(name="Client"),))
    actor = register(accounts, wanted, by="test")
    put_on_plan(accounts, actor.number, plan, by="test")
    key = make_token(accounts, actor.number, "test", 1, by="test")
    archive.close()
    return Office(home, actor.number, key)


@pytest.fixture
def running(office: Office, tmp_path: Path) -> Iterator[Running]:
    with serving(office, tmp_path) as found:
        yield found


class serving:  # noqa: N801 - read as a verb
    """A freshly started server for an office, until the block ends."""

    def __init__(self, office: Office, folder: Path) -> None:
        self._office, self._folder = office, folder

    def __enter__(self) -> Running:
        port = _free_port()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "madoguchi", "--home", str(self._office.home), "serve",
             "--port", str(port)],
            stdout=subprocess.DEVNULL, env={**os.environ},
        )  # fmt: skip
        _wait(port, self._process)
        led, self._listening = proxy.start(self._folder, port)
        return Running(port, led, self._office)

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self._process.terminate()
        self._process.wait(20)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the server ended"
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not start")


Script = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path) -> Script:
    """Run a script in a client's environment; what it prints last, read as JSON."""

    def call(environment: str, script: str, server: Running, *words: str, **more: str) -> Any:
        python = interpreter(environment)
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        variables = {**server.proxy.environment(home), **more, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [python, SCRIPTS / f"{script}.py", *words],
            env=variables, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return json.loads(done.stdout.splitlines()[-1])

    return call


def copy_of(package: str, environment: str, folder: Path) -> Path:
    """A copy of a package that keeps its state beside its code; the folder to import it from."""
    site = next((interpreter(environment).parents[1] / "lib").glob("python3*/site-packages"))
    shutil.copytree(site / package, folder / package)
    return folder
