"""Reporting and recording: what is new is recorded once, what changed as a correction."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from cases.histories import (
    FILED,
    GRANTED,
    JP,
    NOTICE,
    PAPER,
    PUBLISHED,
    day,
    history,
    report_of,
    stated,
)
from madoguchi.archive import Archive
from madoguchi.cases import (
    Corrected,
    Happened,
    Listed,
    OfficeCases,
    Recording,
    Told,
    Withdrawn,
    case_views,
    play,
    record,
    report,
)
from madoguchi.errors import ConflictError, KeyReusedError
from madoguchi.model import Bibliography, Happening, Text


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.at(tmp_path)
    yield opened
    opened.close()


def kinds(archive: Archive) -> list[str]:
    return [fact.kind for fact in archive.register.facts([str(JP)]).get(str(JP), [])]


def test_a_new_case(archive: Archive) -> None:
    assert report(archive, [report_of(history(FILED, PUBLISHED))]) == ["new"]
    assert kinds(archive) == ["told", "happened", "happened"]
    assert archive.register.follow(0)[0].actor == "loader"


def test_told_again_nothing_is_recorded(archive: Archive) -> None:
    told = report_of(history(FILED, documents=(NOTICE,), papers=(PAPER,)))
    moved = msgspec.structs.replace(told, file="elsewhere.json", offset=7)
    assert report(archive, [told, told, moved]) == ["new", "unchanged", "unchanged"]
    position = archive.register.position()
    assert report(archive, [told]) == ["unchanged"]
    assert archive.register.position() == position


def test_a_later_answer_adds_what_is_new(archive: Archive) -> None:
    report(archive, [report_of(history(FILED), b"1")])
    assert report(archive, [report_of(history(FILED, GRANTED), b"2")]) == ["changed"]
    assert kinds(archive) == ["told", "happened", "told", "happened"]


def test_equal_events_of_one_day_are_told_apart_by_their_count(archive: Archive) -> None:
    twice = Happening(code="C604", date=day("2017-02-17"), series="uspto")
    report(archive, [report_of(history(FILED, twice, twice), b"1")])
    report(archive, [report_of(history(FILED, twice, twice, twice), b"2")])
    assert kinds(archive).count("happened") == 4


def test_an_event_told_otherwise_is_corrected_and_keeps_its_identity(archive: Archive) -> None:
    report(archive, [report_of(history(FILED), b"1")])
    other = msgspec.structs.replace(FILED, text="filed on paper")
    report(archive, [report_of(history(other), b"2")])
    file = play(archive.register.facts([str(JP)])[str(JP)])
    assert [(step.id, step.event.text) for step in file.steps] == [("2", "filed on paper")]
    assert [(a.id, a.was, a.withdrawn, a.by) for a in file.amendments] == [("2", FILED, False, 4)]


def test_another_source_does_not_correct_the_first(archive: Archive) -> None:
    report(archive, [report_of(history(FILED), b"1")])
    other = history(msgspec.structs.replace(FILED, text="other words"))
    report(archive, [msgspec.structs.replace(report_of(other, b"2"), source="provider")])
    assert kinds(archive) == ["told", "happened", "told"]


A63 = Happening(code="A63", date=day("2020-07-20"), series="jpo")
A131 = Happening(code="A131", date=day("2024-02-27"), series="jpo")


def test_what_a_complete_source_tells_no_longer_is_withdrawn(archive: Archive) -> None:
    report(archive, [report_of(history(A63, A131, complete=True), b"1")])
    report(archive, [report_of(history(A63, complete=True), b"2")])
    file = play(archive.register.facts([str(JP)])[str(JP)])
    assert [step.event.code for step in file.steps] == ["A63"]
    assert [(a.was.code, a.withdrawn, a.reason) for a in file.amendments] == [
        ("A131", True, "told-no-longer")
    ]
    report(archive, [report_of(history(A63, A131, complete=True), b"3")])
    assert len(play(archive.register.facts([str(JP)])[str(JP)]).steps) == 2


def test_dates_that_another_answer_states_are_not_withdrawn(archive: Archive) -> None:
    report(archive, [report_of(history(GRANTED), b"registration")])
    report(archive, [report_of(history(A63, complete=True), b"progress")])
    assert "withdrawn" not in kinds(archive)


def test_an_incomplete_source_withdraws_nothing(archive: Archive) -> None:
    report(archive, [report_of(history(FILED, GRANTED), b"1")])
    report(archive, [report_of(history(FILED), b"2")])
    assert "withdrawn" not in kinds(archive)


def test_a_document_is_listed_by_the_better_authority(archive: Archive) -> None:
    read = msgspec.structs.replace(NOTICE, date=day("2024-02-20"), name="")
    paper = history(documents=(read,), papers=(PAPER,))
    listing = history(documents=(NOTICE,))
    report(archive, [report_of(paper, b"<notice/>", authority=1)])
    report(archive, [msgspec.structs.replace(report_of(listing, b"{1}"), source="progress")])
    again = msgspec.structs.replace(report_of(paper, b"<notice/>", authority=1), file="again")
    assert report(archive, [again]) == ["unchanged"]
    held = play(archive.register.facts([str(JP)])[str(JP)]).documents[0]
    assert held.document == NOTICE
    assert archive.blob(held.original) == b"<notice/>"


def test_the_paper_may_come_before_the_list_names_its_document(archive: Archive) -> None:
    report(archive, [report_of(history(documents=(NOTICE,), papers=(PAPER,)), b"<notice/>")])
    archive.views.catch_up(case_views(archive))
    cases = OfficeCases(archive)
    held = cases.document(cases.case(str(JP)), NOTICE.number)
    assert cases.paper(held) == PAPER
    assert cases.original(held) == b"<notice/>"


def test_the_latest_word_of_the_best_authority_stands(archive: Archive) -> None:
    def titled(text: str, claims: int = 0) -> Bibliography:
        return Bibliography(titles=(Text(text=text),), claims=claims)

    for original, source, authority, told in (
        (b"1", "office", 0, titled("first", claims=5)),
        (b"2", "provider", 2, Bibliography(titles=(Text(text="theirs"),), mark="only theirs")),
        (b"3", "office", 0, titled("second")),
    ):
        one = report_of(history(bibliography=told), original, authority=authority)
        report(archive, [msgspec.structs.replace(one, source=source)])
    bibliography = play(archive.register.facts([str(JP)])[str(JP)]).bibliography
    assert bibliography == Bibliography(titles=(Text(text="second"),), claims=5, mark="only theirs")


def recording(*facts: object, expected: int = 0, **more: object) -> Recording:
    fields = {"case": JP, "facts": facts, "actor": "000000001", "expected": expected}
    return Recording(**{**fields, **more})  # type: ignore[arg-type]


def test_recording_with_versions_keys_and_papers(archive: Archive) -> None:
    told = Told(source="office", original="", bibliography=Bibliography(filed=day("2026-01-05")))
    happened = Happened(event=stated("FILED", "2026-01-05"), source="office")
    listed = Listed(document=NOTICE, source="office")
    first = recording(told, happened, listed, key="k", papers=((b"<notice/>", PAPER),))
    receipt = record(archive, first)
    assert (receipt.first, receipt.last) == (1, 4)
    assert record(archive, first).again
    with pytest.raises(KeyReusedError):
        record(archive, recording(told, key="k"))
    with pytest.raises(ConflictError):
        record(archive, recording(happened, expected=1))
    file = play(archive.register.facts([str(JP)])[str(JP)])
    assert not file.laid_open
    assert archive.blob(file.documents[0].original) == b"<notice/>"


def test_correcting_and_withdrawing_refer_to_the_event(archive: Archive) -> None:
    event = stated("FILED", "2026-01-05")
    record(archive, recording(Happened(event=event, source="office")))
    other = msgspec.structs.replace(event, date=day("2026-01-04"))
    fixed = Corrected(id="1", event=other, reason="misread", source="office")
    record(archive, recording(fixed, expected=1))
    file = play(archive.register.facts([str(JP)])[str(JP)])
    assert [(s.id, s.event.date) for s in file.steps] == [("1", day("2026-01-04"))]
    record(archive, recording(Withdrawn(id="1", reason="not ours", source="office"), expected=2))
    file = play(archive.register.facts([str(JP)])[str(JP)])
    assert file.steps == ()
    assert [a.withdrawn for a in file.amendments] == [False, True]
    assert file.stage == 0


def test_files_that_contradict_each_other_do_not_fight_when_loaded_again(archive: Archive) -> None:
    """The later one stands, whatever is loaded again."""
    other = msgspec.structs.replace(A131, text="other words")
    first = report_of(history(A63, A131, complete=True), b"1")
    second = report_of(history(A63, other, complete=True), b"2")
    third = report_of(history(A63, complete=True), b"3")
    assert report(archive, [first, second, third]) == ["new", "changed", "changed"]
    position = archive.register.position()
    assert report(archive, [first, second, third]) == ["unchanged"] * 3
    assert archive.register.position() == position


def test_a_document_of_which_only_the_content_is_known(archive: Archive) -> None:
    paper = report_of(history(papers=(PAPER,)), b"<notice/>", authority=1)
    assert report(archive, [paper, paper]) == ["new", "unchanged"]
    (held,) = play(archive.register.facts([str(JP)])[str(JP)]).documents
    assert (held.document.name, held.document.date, bool(held.paper)) == (
        "拒絶理由通知書",
        None,
        True,
    )
    listing = msgspec.structs.replace(report_of(history(documents=(NOTICE,)), b"2"), source="list")
    report(archive, [listing])
    (held,) = play(archive.register.facts([str(JP)])[str(JP)]).documents
    assert (held.document, bool(held.paper)) == (NOTICE, True)
