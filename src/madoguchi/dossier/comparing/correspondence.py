"""Which claim of one set corresponds to which of another, as the Patent Prosecution Highway asks.

"Left" are the claims that an office found allowable, "right" those of the later application. Each
right claim must sufficiently correspond to a left one: be of the same or similar scope, or of
narrower scope (JPO, "Procedures to file a request for PPH", part I, requirement (c)).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import msgspec

from madoguchi.dossier.comparing.features import ClaimFeatures, chain_of
from madoguchi.dossier.comparing.likeness import Likeness, Resembling
from madoguchi.errors import RefusedError
from madoguchi.model import ClaimSet, Struct

SUFFICIENT: frozenset[str] = frozenset({"identical", "wording", "narrower"})

# What stands against a table: a right claim has no counterpart; its counterpart is of another
# scope; or nobody has said of what scope it is.
Fault = Literal["none", "broader", "partly", "unsaid"]


class CorrespondenceRow(Struct, frozen=True):
    """A claim of the right set and those of the left set that it corresponds to, best first.

    `score` is 0 to 1; `adds` is what a narrower claim adds, in its own words. A row corrected by
    hand says so, and its remark is printed.
    """

    right: int
    left: tuple[int, ...] = ()
    likeness: Likeness = "none"
    score: float = 0.0
    adds: str = ""
    remark: str = ""
    corrected: bool = False


class Correspondence(Struct, frozen=True):
    """The table: a row for every claim of the right set, in its order.

    Sets that are too large to be held against each other are told so by `by_number`: each claim
    stands beside the one of its own number, and nobody has said of what scope it is.
    """

    rows: tuple[CorrespondenceRow, ...] = ()
    by_number: bool = False

    def row(self, right: int) -> CorrespondenceRow | None:
        return next((row for row in self.rows if row.right == right), None)

    def unused(self, left: ClaimSet) -> tuple[int, ...]:
        """The left claims that no right one corresponds to."""
        used = {number for row in self.rows for number in row.left}
        return tuple(claim.number for claim in left.claims if claim.number not in used)

    def faults(self) -> tuple[tuple[int, Fault], ...]:
        """What stands against every right claim's sufficiently corresponding to a left one."""
        return tuple((row.right, fault) for row in self.rows if (fault := _fault(row)))


def _fault(row: CorrespondenceRow) -> Fault | None:
    if not row.left:
        return "none"
    if row.likeness in SUFFICIENT:
        return None
    if row.likeness == "none":
        return "unsaid"
    return "broader" if row.likeness == "broader" else "partly"


def propose(
    left: ClaimSet,
    right: ClaimSet,
    left_texts: Mapping[int, str] | None = None,
    right_texts: Mapping[int, str] | None = None,
) -> Correspondence:
    """Propose the table from the texts; the same sets always give the same table.

    `left_texts` and `right_texts` are translations by claim number into the other set's language.
    Without them, sets in two languages are compared by what both share: numbers, reference signs,
    formulas, Latin words, dependencies and place.
    """
    if _is_too_much(left, right):
        return _by_number(left, right)
    resembling = Resembling(
        ClaimFeatures.of(left, left_texts or {}), ClaimFeatures.of(right, right_texts or {})
    )
    return Correspondence(rows=tuple(_row(resembling, claim.number) for claim in right.claims))


# A hundred claims against a hundred take a second. Work grows with their product, and with how much
# stands above each.
_MOST_PAIRS, _MOST_SIGNS, _MOST_WORK = 40_000, 2_000_000, 60_000_000


def _is_too_much(left: ClaimSet, right: ClaimSet) -> bool:
    ours, theirs = len(left.claims), len(right.claims)
    signs = sum(len(claim.text) for one in (left, right) for claim in one.claims)
    if ours * theirs > _MOST_PAIRS or signs > _MOST_SIGNS:
        return True
    return theirs * _scope(left) + ours * _scope(right) > _MOST_WORK


def _scope(claims: ClaimSet) -> int:
    """The signs of all claims, each with those that it depends on."""
    by_number = {claim.number: claim for claim in claims.claims}
    chains = (chain_of(by_number, number) for number in by_number)
    return sum(len(by_number[one].text) for chain in chains for one in chain)


def _by_number(left: ClaimSet, right: ClaimSet) -> Correspondence:
    ours = {claim.number for claim in left.claims}
    rows = (
        CorrespondenceRow(right=claim.number, left=(claim.number,) if claim.number in ours else ())
        for claim in right.claims
    )
    return Correspondence(rows=tuple(rows), by_number=True)


def _row(resembling: Resembling, number: int) -> CorrespondenceRow:
    found = resembling.best(number)
    if found is None:
        return CorrespondenceRow(right=number)
    return CorrespondenceRow(
        right=number,
        left=(found.left, *found.merged),
        likeness=found.likeness,
        score=round(found.score, 3),
        adds=found.adds,
    )


def correct(
    table: Correspondence,
    right: int,
    left: Iterable[int],
    remark: str = "",
    likeness: Likeness = "none",
) -> Correspondence:
    """Return the table with a row put right by hand: its left claims, scope and remark.

    Raises RefusedError where the right claim is not in the table.
    """
    if table.row(right) is None:
        raise RefusedError(f"claim {right} is not in the table; correct a claim that it lists")
    row = CorrespondenceRow(
        right=right, left=tuple(dict.fromkeys(left)), likeness=likeness, remark=remark.strip(),
        corrected=True,
    )  # fmt: skip
    return msgspec.structs.replace(
        table, rows=tuple(row if one.right == right else one for one in table.rows)
    )


def validate(table: Correspondence, left: ClaimSet, right: ClaimSet) -> None:
    """Hold a table against its sets. Raises RefusedError naming the claim that does not fit."""
    for reason in _misfits(table, left, right):
        raise RefusedError(reason)


def _misfits(table: Correspondence, left: ClaimSet, right: ClaimSet) -> Iterator[str]:
    ours = {claim.number for claim in left.claims}
    theirs = [claim.number for claim in right.claims]
    listed = [row.right for row in table.rows]
    for row in table.rows:
        if row.right not in theirs:
            yield f"the later application has no claim {row.right}; it has 1 to {max(theirs)}"
        for number in row.left:
            if number not in ours:
                yield (
                    f"claim {row.right} is said to correspond to claim {number}, which the "
                    f"earlier set does not have; it has {_span(ours)}"
                )
    for number in theirs:
        if listed.count(number) != 1:
            yield f"claim {number} stands {listed.count(number)} times in the table; once is right"


def _span(numbers: set[int]) -> str:
    return f"{min(numbers)} to {max(numbers)}" if numbers else "none"
