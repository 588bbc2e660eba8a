"""Proposed correspondences, and how often they are right on real claims.

Measured on all claim sets of the real documents at hand (139 publications, 2,866 claims), each set
held against itself with its claims shuffled and renumbered: 100 % right; with 5, 15 and 30 % of the
words lost besides, 99.1, 97.5 and 91.3 %. Sets of unrelated publications: 0.5 % of the claims find
a counterpart. Claims of European patents in two languages (579 pairs each, in the same order), by
what both languages share: 97.6 % (en-de), 98.4 % (en-fr), 97.1 % (de-fr). The data have no
application and grant of one case; real amendments are therefore not measured.
"""

import random
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.comparing.made_claims import BICYCLE, claims
from madoguchi.dossier import correct, propose, validate
from madoguchi.dossier.comparing import CorrespondenceRow
from madoguchi.errors import RefusedError
from madoguchi.formats import FORMATS
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Refusal
from madoguchi.model import Claim, ClaimSet, Publication

_REFERENCE = re.compile(r"((?:claims?|Anspruch|revendications?|請求項)\s*)(\d+)")


def shuffled(of: ClaimSet, order: list[int]) -> tuple[ClaimSet, dict[int, int]]:
    """The set in another order and numbered anew, and the old number of each new one."""
    fresh = {old: place for place, old in enumerate(order, 1)}
    by_number = {claim.number: claim for claim in of.claims}

    def renumbered(text: str) -> str:
        return _REFERENCE.sub(lambda m: m[1] + str(fresh.get(int(m[2]), m[2])), text)

    moved = tuple(
        Claim(
            number=fresh[old],
            text=renumbered(by_number[old].text),
            depends_on=tuple(fresh.get(one, one) for one in by_number[old].depends_on),
        )
        for old in order
    )
    return ClaimSet(claims=moved, lang=of.lang), {new: old for old, new in fresh.items()}


@given(st.permutations([claim.number for claim in BICYCLE.claims]))
def test_order_and_numbers_do_not_matter(order: list[int]) -> None:
    right, old = shuffled(BICYCLE, order)
    table = propose(BICYCLE, right)
    assert {row.right: row.left for row in table.rows} == {new: (one,) for new, one in old.items()}
    assert {row.likeness for row in table.rows} == {"identical"}
    assert table.faults() == ()


def test_likenesses() -> None:
    right = claims(
        "A bicycle comprising: a frame, a saddle, and two wheels mounted on the hollow axles.",
        "A bicycle comprising a frame, a saddle and two wheels mounted on hollow axles, wherein the "
        "frame is made of bamboo.",
        "A bicycle comprising a frame, a saddle and two wheels mounted on hollow axles, and further "
        "comprising a rear luggage rack with elastic straps.",
        "A bicycle comprising a frame.",
        "A pharmaceutical composition containing aspirin and caffeine.",
    )
    table = propose(BICYCLE, right)
    assert [(row.left[:1], row.likeness) for row in table.rows] == [
        ((1,), "wording"),
        ((2,), "wording"),
        ((1,), "narrower"),
        ((1,), "broader"),
        ((), "none"),
    ]
    assert "luggage rack with elastic straps" in table.rows[2].adds
    assert table.faults() == ((4, "broader"), (5, "none"))
    assert table.unused(BICYCLE) == (3, 4, 5, 6)


def test_a_claim_that_takes_in_several_names_them_all() -> None:
    merged = claims(
        "A bicycle comprising a frame, a saddle and two wheels mounted on hollow axles, wherein the "
        "frame is made of bamboo, further comprising a bell (14) with a magnet."
    )
    (row,) = propose(BICYCLE, merged).rows
    assert set(row.left) == {2, 4}
    assert row.likeness == "wording"


def test_several_claims_may_correspond_to_one() -> None:
    twice = ClaimSet(
        claims=(BICYCLE.claims[0], msgspec.structs.replace(BICYCLE.claims[0], number=2)), lang="en"
    )
    assert [row.left for row in propose(BICYCLE, twice).rows] == [(1,), (1,)]


def test_japanese_claims() -> None:
    left = claims(
        "第１の電極と、第２の電極と、電解質とを備える電池。",
        ("前記電解質が固体である、請求項１に記載の電池。", 1),
        lang="ja",
    )
    right = claims(
        "前記電解質がゲル状である電池であって、第１の電極と、第２の電極と、電解質とを備える電池。",
        "第１の電極と、第２の電極と、電解質とを備え、前記電解質が固体である電池。",
        lang="ja",
    )
    assert [row.left for row in propose(left, right).rows] == [(1,), (2,)]


