"""What the USPTO's sources have in common: dates, parties, relations, conveyances.

JSON of PEDS, the Open Data Portal and the office action files spells the same facts differently;
here they are read from plain texts into the one model.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats.documents import Document
from madoguchi.formats.histories.happenings import case_id
from madoguchi.formats.shape import Attributes
from madoguchi.formats.text import squeeze
from madoguchi.law import document_rule, office_name, offices
from madoguchi.model import (
    Block,
    Body,
    CaseId,
    Direction,
    DocumentId,
    FileDocument,
    Happening,
    Name,
    Pairs,
    Party,
    Priority,
    Related,
    Right,
    parse_date,
)

SERIES = "uspto"
ASSIGNMENTS = "uspto-assignment"
LANG = "en"
NO_ATTRIBUTES = Attributes("", {})

# Cases that wait for an examiner are listed under this name.
_NO_EXAMINER = "CENTRAL, DOCKET"
_BLANKS = frozenset({"", "null", "-", "()"})

_MONTH_FIRST = re.compile(r"(\d\d)-(\d\d)-(\d{4})")
_PUBLICATION = re.compile(r"(?:US)?[A-Z]{0,2}\d+([A-Z]\d?)?")
# Priorities name the country; of those whose office is named otherwise in our lists, the code.
_COUNTRIES = {
    "china": "CN",
    "european patent office (epo)": "EP",
    "france": "FR",
    "germany": "DE",
    "hong kong": "HK",
    "international bureau of the world intellectual property organization (wipo)": "WO",
    "japan": "JP",
    "korea, republic of": "KR",
    "republic of korea": "KR",
    "the hong kong special administrative region of the people's republic of china": "HK",
    "united kingdom": "GB",
    "united states": "US",
}
# Parentage in words (PEDS) or by code (Open Data Portal), first match.
_RELATIONS = (
    (r"NST|NATIONAL STAGE", "pct-filing"),
    (r"CIP|CONTINUATION.IN.PART", "continuation-in-part"),
    (r"CON|CONTINUATION\b.*", "continuation"),
    (r"DIV|DIVISION\b.*", "division"),
    (r"PRO|PROVISIONAL\b.*", "provisional-application"),
    (r"REI|RE-?ISSUE\b.*", "reissue"),
    (r"REX|RE-?EXAMINATION\b.*", "reexamination"),
    (r"SUB|SUBSTITUT.*", "substitution"),
)
# The classes of a conveyance, by the words that the recording party chose, first match.
_CONVEYANCES = (
    ("CORRECTION", r"CORRECTIVE|SUBMISSION TO CORRECT|CORRECT AN ERROR|NAME CORRECTION"),
    ("RELEASE", r"RELEASE|TERMINATION|DISCHARGE|SATISFACTION"),
    ("SECURITY", r"SECURITY|LIEN|MORTGAGE|PLEDGE|COLLATERAL|SUCCESSION OF AGENCY|AGENCY"),
    ("LICENSE", r"LICEN[CS]E"),
    ("MERGER", r"MERGER|DEMERGER"),
    ("CONVERSION", r"CONVERSION|DOMESTICATION"),
    ("NAME-CHANGE", r"CHANGE OF NAME|NAME CHANGE"),
    ("ADDRESS-CHANGE", r"CHANGE OF ADDRESS|ADDRESS CHANGE"),
    ("ASSIGNMENT", r"ASSIGN|NUNC PRO TUNC|TRANSFER|AGREEMENT|DECREE|COURT ORDER|QUITCLAIM"),
)
_OWNING = frozenset({"ASSIGNMENT", "MERGER", "CONVERSION", "NAME-CHANGE"})


def day(text: str) -> dt.date | None:
    """Return the day of a date or time stamp: 2019-04-24T04:00:00Z, 06-27-2014, 2018-09-06 00:00.

    Sources write the year 1 for a date that there is not.
    """
    american = _MONTH_FIRST.fullmatch(text)
    plain = f"{american[3]}-{american[1]}-{american[2]}" if american else text[:10]
    found = parse_date(plain)
    return found if found is None or found.year > 1 else None


def required_day(text: str, what: str, document: Document) -> dt.date:
    """Return a day. Raises RefusedError where the text is none."""
    found = day(text)
    if found is None:
        raise RefusedError(f"{what} has no date: {text[:40]!r}", document.position)
    return found


def whole(text: str) -> int:
    """Return a number of days, pages or claims; 0 where it is none."""
    digits = text.removesuffix(".0").removeprefix("-")
    sign = -1 if text.startswith("-") else 1
    return sign * int(digits) if digits.isdecimal() and len(digits) < 8 else 0


def given(text: str) -> str:
    """Return a text without what only stands for nothing."""
    plain = squeeze(text)
    return "" if plain.lower() in _BLANKS else plain


def case(number: str, filed: dt.date | None, category: str, document: Document) -> CaseId:
    """Return the case of an application number of the USPTO."""
    right = Right.DESIGN if category.lower() in ("design", "des") else Right.PATENT
    application = DocumentId(number=number, office="US", date=filed)
    return case_id(right, application if number else None, document)


def application(number: str, date: dt.date | None) -> DocumentId:
    """Return an application as printed; international ones are the International Bureau's."""
    return DocumentId(number=number, office="WO" if number.startswith("PCT") else "US", date=date)


def publication(number: str, date: dt.date | None) -> DocumentId | None:
    """Return a publication as printed: US20140365128A1."""
    found = _PUBLICATION.fullmatch(number)
    kind = found.group(1) if found else None
    return DocumentId(number=number, office="US", kind=kind or "", date=date) if number else None


def patent(number: str, date: dt.date | None) -> DocumentId | None:
    return DocumentId(number=number, office="US", date=date) if given(number) else None


