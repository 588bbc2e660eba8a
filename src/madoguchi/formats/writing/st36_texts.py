"""Texts in the elements of WIPO ST.36: abstracts, descriptions, claims."""

from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from madoguchi.formats.writing.xml_out import put, put_lines
from madoguchi.model import Block, Body, ClaimSet


def write_bodies(root: Element, tag: str, bodies: Sequence[Body]) -> None:
    """Add abstracts or descriptions, one element for each language."""
    for body in bodies:
        element = put(root, tag, lang=body.lang)
        for listed, blocks in groupby(body.blocks, lambda block: block.kind == "item"):
            parent = put(element, "ul") if listed else element
            for block in blocks:
                _block(parent, block)


_PLAIN = {"paragraph": "p", "heading": "heading", "item": "li"}


def _block(parent: Element, block: Block) -> None:
    number = {"num": block.number} if block.number else {}
    if block.kind in _PLAIN and block.text:
        put_lines(SubElement(parent, _PLAIN[block.kind], number), block.text, "br")
    elif block.kind == "table" and block.text:
        _table(SubElement(parent, "tables", number), block.text)
    elif block.text:
        SubElement(SubElement(parent, "p", number), "maths").text = block.text
    if block.image:
        _image(SubElement(parent, "p", number) if number else parent, block)


def _image(parent: Element, block: Block) -> None:
    inside = parent if block.kind == "image" else put(parent, "maths")
    SubElement(inside, "img", {"file": block.image})


def _table(parent: Element, text: str) -> None:
    """A table of the OASIS exchange model: a line a row, a tab between cells."""
    rows = [line.split("\t") for line in text.split("\n")]
    group = SubElement(put(parent, "table"), "tgroup", {"cols": str(max(map(len, rows)))})
    body = put(group, "tbody")
    for cells in rows:
        row = put(body, "row")
        for cell in cells:
            put(row, "entry", cell)


def write_claims(root: Element, sets: Sequence[ClaimSet]) -> None:
    """Add the claims; what each depends on is told by references without words of their own."""
    for claims in sets:
        element = put(root, "claims", lang=claims.lang)
        for claim in claims.claims:
            attributes = {"id": f"claim-{claim.number}", "num": str(claim.number)}
            child = SubElement(element, "claim", attributes)
            for line in claim.text.split("\n"):
                text = put(child, "claim-text", line)
            for number in claim.depends_on:
                SubElement(text, "claim-ref", {"idref": f"claim-{number}"})
