import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.formats.publications.us_classes import printed, us_class


@pytest.mark.parametrize(
    ("columns", "symbol"),
    [
        ("709203", "709/203"),
        ("438  3", "438/3"),
        ("705 26", "705/26"),
        ("435 691", "435/69.1"),
        ("4304951", "430/495.1"),
        ("600300000", "600/300"),
        ("705026000", "705/26"),
        (" 62  3", "62/3"),
        ("  2115", "2/115"),
        ("340172.5", "340/172.5"),
        ("179 90K", "179/90K"),
        ("179  2DD", "179/2DD"),
        ("D14480", "D14/480"),
        ("PLT226", "PLT/226"),
        ("257E21090", "257/E21.09"),
        ("455DIG  8", "455/DIG8"),
        ("428", "428"),
        ("375/376", "375/376"),
    ],
)
def test_columns_are_read_as_printed(columns: str, symbol: str) -> None:
    assert printed(columns) == symbol


def test_the_office_and_the_leading_one_are_named() -> None:
    found = us_class("709203", first=True)
    assert found is not None
    assert (found.office, found.symbol, found.first) == ("US", "709/203", True)
    assert us_class("") is None


@given(st.integers(2, 987), st.integers(1, 999))
def test_every_class_and_subclass_comes_back(main: int, sub: int) -> None:
    assert printed(f"{main:>3}{sub:>3}") == f"{main}/{sub}"
