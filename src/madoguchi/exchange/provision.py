"""Public provision: what a partner sends is everybody's or the examiners', as the agreement says.

Where an agreement is changed, what came before moves from one shelf to the other: it is put on the
one, then withdrawn from the other.
"""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from sqlalchemy import func, insert, select, update

from madoguchi import clock
from madoguchi.archive import Archive, Received, publication_stream
from madoguchi.exchange.arriving import Shelf, told_by
from madoguchi.exchange.log import Log
from madoguchi.exchange.partners import Partner
from madoguchi.exchange.tables import shelf
from madoguchi.intake import LAST_WORD
from madoguchi.model import decode, encode
from madoguchi.search import Library, SearchIndex

_AT_ONCE = 100
_s = publication_stream.c


class Provision:
    """Knows both shelves; the examiners' is opened when something is to lie on it."""

    def __init__(
        self, archive: Archive, index: SearchIndex, library: Callable[[], Library]
    ) -> None:
        self._public = Shelf(archive, index)
        self._library = library

    def of(self, partner: Partner) -> Shelf:
        """Return where a partner's publications go."""
        return self._named("public" if partner.agreement.public else "library")

    def _named(self, name: str) -> Shelf:
        if name == "public":
            return self._public
        library = self._library()
        return Shelf(library.archive, library.index)

    # -- changed agreements --------------------------------------------------------------------

    def settle(self, partner: Partner) -> int:
        """Move what lies on the wrong shelf; return how many documents. Safe to repeat."""
        wanted = "public" if partner.agreement.public else "library"
        before = self._where(partner.id)
        if before == wanted:
            return 0
        count = self._move(partner, self._named(before), self._named(wanted)) if before else 0
        self._note(partner.id, wanted)
        if count:
            code = "opened" if wanted == "public" else "closed"
            Log(self._public.archive).put(code, partner.id, count=count)
        return count

    def _where(self, partner: str) -> str:
        query = select(shelf.c.shelf).where(shelf.c.partner == partner)
        rows = self._public.archive.rows(query)
        return str(rows[0][0]) if rows else ""

    def _note(self, partner: str, name: str) -> None:
        values = {"shelf": name, "at": clock.stamp()}
        with self._public.archive.database.writing() as connection:
            found = update(shelf).where(shelf.c.partner == partner).values(values)
            if not connection.execute(found).rowcount:
                connection.execute(insert(shelf).values(partner=partner, **values))

    def _move(self, partner: Partner, old: Shelf, new: Shelf) -> int:
        count = 0
        for batch in _told(old.archive, partner.id):
            put = [_again(old.archive, row) for row in batch]
            _append(new, put)
            _append(old, [_withdrawal(one) for one in put])
            count += len(put)
        return count


def _told(archive: Archive, partner: str) -> Iterator[list[Any]]:
    """The last word of each source that this partner brought, where that is no withdrawal."""
    sources = [row[0] for row in archive.rows(select(_s.source).where(told_by(partner)).distinct())]
    last = (
        select(_s.publication, _s.source, func.max(_s.position).label("position"))
        .where(_s.source.in_(sources))
        .group_by(_s.publication, _s.source)
        .subquery()
    )
    query = (
        select(publication_stream)
        .join(last, _s.position == last.c.position)
        .where(~_s.withdrawn)
        .order_by(_s.position)
        .limit(_AT_ONCE)
    )
    reached = 0
    while True:
        with archive.database.reading() as connection:
            rows = list(connection.execute(query.where(_s.position > reached)))
        if not rows:
            return
        yield rows
        reached = rows[-1].position


def _again(archive: Archive, row: Any) -> Received:
    return Received(
        source=row.source,
        authority=row.authority,
        original=archive.blob(bytes(row.original).hex()),
        publication=row.publication,
        record=archive.blob(bytes(row.record).hex()),
        file=row.file,
        head=bytes(row.head),
        offset=row.offset,
        attachments=archive.attached(row.publication, row.source),
    )


def _withdrawal(one: Received) -> Received:
    found = decode(one.record)
    bare = type(found)(
        office=found.office, number=found.number, kind=found.kind, right=found.right,
        withdrawn=True,
    )  # fmt: skip
    told = {"moved": one.publication, "at": clock.stamp()}
    # What others tell of the publication stays: this is nobody's word that it was withdrawn.
    return msgspec.structs.replace(
        one,
        authority=LAST_WORD,
        original=msgspec.json.encode(told),
        record=encode(bare),
        attachments=(),
        head=b"",
    )


def _append(place: Shelf, batch: list[Received]) -> None:
    with place.index.following() as follower:
        place.archive.append(batch)
        follower.catch_up()
