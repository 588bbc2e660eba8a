"""Withdrawn publications leave their collection."""

from bulk.offices import Office, publication, received
from madoguchi.model import Publication


def gone(number: int) -> Publication:
    return Publication(office="JP", number=f"2021{number:06}", kind="A", withdrawn=True)


def ops(office: Office, name: str) -> list[tuple[str, str]]:
    return [(one.op, one.id) for one in office.changes(name)]


def test_the_next_week_says_so_and_later_back_files_lack_it(office: Office) -> None:
    office.receive(0, publication(1), publication(2))
    office.make(7)
    office.receive(8, gone(1))
    office.make(14, back=True)
    assert ops(office, "jp-patent/2026-W47") == [("DEL", "JP2021000001A")]
    assert [one.id for one in office.records("jp-patent/back-3")] == ["JP2021000002A"]
    office.receive(15, publication(1, "再発行"))
    office.make(21)
    assert ops(office, "jp-patent/2026-W48") == [("ADD", "JP2021000001A")]


def test_what_comes_and_goes_within_a_week_is_in_no_delivery(office: Office) -> None:
    office.receive(0, publication(1), publication(2), gone(2), gone(3))
    office.make(7, back=True)
    assert ops(office, "jp-patent/2026-W46") == [("ADD", "JP2021000001A")]
    assert [one.id for one in office.records("jp-patent/2026-W46")] == ["JP2021000001A"]


def test_a_lesser_sources_withdrawal_is_a_change(office: Office) -> None:
    office.receive(0, publication(1), received(publication(1, "DOCDB"), "docdb", 2))
    office.receive(7, received(gone(1), "docdb", 2))
    office.make(14)
    assert ops(office, "jp-patent/2026-W47") == [("MOD", "JP2021000001A")]
    (one,) = office.records("jp-patent/2026-W47")
    assert [title.text for title in one.titles] == ["電池"]
    assert office.documents("jp-patent/2026-W47") == {}


def test_nothing_but_withdrawals_makes_no_collection(office: Office) -> None:
    office.receive(0, gone(1))
    assert office.make(7) == []
