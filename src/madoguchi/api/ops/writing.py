"""Trees as bytes that every XML parser reads."""

import re
from xml.etree.ElementTree import Element, tostring

# What XML 1.0 has no place for, though a number or expression asked for may hold it.
_NO_CHARACTERS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(root: Element, declaration: str = "") -> bytes:
    """Return a tree as XML; characters that XML cannot hold are shown as U+FFFD."""
    text: str = tostring(root, encoding="unicode")
    return (declaration + _NO_CHARACTERS.sub("\ufffd", text)).encode()
