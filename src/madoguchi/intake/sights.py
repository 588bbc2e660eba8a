"""What is seen of a publication while its file is read: who it is, and what it has."""

import datetime as dt
from collections.abc import Iterator
from typing import Literal

import msgspec

from madoguchi.model import Publication, Right

Fate = Literal["", "new", "changed", "unchanged", "withdrawn"]


class Has(msgspec.Struct, frozen=True, kw_only=True):
    """What a record has.

    `named` counts the image files that it names, `drawings` those of them that lie beside it; `pdf`
    says whether the whole publication lies beside it as PDF.
    """

    title: bool = False
    abstract: bool = False
    claims: bool = False
    description: bool = False
    classes: bool = False
    named: int = 0
    drawings: int = 0
    pdf: bool = False


class LeftOut(msgspec.Struct, frozen=True):
    """A file beside a record that cannot be taken, and why."""

    name: str
    reason: str


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """A record as its reader sees it, before anybody looks beside it."""

    id: str
    office: str
    number: str
    kind: str
    date: dt.date | None
    withdrawn: bool
    has: Has
    right: Right = Right.PATENT
    images: tuple[str, ...] = ()


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A record: its identity, what it has, where it lay, and what became of it.

    `outcome` is "" in a survey. `left_out` names the files beside it that were not taken, `warning`
    what is to be told of the encoding of its bytes.
    """

    id: str
    office: str
    number: str
    kind: str
    date: dt.date | None
    withdrawn: bool
    has: Has
    file: str
    offset: int
    outcome: Fate = ""
    left_out: tuple[LeftOut, ...] = ()
    warning: str = ""


def sight(publication: Publication) -> Sight:
    """Look at a publication."""
    images = tuple(_images(publication))
    return Sight(
        id=publication.id,
        office=publication.office,
        number=publication.number,
        kind=publication.kind,
        date=publication.date,
        withdrawn=publication.withdrawn,
        right=publication.right,
        has=Has(
            title=any(title.text for title in publication.titles),
            abstract=any(body.blocks for body in publication.abstracts),
            claims=any(claims.claims for claims in publication.claims),
            description=any(body.blocks for body in publication.descriptions),
            classes=bool(publication.classifications),
            named=len(images),
        ),
        images=images,
    )


def _images(publication: Publication) -> Iterator[str]:
    """Yield the names of all image files that a publication refers to."""
    names = dict.fromkeys(drawing.file for drawing in publication.drawings)
    for body in (*publication.descriptions, *publication.abstracts):
        names.update(dict.fromkeys(block.image for block in body.blocks if block.image))
    yield from filter(None, names)
