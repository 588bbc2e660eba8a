"""Search: expressions to one query tree, the engine that runs it, what a list shows."""

from madoguchi.search.analysis import fold, fold_name
from madoguchi.search.cql import parse_cql
from madoguchi.search.engine import SORTS, Card, Engine, Indexed, Page, Reached, Sort
from madoguchi.search.expression import parse
from madoguchi.search.fields import CONTENTS, FACETS, FIELDS, Field
from madoguchi.search.highlight import finder, marked, snippet, texts_of
from madoguchi.search.holdings import Holding
from madoguchi.search.index import Follower, SearchIndex
from madoguchi.search.indexing import Indexing
from madoguchi.search.library import Library
from madoguchi.search.odp import parse_odp
from madoguchi.search.odp_terms import ODP_FIELDS, odp_condition, odp_range
from madoguchi.search.publications import application_keys, card, indexed
from madoguchi.search.query import And, But, Days, Everything, Facet, Keys, Or, Query, words
from madoguchi.search.window import Asked, Hit, Language, Results, Window, read_cursor

__all__ = [
    "CONTENTS",
    "FACETS",
    "FIELDS",
    "ODP_FIELDS",
    "SORTS",
    "And",
    "Asked",
    "But",
    "Card",
    "Days",
    "Engine",
    "Everything",
    "Facet",
    "Field",
    "Follower",
    "Hit",
    "Holding",
    "Indexed",
    "Indexing",
    "Keys",
    "Language",
    "Library",
    "Or",
    "Page",
    "Query",
    "Reached",
    "Results",
    "SearchIndex",
    "Sort",
    "Window",
    "application_keys",
    "card",
    "finder",
    "fold",
    "fold_name",
    "indexed",
    "marked",
    "odp_condition",
    "odp_range",
    "parse",
    "parse_cql",
    "parse_odp",
    "read_cursor",
    "snippet",
    "texts_of",
    "words",
]
