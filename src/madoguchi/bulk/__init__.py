"""Bulk data: weekly and whole deliveries of what is public, and the proof that all is there."""

from madoguchi.bulk.making import PART_BYTES, Wanted, make
from madoguchi.bulk.offering import Offering
from madoguchi.bulk.publications import BulkPublications
from madoguchi.bulk.shelf import MANIFEST, Held, Shelf
from madoguchi.bulk.terms import all_terms, mirrors, terms_called, terms_of
from madoguchi.bulk.weeks import Week

__all__ = [
    "MANIFEST",
    "PART_BYTES",
    "BulkPublications",
    "Held",
    "Offering",
    "Shelf",
    "Wanted",
    "Week",
    "all_terms",
    "make",
    "mirrors",
    "terms_called",
    "terms_of",
]