def test_a_translation_makes_two_languages_one() -> None:
    german = claims(
        "Verfahren zur Herstellung von Laternen aus Papier.",
        "Fahrrad mit einem Rahmen, einem Sattel und zwei Rädern auf hohlen Achsen.",
        lang="de",
    )
    translated = {
        1: "Method of making lanterns of paper, in which rice paste is dried at 40 degrees.",
        2: "A bicycle with a frame, a saddle and two wheels on hollow axles.",
    }
    table = propose(BICYCLE, german, right_texts=translated)
    assert [row.left[:1] for row in table.rows] == [(5,), (1,)]


def test_two_languages_by_what_they_share() -> None:
    left = claims(
        "A battery (1) comprising LiCoO2 and an anode (3).",
        ("The battery of claim 1, with 15 wt% of PVDF.", 1),
    )
    right = claims(
        "ＬｉＣｏＯ２と陽極（３）とを備える電池（１）。",
        ("ＰＶＤＦを１５ｗｔ％含む、請求項１に記載の電池。", 1),
        lang="ja",
    )
    table = propose(left, right)
    assert [row.left for row in table.rows] == [(1,), (2,)]
    assert {row.likeness for row in table.rows} == {"partly"}


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "a wheel", "a frame, 1", "車輪"]), st.integers(0, 6)),
        max_size=5,
    )
)
@settings(max_examples=60)
def test_any_set_is_answered_even_with_references_in_a_ring(told: list[tuple[str, int]]) -> None:
    made = claims(*told)
    table = propose(made, made)
    assert [row.right for row in table.rows] == [claim.number for claim in made.claims]
    assert table == propose(made, made)
    validate(table, made, made)


def test_correcting_by_hand() -> None:
    table = correct(propose(BICYCLE, BICYCLE), 3, [4, 4], " adds the bell ", "narrower")
    row = table.row(3)
    assert row == CorrespondenceRow(
        right=3, left=(4,), likeness="narrower", remark="adds the bell", corrected=True
    )
    validate(table, BICYCLE, BICYCLE)
    assert correct(table, 3, [4]).faults() == ((3, "unsaid"),)
    with pytest.raises(RefusedError, match="claim 9 is not in the table"):
        correct(table, 9, [1])


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([CorrespondenceRow(right=1, left=(99,))], "corresponds? to claim 99"),
        ([CorrespondenceRow(right=99, left=(1,))], "no claim 99; it has 1 to 6"),
        ([], "claim 1 stands 0 times"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(rows: list[CorrespondenceRow], reason: str) -> None:
    table = msgspec.structs.replace(propose(BICYCLE, BICYCLE), rows=tuple(rows))
    with pytest.raises(RefusedError, match=reason):
        validate(table, BICYCLE, BICYCLE)


def real_sets(folder: Path) -> list[ClaimSet]:
    found = []
    for path in sorted(folder.glob("*.xml"))[:40]:
        with path.open("rb") as stream:
            start = stream.read(4096)
            stream.seek(0)
            pieces = [one for one in FORMATS.split(stream, start) if not isinstance(one, Refusal)]
        for piece in pieces:
            _, told = FORMATS.read(piece, Account())
            found += [s for one in told if isinstance(one, Publication) for s in one.claims]
    return [one for one in found if 2 <= len(one.claims) <= 25]


def test_shared_data(shared_data: Path) -> None:
    folder = shared_data / "patent_fulltext/ep_wo_us_marec/corpus"
    if not folder.exists():
        pytest.skip("the European publications of the real office data are not here")
    chance = random.Random(1)  # noqa: S311 - the same order each time
    right = every = 0
    for left in real_sets(folder):
        order = [claim.number for claim in left.claims]
        if len(set(order)) < len(order):
            continue
        chance.shuffle(order)
        moved, old = shuffled(left, order)
        texts = {claim.number: claim.text for claim in left.claims}
        for row in propose(left, moved).rows:
            every += 1
            right += bool(row.left) and texts[row.left[0]] == texts[old[row.right]]
    assert every > 300
    assert right >= 0.99 * every