@cache
def _offices() -> dict[str, str]:
    return {office_name(code).lower(): code for code in offices()} | _COUNTRIES


def office(country: str) -> str:
    """Return the office of a country by its name, "" where it is not known."""
    return _offices().get(squeeze(country).lower(), "")


def priority(number: str, filed: str, country: str) -> Priority | None:
    if not given(number):
        return None
    document = DocumentId(number=given(number), office=office(country), date=day(filed))
    return Priority(document=document, kind="regional" if document.office == "EP" else "national")


def relation(words: str, *, child: bool = False) -> str:
    """Return the relation of another application to this one.

    Of children PEDS says only that they claim the benefit, not how.
    """
    upper = words.upper()
    for pattern, name in _RELATIONS:
        if re.search(rf"\b(?:{pattern})", upper):
            return f"child-{name}" if child else name
    return "child-application" if child else "related-application"


def related(words: str, number: str, filed: str, *, child: bool = False) -> Related | None:
    if not given(number):
        return None
    document = application(given(number), day(filed))
    return Related(relation=relation(words, child=child), document=document)


def international(found: Iterable[Related]) -> DocumentId | None:
    """Return the international application whose national phase this is."""
    return next((one.document for one in found if one.relation == "pct-filing"), None)


def person(first: str, middle: str, last: str, suffix: str = "") -> str:
    name = " ".join(part for part in map(given, (first, middle, last)) if part)
    return f"{name}, {given(suffix)}" if name and given(suffix) else name


def party(name: str, address: Iterable[str] = (), country: str = "", id_: str = "") -> Party | None:
    """Return a party; parts of the address that say nothing are left out."""
    if not given(name):
        return None
    places = ", ".join(part for part in (given(one).rstrip(", ") for one in address) if part)
    names = (Name(name=given(name), lang=LANG, address=places),)
    return Party(names=names, country=given(country).strip("()"), id=id_)


def parties(found: Iterable[Party | None]) -> tuple[Party, ...]:
    """Return the parties, each once; those with a number are told apart by it."""
    return tuple({one.id or one: one for one in reversed([*found]) if one}.values())[::-1]


def examiners(name: str) -> tuple[Party, ...]:
    return () if name.upper() == _NO_EXAMINER else parties([party(name)])


def references(**found: str) -> Pairs:
    """Return references by name, those without a text left out."""
    named = ((name.replace("_", "-"), given(text)) for name, text in found.items())
    return tuple((name, text) for name, text in named if text)


def body(element: Element | None, *, wrapped: bool = False) -> Body:
    """Return a text by paragraphs: its lines or, where lines are wrapped, what blank ones part."""
    paragraphs: list[list[str]] = [[]]
    for line in ((element.text if element is not None else None) or "").splitlines():
        words = " ".join(line.split())
        if not (words and wrapped):
            paragraphs.append([])
        if words:
            paragraphs[-1].append(words)
    blocks = tuple(Block(text=" ".join(lines)) for lines in paragraphs if lines)
    return Body(blocks=blocks, lang=LANG)


class Conveyance(NamedTuple):
    """One record of the assignment register."""

    reel: str
    frame: str
    recorded: dt.date
    words: str
    assignors: tuple[str, ...]
    executed: dt.date | None
    assignees: tuple[Party, ...]

    @property
    def code(self) -> str:
        upper = self.words.upper()
        return next((code for code, words in _CONVEYANCES if re.search(words, upper)), "OTHER")

    @property
    def number(self) -> str:
        """Reel and frame, as the register prints them: 033201/0856."""
        return f"{self.reel:0>6}/{self.frame:0>4}"


def conveyed(conveyance: Conveyance) -> Happening:
    """Return a conveyance as an event of the day it was recorded."""
    detail: Pairs = (
        *(("assignor", name) for name in conveyance.assignors),
        *(("assignee", one.name) for one in conveyance.assignees),
    )
    return Happening(
        code=conveyance.code,
        date=conveyance.recorded,
        series=ASSIGNMENTS,
        text=conveyance.words,
        effective=conveyance.executed,
        number=conveyance.number,
        detail=detail,
    )


def owners(conveyances: Iterable[Conveyance]) -> tuple[Party, ...]:
    """Return the assignees of the conveyance of ownership that was recorded last."""
    owning = [one for one in conveyances if one.code in _OWNING and one.assignees]
    last = max(owning, key=lambda one: (one.recorded, one.number), default=None)
    return last.assignees if last else ()


class Listed(NamedTuple):
    """A document of the file as a source lists it; `number` is the office's, where told."""

    code: str
    date: dt.date
    name: str
    pages: int = 0
    number: str = ""
    direction: str = ""


_DIRECTIONS: dict[str, Direction] = {"INCOMING": "in", "OUTGOING": "out", "INTERNAL": "internal"}


def file_documents(case: CaseId, listed: Iterable[Listed]) -> tuple[FileDocument, ...]:
    """Return the documents oldest first; what has no number is counted by code and day."""
    numbered = _numbered(case, sorted(listed, key=lambda one: one.date))
    return tuple({one.number: one for one in numbered}.values())


def _numbered(case: CaseId, listed: list[Listed]) -> Iterator[FileDocument]:
    counts: Counter[tuple[str, dt.date]] = Counter()
    for one in listed:
        counts[one.code, one.date] += 1
        rule = document_rule(case, SERIES, one.code)
        told = _DIRECTIONS.get(one.direction.upper())
        yield FileDocument(
            number=one.number or f"{one.code}-{one.date}-{counts[one.code, one.date]}",
            code=one.code,
            date=one.date,
            series=SERIES,
            name=one.name,
            direction=told or (rule.direction if rule else ""),
            pages=one.pages,
        )
