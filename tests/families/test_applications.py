"""One key for an application in whatever spelling; none for what tells no application."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from families.made import case
from madoguchi.families import application_key, case_key, office_of
from madoguchi.model import DocumentId, Right

PATENT = case("JP", "2020123456")

JP = "JP1998123456"
PCT = "PCTJP2020001234"
US = "US12345678"
PROVISIONAL = "US61550506"
SPELLINGS = [
    (JP, "特願平10-123456", "", "", "", ""),
    (JP, "特願平１０－１２３４５６", "JP", "", "", ""),
    (JP, "平10-123456", "JP", "", "", ""),
    (JP, "H10-123456", "JP", "", "", ""),
    (JP, "10-123456", "JP", "", "1998-05-01", ""),
    (JP, "10/123456", "JP", "", "1998-05-01", "original"),
    (JP, "12345698", "JP", "A", "1998-05-01", "docdb"),
    (JP, "1998123456", "JP", "A", "", "docdb"),
    (JP, "JP19980123456", "", "", "1998-05-01", "epodoc"),
    ("JP1978084696", "53/84696", "JP", "", "1978-07-10", ""),
    ("JP2000123456", "特願2000-123456", "", "", "", ""),
    (PCT, "PCT/JP2020/001234", "", "", "", ""),
    (PCT, "PCT/JP2020/001234", "WO", "W", "", ""),
    (PCT, "PCTJP2020001234", "WO", "", "", ""),
    (PCT, "JP2020001234", "WO", "", "", "original"),
    (PCT, "2020001234", "JP", "W", "", "docdb"),
    (PCT, "WO2020JP01234", "", "", "2020-01-01", "epodoc"),
    (PCT, "WO2020JP001234", "", "W", "", "epodoc"),
    ("PCTJP2001007711", "PCT/JP01/07711", "", "", "", ""),
    ("PCTJP2001007711", "0107711", "JP", "W", "2001-09-05", "docdb"),
    ("PCTJP2001007711", "JP0107711", "WO", "", "2001-09-05", ""),
    (US, "12/345,678", "US", "", "", ""),
    (US, "12345678", "US", "", "", ""),
    (US, "34567808", "US", "A", "2008-06-01", "docdb"),
    (US, "200812345678", "US", "A", "", "docdb"),
    (US, "345678", "US", "", "2008-06-01", ""),
    (US, "US20080345678", "", "", "2008-06-01", "epodoc"),
    # DOCDB's serial and year, though it looks like series and serial (WO2006115481).
    ("US11111478", "11147805", "US", "A", "2005-04-21", "docdb"),
    ("US11147805", "11/147,805", "US", "", "2005-06-08", ""),
    ("US11147805", "11147805", "US", "", "2005-06-08", ""),
    # DOCDB's designs (USD546639) are none of the patents numbered alike.
    ("d/US25567006", "25567006", "US", "F", "2006-03-10", "docdb"),
    (PROVISIONAL, "61/550,506", "US", "P", "", ""),
    (PROVISIONAL, "61550506", "US", "", "2011-10-24", ""),
    (PROVISIONAL, "61550506", "US", "", "", ""),
    (PROVISIONAL, "201161550506", "US", "P", "", "docdb"),
    (PROVISIONAL, "US201161550506P", "", "P", "", "epodoc"),
    (PROVISIONAL, "US201161550506P", "", "", "", "epodoc"),
    ("EP04021312", "04021312.2", "EP", "", "", ""),
    ("EP04021312", "04021312", "EP", "A", "", "docdb"),
    ("EP04021312", "EP20040021312", "", "", "2004-09-08", "epodoc"),
    ("DE4412345", "P 44 12 345.6", "DE", "", "1994-04-11", ""),
    ("DE4412345", "4412345", "DE", "A", "1994-04-11", "docdb"),
    ("DE4412345", "DE19944412345", "", "", "1994-04-11", "epodoc"),
    ("GB7507814", "19750007814", "GB", "A", "1975-02-25", "docdb"),
    ("CN200410012345", "200410012345.X", "CN", "", "", ""),
    ("KR1020040012345", "20040012345", "KR", "A", "", "docdb"),
    ("KR1020040012345", "10-2004-0012345", "KR", "", "", ""),
    ("CA3000000", "3000000", "CA", "A", "", "docdb"),
    # Patents and utility models of Japan are numbered alike; so are designs and trade marks.
    ("JP1993012345:u", "実願平5-12345", "", "", "", ""),
    ("JP2000123456:u", "2000123456", "JP", "U", "", "docdb"),
    ("JP2000123456:u", "2000-123456U", "JP", "", "", ""),
    ("d/JP2000012345", "意願2000-12345", "", "", "", ""),
    ("t/JP2024123456", "商願2024-123456", "", "", "", ""),
]

NO_NUMBERS = [
    "", "0", "00", "000000", "0000000000", "JP", "PCT", "PCT/", "PCT/JP", "PCT/JP2020",
    "PCT/JP2020/000000", "unknown", "none", "not furnished", "N/A", "１", "123", "12345",
    "2020-000000", "特願2000-000000", "特願", "平成", "-", "/", "???",
]  # fmt: skip
CUT = [
    ("US", "345678"), ("US", "345,678"), ("US", "00/000,000"), ("US", "60/000,000"),
    ("US", "00000000"), ("EP", "021312"), ("EP", "00000000.0"), ("JP", "123456"),
    ("JP", "5384696"), ("DE", "102004"), ("CN", "2004100"), ("KR", "2004001"), ("GB", "7814"),
    ("XX", "00000000"), ("XX", "2020000000"),
]  # fmt: skip


@pytest.mark.parametrize("spelled", SPELLINGS, ids=lambda one: f"{one[2]} {one[1]} {one[5]}")
def test_one_key_whatever_the_spelling(spelled: tuple[str, ...]) -> None:
    key, number, office, kind, date, scheme = spelled
    claimed = DocumentId(
        number=number, office=office, kind=kind, scheme=scheme,
        date=dt.date.fromisoformat(date) if date else None,
    )  # fmt: skip
    assert application_key(claimed, PATENT) == key


@pytest.mark.parametrize("number", NO_NUMBERS)
@pytest.mark.parametrize("office", ["JP", "US", "EP", "XX", ""])
def test_what_is_no_number_has_no_key(number: str, office: str) -> None:
    assert application_key(DocumentId(number=number, office=office), PATENT) == ""


@pytest.mark.parametrize(("office", "number"), CUT)
def test_what_was_cut_short_has_no_key(office: str, number: str) -> None:
    assert application_key(DocumentId(number=number, office=office), PATENT) == ""


@given(st.text(max_size=30), st.sampled_from(["", "JP", "US", "WO", "XX", "??"]))
def test_any_text_has_a_key_of_its_own_or_none(number: str, office: str) -> None:
    key = application_key(DocumentId(number=number, office=office), PATENT)
    assert key == "" or any(sign in "123456789" for sign in key)


@given(st.integers(1, 999_999), st.integers(1, 999_999))
def test_two_numbers_have_two_keys(one: int, other: int) -> None:
    keys = {application_key(DocumentId(number=f"特願2001-{n}"), PATENT) for n in (one, other)}
    assert len(keys) == len({one, other})


@pytest.mark.parametrize(
    ("right", "key"),
    [
        (Right.PATENT, "JP2020123456"),
        (Right.UTILITY_MODEL, "JP2020123456:u"),
        (Right.DESIGN, "d/JP2020123456"),
        (Right.TRADE_MARK, "t/JP2020123456"),
    ],
)
def test_rights_that_are_numbered_alike_are_apart(right: Right, key: str) -> None:
    assert case_key(case("JP", "2020123456", right)) == key


def test_elsewhere_a_utility_model_is_numbered_with_patents() -> None:
    assert case_key(case("CN", "202020123456", Right.UTILITY_MODEL)) == "CN202020123456"


def test_a_design_claims_designs() -> None:
    own = case("JP", "2021019500", Right.DESIGN)
    assert application_key(DocumentId(number="2021-019400"), own) == "d/JP2021019400"
    assert application_key(DocumentId(number="特願2021-019400"), own) == "JP2021019400"


def test_a_case_without_a_number_has_no_key() -> None:
    assert case_key(case("US", "00000000")) == ""
    assert case_key(case("JP", "2020000000")) == ""


@pytest.mark.parametrize(
    ("key", "office"),
    [("JP2020123456", "JP"), ("d/JP2020123456", "JP"), (PCT, "WO"), ("JP2020123456:u", "JP")],
)
def test_the_office_of_a_key(key: str, office: str) -> None:
    assert office_of(key) == office
