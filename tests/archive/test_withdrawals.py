"""Withdrawn publications: given out no more, and kept for the record."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from archive.test_archive import received
from engines import OnPostgresql, OnSqlite
from madoguchi import clock
from madoguchi.archive import Appended, Archive, Attached, Received
from madoguchi.errors import NotFoundError, WithdrawnError
from madoguchi.model import Publication, Right, Text, encode, merge

ID = "JP2020000001A"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def gone(source: str = "gazette", authority: int = 0, sign: str = "") -> Received:
    publication = Publication(office="JP", number="2020000001", kind="A", withdrawn=True)
    return Received(
        source=source,
        authority=authority,
        original=f"<deleted>{source} {sign}</deleted>".encode(),
        publication=publication.id,
        record=encode(publication),
        file="deletions.xml",
    )


def docdb(text: str = "provider") -> Received:
    return received(1, text, source="docdb", authority=2)


class WithdrawalContract:
    """What every engine must do."""

    @pytest.fixture
    def archive(self, url: str) -> Iterator[Archive]:
        opened = Archive(url)
        yield opened
        opened.close()

    def test_nothing_is_given_out_of_it_any_more(self, archive: Archive) -> None:
        archive.append([received(1, attachments=(Attached("f1.png", b"\x89PNG"),)), docdb()])
        with clock.at(NOON):
            assert archive.append([gone()]) == [Appended("changed", alone=False)]
        assert archive.publications([ID]) == {}
        assert archive.records([ID]) == {}
        for ask in (
            lambda: archive.publication(ID),
            lambda: archive.original(ID),
            lambda: archive.original(ID, 1),
            lambda: archive.versions(ID),
            lambda: archive.attachments(ID),
            lambda: archive.attachment(ID, "f1.png"),
        ):
            with pytest.raises(WithdrawnError, match="withdrawn by its office on 2026-11-22"):
                ask()
        assert archive.withdrawals.of([ID, "JP1A"]) == {ID: "2026-11-22T12:00:00+00:00"}
        assert archive.sizes()["publications"] == 0

    def test_it_is_kept_for_the_record(self, archive: Archive) -> None:
        archive.append([received(1, "before"), docdb()])
        archive.append([gone()])
        kept = archive.withdrawals
        assert [(one.source, one.withdrawn) for one in kept.versions(ID)] == [
            ("gazette", False),
            ("docdb", False),
            ("gazette", True),
        ]
        assert kept.original(ID, 1) == received(1, "before").original
        with pytest.raises(NotFoundError, match="no position 9"):
            kept.original(ID, 9)
        told = kept.told_before([ID, "JP9A"])
        assert [one.titles[0].text for one in told[ID]] == ["before", "provider"]
        assert not [damage for damage in archive.verify() if damage]

    def test_a_lesser_source_takes_out_only_what_it_told(self, archive: Archive) -> None:
        archive.append([docdb(), gone("docdb", 2)])
        assert archive.publications([ID]) == {}
        archive.append([received(1, "office")])
        assert archive.publication(ID).titles == (Text(text="office"),)
        assert [one.source for one in archive.versions(ID)] == ["gazette"]
        with pytest.raises(NotFoundError, match="not held"):
            archive.original(ID, 1)
        assert archive.original(ID) == received(1, "office").original

    def test_a_later_document_brings_it_back(self, archive: Archive) -> None:
        archive.append([received(1, "before"), gone()])
        assert archive.append([received(1, "after")]) == [Appended("changed", alone=False)]
        assert archive.publication(ID).titles[0].text == "after"
        assert [one.position for one in archive.versions(ID)] == [3]
        with pytest.raises(NotFoundError, match="not held"):
            archive.original(ID, 1)
        assert archive.withdrawals.of([ID]) == {}

    def test_the_same_bytes_count_again_where_they_say_otherwise(self, archive: Archive) -> None:
        first, off = received(1), gone()
        outcomes = [archive.append([one])[0].outcome for one in (first, off, off, first, first)]
        assert outcomes == ["new", "changed", "unchanged", "changed", "unchanged"]
        assert archive.publication(ID).id == ID
        archive.append([off])
        assert archive.publications([ID]) == {}
        assert [one.version for one in archive.withdrawals.versions(ID)] == [1, 2, 3, 4]

    def test_what_was_never_held_can_be_withdrawn(self, archive: Archive) -> None:
        assert archive.append([gone()]) == [Appended("changed", alone=False)]
        with pytest.raises(WithdrawnError):
            archive.publication(ID)
        assert archive.append([docdb()]) == [Appended("new", alone=False)]
        assert archive.publications([ID]) == {}

    def test_what_became_of_it_position_by_position(self, archive: Archive) -> None:
        archive.append([docdb(), gone("docdb", 2), received(1), gone("docdb", 2, "2")])
        archive.append([gone(), received(1, "again")])
        course = [(one.before, one.after) for one in archive.withdrawals.passages(0, 10)]
        assert course == [(False, True), (True, False), (False, True), (True, True),
                          (True, False), (False, True)]  # fmt: skip
        assert [one.entry.position for one in archive.withdrawals.passages(4, 1)] == [5]

    def test_the_source_whose_word_counts(self, archive: Archive) -> None:
        archive.append([docdb(), received(1)])
        assert archive.withdrawals.source(ID) == ("gazette", 0)
        with pytest.raises(NotFoundError, match="JP9A"):
            archive.withdrawals.source("JP9A")


class TestSqlite(OnSqlite, WithdrawalContract):
    pass


class TestPostgresql(OnPostgresql, WithdrawalContract):
    pass


def test_joining() -> None:
    whole = Publication(office="JP", number="1", right=Right.DESIGN, titles=(Text(text="a"),))
    other = Publication(office="JP", number="1", right=Right.DESIGN, titles=(Text(text="b"),))
    off = Publication(office="JP", number="1", withdrawn=True)
    assert merge((off, whole)) == off
    assert merge((whole, off)) == whole
    assert merge((whole, off, other)) == merge((whole, other))
