from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.model import dates
from madoguchi.model.dates import ERAS, format_japanese, parse_date, parse_partial

MODERN = st.dates(min_value=date(1873, 1, 1), max_value=date(2117, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20210318", date(2021, 3, 18)),
        ("2021-03-18", date(2021, 3, 18)),
        ("2021/3/18", date(2021, 3, 18)),
        ("2021.03.18", date(2021, 3, 18)),
        ("2021年3月18日", date(2021, 3, 18)),
        ("２０２１年３月１８日", date(2021, 3, 18)),
        ("平成11年3月4日", date(1999, 3, 4)),
        ("平成１１年３月４日", date(1999, 3, 4)),
        ("平成11年(1999)3月4日", None),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("H11.3.4", date(1999, 3, 4)),
        ("h11.3.4", date(1999, 3, 4)),
        ("2021-03-18T12:30:00Z", date(2021, 3, 18)),
        ("2021-03-18+09:00", date(2021, 3, 18)),
        (" 20210318 ", date(2021, 3, 18)),
        ("20210230", None),
        ("20211301", None),
        ("19761000", None),
        ("19760000", None),
        ("1976-10", None),
        ("1976", None),
        ("00000000", None),
        ("", None),
        ("yesterday", None),
        ("2" * 10_000, None),
        ("²0210318", date(2021, 3, 18)),
    ],
)
def test_parse_date(text: str, day: date | None) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "partial"),
    [
        ("19761000", (1976, 10, None)),
        ("1976-10", (1976, 10, None)),
        ("1976-10-00", (1976, 10, None)),
        ("19760000", (1976, None, None)),
        ("1976", (1976, None, None)),
        ("昭和51年10月", (1976, 10, None)),
        ("19760015", None),
        ("19761332", None),
        ("20210318", (2021, 3, 18)),
    ],
)
def test_parse_partial(text: str, partial: dates.Partial | None) -> None:
    assert parse_partial(text) == partial


@pytest.mark.parametrize(
    ("day", "era"),
    [
        (date(2026, 11, 22), "令和8年11月22日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1873, 1, 1), "明治6年1月1日"),
    ],
)
def test_format_japanese(day: date, era: str) -> None:
    assert format_japanese(day, era=True) == era
    assert format_japanese(day) == f"{day.year}年{day.month}月{day.day}日"


def test_no_era_before_meiji_6() -> None:
    with pytest.raises(ValueError, match="Meiji 6"):
        format_japanese(date(1872, 12, 31), era=True)
    assert format_japanese(date(1872, 12, 31)) == "1872年12月31日"


@pytest.mark.parametrize("era", ERAS)
def test_western_year(era: dates.Era) -> None:
    assert dates.western_year(era.letter, 2) == dates.western_year(era.kanji, 2) == era.offset + 2
    assert dates.western_year("X", 1) is None


@given(MODERN)
def test_what_is_printed_is_read_back(day: date) -> None:
    assert parse_date(format_japanese(day, era=True)) == day
    assert parse_date(format_japanese(day)) == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(day.strftime("%Y%m%d")) == day


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    day, partial = parse_date(text), parse_partial(text)
    assert day is None or partial == (day.year, day.month, day.day)
