"""A history that names no application may lead to a case of another office."""

from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from madoguchi.cases import Report
from madoguchi.intake import FileReport, loading
from madoguchi.model import CaseId, History, Right


def test_a_case_that_publications_lead_to_is_admitted_by_its_own_office(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = CaseId(office="XB", right=Right.PATENT, number="2026000001")
    theirs = History(case=CaseId(office="XA", right=Right.PATENT, number=""))
    told = Report(history=theirs, source="x", original=b"", authority=0, file="x", offset=7)
    recorded: list[Report] = []

    def found(_archive: object, one: Report) -> Report:
        return msgspec.structs.replace(one, history=History(case=ours))

    def record(_archive: object, reports: list[Report]) -> list[str]:
        recorded.extend(reports)
        return ["new"] * len(reports)

    monkeypatch.setattr(loading, "resolved", found)
    monkeypatch.setattr(loading, "report", record)
    follower = cast("Any", SimpleNamespace(catch_up=lambda: None))
    file = FileReport("x")
    cases = loading._Cases(
        cast("Any", None), follower, lambda office, _right: "" if office == "XA" else "not theirs"
    )
    cases.add(file, told)
    cases.flush()
    assert recorded == []
    assert [(one.position, one.reason) for one in file.refusals] == [(7, "not theirs")]
