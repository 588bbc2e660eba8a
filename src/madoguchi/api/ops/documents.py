"""Exchange documents with the parts that were asked for."""

from xml.etree.ElementTree import Element

from madoguchi.api.ops.trees import SYSTEM
from madoguchi.formats import write_abstract, write_exchange_document
from madoguchi.model import Publication


def exchange_document(publication: Publication, wanted: frozenset[str]) -> Element:
    """Return a publication with the parts wanted: abstracts alone, or all that is kept of it."""
    if "abstract" in wanted and "biblio" not in wanted:
        return write_abstract(publication)
    return write_exchange_document(publication, system=SYSTEM)
