"""Laid-open cases in bulk: what is public, all of it, and nothing else."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bulk.offices import MONDAY, Office, case_id, files_below, publication
from cases.histories import FILED, GRANTED, PUBLISHED, stated
from madoguchi import clock
from madoguchi.archive import public_case
from madoguchi.bulk import Shelf
from madoguchi.bulk.journal import Journal
from madoguchi.bulk.tables import bulk_case
from madoguchi.cases import PublicCases, Recording, Withdrawn, case_views, decode_file, record

ONE, TWO, SECRET = case_id(1), case_id(2), case_id(999_999)
NAME = "jp-patent-cases"


def shelved(office: Office, *, withdrawn: bool = False) -> list[str]:
    held = office.shelf.deliveries(NAME)
    return [one.manifest.delivery for one in held if bool(one.withdrawn) is withdrawn]


def test_a_case_is_delivered_as_the_public_sees_it(office: Office) -> None:
    office.tell(0, ONE)
    office.tell(1, TWO)
    office.tell(8, ONE, FILED, PUBLISHED)
    office.make(14)
    week = [change.op for change in office.changes(f"{NAME}/2026-W46")]
    assert week == ["ADD"], "what it was before is not told again"
    assert [(c.op, c.id) for c in office.changes(f"{NAME}/2026-W47")] == [("ADD", str(ONE))]
    public = PublicCases(office.archive)
    assert office.lines(f"{NAME}/2026-W47") == [public.stored(str(ONE))]
    assert office.lines(f"{NAME}/2026-W46") == [public.stored(str(TWO))]
    (status,) = office.documents(f"{NAME}/2026-W47").items()
    assert status[0] == f"{ONE}.xml"
    assert b"PatentLegalStatusData" in status[1]


def test_a_case_that_is_followed_every_week_is_changed(office: Office) -> None:
    office.tell(0, ONE)
    office.make(7)
    office.tell(8, ONE, FILED, GRANTED)
    office.make(14)
    office.make(21)
    assert [c.op for c in office.changes(f"{NAME}/2026-W47")] == ["MOD"]
    assert len(decode_file(office.lines(f"{NAME}/2026-W47")[0]).steps) == 2
    assert office.shelf.delivery(NAME, "2026-W48").manifest.records == 0


def test_two_offices_that_differ_by_a_secret_deliver_alike(tmp_path: Path) -> None:
    """Not its name, not its words, and not that the register counts it."""
    offices = [Office(tmp_path / name) for name in ("bare", "knowing")]
    for knows, office in enumerate(offices):
        office.receive(0, publication(1))
        office.tell(0, ONE)
        for day in (1, 2, 8) if knows else ():
            office.tell(day, SECRET, stated("FILED", f"2026-01-{day + 10}"), laid_open=False)
        office.make(7)
        office.tell(9, TWO)
        office.make(14, back=True)
    bare, knowing = (files_below(office.home / "bulk") for office in offices)
    assert bare == knowing
    assert len(bare) > 20
    for office in offices:
        office.archive.close()


def closed_again(office: Office) -> None:
    """A case that was laid open in the first week, and shown to have been so in error."""
    office.tell(0, ONE)
    office.tell(0, SECRET, FILED, PUBLISHED, laid_open=False)
    office.make(7, back=True)
    assert SECRET.number.encode() in b"".join(office.lines(f"{NAME}/2026-W46"))
    file = PublicCases(office.archive).case(str(SECRET))
    (step,) = (step for step in file.steps if step.event.code == "PUBLISHED")
    withdrawn = Withdrawn(id=step.id, reason="recorded in error", source="office")
    with clock.at(MONDAY + dt.timedelta(days=8)):
        change = Recording(case=SECRET, facts=(withdrawn,), actor="office", expected=file.version)
        record(office.archive, change)
        office.archive.views.catch_up(case_views(office.archive))


def test_a_case_closed_again_is_withdrawn_from_everything(office: Office) -> None:
    closed_again(office)
    assert office.make(9) == [f"{NAME}/back-3"]
    assert shelved(office, withdrawn=True) == ["2026-W46", "back-2"]
    assert shelved(office) == ["back-3"]
    files = files_below(office.home / "bulk")
    assert not [path for path, data in files.items() if SECRET.number.encode() in data]
    assert not [line for line in office.lines(f"{NAME}/back-3") if SECRET.number.encode() in line]
    rows = office.archive.rows(select(bulk_case.c.data).where(bulk_case.c.record == str(SECRET)))
    assert rows == [(b"",), (b"",)]
    office.make(14)
    assert [(c.op, c.id) for c in office.changes(f"{NAME}/2026-W47")] == [("DEL", str(SECRET))]
    office.tell(15, SECRET, FILED, stated("PUBLISHED", "2026-11-24"))
    office.make(21)
    assert [(c.op, c.id) for c in office.changes(f"{NAME}/2026-W48")] == [("ADD", str(SECRET))]


@pytest.mark.parametrize("after", ["withdraw", "forget"])
def test_withdrawing_is_done_again_after_a_crash(
    office: Office, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    closed_again(office)
    owner = Shelf if after == "withdraw" else Journal
    inner = getattr(owner, after)

    def crash(*args: object) -> None:
        inner(*args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(owner, after, crash)
        with pytest.raises(KeyboardInterrupt):
            office.make(9)
    assert office.make(9) == [f"{NAME}/back-3"]
    assert shelved(office, withdrawn=True) == ["2026-W46", "back-2"]
    assert shelved(office) == ["back-3"]


def test_what_is_derived_anew_is_found_with_the_next_back_file(office: Office) -> None:
    office.tell(0, ONE)
    office.make(7)
    with office.archive.database.writing() as connection:
        values = {"data": PublicCases(office.archive).stored(str(ONE)) + b" "}
        connection.execute(update(public_case).values(values))
    assert office.make(8) == []
    assert office.make(8, back=True) == [f"{NAME}/back-2"]
