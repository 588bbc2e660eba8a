"""An office with the publications of `publications.py`, and a client of its window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from madoguchi.archive import Archive
from madoguchi.front import application_at
from madoguchi.search import SearchIndex
from web.publications import everything


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("office")
    archive = Archive.at(directory)
    archive.append(everything())
    SearchIndex(directory, archive).rebuild()
    archive.close()
    return directory


@pytest.fixture(scope="session")
def _client(home: Path) -> Iterator[TestClient]:
    with TestClient(application_at(home), follow_redirects=False) as client:
        yield client


@pytest.fixture
def window(_client: TestClient) -> TestClient:
    """A client that comes for the first time."""
    _client.cookies.clear()
    return _client
