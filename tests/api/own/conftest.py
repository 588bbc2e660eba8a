"""The office of `office.py`, behind its front door and on a port of its own."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

from api.own.office import Programs, furnish
from madoguchi.front import Front, application_at
from web.test_browser import _browser, browser

__all__ = ["_browser", "browser"]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("own") / "office"


@pytest.fixture(scope="session")
def programs(home: Path) -> Programs:
    return furnish(home)


@pytest.fixture(scope="session")
def front(home: Path, programs: Programs) -> Front:
    assert programs
    return application_at(home)


@pytest.fixture(scope="session")
def _desk(front: Front) -> Iterator[TestClient]:
    with pytest.MonkeyPatch.context() as patch, TestClient(front, follow_redirects=False) as desk:
        limits = front.premises.accounts.limits
        patch.setattr(limits, "minute", lambda *_: None)  # tests call more than people
        yield desk


@pytest.fixture
def desk(_desk: TestClient) -> TestClient:
    """A client of the office that has shown nothing."""
    _desk.cookies.clear()
    return _desk


@pytest.fixture(scope="session")
def served(_desk: TestClient, front: Front) -> Iterator[str]:
    """The address of the office as it is served over the network."""
    config = uvicorn.Config(front, port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
