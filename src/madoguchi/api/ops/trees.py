"""Trees of OPS's answers, and how they are sent: as XML, or as the JSON of the same tree.

Names are written with OPS's own prefixes: `ops:` for its envelope, `ftxt:` for the frame of a full
text, none for exchange documents and the inside of full texts.
"""

import functools
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element, SubElement

import msgspec

from madoguchi.api.operations import Answer, Call
from madoguchi.api.ops.faults import XML, Fault, not_understood
from madoguchi.api.ops.writing import written
from madoguchi.errors import NotFoundError, NumberError, QueryError
from madoguchi.formats import EXCHANGE

SYSTEM = "ops.epo.org"
_FULLTEXT = "http://www.epo.org/fulltext"
_NAMESPACES = {
    "xmlns": EXCHANGE,
    "xmlns:ops": "http://ops.epo.org",
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
}
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_JSON = "application/json"

Served = Callable[[Call], Element | Answer]


def world_patent_data() -> Element:
    """Return the root of every answer."""
    return Element("ops:world-patent-data", _NAMESPACES)


def exchange_documents(parent: Element) -> Element:
    return SubElement(parent, "exchange-documents")


def fulltext_documents(parent: Element) -> Element:
    """Add the frame of full texts, inside which names are in their namespace."""
    namespaces = {"xmlns": _FULLTEXT, "xmlns:ftxt": _FULLTEXT}
    return SubElement(parent, "ftxt:fulltext-documents", namespaces)


def put(
    parent: Element, tag: str, text: str = "", attributes: Mapping[str, str] | None = None
) -> Element:
    """Add an element with a text."""
    element = SubElement(parent, tag, dict(attributes or {}))
    element.text = text or None
    return element


def served(handler: Served) -> Callable[[Call], Answer]:
    """Return a handler that sends its tree in the form asked for, and faults as OPS does."""

    @functools.wraps(handler)
    def answered(call: Call) -> Answer:
        try:
            found = handler(call)
        except (Fault, QueryError, NumberError, NotFoundError) as error:
            return not_understood(error).answer()
        return found if isinstance(found, Answer) else sent(call, found)

    return answered


def sent(call: Call, root: Element) -> Answer:
    if _JSON in call.headers.get("accept", ""):
        return Answer(msgspec.json.encode({root.tag: as_json(root)}), _JSON)
    return Answer(written(root, _DECLARATION), XML)


Json = dict[str, object]


def as_json(element: Element) -> Json:
    """Return an element as OPS's JSON: `@` attributes, `$` text, a list where a name repeats."""
    found: Json = {f"@{n}": v for n, v in element.items() if not n.startswith("xmlns")}
    namespaces = {n.partition(":")[2] or "$": v for n, v in element.items() if n[:5] == "xmlns"}
    if namespaces:
        found["@xmlns"] = namespaces
    if element.text and element.text.strip():
        found["$"] = element.text
    for child in element:
        value = as_json(child)
        held = found.setdefault(child.tag, value)
        if held is not value:
            found[child.tag] = [*held, value] if isinstance(held, list) else [held, value]
    return found
