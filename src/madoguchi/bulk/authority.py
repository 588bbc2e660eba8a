"""The authority file (WIPO ST.37) that lies beside a delivery of publications.

Beside a back file it lists all numbers of the collection, beside a front file those of the week.
What has left the collection is listed with the code for deleted documents, and numbers without
a document with the code that says why.
"""

import datetime as dt
import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from madoguchi.bulk.ledger import Ledger, Listed, Span
from madoguchi.bulk.parts import day, delivered
from madoguchi.formats import (
    DELETED,
    AuthorityEntry,
    AuthorityFile,
    AuthorityHead,
    Coverage,
    write_definition,
    write_st37,
)
from madoguchi.model import CollectionName, DeliveryFile


class Authority(NamedTuple):
    """Writes the list of one delivery as text and as XML, and its definition file."""

    ledger: Ledger
    name: CollectionName
    span: Span
    wanted: Callable[[Listed], bool] = lambda _listed: True
    others: tuple[AuthorityEntry, ...] = ()

    def write(self, stem: Path, produced: dt.date, latest: str) -> list[DeliveryFile]:
        """Write the files; `latest` is the date of the most recent document listed."""
        head = AuthorityHead(
            office=self.name.office,
            produced=produced,
            latest=day(latest),
            update="incremental" if self.span.after else "full",
        )
        paths = [
            stem.with_name(f"{stem.name}.{ending}")
            for ending in ("authority.txt.gz", "authority.xml.gz", "definition.xml")
        ]
        with _packed(paths[0]) as out:
            write_st37(AuthorityFile(self._entries()), out, "text")
        with _packed(paths[1]) as out:
            write_st37(AuthorityFile(self._entries(), head), out, "xml")
        with paths[2].open("wb") as plain:
            write_definition(head, self._coverages(), plain)
        return [delivered(path, "authority") for path in paths]

    def _listed(self) -> Iterator[Listed]:
        return filter(self.wanted, self.ledger.listed(str(self.name), self.span))

    def _entries(self) -> Iterator[AuthorityEntry]:
        for one in self._listed():
            yield AuthorityEntry(
                office=self.name.office,
                number=one.number,
                kind=one.kind,
                date=day(one.date),
                exception=DELETED if one.left else "",
            )
        yield from self.others

    def _coverages(self) -> Iterator[Coverage]:
        """What the list covers, by kind code."""
        totals: Counter[str] = Counter()
        exceptions: dict[str, Counter[str]] = {}
        ends: dict[str, tuple[str, str]] = {}
        for one in self._entries():
            totals[one.kind] += 1
            if one.exception:
                exceptions.setdefault(one.kind, Counter())[one.exception] += 1
            ends[one.kind] = (ends.get(one.kind, (one.number,))[0], one.number)
        for kind, (first, last) in sorted(ends.items()):
            yield Coverage(
                kind=kind,
                total=totals[kind],
                first=first,
                last=last,
                exceptions=dict(sorted(exceptions.get(kind, {}).items())),
            )


@contextmanager
def _packed(path: Path) -> Iterator[BinaryIO]:
    """A gzip file without name and time, so that the same list gives the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        yield cast("BinaryIO", packed)
