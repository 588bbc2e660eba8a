"""Interfaces for programs: the JPO's, the EPO's, the USPTO's, and the office's own."""

from madoguchi.api import bulk, jpo, ops, own, uspto
from madoguchi.api.desk import Desk
from madoguchi.api.families import Family

FAMILIES: tuple[Family, ...] = (jpo.FAMILY, ops.FAMILY, bulk.FAMILY, own.FAMILY, *uspto.FAMILIES)

__all__ = ["FAMILIES", "Desk", "Family"]
