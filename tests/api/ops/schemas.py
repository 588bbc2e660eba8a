"""The schemas of OPS 3.2, where the real office data are beside the checkout."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_XLINK = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'targetNamespace="http://www.w3.org/1999/xlink">'
    + "".join(
        f'<xs:attribute name="{name}" type="xs:string"/>'
        for name in ("href", "type", "show", "actuate", "role", "title", "arcrole", "label")
    )
    + "</xs:schema>"
)
_XML = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'targetNamespace="http://www.w3.org/XML/1998/namespace">'
    '<xs:attribute name="lang" type="xs:language"/><xs:attribute name="space" type="xs:string"/>'
    "</xs:schema>"
)


class OpsSchema:
    """Checks answers against ops.xsd and all that it includes."""

    def __init__(self, folder: Path) -> None:
        etree = pytest.importorskip("lxml.etree")

        resolver = type("Resolver", (etree.Resolver,), {"resolve": _resolving(folder)})()
        parser = etree.XMLParser(no_network=True)
        parser.resolvers.add(resolver)
        self._etree = etree
        self._schema = etree.XMLSchema(etree.parse(str(folder / "ops.xsd"), parser))

    def errors(self, content: bytes) -> list[str]:
        document = self._etree.fromstring(content)
        self._schema.validate(document)
        return [error.message for error in self._schema.error_log]


def _resolving(folder: Path) -> Callable[[Any, str, str, Any], Any]:
    """What other schemas are taken from: nothing is fetched."""

    def resolve(resolver: Any, url: str, _public: str, context: Any) -> Any:
        if "xlink" in url:
            return resolver.resolve_string(_XLINK, context)
        if url.endswith("xml.xsd"):
            return resolver.resolve_string(_XML, context)
        if url.endswith("exchange-documents.xsd"):
            return resolver.resolve_string(_exchange(folder), context, base_url=url)
        return None

    return resolve


def _exchange(folder: Path) -> str:
    """The schema with a mend: as published, `class` in a classification can never be valid.

    Its type has an empty choice that must occur, so that OPS's own answers break it.
    """
    text = (folder / "exchange-documents.xsd").read_text("utf-8")
    return text.replace("<choice/>", '<choice minOccurs="0"/>')
