"""Years at a glance: which square says what."""

import datetime as dt

import pytest

from madoguchi.exchange import Due, Shipment, Week
from madoguchi.web.heatmap import Glance, week_of

TODAY = dt.date(2026, 11, 23)


def week(name: str, published: int, handed: int, abstracts: int = 0, refused: int = 0) -> Week:
    return Week(name, published, handed, published - handed, abstracts, 0, refused, {})


def glance(*weeks: Week, late: str = "", held: tuple[str, str] = ("", "")) -> Glance:
    dues = [Due(dt.date.fromisoformat(late), None, "missing")] if late else []
    package = Shipment(
        direction="in", partner="x", product="x", sequence=1, state="held", first=held[0],
        last=held[1], produced="2026-11-20T00:00:00+00:00",
    )  # fmt: skip
    return Glance.of(weeks, dues, [package] if any(held) else [], TODAY)


@pytest.mark.parametrize(
    ("found", "mark", "level"),
    [
        (glance(week("2026-W10", 4, 4)), "complete", 4),
        (glance(week("2026-W10", 10, 9)), "missing", 3),
        (glance(week("2026-W10", 10, 5)), "missing", 2),
        (glance(week("2026-W10", 10, 1)), "missing", 1),
        (glance(week("2026-W10", 4, 0)), "missing", 0),
        (glance(week("2026-W10", 4, 4, abstracts=4)), "abstract-only", 1),
        (glance(week("2026-W10", 4, 4, refused=1)), "refused", 4),
        (glance(week("2026-W10", 4, 4), held=("2026-02-20", "2026-03-20")), "held", 4),
        (glance(late="2026-03-02"), "late", 0),
        (glance(), "nothing", 0),
    ],
)
def test_a_square_says_first_what_is_to_be_done(found: Glance, mark: str, level: int) -> None:
    square = found.square("2026-W10")
    assert (square.mark, square.level) == (mark, level)


@pytest.mark.parametrize(("year", "weeks"), [(2020, 53), (2025, 52), (2026, 53), (2027, 52)])
def test_years_have_52_or_53_weeks(year: int, weeks: int) -> None:
    assert len(glance().row(year)) == weeks


def test_years_go_back_to_the_first_that_is_known() -> None:
    assert glance(week("2023-W01", 1, 1)).years() == [2026, 2025, 2024, 2023]
    assert glance().square("2026-W50").mark == "future"
    assert week_of(dt.date(2027, 1, 1)) == "2026-W53"
