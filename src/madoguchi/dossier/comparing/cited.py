"""What a citation names: one thing however it is spelled, and the letters and claims told of it."""

import re
from typing import Literal

from madoguchi.law import publication_number
from madoguchi.model import Citation, DocumentId, Struct
from madoguchi.search import fold

# In order of weight for the claims concerned (WIPO ST.14, paragraph 14): novelty or inventive step
# alone, with another document, earlier rights, doubts, later and intermediate papers, background.
WEIGHTS = "XNIYEPOLTADR&"
_LETTERS = re.compile(r"[XNIYEPOLTADR&\s,;/+]*", re.IGNORECASE)
_MOST_CLAIMS = 1000
_LIST = re.compile(r"[\d\s,;.&\-~〜～–—至到、，・]|to|and|claims?|請求項|及び|から", re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,4})\s*(?:[-~〜～–—至]|to|から)\s*(\d{1,4})|(\d{1,4})", re.IGNORECASE)
# Numbers by which offices and publishers know a text: the EPO's own, and that of the DOI system.
_NAMED = re.compile(
    r"\b(XP)[ -]?0*(\d{4,12})\b|\b(?:doi:? ?|doi\.org/)(10\.\d{4,9}/[^\s,;]+)", re.IGNORECASE
)
_NOISE = re.compile(r"[^\w]+|_")


class CitedThing(Struct, frozen=True):
    """What is cited. `number` is canonical and `kinds` are all that were told with it."""

    sort: Literal["patent", "text"]
    office: str = ""
    number: str = ""
    kinds: tuple[str, ...] = ()
    document: DocumentId | None = None
    text: str = ""

    @property
    def name(self) -> str:
        """Office and number of a patent document (US20100123456), else ""."""
        return f"{self.office}{self.number}"


def cited_thing(citation: Citation) -> CitedThing:
    document = citation.document
    if document is None or not document.number.strip():
        return CitedThing(sort="text", text=citation.text)
    office = document.office or document.number[:2].upper()
    number = publication_number(office, document.number, document.kind, document.date)
    number = number.removeprefix(office) or number
    kinds = (document.kind,) if document.kind else ()
    return CitedThing(
        sort="patent", office=office, number=number, kinds=kinds, document=document,
        text=citation.text,
    )  # fmt: skip


def patent_key(thing: CitedThing) -> str:
    """The identity of a cited publication: office and number, with the series of the kind code.

    Kind codes of one application share a number (EP 1234567 A1 and B1), but a utility model is
    another series everywhere, and in Japan the examined publications until 1996 count apart from
    the unexamined ones (特公平 and 特開平).
    """
    kind = thing.kinds[0] if thing.kinds else ""
    other = "U" if kind[:1] in ("U", "Y", "Z") else ""
    series = kind[:1] if thing.office == "JP" else other
    return f"{thing.office}{thing.number}" + (f"/{series}" if series else "")


def text_key(text: str) -> str:
    """The identity of a text that is no patent: its number if it has one, else its bare letters.

    Only what is surely the same falls together: nothing is guessed from similar titles.
    """
    named = _NAMED.search(text)
    if named:
        return f"xp{named[2]}" if named[1] else f"doi{named[3].lower().rstrip('.)')}"
    return _NOISE.sub("", fold(text))


def letters(category: str) -> tuple[str, ...]:
    """The letters of a category, by weight; nothing where it is no such category."""
    if not _LETTERS.fullmatch(category):
        return ()
    found = set(re.sub(r"[^A-Z&]", "", category.upper()))
    return tuple(sorted(found, key=WEIGHTS.index))


def claim_numbers(claims: str) -> tuple[int, ...]:
    """The numbers in `1-3, 5`; nothing where it is not a list of numbers."""
    if len(claims) > 500 or _LIST.sub("", claims):
        return ()
    found: set[int] = set()
    for first, last, alone in _RANGE.findall(claims):
        start, end = (int(alone), int(alone)) if alone else (int(first), int(last))
        if not 0 < start <= end <= _MOST_CLAIMS:
            return ()
        found.update(range(start, end + 1))
    return tuple(sorted(found))
