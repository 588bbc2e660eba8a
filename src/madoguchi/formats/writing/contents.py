"""What of a publication is sent: the parts that an agreement covers."""

from collections.abc import Set
from typing import Literal, get_args

import msgspec

from madoguchi.model import Block, Body, Publication

Content = Literal[
    "bibliographic", "abstract", "classification", "claims", "description", "drawings"
]
CONTENTS: frozenset[Content] = frozenset(get_args(Content))

# Which part each field belongs to; the others are identity and dates, which always stay.
_FIELDS: dict[Content, tuple[str, ...]] = {
    "bibliographic": (
        "titles", "applicants", "inventors", "agents", "owners", "examiners", "priorities",
        "related", "citations", "designated", "notes",
    ),
    "abstract": ("abstracts",),
    "classification": ("classifications",),
    "claims": ("claims",),
    "description": ("descriptions",),
    "drawings": ("drawings",),
}  # fmt: skip


def trimmed(publication: Publication, contents: Set[Content]) -> Publication:
    """Return a publication without what is not among the contents; identity and dates stay.

    Without the bibliographic data the application and the family are left out too. Texts lose the
    drawings that they show where drawings are cut; images of formulae and tables are text.
    """
    cut: dict[str, object] = {
        name: () for content in CONTENTS - contents for name in _FIELDS[content]
    }
    if "bibliographic" not in contents:
        cut |= {"application": None, "family": ""}
    found = msgspec.structs.replace(publication, **cut)
    if "drawings" in contents:
        return found
    files = {drawing.file for drawing in publication.drawings}
    return msgspec.structs.replace(
        found,
        abstracts=tuple(_undrawn(body, files) for body in found.abstracts),
        descriptions=tuple(_undrawn(body, files) for body in found.descriptions),
    )


def _undrawn(body: Body, files: Set[str]) -> Body:
    """Return a text without images, as far as these are drawings."""
    blocks = tuple(
        msgspec.structs.replace(block, image="") if _shows(block, files) else block
        for block in body.blocks
        if block.text or not _shows(block, files)
    )
    return msgspec.structs.replace(body, blocks=blocks)


def _shows(block: Block, files: Set[str]) -> bool:
    return bool(block.image) and (block.kind == "image" or block.image in files)
