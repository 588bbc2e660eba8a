"""JSON read as a tree of elements, so that shapes account for it as for XML.

An object's members become child elements by name, an array's items repeat the element of their
member, and a value is its element's text: `{"a": [{"b": 1}, {"b": 2}]}` is
`<a><b>1</b></a><a><b>2</b></a>`. Empty objects, arrays, texts and null leave an empty element.
"""

from typing import Any
from xml.etree.ElementTree import Element, SubElement

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.formats.documents import Document

_TOO_DEEP = 64


def parse_json(document: Document) -> dict[str, Any]:
    """Read a JSON object. Raises RefusedError for anything else."""
    try:
        found = msgspec.json.decode(document.data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RefusedError(f"not JSON: {error}", document.position) from None
    if not isinstance(found, dict):
        raise RefusedError("a JSON document must be an object", document.position)
    return found


def tree(name: str, value: Any) -> Element:
    """Return a JSON value as an element of that name. Raises RefusedError where too deep."""
    root = Element(name)
    _fill(root, value, 0)
    return root


def _fill(element: Element, value: Any, depth: int) -> None:
    if depth > _TOO_DEEP:
        raise RefusedError("nested too deeply")
    if isinstance(value, dict):
        for name, member in value.items():
            for item in member if isinstance(member, list) else (member,):
                _fill(SubElement(element, name), item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _fill(SubElement(element, "item"), item, depth + 1)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = str(value)
