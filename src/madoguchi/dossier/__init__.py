"""The One Portal Dossier: every office's file of a family on one page."""

from madoguchi.dossier.binding import (
    Item,
    bind_pdf,
    bind_zip,
    correspondence_pdf,
    count_pages,
    pages_pdf,
    paper_pdf,
)
from madoguchi.dossier.binding import Side as ClaimSide
from madoguchi.dossier.comparing import (
    BesideRow,
    CitationTable,
    Correspondence,
    Likeness,
    blocks_beside,
    citations,
    claims_beside,
    classes,
    compare_sets,
    correct,
    propose,
    shared,
    validate,
)
from madoguchi.dossier.dossiers import Asked, Dossier, Dossiers
from madoguchi.dossier.drawing import Axis, Drawing, Edge, Node, axis, first_actions, tree
from madoguchi.dossier.handing import document_name, wrapper_items
from madoguchi.dossier.members import Member
from madoguchi.dossier.opening import Documents, Opened
from madoguchi.dossier.sources import (
    Answered,
    Content,
    SourceError,
    Sources,
    Standing,
    Told,
)
from madoguchi.dossier.wrapper import GROUPS, Group, group_of

__all__ = [
    "GROUPS",
    "Answered",
    "Asked",
    "Axis",
    "BesideRow",
    "CitationTable",
    "ClaimSide",
    "Content",
    "Correspondence",
    "Documents",
    "Dossier",
    "Dossiers",
    "Drawing",
    "Edge",
    "Group",
    "Item",
    "Likeness",
    "Member",
    "Node",
    "Opened",
    "SourceError",
    "Sources",
    "Standing",
    "Told",
    "axis",
    "bind_pdf",
    "bind_zip",
    "blocks_beside",
    "citations",
    "claims_beside",
    "classes",
    "compare_sets",
    "correct",
    "correspondence_pdf",
    "count_pages",
    "document_name",
    "first_actions",
    "group_of",
    "pages_pdf",
    "paper_pdf",
    "propose",
    "shared",
    "tree",
    "validate",
    "wrapper_items",
]
