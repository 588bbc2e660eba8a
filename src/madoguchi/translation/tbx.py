"""Reading TermBase eXchange (ISO 30042): the terms of each concept by language.

Both the form of 2008 (termEntry, langSet, tig or ntig) and of 2019 (conceptEntry, langSec, termSec)
are read. The first term of a language is taken: it is the one that the others are synonyms of.
"""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from madoguchi.errors import RefusedError
from madoguchi.formats import Document, parse_xml
from madoguchi.translation.values import language

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CONCEPTS, _LANGUAGES = ("termEntry", "conceptEntry"), ("langSet", "langSec")


def concepts(data: bytes) -> Iterator[dict[str, str]]:
    """Give each concept's words by language. Raises RefusedError."""
    root = parse_xml(Document(data, 0))
    if _local(root) not in ("martif", "tbx"):
        raise RefusedError(f"<{_local(root)[:40]}> is no TBX; its root is tbx or martif")
    for element in root.iter():
        if _local(element) in _CONCEPTS:
            yield _words(element)


def _words(concept: ET.Element) -> dict[str, str]:
    words: dict[str, str] = {}
    for section in concept.iter():
        if _local(section) in _LANGUAGES:
            found = next((e for e in section.iter() if _local(e) == "term"), None)
            text = "".join(found.itertext()).strip() if found is not None else ""
            if text:
                words.setdefault(language(section.get(_LANG, "")), text)
    return words


def _local(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]
