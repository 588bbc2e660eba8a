import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi import law
from madoguchi.errors import NumberError
from madoguchi.law import Number
from madoguchi.law.rules import Rule, all_rules
from madoguchi.model import Right

TYPED = [
    ("特願2020-123456", "JP", "application", "2020123456"),
    ("特願平11-123456", "JP", "application", "1999123456"),
    ("平成10年特許願第123456号", "JP", "application", "1998123456"),
    ("特開2021-044377", "JP", "publication", "2021044377"),
    ("特開２０２１－０４４３７７号", "JP", "publication", "2021044377"),
    ("特開平10-123456", "JP", "publication", "1998123456"),
    ("特開平5-1234", "JP", "publication", "1993001234"),
    ("特開昭62-12345", "JP", "publication", "1987012345"),
    ("特表2021-509175", "JP", "publication", "2021509175"),
    ("再表2018/012345", "JP", "publication", "WO2018012345"),
    ("特公平7-12345", "JP", "publication", "1995012345"),
    ("特許第6543210号", "JP", "grant", "6543210"),
    ("特許6543210", "JP", "grant", "6543210"),
    ("特許第６５４３２１０号", "JP", "grant", "6543210"),
    ("特許第６５４３２１０号公報", "JP", "grant", "6543210"),
    ("特許No. 6543210", "JP", "grant", "6543210"),
    ("JP-B2-6012345", "JP", "grant", "6012345"),
    ("特開2021-044249号公報", "JP", "publication", "2021044249"),
    ("NO334455B1", "NO", "publication", "334455"),
    ("実願2020-001234", "JP", "application", "2020001234"),
    ("実登3000001", "JP", "registration", "3000001"),
    ("実用新案登録第3000001号", "JP", "registration", "3000001"),
    ("意願2020-012345", "JP", "application", "2020012345"),
    ("意匠登録第1500000号", "JP", "registration", "1500000"),
    ("商願2025-047509", "JP", "application", "2025047509"),
    ("商標登録第6000000号", "JP", "registration", "6000000"),
    ("商標登録第4000000号の1", "JP", "registration", "4000000-1"),
    ("不服2020-001234", "JP", "trial", "2020001234"),
    ("無効2020-800001", "JP", "trial", "2020800001"),
    ("JP2020-123456A", "JP", "publication", "2020123456"),
    ("JP2020123456A", "JP", "publication", "2020123456"),
    ("JPH10-123456A", "JP", "publication", "1998123456"),
    ("JPH10123456A", "JP", "publication", "1998123456"),
    ("JP-A-H10-123456", "JP", "publication", "1998123456"),
    ("JP6012345B2", "JP", "grant", "6012345"),
    ("US 10,123,456 B2", "US", "grant", "10123456"),
    ("US10123456B2", "US", "grant", "10123456"),
    ("U.S. Patent No. 6,543,210", "US", "grant", "6543210"),
    ("US 2005/0004437 A1", "US", "publication", "20050004437"),
    ("US20050004437A1", "US", "publication", "20050004437"),
    ("10/830,857", "US", "application", "10830857"),
    ("US 62/359,703", "US", "application", "62359703"),
    ("USD435854S", "US", "grant", "D435854"),
    ("PP12,345", "US", "grant", "PP12345"),
    ("RE39,000", "US", "grant", "RE39000"),
    ("EP3456789", "EP", "publication", "3456789"),
    ("EP 3 456 789 A1", "EP", "publication", "3456789"),
    ("EP1679948B1", "EP", "grant", "1679948"),
    ("EP.1679948.A1", "EP", "publication", "1679948"),
    ("EP0001234A1", "EP", "publication", "1234"),
    ("EP1234567.8", "EP", "application", "01234567"),
    ("04768329.7", "EP", "application", "04768329"),
    ("WO2020/123456", "WO", "publication", "2020123456"),
    ("WO 95/10324", "WO", "publication", "1995010324"),
    ("WO9510324A1", "WO", "publication", "1995010324"),
    ("WO03/087836", "WO", "publication", "2003087836"),
    ("国際公開第2020/123456号", "WO", "publication", "2020123456"),
    ("PCT/JP2020/012345", "WO", "pct-application", "PCTJP2020012345"),
    ("PCT/US99/12345", "WO", "pct-application", "PCTUS1999012345"),
    ("CN104223352A", "CN", "publication", "104223352"),
    ("201410408762.5", "CN", "application", "201410408762"),
    ("ZL201410408762.5", "CN", "application", "201410408762"),
    ("KR1020160063019A", "KR", "publication", "1020160063019"),
    ("KR10-2016-0063019", "KR", "application", "1020160063019"),
    ("10-2016-0063019", "KR", "application", "1020160063019"),
    ("KR 10-0484299 B1", "KR", "grant", "100484299"),
    ("DE102012345678A1", "DE", "publication", "102012345678"),
    ("DE 10 2012 345 678.9", "DE", "application", "102012345678"),
    ("FR2900000A1", "FR", "publication", "2900000"),
    ("GB2400000A", "GB", "publication", "2400000"),
    ("UY38456A1", "UY", "publication", "38456"),
    ("BR1234567A", "BR", "publication", "1234567"),
    ("TWI123456B", "TW", "publication", "I123456"),
    ("“us 10.123.456 b2”", "US", "grant", "10123456"),
]


