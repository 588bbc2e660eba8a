"""Authority files: what is written is read back, and what is none is refused."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.errors import RefusedError
from madoguchi.formats import (
    EXCEPTIONS,
    AuthorityEntry,
    AuthorityFile,
    AuthorityHead,
    Coverage,
    read_st37,
    write_definition,
    write_st37,
)
from madoguchi.formats.authority import ContentCategory, UpdateCategory
from madoguchi.formats.st37 import Form
from madoguchi.model import DocumentId

FORMS: tuple[Form, ...] = ("text", "xml")
_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=12)
_DATES = st.none() | st.dates()
_REFERENCES = st.none() | st.builds(
    DocumentId, office=_WORDS, number=_WORDS.filter(bool), date=_DATES
)
_ENTRIES = st.builds(
    AuthorityEntry,
    office=_WORDS,
    number=_WORDS,
    kind=_WORDS,
    date=_DATES,
    exception=st.sampled_from(["", *EXCEPTIONS]),
    priority=_REFERENCES,
    application=_REFERENCES,
)
_HEADS = st.builds(
    AuthorityHead,
    office=_WORDS,
    produced=st.dates(),
    latest=_DATES,
    update=st.sampled_from(get_args(UpdateCategory)),
    content=st.sampled_from(get_args(ContentCategory)),
)
HEAD = AuthorityHead(office="JP", produced=dt.date(2026, 11, 23), latest=dt.date(2026, 11, 18))
ENTRY = AuthorityEntry(office="JP", number="2021044377", kind="A", date=dt.date(2021, 3, 18))


def written(file: AuthorityFile, form: Form) -> bytes:
    out = io.BytesIO()
    write_st37(file, out, form)
    return out.getvalue()


@given(head=_HEADS, entries=st.lists(_ENTRIES, max_size=6), form=st.sampled_from(FORMS))
def test_what_is_written_is_read_back(
    head: AuthorityHead, entries: list[AuthorityEntry], form: Form
) -> None:
    data = written(AuthorityFile(entries, head), form)
    file = read_st37(io.BytesIO(data))
    assert list(file.entries) == entries
    assert file.head == (head if form == "xml" else None)


def test_a_record_a_line() -> None:
    gone = AuthorityEntry(office="JP", number="2021044378", kind="A", exception="N")
    claim = DocumentId(office="US", number="16993777", date=dt.date(2020, 8, 14))
    first = AuthorityEntry(office="JP", number="6543210", kind="B2", priority=claim)
    assert written(AuthorityFile([ENTRY, gone, first]), "text").decode() == (
        "JP,2021044377,A,20210318\r\nJP,2021044378,A,,N\r\nJP,6543210,B2,,,US,16993777,20200814\r\n"
    )


def test_a_large_file_is_read_bit_by_bit() -> None:
    entries = [AuthorityEntry(office="JP", number=f"{n:010}", kind="A") for n in range(20_000)]
    for form in FORMS:
        data = io.BytesIO(written(AuthorityFile(entries, HEAD), form))
        file = read_st37(data)
        assert data.tell() < 200_000
        assert list(file.entries) == entries


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"JP,2021\r\n", "4 to 12 fields"),
        (b"JP,1,A,2021-03-18\r\n", "YYYYMMDD"),
        (b"JP,1,A,20210318\r\nJP,1,A,20211399\r\n", "YYYYMMDD"),
        (b'JP,"1,A,20210318', "no authority file"),
        (b"JP,\xff,A,20210318", "not UTF-8"),
        (b"<Other/>", "no authority file"),
        (b"<AuthorityFile/>", "cannot be read"),
        (b'<AuthorityFile officeCode="JP" productionDate="today"/>', "cannot be read"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><AuthorityFile/>", "no document type"),
        (written(AuthorityFile([ENTRY], HEAD), "xml")[:-20], "not well-formed"),
        (written(AuthorityFile([ENTRY], HEAD), "xml").replace(b"-03-18", b"-18-03"), "YYYY-MM-DD"),
        (b"<", "not well-formed"),
    ],
)
def test_what_is_none_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        list(read_st37(io.BytesIO(data)).entries)


def test_nothing_is_an_empty_list() -> None:
    assert list(read_st37(io.BytesIO(b"")).entries) == []


def test_the_definition_says_what_is_covered() -> None:
    out = io.BytesIO()
    covered = Coverage(kind="A", total=3, first="1", last="9", exceptions={"N": 1})
    write_definition(HEAD, [covered], out, notes="N: <withheld>")
    text = out.getvalue().decode()
    assert '<DataCoverage kindCode="A" total="3" first="1" last="9">' in text
    assert '<Exception code="N" total="1"/>' in text
    assert "<Note>N: &lt;withheld&gt;</Note>" in text


def test_the_codes_are_those_of_the_reference(shared_data: Path) -> None:
    """What could not be verified is marked so."""
    source = shared_data / "standards/st37/st37_fields_and_exception_codes.csv"
    if not source.exists():
        pytest.skip("the extract of ST.37 is not among the real office data")
    with source.open() as rows:
        codes = {row["code"]: row for row in csv.DictReader(rows) if row["type"] == "exception"}
    assert codes.keys() == EXCEPTIONS.keys()
    for code, (_, confidence) in EXCEPTIONS.items():
        assert ("recalled" in confidence) == ("recalled" in codes[code]["confidence"])
