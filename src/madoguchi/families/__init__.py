"""Families: which applications of all offices are for one invention, and by which claims."""

from madoguchi.families.agreement import Agreement, Difference, agreement
from madoguchi.families.applications import application_key, case_key, case_of_key, office_of
from madoguchi.families.claims import (
    FURTHER,
    IS,
    PARENTS,
    Claim,
    Telling,
    claims_of,
    published_as,
    read_relation,
)
from madoguchi.families.grouping import chain, group
from madoguchi.families.reading import Families, Family, Kin, Past, Sort, family_id
from madoguchi.families.views import CaseFamilies, PublicationFamilies, family_views

__all__ = [
    "FURTHER",
    "IS",
    "PARENTS",
    "Agreement",
    "CaseFamilies",
    "Claim",
    "Difference",
    "Families",
    "Family",
    "Kin",
    "Past",
    "PublicationFamilies",
    "Sort",
    "Telling",
    "agreement",
    "application_key",
    "case_key",
    "case_of_key",
    "chain",
    "claims_of",
    "family_id",
    "family_views",
    "group",
    "office_of",
    "published_as",
    "read_relation",
]
