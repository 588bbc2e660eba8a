"""Search with the expressions of OPS (CQL), a hundred publications a page, two thousand in all."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from madoguchi.api.operations import Call
from madoguchi.api.ops.documents import exchange_document
from madoguchi.api.ops.echoes import publication_reference
from madoguchi.api.ops.faults import invalid_query, nothing_found
from madoguchi.api.ops.forms import value
from madoguchi.api.ops.published import split_parts
from madoguchi.api.ops.references import cycle
from madoguchi.api.ops.trees import SYSTEM, exchange_documents, put, served, world_patent_data
from madoguchi.model import Publication, Right
from madoguchi.premises import Premises
from madoguchi.search import FIELDS, And, Days, Facet, Or, Query, parse_cql

MOST_A_PAGE, MOST = 100, 2000
_DEFAULT = (1, 25)
_PARTS = frozenset({"biblio", "abstract", "full-cycle"})
_RIGHTS = (Right.PATENT, Right.UTILITY_MODEL, Right.DESIGN)


@served
def search(call: Call) -> Element:
    """Answer `published-data/search[/constituents]`."""
    rest, parts = split_parts(call.path.get("rest", ""), _PARTS)
    if rest:
        raise invalid_query(f"{rest[:40]!r} is none of {', '.join(sorted(_PARTS))}")
    asked = _asked(call)
    begin, end = _range(call)
    found = call.premises.engine.search(
        published_only(parse_cql(asked)), sort="newest", offset=begin - 1, limit=end - begin + 1
    )
    held = call.premises.archive.publications([card.id for card in found.cards])
    ordered = [held[card.id] for card in found.cards if card.id in held]
    if not ordered:
        raise nothing_found()
    root = world_patent_data()
    attributes = {"total-result-count": str(found.total)}
    frame = SubElement(root, "ops:biblio-search", attributes)
    put(frame, "ops:query", asked, {"syntax": "CQL"})
    last = str(begin + len(ordered) - 1)
    SubElement(frame, "ops:range", {"begin": str(begin), "end": last})
    result = SubElement(frame, "ops:search-result")
    _results(call.premises, result, ordered, frozenset(parts))
    return root


def published_only(query: Query) -> Query:
    """Keep to publications: what has a day of publication, of the rights that OPS knows."""
    rights = Or(tuple(Facet("right", right.value) for right in _RIGHTS))
    return And((query, Days(None, None, FIELDS["PD"]), rights))


def _asked(call: Call) -> str:
    asked = value(call, "q")
    if not asked.strip():
        raise invalid_query("no query is given; write q=ti=plastic")
    return asked.strip()


def _range(call: Call) -> tuple[int, int]:
    """Which results are asked for: `Range=1-25` in the query or a header."""
    headers = call.headers
    asked = call.asked("Range") or headers.get("x-ops-range") or headers.get("range") or ""
    if not asked:
        return _DEFAULT
    first, _, last = asked.strip().removeprefix("items=").partition("-")
    if not (asked.isascii() and first.isdecimal() and last.isdecimal() and len(asked) < 20):
        raise invalid_query(f"Range={asked[:20]} cannot be read; write for example Range=1-25")
    begin, end = int(first), int(last)
    if not 1 <= begin <= end <= MOST or end - begin >= MOST_A_PAGE:
        raise invalid_query(
            f"Range={asked} is not answered: at most {MOST_A_PAGE} results at once, the first "
            f"{MOST} in all"
        )
    return begin, end


def _results(
    premises: Premises, result: Element, found: Sequence[Publication], wanted: frozenset[str]
) -> None:
    if not wanted:
        for publication in found:
            element = publication_reference(result, publication, "ops:publication-reference")
            element.set("system", SYSTEM)
            if publication.family:
                element.set("family-id", publication.family)
        return
    for publication in found:
        frame = exchange_documents(result)
        members = cycle(premises, publication) if "full-cycle" in wanted else (publication,)
        for member in members:
            frame.append(exchange_document(member, wanted))
