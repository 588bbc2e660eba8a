"""Placeholders: terms survive an engine that leaves them alone, and are named where it does not."""

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.translation.protecting import protect, translated
from madoguchi.translation.values import Rendered, Sentence, Term

HOSTILE = st.text(alphabet="ZQXV019zq電池\\g<0> ", max_size=20)
TERMS = st.builds(Term, HOSTILE.filter(bool), HOSTILE)


@given(HOSTILE, st.lists(TERMS, max_size=4, unique_by=lambda term: term.source))
def test_what_is_protected_comes_back_with_the_terms(text: str, terms: list[Term]) -> None:
    """Also where text and terms are made of placeholders and of what patterns are made of."""
    protected = protect(Sentence(text, tuple(terms)), "ja")
    wanted, at = "", 0
    for start, end, term in protected.found:
        wanted, at = wanted + text[at:start] + term.target, end
    assert protected.restored(protected.text) == wanted + text[at:]


@given(HOSTILE)
def test_without_terms_a_text_passes_as_it_is(text: str) -> None:
    assert protect(Sentence(text), "ja").text == text


def test_a_lost_or_doubled_placeholder_is_told() -> None:
    term = Term("電池", "cell")
    sentences = [Sentence("電池a", (term,)), Sentence("電池b", (term,)), Sentence("電池c", (term,))]

    def engine(texts: list[str]) -> list[str]:
        return [
            {"a": text, "b": "lost", "c": text + text}.get(text[-1], "")
            if "電" not in text
            else "whole"
            for text in texts
        ]

    assert translated(sentences, "ja", engine) == [
        Rendered("cella"),
        Rendered("whole", unapplied=(term,)),
        Rendered("whole", unapplied=(term,)),
    ]


def test_an_engine_may_change_the_case_of_placeholders() -> None:
    sentence = Sentence("電池", (Term("電池", "cell"),))
    assert translated([sentence], "ja", lambda texts: [texts[0].lower()]) == [Rendered("cell")]
