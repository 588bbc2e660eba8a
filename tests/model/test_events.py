"""Standard event codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.model import StandardCode

CATEGORIES = "ABCDEFGHKLMNPQRSTUVWY"


@given(
    st.builds(
        StandardCode,
        state=st.sampled_from("ANTU"),
        previous=st.integers(0, 6),
        current=st.integers(0, 6),
        detailed=st.builds(
            lambda c, n: f"{c}{n:02}", st.sampled_from(CATEGORIES), st.integers(11, 39)
        )
        | st.sampled_from([f"{c}00" for c in CATEGORIES]),
        indicator=st.sampled_from(["", "NAP", "EXM", "UNS"]),
        national=st.from_regex(r"[A-Z0-9./=_]{1,12}", fullmatch=True),
    )
)
def test_a_code_is_read_back(code: StandardCode) -> None:
    assert StandardCode.parse(str(code)) == code


def test_parts_of_a_code() -> None:
    code = StandardCode.parse("A-0-1-A10-A12-nap-PA0109")
    assert (code.state, code.previous, code.current) == ("A", 0, 1)
    assert (code.category, code.key, code.detailed) == ("A", "A10", "A12")
    assert (code.indicator, code.national) == ("NAP", "PA0109")
    assert StandardCode.parse("A-0-1-A00-A00").national == "X000"


@pytest.mark.parametrize(
    "text",
    [
        "A-0-1-A10-A10-NAP-A101",  # a key event is no detailed event
        "A-0-1-A10-B12",
        "A-0-1-A00-A12",
        "A-0-7-A10-A12",
        "B-0-1-A10-A12",
        "A-0-1-I10-I12",
        "",
    ],
)
def test_what_is_no_code_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"no ST.27 code|do not belong together"):
        StandardCode.parse(text)
