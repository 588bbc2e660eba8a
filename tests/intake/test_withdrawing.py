"""Withdrawals, whatever their order: the views and the index are what a fresh office has."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Table, select

from bulk.offices import publication
from cases.histories import history, report_of
from engines import OnPostgresql, OnSqlite
from intake.office_files import docdb as docdb_file
from madoguchi.archive import Archive, Received, metadata
from madoguchi.bulk import BulkPublications
from madoguchi.cases import report
from madoguchi.errors import NotFoundError, RefusedError, WithdrawnError
from madoguchi.families import family_views
from madoguchi.intake import load, withdraw
from madoguchi.model import DocumentId, Priority, Publication, encode
from madoguchi.search import Everything, SearchIndex

SOURCES = {"gazette": 0, "second": 0, "docdb": 2}
TABLES = ("case_publication", "family_claim", "family_member", "bulk_publication")


def told(chance: random.Random, number: int) -> Publication:
    text = f"{chance.randrange(2020, 2023)}-{chance.randrange(1, 5):06}"
    application = DocumentId(office="JP", number=text)
    priority = Priority(document=DocumentId(office="JP", number=f"2019-00000{chance.randrange(3)}"))
    some = (priority,) if chance.random() < 0.5 else ()
    title = f"題{chance.randrange(100)}"
    return publication(number, title, application=application, priorities=some)


def received(one: Publication, source: str, sign: str = "") -> Received:
    return Received(
        source=source,
        authority=SOURCES[source],
        original=f"{one.id} {one.withdrawn} {sign}".encode(),
        publication=one.id,
        record=encode(one),
        file="week.xml",
    )


def gone(number: int) -> Publication:
    return Publication(office="JP", number=f"2021{number:06}", kind="A", withdrawn=True)


def some(chance: random.Random) -> list[Received]:
    """A batch of content, withdrawals, and bytes that came before."""
    batch = []
    for _ in range(chance.randrange(1, 5)):
        number, source = chance.randrange(1, 6), chance.choice(list(SOURCES))
        off = chance.random() < 0.45
        one = gone(number) if off else told(chance, number)
        batch.append(received(one, source, str(chance.randrange(3))))
    return batch


class AnyOrderContract:
    @pytest.mark.parametrize("seed", range(3))
    def test_whatever_the_order(self, url: str, tmp_path: Path, seed: int) -> None:
        chance, archive = random.Random(seed), Archive(url)  # noqa: S311 - no secret
        report(archive, [report_of(history())])
        index = SearchIndex(tmp_path, archive)
        views = (*family_views(archive), BulkPublications(archive))
        for _ in range(14):
            archive.append(some(chance))
            if chance.random() < 0.5:
                archive.views.catch_up(views)
            if chance.random() < 0.3:
                index.catch_up()
        archive.views.catch_up(views)
        index.catch_up()
        rows, cards = all_rows(archive), found(index)
        assert {card for card in cards if not card.startswith("JP-")} == set(there(archive))
        for view in views:
            archive.views.rebuild(view)
        index.rebuild()
        assert (all_rows(archive), found(index)) == (rows, cards)
        archive.close()


class TestSqlite(OnSqlite, AnyOrderContract):
    pass


class TestPostgresql(OnPostgresql, AnyOrderContract):
    pass


def all_rows(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    return {name: rows_of(archive, metadata.tables[name]) for name in TABLES}


def rows_of(archive: Archive, table: Table) -> list[tuple[object, ...]]:
    columns = [column for column in table.columns if column.name not in _NAMES]
    return sorted(archive.rows(select(*columns)))


_NAMES = ("extended", "simple", "domestic")  # a family keeps the name that it was given


def found(index: SearchIndex) -> set[str]:
    cards = index.engine.search(Everything(), limit=100).cards
    assert len({card.id for card in cards}) == len(cards)
    return {f"{card.id} {card.titles}" if card.is_case else card.id for card in cards}


def there(archive: Archive) -> Iterator[str]:
    yield from archive.publications([f"JP2021{n:06}A" for n in range(1, 6)])


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Archive, SearchIndex]]:
    archive = Archive.at(tmp_path)
    yield archive, SearchIndex(tmp_path, archive)
    archive.close()


def test_a_deletion_in_a_file_is_counted_and_done(
    office: tuple[Archive, SearchIndex], tmp_path: Path
) -> None:
    archive, index = office
    file = tmp_path / "docdb.xml"
    file.write_bytes(docdb_file(1001, 1002))
    load([file], archive, index)
    deleted = tmp_path / "deleted.xml"
    deleted.write_bytes(docdb_file(1001, 1003).replace(b'status="C"', b'status="D"'))
    total = load([deleted], archive, index).total
    assert (total.read, total.changed, total.refused) == (2, 2, 0)
    assert len(found(index)) == 1
    assert load([deleted], archive, index).total.unchanged == 2
    load([file], archive, index)
    assert len(found(index)) == 2


def test_a_case_stands_for_itself_when_its_only_publication_is_withdrawn(
    office: tuple[Archive, SearchIndex],
) -> None:
    archive, index = office
    one = publication(1, application=DocumentId(office="JP", number="2020-123456"))
    report(archive, [report_of(history())])
    archive.append([received(one, "gazette")])
    index.catch_up()
    assert found(index) == {one.id}
    withdraw(archive, index, one.id, "operator", "published in error")
    (card,) = found(index)
    assert card.startswith("JP-patent-2020123456")
    archive.append([received(one, "gazette")])
    index.catch_up()
    assert found(index) == {one.id}


def test_withdrawing_by_hand(office: tuple[Archive, SearchIndex]) -> None:
    archive, index = office
    archive.append([received(publication(1), "docdb"), received(publication(2), "gazette")])
    withdraw(archive, index, "JP2021000001A", "operator", " by order of a court ")
    assert found(index) == {"JP2021000002A"}
    last = archive.withdrawals.versions("JP2021000001A")[-1]
    assert (last.source, last.withdrawn) == ("docdb", True)
    assert b'"reason":"by order of a court"' in archive.withdrawals.original(
        last.publication, last.position
    )
    with pytest.raises(WithdrawnError):
        withdraw(archive, index, "JP2021000001A", "operator", "again")
    with pytest.raises(NotFoundError, match="not held"):
        withdraw(archive, index, "JP2021000009A", "operator", "unknown")
    with pytest.raises(RefusedError, match="reason"):
        withdraw(archive, index, "JP2021000002A", "operator", "  ")
