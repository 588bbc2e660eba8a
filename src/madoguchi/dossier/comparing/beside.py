"""Two texts beside each other, row by row: of two offices, or an original and its translation."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Generic, TypeVar

from madoguchi.dossier.comparing.correspondence import Correspondence
from madoguchi.model import Block, Claim, ClaimSet
from madoguchi.search import fold

Piece = TypeVar("Piece", Block, Claim)
_Key = tuple[str, str]


class BesideRow(Generic[Piece]):
    """What stands in one row; None on a side where nothing corresponds."""

    __slots__ = ("left", "right")

    def __init__(self, left: Piece | None, right: Piece | None) -> None:
        self.left: Piece | None = left
        self.right: Piece | None = right

    @property
    def key(self) -> str:
        """What the row is called: the number of its paragraph or claim, "" where it has none."""
        numbers = (str(one.number) for one in (self.right, self.left) if one is not None)
        return next((number for number in numbers if number), "")


def claims_beside(
    left: ClaimSet, right: ClaimSet, rows: Correspondence | None = None
) -> tuple[BesideRow[Claim], ...]:
    """Claims by number, or by a correspondence in the right set's order."""
    ours = {claim.number: claim for claim in left.claims}
    if rows is None:
        theirs = {claim.number: claim for claim in right.claims}
        numbers = sorted({*ours, *theirs})
        return tuple(BesideRow(ours.get(one), theirs.get(one)) for one in numbers)
    matched = {row.right: row.left for row in rows.rows}
    found = [
        BesideRow(ours.get(number) if number else None, claim)
        for claim in right.claims
        for number in (matched.get(claim.number) or (0,))[:1]
    ]
    used = {row.left.number for row in found if row.left}
    return (*found, *(BesideRow(one, None) for one in left.claims if one.number not in used))


def blocks_beside(left: Sequence[Block], right: Sequence[Block]) -> tuple[BesideRow[Block], ...]:
    """Paragraphs by printed number, headings by their words, what is between them in order.

    Texts of the same make (an original and its translation) go one to one.
    """
    if [one.kind for one in left] == [one.kind for one in right] and _numbers_agree(left, right):
        return tuple(BesideRow(*pair) for pair in zip(left, right, strict=True))
    rows: list[BesideRow[Block]] = []
    place, beyond = 0, 0
    for ours, theirs in [*_anchors(left, right), (len(left), len(right))]:
        rows += _between(left[place:ours], right[beyond:theirs])
        if ours < len(left):
            rows.append(BesideRow(left[ours], right[theirs]))
        place, beyond = ours + 1, theirs + 1
    return tuple(rows)


def _numbers_agree(left: Sequence[Block], right: Sequence[Block]) -> bool:
    pairs = zip(left, right, strict=True)
    return all(not one.number or not other.number or one.number == other.number
               for one, other in pairs)  # fmt: skip


def _anchors(left: Sequence[Block], right: Sequence[Block]) -> list[tuple[int, int]]:
    """Pairs of places that surely correspond, and that follow each other on both sides."""
    ours, theirs = _places(left), _places(right)
    pairs = sorted((place, theirs[key]) for key, place in ours.items() if key in theirs)
    return _rising(pairs)


def _places(blocks: Sequence[Block]) -> dict[_Key, int]:
    """Places by paragraph number, or by a heading's words; what stands twice tells nothing."""
    keys = [_key(block) for block in blocks]
    often = Counter(keys)
    return {key: place for place, key in enumerate(keys) if key and often[key] == 1}


def _key(block: Block) -> _Key | None:
    if block.number:
        return "number", block.number.lstrip("0") or "0"
    words = "".join(filter(str.isalnum, fold(block.text))) if block.kind == "heading" else ""
    return ("heading", words) if words else None


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rises on both sides."""
    ends: list[int] = []
    tails: list[int] = []
    before: list[int] = []
    for place, (_, beyond) in enumerate(pairs):
        at = bisect_left(ends, beyond)
        before.append(tails[at - 1] if at else -1)
        ends[at : at + 1] = [beyond]
        tails[at : at + 1] = [place]
    run: list[tuple[int, int]] = []
    place = tails[-1] if tails else -1
    while place >= 0:
        run.append(pairs[place])
        place = before[place]
    return run[::-1]


def _between(left: Sequence[Block], right: Sequence[Block]) -> Iterator[BesideRow[Block]]:
    """What no anchor holds: in order, but headings and numbered paragraphs keep to their like."""
    ours, theirs = list(left), list(right)
    if all(map(_loose, ours)) and all(map(_loose, theirs)):
        for one, other in zip_longest(ours, theirs):
            yield BesideRow(one, other)
        return
    while ours and theirs:
        alike = _loose(ours[0]) == _loose(theirs[0]) and not (ours[0].number and theirs[0].number)
        if alike:
            yield BesideRow(ours.pop(0), theirs.pop(0))
        elif _loose(ours[0]) or (not _loose(theirs[0]) and _first(ours[0]) <= _first(theirs[0])):
            yield BesideRow(ours.pop(0), None)
        else:
            yield BesideRow(None, theirs.pop(0))
    for one in ours:
        yield BesideRow(one, None)
    for one in theirs:
        yield BesideRow(None, one)


def _loose(block: Block) -> bool:
    return not block.number and block.kind != "heading"


def _first(block: Block) -> int:
    """Where a paragraph belongs by its number; a heading goes before what it stands over."""
    digits = "".join(filter(str.isdecimal, block.number))
    return int(digits[:9]) if digits else -1
