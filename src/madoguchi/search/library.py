"""The examiners' library: publications that an agreement lets be used for examination only.

It has an archive and an index of its own, so that no query, view or interface of the public side
can come upon what is in it.
"""

from pathlib import Path

from madoguchi import settings
from madoguchi.archive import Archive
from madoguchi.search.index import SearchIndex
from madoguchi.search.window import Window

_FOLDER = "library"


class Library:
    """The library of a data directory, open for reading and loading."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.archive = Archive(settings.library_database(folder))
        self.index = SearchIndex(folder, self.archive)
        self.window = Window(self.index.engine, self.archive)

    @staticmethod
    def is_at(home: Path) -> bool:
        """Whether a data directory has a library."""
        return (home / _FOLDER).is_dir()

    @classmethod
    def at(cls, home: Path) -> "Library":
        """Open the library of a data directory, made if it is not there. Raises MadoguchiError."""
        return cls(home / _FOLDER)

    def stamp(self) -> tuple[int, str]:
        """How far everything in it is searchable: the position and when it was received."""
        position = self.window.as_of().publications
        entries = self.archive.follow(position - 1, 1) if position else []
        return position, entries[0].received if entries else ""

    def close(self) -> None:
        self.archive.close()
