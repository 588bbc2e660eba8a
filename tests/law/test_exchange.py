import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.errors import NumberError
from madoguchi.law import (
    application_number,
    docdb_application,
    docdb_publication,
    epodoc_application,
    epodoc_publication,
    plain_application,
    read_epodoc_application,
    read_epodoc_publication,
)
from madoguchi.model import DocumentId, Right, parse_date


def document(
    office: str, number: str, kind: str = "", date: str = "", scheme: str = ""
) -> DocumentId:
    return DocumentId(office=office, number=number, kind=kind, date=parse_date(date), scheme=scheme)


# Pairs of DOCDB's and EPODOC's spelling as answers of EPO OPS and DOCDB give them.
APPLICATIONS = [
    ("EP", "99203729", "A", "19991108", "EP19990203729"),
    ("JP", "2005505120", "A", "20030711", "JP20050505120"),
    ("US", "201113167395", "A", "20110623", "US201113167395"),
    ("KR", "2009006271", "W", "20091028", "WO2009KR06271"),
    ("GB", "0204635", "W", "20021011", "WO2002GB04635"),
    ("AU", "2024265697", "A", "20240410", "AU20240265697"),
    ("CA", "2744162", "A", "20110623", "CA20112744162"),
    ("NL", "1010536", "A", "19981112", "NL19981010536"),
    ("FR", "918235", "A", "19621211", "FR19620918235"),
    ("DE", "A0044733", "A", "19631207", "DE1963A044733"),
    ("DK", "19702186", "T", "20190114", "DK19702186T"),
    ("GB", "1258196X", "A", "19621126", "GBX1258196"),
]
PUBLICATIONS = [
    ("EP", "1000000", "A1", "EP1000000"),
    ("AT", "E232441", "T1", "ATE232441T"),
    ("CN", "101911042", "B", "CN101911042B"),
    ("DE", "69905327", "D1", "DE69905327D1"),
    ("DE", "3546191", "A1", "DE3546191"),
    ("JP", "4961043", "B2", "JP4961043B"),
    ("NL", "1010536", "C2", "NL1010536C"),
    ("TW", "I452476", "B", "TWI452476B"),
    ("US", "2012057518", "A1", "US2012057518"),
]


@pytest.mark.parametrize(("office", "number", "kind", "date", "word"), APPLICATIONS)
def test_applications_in_both_spellings(
    office: str, number: str, kind: str, date: str, word: str
) -> None:
    given_ = document(office, number, kind, date, "docdb")
    assert docdb_application(given_) == given_
    assert epodoc_application(given_).number == word
    canonical = application_number(office, number, given_.date, kind)
    own = document(office, canonical, "" if kind == "W" else kind, date)
    found = docdb_application(own)
    assert (found.office, found.number, found.kind) == (office, number, kind)
    read = read_epodoc_application(word, given_.date)
    assert canonical in [application_number(o.office, o.number, o.date) for o in read]


@pytest.mark.parametrize(("office", "number", "kind", "word"), PUBLICATIONS)
def test_publications_in_both_spellings(office: str, number: str, kind: str, word: str) -> None:
    found = docdb_publication(document(office, number, kind))
    assert (found.office, found.number, found.kind) == (office, number, kind)
    assert epodoc_publication(found).number == word
    read = read_epodoc_publication(word, kind)
    assert docdb_publication(read).number == number


@pytest.mark.parametrize(
    ("given_", "docdb", "kind", "epodoc"),
    [
        (document("JP", "特願2019-165329"), "2019165329", "A", "JP20190165329"),
        (document("US", "08/921,321", date="19970829"), "92132197", "A", "US19970921321"),
        (document("US", "13/167,395", date="20110623"), "201113167395", "A", "US201113167395"),
        (document("US", "60/396,363", date="20020715"), "39636302", "P", "US20020396363P"),
        (document("US", "61/780,101", date="20130313"), "201361780101", "P", "US201361780101P"),
        (document("US", "08/921,321"), "08921321", "A", "US08921321"),
        (document("WO", "PCT/JP2020/012345"), "2020012345", "W", "WO2020JP12345"),
        (
            document("NL", "NL19981010536", date="19981112", scheme="epodoc"),
            "1010536",
            "A",
            "NL19981010536",
        ),
        (document("XX", "??"), "", "A", "XX"),
    ],
)
def test_numbers_of_the_office_itself(
    given_: DocumentId, docdb: str, kind: str, epodoc: str
) -> None:
    found = docdb_application(given_)
    assert (found.number, found.kind, found.scheme) == (docdb, kind, "docdb")
    assert epodoc_application(given_).number == epodoc


def test_a_utility_model_has_its_own_kind() -> None:
    given_ = document("JP", "2020001234")
    assert docdb_application(given_, Right.UTILITY_MODEL).kind == "U"
    assert docdb_application(document("JP", "2020001234", scheme="docdb")).kind == "A"


@pytest.mark.parametrize("word", ["", "1000000", "E1", "特許", "EP", "EP-1"])
def test_words_that_are_no_numbers(word: str) -> None:
    with pytest.raises(NumberError, match="EPODOC"):
        read_epodoc_publication(word)
    with pytest.raises(NumberError, match="EPODOC"):
        read_epodoc_application(word)


def test_an_unreadable_word_stays_as_it_is() -> None:
    given_ = document("", "no number", scheme="epodoc")
    assert plain_application(given_) == given_
    assert plain_application(document("EP", "99203729")) == document("EP", "99203729")


@given(
    st.sampled_from(["EP", "JP", "US", "NL", "DE", "WO", "XX"]),
    st.text(max_size=30),
    st.sampled_from(["", "A", "W", "U", "T3"]),
    st.none() | st.dates(),
    st.sampled_from(["", "docdb", "epodoc", "original"]),
)
def test_any_number_is_spelled_somehow(
    office: str, number: str, kind: str, date: dt.date | None, scheme: str
) -> None:
    given_ = DocumentId(office=office, number=number, kind=kind, date=date, scheme=scheme)
    for spell in (docdb_application, docdb_publication):
        found = spell(given_)
        assert spell(found) == found
    assert epodoc_application(given_).scheme == "epodoc"
    assert epodoc_publication(given_).scheme == "epodoc"
