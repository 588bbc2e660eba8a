import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.comparing.made_claims import BICYCLE, claims
from madoguchi.dossier import compare_sets
from madoguchi.dossier.comparing import claims as module
from madoguchi.dossier.comparing import compare
from madoguchi.model import ClaimSet


def plain(text: str) -> str:
    return " ".join(text.split())


def sides(left: str, right: str) -> tuple[str, str]:
    pieces = compare(left, right)
    ours = "".join(one.text for one in pieces if one.change != "inserted")
    theirs = "".join(one.text for one in pieces if one.change != "deleted")
    return ours, theirs


words = st.text(alphabet="ab c,.\n端部先電極ヲデ가나 1２", max_size=60)


@given(words, words)
def test_applying_a_comparison_gives_both_texts_back(left: str, right: str) -> None:
    ours, theirs = sides(left, right)
    assert plain(ours) == plain(left)
    assert theirs == right


@given(words, words)
def test_neighbouring_segments_differ_in_kind(left: str, right: str) -> None:
    changes = [one.change for one in compare(left, right)]
    assert all(one != other for one, other in pairwise(changes))
    assert all(one.text for one in compare(left, right))


@given(words)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert all(one.change == "same" for one in compare(text, text))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (
            "A device comprising a wheel.",
            "A device comprising two wheels.",
            [("same", "A device comprising "), ("deleted", "a wheel"), ("inserted", "two wheels"), ("same", ".")],
        ),
        (
            "端部を備える装置。",
            "先端部を備える装置。",
            [("inserted", "先"), ("same", "端部を備える装置。")],
        ),
        ("a\n b", "a b", [("same", "a b")]),
        ("", "new", [("inserted", "new")]),
        ("", "", []),
    ],
)  # fmt: skip
def test_comparing(left: str, right: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.change, one.text) for one in compare(left, right)] == expected


def test_long_claims_are_compared_quickly() -> None:
    left = " ".join(f"word{n % 700}" for n in range(3500))
    right = " ".join(f"word{n % 700 if n % 9 else n}" for n in range(3500))
    start = time.monotonic()
    assert sides(left, right) == (left, right)
    assert time.monotonic() - start < 10


def test_beyond_the_bound_texts_are_compared_by_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_CELLS", 30)
    left, right = "One two three. Four five six. Seven.", "One two three. Four 5 six. Seven."
    assert sides(left, right) == (left, right)
    assert compare(left, right)[0].text == "One two three. "
    monkeypatch.setattr(module, "_MOST_CELLS", 0)
    assert [one.change for one in compare(left, right)] == ["deleted", "inserted"]


def test_sets_are_aligned_and_left_overs_stand_at_the_end() -> None:
    right = claims(
        "A method of making paper lanterns, in which rice paste is dried at 45 degrees.",
        "A bicycle comprising a frame, a saddle and two wheels mounted on hollow axles.",
    )
    found = compare_sets(BICYCLE, right)
    numbers = [
        (one.left and one.left.number, one.right and one.right.number) for one in found.pairs
    ]
    assert numbers == [(5, 1), (1, 2), (2, None), (3, None), (4, None), (6, None)]
    assert [one.same for one in found.pairs[:2]] == [False, True]


def test_two_languages_are_not_compared_as_texts() -> None:
    german = ClaimSet(claims=BICYCLE.claims[:1], lang="de")
    found = compare_sets(BICYCLE, german)
    assert not found.comparable
    assert all(not pair.segments for pair in found.pairs)


def test_empty_sets() -> None:
    nothing = ClaimSet(claims=(), lang="en")
    assert compare_sets(nothing, nothing).pairs == ()
    assert len(compare_sets(BICYCLE, nothing).pairs) == 6
