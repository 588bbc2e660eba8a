"""The index follows both streams: publications, their cases, and time itself."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.histories import FILED, GRANTED, JP, day, history, report_of, stated
from madoguchi import clock
from madoguchi.archive import Archive, Received
from madoguchi.cases import Happened, Recording, case_views, record, report
from madoguchi.model import Bibliography, DocumentId, History, Publication, Text, encode
from madoguchi.search import Card, Everything, Reached, SearchIndex, parse


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


PUBLICATION = Publication(
    office="JP",
    number="2021090037",
    kind="A",
    application=DocumentId(office="JP", number="2020123456"),
    titles=(Text(text="立体配線", lang="ja"),),
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.at(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def index(archive: Archive, tmp_path: Path) -> SearchIndex:
    return SearchIndex(tmp_path, archive)


def cards(index: SearchIndex, expression: str = "") -> list[tuple[str, str]]:
    page = index.engine.search(parse(expression), limit=50)
    return sorted((card.id, card.status) for card in page.cards)


def publish(archive: Archive) -> None:
    record_ = encode(PUBLICATION)
    archive.append([Received("gazette", 0, record_, PUBLICATION.id, record_, "file.xml")])


def test_a_case_stands_alone_until_its_publication_comes(
    archive: Archive, index: SearchIndex
) -> None:
    report(archive, [report_of(history(FILED))])
    index.catch_up()
    assert cards(index) == [(str(JP), "pending")]
    publish(archive)
    index.catch_up()
    assert cards(index) == [(PUBLICATION.id, "pending")]
    report(archive, [report_of(history(FILED, GRANTED), b"2")])
    index.catch_up()
    assert cards(index) == [(PUBLICATION.id, "in-force")]
    assert cards(index, "F11/EV") == [(PUBLICATION.id, "in-force")]


def test_the_publication_may_come_first(archive: Archive, index: SearchIndex) -> None:
    publish(archive)
    index.catch_up()
    assert cards(index) == [(PUBLICATION.id, "")]
    report(archive, [report_of(history(FILED))])
    index.catch_up()
    assert cards(index) == [(PUBLICATION.id, "pending")]


def test_rebuilt_it_is_the_same(archive: Archive, index: SearchIndex) -> None:
    publish(archive)
    report(archive, [report_of(history(FILED, GRANTED)), report_of(other("2020000007"), b"2")])
    index.catch_up()
    before: tuple[Card, ...] = index.engine.search(Everything(), sort="number", limit=50).cards
    reached = index.engine.reached()
    index.rebuild()
    assert index.engine.search(Everything(), sort="number", limit=50).cards == before
    assert index.engine.reached() == reached
    assert index.behind() == 0


def other(number: str, filed: str = "2001-02-03", granted: str = "2004-02-03") -> History:
    case = type(JP)(office="JP", right=JP.right, number=number)
    return History(
        case=case,
        bibliography=Bibliography(filed=day(filed), titles=(Text(text="灯", lang="ja"),)),
        events=(stated("FILED", filed), stated("GRANTED", granted)),
        laid_open=True,
    )


def test_time_alone_ends_a_right(archive: Archive, index: SearchIndex) -> None:
    with clock.at(at("2021-02-03T12:00:00")):
        report(archive, [report_of(other("2001000001"))])
        index.catch_up()
        assert cards(index, "in-force/ST") == [("JP-patent-2001000001", "in-force")]
        assert not index.outdated()
    with clock.at(at("2021-02-04T12:00:00")):
        (card,) = index.engine.search(Everything()).cards
        assert (card.status, card.status_on(clock.today())) == ("in-force", "ended")
        assert index.outdated()
        index.catch_up()
        assert cards(index, "ended/ST") == [("JP-patent-2001000001", "ended")]
        assert cards(index, "in-force/ST") == []
        assert not index.outdated()


def test_what_is_not_laid_open_is_not_indexed_until_it_is(
    archive: Archive, index: SearchIndex
) -> None:
    report(archive, [report_of(history(FILED, laid_open=False))])
    reached = index.catch_up()
    assert reached == Reached(0, archive.register.position(), reached.day)
    assert cards(index) == []
    opening = Happened(event=stated("PUBLISHED", "2021-06-10"), source="office")
    record(archive, Recording(case=JP, facts=(opening,), actor="000000001", expected=2))
    archive.views.catch_up(case_views(archive))
    index.catch_up()
    assert cards(index) == [(str(JP), "pending")]
