"""A case's legal status as index terms: beside its publications, or as an entry of its own."""

import datetime as dt

import msgspec

from madoguchi.cases import CaseFile, plain_numbers
from madoguchi.law import ST27, Standing, Status, Step, add_days
from madoguchi.model import Publication, Text
from madoguchi.search.engine import Card, Indexed
from madoguchi.search.publications import indexed

_FOREVER = 99_991_231
_card = msgspec.json.Decoder(Card)
_encoder = msgspec.json.Encoder()


def with_status(item: Indexed, file: CaseFile, day: dt.date) -> Indexed:
    """Return a publication's index terms with the status, events and dates of its case."""
    status = file.status(day)
    turns = _turns(file, status)
    card = msgspec.structs.replace(
        _card.decode(item.card),
        case=file.id,
        status=status.standing.value,
        since=status.since,
        turns=turns,
    )
    keys = {**item.keys, "st": [status.standing.value], **_events(file)}
    numbers = {**item.numbers, **_dates(file, status, turns)}
    return Indexed(item.id, _encoder.encode(card), item.streams, keys, numbers)


def case_alone(file: CaseFile, day: dt.date) -> Indexed:
    """Return the index terms of a case of which no publication is held."""
    item = indexed(_as_publication(file))
    card = msgspec.structs.replace(_card.decode(item.card), id=file.id, kind="")
    keys = {**item.keys, "pn": plain_numbers(file), "an": _own_numbers(file), "has": []}
    alone = Indexed(file.id, _encoder.encode(card), item.streams, keys, item.numbers)
    return with_status(alone, file, day)


def _own_numbers(file: CaseFile) -> list[str]:
    return [f"{file.case.office}{file.case.number}", file.case.number]


def _as_publication(file: CaseFile) -> Publication:
    """What of a case is searched as a publication's fields are."""
    told = file.bibliography
    mark = (Text(text=told.mark),) if told.mark else ()
    goods = tuple(Text(text=goods.text, lang=goods.lang) for goods in told.goods if goods.text)
    return Publication(
        office=file.case.office,
        number=file.case.number,
        right=file.case.right,
        titles=(*told.titles, *mark, *goods) or (Text(text=""),),
        applicants=told.applicants,
        owners=told.owners,
        inventors=told.inventors,
        priorities=told.priorities,
        classifications=told.classifications,
    )


def _events(file: CaseFile) -> dict[str, list[str]]:
    """The events by standard code, category and the office's own code."""
    codes: dict[str, None] = {}
    standard: dict[str, None] = {}
    for step in file.steps:
        detailed = step.code.detailed
        if detailed in ST27.events:
            standard[detailed] = None
        codes.update(dict.fromkeys((detailed, detailed[0], step.code.national.upper())))
    return {"ev": list(codes), "event": list(standard)}


def _dates(file: CaseFile, status: Status, turns: dt.date | None) -> dict[str, list[int]]:
    numbers = {"ed": sorted({_number(step.event.date) for step in file.steps})}
    granted = _granted(file)
    if file.filed:
        numbers["ad"] = [_number(file.filed)]
    if file.expires and granted:
        numbers["xd"] = [_number(file.expires.date)]
        numbers["xyear"] = [file.expires.date.year]
    if turns:
        numbers["turns"] = [_number(turns)]
    if granted:
        numbers["if_from"] = [_number(granted.event.date)]
        numbers["if_to"] = [_last_in_force(file, status)]
    return numbers


def _granted(file: CaseFile) -> Step | None:
    """The event with which the right began."""
    return next((s for s in file.steps if s.code.current in (4, 5)), None)


def _last_in_force(file: CaseFile, status: Status) -> int:
    last = file.expires.date if file.expires else None
    if status.standing is Standing.ENDED and status.since:
        ended = add_days(status.since, -1)
        last = min(last, ended) if last else ended
    return _number(last) if last else _FOREVER


def _turns(file: CaseFile, status: Status) -> dt.date | None:
    """The day on which time alone ends the status: the term is over, a refusal is final."""
    if status.standing is Standing.IN_FORCE and file.expires:
        return add_days(file.expires.date, 1)
    return add_days(status.until, 1) if status.until else None


def _number(day: dt.date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