@pytest.mark.parametrize(("text", "office", "what", "number"), TYPED)
def test_what_people_type(text: str, office: str, what: str, number: str) -> None:
    first = law.read_number(text)[0].number
    assert (first.office, first.object, first.number) == (office, what, number)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("2020-123456", ["JP2020123456", "JP2020123456A"]),
        ("6543210", ["JP6543210", "US6543210", "EP6543210", "CN6543210"]),
        ("EP3456789", ["EP3456789", "EP3456789"]),
        ("2020/123456", ["WO2020123456"]),
    ],
)
def test_ambiguous_number_has_candidates_with_reasons(text: str, ids: list[str]) -> None:
    readings = law.read_number(text)
    assert [reading.number.id for reading in readings][: len(ids)] == ids
    assert len({reading.number for reading in readings}) == len(readings)
    assert all({"code", "en", "ja"} <= set(reading.reason) for reading in readings)


def test_the_office_in_mind_comes_first() -> None:
    assert law.read_number("6543210", "EP")[0].number.office == "EP"
    assert law.read_number("10830857", "US")[0].number.id == "US10830857"


def test_wrong_check_digit_is_told_and_still_read() -> None:
    assert law.read_number("04768329.7")[0].reason["code"] == "bare"
    reading = law.read_number("04768329.1")[0]
    assert reading.reason["code"] == "check-digit"
    assert "7" in reading.reason["en"]


@pytest.mark.parametrize(
    ("text", "ja", "en", "docdb", "epodoc"),
    [
        ("JP2021044377A", "特開2021-044377", "JP 2021-044377 A", "JP.2021044377.A", "JP2021044377"),
        ("JPH10123456A", "特開平10-123456", "JP H10-123456 A", "JP.H10123456.A", "JPH10123456"),
        ("特許6012345", "特許第6012345号", "JP 6012345", "JP.6012345", "JP6012345"),
        ("US10123456B2", "US 10,123,456 B2", "US 10,123,456 B2", "US.10123456.B2", "US10123456"),
        ("US10/830857", "US 10/830,857", "US 10/830,857", "US.10830857", "US10830857"),
        (
            "US20050004437A1",
            "US 2005/0004437 A1",
            "US 2005/0004437 A1",
            "US.2005004437.A1",
            "US2005004437",
        ),
        (
            "WO2020123456A1",
            "WO 2020/123456 A1",
            "WO 2020/123456 A1",
            "WO.2020123456.A1",
            "WO2020123456",
        ),
        ("WO9510324A1", "WO 95/10324 A1", "WO 95/10324 A1", "WO.9510324.A1", "WO9510324"),
        ("EP1679948B1", "EP 1 679 948 B1", "EP 1 679 948 B1", "EP.1679948.B1", "EP1679948"),
        ("CN104223352A", "CN 104223352 A", "CN 104223352 A", "CN.104223352.A", "CN104223352"),
        (
            "201410408762.5",
            "CN 201410408762.5",
            "CN 201410408762.5",
            "CN.201410408762",
            "CN201410408762",
        ),
        (
            "10-2016-0063019",
            "KR 10-2016-0063019",
            "KR 10-2016-0063019",
            "KR.20160063019",
            "KR20160063019",
        ),
    ],
)
def test_printing(text: str, ja: str, en: str, docdb: str, epodoc: str) -> None:
    number = law.read_number(text)[0].number
    assert number.printed("ja") == ja
    assert number.printed("en") == en
    assert number.docdb == docdb
    assert number.epodoc == epodoc


