"""Looking up an office's own codes of events, documents and statuses."""

from collections.abc import Callable
from typing import TypeVar

from madoguchi.law.procedure import DocumentRule, EventRule, StatusRule
from madoguchi.law.profiles import OfficeProfile, generic, offices
from madoguchi.model import CaseId, Right

_Rule = TypeVar("_Rule")
_Tables = Callable[[OfficeProfile], dict[str, dict[str, _Rule]]]


def event_rule(case: CaseId, series: str, code: str) -> EventRule | None:
    """Return what a code of the case's office is; None where no table knows it."""
    return _look_up(lambda profile: profile.events, case, series, code)


def event_series(case: CaseId) -> tuple[str, ...]:
    """Return the lists of event codes for a case: the office's own, then what all offices share."""
    ends = tuple(f"-{right.value}" for right in Right)
    own = offices().get(case.office)
    names = [*(own.events if own else ()), *generic().events]
    lists = (next((n.removesuffix(e) for e in ends if n.endswith(e)), n) for n in names)
    return tuple(dict.fromkeys(lists))


def event_rules(case: CaseId, series: str) -> dict[str, EventRule]:
    """Return every code of a list, as it is for the case's right."""
    found: dict[str, EventRule] = {}
    for profile in (generic(), offices().get(case.office) or generic()):
        for name in (series, f"{series}-{case.right.value}"):
            found.update(profile.events.get(name, {}))
    return found


def document_rule(case: CaseId, series: str, code: str) -> DocumentRule | None:
    """Return what a document code of the case's office names."""
    return _look_up(lambda profile: profile.documents, case, series, code)


def status_rule(case: CaseId, series: str, text: str) -> StatusRule | None:
    """Return what a status that the office states means."""
    return _look_up(lambda profile: profile.statuses, case, series, text)


def _look_up(tables_of: _Tables[_Rule], case: CaseId, series: str, code: str) -> _Rule | None:
    """The right's own table comes before the series', the office's before the shared one."""
    own = offices().get(case.office)
    for profile in (own, generic()) if own else (generic(),):
        tables = tables_of(profile)
        for name in (f"{series}-{case.right.value}", series):
            found = tables.get(name, {}).get(code)
            if found is not None:
                return found
    return None
