"""Texts in the components of WIPO ST.96: abstracts, descriptions, claims."""

from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from madoguchi.formats.writing.xml_out import put, put_lines
from madoguchi.model import Block, Body, ClaimSet


def _in(element: Element, lang: str) -> Element:
    if lang:
        element.set("com:languageCode", lang)
    return element


def write_bodies(root: Element, tag: str, bodies: Sequence[Body]) -> None:
    """Add abstracts or descriptions, one component for each language."""
    for body in bodies:
        element = _in(put(root, tag), body.lang)
        for listed, blocks in groupby(body.blocks, lambda block: block.kind == "item"):
            parent = put(element, "com:UL") if listed else element
            for block in blocks:
                _block(parent, block)


_PLAIN = {"paragraph": "com:P", "heading": "com:Heading", "item": "com:LI"}


def _block(parent: Element, block: Block) -> None:
    number = {"com:pNumber": block.number} if block.number else {}
    if block.kind in _PLAIN and block.text:
        put_lines(SubElement(parent, _PLAIN[block.kind], number), block.text, "com:Br")
    elif block.kind == "table" and block.text:
        _table(put(put(parent, "com:Table"), "com:IPOASISTable"), block.text)
    elif block.text:
        put(put(SubElement(parent, "com:P", number), "com:Math"), "math", block.text)
    if block.image:
        inside = SubElement(parent, "com:P", number) if number else parent
        put(put(inside, "com:Image"), "com:FileName", block.image)


def _table(parent: Element, text: str) -> None:
    """A table of the OASIS exchange model: a line a row, a tab between cells."""
    rows = [line.split("\t") for line in text.split("\n")]
    group = SubElement(parent, "tgroup", {"cols": str(max(map(len, rows)))})
    body = put(group, "tbody")
    for cells in rows:
        row = put(body, "row")
        for cell in cells:
            put(row, "entry", cell)


def write_claims(root: Element, sets: Sequence[ClaimSet]) -> None:
    """Add the claims; what each depends on is told by references without words of their own."""
    for claims in sets:
        element = _in(put(root, "pat:Claims"), claims.lang)
        for claim in claims.claims:
            child = SubElement(element, "pat:Claim", {"com:id": f"claim-{claim.number}"})
            put(child, "pat:ClaimNumber", str(claim.number))
            for line in claim.text.split("\n"):
                text = put(child, "pat:ClaimText", line)
            for number in claim.depends_on:
                SubElement(text, "pat:ClaimReference", {"com:idrefs": f"claim-{number}"})
