"""An office with a family of four applications: American files, a Japanese one, publications."""

import datetime as dt
import json
from pathlib import Path
from typing import Any, NamedTuple

from madoguchi.accounts import Accounts, ActorKind, Registration, make_token, register
from madoguchi.archive import Archive, Received
from madoguchi.cases import Report, report
from madoguchi.model import (
    Bibliography,
    Block,
    Body,
    CaseId,
    DocumentId,
    DocumentPart,
    FileDocument,
    Happening,
    History,
    Name,
    Paper,
    Party,
    Priority,
    Publication,
    Related,
    Right,
    Text,
    encode,
)
from madoguchi.search import SearchIndex

XML = b"<us-patent-application>as the office made it</us-patent-application>"
ACTION_XML = b"<office-action/>"
JAPANESE = DocumentId(number="2017187096", office="JP", kind="A", date=dt.date(2017, 9, 27))
OWN, PARENT, LATER, SECRET, DESIGN = "16123456", "15000001", "17130468", "18999999", "29729620"
_CLAIM = Priority(document=JAPANESE, kind="national")
_PARTY = Party(names=(Name(name="KANADA, Shoji", lang="en", address="Tokyo, JAPAN"),), country="JP")


class Key(NamedTuple):
    """A program's account and its key."""

    number: str
    key: str


def case(office: str, number: str, right: Right = Right.PATENT) -> CaseId:
    return CaseId(office=office, right=right, number=number)


def happened(code: str, day: str, **told: Any) -> Happening:
    told.setdefault("series", "uspto")
    return Happening(code=code, date=dt.date.fromisoformat(day), **told)


def paper(number: str, code: str, day: str, direction: Any = "in", series: str = "uspto", **more: Any) -> FileDocument:  # fmt: skip
    date = dt.date.fromisoformat(day)
    return FileDocument(
        number=number, code=code, date=date, series=series, direction=direction, **more
    )


def read(number: str) -> Paper:
    body = Body(blocks=(Block(text="Claim 1 is rejected."),), lang="en")
    return Paper(document=number, title="Non-Final Rejection", lang="en", body=body)


def own_case() -> History:
    """The case that the tests ask for: something in every bag."""
    told = Bibliography(
        filed=dt.date(2018, 9, 6),
        titles=(Text(text="LEARNING ASSISTANCE DEVICE", lang="en"),),
        applicants=(_PARTY,),
        inventors=(_PARTY,),
        publications=(
            DocumentId(number="US20190095759A1", office="US", kind="A1", date=dt.date(2019, 3, 28)),
        ),
        registration=DocumentId(number="10902286", office="US", date=dt.date(2021, 1, 26)),
        priorities=(_CLAIM,),
        related=(
            Related(
                relation="continuation",
                document=DocumentId(number=PARENT, office="US", date=dt.date(2016, 1, 20)),
            ),
        ),
        adjustment=127,
    )
    return History(
        case=case("US", OWN),
        bibliography=told,
        events=(
            happened("FILED", "2018-09-06", series="stated"),
            happened("IEXX", "2018-09-06", text="Initial Exam Team nn"),
            happened("CTNF", "2020-03-27", text="Non-Final Rejection"),
            happened("N/=.", "2020-09-23", text="Notice of Allowance"),
        ),
        documents=(
            paper("JLQY2TS1", "TRNA", "2018-09-06", pages=1, name="Transmittal"),
            paper("K87AK41F", "CTNF", "2020-03-27", "out", pages=9, name="Non-Final Rejection"),
            paper("A.../1", "A...", "2020-06-26", pages=2, name="Amendment"),
            paper("KFCN8CLB", "NOA", "2020-09-23", "out", pages=3, name="Notice of Allowance"),
        ),
        papers=(read("K87AK41F"),),
    )


def _japanese() -> History:
    opinion = paper(
        "50800695455", "A63", "2017-09-27", series="jpo", name="特許願",
        parts=(DocumentPart(name="請求の範囲", code="L"),),
    )  # fmt: skip
    refusal = paper("06120285658", "A131", "2020-07-21", "out", series="jpo", name="拒絶理由通知書")
    return History(
        case=case("JP", "2017187096"),
        bibliography=Bibliography(
            filed=dt.date(2017, 9, 27), titles=(Text(text="学習支援装置", lang="ja"),)
        ),
        events=(happened("FILED", "2017-09-27", series="stated"),),
        documents=(opinion, refusal),
    )


def _plain(number: str, title: str, right: Right = Right.PATENT, **more: Any) -> History:
    told = Bibliography(titles=(Text(text=title, lang="en"),), filed=dt.date(2016, 1, 20))
    return History(case=case("US", number, right), bibliography=told, **more)


def histories() -> list[History]:
    return [
        own_case(),
        _japanese(),
        _plain(PARENT, "PARENT DEVICE"),
        _plain(DESIGN, "TABLE LAMP", Right.DESIGN),
        _plain(SECRET, "SECRET DEVICE", laid_open=False),
    ]


def _published(office: str, number: str, kind: str, day: str, application: str, **more: Any) -> Publication:  # fmt: skip
    applied = DocumentId(number=application, office=office, date=dt.date(2018, 9, 6))
    return Publication(
        office=office, number=number, kind=kind, date=dt.date.fromisoformat(day),
        application=applied, priorities=(_CLAIM,), **more,
    )  # fmt: skip


def publications() -> list[Publication]:
    """Of the case; of an American application without a file; of a Korean one."""
    title = (Text(text="LATER DEVICE", lang="en"),)
    later = _published(
        "US", "20210110206", "A1", "2021-04-15", LATER, titles=title, inventors=(_PARTY,)
    )
    return [
        _published("US", "20190095759", "A1", "2019-03-28", OWN),
        later,
        _published("KR", "1020190036488", "A", "2019-04-04", "1020180115757"),
    ]


def furnish(home: Path) -> Key:
    """Put everything into a data directory, and a program with a key."""
    archive = Archive.at(home)
    report(archive, [_report(one) for one in histories()])
    archive.append([_received(one) for one in publications()])
    SearchIndex(home, archive).rebuild()
    accounts = Accounts(archive)
    wanted = Registration(kind=ActorKind.PROGRAM, names=(Name(name="reader"),))
    number = register(accounts, wanted, by="operator").number
    key = make_token(accounts, number, "odp", by="operator")
    archive.close()
    return Key(number, key)


def _report(history: History) -> Report:
    original = ACTION_XML if history.papers else json.dumps(str(history.case)).encode()
    return Report(history=history, source="register", original=original)


def _received(one: Publication) -> Received:
    return Received(
        source="us-xml" if one.office == "US" else "docdb",
        authority=0,
        original=XML + one.id.encode(),
        publication=one.id,
        record=encode(one),
        file="tests",
    )
