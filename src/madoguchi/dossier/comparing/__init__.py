"""Members of a family compared: citations, classifications, claims, and texts side by side."""

from madoguchi.dossier.comparing.beside import BesideRow, blocks_beside, claims_beside
from madoguchi.dossier.comparing.citations import (
    CitationMark,
    CitationRow,
    CitationTable,
    citations,
)
from madoguchi.dossier.comparing.cited import CitedThing
from madoguchi.dossier.comparing.claims import (
    ClaimPair,
    Segment,
    SetComparison,
    compare,
    compare_sets,
)
from madoguchi.dossier.comparing.classes import (
    ClassGroup,
    ClassRow,
    Given,
    SchemeTable,
    classes,
    shared,
)
from madoguchi.dossier.comparing.correspondence import (
    Correspondence,
    CorrespondenceRow,
    Fault,
    correct,
    propose,
    validate,
)
from madoguchi.dossier.comparing.likeness import Likeness

__all__ = [
    "BesideRow",
    "CitationMark",
    "CitationRow",
    "CitationTable",
    "CitedThing",
    "ClaimPair",
    "ClassGroup",
    "ClassRow",
    "Correspondence",
    "CorrespondenceRow",
    "Fault",
    "Given",
    "Likeness",
    "SchemeTable",
    "Segment",
    "SetComparison",
    "blocks_beside",
    "citations",
    "claims_beside",
    "classes",
    "compare",
    "compare_sets",
    "correct",
    "propose",
    "shared",
    "validate",
]
