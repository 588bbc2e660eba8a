"""An office that has received nothing yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bulk.offices import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    one = Office(tmp_path / "office")
    yield one
    one.archive.close()
