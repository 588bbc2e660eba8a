"""What was told of cases, kept as long as all of them are as they were and the day lasts."""

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import NamedTuple

import msgspec

from madoguchi.cases import CaseFile, PublicCases, decode_file
from madoguchi.errors import NotFoundError

Data = dict[str, object]
_KEPT_BYTES = 32 * 1024 * 1024
_ENTRY = 300  # what an entry takes besides
_encoder = msgspec.json.Encoder()


class Reading:
    """Reads laid-open cases and remembers what was found, also that nothing was."""

    def __init__(self, cases: PublicCases) -> None:
        self._cases = cases
        self.found: dict[str, bytes] = {}

    def case(self, id_: str) -> CaseFile:
        """Return a case's file. Raises NotFoundError."""
        stored = self.found[id_] = _stored(self._cases, id_)
        if not stored:
            raise NotFoundError(f"{id_[:60]} is not held here")
        return decode_file(stored)


class Rendered:
    """Data of cases in JSON, each held against the files that they were made from.

    Reading a file is cheap, and taking it apart is not; so whoever asks for the same again before
    anything has changed is given the same bytes. No position would tell as much: a case that is
    closed again leaves the others' positions as they were.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._size = 0

    def of(
        self, cases: PublicCases, id_: str, day: dt.date, say: Callable[[CaseFile, dt.date], Data]
    ) -> bytes:
        """Return what is said of a case, b"" for nothing or where the case is not held."""
        return self.read((id_, say), cases, day, lambda reading: _said(reading, id_, day, say))

    def read(
        self, key: Hashable, cases: PublicCases, day: dt.date, make: Callable[[Reading], Data]
    ) -> bytes:
        """Return what was made under a key, made anew on another day or of other files."""
        kept = self._kept.get(key)
        if kept is not None and kept.day == day and _stands(kept, cases):
            return kept.body
        reading = Reading(cases)
        data = make(reading)
        body = _encoder.encode(data) if data else b""
        self._keep(key, _Kept(reading.found, day, body))
        return body

    def _keep(self, key: Hashable, entry: "_Kept") -> None:
        with self._lock:
            before = self._kept.pop(key, None)
            self._size += _size(entry) - (_size(before) if before else 0)
            self._kept[key] = entry
            while self._size > _KEPT_BYTES:
                self._size -= _size(self._kept.popitem(last=False)[1])


class _Kept(NamedTuple):
    files: Mapping[str, bytes]
    day: dt.date
    body: bytes


def _said(
    reading: Reading, id_: str, day: dt.date, say: Callable[[CaseFile, dt.date], Data]
) -> Data:
    try:
        return say(reading.case(id_), day)
    except NotFoundError:
        return {}


def _stored(cases: PublicCases, id_: str) -> bytes:
    """A case's file as it is stored, b"" where it is not held."""
    try:
        return cases.stored(id_)
    except NotFoundError:
        return b""


def _stands(kept: _Kept, cases: PublicCases) -> bool:
    return all(_stored(cases, id_) == file for id_, file in kept.files.items())


def _size(entry: _Kept) -> int:
    return _ENTRY + len(entry.body) + sum(_ENTRY + len(file) for file in entry.files.values())
