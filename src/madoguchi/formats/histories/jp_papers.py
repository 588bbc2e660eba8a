"""What the JPO's documents have in common, whatever format they come in."""

import datetime as dt
import re
from typing import NamedTuple

from madoguchi.errors import RefusedError
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.happenings import case_id
from madoguchi.law import Number, document_rule
from madoguchi.model import (
    Block,
    Body,
    CaseId,
    DocumentId,
    FileDocument,
    History,
    Pairs,
    Paper,
    Right,
    format_japanese,
)

SERIES = "jpo"
LANG = "ja"
_NUMBER = re.compile(r"(?:^|[/\\_])(\d{11})(?=[/\\]|-jpntce|P?\.[A-Za-z]{3,4}$|$)")
_CODE = re.compile(r"(?:^|[/\\])([ACR]\d{2,6})_\d{11}(?=[/\\])")


class Content(NamedTuple):
    """A document of one case, read: its code, what it says and the day it was drafted or filed."""

    case: CaseId
    code: str
    title: str
    date: dt.date | None
    facts: Pairs
    blocks: tuple[Block, ...]
    media_type: str = "text/xml"


def jp_case(number: str, right: Right, document: Document) -> CaseId:
    """Return the case that a document names. Raises RefusedError where it names none."""
    if not number:
        raise RefusedError("JPO document: it names no application number", document.position)
    return case_id(right, DocumentId(number=number, office="JP"), document)


def history(content: Content, document: Document) -> tuple[History, ...]:
    """Return the case with one paper, and its place in the file where the paper tells a date.

    That is the day of drafting or filing and no event: the list of the file tells the mailing.
    """
    number = _number(content, document)
    paper = Paper(
        document=number,
        title=content.title,
        lang=LANG,
        body=Body(blocks=content.blocks, lang=LANG),
        facts=content.facts,
        media_type=content.media_type,
    )
    listed = tuple(_listed(content, number, day) for day in (content.date,) if day)
    return (History(case=content.case, documents=listed, papers=(paper,)),)


def _listed(content: Content, number: str, day: dt.date) -> FileDocument:
    rule = document_rule(content.case, SERIES, content.code)
    return FileDocument(
        number=number,
        code=content.code,
        date=day,
        series=SERIES,
        name=content.title,
        direction=rule.direction if rule else "",
        lang=LANG,
    )


def _number(content: Content, document: Document) -> str:
    """The office gives a document's number in its file's or folder's name only."""
    named = _NUMBER.findall(document.name)
    if named:
        return str(named[-1])
    day = f"{content.date:%Y%m%d}" if content.date else "undated"
    return f"{content.code}-{day}-1"


def named_code(document: Document) -> str:
    """Return the code that the document's folder is named after, in the examination spelling."""
    found = _CODE.findall(document.name)
    return str(found[-1]) if found else ""


def printed_case(case: CaseId) -> str:
    """Return the number as it is printed in Japan: 特願2020-123456."""
    number = Number(office=case.office, right=case.right, object="application", number=case.number)
    return number.printed(LANG)


def both_calendars(day: dt.date) -> str:
    """Return a date by era, as the document has it, and by the western calendar."""
    return f"{format_japanese(day, era=True)} ({day.isoformat()})"
