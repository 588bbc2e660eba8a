"""The JPO's source: its codes, tokens, archives; and what it asks for what."""

import datetime as dt
from typing import Any

import pytest

from api.jpo.conftest import PATENT
from dossier.sources.stand_ins import (
    AMERICAN,
    DOCUMENT_LIST,
    JAPANESE,
    NOTICE,
    TOKEN,
    Answer,
    Asking,
    asking,
    case,
    configured,
    opd,
    packed,
    replied,
    result,
)
from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.dossier.sources import Reply, SourceError
from madoguchi.model import DocumentId, Publication

PROGRESS: dict[str, Answer] = {"/auth/token": TOKEN, "/app_progress/": result(PATENT)}


def source(archive: Archive, answers: dict[str, Answer], **told: Any) -> Asking:
    return asking(archive, configured("jpo", attempts=1, **told), answers)


@pytest.mark.parametrize(
    ("code", "failure"),
    [("203", "exhausted"), ("303", "exhausted"), ("302", "late"), ("210", "refused"),
     ("212", "refused"), ("999", "unreachable"), ("204", "unreadable"), ("208", "unreadable"),
     ("301", "unreadable"), ("400", "unreadable"), ("nonsense", "unreadable")],
)  # fmt: skip
@pytest.mark.parametrize("form", ["json", "xml"])
def test_codes_that_are_no_answer(archive: Archive, code: str, failure: str, form: str) -> None:
    reply = result({}, code, "") if form == "json" else opd("", code)
    asked = source(archive, {"/auth/token": TOKEN, "/": reply})
    with pytest.raises(SourceError) as caught:
        asked.source.member(asked.line, JAPANESE, ())
    assert caught.value.failure == (failure if form == "json" or code.isdigit() else "unreadable")


@pytest.mark.parametrize("code", ["107", "108", "111"])
def test_codes_that_say_nothing_is_there(archive: Archive, code: str) -> None:
    asked = source(archive, {"/auth/token": TOKEN, "/": result({}, code)})
    assert not asked.source.member(asked.line, JAPANESE, ())
    assert not asked.source.family(asked.line, (JAPANESE,), ())
    assert asked.source.document(asked.line, JAPANESE, "06124084096") is None


def test_the_limit_of_a_day_lasts_until_midnight_in_tokyo(archive: Archive) -> None:
    asked = source(archive, {"/auth/token": TOKEN, "/": result({}, "203", "")})
    with (
        clock.at(dt.datetime(2026, 5, 7, 12, tzinfo=dt.UTC)),
        pytest.raises(SourceError) as caught,
    ):
        asked.source.member(asked.line, JAPANESE, ())
    assert caught.value.retry_after == 3 * 3600
    assert not caught.value.whole


def test_a_token_that_is_not_taken_any_longer(archive: Archive) -> None:
    tokens = [replied({"access_token": f"t{n}", "expires_in": 3600}) for n in (1, 2)]
    shown: list[str] = []
    expired = Reply(401, {}, result({}, "210", "").body)

    def progress(_url: str) -> Reply:
        shown.append(asked.stand.called[-1].headers["authorization"])
        return expired if shown[-1] == "Bearer t1" else result(PATENT)

    asked = source(archive, {"/auth/token": lambda _: tokens.pop(0), "/app_progress/": progress,
                             "/": result({}, "107")})  # fmt: skip
    assert asked.source.member(asked.line, JAPANESE, ())
    assert shown == ["Bearer t1", "Bearer t2"]


def test_a_token_is_renewed(archive: Archive) -> None:
    asked = source(archive, {**PROGRESS, "/": result({}, "107")})
    start = dt.datetime(2026, 5, 7, tzinfo=dt.UTC)
    for minutes in (0, 30, 59, 70, 24 * 60):
        with clock.at(start + dt.timedelta(minutes=minutes)):
            asked.source.member(asked.line, JAPANESE, ())
    bodies = [one.body or b"" for one in asked.stand.called if one.url.endswith("/auth/token")]
    grants = [body.partition(b"&")[0] for body in bodies]
    assert grants == [b"grant_type=password", b"grant_type=refresh_token", b"grant_type=password"]


def test_a_refresh_that_is_refused_is_a_login(archive: Archive) -> None:
    def lend(_url: str) -> Reply:
        body = asked.stand.called[-1].body or b""
        return Reply(401, {}, b"") if b"refresh" in body else TOKEN

    asked = source(archive, {**PROGRESS, "/auth/token": lend, "/": result({}, "107")})
    for hours in (0, 2):
        with clock.at(dt.datetime(2026, 5, 7, hours, tzinfo=dt.UTC)):
            assert asked.source.member(asked.line, JAPANESE, ())


