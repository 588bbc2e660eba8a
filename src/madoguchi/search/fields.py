"""The fields of the search window and what each searches."""

from dataclasses import dataclass
from typing import Literal

from madoguchi.model import Scheme

Kind = Literal["text", "name", "class", "number", "date", "code", "status", "period"]


@dataclass(frozen=True)
class Field:
    """A field by its two-letter code; `targets` are the index fields that it looks into."""

    code: str
    kind: Kind
    targets: tuple[str, ...]
    schemes: tuple[Scheme, ...] = ()


TEXTS = ("ti", "ab", "cl", "de")

FIELDS: dict[str, Field] = {
    field.code: field
    for field in (
        Field("TX", "text", TEXTS),
        Field("TI", "text", ("ti",)),
        Field("AB", "text", ("ab",)),
        Field("CL", "text", ("cl",)),
        Field("DE", "text", ("de",)),
        Field("AP", "name", ("ap",)),
        Field("IN", "name", ("in",)),
        Field("IP", "class", ("ip",), (Scheme.IPC,)),
        Field("CP", "class", ("cp",), (Scheme.CPC,)),
        Field("FI", "class", ("fi",), (Scheme.FI,)),
        Field("FT", "class", ("ft",), (Scheme.F_TERM, Scheme.THEME)),
        Field("AN", "number", ("an",)),
        Field("PN", "number", ("pn",)),
        Field("PR", "number", ("pr",)),
        Field("AD", "date", ("ad",)),
        Field("PD", "date", ("pd",)),
        Field("CC", "code", ("cc",)),
        Field("KD", "code", ("kd",)),
        Field("ST", "status", ("st",)),
        Field("IF", "period", ("if_from", "if_to")),
        Field("XD", "date", ("xd",)),
        Field("EV", "code", ("ev",)),
        Field("ED", "date", ("ed",)),
    )
}

# What a facet's values are filtered by: facet name → index field.
FACETS: dict[str, str] = {
    "office": "cc",
    "kind": "kd",
    "year": "year",
    "ipc": "subclass",
    "applicant": "applicant",
    "language": "lang",
    "right": "right",
    "status": "st",
    "event": "event",
    "expiry": "xyear",
}

# What else is counted: which of its parts a publication is held with (CONTENTS).
COUNTED: dict[str, str] = {**FACETS, "content": "has"}
CONTENTS = ("biblio", "abstract", "claims", "description", "drawings")
