"""Tables as files: nothing in them does anything in a spreadsheet."""

import csv
import io

import msgspec
import pytest

from madoguchi.web.tabular import _csv, _json


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(value: str) -> None:
    data = b"".join(_csv(("a",), [{"a": value}])).decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(data, newline="")))["a"] == f"'{value}"


def test_values_and_lists_and_what_is_not_there() -> None:
    data = b"".join(_csv(("a", "b", "c"), [{"a": -1, "b": ("x", "y")}])).decode("utf-8-sig")
    assert data.splitlines() == ["a,b,c", "-1,x y,"]


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_any_number_of_rows_is_an_array(rows: int) -> None:
    given = [{"a": n} for n in range(rows)]
    assert msgspec.json.decode(b"".join(_json(given))) == given


def test_many_rows_come_in_pieces() -> None:
    assert len(list(_csv(("a",), ({"a": n} for n in range(1200))))) == 3
