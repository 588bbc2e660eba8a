"""What readers of case histories have in common: identities, plain dates, the order of events."""

import datetime as dt
import re
from collections.abc import Iterable

from madoguchi.errors import RefusedError
from madoguchi.formats.documents import Document
from madoguchi.law import STATED, application_number
from madoguchi.model import CaseId, DocumentId, Happening, Right

_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9.]*")
_OFFICE = re.compile(r"[A-Z]{2}")
_LONGEST = 40


def case_id(right: Right, application: DocumentId | None, document: Document) -> CaseId:
    """Return the case of an application. Raises RefusedError where that names none."""
    if application is None or not application.number:
        raise RefusedError("the case gives no application number", document.position)
    office, given = application.office, application.number
    if not _OFFICE.fullmatch(office):
        raise RefusedError(f"the application {given[:40]!r} names no office", document.position)
    number = application_number(office, given, application.date, application.kind, right)
    if not _NUMBER.fullmatch(number) or len(number) > _LONGEST:
        raise RefusedError(f"{given[:40]!r} is no application number", document.position)
    return CaseId(office=_receiving(office, number), right=right, number=number)


def _receiving(office: str, number: str) -> str:
    """An international application is the International Bureau's case, wherever it was filed."""
    return "WO" if number.startswith(("PCT", "WO")) else office


def stated(**dates: dt.date | None) -> tuple[Happening, ...]:
    """Return dates that a source tells outside of its list of events, named as in that series."""
    return tuple(
        Happening(code=name.replace("_", "-").upper(), date=date, series=STATED)
        for name, date in dates.items()
        if date is not None
    )


def whole_number(text: str) -> int:
    """Return a count or number, 0 for what is none."""
    return int(text) if text.isdecimal() and len(text) < _TOO_LONG else 0


_TOO_LONG = 10


def oldest_first(events: Iterable[Happening]) -> tuple[Happening, ...]:
    """Return events by date, each once; those of one day stay in the order they were told."""
    return tuple(sorted(dict.fromkeys(events), key=lambda event: event.date))


_CORRECTIONS = ("8", "9")
_REPORTS = frozenset({"A3", "A4"})
_AFTER_GRANT = frozenset({("EP", "B2"), ("EP", "B3")})


def published(publication: DocumentId) -> tuple[Happening, ...]:
    """Return what the publication of a document says of its case, by its kind (WIPO ST.16).

    One of untold kind has laid the file open at any rate. Corrections and later search reports say
    nothing of the kind, and the European B2 and B3 are issued long after the grant.
    """
    kind, date = publication.kind, publication.date
    if kind.endswith(_CORRECTIONS) or kind in _REPORTS:
        return ()
    if kind[:1] in ("B", "C", "Y"):
        granted = None if (publication.office, kind) in _AFTER_GRANT else date
        return stated(granted=granted, grant_published=date)
    return stated(published=date) if kind[:1] in ("", "A", "U") else ()
