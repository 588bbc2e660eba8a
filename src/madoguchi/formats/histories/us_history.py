"""A case's history from the fields that the USPTO's sources have in common.

Each source's shape gives the same fact the same key; what a source does not tell is absent.
"""

import datetime as dt
from collections.abc import Iterator

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats.documents import Document
from madoguchi.formats.histories import us_cases as us
from madoguchi.formats.histories.happenings import oldest_first, stated
from madoguchi.formats.publications.us_classes import us_class
from madoguchi.formats.shape import Fields
from madoguchi.model import (
    Bibliography,
    CaseId,
    Classification,
    FileDocument,
    Happening,
    History,
    Pairs,
    Party,
    Priority,
    Related,
    StatedStatus,
    Text,
    cpc,
)

_DIVIDED = frozenset({"continuation", "continuation-in-part", "division"})


def history(fields: Fields, document: Document, *, complete: bool) -> History:
    """Return what one source tells of one case. Raises RefusedError where it names none."""
    filed = us.day(fields.text("filed"))
    case = us.case(fields.text("number"), filed, fields.text("category"), document)
    conveyances = [
        one for part in entries(fields, "assignment", document) if (one := _conveyance(part))
    ]
    relations = tuple(dict.fromkeys(_related(fields)))
    happened = [_event(part, document) for part in reversed(entries(fields, "event", document))]
    return History(
        case=case,
        bibliography=_bibliography(fields, filed, conveyances, relations),
        events=oldest_first(
            [*_stated(fields, filed, relations), *happened, *map(us.conveyed, conveyances)]
        ),
        documents=_documents(case, fields, document),
        status=_status(fields),
        complete=complete,
    )


def entries(fields: Fields, key: str, document: Document) -> list[Fields]:
    """Return the entries of a list, without those that are empty.

    Raises RefusedError where an entry is a plain text, in which nothing could be looked up.
    """
    parts = fields.parts(key)
    for part in parts:
        text = part.element.text
        if text:
            reason = f"where {key}s are listed there is only {text[:40]!r}"
            raise RefusedError(reason, document.position)
    return [part for part in parts if part.found]


def _bibliography(
    fields: Fields,
    filed: dt.date | None,
    conveyances: list[us.Conveyance],
    relations: tuple[Related, ...],
) -> Bibliography:
    title, granted = fields.text("title"), us.day(fields.text("granted"))
    publication = us.publication(fields.text("publication"), us.day(fields.text("published")))
    return Bibliography(
        filed=filed,
        titles=(Text(text=title, lang=us.LANG),) if title else (),
        applicants=_people(fields, "applicant"),
        inventors=_people(fields, "inventor"),
        agents=_people(fields, "agent"),
        owners=us.owners(conveyances),
        examiners=us.examiners(fields.text("examiner")),
        publications=(publication,) if publication else (),
        registration=us.patent(fields.text("patent"), granted),
        international=us.international(relations),
        priorities=_priorities(fields),
        related=relations,
        classifications=tuple(_classifications(fields)),
        adjustment=us.whole(fields.text("adjustment")),
        references=_references(fields),
    )


def _stated(
    fields: Fields, filed: dt.date | None, relations: tuple[Related, ...]
) -> tuple[Happening, ...]:
    """The dates outside of the list of events; how it was filed follows from its parents."""
    parents = {one.relation for one in relations}
    entered, divided = "pct-filing" in parents, bool(parents & _DIVIDED)
    return stated(
        filed=None if entered or divided else filed,
        entered=filed if entered else None,
        divided=filed if divided and not entered else None,
        published=us.day(fields.text("published")),
        granted=us.day(fields.text("granted")),
    )


def _event(fields: Fields, document: Document) -> Happening:
    code = fields.text("code")
    if not code:
        raise RefusedError("an event has no code", document.position)
    date = us.required_day(fields.text("date"), f"the event {code[:20]}", document)
    return Happening(code=code, date=date, series=us.SERIES, text=fields.text("text"))


def _documents(case: CaseId, fields: Fields, document: Document) -> tuple[FileDocument, ...]:
    listed = [
        listed_document(part, document) for part in reversed(entries(fields, "document", document))
    ]
    return us.file_documents(case, listed)


def listed_document(fields: Fields, document: Document) -> us.Listed:
    """Return a document as a list names it."""
    code = fields.text("code")
    if not code:
        raise RefusedError("a document has no code", document.position)
    return us.Listed(
        code=code,
        date=us.required_day(fields.text("date"), f"the document {code[:20]}", document),
        name=fields.text("name"),
        pages=max((us.whole(text) for text in fields.texts("pages")), default=0),
        number=fields.text("number"),
        direction=fields.text("direction"),
    )


def _conveyance(fields: Fields) -> us.Conveyance | None:
    """An entry of the assignment register; a few give no date of recording, or nothing at all."""
    assignors = fields.parts("assignor")
    executed = [date for part in assignors if (date := us.day(part.text("executed")))]
    recorded = us.day(fields.text("recorded")) or max(executed, default=None)
    if recorded is None:
        return None
    return us.Conveyance(
        reel=fields.text("reel"),
        frame=fields.text("frame"),
        recorded=recorded,
        words=fields.text("words"),
        assignors=tuple(name for part in assignors if (name := us.given(part.text("name")))),
        executed=max(executed, default=None),
        assignees=us.parties(_party(part) for part in fields.parts("assignee")),
    )


def _people(fields: Fields, key: str) -> tuple[Party, ...]:
    return us.parties(_party(part) for part in fields.parts(key))


def _party(fields: Fields) -> Party | None:
    names = (fields.text(key) for key in ("first", "middle", "last", "suffix"))
    name = us.given(fields.text("name")) or us.person(*names)
    address = fields.part("address") or fields
    country = fields.text("country") or address.text("country")
    return us.party(
        name, dict.fromkeys(address.texts("place")), country, fields.text("registration")
    )


def _related(fields: Fields) -> Iterator[Related]:
    """Parents of parents count as parents: the benefit of each is claimed (35 U.S.C. 120)."""
    for key in ("related", "children"):
        for part in fields.parts(key):
            child = key == "children" or "child" in part
            found = us.related(
                part.text("words"), part.text("number"), part.text("filed"), child=child
            )
            if found:
                yield found


def _priorities(fields: Fields) -> tuple[Priority, ...]:
    found = (
        us.priority(part.text("number"), part.text("filed"), part.text("country"))
        for part in fields.parts("priority")
    )
    return tuple(dict.fromkeys(one for one in found if one))


def _classifications(fields: Fields) -> Iterator[Classification]:
    printed = fields.text("us-class")
    columns = f"{fields.text('class'):>3}{fields.text('subclass')}"
    found = us_class(printed or columns, first=True) if printed or columns.strip() else None
    if found:
        yield found
    for n, text in enumerate(dict.fromkeys(fields.texts("cpc"))):
        symbol = cpc(text)
        if symbol:
            yield msgspec.structs.replace(symbol, first=not n)


def _references(fields: Fields) -> Pairs:
    return us.references(
        docket=fields.text("docket"),
        confirmation=fields.text("confirmation"),
        customer=fields.text("customer"),
        correspondent=fields.text("correspondent"),
        art_unit=fields.text("art-unit"),
        entity=fields.text("entity"),
        first_inventor_to_file=fields.text("first-inventor-to-file"),
    )


def _status(fields: Fields) -> StatedStatus | None:
    text = us.given(fields.text("status"))
    date = us.day(fields.text("status-date"))
    return StatedStatus(text=text, series=us.SERIES, date=date) if text else None
