import datetime as dt
import gzip
import json
from pathlib import Path

import pytest

from madoguchi import law
from madoguchi.model import CaseId, Happening, Right, StatedStatus

PATENT = CaseId(office="JP", right=Right.PATENT, number="2020000001")
DESIGN = CaseId(office="JP", right=Right.DESIGN, number="2020000002")


def course(case: CaseId, *told: str) -> law.Course:
    """Play `A63 2020-01-06` events; those in lower case are stated dates."""
    events = []
    for n, text in enumerate(told):
        code, day = text.split()
        series = "stated" if code.islower() else "jpo"
        date = dt.date.fromisoformat(day)
        events.append((str(n), Happening(code=code.upper(), date=date, series=series)))
    return law.replay(case, events)


@pytest.mark.parametrize(
    ("told", "state", "stage"),
    [
        (["A63 2020-01-06"], "A", 1),
        (["A63 2020-01-06", "A621 2022-01-06"], "A", 2),
        (["A632 2020-01-06", "A621 2022-01-06", "A131 2023-01-10"], "A", 2),
        (["A63 2020-01-06", "A621 2022-01-06", "A01 2023-01-10", "A61 2023-02-01"], "A", 2),
        (["A63 2020-01-06", "A01 2023-01-10", "A61 2023-02-01", "granted 2023-02-10"], "A", 4),
        (["A63 2020-01-06", "A131 2022-05-06", "A02 2023-01-10"], "N", 2),
        (["A63 2020-01-06", "A131 2022-05-06", "A02 2023-01-10", "C60 2023-04-01"], "A", 2),
        (
            [
                "A63 2020-01-06",
                "A131 2022-05-06",
                "A02 2023-01-10",
                "C60 2023-04-01",
                "C91 2023-06-01",
            ],
            "A",
            2,
        ),
        (["A63 2020-01-06", "A761 2020-05-06"], "N", 6),
        (["A63 2020-01-06", "A300 2023-05-06"], "N", 6),
        (["A63 2020-01-06", "granted 2023-02-10", "C561 2023-06-01"], "A", 5),
        (["A63 2020-01-06", "granted 2023-02-10", "C561 2023-06-01", "C16 2024-01-05"], "A", 4),
        (["A63 2020-01-06", "granted 2023-02-10", "ended 2026-02-10"], "N", 6),
        (["A63 2020-01-06", "granted 2023-02-10", "R20 2025-02-10"], "A", 4),
    ],
)
def test_course(told: list[str], state: str, stage: int) -> None:
    found = course(PATENT, *told)
    assert (found.state, found.stage) == (state, stage)
    assert all(step.mapped for step in found.steps)


def test_full_code() -> None:
    found = course(PATENT, "A63 2020-01-06", "A621 2022-01-06")
    assert str(found.steps[-1].code) == "A-1-2-D10-D11-EXM-A621"


def test_payment_of_the_registration_fee_is_not_the_registration() -> None:
    rules = [law.event_rule(PATENT, "jpo", code) for code in ("A61", "R100")]
    assert [rule and rule.event for rule in rules] == ["U11", "U11"]


def test_names_differ_by_right() -> None:
    rules = [law.document_rule(case, "jpo", "A63") for case in (PATENT, DESIGN)]
    assert [rule and rule.ja for rule in rules] == ["特許願", "意匠登録願"]


def test_the_two_spellings_of_codes_are_kept_apart() -> None:
    """A101 is a notice in examination records and a patent's grant decision in e-filing."""
    examination = law.document_rule(PATENT, "jpo", "A101")
    filing = law.document_rule(PATENT, "jpo-efiling", "A101")
    assert examination is not None
    assert filing is not None
    assert (examination.ja, filing.ja) == ("却下理由通知書（願書）", "特許査定")


def test_tables_are_whole() -> None:
    profile = law.offices()["JP"]
    events, documents = profile.events["jpo"], profile.documents["jpo"]
    assert set(events) == set(documents)
    assert len(events) > 570
    assert all(rule.en and rule.ja and "…" not in rule.ja for rule in events.values())
    assert all(rule.direction for rule in documents.values())
    assert {rule.indicator for rule in events.values()} <= set(law.ST27.indicators)
    assert len(profile.documents["jpo-efiling"]) > 560


@pytest.mark.parametrize(
    ("right", "filed", "years"),
    [
        (Right.PATENT, "2020-01-06", (20, "filed")),
        (Right.UTILITY_MODEL, "2005-03-31", (6, "filed")),
        (Right.UTILITY_MODEL, "2005-04-01", (10, "filed")),
        (Right.DESIGN, "2007-03-31", (15, "registered")),
        (Right.DESIGN, "2007-04-01", (20, "registered")),
        (Right.DESIGN, "2020-03-31", (20, "registered")),
        (Right.DESIGN, "2020-04-01", (25, "filed")),
        (Right.TRADE_MARK, "2020-04-01", (10, "registered")),
    ],
)
def test_terms(right: Right, filed: str, years: tuple[int, str]) -> None:
    day = dt.date.fromisoformat(filed)
    terms = law.offices()["JP"].terms
    holding = [one for one in terms if one.right is right and one.since <= day <= one.until]
    assert [(one.years, one.start) for one in holding] == [years]
    assert holding[0].renewable is (right is Right.TRADE_MARK)


def recorded_codes(folder: Path) -> set[tuple[str, str]]:
    """(law, code) of every row of the real file wrappers and the specification's samples."""
    found: set[tuple[str, str]] = set()

    def walk(of: str, value: object) -> None:
        if isinstance(value, dict):
            if "documentCode" in value:
                found.add((of, value["documentCode"]))
            for inner in value.values():
                walk(of, inner)
        elif isinstance(value, list):
            for inner in value:
                walk(of, inner)

    with gzip.open(folder / "jpo_api.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            recorded = json.loads(line)
            if recorded.get("body"):
                walk(recorded["url"].split("/")[4], json.loads(recorded["body"]))
    for path, sample in json.loads((folder / "spec_examples.json").read_text("utf-8")).items():
        walk(path.split("/")[1], sample)
    return found


def test_all_codes_of_real_file_wrappers_are_known(shared_data: Path) -> None:
    codes = recorded_codes(shared_data / "api_recordings")
    rights = {"patent": Right.PATENT, "design": Right.DESIGN, "trademark": Right.TRADE_MARK}
    assert len(codes) > 30
    for of, code in codes:
        case = CaseId(office="JP", right=rights[of], number="2020000001")
        assert law.event_rule(case, "jpo", code), code
        assert law.document_rule(case, "jpo", code), code


def test_stated_statuses_are_known() -> None:
    for text, state, stages in (
        ("registered, in force (00)", "A", (4, 5)),
        ("registered, ended (01)", "N", (6,)),
    ):
        status = StatedStatus(text=text, series="jpo")
        rule = law.status_rule(PATENT, status.series, status.text)
        assert rule is not None
        assert (rule.state, rule.stages) == (state, stages)
