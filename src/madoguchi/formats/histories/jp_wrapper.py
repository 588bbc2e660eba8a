"""The file wrapper in the JPO API's answers: its rows become events and documents of the file.

A row is one part of one document. The parts of a document share its number and code and are one
event; rows without a number of their own (99999999999, BBBBBBBBBBB) are told apart by code and day.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Set
from itertools import chain
from typing import NamedTuple

from madoguchi.errors import RefusedError
from madoguchi.formats.histories.happenings import oldest_first
from madoguchi.formats.histories.jp_values import count, day, said
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Shape
from madoguchi.law import document_rule
from madoguchi.model import CaseId, DocumentPart, FileDocument, Happening

SERIES = "jpo"
_NONE = Attributes("", {})
_ROW = Shape(
    {
        "legalDate": "date",
        "irirFlg": "closed",
        "availabilityFlag": Ignored("a version of 0000 says that the office has no file of it"),
        "documentCode": "code",
        "documentDescription": "name",
        "documentNumber": "number",
        "versionNumber": "version",
        "documentSeparator": "part",
        "numberOfPages": "pages",
        "sizeOfDocument": "size",
    },
    _NONE,
    "jpo-api:documentList",
)
GROUP = Part(
    "groups",
    Shape(
        {"numberType": "type", "number": "number", "documentList": Part("rows", _ROW)},
        _NONE,
        "jpo-api:bibliographyInformation",
    ),
)

_WITHOUT_NUMBER = frozenset({"", "99999999999", "BBBBBBBBBBB"})
# Code table 03020: the registration group repeats the decision to grant.
_REGISTRATION = "06"
_TRIALS = {"07": "trial", "08": "court"}
# S request or whole text, M description, L claims, Z drawings, Y abstract, H sequences.
_PARTS = "SMLZYHTGKCN"


class Wrapper(NamedTuple):
    """What the rows amount to; `trials` are the numbers of trials and court actions."""

    events: tuple[Happening, ...]
    documents: tuple[FileDocument, ...]
    trials: tuple[tuple[str, str], ...]


class _Row(NamedTuple):
    code: str
    date: dt.date
    number: str
    group: str
    trial: str
    fields: Fields


def read_wrapper(case: CaseId, groups: Iterable[Fields]) -> Wrapper:
    """Return the events, oldest first, and the documents of the file wrapper's groups."""
    groups = list(groups)
    papers: dict[tuple[str, dt.date, str], list[_Row]] = {}
    rows = list(chain.from_iterable(map(_rows, groups)))
    for n, row in enumerate(_once(rows)):
        papers.setdefault((row.code, row.date, row.number or f"row {n}"), []).append(row)
    again = {(row.code, row.date) for row in rows if row.group == _REGISTRATION and not row.number}
    ordered = sorted(papers.values(), key=lambda rows: (rows[0].date, rows[0].code[0] != "A"))
    return Wrapper(
        events=oldest_first(_event(rows) for rows in ordered),
        documents=tuple(_documents(case, ordered, again)),
        trials=tuple(dict.fromkeys(filter(all, map(_trial, groups)))),
    )


def _trial(group: Fields) -> tuple[str, str]:
    return _TRIALS.get(group.text("type"), ""), group.text("number")


def _rows(group: Fields) -> Iterator[_Row]:
    for fields in group.parts("rows"):
        code, date, number = fields.text("code"), day(fields, "date"), fields.text("number")
        if not code or date is None:
            raise RefusedError("a document of the file wrapper gives no code or no date")
        number = "" if number in _WITHOUT_NUMBER else number
        kind, trial = _trial(group)
        yield _Row(code, date, number, group.text("type"), trial if kind else "", fields)


def _once(rows: Iterable[_Row]) -> Iterator[_Row]:
    """Leave out what the registration group repeats, without its number, from the application's."""
    told: set[tuple[str, dt.date]] = set()
    for row in rows:
        again = row.group == _REGISTRATION and not row.number and (row.code, row.date) in told
        if not again:
            yield row
        if row.group != _REGISTRATION:
            told.add((row.code, row.date))


def _event(rows: list[_Row]) -> Happening:
    row = _leading(rows)[0]
    return Happening(
        code=row.code,
        date=row.date,
        series=SERIES,
        text=said(row.fields, "name"),
        number=row.number,
        detail=(("trial", row.trial),) if row.trial else (),
    )


def _leading(rows: list[_Row]) -> list[_Row]:
    """The parts in the order in which they are filed, the request first."""
    return sorted(rows, key=lambda row: _PARTS.find(row.fields.text("part") or "S") % len(_PARTS))


def _documents(
    case: CaseId, papers: Iterable[list[_Row]], again: Set[tuple[str, dt.date]]
) -> Iterator[FileDocument]:
    without: dict[tuple[str, dt.date], int] = {}
    for found in papers:
        row, number = found[0], found[0].number
        if not number:
            key = (row.code, row.date)
            without[key] = without.get(key, 0) + 1
            number = f"{row.code}-{row.date:%Y%m%d}-{without[key]}"
        lists = [row.group]
        if (row.code, row.date) in again and row.group != _REGISTRATION:
            lists.append(_REGISTRATION)
        yield _document(case, number, found, tuple(lists))


def _document(case: CaseId, number: str, rows: list[_Row], lists: tuple[str, ...]) -> FileDocument:
    row = _leading(rows)[0]
    rule = document_rule(case, SERIES, row.code)
    own = row.fields.text("number")
    return FileDocument(
        number=number,
        code=row.code,
        date=row.date,
        series=SERIES,
        name=said(row.fields, "name"),
        direction=rule.direction if rule else "",
        parts=tuple(map(_part, rows)),
        lists=lists,
        own=own if own != number else "",
        version=row.fields.text("version"),
        pages=sum(count(one.fields, "pages") for one in rows),
        size=sum(_size(one.fields) for one in rows),
        lang="ja",
        open=all(one.fields.text("closed") in ("", "0") for one in rows),
    )


def _part(row: _Row) -> DocumentPart:
    return DocumentPart(
        name=said(row.fields, "name"),
        code=row.fields.text("part").strip(),
        pages=count(row.fields, "pages"),
        size=_size(row.fields),
    )


def _size(fields: Fields) -> int:
    text = fields.text("size")
    if text and not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise RefusedError(f"sizeOfDocument: {text[:40]!r} is no number of bytes")
    return int(text or 0)
