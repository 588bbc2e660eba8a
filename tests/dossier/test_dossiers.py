"""Dossiers put together: own files first, what sources tell, rounds of questions, documents."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from cases.histories import stated
from madoguchi.archive import Archive
from madoguchi.cases import PublicCases, Report, file_as_told, history_of, report
from madoguchi.dossier import (
    Asked,
    Dockets,
    Dossiers,
    SourceError,
    Sources,
    Told,
    bind_zip,
    document_name,
    wrapper_items,
)
from madoguchi.dossier.sources import Reply
from madoguchi.dossier.sources.configuration import Configuration, Configured
from madoguchi.errors import NotFoundError
from madoguchi.families import Families, family_views
from madoguchi.model import (
    Bibliography,
    CaseId,
    DocumentId,
    FileDocument,
    Happening,
    History,
    Priority,
    Publication,
    Right,
    Text,
)

JP = CaseId(office="JP", right=Right.PATENT, number="2020123456")
US = CaseId(office="US", right=Right.PATENT, number="17000001")
EP = CaseId(office="EP", right=Right.PATENT, number="21000001")
KR = CaseId(office="KR", right=Right.PATENT, number="1020210000001")


def history(case: CaseId, claims: CaseId | None = None, *more: Happening) -> History:
    claimed = [DocumentId(office=claims.office, number=claims.number)] if claims else []
    notice = FileDocument(number="N1", code="X", name="Notice", date=dt.date(2022, 1, 5))
    return History(
        case=case,
        bibliography=Bibliography(
            filed=dt.date(2021, 1, 5),
            titles=(Text(text=f"Battery {case.office}", lang="en"),),
            priorities=tuple(Priority(document=one) for one in claimed),
        ),
        events=(stated("FILED", "2021-01-05"), stated("PUBLISHED", "2022-07-05"), *more),
        documents=(notice,),
    )


Answers = dict[str, Callable[[bytes], Reply]]


def told(*histories: History, publications: tuple[Publication, ...] = ()) -> Reply:
    return Reply(200, {}, msgspec.json.encode(Told(histories, publications)))


class Office:
    """An office that holds some files and asks others, whose answers are made up."""

    def __init__(self, home: Path, held: list[History], answers: Answers) -> None:
        self.archive = Archive.at(home)
        self.answers = answers
        self.asked: list[tuple[str, bytes]] = []
        report(self.archive, [Report(history=h, source="own", original=b"{}") for h in held])
        self.archive.views.catch_up(family_views(self.archive))
        configured = tuple(
            Configured(name=name, kind="madoguchi", address=f"http://{name}", attempts=1,
                       offices=(name.upper(),))
            for name in answers
        )  # fmt: skip
        self.cases = PublicCases(self.archive)
        self.families = Families(self.archive)
        sources = Sources(self.archive, Configuration(sources=configured), self._answer)
        self.dossiers = Dossiers(self.archive, self.cases, self.families, sources)

    def _answer(
        self, _method: str, url: str, _headers: object, body: bytes | None, *_limits: object
    ) -> Reply:
        name = url.split("/")[2]
        self.asked.append((name, body or url.encode()))
        return self.answers[name](body or url.encode())

    def members(self, case: CaseId) -> list[str]:
        return [member.id for member in self.dossiers.of(Asked(case=case)).members]


Make = Callable[..., Office]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made(held: list[History], answers: Answers | None = None) -> Office:
        return Office(tmp_path, held, answers or {})

    return made


def knows(case: CaseId, reply: Reply) -> Callable[[bytes], Reply]:
    """An office that answers when it is asked of a case, and else has nothing."""
    return lambda body: reply if str(case).encode() in body else told()


def test_the_one_asked_for_comes_first_then_by_filing(make: Make) -> None:
    office = make([history(JP), history(US, JP)])
    assert office.members(US) == [str(US), str(JP)]
    assert office.dossiers.of(Asked(case=US)).complete


def test_what_nobody_knows_is_not_found(make: Make) -> None:
    office = make([history(JP)], {"us": lambda _: told()})
    with pytest.raises(NotFoundError):
        office.dossiers.of(Asked(case=KR))


def test_members_are_found_through_what_others_claim(make: Make) -> None:
    """EP is known to claim US; only who is asked about US tells that KR claims it too."""
    office = make(
        [],
        {
            "ep": knows(EP, told(history(EP, US))),
            "kr": knows(US, told(history(KR, US))),
            "us": knows(US, told(history(US))),
        },
    )
    assert set(office.members(EP)) == {str(EP), str(US), str(KR)}


def test_files_are_believed_of_their_own_office_alone(make: Make) -> None:
    forged = told(history(JP, None, stated("REFUSED", "2024-01-01")), history(US, JP))
    office = make([history(JP)], {"us": lambda _: forged})
    found = office.dossiers.of(Asked(case=JP))
    own = found.member(str(JP))
    assert own.held
    assert own.file == office.cases.case(str(JP))
    assert found.member(str(US)).sources == ("us",)


def test_what_is_not_laid_open_is_taken_from_nobody(make: Make) -> None:
    secret = msgspec.structs.replace(history(US, JP), laid_open=False, events=())
    office = make([history(JP)], {"us": lambda _: told(secret)})
    assert office.members(JP) == [str(JP)]


def test_publications_of_a_source_are_members(make: Make) -> None:
    one = Publication(
        office="US", number="11000001", kind="B2",
        application=DocumentId(office="US", number="17000001"),
        priorities=(Priority(document=DocumentId(office="JP", number="2020123456")),),
    )  # fmt: skip
    office = make([history(JP)], {"us": lambda _: told(publications=(one,))})
    [member] = [m for m in office.dossiers.of(Asked(case=JP)).members if m.case == US]
    assert [p.id for p in member.publications] == ["US11000001B2"]
    assert member.granted == one


def test_nobody_is_asked_where_that_is_not_wanted(make: Make) -> None:
    office = make([history(JP)], {"us": lambda _: told(history(US, JP))})
    found = office.dossiers.of(Asked(case=JP, outside=False))
    assert [member.id for member in found.members] == [str(JP)]
    assert office.asked == []


def test_a_source_that_tells_of_everybody_does_not_join_strangers(make: Make) -> None:
    """What a source tells is of this answer: nothing of it is written into the families here."""
    joined = told(history(US, JP), history(EP, KR))
    office = make([history(JP), history(KR)], {"us": lambda _: joined})
    assert set(office.members(JP)) == {str(JP), str(US)}
    assert office.families.of(JP).cases == [str(JP)]
    assert office.families.of(KR).cases == [str(KR)]


def test_documents_come_from_here_or_from_the_source_that_listed_them(make: Make) -> None:
    def content(body: bytes) -> Reply:
        if b"documents/N1" in body:
            return Reply(200, {"x-document-media-type": "text/plain"}, b"novelty")
        return told(history(US, JP)) if b"documents" not in body else Reply(404, {}, b"")

    office = make([history(JP)], {"us": content})
    documents = office.dossiers.documents
    assert documents.open(US, "N1").content.data == b"novelty"
    assert documents.open(US, "N1").source == "us"
    for case, number in ((US, "N2"), (JP, "N1"), (KR, "N1")):
        with pytest.raises(NotFoundError):
            documents.open(case, number)


def test_a_source_that_fails_is_said_to(make: Make) -> None:
    office = make([history(JP)], {"us": lambda _: Reply(500, {}, b"")})
    with pytest.raises(SourceError):
        office.dossiers.documents.open(US, "N1")
    found = office.dossiers.of(Asked(case=JP))
    assert [one.failure for one in found.answers] == ["resting"]
    assert not found.complete


def test_a_wrapper_says_why_a_document_is_missing(make: Make) -> None:
    office = make([history(JP)], {"us": lambda _: told(history(US, JP))})
    member = office.dossiers.of(Asked(case=JP)).member(str(US))
    items = wrapper_items(member, office.dossiers.documents, lang="en")
    assert [one.title for one in items] == ["Notice"]
    assert b"PK" in b"".join(bind_zip(items, "wrapper"))


def test_a_docket_asks_the_sources_once_for_each_case(make: Make) -> None:
    files = [history(US, JP)]
    office = make([history(JP)], {"us": knows(JP, told(*files))})
    dockets = Dockets(office.archive, office.dossiers)
    for actor in ("1", "2"):
        dockets.follow(actor, JP)
    assert dockets.refresh() == 0
    office.answers["us"] = knows(JP, told(history(US, JP, stated("GRANTED", "2024-08-05"))))
    asked = len(office.asked)
    assert dockets.refresh() == 1
    assert len(office.asked) <= asked + 2
    assert dockets.refresh() == 0
    for actor in ("1", "2"):
        [result] = dockets.results(actor)
        assert (result.kind, result.member, result.source, result.new) == (
            "grant", str(US), "us", True,
        )  # fmt: skip
    assert dockets.results("3") == []


def test_cases_followed_in_secret_are_asked_of_nobody(make: Make) -> None:
    secret = msgspec.structs.replace(history(EP, US), laid_open=False, events=())
    office = make([history(US), secret], {"kr": lambda _: told()})
    Dockets(office.archive, office.dossiers).follow("1", EP, (US,))
    Dockets(office.archive, office.dossiers).refresh()
    assert office.asked == []


# -- files as others tell them ---------------------------------------------------------------------


def test_a_file_told_is_the_file_that_would_be_recorded(make: Make) -> None:
    office = make([history(US, JP, stated("GRANTED", "2024-08-05"))])
    recorded = office.cases.case(str(US))
    again = file_as_told([Report(history=history_of(recorded), source="own", original=b"")])
    assert again is not None
    assert [step.code for step in again.steps] == [step.code for step in recorded.steps]
    assert again.bibliography == recorded.bibliography
    assert [held.document for held in again.documents] == [h.document for h in recorded.documents]
    assert all(held.original == "" for held in again.documents)


def test_a_file_that_is_not_laid_open_is_none() -> None:
    closed = msgspec.structs.replace(history(US), laid_open=False)
    assert file_as_told([Report(history=closed, source="us", original=b"")]) is None


@pytest.mark.parametrize(("lang", "name"), [("ja", "拒絶理由通知書"), ("en", "Notice of")])
def test_a_documents_name_is_the_readers(lang: str, name: str) -> None:
    document = FileDocument(number="1", code="A131", series="jpo", name="拒絶理由通知書")
    assert document_name(JP, document, lang).startswith(name)
