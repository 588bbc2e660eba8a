"""The fields of the Open Data Portal that are searched here, and one condition on a field."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from madoguchi.errors import QueryError
from madoguchi.law import application_number, publication_number
from madoguchi.search.cql_terms import leaf
from madoguchi.search.days import read_day
from madoguchi.search.fields import FIELDS, Field
from madoguchi.search.query import And, Days, Everything, Keys, Or, Query

_PUBLISHED_KIND = re.compile(r"(?:US)?[\s-]*(.+?)([A-Z]\d?)?")
_NUMBER = re.compile(r"(?:US)?[A-Z]{0,2}[\d/,-]{6,}(?:[A-Z]\d?)?", re.IGNORECASE)
_DAY = dt.timedelta(days=1)

# The kind codes of what the USPTO grants, and of what it publishes before (WIPO ST.16 data).
_GRANTED = ("A", "B1", "B2", "E", "E1", "P", "P2", "P3", "S", "S1")
_LAID_OPEN = ("A1", "A2", "A9", "P1", "P4", "P9")
_FROM_GRANT = Field("", "date", ("if_from",))


class OdpValue(NamedTuple):
    """A value with the sign before it: a word, a phrase, or a side of a range."""

    text: str
    position: int
    quoted: bool = False
    sign: str = ""
    until: str = ""


_Read = Callable[[OdpValue], Query]


def odp_condition(name: str, values: tuple[str, ...]) -> Query | None:
    """Return the condition that a field has one of some values; None where it is not searched."""
    read = reader(name)
    if read is None:
        return None
    return either(tuple(read(OdpValue(text, 0, quoted=True)) for text in values))


def odp_range(name: str, first: str, last: str) -> Query | None:
    """Return the condition that a field lies between two days; None where it is not searched."""
    read = reader(name)
    return read(OdpValue(first, 0, sign="[]", until=last)) if read else None


def either(parts: tuple[Query, ...]) -> Query:
    return parts[0] if len(parts) == 1 else Or(parts)


# -- fields ----------------------------------------------------------------------------------------


def reader(name: str) -> _Read | None:
    return _READERS.get(name.removeprefix("applicationMetaData."))


def condition(field: str, value: OdpValue) -> Query:
    if value.text == "*" and not value.sign and not value.quoted and field in ("", "*"):
        return Everything()
    read = reader(field)
    return read(value) if read else _anywhere(value)


def _anywhere(value: OdpValue) -> Query:
    """A value without a field: in titles and names, a number among numbers."""
    found = tuple(_text(index)(value) for index in ("ti", "in", "pa"))
    if _NUMBER.fullmatch(value.text):
        found += (_application(value), _publication(value))
    return either(found)


def _text(index: str) -> _Read:
    def read(value: OdpValue) -> Query:
        _no_sides(value)
        text = value.text.replace("?", "#")
        return leaf(index, "=", text, value.position, quoted=value.quoted)

    return read


def _symbol(value: OdpValue) -> Query:
    _no_sides(value)
    return leaf("cpc", "=", value.text, value.position, quoted=value.quoted)


def _code(value: OdpValue) -> Query:
    _no_sides(value)
    return Keys((value.text.strip().upper(),), FIELDS["EV"])


def _application(value: OdpValue) -> Query:
    _no_sides(value)
    _no_masks(value)
    number = application_number("US", value.text)
    return Keys((f"US{number}",), FIELDS["AN"])


def _publication(value: OdpValue) -> Query:
    _no_sides(value)
    _no_masks(value)
    match = _PUBLISHED_KIND.fullmatch(value.text.strip().upper())
    text, kind = (match[1], match[2] or "") if match else (value.text, "")
    number = publication_number("US", text, kind)
    return Keys((f"US{number}{kind}",), FIELDS["PN"])


def _priority(value: OdpValue) -> Query:
    _no_sides(value)
    return leaf("pr", "=", value.text, value.position, quoted=value.quoted)


def _no_sides(value: OdpValue) -> None:
    if value.sign:
        raise QueryError("relation-for-dates", value.position, value.sign)


def _no_masks(value: OdpValue) -> None:
    if "*" in value.text or "?" in value.text:
        raise QueryError("mask-in-number", value.position, value.text)


# -- days ------------------------------------------------------------------------------------------


def _of_day(field: Field) -> _Read:
    return lambda value: Days(*_days(value), field)


def _granted(value: OdpValue) -> Query:
    """The day of the grant: as the register has it, or as the patent was published."""
    first, last = _days(value)
    published = And((Days(first, last, FIELDS["PD"]), Keys(_GRANTED, FIELDS["KD"])))
    return Or((Days(first, last, _FROM_GRANT), published))


def _laid_open(value: OdpValue) -> Query:
    return And((Days(*_days(value), FIELDS["PD"]), Keys(_LAID_OPEN, FIELDS["KD"])))


def _days(value: OdpValue) -> tuple[dt.date | None, dt.date | None]:
    if value.until:
        first = _edge(value.text, value, last=False, apart=value.sign[0] == "{")
        last = _edge(value.until, value, last=True, apart=value.sign[-1] == "}")
        if first and last and last < first:
            raise QueryError("range-reversed", value.position, f"{value.text} TO {value.until}")
        return first, last
    if value.sign.startswith(">"):
        return _edge(value.text, value, last=False, apart=value.sign == ">"), None
    if value.sign:
        return None, _edge(value.text, value, last=True, apart=value.sign == "<")
    return _edge(value.text, value, last=False), _edge(value.text, value, last=True)


def _edge(text: str, value: OdpValue, *, last: bool, apart: bool = False) -> dt.date | None:
    """One end of a range; of a month or year that is left out, the day beyond it."""
    if text == "*" and value.until:
        return None
    found = read_day(text, value.position, last=last != apart)
    if found is None:
        raise QueryError("date-expected", value.position, text)
    try:
        return found + (_DAY if not last else -_DAY) if apart else found
    except OverflowError:
        raise QueryError("date-expected", value.position, text) from None


_READERS: Mapping[str, _Read] = {
    "applicationNumberText": _application,
    "inventionTitle": _text("ti"),
    "firstInventorName": _text("in"),
    "inventorBag.inventorNameText": _text("in"),
    "firstApplicantName": _text("pa"),
    "applicantBag.applicantNameText": _text("pa"),
    "patentNumber": _publication,
    "earliestPublicationNumber": _publication,
    "filingDate": _of_day(FIELDS["AD"]),
    "grantDate": _granted,
    "earliestPublicationDate": _laid_open,
    "cpcClassificationBag": _symbol,
    "eventDataBag.eventCode": _code,
    "eventDataBag.eventDate": _of_day(FIELDS["ED"]),
    "foreignPriorityBag.applicationNumberText": _priority,
}
ODP_FIELDS = tuple(_READERS)