@pytest.mark.parametrize(
    "text", ["", "hello", "12", "QQ1234567A", "US", "特許", "1" * 10_000, "\x00", "JP\n2020"]
)
def test_no_number_is_refused_with_advice(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(NumberError, match="write the office or its label first"):
        law.read_number(text)
    assert time.perf_counter() - began < 0.5


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(NumberError):
        assert law.read_number(text)


@pytest.mark.parametrize("piece", ["1", "9-", "JP", "H1", "特", "1.", ","])
def test_hostile_text_takes_no_time(piece: str) -> None:
    began = time.perf_counter()
    with pytest.raises(NumberError):
        law.read_number((piece * 50)[:99])
    law.publication_number("JP", piece * 100_000)
    law.application_number("JP", piece * 100_000)
    assert time.perf_counter() - began < 0.5


RULES = [pytest.param(rule, id=f"{rule.office}-{rule.type.key}") for rule in all_rules()]


def numbers_of(rule: Rule) -> st.SearchStrategy[Number]:
    kinds = [rule.type.kind] if rule.type.kind else ["", *(k for k in rule.type.kinds)]
    return st.builds(
        Number,
        office=st.just(rule.office or "BR"),
        right=st.just(rule.type.right),
        object=st.just(rule.type.object),
        number=st.from_regex(rule.kept, fullmatch=True, alphabet=st.characters(codec="ascii")),
        kind=st.sampled_from(kinds),
    )


@pytest.mark.parametrize("rule", RULES)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_printed_number_is_read_back(rule: Rule, data: st.DataObject) -> None:
    number = data.draw(numbers_of(rule))
    for spelled in (number.printed("ja"), number.printed("en"), number.docdb, number.epodoc):
        readings = law.read_number(spelled, number.office)
        assert _plain(number) in [_plain(reading.number) for reading in readings], spelled
    assert _plain(number) in [_plain(one.number) for one in law.read_number(number.id)]


@pytest.mark.parametrize("rule", [rule for rule in all_rules() if rule.type.labels])
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_labelled_number_is_read_back_first(rule: Rule, data: st.DataObject) -> None:
    number = data.draw(numbers_of(rule))
    printed = number.printed("ja")
    if printed.startswith(rule.type.labels):
        assert _plain(law.read_number(printed)[0].number) == _plain(number)


@pytest.mark.parametrize("rule", RULES)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_canonical_number_stays_as_it_is(rule: Rule, data: st.DataObject) -> None:
    number = data.draw(numbers_of(rule))
    if number.object in {"publication", "grant", "registration"}:
        again = law.publication_number(number.office, number.number, number.kind)
        assert again == number.number


def _plain(number: Number) -> tuple[str, str, str, str]:
    return number.office, number.right, number.object, number.number


@pytest.mark.parametrize(
    ("office", "kind", "number", "right"),
    [
        ("JP", "A", "2021044377", Right.PATENT),
        ("JP", "U", "3000001", Right.UTILITY_MODEL),
        ("JP", "Y2", "1995012345", Right.UTILITY_MODEL),
        ("JP", "S", "1500000", Right.DESIGN),
        ("CN", "U", "201234567", Right.UTILITY_MODEL),
        ("CN", "Y", "2712345", Right.UTILITY_MODEL),
        ("CN", "S", "300123456", Right.DESIGN),
        ("DE", "U1", "202012345678", Right.UTILITY_MODEL),
        ("KR", "Y1", "200484299", Right.UTILITY_MODEL),
        ("US", "S1", "D435854", Right.DESIGN),
        ("US", "", "D435854", Right.DESIGN),
        ("US", "P2", "PP12345", Right.PATENT),
        ("US", "E1", "RE39000", Right.PATENT),
        ("AT", "U1", "12345", Right.UTILITY_MODEL),
        ("EP", "B1", "1679948", Right.PATENT),
        ("QQ", "A", "1", Right.PATENT),
    ],
)
def test_right_of(office: str, kind: str, number: str, right: Right) -> None:
    assert law.right_of(office, kind, number) is right


def test_publication_of_known_number() -> None:
    assert law.publication("JP", "2021509175", "A").printed("ja") == "特表2021-509175"
    assert law.publication("EP", "1679948", "B1").object == "grant"
    assert law.publication("QQ", "1", "A").printed() == "QQ 1 A"


def test_no_is_norway_and_no_with_a_dot_is_number() -> None:
    assert {r.number.office for r in law.read_number("NO 334455")} == {"NO"}
    assert {"JP", "US"} <= {r.number.office for r in law.read_number("No. 334455")}


@pytest.mark.parametrize("text", ["特開平99-1", "特開平0-1", "特願昭65-12345"])
def test_years_that_no_era_had_are_refused(text: str) -> None:
    with pytest.raises(NumberError):
        law.read_number(text)
