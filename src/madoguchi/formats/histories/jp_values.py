"""How the JPO's data spell numbers and dates, and what is refused because it is spelled wrongly."""

import datetime as dt
import re
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats.shape import Fields
from madoguchi.law import publication_number
from madoguchi.model import Citation, DocumentId, parse_date

_ERA_DIGITS = {"1": "M", "2": "T", "3": "S", "4": "H", "5": "R"}
_ERA_NUMBER = re.compile(r"([1-5])([0-9]{2})([0-9]{6})")
_CITED = re.compile(r"([A-Z]{2})([A-Z])\s*(\S.*)")
_DATE = re.compile(r"[0-9]{8}")
_SMALL = re.compile(r"\d{1,5}")
_NO_DATE = ("", "00000000")


def day(fields: Fields, key: str) -> dt.date | None:
    """Return a date YYYYMMDD; None where it is left empty. Raises RefusedError where impossible."""
    text = fields.text(key)
    if text in _NO_DATE:
        return None
    found = parse_date(text) if _DATE.fullmatch(text) else None
    if found is None:
        raise RefusedError(f"{_names(fields, key)}: {text[:40]!r} is no date YYYYMMDD")
    return found


def said(fields: Fields, key: str) -> str:
    """Return a text with its blanks as they are: names are told apart by them."""
    element = fields.element_of(key)
    return (element.text or "").strip(" \t\r\n") if element is not None else ""


def count(fields: Fields, key: str) -> int:
    """Return a small whole number, 0 where it is left empty. Raises RefusedError for others."""
    text = fields.text(key)
    if not text:
        return 0
    if not (text.isascii() and _SMALL.fullmatch(text)):
        raise RefusedError(f"{_names(fields, key)}: {text[:40]!r} is no number of up to 5 digits")
    return int(text)


def _names(fields: Fields, key: str) -> str:
    element = fields.element_of(key)
    return key if element is None else element.tag


def western(number: str, kind: str = "") -> str:
    """Return the canonical number of a publication, told by its western year or by its era.

    The API's era form is an era digit, the era's year in two digits and the serial: 503090037 is
    2021-090037 (observed in pairs of both forms).
    """
    match = _ERA_NUMBER.fullmatch(number)
    if match is None:
        return publication_number("JP", number, kind)
    era, year, serial = match.groups()
    return publication_number("JP", f"{_ERA_DIGITS[era]}{year}-{serial}", kind)


def cited(text: str) -> Citation:
    """Read a cited document such as `JPA 414233033` (JPO code table 07020 and the number)."""
    match = _CITED.fullmatch(text)
    if match is None:
        return Citation(text=text)
    office, kind, number = match.groups()
    if office == "JP":
        number = western(number, kind)
    document = DocumentId(number=number, office=office, kind=kind)
    return Citation(document=document, told=(("number", text),))


def check_types(root: Element, structured: frozenset[str], values: frozenset[str]) -> None:
    """Refuse a text where an object or list belongs, and the other way round."""
    for element in root.iter():
        if element.tag in structured and (element.text or "").strip():
            raise RefusedError(f"{element.tag} is a text where an object or a list is expected")
        if element.tag in values and len(element):
            raise RefusedError(f"{element.tag} is an object where a text is expected")
