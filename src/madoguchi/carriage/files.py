"""Open files of a jail: what goes out, and what comes in."""

import errno
import io
import os
import threading
from weakref import WeakValueDictionary

from madoguchi.carriage.quarters import Quarters


class Outgoing(io.FileIO):
    """A file that is read; knows how far it has been handed out."""

    def __init__(self, opened: int, path: str) -> None:
        super().__init__(opened, "rb")
        self.name = path
        self.start = -1
        self.sent = 0
        self._furthest = 0

    def __del__(self) -> None:
        self.close()  # a stream that nobody began to read is dropped without a word

    def part(self, offset: int, size: int) -> bytes:
        data = os.pread(self.fileno(), size, offset)
        self.count(offset, len(data))
        return data

    def count(self, offset: int, length: int) -> None:
        """Note what was handed out, in whatever order it was asked for."""
        self.start = offset if self.start < 0 else min(self.start, offset)
        self.sent += length
        self._furthest = max(self._furthest, offset + length)

    def to_the_end(self) -> bool:
        """Whether all from the start of this go to the file's end went out."""
        size = os.fstat(self.fileno()).st_size
        return self.start >= 0 and self._furthest >= size and self.sent >= size - self.start


class Writers:
    """Who writes to which file: the last who opened it.

    A connection that broke off may look open for minutes; its guest comes again and goes on.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: WeakValueDictionary[tuple[int, int], Incoming] = WeakValueDictionary()

    def come(self, file: "Incoming", status: os.stat_result) -> None:
        with self._lock:
            self._last[status.st_dev, status.st_ino] = file

    def put_out(self, status: os.stat_result) -> None:
        with self._lock:
            self._last.pop((status.st_dev, status.st_ino), None)

    def may(self, file: "Incoming", status: os.stat_result) -> bool:
        with self._lock:
            return self._last.get((status.st_dev, status.st_ino)) is file


class Incoming(io.FileIO):
    """A file that is written; what is whole is only added to, and there are never holes.

    `trouble` is why writing ended, for protocols that say so only at the end.
    """

    def __init__(
        self, opened: int, path: str, quarters: Quarters, writers: Writers, *, free: bool
    ) -> None:
        super().__init__(opened, "r+b")
        self.name = path
        self.trouble = ""
        self.written = 0
        self._quarters = quarters
        self._writers = writers
        self._free = free
        writers.come(self, os.fstat(opened))

    def changed(self) -> bool:
        """Whether it is new or was written to since it was opened."""
        return self._free or self.written > 0

    def size(self) -> int:
        return os.fstat(self.fileno()).st_size

    def write(self, data: bytes) -> int:  # type: ignore[override]
        written = self.put(self.tell(), data)
        self.seek(written, os.SEEK_CUR)
        return written

    def put(self, offset: int, data: bytes) -> int:
        """Write at a place. Raises OSError and remembers why."""
        try:
            self._check(offset, len(data))
            rest, at = memoryview(data), offset
            while rest:
                count = os.pwrite(self.fileno(), rest, at)
                rest, at = rest[count:], at + count
        except OSError as error:
            self.trouble = error.strerror or str(error)
            raise
        self.written += len(data)
        return len(data)

    def _check(self, offset: int, length: int) -> None:
        status = os.fstat(self.fileno())
        if not self._writers.may(self, status):
            raise OSError(errno.EBUSY, "another connection has taken this file over")
        if offset > status.st_size or (offset < status.st_size and not self._free):
            raise OSError(errno.EACCES, f"written only at its end, which is {status.st_size}")
        growth = offset + length - status.st_size
        if growth > 0:
            self._quarters.take(growth)
