"""Small case histories for tests."""

import datetime as dt

from madoguchi.cases import Report
from madoguchi.model import (
    Bibliography,
    Block,
    Body,
    CaseId,
    DocumentId,
    FileDocument,
    Happening,
    History,
    Name,
    Paper,
    Party,
    Right,
    StatedStatus,
    Text,
)

JP = CaseId(office="JP", right=Right.PATENT, number="2020123456")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def stated(code: str, date: str, **more: object) -> Happening:
    return Happening(code=code, date=day(date), series="stated", **more)  # type: ignore[arg-type]


FILED = stated("FILED", "2020-07-20")
PUBLISHED = stated("PUBLISHED", "2021-06-10")
GRANTED = stated("GRANTED", "2024-08-05")


def history(*events: Happening, **more: object) -> History:
    fields: dict[str, object] = {
        "case": JP,
        "bibliography": Bibliography(
            filed=day("2020-07-20"),
            titles=(Text(text="立体配線構造体", lang="ja"),),
            applicants=(Party(names=(Name(name="銘承株式会社"),), id="000114400"),),
            publications=(DocumentId(office="JP", number="2021090037", kind="A"),),
        ),
        "events": events or (FILED,),
    }
    return History(**{**fields, **more})  # type: ignore[arg-type]


def report_of(told: History, original: bytes = b"{}", **more: object) -> Report:
    return Report(history=told, source="gazette", original=original, **more)  # type: ignore[arg-type]


NOTICE = FileDocument(
    number="06124084096", code="A131", date=day("2024-02-27"), series="jpo", name="拒絶理由通知書"
)
PAPER = Paper(
    document="06124084096",
    title="拒絶理由通知書",
    lang="ja",
    body=Body(blocks=(Block(text="理由", kind="heading"), Block(text="進歩性がない。"))),
)
STATED = StatedStatus(text="in force", series="gazette")
