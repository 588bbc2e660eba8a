"""Looking up an office's own codes of events, documents and statuses."""

from collections.abc import Callable
from typing import TypeVar

from madoguchi.law.procedure import DocumentRule, EventRule, StatusRule
from madoguchi.law.profiles import OfficeProfile, generic, offices
from madoguchi.model import CaseId

_Rule = TypeVar("_Rule")
_Tables = Callable[[OfficeProfile], dict[str, dict[str, _Rule]]]


def event_rule(case: CaseId, series: str, code: str) -> EventRule | None:
    """Return what a code of the case's office is; None where no table knows it."""
    return _look_up(lambda profile: profile.events, case, series, code)


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
