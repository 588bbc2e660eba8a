"""What is delivered: weeks that are over, once; the same positions always as the same bytes."""

import datetime as dt
import gzip
import hashlib
from pathlib import Path
from typing import BinaryIO, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from bulk.offices import Office, files_below, long, publication, received
from madoguchi.bulk import Week
from madoguchi.errors import MadoguchiError, NotFoundError, RefusedError
from madoguchi.formats import read_st37
from madoguchi.model import Publication, Right
from web.publications import foreign, main_publication


def test_a_week_is_delivered_when_it_is_over_and_never_again(office: Office) -> None:
    office.receive(0, publication(1), publication(2))
    assert office.make(6) == []
    assert office.make(7) == ["jp-patent/2026-W46"]
    before = files_below(office.folder("jp-patent"))
    office.receive(8, publication(1, "電池（訂正）"))
    assert office.make(9) == []
    assert office.make(21) == ["jp-patent/2026-W47", "jp-patent/2026-W48"]
    after = files_below(office.folder("jp-patent"))
    assert {path: after[path] for path in before} == before


def test_what_is_new_is_added_and_what_is_corrected_is_changed(office: Office) -> None:
    office.receive(0, publication(1), publication(2))
    office.receive(7, publication(2, "改"), publication(3), publication(2, "再改"))
    office.make(14)
    first, second = office.changes("jp-patent/2026-W46"), office.changes("jp-patent/2026-W47")
    assert [(one.op, one.id, one.position) for one in first] == [
        ("ADD", "JP2021000001A", 1),
        ("ADD", "JP2021000002A", 2),
    ]
    assert [(one.op, one.id, one.position, one.part) for one in second] == [
        ("ADD", "JP2021000003A", 4, 1),
        ("MOD", "JP2021000002A", 5, 1),
    ]
    titles = [one.titles[0].text for one in office.records("jp-patent/2026-W47")]
    assert titles == ["電池", "再改"]


def test_a_week_made_late_is_as_it_was_then(tmp_path: Path) -> None:
    """What has come in since changes nothing, and neither does when the delivery is made."""
    timely, late = Office(tmp_path / "timely"), Office(tmp_path / "late")
    for one in (timely, late):
        one.receive(0, publication(1), received(publication(1, "DOCDB"), "docdb", 2))
    timely.make(7)
    for one in (timely, late):
        one.receive(8, publication(1, "訂正"), received(publication(1, "改"), "docdb", 2))
    timely.make(14)
    late.make(40, week=Week(2026, 47))
    assert files_below(late.folder("jp-patent")) == files_below(timely.folder("jp-patent"))
    for one in (timely, late):
        one.archive.close()


def test_every_source_of_a_publication_is_a_document(office: Office) -> None:
    both = received(publication(1)), received(publication(1, "Battery"), "docdb", 2)
    office.receive(0, *both, msgspec.structs.replace(received(publication(2)), original=b"WKU 2"))
    office.receive(7, received(publication(1, "Cell"), "docdb", 2))
    office.make(14)
    assert office.documents("jp-patent/2026-W46") == {
        "JP2021000001A.gazette.xml": both[0].original,
        "JP2021000001A.docdb.xml": both[1].original,
        "JP2021000002A.gazette.txt": b"WKU 2",
    }
    assert list(office.documents("jp-patent/2026-W47")) == ["JP2021000001A.docdb.xml"]
    assert office.records("jp-patent/2026-W47")[0] == office.archive.publication("JP2021000001A")


def test_a_number_from_outside_names_no_file_elsewhere(office: Office) -> None:
    strange = [
        msgspec.structs.replace(publication(n), number=number)
        for n, number in enumerate(("../../etc/passwd", "a b\\c"))
    ]
    office.receive(0, *strange)
    office.make(7)
    names = list(office.documents("jp-patent/2026-W46"))
    assert names == ["JP.._.._etc_passwdA.1.gazette.xml", "JPa_b_cA.2.gazette.xml"]


def test_an_office_without_code_has_a_collection_too(office: Office) -> None:
    office.receive(0, msgspec.structs.replace(publication(1), office="../x"))
    assert office.make(7) == ["zz-patent/2026-W46"]


