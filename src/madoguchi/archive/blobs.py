"""Content-addressed, compressed bytes.

Each document is a zstd frame of its own, made with a dictionary trained on the first documents of
its source: nearly as small as a solid archive, and any one document can be read alone
(decision 0005).
"""

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import zstandard
from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from madoguchi.archive.tables import blob, dictionary
from madoguchi.errors import DamagedError, NotFoundError

_T = TypeVar("_T")
LEVEL = 3
TRAIN_AT = 256
_DICTIONARY_SIZE = 112 * 1024
_TRAINING_BYTES = 6 * 1024 * 1024


def parts(values: Sequence[_T], size: int = 500) -> Iterator[Sequence[_T]]:
    """Cut values into parts that a database takes as parameters of one query."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


class _Own(threading.local):
    """Each thread's compressors and decompressors: zstd's are not to be shared."""

    def __init__(self) -> None:
        self.compressors: dict[str, tuple[int, zstandard.ZstdCompressor]] = {}
        self.decompressors: dict[int, zstandard.ZstdDecompressor] = {}
        self.plain = zstandard.ZstdCompressor(level=LEVEL, write_content_size=True)


class Blobs:
    """Reads and writes blobs on the connection it is given; keeps the dictionaries at hand."""

    def __init__(self) -> None:
        self._own = _Own()

    def pack(self, connection: Connection, source: str, data: bytes) -> dict[str, object]:
        """Return the row of a blob; the name of its contents is under "sha256"."""
        number, compressor = self._compressor(connection, source)
        return {
            "sha256": digest(data),
            "size": len(data),
            "dictionary": number,
            "data": compressor.compress(data),
        }

    def put(self, connection: Connection, rows: Mapping[bytes, dict[str, object]]) -> None:
        """Write packed blobs, by name, that are not held yet."""
        known: set[bytes] = set()
        for part in parts(list(rows)):
            query = select(blob.c.sha256).where(blob.c.sha256.in_(part))
            known.update(bytes(row.sha256) for row in connection.execute(query))
        new = [row for name, row in rows.items() if name not in known]
        if new:
            connection.execute(insert(blob), new)

    def get(self, connection: Connection, sha256: bytes) -> bytes:
        """Return the bytes of that name, checked. Raises DamagedError or NotFoundError."""
        row = connection.execute(select(blob).where(blob.c.sha256 == sha256)).first()
        if row is None:
            raise NotFoundError(f"no document with SHA-256 {sha256.hex()}")
        return self.unpack(connection, row.sha256, row.size, row.dictionary, row.data)

    def get_all(self, connection: Connection, names: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return many blobs by name, checked. Raises DamagedError or NotFoundError."""
        found: dict[bytes, bytes] = {}
        for part in parts(names):
            query = select(blob).where(blob.c.sha256.in_(part))
            for row in connection.execute(query).all():
                data = self.unpack(connection, row.sha256, row.size, row.dictionary, row.data)
                found[bytes(row.sha256)] = data
        for name in names:
            if name not in found:
                raise NotFoundError(f"no document with SHA-256 {name.hex()}")
        return found

    def unpack(
        self, connection: Connection, sha256: bytes, size: int, number: int, packed: bytes
    ) -> bytes:
        """Decompress and check a blob's row. Raises DamagedError."""
        try:
            data = self._decompressor(connection, number).decompress(
                packed, max_output_size=size, allow_extra_data=False
            )
        except zstandard.ZstdError as error:
            raise DamagedError(f"{sha256.hex()}: cannot be decompressed ({error})") from None
        if len(data) != size or digest(data) != sha256:
            raise DamagedError(f"{sha256.hex()}: the stored bytes are not those received")
        return data

    def train(self, connection: Connection, source: str, samples: list[bytes]) -> None:
        """Make the dictionary of a source from samples; a no-op where they are too alike."""
        try:
            trained = zstandard.train_dictionary(_DICTIONARY_SIZE, _within(samples))
        except zstandard.ZstdError:
            return
        number = connection.execute(select(func.coalesce(func.max(dictionary.c.id), 0))).scalar()
        row = {"id": int(number or 0) + 1, "source": source, "data": trained.as_bytes()}
        connection.execute(insert(dictionary), row)
        self.forget()

    def forget(self) -> None:
        """Drop what was remembered of the dictionaries, after a roll-back or a training."""
        self._own.compressors.clear()

    def trained(self, connection: Connection, source: str) -> bool:
        return self._compressor(connection, source)[0] != 0

    def _compressor(
        self, connection: Connection, source: str
    ) -> tuple[int, zstandard.ZstdCompressor]:
        known = self._own.compressors.get(source)
        if known is None:
            query = select(dictionary.c.id, dictionary.c.data).where(dictionary.c.source == source)
            row = connection.execute(query).first()
            known = (row.id, _compressor_with(row.data)) if row else (0, self._own.plain)
            self._own.compressors[source] = known
        return known

    def _decompressor(self, connection: Connection, number: int) -> zstandard.ZstdDecompressor:
        known = self._own.decompressors.get(number)
        if known is None:
            known = zstandard.ZstdDecompressor()
            if number:
                query = select(dictionary.c.data).where(dictionary.c.id == number)
                data = connection.execute(query).scalar()
                if data is None:
                    raise DamagedError(f"the compression dictionary {number} is missing")
                known = zstandard.ZstdDecompressor(zstandard.ZstdCompressionDict(data))
            self._own.decompressors[number] = known
        return known


def _compressor_with(data: bytes) -> zstandard.ZstdCompressor:
    trained = zstandard.ZstdCompressionDict(data)
    trained.precompute_compress(level=LEVEL)
    return zstandard.ZstdCompressor(dict_data=trained, write_content_size=True)


def _within(samples: list[bytes]) -> "list[bytes | bytearray | memoryview[int]]":
    """Keep the training bounded: long documents show their format in their first part."""
    share = _TRAINING_BYTES // max(1, len(samples))
    return [sample[:share] for sample in samples]
