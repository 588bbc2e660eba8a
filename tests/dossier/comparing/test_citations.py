import datetime as dt
from typing import Any

import pytest

from dossier.made_members import case, file, member
from madoguchi.dossier import citations
from madoguchi.dossier.comparing.cited import claim_numbers, letters, text_key
from madoguchi.model import Bibliography, Citation, DocumentId, Publication


def patent(office: str, number: str, kind: str = "", **told: Any) -> Citation:
    return Citation(document=DocumentId(office=office, number=number, kind=kind), **told)


def publication(office: str, number: str, *cited: Citation, kind: str = "A1") -> Publication:
    return Publication(office=office, number=number, kind=kind, citations=cited)


@pytest.mark.parametrize(
    ("claims", "numbers"),
    [
        ("1-3,5", (1, 2, 3, 5)),
        ("1 - 3; 5", (1, 2, 3, 5)),
        ("1–3", (1, 2, 3)),
        ("1 to 3 and 7", (1, 2, 3, 7)),
        ("請求項１－３", ()),
        ("請求項1-3", (1, 2, 3)),
        ("1～3、5", (1, 2, 3, 5)),
        ("all", ()),
        ("", ()),
        ("5-3", ()),
        ("1-999999", ()),
        ("1-9999", ()),
        ("1," * 600, ()),
    ],
)
def test_claims_concerned(claims: str, numbers: tuple[int, ...]) -> None:
    assert claim_numbers(claims) == numbers


@pytest.mark.parametrize(
    ("category", "read"),
    [
        ("X", ("X",)),
        ("A,Y", ("Y", "A")),
        ("D, X", ("X", "D")),
        ("XP", ("X", "P")),
        ("x;y;&", ("X", "Y", "&")),
        ("relevant", ()),
        ("", ()),
    ],
)
def test_categories(category: str, read: tuple[str, ...]) -> None:
    assert letters(category) == read


def test_one_patent_in_several_spellings_is_one_row() -> None:
    table = citations(
        [
            member("EP", publication("EP", "1", patent("US", "2010/0123456", "A1", category="X"))),
            member("JP", publication("JP", "2", patent("US", "2010123456"))),
            member("US", publication("US", "3", patent("US", "20100123456", "A1"))),
        ]
    )
    (row,) = table.rows
    assert (row.key, row.thing.kinds, row.offices) == ("US20100123456", ("A1",), ("EP", "JP", "US"))
    assert table.sums == {
        "EP": {"all": 1, "X": 1},
        "JP": {"all": 1, "": 1},
        "US": {"all": 1, "": 1},
    }


def test_an_application_and_its_grant_are_two_rows_marked_as_one() -> None:
    cited = (patent("US", "2010/0123456", "A1"), patent("US", "8,123,456", "B2"))
    known = {"US20100123456": "US-patent-12345678", "US8123456": "US-patent-12345678"}
    table = citations([member("EP", publication("EP", "1", *cited))], known)
    assert {row.key: row.same_application for row in table.rows} == {
        "US20100123456": ("US8123456",),
        "US8123456": ("US20100123456",),
    }


def test_kinds_of_one_number_are_one_row_but_for_series_that_count_apart() -> None:
    cited = (
        patent("EP", "1234567", "A1"),
        patent("EP", "1234567", "B1"),
        patent("JP", "H05-123456", "A"),
        patent("JP", "H05-123456", "B2"),
        patent("DE", "202004001234", "U1"),
    )
    table = citations([member("EP", publication("EP", "1", *cited))])
    keys = sorted(row.key for row in table.rows)
    assert keys == ["DE202004001234/U", "EP1234567", "JP1993123456/A", "JP1993123456/B"]


def test_a_number_without_kind_is_that_of_the_only_series_told() -> None:
    cited = (patent("JP", "2010-123456"), patent("JP", "2010-123456", "A", category="X"))
    (row,) = citations([member("EP", publication("EP", "1", *cited))]).rows
    assert (row.key, row.category) == ("JP2010123456/A", "X")


def test_what_file_and_publications_say_is_not_doubled() -> None:
    same = patent("US", "7123456", "B2", phase="search", category="X", claims="1-3")
    less = patent("US", "7123456", phase="search")
    other = patent("US", "7123456", phase="examination")
    of = case("EP")
    held = file(of, told=Bibliography(citations=(less,)))
    one = member("EP", publication("EP", "1", same), publication("EP", "1", same, other, kind="B1"),
                 held=held)  # fmt: skip
    (row,) = citations([one]).rows
    marks = row.cells[one.id]
    assert [(mark.phase, mark.claims) for mark in marks] == [
        ("examination", ()),
        ("search", (1, 2, 3)),
    ]
    assert marks[1].by == ("EP1A1", "EP1B1", str(of))


def test_texts_that_are_surely_the_same_fall_together() -> None:
    assert text_key("Smith, J.: „The Wheel“, 1999") == text_key("SMITH J; The Wheel (1999)")
    assert text_key("Foo XP 00123456 p. 3") == text_key("Foo et al., XP123456")
    assert text_key("see doi: 10.1000/ABC.1") == text_key("https://doi.org/10.1000/abc.1)")
    assert text_key("Smith: The Wheel, vol. 1") != text_key("Smith: The Wheel, vol. 2")
    assert text_key("電池の研究") == text_key("電池の 研究。")


def test_most_offices_come_first_then_the_heaviest_letters() -> None:
    one = publication("EP", "1", patent("US", "7000001", category="A"), patent("US", "7000002", category="X"),
                      patent("US", "7000003"))  # fmt: skip
    two = publication("JP", "2", patent("US", "7000003", "B2"))
    table = citations([member("EP", one), member("JP", two)])
    assert [row.key for row in table.rows] == ["US7000003", "US7000002", "US7000001"]
    assert table.columns == ("EP-patent-1", "JP-patent-1")


def test_nothing_cited_is_an_empty_table() -> None:
    empty = citations([member("EP"), member("JP", publication("JP", "2", Citation(text=" ")))])
    assert (empty.rows, empty.columns, empty.sums) == ((), (), {})


def test_dates_and_untold_categories_are_kept() -> None:
    told = Citation(text="A book", category="relevant", date=dt.date(2020, 1, 2), claims="alle")
    (row,) = citations([member("EP", publication("EP", "1", told))]).rows
    (mark,) = row.cells["EP-patent-1"]
    assert (mark.told, mark.date, mark.claims, mark.claims_told) == (
        "relevant", dt.date(2020, 1, 2), (), "alle",
    )  # fmt: skip
