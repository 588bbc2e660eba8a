"""The archive's contract, the same for every database engine."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.exc import DBAPIError

from engines import OnPostgresql, OnSqlite
from madoguchi import clock
from madoguchi.archive import Appended, Archive, Attached, Fact, Received, Write
from madoguchi.archive.blobs import TRAIN_AT
from madoguchi.archive.tables import blob
from madoguchi.errors import DamagedError, NotFoundError
from madoguchi.model import Publication, Text, encode

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def received(number: int = 1, text: str = "", source: str = "gazette", **more: object) -> Received:
    publication = Publication(
        office="JP", number=f"2020{number:06d}", kind="A", titles=(Text(text=text or "電池"),)
    )
    original = f"<gazette>{number} {text}</gazette>".encode()
    fields: dict[str, object] = {
        "source": source,
        "authority": 0,
        "original": original,
        "publication": publication.id,
        "record": encode(publication),
        "file": "week.xml",
    }
    return Received(**{**fields, **more})  # type: ignore[arg-type]


def execute(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def change_a_byte(url: str, name: str, place: int) -> None:
    engine = create_engine(url)
    where = blob.c.sha256 == bytes.fromhex(name)
    with engine.begin() as connection:
        data = bytearray(connection.execute(select(blob.c.data).where(where)).scalar_one())
        data[place] ^= 1
        connection.execute(update(blob).where(where).values(data=bytes(data)))
    engine.dispose()


class ArchiveContract:
    """What every engine must do."""

    @pytest.fixture
    def archive(self, url: str) -> Iterator[Archive]:
        opened = Archive(url)
        yield opened
        opened.close()

    def test_an_empty_archive(self, archive: Archive) -> None:
        assert archive.position() == 0
        assert archive.follow(0) == []
        with pytest.raises(NotFoundError, match="JP2020000001A"):
            archive.publication("JP2020000001A")

    def test_positions_have_no_gaps(self, archive: Archive) -> None:
        for first in (1, 4, 7):
            with clock.at(NOON):
                archive.append([received(n) for n in range(first, first + 3)])
        assert [entry.position for entry in archive.follow(0)] == list(range(1, 10))
        assert [entry.position for entry in archive.follow(4, 3)] == [5, 6, 7]
        assert archive.follow(0)[0].received == "2026-11-22T12:00:00+00:00"

    def test_the_same_bytes_again_change_nothing(self, archive: Archive) -> None:
        assert archive.append([received(1)]) == [Appended("new", alone=True)]
        assert (
            archive.append([received(1), received(1)]) == [Appended("unchanged", alone=False)] * 2
        )
        assert archive.position() == 1

    def test_a_correction_is_a_new_version_and_the_old_one_is_kept(self, archive: Archive) -> None:
        archive.append([received(1, "before")])
        assert archive.append([received(1, "after")]) == [Appended("changed", alone=False)]
        assert archive.publication("JP2020000001A").titles[0].text == "after"
        assert [entry.version for entry in archive.versions("JP2020000001A")] == [1, 2]
        assert archive.original("JP2020000001A", 1) == received(1, "before").original
        assert archive.original("JP2020000001A") == received(1, "after").original

    def test_loading_all_versions_again_changes_nothing(self, archive: Archive) -> None:
        both = [received(1, "before"), received(1, "after")]
        archive.append(both)
        assert {done.outcome for done in archive.append(both)} == {"unchanged"}
        assert archive.publication("JP2020000001A").titles[0].text == "after"

    def test_duplicates_inside_one_batch(self, archive: Archive) -> None:
        done = archive.append([received(1), received(1), received(1, "after")])
        assert [d.outcome for d in done] == ["new", "unchanged", "changed"]

    def test_the_offices_own_word_comes_first(self, archive: Archive) -> None:
        archive.append([received(1, "provider", source="docdb", authority=2)])
        archive.append([received(1, "office")])
        archive.append([received(1, "provider again", source="docdb", authority=2)])
        assert archive.publication("JP2020000001A").titles[0].text == "office"

    def test_originals_come_back_byte_for_byte(self, archive: Archive) -> None:
        odd = bytes(range(256)) * 300
        archive.append([received(1, original=odd), received(2, original=b"")])
        assert archive.original("JP2020000001A") == odd
        assert archive.original("JP2020000002A") == b""

    def test_a_trained_dictionary_changes_no_byte(self, archive: Archive) -> None:
        items = [received(n, f"電池 {n * 7919}" * 20) for n in range(TRAIN_AT + 20)]
        archive.append(items[:TRAIN_AT])
        archive.append(items[TRAIN_AT:])
        for item in items:
            assert archive.original(item.publication) == item.original
        sizes = archive.sizes()
        assert sizes["documents"] == len(items)
        assert sizes["stored_bytes"] < sizes["raw_bytes"]

    def test_files_beside_a_document(self, archive: Archive) -> None:
        archive.append([received(1, attachments=(Attached("f1.png", b"\x89PNG..."),))])
        assert archive.attachments("JP2020000001A") == ("f1.png",)
        assert archive.attachment("JP2020000001A", "f1.png") == b"\x89PNG..."
        with pytest.raises(NotFoundError, match=r"f2\.png"):
            archive.attachment("JP2020000001A", "f2.png")

    def test_a_failed_batch_leaves_nothing(self, archive: Archive) -> None:
        broken = received(2, file=None)
        with pytest.raises(Exception, match=r"(?i)null"):
            archive.append([received(1), broken])
        assert archive.position() == 0
        assert archive.append([received(1)]) == [Appended("new", alone=True)]

    @pytest.mark.parametrize("place", [0, 5, 12, -1])
    def test_verification_finds_a_changed_byte(
        self, archive: Archive, url: str, place: int
    ) -> None:
        archive.append([received(n) for n in range(1, 4)])
        assert not [damage for damage in archive.verify() if damage]
        change_a_byte(url, archive.versions("JP2020000002A")[0].original, place)
        damages = [str(damage) for damage in archive.verify() if damage]
        assert len(damages) == 1
        with pytest.raises(DamagedError):
            archive.original("JP2020000002A")

    def test_verification_finds_a_missing_document(self, archive: Archive, url: str) -> None:
        archive.append([received(1)])
        execute(url, "DELETE FROM blob")
        damages = [str(damage) for damage in archive.verify() if damage]
        assert len(damages) == 2
        assert all("position 1" in damage and "missing" in damage for damage in damages)

    def test_it_can_be_opened_again(self, archive: Archive, url: str) -> None:
        archive.append([received(1)])
        again = Archive(url)
        assert again.position() == 1
        assert again.original("JP2020000001A") == received(1).original
        again.close()

    def test_an_error_does_not_tell_what_was_asked_for(self, url: str) -> None:
        archive = Archive(url)
        execute(url, "DROP TABLE attachment")
        with pytest.raises(DBAPIError) as caught:
            archive.attachment("JP2020000001A", "confidential.png")
        assert "confidential" not in str(caught.value)
        archive.close()

    def test_gaps_in_the_register_are_found(self, url: str) -> None:
        archive = Archive(url)
        facts = tuple(Fact("JP-patent-1", "happened", b"{}") for _ in range(3))
        archive.register.append(Write(facts=facts, actor="office"))
        assert not any(archive.verify())
        execute(url, "DELETE FROM register_stream WHERE position = 2")
        damages = [str(damage) for damage in archive.verify() if damage]
        assert damages == [
            "the register has 2 entries but its last position is 3",
            "JP-patent-1 has 2 facts but is at version 3",
        ]
        archive.close()


class TestSqlite(OnSqlite, ArchiveContract):
    pass


class TestPostgresql(OnPostgresql, ArchiveContract):
    def test_what_reads_goes_on_after_the_server_was_started_anew(self, url: str) -> None:
        archive = Archive(url)
        reader = archive.point_reader("case_file", "case", "data")
        assert reader("JP-patent-1") is None
        ended = "pg_terminate_backend(pid) FROM pg_stat_activity"
        execute(url, f"SELECT {ended} WHERE pid <> pg_backend_pid() AND datname IS NOT NULL")
        assert reader("JP-patent-1") is None
        assert archive.position() == 0
        archive.close()
