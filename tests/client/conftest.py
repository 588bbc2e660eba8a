"""An office with two weeks of publications, and the site from which it delivers them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.own.conftest import _desk, front, home, programs, served
from bulk.offices import Office, long, publication
from client.faults import Faulty, faulty
from client.servers import Site, publish, serving
from madoguchi.front import Front

__all__ = ["_desk", "front", "home", "programs", "served"]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    office = Office(folder / "office")
    office.receive(0, *(long(n, 9_000) for n in range(1, 13)))
    office.receive(7, publication(1, "改"), publication(50))
    office.make(14, part_bytes=50_000)
    publish(office, folder / "site")
    office.archive.close()
    return folder / "site"


@pytest.fixture
def site(published: Path) -> Iterator[Site]:
    with serving(Site(published)) as site:
        yield site


@pytest.fixture
def shaky(front: Front, served: str) -> Iterator[Faulty]:
    """The office behind a line that fails when it is told to."""
    assert served
    with faulty(front) as found:
        yield found
