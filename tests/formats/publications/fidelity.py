"""Measures how much of a source's text arrives in the record."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.registry import XmlFormat
from madoguchi.formats.xml import parse
from madoguchi.model import Publication, encode

# Symbols and dates are taken apart and written anew; exact tests of their own check them.
_REWRITTEN = {"classification-ipcr", "classification-cpc", "category"}
_UNWRITTEN = re.compile(r"[\s\W_]+")


def load(fmt: XmlFormat, file: Path) -> tuple[Element, Account, Publication]:
    """Read a file of one document with a format's reader."""
    account = Account()
    root = parse(Document(data=file.read_bytes(), position=0))
    return root, account, fmt.read(root, account)


def coverage(root: Element, account: Account, publication: Publication) -> float:
    """Return the share of the characters that are not ignored by decision and reach the record."""
    skipped = {path.rpartition("/")[2] for path in account.report().ignored} | _REWRITTEN
    source = _letters("".join(_source(root, skipped)))
    record = _letters("".join(_strings(json.loads(encode(publication)))))
    return 1 - (source - record).total() / source.total()


def _letters(text: str) -> Counter[str]:
    return Counter(_UNWRITTEN.sub("", unicodedata.normalize("NFKC", text)))


def _source(element: Element, skipped: set[str]) -> Iterator[str]:
    if element.tag.rpartition("}")[2] in skipped:
        return
    yield element.text or ""
    for child in element:
        yield from _source(child, skipped)
        yield child.tail or ""


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("kind", "lang", "scheme"):
                yield from _strings(inner)
            elif isinstance(inner, str):
                yield inner
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    else:
        yield str(value)
