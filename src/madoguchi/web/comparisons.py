"""What offices say of one invention, compared: citations, classifications, granted claims."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.dossier import (
    CitationTable,
    Correspondence,
    Dossier,
    Member,
    citations,
    classes,
    compare_sets,
    propose,
    shared,
)
from madoguchi.errors import RefusedError, TranslationError
from madoguchi.model import ClaimSet, Publication
from madoguchi.web.cases import printed_case
from madoguchi.web.dossiers import shown
from madoguchi.web.glossaries import wanted_by
from madoguchi.web.rendering import address_of, language, room

_Cell = TypeVar("_Cell")
_MOST_LOOKED_UP = 500


def citation_table(request: Request) -> Response:
    """The citations of all offices in one table."""

    def values(found: Dossier) -> dict[str, Any]:
        table = citations(found.members)
        return {
            "table": table,
            "columns": _columns(request, found, table.columns),
            "addresses": _addresses(request, table),
            "runs": partial(runs, table.columns),
        }

    return shown(request, "dossier-citations.html", values)


def _addresses(request: Request, table: CitationTable) -> dict[str, str]:
    """Where cited publications that are held here are read, by the key of their row."""
    named = {row.key: row.thing.name for row in table.rows if row.thing.sort == "patent"}
    cards = room(request).window.by_number(list(named.values())[:_MOST_LOOKED_UP]) if named else ()
    by_number = {f"{card.office}{card.number}": address_of(card) for card in cards}
    return {key: by_number[name] for key, name in named.items() if name in by_number}


def class_tables(request: Request) -> Response:
    """The classifications of all offices compared."""

    def values(found: Dossier) -> dict[str, Any]:
        tables = classes(found.members)
        return {
            "tables": [
                (
                    table,
                    _columns(request, found, table.columns),
                    frozenset(shared(table)),
                    partial(runs, table.columns),
                )
                for table in tables
            ]
        }

    return shown(request, "dossier-classes.html", values)


def runs(columns: Sequence[str], given: Mapping[str, _Cell]) -> list[tuple[int, _Cell | None]]:
    """A row's cells in the order of columns; the empty ones between two are one that spans them."""
    found: list[tuple[int, _Cell | None]] = []
    empty = 0
    for column in columns:
        cell = given.get(column)
        if cell is None:
            empty += 1
            continue
        found += [(empty, None)] if empty else []
        found.append((1, cell))
        empty = 0
    return [*found, (empty, None)] if empty else found


def _columns(request: Request, found: Dossier, ids: Sequence[str]) -> list[tuple[str, Member, str]]:
    """The members that have a column: identity, member, and its number as printed."""
    lang = language(request)
    by_id = {one.id: one for one in found.members}
    members = [by_id[id_] for id_ in ids]
    return [(one.id, one, printed_case(one.case, lang)) for one in members]


# -- claims ----------------------------------------------------------------------------------------


class Claimed(NamedTuple):
    """A set of claims of the family: the publication that has it, and its language."""

    publication: Publication
    claims: ClaimSet

    @property
    def name(self) -> str:
        """How it is chosen: EP1000000B1/en."""
        return f"{self.publication.id}/{self.claims.lang}"

    @property
    def granted(self) -> bool:
        return self.publication.kind[:1] in ("B", "C", "Y")


def claim_sets(members: Iterable[Member]) -> list[Claimed]:
    """All sets of claims in the family, granted ones first, else as the members come."""
    every = [
        Claimed(publication, claims)
        for member in members
        for publication in member.publications
        for claims in publication.claims
        if claims.claims
    ]
    return sorted(every, key=lambda one: not one.granted)


def chosen_sets(request: Request, sets: Sequence[Claimed]) -> tuple[Claimed, Claimed] | None:
    """The two sets to compare: those asked for, else two granted ones of two offices.

    None where the family has not two sets.
    """
    by_name = {one.name: one for one in sets}
    left = by_name.get(request.query_params.get("left", "")) or (sets[0] if sets else None)
    if left is None:
        return None
    right = by_name.get(request.query_params.get("right", "")) or _other(left, sets)
    return (left, right) if right else None


def _other(left: Claimed, sets: Sequence[Claimed]) -> Claimed | None:
    """A set to hold against another: of another office and the same language, as far as can be."""
    others = [one for one in sets if one.name != left.name]
    return min(
        others,
        key=lambda one: (
            one.publication.office == left.publication.office,
            not one.granted,
            one.claims.lang != left.claims.lang,
        ),
        default=None,
    )


def claim_comparison(request: Request) -> Response:
    """What differs between two sets of claims, as texts."""

    def values(found: Dossier) -> dict[str, Any]:
        sets = claim_sets(found.members)
        pair = chosen_sets(request, sets)
        rows = propose(pair[0].claims, pair[1].claims) if pair else None
        compared = compare_sets(pair[0].claims, pair[1].claims, rows) if pair else None
        by_number = bool(rows and rows.by_number)
        return {"sets": sets, "pair": pair, "compared": compared, "by_number": by_number}

    return shown(request, "dossier-claims.html", values)


def proposed(request: Request, left: Claimed, right: Claimed) -> Correspondence:
    """The correspondence proposed, by translated texts where the languages differ."""
    if left.claims.lang == right.claims.lang:
        return propose(left.claims, right.claims)
    return propose(left.claims, right.claims, left_texts=_translated(request, left, right))


def _translated(request: Request, left: Claimed, right: Claimed) -> dict[int, str] | None:
    """The left claims in the right ones' language; None where no engine can do that."""
    texts = [claim.text for claim in left.claims.claims]
    try:
        found = room(request).translations.translate(
            texts, left.claims.lang, right.claims.lang, wanted_by(request)
        )
    except (RefusedError, TranslationError):
        return None
    by_block: dict[int, list[str]] = {}
    for segment in found.segments:
        by_block.setdefault(segment.block, []).append(segment.text)
    return {
        claim.number: " ".join(by_block.get(place, []))
        for place, claim in enumerate(left.claims.claims)
    }
