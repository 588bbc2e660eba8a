"""The United States' profile: codes of events and documents, statuses, terms."""

from collections.abc import Mapping

import pytest

from madoguchi.law import ST27, OfficeProfile, event_rule, offices, status_rule
from madoguchi.law.entries import Named
from madoguchi.model import CaseId, Right

CASE = CaseId.parse("US-patent-14369639")


@pytest.fixture(scope="module")
def profile() -> OfficeProfile:
    return offices()["US"]


def test_every_code_has_both_names(profile: OfficeProfile) -> None:
    tables: list[Mapping[str, Named]] = [*profile.events.values(), *profile.documents.values()]
    named = [pair for table in tables for pair in table.items()]
    assert [code for code, entry in named if not (entry.en and entry.ja)] == []


def test_indicators_are_of_the_standard(profile: OfficeProfile) -> None:
    used = {rule.indicator for table in profile.events.values() for rule in table.values()}
    assert used - {""} <= ST27.indicators.keys()


def test_a_mailing_is_the_event_of_what_is_mailed(profile: OfficeProfile) -> None:
    table = profile.events["uspto"]
    pairs = [(code, f"M{code}") for code in table if f"M{code}" in table]
    assert len(pairs) >= 90
    assert [pair for pair in pairs if table[pair[0]].event != table[pair[1]].event] == []


@pytest.mark.parametrize(
    ("code", "event"),
    [
        ("CTNF", "D15"),
        ("MCTFR", "D15"),
        ("MN/=.", "D22"),
        ("PGM/", "F11"),
        ("EPG/", "F11"),
        ("ABN2", "B12"),
        ("ABN3", "B11"),
        ("ABN9", "W00"),
        ("EXP.", "H13"),
        ("M1551", "U11"),
        ("PG-ISSUE", "Q12"),
        ("N/AP", "V11"),
        ("RCEX", "D24"),
        ("PREV", "C13"),
        ("371COMP", "A15"),
    ],
)
def test_events_that_decide(code: str, event: str) -> None:
    rule = event_rule(CASE, "uspto", code)
    assert rule is not None
    assert rule.event == event


def test_statuses() -> None:
    patented = status_rule(CASE, "uspto", "Patented Case")
    assert patented is not None
    assert (patented.state, patented.stages) == ("A", (4, 5))


def test_terms(profile: OfficeProfile) -> None:
    rules = [(term.right, term.years, term.start) for term in profile.terms]
    assert rules == [
        (Right.PATENT, 20, "earliest"),
        (Right.PATENT, 17, "registered"),
        (Right.DESIGN, 15, "registered"),
        (Right.DESIGN, 14, "registered"),
        (Right.TRADE_MARK, 10, "registered"),
    ]
