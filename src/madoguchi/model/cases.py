"""The file of one application: what it is, what happened to it, and the documents that prove it.

A `History` is what one source says of one case; readers of offices' file histories fill it. The
register keeps it as facts, and everything else (stage, legal status, term) is derived from those.
"""

import datetime as dt
import re
from typing import Literal

import msgspec

from madoguchi.errors import NotFoundError
from madoguchi.model.classifications import Classification
from madoguchi.model.publications import (
    Body,
    Citation,
    DocumentId,
    Party,
    Priority,
    Related,
    Struct,
    Text,
)
from madoguchi.model.rights import Right

_CASE = re.compile(rf"([A-Z]{{2}})-({'|'.join(Right)})-([A-Z0-9][A-Z0-9.-]*)")

Pairs = tuple[tuple[str, str], ...]
Direction = Literal["", "in", "out", "internal"]


class CaseId(Struct, frozen=True):
    """The identity of a case: its office (WIPO ST.3), right and canonical application number."""

    office: str
    right: Right
    number: str

    def __str__(self) -> str:
        return f"{self.office}-{self.right.value}-{self.number}"

    @classmethod
    def parse(cls, text: str) -> "CaseId":
        """Read `JP-patent-2020123456`. Raises NotFoundError."""
        match = _CASE.fullmatch(text)
        if match is None:
            raise NotFoundError(f"{text[:60]!r} is no case; cases are named JP-patent-2020123456")
        return cls(office=match[1], right=Right(match[2]), number=match[3])


class Happening(Struct, frozen=True):
    """Something that an office says happened: its own code, date and words, nothing derived.

    `series` names the list that the code is from, where the office has several ("" its main one);
    the series "stated" holds plain dates that a source gives (FILED, GRANTED, ..., see
    `law/offices/generic/events.toml`).
    `date` is the day it happened, `effective` and `published` where told apart. `number` is the
    office's number of the event or its document; `detail` further things told, by name.
    """

    code: str
    date: dt.date
    series: str = ""
    text: str = ""
    effective: dt.date | None = None
    published: dt.date | None = None
    number: str = ""
    detail: Pairs = ()


class DocumentPart(Struct, frozen=True):
    """A part of a document that the office lists by itself: its name, and the office's code."""

    name: str
    code: str = ""
    pages: int = 0
    size: int = 0


class FileDocument(Struct, frozen=True):
    """A document of the file, as its list names it; `number` is unique in the case.

    `direction` is seen from the office: in, out, internal. `size` counts bytes, `pages` pages; 0
    is unknown. `parts` are those listed under one number, `lists` the office's codes of the lists
    that name it, `own` the number as listed where that tells nothing apart. `open` is false for
    what the public may not see even after the case is laid open. A document of which only the
    content is known has neither code nor date.
    """

    number: str
    code: str = ""
    date: dt.date | None = None
    series: str = ""
    name: str = ""
    direction: Direction = ""
    parts: tuple[DocumentPart, ...] = ()
    lists: tuple[str, ...] = ()
    own: str = ""
    version: str = ""
    pages: int = 0
    size: int = 0
    lang: str = ""
    open: bool = True


class Paper(Struct, frozen=True):
    """A document's content, read for reading: a heading, facts with their labels, and the text.

    `document` is the FileDocument's number. The bytes as received are kept beside it and are the
    authority.
    """

    document: str
    title: str
    lang: str
    body: Body
    facts: Pairs = ()
    media_type: str = "text/xml"


class Goods(Struct, frozen=True):
    """Goods and services of one Nice class; `codes` are similar-group codes where told."""

    nice: str
    text: str = ""
    lang: str = ""
    codes: tuple[str, ...] = ()


class StatedStatus(Struct, frozen=True):
    """The status as a source states it, kept to be held against the derived one.

    `text` is looked up in the table of statuses that the office's profile has for the `series`.
    """

    text: str
    series: str
    date: dt.date | None = None


class Bibliography(Struct, frozen=True):
    """What a source says a case is. `expires` and `ended` are dates that the office states.

    `registration` is the number and date of the right, `publications` the gazette documents;
    `related` gives other cases of its history by relation (parent-division, child-division,
    continuation, pct-filing, ...); `readings` are how a mark is
    read aloud; `paid_through` is the last year of the right that is paid for.
    """

    filed: dt.date | None = None
    titles: tuple[Text, ...] = ()
    mark: str = ""
    readings: tuple[str, ...] = ()
    goods: tuple[Goods, ...] = ()
    applicants: tuple[Party, ...] = ()
    inventors: tuple[Party, ...] = ()
    agents: tuple[Party, ...] = ()
    owners: tuple[Party, ...] = ()
    examiners: tuple[Party, ...] = ()
    publications: tuple[DocumentId, ...] = ()
    registration: DocumentId | None = None
    international: DocumentId | None = None
    international_publication: DocumentId | None = None
    priorities: tuple[Priority, ...] = ()
    related: tuple[Related, ...] = ()
    classifications: tuple[Classification, ...] = ()
    citations: tuple[Citation, ...] = ()
    designated: tuple[str, ...] = ()
    claims: int = 0
    expires: dt.date | None = None
    ended: dt.date | None = None
    next_fee: dt.date | None = None
    paid_through: int = 0
    adjustment: int = 0
    references: Pairs = ()
    notes: tuple[Text, ...] = ()


class History(Struct, frozen=True):
    """All that one source says of one case, events oldest first as well as the source tells.

    `complete` says that the source always tells every event of the series that it tells, so that
    one it tells no longer is withdrawn. `laid_open` is false for what has not been published to
    anybody. A case whose number is "" is known by its publications only; the register finds it by
    them.
    """

    case: CaseId
    bibliography: Bibliography = Bibliography()
    events: tuple[Happening, ...] = ()
    documents: tuple[FileDocument, ...] = ()
    papers: tuple[Paper, ...] = ()
    status: StatedStatus | None = None
    complete: bool = False
    laid_open: bool = True


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(History)


def encode_history(history: History) -> bytes:
    """Return the one JSON form of a history."""
    return _ENCODER.encode(history)


def decode_history(data: bytes) -> History:
    """Read the JSON form back. Raises msgspec.ValidationError where it does not fit."""
    return _DECODER.decode(data)
