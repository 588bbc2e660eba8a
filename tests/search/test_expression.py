"""The query language: what is read, and that nothing whatever breaks it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.errors import QueryError
from madoguchi.search import FIELDS, parse
from madoguchi.search.query import And, But, Days, Everything, Keys, Or, Symbol, Words

TX, TI, CL = FIELDS["TX"], FIELDS["TI"], FIELDS["CL"]


def word(text: str, code: str = "TX") -> Words:
    return Words(text, FIELDS[code])


@pytest.mark.parametrize(
    ("expression", "tree"),
    [
        ("", Everything()),
        ("   ", Everything()),
        ("電池", word("電池")),
        ("電池*電極", And((word("電池"), word("電極")))),
        ("電池 電極", And((word("電池"), word("電極")))),
        ("電池＊電極", And((word("電池"), word("電極")))),
        ("負極+陽極", Or((word("負極"), word("陽極")))),
        ("電池-鉛", But(word("電池"), word("鉛"))),
        ("battery -lead", But(word("battery"), word("lead"))),
        ("battery/TI-lead/TI", But(word("battery", "TI"), word("lead", "TI"))),
        ("Wi-Fi", word("Wi-Fi")),
        ("-電池", But(Everything(), word("電池"))),
        ("a*b+c*d", Or((And((word("a"), word("b"))), And((word("c"), word("d")))))),
        ("[a+b]*c", And((Or((word("a"), word("b"))), word("c")))),
        ("[a+b/AB]/TI", Or((word("a", "TI"), word("b", "AB")))),
        ("[[a]/CL]/TI", word("a", "CL")),
        ('"lithium ion"/CL', Words("lithium ion", CL, phrase=True)),
        ("electro?/TI", Words("electro", TI, truncated=True)),
        ("and/or", word("and/or")),
        ("bright lamp/AP", And((word("bright", "AP"), word("lamp", "AP")))),
        ("a * b c/TI d", And((word("a"), word("b", "TI"), word("c", "TI"), word("d")))),
        ("ZAB/FI", Symbol("ZAB", FIELDS["FI"])),
        ("H01L21/78 M/FI", Symbol("H01L21/78 M", FIELDS["FI"])),
        (
            "a*H01L21/78 101Z/FI*b",
            And((word("a"), Symbol("H01L21/78 101Z", FIELDS["FI"]), word("b"))),
        ),
        ("H01M 10/0525/IP", Symbol("H01M10/0525", FIELDS["IP"])),
        ("H01L 21/78 M/FI", Symbol("H01L21/78 M", FIELDS["FI"])),
        ("5H029 AJ03/FT", Symbol("5H029AJ03", FIELDS["FT"])),
        (
            "H01M10/54,ZAB/FI",
            And((Symbol("H01M10/54", FIELDS["FI"]), Symbol("ZAB", FIELDS["FI"]))),
        ),
        ("US 10,123,456 B2/PN", Keys(("US10123456B2",), FIELDS["PN"])),
        ("Pfizer Inc/AP", word("Pfizer", "AP")),
        ("(株) 暁光/AP", word("暁光", "AP")),
        ("Inc/AP", word("Inc", "AP")),
        ("H01M F21V/IP", And((Symbol("H01M", FIELDS["IP"]), Symbol("F21V", FIELDS["IP"])))),
        ("5H029/FT", Symbol("5H029", FIELDS["FT"])),
        ("電池/ti", word("電池", "TI")),
        ("電池／ＴＩ", word("電池", "TI")),
        ("H01M10/0525/IP", Symbol("H01M10/0525", FIELDS["IP"])),
        ("h01m/IP", Symbol("H01M", FIELDS["IP"])),
        ("jp/CC", Keys(("JP",), FIELDS["CC"])),
        ("20200101:20201231/PD", Days(date(2020, 1, 1), date(2020, 12, 31), FIELDS["PD"])),
        ("2020/PD", Days(date(2020, 1, 1), date(2020, 12, 31), FIELDS["PD"])),
        ("202002/PD", Days(date(2020, 2, 1), date(2020, 2, 29), FIELDS["PD"])),
        ("2020:/AD", Days(date(2020, 1, 1), None, FIELDS["AD"])),
        (":2020-06-30/AD", Days(None, date(2020, 6, 30), FIELDS["AD"])),
    ],
)
def test_expressions(expression: str, tree: object) -> None:
    assert parse(expression) == tree


def test_numbers_are_looked_for_in_every_spelling() -> None:
    query = parse("特開2021-044377/PN")
    assert isinstance(query, Keys)
    assert "JP2021044377" in query.keys or "JP2021044377A" in query.keys


@pytest.mark.parametrize(
    ("expression", "code", "position"),
    [
        ("電池*", "term-expected", 3),
        ("a+", "term-expected", 2),
        ("*a", "term-expected", 0),
        ("a**b", "term-expected", 2),
        ("[a", "unclosed-bracket", 0),
        ("a*[b+c", "unclosed-bracket", 2),
        ("a]", "unopened-bracket", 1),
        ("[]", "term-expected", 1),
        ('a*"b', "unclosed-quotation", 2),
        ('""', "term-expected", 0),
        ("電池/QQ", "unknown-field", 3),
        ("[a]/QQ", "unknown-field", 4),
        ("/TI", "term-expected", 0),
        ("2021:2020/PD", "range-reversed", 0),
        ("20201301/PD", "date-expected", 0),
        ("電池/PD", "date-expected", 0),
        (":/PD", "date-expected", 0),
        ("電池/IP", "not-a-symbol", 0),
        ("、、", "nothing-to-search", 0),
        ("[" * 50 + "a" + "]" * 50, "too-deep", 40),
        ("a " * 4999, "too-many-terms", 2000),
        ("a" * 10_001, "too-long", 10_000),
    ],
)
def test_mistakes_are_told_with_their_place(expression: str, code: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(expression)
    assert (caught.value.code, caught.value.position) == (code, position)


SIGNS = st.text(alphabet='電池ab12[]*+-/"?:／＊［］ ＴＩTIPDPNIP.,', max_size=40)


@given(st.one_of(SIGNS, st.text(max_size=60)))
def test_any_text_is_read_or_refused_with_a_place_inside_it(text: str) -> None:
    try:
        parse(text)
        place = 0
    except QueryError as error:
        place = error.position
    assert 0 <= place <= len(text)
