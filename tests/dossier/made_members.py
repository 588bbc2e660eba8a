"""Members of families, made for tests."""

import datetime as dt

from madoguchi.cases import CaseFile
from madoguchi.dossier import Member
from madoguchi.law import replay
from madoguchi.model import Bibliography, CaseId, Happening, Publication, Right


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def case(office: str, number: str = "2020123456") -> CaseId:
    return CaseId(office=office, right=Right.PATENT, number=number)


def file(of: CaseId, *events: tuple[str, str, str], told: Bibliography | None = None) -> CaseFile:
    """A file with events given as series, code and day."""
    happened = [
        (str(place), Happening(series=series, code=code, date=day(date)))
        for place, (series, code, date) in enumerate(events)
    ]
    course = replay(of, happened)
    return CaseFile(
        case=of, version=1, laid_open=True, bibliography=told or Bibliography(),
        steps=course.steps, state=course.state, stage=course.stage,
    )  # fmt: skip


def member(
    office: str, *publications: Publication, held: CaseFile | None = None, number: str = "1"
) -> Member:
    return Member(
        case=held.case if held else case(office, number), publications=publications, file=held
    )
