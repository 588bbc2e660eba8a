"""Numbers of publications as their offices print them."""

from madoguchi.law.numbers import publication
from madoguchi.model import Publication


def printed_number(found: Publication, lang: str) -> str:
    """Return a publication's number as printed: 特開2021-044377, US 10,123,456 B2."""
    return publication(found.office, found.number, found.kind).printed(lang)
