"""Numbers of an office without a document, and why; the full list of numbers (WIPO ST.37)."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import ColumnElement, and_, delete, insert, select

from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.bulk import Authority, BulkPublications, Ledger, Span, source_of
from madoguchi.errors import NotFoundError, RefusedError
from madoguchi.exchange.rows import values
from madoguchi.exchange.tables import exception
from madoguchi.formats import EXCEPTIONS, AuthorityEntry
from madoguchi.model import CollectionName, DeliveryFile, Right, Struct

c = exception.c
_NUMBER = re.compile(r"[0-9A-Z]{1,30}")
_KIND = re.compile(r"[A-Z][0-9]?|")


class NumberException(Struct, frozen=True):
    """A number without a document; `code` is a letter of ST.37, `date` a day or ""."""

    office: str
    right: str
    number: str
    kind: str
    date: str
    code: str
    note: str
    at: str
    by: str


class NumberExceptions:
    """Reads and writes which numbers of an office have no document."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def all(self, office: str = "", right: str = "") -> list[NumberException]:
        """Return them by office and number."""
        query = select(exception).order_by(c.office, c.right, c.number, c.kind)
        if office:
            query = query.where(c.office == office)
        if right:
            query = query.where(c.right == right)
        return values(self._archive, query, NumberException)

    def put(self, one: NumberException) -> None:
        """Write one down, in place of what was said of the number. Raises RefusedError."""
        for reason in _mistakes(one):
            raise RefusedError(reason)
        row = {name: getattr(one, name) for name in one.__struct_fields__}
        row["at"] = clock.stamp()
        with self._archive.database.writing() as connection:
            connection.execute(delete(exception).where(_same(one)))
            connection.execute(insert(exception).values(row))

    def remove(self, office: str, right: str, number: str, kind: str) -> None:
        """Take one away. Raises NotFoundError."""
        mine = and_(c.office == office, c.right == right, c.number == number, c.kind == kind)
        with self._archive.database.writing() as connection:
            if not connection.execute(delete(exception).where(mine)).rowcount:
                raise NotFoundError(f"nothing is noted of {office} {number[:30]} {kind} ({right})")

    def entries(self, office: str, right: str) -> Iterator[AuthorityEntry]:
        """Yield them as lines of a list of numbers."""
        for one in self.all(office, right):
            yield AuthorityEntry(
                office=office, number=one.number, kind=one.kind, exception=one.code,
                date=dt.date.fromisoformat(one.date) if one.date else None,
            )  # fmt: skip


def _same(one: NumberException) -> ColumnElement[bool]:
    return and_(
        c.office == one.office, c.right == one.right, c.number == one.number, c.kind == one.kind
    )


def _mistakes(one: NumberException) -> Iterator[str]:
    if not re.fullmatch("[A-Z]{2}", one.office):
        yield f"office {one.office[:10]!r}: write the code of WIPO ST.3, such as KR"
    if not _NUMBER.fullmatch(one.number):
        yield f"number {one.number[:40]!r}: write digits and capitals, without the office's code"
    if not _KIND.fullmatch(one.kind):
        yield f"kind {one.kind[:10]!r}: write a code of WIPO ST.16, such as A or B2"
    if one.code not in EXCEPTIONS:
        known = "; ".join(f"{code} {meaning}" for code, (meaning, _) in EXCEPTIONS.items())
        yield f"{one.code[:10]!r} is no exception code of WIPO ST.37: {known}"


def write_list(archive: Archive, office: str, right: Right, folder: Path) -> list[DeliveryFile]:
    """Write the list of all numbers of an office that are held and public, into a folder.

    Numbers without a document stand in it with their codes. Raises NotFoundError where there is
    nothing to be listed.
    """
    archive.views.catch_up((BulkPublications(archive),))
    name = CollectionName(office=office, right=right)
    ledger: Ledger = source_of(archive, name).ledger
    others = tuple(NumberExceptions(archive).entries(office, right.value))
    span = Span(0, ledger.top())
    latest = max((one.date for one in ledger.listed(str(name), span) if one.date), default="")
    if not latest and not others:
        raise NotFoundError(f"nothing is held of {office[:10]}, {right.value}")
    folder.mkdir(parents=True, exist_ok=True)
    day = clock.today()
    stem = folder / f"{office}-{right.value}-{day:%Y%m%d}"
    return Authority(ledger, name, span, others=others).write(stem, day, latest)
