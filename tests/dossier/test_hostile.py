"""Dossiers between readers in a crowd, sources that mean ill, and cases that are nobody's affair."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from dossier.test_dossiers import EP, JP, KR, US, Office, history, told
from madoguchi.archive import Archive
from madoguchi.cases import OfficeCases, Recording, Withdrawn, record
from madoguchi.dossier import Asked, Dockets, SourceError, Sources
from madoguchi.dossier.sources import Question, Reply
from madoguchi.dossier.sources.configuration import Configuration, Configured, Quota
from madoguchi.families import family_views
from madoguchi.model import Bibliography, CaseId, History, Right, Text


def test_one_wrong_number_does_not_hide_the_family(tmp_path: Path) -> None:
    wrong = msgspec.structs.replace(
        history(KR, JP), case=CaseId(office="KR", right=Right.PATENT, number="../x")
    )
    office = Office(tmp_path, [history(JP)], {"kr": lambda _: told(wrong, history(KR, JP))})
    found = office.dossiers.of(Asked(case=JP))
    assert [one.id for one in found.members] == [str(JP), str(KR)]
    assert found.answers[0].told.lacking


def test_what_is_held_is_not_overruled(tmp_path: Path) -> None:
    """Of a case of which only the bibliography is held, a source adds the file and no more."""
    own = History(case=KR, bibliography=Bibliography(titles=(Text(text="As held"),)))
    office = Office(tmp_path, [own], {"kr": lambda _: told(history(KR))})
    member = office.dossiers.of(Asked(case=KR)).member(str(KR))
    assert member.title == "As held"
    assert member.sources == ("", "kr")
    assert not member.held
    assert (
        [one.document.number for one in member.file.documents] == ["N1"] if member.file else False
    )


def test_a_source_that_says_all_is_one_family_makes_nobody_read_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madoguchi.dossier.assembling._MOST_JOINED", 10)
    held = [
        history(CaseId(office="JP", right=Right.PATENT, number=f"2020{n:06}")) for n in range(1, 60)
    ]
    joined = told(*(msgspec.structs.replace(history(KR, one.case),
                    case=CaseId(office="KR", right=Right.PATENT, number=f"102021{n:07}"))
                    for n, one in enumerate(held, 1)),
                  *(history(KR, one.case) for one in held))  # fmt: skip
    office = Office(tmp_path, held, {"kr": lambda _: joined})
    members = office.dossiers.of(Asked(case=held[0].case)).members
    assert sum(one.case.office == "JP" for one in members) <= 10
    assert [str(one) for one in office.families.of(held[1].case).cases] == [str(held[1].case)]


# -- what nobody is to hear of ---------------------------------------------------------------------


@pytest.mark.parametrize("through", [(), (JP,)], ids=["claims nothing", "claims another"])
def test_a_followed_case_that_is_secret_is_asked_of_nobody(
    tmp_path: Path, through: tuple[CaseId, ...]
) -> None:
    secret = msgspec.structs.replace(history(EP), laid_open=False, events=())
    office = Office(tmp_path, [history(JP), secret], {"kr": lambda _: told()})
    dockets = Dockets(office.archive, office.dossiers)
    dockets.follow("1", EP, through)
    dockets.refresh()
    assert office.asked == []


def test_a_followed_case_that_is_closed_again_is_asked_of_nobody(tmp_path: Path) -> None:
    opened = msgspec.structs.replace(history(EP), laid_open=False)  # by its publication alone
    office = Office(tmp_path, [opened], {"kr": lambda _: told()})
    dockets = Dockets(office.archive, office.dossiers)
    dockets.follow("1", EP)
    dockets.refresh()
    assert office.asked
    office.asked.clear()
    file = OfficeCases(office.archive).case(str(EP))
    openings = [one.id for one in file.steps if one.opens]
    facts = tuple(Withdrawn(id=one, reason="by mistake", source="office") for one in openings)
    record(office.archive, Recording(case=EP, facts=facts, actor="office", expected=file.version))
    office.archive.views.catch_up(family_views(office.archive))
    dockets.refresh()
    assert office.asked == []


# -- crowds ----------------------------------------------------------------------------------------


class Crowd:
    """Sources that do not answer until they are let."""

    def __init__(self, archive: Archive) -> None:
        self.let = threading.Event()
        one = Configured(name="slow", kind="madoguchi", address="http://slow", attempts=1,
                         quotas={"": Quota(day=8)}, reserve=0, zone="UTC")  # fmt: skip
        self.sources = Sources(archive, Configuration(sources=(one,)), self._answer)

    def _answer(self, *_: object) -> Reply:
        self.let.wait(10)
        return told()

    def ask(self, number: int, reader: str = "", patience: float = 5.0) -> str:
        case = CaseId(office="US", right=Right.PATENT, number=f"1700{number:04}")
        question = Question(source="slow", verb="family", cases=(case,))
        answer = self.sources.ask_all([question], patience, reader=reader)[0]
        return answer.failure or answer.state


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Crowd]:
    archive = Archive.at(tmp_path)
    found = Crowd(archive)
    yield found
    found.let.set()


def test_in_a_crowd_not_everybody_waits(crowd: Crowd) -> None:
    """Else a slow source would take all threads of a server."""
    found: list[tuple[str, float]] = []

    def read(number: int) -> None:
        begun = time.monotonic()
        found.append((crowd.ask(number, patience=3.0), time.monotonic() - begun))

    readers = [threading.Thread(target=read, args=(n,)) for n in range(30)]
    for one in readers:
        one.start()
    time.sleep(1.5)
    at_once = len(found)
    crowd.let.set()
    for one in readers:
        one.join()
    assert at_once == 30 - 12


def test_a_robot_leaves_something_to_others(crowd: Crowd) -> None:
    crowd.let.set()
    robot = [crowd.ask(n, "192.0.2.0/24") for n in range(20)]
    assert robot.count("rationed") == 18
    assert crowd.ask(5, "198.51.100.0/24") == "nothing"
    assert [crowd.ask(n) for n in range(30, 36)].count("nothing") == 5


def test_a_document_is_waited_for_once_however_many_sources_may_have_it(tmp_path: Path) -> None:
    def late(_: bytes) -> Reply:
        time.sleep(7.0)
        return told()

    office = Office(tmp_path, [], dict.fromkeys(("us", "ep", "kr"), late))
    begun = time.monotonic()
    for configured in office.dossiers.sources._desks.values():
        configured.source.offices = frozenset()
    with pytest.raises(SourceError):
        office.dossiers.documents.open(US, "N1", patience=2.0)
    assert time.monotonic() - begun < 5.0
