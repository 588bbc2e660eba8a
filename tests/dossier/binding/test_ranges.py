import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.dossier.binding import chosen_pages
from madoguchi.errors import RefusedError


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 5)), min_size=1, max_size=5))
def test_ranges_are_read_as_written(ranges: list[tuple[int, int]]) -> None:
    text = ", ".join(f"{first}-{first + more}" if more else f"{first}" for first, more in ranges)
    expected = [page for first, more in ranges for page in range(first, first + more + 1)]
    assert chosen_pages(text, 25) == tuple(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no page; write pages and ranges such as 3-5,9"),
        ("a", "'a' is no page"),
        ("5-3", "runs backwards; write 3-5"),
        ("0", "pages 1 to 10"),
        ("9-11", "'9-11' is not in the document"),
        ("1,,2", "'' is no page"),
        ("-3", "'-3' is no page"),
        (",".join(["1-10"] * 20), "chosen too often"),
        ("1," * 2000, "write ranges"),
    ],
)
def test_what_is_no_range_is_refused_with_what_to_write(text: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        chosen_pages(text, 10)


@given(st.text(max_size=20), st.integers(1, 30))
def test_any_text_is_read_or_refused(text: str, count: int) -> None:
    with contextlib.suppress(RefusedError):
        assert all(1 <= page <= count for page in chosen_pages(text, count))
