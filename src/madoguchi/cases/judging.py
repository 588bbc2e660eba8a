"""Holding what was derived against what the source states, and codes against the tables."""

from collections.abc import Iterator, Sequence

import msgspec

from madoguchi.cases.files import CaseFile
from madoguchi.law import STATED, Course, replay, status_rule
from madoguchi.model import CaseId, History, StatedStatus


class Verdict(msgspec.Struct, frozen=True):
    """A stated status beside the derived one; `agrees` is None where no table knows the status."""

    source: str
    case: str
    stated: str
    derived: str
    agrees: bool | None


class Judgement(msgspec.Struct, frozen=True):
    """What became of a history: its verdict, and the codes that no table knows."""

    verdict: Verdict | None
    unmapped: tuple[tuple[str, str, str], ...] = ()


def judge(source: str, history: History) -> Judgement:
    """Play a history by itself and hold the outcome against the status that it states."""
    events = [(str(place), event) for place, event in enumerate(history.events)]
    course = replay(history.case, events)
    status = history.status
    whole = status and events and history.case.number
    verdict = _verdict(source, history.case, course, status) if status and whole else None
    return Judgement(verdict, tuple(_unmapped(history.case, course)))


def judge_file(file: CaseFile) -> Iterator[Verdict]:
    """Hold a case as it stands against what each of its sources stated last."""
    for source in file.sources:
        if source.status is not None:
            yield _verdict(source.name, file.case, file.course_of_events, source.status)


def unmapped(file: CaseFile) -> Sequence[tuple[str, str, str]]:
    """Return office, series and code of the events that no table knows."""
    return tuple(_unmapped(file.case, file.course))


def _verdict(source: str, case: CaseId, course: Course, status: StatedStatus) -> Verdict:
    rule = status_rule(case, status.series, status.text)
    agrees = None
    if rule is not None:
        agrees = rule.state == course.state and course.stage in rule.stages
    derived = f"{course.state}-{course.stage}"
    return Verdict(source, str(case), f"{status.series}: {status.text}", derived, agrees)


def _unmapped(case: CaseId, course: Course) -> Iterator[tuple[str, str, str]]:
    for step in course.steps:
        if not step.mapped and step.event.series != STATED:
            yield case.office, step.event.series, step.event.code
