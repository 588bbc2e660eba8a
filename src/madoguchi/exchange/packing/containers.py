"""Files of records: archives with a folder for each record, or one long file, hashed as written."""

import gzip
import hashlib
import io
import tarfile
import zipfile
from pathlib import Path
from typing import IO, Any, Protocol, cast

import zstandard

# Neither format has a notion of "no time"; the same records shall give the same bytes.
_TIME = (1980, 1, 1, 0, 0, 0)
_DEFLATE, _ZSTD = 6, 3
_PACKED = (".jpg", ".jpeg", ".png", ".gif", ".pdf", ".zip", ".gz", ".jp2")


class Hashed(io.RawIOBase):
    """A new file whose digest is known when its last byte is written."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        self._sha256 = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._file.write(data)
        self._sha256.update(data)
        count = memoryview(data).nbytes
        self.size += count
        return count

    def tell(self) -> int:
        return self.size

    def finish(self) -> str:
        """Close the file and return its SHA-256."""
        self._file.close()
        return self._sha256.hexdigest()


class Container(Protocol):
    """What records are put into; `size` counts what was put in, before compression."""

    size: int

    def put(self, name: str, data: bytes) -> None: ...

    def close(self) -> str:
        """Write the end and return the SHA-256 of the file."""


class Zip:
    """A ZIP archive, ZIP64 where it is large; what is packed already is not packed again."""

    def __init__(self, path: Path) -> None:
        self.size = 0
        self._out = Hashed(path)
        self._zip = zipfile.ZipFile(cast("io.BufferedIOBase", _Forward(self._out)), "w")

    def put(self, name: str, data: bytes) -> None:
        info = zipfile.ZipInfo(name, _TIME)
        packed = name.lower().endswith(_PACKED)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        info.create_system = 3
        info.external_attr = 0o644 << 16
        self._zip.writestr(info, data, compresslevel=_DEFLATE)
        self.size += len(data)

    def close(self) -> str:
        self._zip.close()
        return self._out.finish()


class _Forward:
    """A file that can only be written on, so that its digest holds."""

    def __init__(self, out: Hashed) -> None:
        self.write, self.flush = out.write, out.flush


class TarZst:
    """A tar archive compressed by Zstandard: faster to make and to read, and smaller."""

    def __init__(self, path: Path) -> None:
        self.size = 0
        self._out = Hashed(path)
        # With a checksum inside, so that damage is noticed while unpacking too.
        compressor = zstandard.ZstdCompressor(level=_ZSTD, write_checksum=True)
        self._packed = compressor.stream_writer(cast("IO[bytes]", self._out), closefd=False)
        self._tar = tarfile.open(  # noqa: SIM115 - closed by close
            fileobj=cast("io.BufferedIOBase", self._packed), mode="w|",
                                 format=tarfile.PAX_FORMAT, bufsize=1 << 20)  # fmt: skip

    def put(self, name: str, data: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(data), 0o644
        self._tar.addfile(info, io.BytesIO(data))
        self.size += len(data)

    def close(self) -> str:
        self._tar.close()
        self._packed.close()  # type: ignore[no-untyped-call]
        return self._out.finish()


class Stream:
    """One long file of records one after the other, compressed."""

    def __init__(self, path: Path) -> None:
        self.size = 0
        self._out = Hashed(path)
        out = cast("IO[bytes]", self._out)
        if path.suffix == ".zst":
            compressor = zstandard.ZstdCompressor(level=_ZSTD, write_checksum=True)
            self._file: io.RawIOBase = cast(
                "io.RawIOBase", compressor.stream_writer(out, closefd=False)
            )
        else:
            self._file = cast("io.RawIOBase", gzip.GzipFile("", "wb", _DEFLATE, out, mtime=0))

    def put(self, name: str, data: bytes) -> None:  # noqa: ARG002 - one file has no names inside
        self._file.write(data)
        self.size += len(data)

    def close(self) -> str:
        self._file.close()
        return self._out.finish()
