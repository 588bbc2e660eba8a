"""Cutting: the pieces joined are the text, numbers stay whole, sentences end where they do."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.translation.sentences import LONGEST, cut, trimmed

LANGUAGES = ("ja", "zh", "ko", "en")
SIGNS = st.sampled_from(list("。．.！?；;、,，「」『』（）()【】 \n\t0１a A図Fig第一電池的다"))
TEXTS = st.one_of(st.text(), st.lists(SIGNS).map("".join))


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_the_pieces_joined_are_the_text(text: str, lang: str) -> None:
    spans = cut(text, lang)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(0 < end - start <= LONGEST for start, end in spans)


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_nothing_but_white_space_is_lost(text: str, lang: str) -> None:
    pieces = [text[start:end] for start, end in trimmed(text, lang)]
    assert all(piece and piece == piece.strip() for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("lang", "text", "pieces"),
    [
        ("ja", "負極は炭素である。正極は、", ["負極は炭素である。", "正極は、"]),
        ("ja", "【００１２】図１．２は「略図。」である。", ["【００１２】", "図１．２は「略図。」", "である。"]),
        ("ja", "【請求項１】\n電池。", ["【請求項１】", "電池。"]),
        ("ja", "電池である．負極は３．５ｇ．", ["電池である．", "負極は３．５ｇ．"]),
        ("zh", "电池包括：正极；负极。", ["电池包括：正极；", "负极。"]),
        ("zh", "1. 一种电池。2. 根据权利要求1。", ["1. 一种电池。", "2. 根据权利要求1。"]),
        ("ko", "전지에 관한 것이다. 음극을 포함한다.", ["전지에 관한 것이다.", "음극을 포함한다."]),
        ("ko", "1. 제1항에 있어서. 끝", ["1. 제1항에 있어서.", "끝"]),
        ("en", "See Fig. 1 and No. 5. The anode (e.g. Li) is 3.5 g. It ends.",
         ["See Fig. 1 and No. 5.", "The anode (e.g. Li) is 3.5 g.", "It ends."]),
        ("en", "1. A battery\nof carbon.\n2. The battery of claim 1, wherein\na) it is.",
         ["1. A battery\nof carbon.", "2. The battery of claim 1, wherein\na) it is."]),
        ("en", "comprising:\nan anode;\na cathode.", ["comprising:", "an anode;", "a cathode."]),
        ("en", "A patent of U.S. Pat. No. 5,000. J. Smith et al. Nature.",
         ["A patent of U.S. Pat. No. 5,000.", "J. Smith et al. Nature."]),
        ("en", "", []),
    ],
)  # fmt: skip
def test_where_sentences_end(lang: str, text: str, pieces: list[str]) -> None:
    assert [text[start:end] for start, end in trimmed(text, lang)] == pieces


def test_what_has_no_end_is_cut_at_a_comma_else_at_a_space() -> None:
    with_commas = "電池、" * 400
    assert all(with_commas[start:end].endswith("、") for start, end in cut(with_commas, "ja"))
    words = "word " * 400
    assert all(words[start:end].endswith(" ") for start, end in cut(words, "en"))


@pytest.mark.parametrize(
    "text", ["電" * 1_000_000, "【" * 1_000_000, "．" * 500_000, ". " * 500_000]
)
def test_long_texts_are_cut_quickly(text: str) -> None:
    begun = time.process_time()
    assert sum(end - start for start, end in cut(text, "ja")) == len(text)
    assert time.process_time() - begun < 20
