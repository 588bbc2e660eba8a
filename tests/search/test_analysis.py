"""Folding and terms: what counts as the same, and that no substring is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.search.analysis import fold, fold_name, is_legal_form, needle, stream, terms

CJK_TEXT = st.text(
    alphabet="電池負極及びのリチウムイオンーA1、。 ・전지極國国", min_size=1, max_size=40
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("ｺﾝﾋﾟｭｰﾀｰ", "コンピュータ"),
        ("コンピューター", "コンピュータ"),
        ("サ－バ", "サーバ"),
        ("データ・ベース", "データベース"),
        ("國際公開", "国際公開"),
        ("髙橋", "高橋"),
        ("Café", "CAFE"),
        ("Straße", "strasse"),
        ("Wi‐Fi", "wi-fi"),
        ("H₂O", "h2o"),
    ],
)
def test_spellings_that_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("リチウム電池", ["リチ", "チウ", "ウム", "ム電", "電池", "池"]),
        ("A型電極", ["a", "型電", "電極", "極"]),
        ("電 池", ["電池", "池"]),
        ("the Battery, 2nd", ["the", "battery", "2nd"]),
        ("이차 전지", ["이차", "차전", "전지", "지"]),
        ("", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_hyphenated_words_are_found_joined_and_apart() -> None:
    found = re.findall(r"\w+", stream("an e-mail"))
    assert found[:3] == ["an", "e", "mail"]
    assert found[-1] == "email"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("原田  成規", "原田成規"),
        ("(株)ディスコ", "株式会社ディスコ"),
        ("㈱ディスコ", "株式会社ディスコ"),
        ("ディスコ株式会社", "(株)ディスコ"),
        ("ディスコ 株式会社", "ディスコ"),
        ("해송내진 주식회사", "(주)해송내진"),
        ("㈜해송내진", "해송내진"),
        ("海松股份有限公司", "海松有限公司"),
        ("Toyota Motor Co., Ltd.", "TOYOTA MOTOR"),
        ("SIEMENS AG", "Siemens"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_a_name_of_legal_forms_only_is_kept() -> None:
    assert fold_name("Co., Ltd.") == "co ltd"
    assert fold_name("株式会社") == "株式会社"


def test_what_is_a_legal_form_and_nothing_else() -> None:
    assert all(map(is_legal_form, ("Inc.", "Co., Ltd.", "株式会社", "㈱", "주식회사")))
    assert not any(map(is_legal_form, ("Inca", "Coats Ltd", "株式", "暁光株式会社")))


def _found(text: str, wanted: str) -> bool:
    """What the engine does with a needle, over a list."""
    have, look = terms(text), needle(wanted)
    size = len(look.terms)
    for start in range(len(have) - size + 1):
        *whole, last = have[start : start + size]
        if tuple(whole) == look.terms[:-1] and (
            last.startswith(look.terms[-1]) if look.open else last == look.terms[-1]
        ):
            return True
    return False


@given(CJK_TEXT, st.data())
def test_every_substring_of_a_cjk_text_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    piece = text[start:end]
    in_latin_word = text[max(0, start - 1) : start + 1].isascii() and start
    in_latin_word = in_latin_word or (text[end - 1 : end + 1].isascii() and end < len(text))
    if terms(piece) and not in_latin_word:
        assert _found(text, piece)


@given(st.text(max_size=60))
def test_any_text_can_be_folded_and_folding_again_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert all(" " not in term for term in terms(text))
