"""What an authority file (WIPO ST.37) says: all publication numbers of an office.

What the standard says is followed as far as it could be verified: four mandatory fields (office
ST.3, number, kind code ST.16, date YYYYMMDD), an exception code of one letter, then the optional
priority and application; update category and content category; the definition file with the
coverage of each kind code. The schema (Annex III) could not be had: names of ST.96 components are
used where ST.96 has them, the other names are ours. Text is written as RFC 4180 has it, a record a
line, with commas and CRLF.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Literal

import msgspec

from madoguchi.model import DocumentId

UpdateCategory = Literal["full", "incremental", "differential"]
ContentCategory = Literal["complete", "grouped"]
Form = Literal["text", "xml"]

# Why there is no document under a number. Only N could be verified with its letter; of all others
# the meaning is verified (W: recalled) and the letter from memory, as "confidence" says.
EXCEPTIONS: dict[str, tuple[str, str]] = {
    "C": ("defective document", "letter recalled"),
    "D": ("document deleted after publication", "letter recalled"),
    "E": ("number of a PCT phase entry, no document", "letter recalled"),
    "M": ("published document missing", "letter recalled"),
    "N": ("number not used", "verified"),
    "P": ("available only on paper", "letter recalled"),
    "R": ("reissued publication", "letter recalled"),
    "U": ("unknown number found while compiling", "letter recalled"),
    "W": ("application withdrawn before publication", "recalled"),
    "X": ("use of the office's own", "letter recalled"),
}
DELETED = "D"


class AuthorityEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One publication number; `exception` is a letter of EXCEPTIONS where it has no document."""

    office: str
    number: str
    kind: str = ""
    date: dt.date | None = None
    exception: str = ""
    priority: DocumentId | None = None
    application: DocumentId | None = None


class AuthorityHead(msgspec.Struct, frozen=True, kw_only=True):
    """What an authority file is: whose, made when, how far, all numbers or only some."""

    office: str
    produced: dt.date
    latest: dt.date | None = None
    update: UpdateCategory = "full"
    content: ContentCategory = "complete"


class AuthorityFile(msgspec.Struct, frozen=True):
    """A list of publication numbers; the text form has no head."""

    entries: Iterable[AuthorityEntry]
    head: AuthorityHead | None = None


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """What a definition file says of one kind code: how many, from which number to which."""

    kind: str
    total: int
    first: str
    last: str
    exceptions: dict[str, int] = {}
