"""Parquet has a column for each field of the model, and the documents name each."""

import datetime as dt
import re
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest

from madoguchi.bulk.columns import column, schema
from madoguchi.cases import CaseFile
from madoguchi.model import Party, Publication, Right

DOCUMENT = Path(__file__).parents[2] / "docs" / "bulk.md"


@pytest.mark.parametrize("kind", [Publication, CaseFile])
def test_every_field_is_a_column(kind: type[msgspec.Struct]) -> None:
    assert schema(kind).names == list(kind.__struct_fields__)
    text = DOCUMENT.read_text()
    for name in schema(kind).names:
        assert re.search(rf"`{name}`", text), name


def test_values_keep_their_types() -> None:
    one = Publication(office="JP", number="1", right=Right.DESIGN, date=dt.date(2021, 3, 18))
    row = column(Publication).put(one)
    assert isinstance(row, dict)
    assert (row["right"], row["date"], row["kind"]) == ("design", one.date, None)
    assert (row["applicants"], row["application"]) == ([], None)
    assert schema(Publication).field("date").type == pa.date32()
    assert schema(Publication).field("applicants").type == pa.list_(column(Party).type)


def test_a_type_without_a_column_is_said() -> None:
    with pytest.raises(TypeError, match="no column"):
        column(complex)
