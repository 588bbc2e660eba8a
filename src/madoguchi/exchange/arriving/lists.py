"""Authority files (WIPO ST.37) as they come in: packed or not, text or XML."""

import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from madoguchi.exchange.numbers import Told
from madoguchi.exchange.partners import Product
from madoguchi.formats import DELETED, AuthorityEntry


@contextmanager
def plain(path: Path) -> Iterator[BinaryIO]:
    """Open a list, unpacked where it is gzip."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=raw) as file:
                yield cast("BinaryIO", file)
        else:
            yield raw


def listed(entries: Iterable[AuthorityEntry], product: Product) -> Iterator[Told]:
    """Yield what a list tells of the numbers of a product."""
    for one in entries:
        date = str(one.date or "")
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
