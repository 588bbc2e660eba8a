"""The search index as a view of the publication stream: follows it by position, can be rebuilt."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from madoguchi.archive import Archive
from madoguchi.search.engine import Indexed
from madoguchi.search.publications import indexed
from madoguchi.search.tantivy_engine import TantivyEngine, Writing

COMMIT_EVERY = 5_000
_READ = 500


class SearchIndex:
    """Keeps the engine abreast of the archive; replaying any part of the stream does no harm."""

    def __init__(self, home: Path, archive: Archive) -> None:
        self.engine = TantivyEngine(home / "index")
        self._archive = archive

    @contextlib.contextmanager
    def following(self) -> "Iterator[Follower]":
        """Open the index for a load: catches up first, commits what was added at the end."""
        with self.engine.writing() as writing:
            follower = Follower(writing, self._archive, self.engine.position())
            follower.catch_up()
            yield follower
            follower.commit()

    def catch_up(self, progress: Callable[[int], None] = lambda _: None) -> int:
        """Index what is stored but not yet searchable, as after a crash or a new layout."""
        with self.engine.writing() as writing:
            follower = Follower(writing, self._archive, self.engine.position())
            follower.catch_up(progress)
            follower.commit()
        return follower.position

    def rebuild(self, progress: Callable[[int], None] = lambda _: None) -> int:
        """Build the index anew from the stream and put it in place of the old one."""
        with self.engine.writing(fresh=True) as writing:
            follower = Follower(writing, self._archive, 0)
            follower.catch_up(progress)
            follower.commit()
        return follower.position


class Follower:
    """Where the index stands while it is open for writing."""

    def __init__(self, writing: Writing, archive: Archive, position: int) -> None:
        self._writing = writing
        self._archive = archive
        self._pending = 0
        self.position = position

    def catch_up(self, progress: Callable[[int], None] = lambda _: None) -> None:
        """Index everything on the stream that is not yet indexed."""
        while entries := self._archive.follow(self.position, _READ):
            ids = list(dict.fromkeys(entry.publication for entry in entries))
            for publication in self._archive.publications(ids).values():
                self._writing(indexed(publication))
            self._advance(entries[-1].position, len(entries))
            progress(self.position)

    def add(self, fresh: list[Indexed], others: list[str], position: int) -> None:
        """Index a batch just put on the stream: `fresh` ones are whole, `others` are looked up."""
        for item in fresh:
            self._writing(item, replace=False)  # never indexed: everything before was caught up
        for publication in self._archive.publications(others).values():
            self._writing(indexed(publication))
        self._advance(position, len(fresh) + len(others))

    def commit(self) -> None:
        """Make everything so far searchable."""
        self._writing.commit(self.position)
        self._pending = 0

    def _advance(self, position: int, count: int) -> None:
        self.position = position
        self._pending += count
        if self._pending >= COMMIT_EVERY:
            self.commit()
