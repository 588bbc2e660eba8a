"""What differs between two claims, or between two sets of claims, as texts."""

import re
from collections.abc import Callable, Iterator
from typing import Literal

from rapidfuzz.distance import Indel

from madoguchi.dossier.comparing.correspondence import Correspondence, propose
from madoguchi.dossier.comparing.tokens import is_cjk, numbered, sentences, tokens
from madoguchi.model import Claim, ClaimSet, Struct

Change = Literal["same", "deleted", "inserted"]


class Segment(Struct, frozen=True):
    """A stretch of text: in both, only in the left one, or only in the right one."""

    change: Change
    text: str


class ClaimPair(Struct, frozen=True):
    """Claims that correspond, and what differs; a claim without counterpart stands alone.

    `segments` are empty where the languages differ.
    """

    left: Claim | None = None
    right: Claim | None = None
    segments: tuple[Segment, ...] = ()

    @property
    def same(self) -> bool:
        return bool(self.segments) and all(one.change == "same" for one in self.segments)


class SetComparison(Struct, frozen=True):
    """Two sets of claims beside each other in the right one's order, left overs at the end.

    `comparable` is false where the sets are in different languages: no text is compared then.
    """

    pairs: tuple[ClaimPair, ...]
    comparable: bool
    left_lang: str = ""
    right_lang: str = ""


# Cells of the comparing table, a bit each: 50 MB. Beyond that texts are compared by sentences.
_MOST_CELLS = 400_000_000


def compare(left: str, right: str) -> tuple[Segment, ...]:
    """Return the segments that lead from the left text to the right one.

    "same" and "deleted" joined are the left text, "same" and "inserted" the right one, but for
    blanks: those of the right text stand where both have some.
    """
    pieces = list(_pieces(left, right, tokens))
    return tuple(_joined(_without_crumbs(pieces)))


def _pieces(left: str, right: str, cut: Callable[[str], list[str]]) -> Iterator[Segment]:
    ours, theirs = cut(left), cut(right)
    if len(ours) * len(theirs) > _MOST_CELLS:
        if cut is tokens:
            yield from _pieces(left, right, sentences)
        else:
            yield from _segments(left, right)
        return
    for change in Indel.opcodes(*numbered(ours, theirs)):
        one = ours[change.src_start : change.src_end]
        other = theirs[change.dest_start : change.dest_end]
        if change.tag == "equal":
            yield Segment(change="same", text="".join(other))
        else:
            yield from _segments("".join(one), "".join(other))


def _segments(deleted: str, inserted: str) -> Iterator[Segment]:
    if deleted:
        yield Segment(change="deleted", text=deleted)
    if inserted:
        yield Segment(change="inserted", text=inserted)


def _without_crumbs(pieces: list[Segment]) -> Iterator[Segment]:
    """A blank, comma or single character between two changes is read as part of them."""
    last = len(pieces) - 1
    for place, piece in enumerate(pieces):
        inside = 0 < place < last and piece.change == "same"
        if inside and len(_LETTERS.findall(piece.text)) < 2 and len(piece.text) < 4:
            yield from _segments(piece.text, piece.text)
        else:
            yield piece


_LETTERS = re.compile(r"\w")


def _joined(pieces: Iterator[Segment]) -> Iterator[Segment]:
    """Join neighbours; between two stretches that stay, deletions come before insertions."""
    changed = {"deleted": "", "inserted": ""}
    same = ""
    for piece in pieces:
        if piece.change == "same":
            yield from _segments(changed["deleted"], changed["inserted"])
            changed = {"deleted": "", "inserted": ""}
            same += piece.text
            continue
        if same:
            yield Segment(change="same", text=same)
            same = ""
        changed[piece.change] += piece.text
    yield from _segments(changed["deleted"], changed["inserted"])
    if same:
        yield Segment(change="same", text=same)


def same_language(left: ClaimSet, right: ClaimSet) -> bool:
    """Tell whether texts can be compared; where a language is not told the script decides."""
    if left.lang and right.lang:
        return left.lang == right.lang
    return is_cjk(_text(left)) == is_cjk(_text(right))


def _text(claims: ClaimSet) -> str:
    return "".join(claim.text for claim in claims.claims[:5])


def compare_sets(
    left: ClaimSet, right: ClaimSet, rows: Correspondence | None = None
) -> SetComparison:
    """Compare two sets of claims, aligned by a correspondence, proposed where none is given."""
    comparable = same_language(left, right)
    aligned = rows or propose(left, right)
    ours = {claim.number: claim for claim in left.claims}
    corresponding = {row.right: row.left for row in aligned.rows}
    pairs: list[ClaimPair] = []
    for claim in right.claims:
        numbers = [one for one in corresponding.get(claim.number, ()) if one in ours]
        pairs += [_pair(ours[one], claim, comparable=comparable) for one in numbers[:1]]
        pairs += [ClaimPair(left=ours[one]) for one in numbers[1:]]
        pairs += [] if numbers else [ClaimPair(right=claim)]
    shown = {pair.left.number for pair in pairs if pair.left}
    pairs += [ClaimPair(left=claim) for claim in left.claims if claim.number not in shown]
    return SetComparison(
        pairs=tuple(pairs), comparable=comparable, left_lang=left.lang, right_lang=right.lang
    )


def _pair(left: Claim, right: Claim, *, comparable: bool) -> ClaimPair:
    segments = compare(left.text, right.text) if comparable else ()
    return ClaimPair(left=left, right=right, segments=segments)
