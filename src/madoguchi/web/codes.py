"""The codes of events that an office's profile knows, for those who record one."""

from functools import lru_cache
from typing import NamedTuple

from madoguchi.law import event_rule, event_rules, event_series
from madoguchi.model import CaseId, Right


class Code(NamedTuple):
    """A code of one of the office's lists; `shown` is how it is typed."""

    series: str
    code: str
    name: str

    @property
    def shown(self) -> str:
        return f"{self.series}:{self.code}"


def find(case: CaseId, typed: str) -> Code | None:
    """Return the code that was typed, with or without its list; None where no table knows it."""
    series, colon, code = typed.strip().rpartition(":")
    for name in (series,) if colon else event_series(case):
        if event_rule(case, name, code) is not None:
            return Code(name, code, "")
    return None


def known(case: CaseId, lang: str) -> tuple[Code, ...]:
    """Return every code that can be recorded of a case, in the order of the lists."""
    return _known(case.office, case.right, lang)


@lru_cache(maxsize=64)
def _known(office: str, right: Right, lang: str) -> tuple[Code, ...]:
    case = CaseId(office=office, right=right, number="1")
    return tuple(
        Code(series, code, rule.name(lang))
        for series in event_series(case)
        for code, rule in sorted(event_rules(case, series).items())
    )
