"""Reading case histories in tests: what a file tells, what it refuses, what they come to."""

import io
from pathlib import Path

import pytest

from madoguchi.errors import RefusedError
from madoguchi.formats import FORMATS, Account, Refusal
from madoguchi.law import Course, event_rule, replay, status_rule
from madoguchi.model import History, Publication


class Told:
    """What one file told: its histories and publications, why pieces were refused, the account."""

    def __init__(self, data: bytes) -> None:
        self.account = Account()
        self.histories: list[History] = []
        self.publications: list[Publication] = []
        self.refusals: list[str] = []
        self.sources: set[str] = set()
        for document in FORMATS.split(io.BytesIO(data), data[:4096]):
            if isinstance(document, Refusal):
                self.refusals.append(document.reason)
                continue
            try:
                source, told = FORMATS.read(document, self.account)
            except RefusedError as error:
                self.refusals.append(error.reason)
                continue
            self.sources.add(source)
            for one in told:
                if isinstance(one, History):
                    self.histories.append(one)
                else:
                    self.publications.append(one)

    @property
    def history(self) -> History:
        assert not self.refusals
        (one,) = self.histories
        return one


def course(history: History) -> Course:
    return replay(history.case, [(str(n), event) for n, event in enumerate(history.events)])


def reached(history: History) -> tuple[str, int]:
    """The state and stage that the events lead to."""
    found = course(history)
    return found.state, found.stage


def agrees(history: History) -> bool:
    """Whether the events lead to the status that the source states."""
    assert history.status is not None
    rule = status_rule(history.case, history.status.series, history.status.text)
    assert rule is not None, history.status
    state, stage = reached(history)
    return state == rule.state and stage in rule.stages


def unmapped(histories: list[History]) -> set[tuple[str, str, str]]:
    """The office's codes that no table knows."""
    return {
        (one.case.office, event.series, event.code)
        for one in histories
        for event in one.events
        if event_rule(one.case, event.series, event.code) is None
    }


def check_reading(data: bytes) -> Told:
    """What holds for every file: all fields known, events in order, the same at each reading."""
    told, again = Told(data), Told(data)
    assert told.account.report().unknown == []
    assert told.histories == again.histories
    assert unmapped(told.histories) == set()
    for history in told.histories:
        dates = [event.date for event in history.events]
        assert dates == sorted(dates)
    return told


def files(root: Path, *patterns: str) -> list[Path]:
    """The real files of these patterns; skips the test where there are none."""
    found = [path for pattern in patterns for path in sorted(root.glob(pattern))]
    if not found:
        pytest.skip(f"no files {patterns} under {root}")
    return found
