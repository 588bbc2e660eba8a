from hypothesis import given
from hypothesis import strategies as st

from dossier.comparing.made_claims import BICYCLE, claims
from madoguchi.dossier import blocks_beside, claims_beside, propose
from madoguchi.model import Block


def blocks(*told: str) -> list[Block]:
    """Blocks: `12:text` has a number, `#text` is a heading."""
    made = []
    for one in told:
        number, colon, text = one.partition(":")
        if one.startswith("#"):
            made.append(Block(text=one[1:], kind="heading"))
        else:
            made.append(Block(text=text, number=number) if colon else Block(text=one))
    return made


def shown(left: list[Block], right: list[Block]) -> list[tuple[str, str]]:
    rows = blocks_beside(left, right)
    return [
        (row.left.text if row.left else "-", row.right.text if row.right else "-") for row in rows
    ]


def test_an_original_and_its_translation_go_one_to_one() -> None:
    assert shown(blocks("#発明", "あ", "い"), blocks("#Invention", "a", "b")) == [
        ("発明", "Invention"), ("あ", "a"), ("い", "b"),
    ]  # fmt: skip


def test_paragraphs_stand_by_number() -> None:
    left = blocks("0001:a", "0002:b", "0004:d")
    right = blocks("0001:A", "0003:C", "0004:D", "0005:E")
    assert shown(left, right) == [("a", "A"), ("b", "-"), ("-", "C"), ("d", "D"), ("-", "E")]


def test_headings_stand_by_their_words_and_what_is_between_in_order() -> None:
    left = blocks("#Facts", "a", "b", "#Reasons", "c")
    right = blocks("#FACTS", "A", "#Reasons:", "C", "D")
    assert shown(left, right) == [
        ("Facts", "FACTS"), ("a", "A"), ("b", "-"), ("Reasons", "Reasons:"), ("c", "C"), ("-", "D"),
    ]  # fmt: skip


def test_what_has_nothing_in_common_goes_in_order() -> None:
    assert shown(blocks("a", "b"), blocks("A")) == [("a", "A"), ("b", "-")]
    assert shown(blocks(), blocks("A")) == [("-", "A")]
    assert shown([], []) == []


pieces = st.lists(
    st.sampled_from(["1:a", "2:b", "3:c", "#X", "#Y", "free", "other", "3:again"]), max_size=9
)


@given(pieces, pieces)
def test_nothing_is_lost_and_order_is_kept(left: list[str], right: list[str]) -> None:
    ours, theirs = blocks(*left), blocks(*right)
    rows = blocks_beside(ours, theirs)
    assert [row.left for row in rows if row.left] == ours
    assert [row.right for row in rows if row.right] == theirs
    assert all(row.left or row.right for row in rows)


def test_claims_by_number_or_by_correspondence() -> None:
    right = claims(
        "A method of making paper lanterns, in which rice paste is dried.", "Another thing."
    )
    by_number = claims_beside(BICYCLE, right)
    assert [row.key for row in by_number] == ["1", "2", "3", "4", "5", "6"]
    matched = claims_beside(BICYCLE, right, propose(BICYCLE, right))
    assert matched[0].left == BICYCLE.claims[4]
    assert matched[1].left is None
    assert len(matched) == 2 + 5
