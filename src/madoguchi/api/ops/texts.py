"""Full texts: `ftxt:fulltext-document` with the claims or the description of a publication."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from madoguchi.api.ops.echoes import identity
from madoguchi.api.ops.references import Reference
from madoguchi.api.ops.trees import SYSTEM, put
from madoguchi.law import docdb_publication
from madoguchi.model import Block, Publication

_FORMAT = "text-only"
_FRAME = {"system": SYSTEM, "fulltext-format": _FORMAT}


def fulltext_document(
    reference: Reference, publication: Publication | None, wanted: frozenset[str]
) -> Element:
    """Return the texts wanted in every language held; of what is not held the number alone."""
    root = Element("ftxt:fulltext-document", _FRAME)
    data = SubElement(root, "bibliographic-data")
    if publication is None:
        _number(data, reference.format, reference.asked.office, reference.asked.number)
        return root
    number = docdb_publication(identity(publication))
    _number(data, "docdb", number.office, number.number, number.kind)
    if "description" in wanted:
        for body in publication.descriptions:
            texts = (text for block in body.blocks if (text := _paragraph(block)))
            _add(root, "description", body.lang, (("p", text) for text in texts))
    if "claims" in wanted:
        for claims in publication.claims:
            element = SubElement(root, "claims", _lang(claims.lang))
            claim = SubElement(element, "claim")
            for one in claims.claims:
                put(claim, "claim-text", f"{one.number}. {one.text}")
    return root


def _number(data: Element, format_: str, office: str, number: str, kind: str = "") -> None:
    reference = SubElement(data, "publication-reference", {"data-format": format_})
    document = SubElement(reference, "document-id")
    for tag, text in (("country", office), ("doc-number", number), ("kind", kind)):
        if text:
            put(document, tag, text)


def _add(root: Element, tag: str, lang: str, texts: Iterator[tuple[str, str]]) -> None:
    element = SubElement(root, tag, _lang(lang))
    for name, text in texts:
        put(element, name, text)


def _paragraph(block: Block) -> str:
    """A paragraph with its printed number before it; of a table a line a row."""
    return f"[{block.number}] {block.text}" if block.number and block.text else block.text


def _lang(lang: str) -> dict[str, str]:
    return {"lang": lang.upper()} if lang else {}


def fulltext_instances(parent: Element, publication: Publication) -> None:
    """Say which texts there are of a publication, and in which languages."""
    held = [("description", body.lang) for body in publication.descriptions]
    held += [("claims", claims.lang) for claims in publication.claims]
    for desc, lang in dict.fromkeys(held):
        attributes = {"system": SYSTEM, **_lang(lang), "desc": desc}
        instance = SubElement(parent, "ops:fulltext-instance", attributes)
        put(SubElement(instance, "ops:fulltext-format-options"), "ops:fulltext-format", _FORMAT)
