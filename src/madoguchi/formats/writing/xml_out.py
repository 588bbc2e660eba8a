"""XML out: elements with text, always well-formed whatever a text holds."""

import datetime as dt
import re
from xml.etree.ElementTree import Element, SubElement, tostring

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'

# What XML 1.0 has no place for: controls, surrogates, non-characters.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def legal(text: str) -> str:
    """Return text with U+FFFD in place of every character that XML cannot hold."""
    return _ILLEGAL.sub("\ufffd", text)


def put(parent: Element, tag: str, text: str = "", lang: str = "") -> Element:
    """Add an element; `lang` is the attribute of that name."""
    element = SubElement(parent, tag, {"lang": lang} if lang else {})
    element.text = text or None
    return element


def put_lines(element: Element, text: str, line: str) -> None:
    """Fill an element with a text of several printed lines, `line` between them."""
    first, *others = text.split("\n")
    element.text = first or None
    for other in others:
        SubElement(element, line).tail = other or None


def serialised(root: Element) -> bytes:
    """Return an element as UTF-8, a line of its own."""
    return legal(tostring(root, encoding="unicode")).encode() + b"\n"


def compact_date(date: dt.date) -> str:
    """Return a day as WIPO ST.2 has it in data: 20060526."""
    return f"{date.year:04}{date.month:02}{date.day:02}"
