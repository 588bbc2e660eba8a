"""Bulk data: weekly and whole deliveries of what is public, and the proof that all is there."""

from madoguchi.bulk.authority import Authority
from madoguchi.bulk.ledger import Ledger, Listed, Span
from madoguchi.bulk.making import PART_BYTES, Wanted, make, settle
from madoguchi.bulk.offering import Offering
from madoguchi.bulk.publications import BulkPublications
from madoguchi.bulk.shelf import MANIFEST, Held, Shelf
from madoguchi.bulk.sources import Record, Source, source_of
from madoguchi.bulk.terms import all_terms, mirrors, terms_called, terms_of
from madoguchi.bulk.weeks import Week

__all__ = [
    "MANIFEST",
    "PART_BYTES",
    "Authority",
    "BulkPublications",
    "Held",
    "Ledger",
    "Listed",
    "Offering",
    "Record",
    "Shelf",
    "Source",
    "Span",
    "Wanted",
    "Week",
    "all_terms",
    "make",
    "mirrors",
    "settle",
    "source_of",
    "terms_called",
    "terms_of",
]
