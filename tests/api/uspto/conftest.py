"""A client of the office of `office.py`, behind its front door."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.uspto.office import Key, furnish
from madoguchi.front import application_at


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uspto")


@pytest.fixture(scope="session")
def key(home: Path) -> Key:
    return furnish(home)


@pytest.fixture(scope="session")
def desk(home: Path, key: Key) -> Iterator[TestClient]:
    assert key
    application = application_at(home)
    with pytest.MonkeyPatch.context() as patch, TestClient(application) as client:
        limits = application.premises.accounts.limits
        patch.setattr(limits, "minute", lambda *_: None)  # tests call more than people
        yield client


class Portal:
    """Asks the Open Data Portal."""

    APPLICATIONS = "/api/v1/patent/applications"

    def __init__(self, desk: TestClient, key: str) -> None:
        self._desk = desk
        self._headers = {"X-API-KEY": key}

    def get(self, path: str, **query: str) -> Any:
        return self._desk.get(path, params=query, headers=self._headers)

    def post(self, path: str, told: object) -> Any:
        return self._desk.post(path, json=told, headers=self._headers)

    def one(self, rest: str) -> dict[str, Any]:
        """The only record of an address below the applications."""
        found = self.get(f"{self.APPLICATIONS}/{rest}")
        assert found.status_code == 200, found.text
        (record,) = found.json()["patentFileWrapperDataBag"]
        return dict(record)

    def numbers(self, query: str = "", **more: str) -> list[str]:
        """The numbers of the applications that a search finds."""
        found = self.get(f"{self.APPLICATIONS}/search", q=query, **more)
        assert found.status_code == 200, found.text
        told = found.json()
        numbers = [one["applicationNumberText"] for one in told["patentFileWrapperDataBag"]]
        assert told["count"] >= len(numbers)
        return numbers


@pytest.fixture(scope="session")
def portal(desk: TestClient, key: Key) -> Portal:
    return Portal(desk, key.key)
