"""Carrying files from and to a place, the same by every kind of transport.

A transport is a `Line`; what makes carrying safe stands here once: going on where it broke off,
noticing a file that changes on the way, names that lead nowhere else, names given only when whole.
"""

import contextlib
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from madoguchi.carriage.names import UNFINISHED, plain, shown, unfinished
from madoguchi.carriage.parts import Part
from madoguchi.carriage.places import Entry, Facts, Place, Progress
from madoguchi.carriage.troubles import BrokenOffError, CarriageError, DeniedError, TakenError
from madoguchi.errors import NotFoundError, RefusedError

MOST_LISTED = 100_000
PIECE = 240 * 1024  # under what OpenSSH takes in one request
_TAIL = 1 << 16
_PART = UNFINISHED[0]


class Line(Protocol):
    """A transport. Names are relative to the folder of the place; errors are those of troubles."""

    def entries(self, folder: str) -> Iterator[Entry]:
        """All files under a folder, whatever their names are."""

    def facts(self, name: str) -> Facts | None:
        """What is said of a file; nothing where there is none."""

    def read(self, name: str, start: int, facts: Facts) -> Generator[bytes, None, None]:
        """The bytes of a file from one on, to its end or until it breaks off."""

    def append(self, name: str, start: int, total: int, pieces: Iterator[bytes]) -> None:
        """Add to a part that has `start` bytes, making it and its folders where it has none."""

    def rename(self, name: str, to: str) -> None: ...

    def remove(self, name: str) -> None: ...

    def close(self) -> None: ...


class Carrier:
    """Carries to and from one place, one thing at a time.

    Raises those of troubles, NotFoundError where there is no such file, and RefusedError for names
    that could lead elsewhere. Tries nothing twice: that is the caller's, who knows how long.
    """

    def __init__(self, place: Place, line: Line) -> None:
        self.place = place
        self._line = line
        self.left_out: list[str] = []

    def listed(self, folder: str = "", most: int = MOST_LISTED) -> list[Entry]:
        """All files under a folder, by name; those still being written (`.part`) are not there yet.

        Names that could lead elsewhere are left out; `left_out` has them as they can be shown.
        """
        self.left_out = []
        found = []
        for entry in self._line.entries(_folder(folder)):
            if not plain(entry.name):
                self.left_out.append(shown(entry.name))
            elif not unfinished(entry.name):
                found.append(entry)
            if len(found) + len(self.left_out) > most:
                raise RefusedError(
                    f"{self.place.shown()} has over {most:,} files in {shown(folder)}; "
                    "ask the partner to clear up, or name a folder of it"
                )
        return sorted(found)

    def size(self, name: str) -> int | None:
        """How large a file is; nothing where there is none."""
        facts = self._line.facts(_file(name))
        return facts.bytes if facts else None

    def exists(self, name: str) -> bool:
        return self.size(name) is not None

    def remove(self, name: str) -> None:
        """Remove a file of theirs, where they let us."""
        self._line.remove(_file(name))

    def fetch(self, name: str, into: Path, told: Progress | None = None) -> int:
        """Bring a file here; return how many bytes came in this go, after those from before."""
        facts = self._line.facts(_file(name))
        if facts is None:
            raise NotFoundError(f"{self.place.shown()} has no file {shown(name)}")
        with Part(into, name, facts) as part:
            if part.have < facts.bytes:
                self._pour(name, facts, part, told)
            if self._line.facts(name) != facts:
                part.discard()
                raise BrokenOffError(
                    f"{shown(name)} changed while it was fetched; it is begun anew the next time"
                )
            part.finish()
            return part.have - part.start

    def _pour(self, name: str, facts: Facts, part: Part, told: Progress | None) -> None:
        with contextlib.closing(self._line.read(name, part.have, facts)) as pieces:
            for piece in pieces:
                part.take(piece)
                if told:
                    told(name, part.have, facts.bytes)
        if part.have < facts.bytes:
            part.finish()  # which says that it broke off

    def send(self, file: Path, name: str, told: Progress | None = None) -> int:
        """Bring a file there; return how many bytes went in this go.

        The same file there already is no error: the answer to its last try may have been lost.
        """
        part = _file(name) + _PART
        with _opened(file) as source:
            before = _stamp(file)
            size = before[0]
            there = self._line.facts(name)
            if there:
                return self._sent_before(name, there, source, size)
            start = self._start(part, source, size)
            tell = told or _silent
            pieces = _pieces(source, start, size, lambda have: tell(name, have, size))
            self._line.append(part, start, size, pieces)
            if _stamp(file) != before:
                self._line.remove(part)
                raise CarriageError(f"{file} changed while it was sent; send it again")
        self._name(part, name, size)
        return size - start

    def _name(self, part: str, name: str, size: int) -> None:
        """Give it its name, unless the other side has counted and done so itself."""
        done = self._line.facts(part)
        if done is None and (whole := self._line.facts(name)) and whole.bytes == size:
            return
        if done is None or done.bytes != size:
            have = done.bytes if done else 0
            raise BrokenOffError(
                f"{shown(name)}: {have:,} of {size:,} bytes arrived; send it again"
            )
        self._line.rename(part, name)

    def _sent_before(self, name: str, there: Facts, source: BinaryIO, size: int) -> int:
        if there.bytes == size and self._alike(name, there, source):
            return 0
        raise TakenError(
            f"{self.place.shown()} has another file {shown(name)} already; "
            "remove it or send under another name"
        )

    def _start(self, part: str, source: BinaryIO, size: int) -> int:
        begun = self._line.facts(part)
        if begun is None:
            return 0
        if begun.bytes <= size and self._alike(part, begun, source):
            return begun.bytes
        self._line.remove(part)
        return 0

    def _alike(self, name: str, there: Facts, source: BinaryIO) -> bool:
        """Whether what is there ends as our file does at that place, so far as it can be read."""
        start = max(0, there.bytes - _TAIL)
        if start == there.bytes:
            return True
        source.seek(start)
        ours = source.read(there.bytes - start)
        try:
            return b"".join(self._line.read(name, start, there)) == ours
        except DeniedError:
            return True  # a box that things are only put into


def _silent(name: str, have: int, size: int) -> None:
    del name, have, size


def _pieces(
    source: BinaryIO, start: int, size: int, told: Callable[[int], None]
) -> Iterator[bytes]:
    have = start
    source.seek(start)
    while have < size:
        piece = source.read(min(PIECE, size - have))
        if not piece:
            raise CarriageError("the file became shorter while it was sent; send it again")
        yield piece
        have += len(piece)
        told(have)


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        source = file.open("rb")
    except OSError as error:
        raise CarriageError(f"{file} cannot be read: {error.strerror}") from None
    with source:
        yield source


def _stamp(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_size, status.st_mtime_ns


def _file(name: str) -> str:
    if not plain(name):
        raise RefusedError(f"{shown(name)} is no name that a file is carried under")
    return name


def _folder(folder: str) -> str:
    inner = folder.strip("/")
    return _file(inner) if inner else ""
