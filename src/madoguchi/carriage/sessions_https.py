"""What a guest's call over HTTPS does with files, without any of HTTP's machinery."""

import contextlib
import datetime as dt
import email.utils
import errno
import os
import re
import stat
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from madoguchi.carriage.files import Incoming, Outgoing
from madoguchi.carriage.guests import Visit
from madoguchi.carriage.jail import How, Jail, joined, segments
from madoguchi.carriage.names import unfinished

_PIECE = 1 << 18
_PART = ".part"
_ADDED = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})")
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class Answer(NamedTuple):
    status: int
    text: str = ""
    headers: dict[str, str] = {}
    body: Iterator[bytes] | None = None


class Sent:
    """A file on its way in, written to its part."""

    def __init__(self, file: Incoming, name: str, total: int) -> None:
        self.file = file
        self.name = name
        self.total = total
        self.size = file.tell()

    def add(self, data: bytes) -> None:
        if self.total >= 0 and self.size + len(data) > self.total:
            raise OSError(errno.EINVAL, f"more than the {self.total} bytes that were announced")
        if data:
            self.size += self.file.write(data)

    def whole(self) -> bool:
        return self.total in (-1, self.size)

    def close(self) -> None:
        if self.whole():
            os.fsync(self.file.fileno())
        self.file.close()


class Visitor:
    """A guest's hands: lists, hands out, takes in and removes."""

    def __init__(self, jail: Jail, visit: Visit) -> None:
        self._jail = jail
        self._visit = visit

    def listed(self, path: str) -> list[dict[str, Any]]:
        return [_entry(name, status) for name, status in self._jail.listed(path)]

    def remove(self, path: str) -> None:
        if stat.S_ISDIR(self._jail.status(path).st_mode):
            self._jail.remove_folder(path)
        else:
            self._jail.remove(path)
        self._visit.tell("removed", joined(segments(path)))

    # -- out -----------------------------------------------------------------------------------

    def file(self, path: str, headers: Mapping[str, str], *, head: bool = False) -> Answer:
        file = self._jail.reading(path)
        status = os.fstat(file.fileno())
        size, tag = status.st_size, etag(status)
        own = {
            "ETag": tag,
            "Accept-Ranges": "bytes",
            "Last-Modified": email.utils.formatdate(status.st_mtime, usegmt=True),
            "Content-Type": "application/octet-stream",
            "Cache-Control": "no-store",
        }
        if headers.get("if-none-match", "") == tag:
            file.close()
            return Answer(304, headers=own)
        if head:
            file.close()
            return Answer(200, headers={**own, "Content-Length": str(size)})
        return self._ranged(file, size, own, _asked(headers, tag, own["Last-Modified"]))

    def _ranged(self, file: Outgoing, size: int, own: dict[str, str], asked: str) -> Answer:
        span = _span(asked, size) if asked else None
        if span is not None and span[0] >= span[1]:
            file.close()
            return Answer(416, "nothing is there", {**own, "Content-Range": f"bytes */{size}"})
        start, end = span or (0, size)
        own["Content-Length"] = str(end - start)
        if span:
            own["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        return Answer(206 if span else 200, "", own, self._pieces(file, start, end))

    def _pieces(self, file: Outgoing, start: int, end: int) -> Iterator[bytes]:
        with file:
            at = start
            while at < end and (piece := file.part(at, min(_PIECE, end - at))):
                yield piece
                at += len(piece)
            if at == end == os.fstat(file.fileno()).st_size:
                self._visit.tell("handed", file.name, start, end - start)

    # -- in ------------------------------------------------------------------------------------

    def begin(self, path: str, headers: Mapping[str, str]) -> Sent | Answer:
        """Open the part of a file that comes, where what comes goes on with it."""
        added = headers.get("content-range", "")
        told = _ADDED.fullmatch(added)
        if added and not told:
            return Answer(400, "write Content-Range: bytes first-last/total")
        name = joined(segments(path))
        if path.endswith("/") or unfinished(name):
            return Answer(409, "a file is put under its own name, which does not end in .part")
        self._free(name)
        start, total = (int(told[1]), int(told[3])) if told else (0, _length(headers))
        if told and not start <= int(told[2]) < total:
            return Answer(400, "Content-Range says first-last/total with first <= last < total")
        return self._opened(name, start, total)

    def _opened(self, name: str, start: int, total: int) -> Sent | Answer:
        present = self._present(name + _PART)
        if start > present:
            said = {"Content-Range": f"bytes */{present}"}
            return Answer(416, f"{present} bytes are here; go on there", said)
        self._folders(name)
        file = self._jail.writing(name + _PART, How(anew=start == 0))
        if start < present and start:
            os.ftruncate(file.fileno(), start)
        file.seek(start)
        return Sent(file, name, total)

    def end(self, sent: Sent) -> Answer:
        """Give the file its name if all of it has come."""
        if not sent.whole():
            said = {"Content-Range": f"bytes 0-{sent.size - 1}/{sent.total}"} if sent.size else {}
            return Answer(202, f"{sent.size} of {sent.total} bytes are here", said)
        self._jail.rename(sent.name + _PART, sent.name)
        self._visit.tell("received", sent.name, 0, sent.size)
        return Answer(201, "", {"ETag": etag(self._jail.status(sent.name))})

    def _free(self, name: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._jail.status(name)
            raise OSError(errno.EEXIST, "a file of this name is here already; remove it first")

    def _present(self, name: str) -> int:
        try:
            return self._jail.status(name).st_size
        except FileNotFoundError:
            return 0

    def _folders(self, name: str) -> None:
        parts = segments(name)[:-1]
        for end in range(2, len(parts) + 1):
            with contextlib.suppress(FileExistsError):
                self._jail.make_folder(joined(parts[:end]))


def etag(status: os.stat_result) -> str:
    return f'"{status.st_ino:x}-{status.st_size:x}-{status.st_mtime_ns:x}"'


def _entry(name: str, status: os.stat_result) -> dict[str, Any]:
    modified = dt.datetime.fromtimestamp(int(status.st_mtime), dt.UTC).isoformat()
    if stat.S_ISDIR(status.st_mode):
        return {"name": f"{name}/", "bytes": 0, "modified": modified}
    return {"name": name, "bytes": status.st_size, "modified": modified, "etag": etag(status)}


def _asked(headers: Mapping[str, str], tag: str, modified: str) -> str:
    """The range that is asked for, if its condition holds (RFC 9110, 13.1.5)."""
    if headers.get("if-range", tag) not in (tag, modified):
        return ""
    return headers.get("range", "")


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """One range from first to behind last; what is no range or more than one is not heeded."""
    found = _RANGE.fullmatch(asked.strip())
    if not found or not (found[1] or found[2]):
        return None
    if not found[1]:
        return max(0, size - int(found[2])), size
    first, last = int(found[1]), int(found[2] or size)
    return (first, min(last + 1, size)) if first <= last else None


def _length(headers: Mapping[str, str]) -> int:
    """How long the file is said to be; -1 where its end says so."""
    said = headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else -1
