"""Authority files (WIPO ST.37) as they come in: packed or not, text or XML."""

import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from madoguchi.errors import RefusedError
from madoguchi.exchange.numbers import Told
from madoguchi.exchange.packages import line
from madoguchi.exchange.partners import Product
from madoguchi.formats import DELETED, AuthorityEntry

# Lines of numbers that are counted on are packed to a fifteenth; what grows far more is no list.
_MOST_TIMES, _COUNTS_FROM = 100, 64_000_000
# What can be the number of a publication in any office's spelling, and a kind code.
_NUMBER, _KIND = re.compile(r"[0-9A-Za-z./ -]{1,40}"), re.compile(r"[0-9A-Z]{0,4}")


@contextmanager
def plain(path: Path) -> Iterator[BinaryIO]:
    """Open a list, unpacked where it is gzip. Raises RefusedError while it is read."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=raw) as file:
                yield cast("BinaryIO", _Bounded(file, path.stat().st_size))
        else:
            yield raw


class _Bounded(io.RawIOBase):
    """Reads what is unpacked until that is more than any list can be."""

    def __init__(self, file: gzip.GzipFile, packed: int) -> None:
        self._file = file
        self._left = max(_COUNTS_FROM, packed * _MOST_TIMES)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._file.read(size)
        except (OSError, EOFError, zlib.error) as error:
            raise RefusedError(f"it cannot be unpacked: {error}") from None
        self._left -= len(data)
        if self._left < 0:
            raise RefusedError(f"it unpacks to more than {_MOST_TIMES} times its size")
        return data


def listed(entries: Iterable[AuthorityEntry], product: Product) -> Iterator[Told]:
    """Yield what a list tells of the numbers of a product."""
    for one in entries:
        date = str(one.date or "")
        if not _NUMBER.fullmatch(one.number) or not _KIND.fullmatch(one.kind):
            raise RefusedError(f"{line(one.number + one.kind, 60)!r} is no number of a publication")
        if one.office == product.office and product.covers(one.kind, date):
            yield Told(
                record=f"{one.office}{one.number}{one.kind}",
                number=one.number,
                kind=one.kind,
                date=date,
                listed=one.exception in ("", "M", "P", "R"),
                exception=one.exception,
                deleted=True if one.exception == DELETED else None,
            )
