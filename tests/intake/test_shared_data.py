"""The real office files beside the checkout, all of them, through the whole intake."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.conftest import Office
from madoguchi.intake import Report
from madoguchi.law import read_number
from madoguchi.search import Everything

MALFORMED = {"v1-2-A1.xml", "v1-4-A1.xml", "v1-4-A1-1.xml", "v1-5-1-A1-2.xml"}
NUMBERLESS = "testdata/family.xml"
EMPTY = "get_classification_schema_multiple/response.xml"
FORMATS = {
    "us-xml", "us-pap", "us-sgml", "us-greenbook", "us-brs", "ep", "marec", "docdb", "ops-fulltext",
    "jp-official-gazette", "cn-patent-document", "cn-patent-document-and-related", "st96",
}  # fmt: skip


@pytest.fixture(scope="module")
def loaded(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Office, Report]]:
    office = Office(tmp_path_factory.mktemp("shared") / "office")
    paths = (shared_data / "patent_fulltext", shared_data / "docdb_ops")
    yield office, office.load(*paths)
    office.archive.close()


pytestmark = pytest.mark.xdist_group("shared data")


def test_every_field_is_accounted_for(loaded: tuple[Office, Report]) -> None:
    fields = loaded[1].fields
    assert fields.unknown == []
    assert len(fields.mapped) > 1000


def test_only_what_is_no_publication_or_malformed_is_refused(
    loaded: tuple[Office, Report],
) -> None:
    for file in loaded[1].files:
        for refusal in file.refusals:
            if Path(file.path).name in MALFORMED:
                assert "not well-formed" in refusal.reason
            elif file.path.endswith(EMPTY):
                assert "no XML element" in refusal.reason
            elif file.path.endswith(NUMBERLESS):
                assert refusal.reason == "the case gives no application number"
            else:
                assert refusal.reason.startswith("not a publication or case: "), (
                    file.path,
                    refusal,
                )


def test_every_format_was_met(loaded: tuple[Office, Report]) -> None:
    assert {entry.source for entry in loaded[0].archive.follow(0, 10_000)} >= FORMATS


def test_originals_are_the_bytes_of_the_files(loaded: tuple[Office, Report]) -> None:
    archive = loaded[0].archive
    for entry in archive.follow(0, 10_000):
        original = archive.original(entry.publication, entry.position)
        if "!/" not in entry.file:
            assert original in Path(entry.file).read_bytes(), entry


def test_every_publication_has_what_a_list_needs(loaded: tuple[Office, Report]) -> None:
    page = loaded[0].index.engine.search(Everything(), limit=1000)
    publications = {e.publication for e in loaded[0].archive.follow(0, 10_000)}
    assert {card.id for card in page.cards if not card.is_case} == publications
    untitled = [card.id for card in page.cards if not card.titles]
    assert len(untitled) < page.total * 0.25  # full texts and drafts come without


def test_every_number_resolves_to_its_publication(loaded: tuple[Office, Report]) -> None:
    for entry in loaded[0].archive.follow(0, 10_000):
        readings = [reading.number for reading in read_number(entry.publication)]
        ids = {number.id for number in readings} | {f"{n.office}{n.number}" for n in readings}
        publication = loaded[0].archive.publication(entry.publication)
        assert ids & {entry.publication, f"{publication.office}{publication.number}"}, entry


def test_loading_all_again_changes_nothing(
    loaded: tuple[Office, Report], shared_data: Path
) -> None:
    report = loaded[0].load(shared_data / "docdb_ops")
    assert report.total.new == report.total.changed == 0
