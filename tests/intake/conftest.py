"""An office to load into."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from madoguchi.archive import Archive
from madoguchi.formats import Profile
from madoguchi.intake import Report, Seen, Terms
from madoguchi.intake import load as load_files
from madoguchi.search import SearchIndex


class Office:
    """A data directory with the two calls that the tests make."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.archive = Archive.at(home)
        self.index = SearchIndex(home, self.archive)

    def load(
        self,
        *paths: Path,
        profile: Profile | None = None,
        seen: Callable[[Seen], None] = lambda _: None,
    ) -> Report:
        return load_files(paths, self.archive, self.index, terms=Terms(profile, seen))

    def ids(self) -> list[str]:
        return [entry.publication for entry in self.archive.follow(0, 100_000)]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = Office(tmp_path / "office")
    yield opened
    opened.archive.close()
