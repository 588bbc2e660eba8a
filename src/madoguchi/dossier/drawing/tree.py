"""The family drawn: applications as boxes, claims as paths between them, time from left to right.

A layered drawing. Columns are stretches of time, split where one member claims another of the same
stretch, so that a claim always leads from right to left. Rows keep members near what they claim.
Long paths keep a lane of their own between the boxes that they pass.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import pairwise

from madoguchi.dossier.drawing.columns import columns_of
from madoguchi.dossier.drawing.folding import Edge, Folded, Node, drawn_edges, folded
from madoguchi.dossier.drawing.rows import Slot, rows_of
from madoguchi.model import Struct

WIDTH, HEIGHT = 148, 46
_GAP, _TOP, _LEFT = 56, 28, 8


class Box(Struct, frozen=True):
    """An application, or several drawn as one; `members` are the ids of all of them."""

    id: str
    x: float
    y: float
    width: float
    height: float
    office: str
    label: str
    members: tuple[str, ...]
    first: dt.date | None = None
    last: dt.date | None = None
    status: str = ""
    held: bool = True

    @property
    def count(self) -> int:
        return len(self.members)


class Path(Struct, frozen=True):
    """A claim: from the box of what is claimed to the box that claims it; `d` as SVG has it."""

    child: str
    parent: str
    relation: str
    d: str


class ColumnHead(Struct, frozen=True):
    """A stretch of time over its columns; without dates it is of what is not dated."""

    x: float
    width: float
    first: dt.date | None = None
    last: dt.date | None = None


class Drawing(Struct, frozen=True):
    """The drawing in units of its view box: `0 0 width height`."""

    width: float
    height: float
    boxes: tuple[Box, ...] = ()
    paths: tuple[Path, ...] = ()
    heads: tuple[ColumnHead, ...] = ()


def tree(nodes: Sequence[Node], edges: Sequence[Edge], most: int = 60) -> Drawing:
    """Return the drawing of a family; more than `most` members are drawn office by office.

    Edges to what is not a node, to itself, or told twice are not drawn, nor is a priority that a
    parent of the same member claims as well: the way over the parent shows it. Claims in a ring,
    which bad data may tell, are drawn but do not decide the columns.
    """
    groups, links = folded(nodes, drawn_edges(nodes, edges), most)
    stretches = columns_of(groups, links)
    column = {id_: place for place, ids in enumerate(stretches.columns) for id_ in ids}
    slots = rows_of(stretches.columns, links, dict.fromkeys(column, float(HEIGHT)))
    boxes = {one.id: _box(one, column[one.id], slots[one.id, column[one.id]]) for one in groups}
    paths = tuple(_path(link, boxes, column, slots) for link in links)
    heads = tuple(
        ColumnHead(
            x=_x(first), width=_x(last) + WIDTH - _x(first), first=since, last=until
        )
        for first, last, since, until in stretches.heads
    )  # fmt: skip
    return Drawing(
        width=_x(len(stretches.columns)) - _GAP + _LEFT if boxes else 0,
        height=max((slot.y + slot.height for slot in slots.values()), default=0) + _TOP + _LEFT,
        boxes=tuple(boxes.values()),
        paths=paths,
        heads=heads,
    )


def _x(column: int) -> float:
    return _LEFT + column * (WIDTH + _GAP)


def _box(one: Folded, column: int, slot: Slot) -> Box:
    return Box(
        id=one.id, x=_x(column), y=_TOP + slot.y, width=WIDTH, height=HEIGHT, office=one.office,
        label=one.label, members=one.members, first=one.first, last=one.last, status=one.status,
        held=one.held,
    )  # fmt: skip


def _path(
    link: Edge,
    boxes: Mapping[str, Box],
    column: Mapping[str, int],
    slots: Mapping[tuple[str, int], Slot],
) -> Path:
    """From the parent's right side to the child's left one, over the lanes between them."""
    child, parent = boxes[link.child], boxes[link.parent]
    points = [(parent.x + WIDTH, parent.y + HEIGHT / 2)]
    for place in range(column[link.parent] + 1, column[link.child]):
        y = _TOP + slots[link.parent, place].y + slots[link.parent, place].height / 2
        points += [(_x(place), y), (_x(place) + WIDTH, y)]
    points.append((child.x, child.y + HEIGHT / 2))
    d = f"M{_n(points[0][0])} {_n(points[0][1])}"
    for (x, y), (to_x, to_y) in pairwise(points):
        half = _n((x + to_x) / 2)
        d += f"C{half} {_n(y)} {half} {_n(to_y)} {_n(to_x)} {_n(to_y)}"
    return Path(child=link.child, parent=link.parent, relation=link.relation, d=d)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