def test_what_changes_its_right_leaves_and_comes(office: Office) -> None:
    office.receive(0, publication(1), publication(2))
    office.receive(7, publication(1, right=Right.UTILITY_MODEL))
    office.receive(14, publication(1, "戻"))
    office.make(21)
    assert [c.op for c in office.changes("jp-patent/2026-W47")] == ["DEL"]
    assert [c.op for c in office.changes("jp-utility-model/2026-W47")] == ["ADD"]
    assert [c.op for c in office.changes("jp-patent/2026-W48")] == ["ADD"]
    assert [c.op for c in office.changes("jp-utility-model/2026-W48")] == ["DEL"]
    listed = next(office.folder("jp-patent/2026-W47").glob("*.authority.txt.gz"))
    assert entries(listed) == [("JP", "2021000001", "A", "D")]


def entries(path: Path) -> list[tuple[str, str, str, str]]:
    with gzip.open(path) as data:
        found = list(read_st37(cast("BinaryIO", data)).entries)
    return [(one.office, one.number, one.kind, one.exception) for one in found]


def test_the_authority_file_lists_every_number(office: Office) -> None:
    office.receive(0, publication(2), publication(10), publication(1, kind="B2"))
    office.receive(7, publication(3), publication(2, "改"))
    office.make(14, back=True)
    whole = [
        ("JP", f"2021{n:06}", kind, "") for n, kind in ((1, "B2"), (2, "A"), (3, "A"), (10, "A"))
    ]
    back, week = office.folder("jp-patent/back-5"), office.folder("jp-patent/2026-W47")
    for form in ("txt", "xml"):
        assert entries(next(back.glob(f"*.authority.{form}.gz"))) == whole
        assert entries(next(week.glob(f"*.authority.{form}.gz"))) == whole[1:3]
    with gzip.open(next(week.glob("*.authority.xml.gz"))) as data:
        head = read_st37(cast("BinaryIO", data)).head
    assert head is not None
    assert (head.update, head.produced) == ("incremental", dt.date(2026, 11, 23))
    definition = next(back.glob("*.definition.xml")).read_text()
    assert 'kindCode="A" total="3" first="2021000002" last="2021000010"' in definition


def test_a_back_file_has_all_as_it_stands(office: Office) -> None:
    office.receive(0, publication(1), publication(2))
    office.make(7)
    office.receive(8, publication(1, "改"), publication(3, right=Right.DESIGN))
    assert office.make(8, back=True) == ["jp-design/back-4", "jp-patent/back-3"]
    assert office.make(9, back=True) == []
    assert sorted(one.titles[0].text for one in office.records("jp-patent/back-3")) == [
        "改",
        "電池",
    ]
    assert {one.op for one in office.changes("jp-patent/back-3")} == {"ADD"}


def test_parts_are_cut_where_they_are_large(office: Office) -> None:
    office.receive(0, *(long(n, 5_000) for n in range(1, 21)))
    office.make(7, part_bytes=20_000)
    manifest = office.shelf.delivery("jp-patent", "2026-W46").manifest
    for form in ("xml", "jsonl", "parquet"):
        counts = [file.records for file in manifest.files if file.form == form]
        assert counts == [4, 4, 4, 4, 4]
    assert [change.part for change in office.changes("jp-patent/2026-W46")] == [
        n // 4 + 1 for n in range(20)
    ]
    assert [one.number for one in office.records("jp-patent/2026-W46")] == [
        f"2021{n:06}" for n in range(1, 21)
    ]


def test_parquet_has_what_json_lines_have(office: Office) -> None:
    office.receive(0, main_publication(), *foreign())
    office.make(7)
    for name in ("jp-patent/2026-W46", "us-patent/2026-W46"):
        table = parquet.read_table(next(office.folder(name).glob("*.parquet")))
        for row, one in zip(table.to_pylist(), office.records(name), strict=True):
            assert msgspec.convert(filled(row), Publication) == one


def filled(value: object) -> object:
    """A row without its nulls."""
    if isinstance(value, dict):
        return {name: filled(inner) for name, inner in value.items() if inner is not None}
    return [filled(inner) for inner in value] if isinstance(value, list) else value


