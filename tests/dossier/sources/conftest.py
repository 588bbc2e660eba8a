"""An archive of the tests' own, and no waiting."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from madoguchi.archive import Archive
from madoguchi.dossier.sources import calling


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    found = Archive(f"sqlite:///{tmp_path / 'archive.sqlite'}")
    yield found
    found.close()


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between calls, which are not made."""
    found: list[float] = []
    monkeypatch.setattr(calling, "_sleep", found.append)
    return found
