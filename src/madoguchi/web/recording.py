"""What was filled in to record or correct an event, read field by field."""

import datetime as dt
from typing import NamedTuple

from madoguchi.cases import CaseFact, CaseFile, Corrected, Withdrawn
from madoguchi.model import CaseId, Happening
from madoguchi.web import cases, codes

# No right is older than the first statute on patents (Venice); an earlier day is mistyped.
_FIRST = dt.date(1474, 3, 19)


class Typed(NamedTuple):
    """What was filled in, kept where it could not be taken; `mistakes` by field."""

    values: dict[str, str] = {}
    mistakes: dict[str, str] = {}
    form: str = ""
    conflict: bool = False


def correction(
    file: CaseFile, form: dict[str, str], source: str, mistakes: dict[str, str]
) -> CaseFact | None:
    """Read a correction or withdrawal; what cannot be read is said of each field."""
    id_, reason = form.get("event", ""), form.get("reason", "").strip()
    if id_ not in {step.id for step in file.steps}:
        mistakes["event"] = "mistake-event"
    if not reason:
        mistakes["reason"] = "mistake-reason"
    if form.get("what") == "withdraw":
        return Withdrawn(id=id_, reason=reason, source=source)
    right = event(file.case, form, mistakes)
    return Corrected(id=id_, event=right, reason=reason, source=source) if right else None


def event(case_: CaseId, form: dict[str, str], mistakes: dict[str, str]) -> Happening | None:
    """Read the event that was filled in; what cannot be read is said of each field."""
    found = codes.find(case_, form.get("code", ""))
    if found is None:
        mistakes["code"] = "mistake-code"
    try:
        day = dt.date.fromisoformat(form.get("date", "").strip())
    except ValueError:
        mistakes["date"] = "mistake-date"
        return None
    if day < _FIRST:
        mistakes["date"] = "mistake-date"
    if day > cases.today_of(case_):
        mistakes["date"] = "mistake-future"
    if found is None or "date" in mistakes:
        return None
    text = form.get("text", "").strip()[:2000]
    return Happening(code=found.code, series=found.series, date=day, text=text)


def version(form: dict[str, str]) -> int:
    """The version of the case that whoever filled in the form had seen."""
    text = form.get("expected", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
