"""Sets of claims that nobody can hold against each other in the time of a page."""

import time

import pytest

from madoguchi.dossier import propose
from madoguchi.model import Claim, ClaimSet


def claims(count: int, words: int, *, chained: bool) -> ClaimSet:
    return ClaimSet(
        lang="en",
        claims=tuple(
            Claim(
                number=number,
                text=" ".join(f"w{(number * 7 + n * 13) % 997}" for n in range(words)),
                depends_on=(number - 1,) if chained and number > 1 else (),
            )
            for number in range(1, count + 1)
        ),
    )


@pytest.mark.parametrize(
    ("count", "words", "chained"),
    [(300, 100, True), (3000, 5, False), (2, 500_000, False)],
    ids=["in a chain", "many", "long"],
)
def test_they_stand_by_number_and_say_so(count: int, words: int, chained: bool) -> None:
    one = claims(count, words, chained=chained)
    begun = time.monotonic()
    found = propose(one, one)
    assert time.monotonic() - begun < 5
    assert found.by_number
    assert [row.left for row in found.rows] == [(n,) for n in range(1, count + 1)]
    assert {fault for _, fault in found.faults()} == {"unsaid"}


def test_usual_sets_are_held_against_each_other() -> None:
    one = claims(40, 60, chained=False)
    assert not propose(one, one).by_number