def test_the_manifest_says_what_every_file_is(office: Office) -> None:
    office.receive(0, publication(1), publication(2, kind="B2", date=dt.date(2022, 1, 5)))
    office.receive(7, publication(3))
    office.make(14)
    first, second = office.shelf.deliveries("jp-patent")
    for held in (first, second):
        place = office.folder(f"jp-patent/{held.manifest.delivery}")
        assert {path.name for path in place.iterdir()} == {
            "manifest.json", *(file.name for file in held.manifest.files)
        }  # fmt: skip
        for file in held.manifest.files:
            data = (place / file.name).read_bytes()
            assert (file.bytes, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert (first.manifest.after, first.manifest.through) == (0, 2)
    assert (second.manifest.after, second.manifest.through) == (2, 3)
    assert first.manifest.previous is None
    assert second.manifest.previous == first.name
    assert first.manifest.kinds == {"A": 1, "B2": 1}
    assert (first.manifest.first, first.manifest.last) == (
        dt.date(2021, 3, 18),
        dt.date(2022, 1, 5),
    )
    assert second.manifest.received == ("2026-11-16T09:00:00+00:00",) * 2


def test_a_week_without_anything_goes_on_from_the_last(office: Office) -> None:
    office.receive(0, publication(1))
    office.receive(22, publication(2))
    office.make(28)
    held = office.shelf.deliveries("jp-patent")
    assert [(one.manifest.after, one.manifest.through, one.manifest.records) for one in held] == [
        (0, 1, 1), (1, 1, 0), (1, 1, 0), (1, 2, 1)
    ]  # fmt: skip
    assert held[1].manifest.files == ()


def test_a_clock_set_back_leaves_no_gap(office: Office) -> None:
    office.receive(8, publication(1))
    office.receive(1, publication(2))
    office.receive(15, publication(3))
    office.make(28)
    spans = [(o.manifest.after, o.manifest.through) for o in office.shelf.deliveries("jp-patent")]
    assert spans == [(0, 2), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("wanted", "error", "said"),
    [
        ({"week": Week(2026, 47)}, RefusedError, "can be made from 2026-11-23 on"),
        ({"collection": "jp-sheep"}, NotFoundError, "held: jp-patent"),
        ({"collection": "../jp-patent"}, NotFoundError, "held: jp-patent"),
    ],
)
def test_what_cannot_be_made_is_said(
    office: Office, wanted: dict[str, object], error: type[Exception], said: str
) -> None:
    office.receive(0, publication(1))
    with pytest.raises(error, match=said):
        office.make(8, **wanted)


def test_an_empty_office_has_nothing_due(office: Office) -> None:
    assert office.make(30, back=True) == []
    with pytest.raises(NotFoundError, match="load files first"):
        office.make(30, collection="jp-patent")


def test_one_process_at_a_time_makes_deliveries(office: Office) -> None:
    with office.shelf.making(), pytest.raises(MadoguchiError, match="another process"):
        office.make(7)


def test_only_what_is_asked_for_is_made(office: Office) -> None:
    office.receive(0, publication(1), publication(2, right=Right.DESIGN))
    assert office.make(21, collection="jp-design", week=Week(2026, 47)) == [
        "jp-design/2026-W46",
        "jp-design/2026-W47",
    ]
    assert len(office.make(21)) == 1 + 3


_RIGHTS = st.sampled_from([Right.PATENT, Right.PATENT, Right.UTILITY_MODEL])
_RECEIPTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 4), st.sampled_from(["gazette", "docdb"]), _RIGHTS),
    max_size=14,
)


@given(receipts=_RECEIPTS, late=st.booleans())
@settings(max_examples=20)
def test_whoever_applies_all_changes_has_all_that_is_held(
    tmp_path_factory: pytest.TempPathFactory,
    receipts: list[tuple[int, int, str, Right]],
    *,
    late: bool,
) -> None:
    """The weeks one after the other, or the back file, give the same as the archive itself."""
    office = Office(tmp_path_factory.mktemp("office"))
    for week in range(4):
        for n, (when, number, source, right) in enumerate(receipts):
            if when == week:
                one = publication(number, f"{n}", right=right)
                office.receive(week * 7, received(one, source, 0 if source == "gazette" else 2))
        if not late:
            office.make(week * 7 + 7)
    office.make(28, back=True)
    held = office.archive.publications([f"JP2021{n:06}A" for n in range(1, 5)])
    for kind in (Right.PATENT, Right.UTILITY_MODEL):
        wanted = {id_: one for id_, one in held.items() if one.right is kind}
        assert applied(office, f"jp-{kind}", "front") == wanted
        assert applied(office, f"jp-{kind}", "back") == wanted
    office.archive.close()


def applied(office: Office, collection: str, kind: str) -> dict[str, Publication]:
    """What someone has who applies the changes of each delivery in turn."""
    found: dict[str, Publication] = {}
    for held in office.shelf.deliveries(collection):
        if held.manifest.kind == kind:
            name = f"{collection}/{held.manifest.delivery}"
            records = {one.id: one for one in office.records(name)}
            for change in office.changes(name):
                assert (change.op == "ADD") == (change.id not in found)
                found.pop(change.id, None)
                if change.op != "DEL":
                    found[change.id] = records.pop(change.id)
            assert records == {}
    return found
