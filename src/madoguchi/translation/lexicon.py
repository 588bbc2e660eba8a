"""A lexicon: a pair's dictionaries in one indexed file, made once in the data directory.

The file's name holds a digest of what it was made from, so another edition of a dictionary gives
another file. It gets its name when it is whole; of processes that come at once, one makes it.
"""

import contextlib
import fcntl
import hashlib
import os
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from madoguchi.errors import TranslationError
from madoguchi.translation.dictionaries import Dictionary, Known, Source

_FORM = 1
_MOST = 6
_SCHEMA = """
CREATE TABLE word (word TEXT PRIMARY KEY, glosses TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE gloss (gloss TEXT, rank INTEGER, place INTEGER, word TEXT,
                    PRIMARY KEY (gloss, rank, place, word)) WITHOUT ROWID;
"""
_FIND_WORDS = (
    "SELECT word, glosses FROM word WHERE word IN (SELECT value FROM json_each(CAST(? AS TEXT)))"
)
_FIND_GLOSS = "SELECT DISTINCT word FROM gloss WHERE gloss = ? ORDER BY rank, place LIMIT ?"


class Lexicon:
    """Looks words up. Raises TranslationError where its file can neither be read nor made."""

    def __init__(self, source: Source, folder: Path) -> None:
        self.source = source
        self._folder = folder
        self.dictionaries = source.dictionaries(folder)
        self._own = threading.local()

    @cached_property
    def version(self) -> str:
        """Which editions of which dictionaries it holds, "" where there are none."""
        return "+".join(one.version() for one in self.dictionaries)

    def find(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the glosses of those words that it knows."""
        if not self.dictionaries:
            return {}
        asked = msgspec.json.encode(list(words))
        rows = self._rows(_FIND_WORDS, (asked,))
        return {word: tuple(glosses.split("\n")) for word, glosses in rows}

    def words(self, gloss: str, most: int) -> tuple[str, ...]:
        """Return the words that have a gloss, the other way round."""
        if not self.dictionaries:
            return ()
        return tuple(row[0] for row in self._rows(_FIND_GLOSS, (gloss.strip().lower(), most)))

    def prepare(self) -> Path:
        """Make the indexed file where it is not there yet; return its place."""
        path = self._folder / f"{self.source.pair}-{self._digest()}.sqlite"
        if not path.exists():
            try:
                self._make(path)
            except OSError as error:
                reason = "the lexicon cannot be made; look at translation/dictionaries"
                raise TranslationError(reason, str(error)) from None
        return path

    def _rows(self, query: str, values: Sequence[object]) -> list[tuple[str, ...]]:
        try:
            return self._connection().execute(query, values).fetchall()
        except sqlite3.Error as error:
            self._own.__dict__.clear()
            raise TranslationError(
                f"the lexicon {self.prepare().name} cannot be read; remove it, it is made anew",
                str(error),
            ) from None

    def _connection(self) -> sqlite3.Connection:
        connection = getattr(self._own, "connection", None)
        if connection is None:
            uri = f"{self.prepare().absolute().as_uri()}?mode=ro&immutable=1"
            connection = self._own.connection = sqlite3.connect(uri, uri=True)
        return connection

    def _digest(self) -> str:
        stats = [(one.name, str(one.path), one.path.stat()) for one in self.dictionaries]
        made_of = [(name, path, stat.st_size, stat.st_mtime_ns) for name, path, stat in stats]
        return hashlib.sha256(msgspec.json.encode([_FORM, made_of])).hexdigest()[:16]

    def _make(self, path: Path) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with _alone(self._folder / f".{self.source.pair}.lock"):
            if path.exists():
                return
            new = path.with_suffix(".new")
            new.unlink(missing_ok=True)
            _write(new, self.dictionaries)
            new.replace(path)
            for old in self._folder.glob(f"{self.source.pair}-*.sqlite"):
                if old != path:
                    old.unlink(missing_ok=True)


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _write(path: Path, dictionaries: Sequence[Dictionary]) -> None:
    entries: defaultdict[str, list[Known]] = defaultdict(list)
    for dictionary in dictionaries:
        for known in dictionary.entries():
            entries[known.word].append(known)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_SCHEMA}")
        rows = ((word, "\n".join(_joined(known))) for word, known in sorted(entries.items()))
        connection.executemany("INSERT INTO word VALUES (?, ?)", rows)
        reverse = sorted({row for known in entries.values() for row in _reversed(known)})
        connection.executemany("INSERT INTO gloss VALUES (?, ?, ?, ?)", reverse)
        connection.commit()
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _joined(known: list[Known]) -> list[str]:
    ranked = sorted(known, key=lambda one: one.rank)
    return list(dict.fromkeys(gloss for one in ranked for gloss in one.glosses))[:_MOST]


def _reversed(known: list[Known]) -> Iterator[tuple[str, int, int, str]]:
    for one in known:
        for place, gloss in enumerate(one.glosses):
            yield gloss.lower(), one.rank, place, one.word
