"""Writing XML: elements as text, escaped, with attributes in the order given."""

from xml.sax.saxutils import escape, quoteattr

Attributes = dict[str, object]


class Markup(str):
    """Text that is XML already."""

    __slots__ = ()


def element(name: str, *content: object, **attributes: object) -> Markup:
    """Return an element; content that is not Markup is escaped; `_` at an attribute's end falls."""
    return tagged(name, {key.rstrip("_"): value for key, value in attributes.items()}, *content)


def tagged(name: str, attributes: Attributes, *content: object) -> Markup:
    """Return an element with attributes whose names no keyword could have (`jp:kind`)."""
    written = "".join(f" {key}={quoteattr(str(value))}" for key, value in attributes.items())
    inside = joined(*content)
    return Markup(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")


def joined(*content: object) -> Markup:
    return Markup("".join(one if isinstance(one, Markup) else escape(str(one)) for one in content))


def document(root: Markup, encoding: str = "UTF-8", doctype: str = "") -> bytes:
    """Return a whole document, as bytes in its declared encoding."""
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n{doctype}'
    return f"{head}{root}\n".encode(encoding, "xmlcharrefreplace")


def compact(day: object) -> str:
    """Return a date as 20260401."""
    return str(day).replace("-", "")
