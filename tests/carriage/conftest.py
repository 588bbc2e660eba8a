from collections.abc import Iterator
from pathlib import Path

import pytest

from carriage.street import Street
from madoguchi.carriage import Guest


@pytest.fixture(scope="package")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with Street(tmp_path_factory.mktemp("street")) as found:
        yield found


@pytest.fixture
def guest(street: Street, tmp_path: Path) -> Guest:
    return street.welcome(tmp_path / "guest")
