"""The query syntax of the Open Data Portal."""

import datetime as dt

import pytest

from madoguchi.errors import QueryError
from madoguchi.search import (
    FIELDS,
    ODP_FIELDS,
    And,
    Days,
    Everything,
    Keys,
    Or,
    Query,
    odp_condition,
    odp_range,
    parse_odp,
)
from madoguchi.search.query import But, Masked, Symbol, Words

TITLE = FIELDS["TI"]


def word(text: str, **more: bool) -> Words:
    return Words(text, TITLE, **more)


def days(first: str, last: str, field: str = "AD") -> Days:
    ends = [dt.date.fromisoformat(day) if day else None for day in (first, last)]
    return Days(ends[0], ends[1], FIELDS[field])


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Everything()),
        ("  ", Everything()),
        ("*", Everything()),
        ("*:*", Everything()),
        ("inventionTitle:brick", word("brick")),
        ("applicationMetaData.inventionTitle:brick", word("brick")),
        ('inventionTitle:"green brick"', word("green brick", phrase=True)),
        ("inventionTitle:bric*", word("bric", truncated=True)),
        ("inventionTitle:br?ck", Masked("br#ck", TITLE)),
        (r"inventionTitle:a\:b", word("a:b")),
        ("inventionTitle:(a OR b)", Or((word("a"), word("b")))),
        ("inventionTitle:(a b)", Or((word("a"), word("b")))),
        ("inventionTitle:(a AND b)", And((word("a"), word("b")))),
        ("inventionTitle:(a && !b)", But(word("a"), word("b"))),
        ("inventionTitle:(a NOT b)", But(word("a"), word("b"))),
        ("inventionTitle:(a -b)", But(word("a"), word("b"))),
        ("NOT inventionTitle:a", But(Everything(), word("a"))),
        (
            "inventionTitle:a OR inventionTitle:b AND inventionTitle:c",
            Or((word("a"), And((word("b"), word("c"))))),
        ),
        ("applicationNumberText:16/123456", Keys(("US16123456",), FIELDS["AN"])),
        ("patentNumber:RE12345", Keys(("USRE12345",), FIELDS["PN"])),
        ("cpcClassificationBag:H01M10/05", Symbol("H01M10/05", FIELDS["CP"])),
        ("filingDate:2021-08-04", days("2021-08-04", "2021-08-04")),
        ("filingDate:2021", days("2021-01-01", "2021-12-31")),
        ("filingDate:[2021-08-04 TO 2021-09-04]", days("2021-08-04", "2021-09-04")),
        ("filingDate:{2021-08-04 TO 2021-09-04}", days("2021-08-05", "2021-09-03")),
        ("filingDate:[* TO 2021-08]", days("", "2021-08-31")),
        ("filingDate:>=2021-08-04", days("2021-08-04", "")),
        ("filingDate:>2021-08-04", days("2021-08-05", "")),
        ("filingDate:<2021", days("", "2020-12-31")),
        ("filingDate:<=2021-08-04", days("", "2021-08-04")),
        ("eventDataBag.eventCode:ctnf", Keys(("CTNF",), FIELDS["EV"])),
    ],
)
def test_queries(text: str, query: Query) -> None:
    assert parse_odp(text) == query


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("customerNumber:1", "unknown-field", 0),
        ("a AND b:c", "unknown-field", 6),
        ("a AND", "term-expected", 5),
        ("AND a", "term-expected", 0),
        ("(a", "unclosed-bracket", 0),
        ("a)", "unopened-bracket", 1),
        ('"a', "unclosed-quotation", 0),
        ("filingDate:[2021", "unclosed-bracket", 11),
        ("filingDate:[2021 TO 2020]", "range-reversed", 11),
        ("filingDate:soon", "date-expected", 11),
        ("filingDate:>9999-12-31", "date-expected", 12),
        ("inventionTitle:>a", "relation-for-dates", 16),
        ("inventionTitle:[a TO b]", "relation-for-dates", 15),
        ("applicationNumberText:16*", "mask-in-number", 22),
        ("cpcClassificationBag:brick", "not-a-symbol", 21),
        ("brick~2", "no-weights", 0),
        ("brick^3", "no-weights", 0),
        ("+brick", "no-weights", 0),
        ("NOT " * 100 + "a", "too-deep", 164),
        ("(" * 100, "too-deep", 41),
        ("a " * 1_100, "too-many-terms", 2_000),
        ("a" * 10_001, "too-long", 10_000),
    ],
)
def test_mistakes(text: str, code: str, position: int) -> None:
    with pytest.raises(QueryError) as raised:
        parse_odp(text)
    assert (raised.value.code, raised.value.position) == (code, position)


@pytest.mark.parametrize("name", ODP_FIELDS)
def test_every_field_is_searched(name: str) -> None:
    value = {"cpcClassificationBag": "H01M", "applicationNumberText": "16123456"}.get(name, "2021")
    assert parse_odp(f"{name}:{value}") == odp_condition(name, (value,))


def test_filters() -> None:
    assert odp_condition("filingDate", ("2021-01-01", "2022-01-01")) == Or(
        (days("2021-01-01", "2021-01-01"), days("2022-01-01", "2022-01-01"))
    )
    assert odp_range("filingDate", "2021-01-01", "2022-01-01") == days("2021-01-01", "2022-01-01")
    assert odp_condition("docketNumber", ("a",)) is None
    assert odp_range("docketNumber", "a", "b") is None


@pytest.mark.parametrize("word", ["AND", "NOT", "OR"])
def test_a_long_row_of_conditions_is_not_deep(word: str) -> None:
    assert isinstance(parse_odp(f" {word} ".join(["a"] * 1000)), And | But | Or)


def test_conditions_one_inside_the_other_are_refused_where_no_engine_could_follow() -> None:
    inner = "a OR b"
    for _ in range(39):
        inner = f"({inner}) AND c NOT d OR e"
    with pytest.raises(QueryError, match="too-deep"):
        parse_odp(inner)
