"""References to documents, as callers of OPS write them, and the publications they lead to.

A reference is `EP.1000000.A1`, `EP1000000.A1`, `EP1000000A1` or `(EP).(1000000).(A1)` in DOCDB's
spelling, `EP1000000` in EPODOC's, or what the office prints; a date may follow.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, get_args
from urllib.parse import unquote

import msgspec

from madoguchi.api.operations import Call
from madoguchi.api.ops.faults import Fault, invalid_reference
from madoguchi.law import (
    application_number,
    publication_number,
    read_epodoc_application,
    read_epodoc_publication,
    read_number,
)
from madoguchi.model import DocumentId, Publication, parse_date
from madoguchi.premises import Premises
from madoguchi.search import FIELDS, Card, Keys

Sort = Literal["publication", "application", "priority"]
Format = Literal["docdb", "epodoc", "original"]

MOST = 100
_MOST_OF_ONE = 100
_LONGEST = 200
_KIND = re.compile(r"[A-Z]\d?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_DATE = re.compile(r"\d{8}")
_TOGETHER = re.compile(r"([A-Z]{2})([A-Z]{0,3}\d+)([A-Z]\d?)?")
_PIECE = re.compile(r"\(([^()]*)\)|([^.()]+)")
_APPLIED = ("application", "pct-application")


class Reference(msgspec.Struct, frozen=True):
    """A reference as it was asked for; `asked` is its document in the spelling of its format."""

    sort: Sort
    format: Format
    asked: DocumentId

    @property
    def tag(self) -> str:
        """The name of the element that repeats it."""
        return "priority-claim" if self.sort == "priority" else f"{self.sort}-reference"


_SORTS: dict[str, Sort] = {sort: sort for sort in get_args(Sort)}
_FORMATS: dict[str, Format] = {format_: format_ for format_ in get_args(Format)}


def read_sort(text: str) -> Sort:
    """Read what sort of number is meant. Raises Fault."""
    if text not in _SORTS:
        raise invalid_reference(f"{text[:40]!r} is no type; write {', '.join(_SORTS)}")
    return _SORTS[text]


def read_format(text: str) -> Format:
    """Read in which spelling numbers are. Raises Fault."""
    if text not in _FORMATS:
        raise invalid_reference(f"{text[:40]!r} is no format; write {', '.join(_FORMATS)}")
    return _FORMATS[text]


def references(call: Call, number: str) -> tuple[Reference, ...]:
    """Return the references of a call: the one in the path, else those in the body, one a line.

    Raises Fault where there is none, or one that cannot be read.
    """
    lines = [number] if number else call.body.decode("utf-8", "replace").splitlines()
    written = [unquote(line.strip()) for line in lines if line.strip()]
    if not written:
        raise invalid_reference("no number is given; write for example EP.1000000.A1")
    if len(written) > MOST:
        raise Fault(413, "CLIENT.RequestTooLarge", f"at most {MOST} numbers are answered at once")
    sort, format_ = read_sort(call.path["type"]), read_format(call.path["format"])
    return tuple(read_reference(sort, format_, text) for text in written)


def read_reference(sort: Sort, format_: Format, text: str) -> Reference:
    """Read a reference. Raises Fault."""
    pieces = [a or b for a, b in _PIECE.findall(text)] if len(text) <= _LONGEST else []
    office = pieces.pop(0) if len(pieces) > 1 and _COUNTRY.fullmatch(pieces[0]) else ""
    date = parse_date(pieces.pop()) if len(pieces) > 1 and _DATE.fullmatch(pieces[-1]) else None
    kind = pieces.pop() if len(pieces) > 1 and _KIND.fullmatch(pieces[-1]) else ""
    number = ".".join(pieces).strip()
    if format_ == "docdb" and not office:
        office, number, kind = _apart(number, kind)
    if not number or (format_ == "docdb" and not office):
        raise invalid_reference(f"{text[:60]!r} is no number; write for example EP.1000000.A1")
    asked = DocumentId(office=office, number=number, kind=kind, date=date, scheme=format_)
    return Reference(sort, format_, asked)


def _apart(number: str, kind: str) -> tuple[str, str, str]:
    match = _TOGETHER.fullmatch(number)
    return (match[1], match[2], kind or match[3] or "") if match else ("", "", "")


# -- what a reference leads to -----------------------------------------------------------------


def readings(reference: Reference) -> tuple[DocumentId, ...]:
    """Return every reading of a reference, office and canonical number, the likeliest first.

    Raises NumberError where it is no number.
    """
    asked = reference.asked
    if reference.format == "original" and not asked.office:
        return tuple(_printed(reference))
    if reference.sort == "publication":
        return (_publication(asked),)
    spelled = (
        read_epodoc_application(asked.number, asked.date) if asked.scheme == "epodoc" else (asked,)
    )
    return tuple(dict.fromkeys(one for document in spelled for one in _applications(document)))


def _publication(asked: DocumentId) -> DocumentId:
    if asked.scheme == "epodoc":
        asked = read_epodoc_publication(asked.number, asked.kind, asked.date)
    number = publication_number(asked.office, asked.number, asked.kind, asked.date)
    return msgspec.structs.replace(asked, number=number, scheme="")


def _applications(asked: DocumentId) -> Iterator[DocumentId]:
    for kind in dict.fromkeys((asked.kind, "")):
        number = application_number(asked.office, asked.number, asked.date, kind)
        yield msgspec.structs.replace(asked, number=number, scheme="")


def _printed(reference: Reference) -> Iterator[DocumentId]:
    """Readings of a number as it is printed: PCT/GB02/04635, US 10,123,456."""
    asked = reference.asked
    applied = reference.sort != "publication"
    for reading in read_number(asked.number):
        number = reading.number
        if (number.object in _APPLIED) is applied:
            yield DocumentId(
                office=number.office,
                number=number.number,
                kind=asked.kind or number.kind,
                date=asked.date,
            )


def only(asked: Sequence[Reference]) -> Reference:
    """Return the one reference of a call that answers one at a time. Raises Fault for more."""
    if len(asked) > 1:
        raise Fault(413, "CLIENT.AmbiguousRequest", "this is answered for one number at a time")
    return asked[0]


def held(premises: Premises, reference: Reference) -> tuple[Publication, ...]:
    """Return the publications that a reference leads to, oldest first.

    Raises NumberError where it is no number.
    """
    read = readings(reference)
    if reference.sort == "publication":
        return _published(premises, read)
    field = FIELDS["PR" if reference.sort == "priority" else "AN"]
    keys = {f"{one.office}{one.number}": None for one in read}
    keys |= {one.number: None for one in read if one.number.startswith("PCT")}
    page = premises.engine.search(Keys(tuple(keys), field), sort="oldest", limit=_MOST_OF_ONE)
    return load(premises, page.cards)


def _published(premises: Premises, read: Sequence[DocumentId]) -> tuple[Publication, ...]:
    exact = [f"{one.office}{one.number}{one.kind}" for one in read if one.kind]
    found = premises.archive.publications(exact)
    if found:
        return tuple(found.values())
    wanted = {(one.office, one.number): one.kind for one in read}
    cards = premises.window.by_number([f"{one.office}{one.number}" for one in read])
    fitting = [
        card
        for card in cards
        if (card.office, card.number) in wanted
        and card.kind.startswith(wanted[card.office, card.number])
    ]
    return load(premises, fitting)


def load(premises: Premises, cards: Iterable[Card]) -> tuple[Publication, ...]:
    """Return the publications of cards; cases of which none is held are left out."""
    found = premises.archive.publications([card.id for card in cards if not card.is_case])
    return tuple(sorted(found.values(), key=lambda one: (str(one.date or ""), one.id)))


def cycle(premises: Premises, publication: Publication) -> tuple[Publication, ...]:
    """Return all publications of a publication's application, oldest first."""
    application = publication.application
    if application is None:
        return (publication,)
    office = application.office or publication.office
    number = application_number(office, application.number, application.date)
    keys = Keys((f"{office}{number}",), FIELDS["AN"])
    page = premises.engine.search(keys, sort="oldest", limit=_MOST_OF_ONE)
    same = [card for card in page.cards if card.office == publication.office]
    return load(premises, same) or (publication,)


def representatives(publications: Iterable[Publication]) -> tuple[Publication, ...]:
    """Return the first publication of each number."""
    first: dict[tuple[str, str], Publication] = {}
    for publication in publications:
        first.setdefault(_application_of(publication), publication)
    return tuple(first.values())


def _application_of(publication: Publication) -> tuple[str, str]:
    application = publication.application
    if application is None:
        return publication.office, publication.number
    office = application.office or publication.office
    return office, application_number(office, application.number, application.date)