def test_what_of_a_file_was_not_told_is_said(archive: Archive) -> None:
    answers = {**PROGRESS, "/registration_info/": result({}, "203", ""),
               "/cite_doc_info/": result({}, "107")}  # fmt: skip
    asked = source(archive, answers)
    told = asked.source.member(asked.line, JAPANESE, ())
    (history,) = told.histories
    assert history.case == JAPANESE
    (lacking,) = told.lacking
    assert "registration_info" in lacking
    assert "203" in lacking


def test_what_is_left_today_is_counted(archive: Archive) -> None:
    asked = source(archive, PROGRESS)
    asked.source.member(asked.line, JAPANESE, ())
    paths = [path for path in asked.stand.paths if "token" not in path]
    assert paths == ["api/patent/v1/app_progress/2020123456",
                     "api/patent/v1/registration_info/2020123456",
                     "api/patent/v1/cite_doc_info/2020123456"]  # fmt: skip


def test_members_of_other_offices(archive: Archive) -> None:
    asked = source(archive, {"/auth/token": TOKEN, "/global_doc_list/": opd(DOCUMENT_LIST),
                             "/global_cite_class/": opd("", "107")})  # fmt: skip
    filed = DocumentId(number="16123456", office="US", date=dt.date(2018, 9, 6))
    known = Publication(office="US", number="10902286", kind="B2", application=filed)
    told = asked.source.member(asked.line, AMERICAN, (known,))
    (history,) = told.histories
    assert history.case == AMERICAN
    assert [one.number for one in history.documents] == ["JLQY2TS1RXEAPX0"]
    assert asked.stand.paths[1] == "opdapi/patent/v1/global_doc_list/US.201816123456.A"


@pytest.mark.parametrize("other", ["KR-design-3020200012345", "US-trade-mark-88000001"])
def test_what_it_does_not_have_is_not_asked(archive: Archive, other: str) -> None:
    asked = source(archive, {})
    assert not asked.source.member(asked.line, case(other), ())
    assert not asked.source.family(asked.line, (case(other),), ())
    assert asked.stand.called == []


def test_documents_out_of_archives(archive: Archive) -> None:
    answers: dict[str, Answer] = {
        "/auth/token": TOKEN,
        "/app_doc_cont_opinion": packed(A53_52400900476=b"<x/>"),
        "/app_doc_cont_refusal": packed(**{"06124084096__jpntce_xml": NOTICE}),
    }
    asked = source(archive, answers)
    content = asked.source.document(asked.line, JAPANESE, "06124084096")
    assert content is not None
    assert content.media_type == "text/xml"
    assert content.data == NOTICE
    assert content.paper is not None
    assert content.paper.title == "拒絶理由通知書"
    assert asked.source.document(asked.line, JAPANESE, "52400900476") is not None


def test_a_large_archive_lies_elsewhere(archive: Archive) -> None:
    answers: dict[str, Answer] = {
        "/auth/token": TOKEN,
        "/app_doc_cont_opinion": result({"URL": "https://files.example/a.zip"}),
        "files.example": packed(A53_52400900476=b"<x/>"),
    }
    asked = source(archive, answers)
    with pytest.raises(SourceError, match=r"files\.example"):
        asked.source.document(asked.line, JAPANESE, "52400900476")
    asked = source(archive, answers, hosts=("files.example",))
    assert asked.source.document(asked.line, JAPANESE, "52400900476") is not None


def test_documents_of_the_opd(archive: Archive) -> None:
    answers: dict[str, Answer] = {
        "/auth/token": TOKEN,
        "/jp_doc_cont/": packed(a_xml=NOTICE),
        "/global_doc_cont/": replied(b"%PDF-1.4", "application/pdf"),
    }
    asked = source(archive, answers)
    original = asked.source.document(asked.line, JAPANESE, "Written_Opinion_52400900476_JP")
    translated = asked.source.document(asked.line, JAPANESE, "Written_Opinion_52400900476")
    foreign = asked.source.document(asked.line, AMERICAN, "JLQY2TS1RXEAPX0")
    assert original is not None
    assert original.data == NOTICE
    assert translated is not None
    assert foreign is not None
    assert (translated.media_type, foreign.media_type) == ("application/pdf",) * 2
    assert asked.source.document(asked.line, JAPANESE, "A523-2020-01-01-1") is None


@pytest.mark.parametrize("law", ["design", "trade-mark"])
def test_other_laws(archive: Archive, law: str) -> None:
    asked = source(archive, {"/auth/token": TOKEN, "/": result({}, "107")})
    asked.source.member(asked.line, case(f"JP-{law}-2021019500"), ())
    path = law.replace("-", "")
    assert asked.stand.paths[1:] == [f"api/{path}/v1/app_progress/2021019500"]
