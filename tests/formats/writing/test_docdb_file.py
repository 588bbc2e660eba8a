"""DOCDB exchange files: heads, statuses, deletions, one document at a time."""

import datetime as dt
import tracemalloc
from collections.abc import Iterator

import msgspec
from written_publications import FULL, read

from madoguchi.formats import PUBLICATION_WRITERS, Change, FileHead
from madoguchi.model import Publication

WRITER = PUBLICATION_WRITERS["docdb"]
HEAD = FileHead(office="JP", date=dt.date(2026, 11, 23), documents=3, file="JP-202647")
GONE = Publication(
    office="JP", number="2021000009", kind="A", date=dt.date(2021, 1, 7), withdrawn=True
)


def test_a_file_of_added_changed_and_deleted_ones() -> None:
    other = msgspec.structs.replace(FULL, number="2021044378")
    data = b"".join(
        WRITER.file(HEAD, [(FULL, "added"), (other, "changed"), (GONE, "added")])
    ).decode()
    assert (
        '<exchange-documents xmlns="http://www.epo.org/exchange" date-of-exchange="20261123"'
        ' dtd-version="2.5.7" file="JP-202647" no-of-documents="3" originating-office="JP">' in data
    )
    assert [data.count(f'status="{letter}"') for letter in "CAD"] == [1, 1, 1]
    found = read(data.encode())
    assert [one.id for one in found] == [FULL.id, other.id, GONE.id]
    assert found[-1] == msgspec.structs.replace(GONE, date=None)
    assert found[0].titles == FULL.titles


def test_a_deletion_says_nothing_but_who_it_is() -> None:
    data = WRITER.document(FULL, "deleted").decode()
    assert "電池" not in data
    assert "priority" not in data
    assert [one.withdrawn for one in read(data.encode())] == [True]


def test_one_document_is_held_at_a_time() -> None:
    def many() -> Iterator[tuple[Publication, Change]]:
        for number in range(300):
            yield msgspec.structs.replace(FULL, number=f"2021{number:06}"), "added"

    tracemalloc.start()
    try:
        size = sum(map(len, WRITER.file(HEAD, many())))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size > 1_000_000
    assert peak < size / 2
