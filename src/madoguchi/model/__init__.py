"""The office's types: pure values, no input or output."""

from madoguchi.model.claims import dependencies
from madoguchi.model.classifications import Classification, Scheme, ancestors
from madoguchi.model.classifications import canonical as canonical_symbol
from madoguchi.model.dates import Era, format_japanese, parse_date
from madoguchi.model.publications import (
    Block,
    BlockKind,
    Body,
    Citation,
    Claim,
    ClaimSet,
    DocumentId,
    Drawing,
    Name,
    Party,
    Priority,
    Publication,
    Related,
    Text,
    decode,
    encode,
    merge,
)
from madoguchi.model.rights import Right

__all__ = [
    "Block",
    "BlockKind",
    "Body",
    "Citation",
    "Claim",
    "ClaimSet",
    "Classification",
    "DocumentId",
    "Drawing",
    "Era",
    "Name",
    "Party",
    "Priority",
    "Publication",
    "Related",
    "Right",
    "Scheme",
    "Text",
    "ancestors",
    "canonical_symbol",
    "decode",
    "dependencies",
    "encode",
    "format_japanese",
    "merge",
    "parse_date",
]
