"""A family drawn: as a tree of claims, and all members on one axis of time. Positions only."""

from madoguchi.dossier.drawing.axis import Axis, AxisMark, Lane, axis
from madoguchi.dossier.drawing.folding import Edge, Node
from madoguchi.dossier.drawing.marking import (
    FirstAction,
    Moment,
    MomentKind,
    Outcome,
    first_actions,
    moments,
)
from madoguchi.dossier.drawing.tree import Box, ColumnHead, Drawing, Path, tree

__all__ = [
    "Axis",
    "AxisMark",
    "Box",
    "ColumnHead",
    "Drawing",
    "Edge",
    "FirstAction",
    "Lane",
    "Moment",
    "MomentKind",
    "Node",
    "Outcome",
    "Path",
    "axis",
    "first_actions",
    "moments",
    "tree",
]
