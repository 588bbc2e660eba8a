"""Deletions: a partner takes back what it told, and nothing that anybody else did."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from sqlalchemy import ColumnElement, func, select

from madoguchi.archive import Archive, Received, publication_stream
from madoguchi.exchange import numbers
from madoguchi.exchange.arriving.deliveries import Delivery, Loaded, Shelf
from madoguchi.exchange.packages import Deletion, RecordReport
from madoguchi.exchange.partners import Product
from madoguchi.intake import LAST_WORD, told_source
from madoguchi.model import Publication, encode

_AT_ONCE = 500
_LONGEST = 10_000


class Deleting:
    """Carries out the list of deletions of one delivery."""

    def __init__(self, archive: Archive, delivery: Delivery, shelf: Shelf, loaded: Loaded) -> None:
        self._archive, self._delivery = archive, delivery
        self._shelf, self._loaded = shelf, loaded

    def run(self, path: Path) -> None:
        """Withdraw what is listed; doing it again changes nothing."""
        delivery = self._delivery
        for some in _cut(_deletions(path, self._loaded)):
            own = [one for one in some if self._may(one)]
            withdrawn = _withdrawals(self._shelf.archive, delivery, own)
            if withdrawn:
                with self._shelf.index.following() as follower:
                    self._shelf.archive.append(withdrawn)
                    follower.catch_up()
            told = (
                numbers.Told(
                    record=one.id, number=one.number, kind=one.kind, deleted=True,
                    date=str(one.date or ""), package=delivery.name,
                )
                for one in own
            )  # fmt: skip
            with self._archive.database.writing() as connection:
                numbers.tell(connection, delivery.key, told)
            self._loaded.deleted += len({one.publication for one in withdrawn})

    def _may(self, one: Deletion) -> bool:
        product = self._delivery.product
        if one.office == product.office:
            return True
        error = f"{product.id} is of {product.office}: not deleted"
        self._loaded.report(RecordReport(record=one.id, error=error))
        self._loaded.refused += 1
        return False


def _deletions(path: Path, loaded: Loaded) -> Iterator[Deletion]:
    with path.open("rb") as lines:
        for number, line in enumerate(iter(lambda: lines.readline(_LONGEST), b""), 1):
            try:
                yield msgspec.json.decode(line, type=Deletion)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                loaded.refused += 1
                loaded.report(RecordReport(file=path.name, offset=number, error=str(error)))


def told_by(partner: str) -> ColumnElement[bool]:
    """What a partner told: its word is a source of its own in whatever format it came."""
    return publication_stream.c.source.endswith(told_source("", partner), autoescape=True)


def _withdrawals(archive: Archive, delivery: Delivery, gone: Sequence[Deletion]) -> list[Received]:
    """What takes back what this partner told of publications, source by source."""
    c = publication_stream.c
    query = (
        select(c.publication, c.source, func.min(c.authority))
        .where(
            c.publication.in_([one.id for one in gone]),
            told_by(delivery.partner.id),
        )
        .group_by(c.publication, c.source)
    )
    by_id = {one.id: one for one in gone}
    return [
        Received(
            source=source,
            authority=authority if delivery.own_word else LAST_WORD,
            original=msgspec.json.encode({"deleted": by_id[publication], "package": delivery.name}),
            publication=publication,
            record=encode(_withdrawn(by_id[publication], delivery.product)),
            file=f"/exchange/arrived/{delivery.partner.id}/{delivery.name}",
        )
        for publication, source, authority in archive.rows(query)
    ]


def _withdrawn(one: Deletion, product: Product) -> Publication:
    return Publication(
        office=one.office, number=one.number, kind=one.kind, right=product.right, withdrawn=True
    )


def _cut(deletions: Iterator[Deletion]) -> Iterator[list[Deletion]]:
    some: list[Deletion] = []
    for one in deletions:
        some.append(one)
        if len(some) >= _AT_ONCE:
            yield some
            some = []
    if some:
        yield some
