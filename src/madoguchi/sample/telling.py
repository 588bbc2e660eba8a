"""How an office's files tell a history: its codes for each step, as `codes.toml` has them."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from madoguchi.sample.histories import Played
from madoguchi.sample.world import LAST_PUBLICATION as LAST


class Coded(NamedTuple):
    """One of the office's codes, the day it is of, the step it tells, and the step's ordinal."""

    code: str
    day: dt.date
    step: str
    ordinal: int


@cache
def tables() -> dict[str, dict[str, str]]:
    file = resources.files("madoguchi.sample") / "codes.toml"
    return tomllib.loads(file.read_text("utf-8"))


@cache
def codes(office: str, right: str, step: str) -> tuple[tuple[str, int], ...]:
    """Return the codes of a step with the days after it; the right's own table comes first."""
    own = tables().get(f"{office}-{right}", {})
    text = own[step] if step in own else tables().get(office, {}).get(step, "")
    pairs = (word.partition("+") for word in text.split())
    return tuple((code, int(days or 0)) for code, _, days in pairs)


def coded(played: Played, table: str = "") -> Iterator[Coded]:
    """Yield a history in the office's codes, oldest first, none after the sample's last day."""
    one = played.application
    found = [
        Coded(code, event.day + dt.timedelta(days=later), event.step, event.count)
        for event in played.events
        for code, later in codes(table or one.office, one.right.value, event.step)
    ]
    yield from sorted((c for c in found if c.day <= LAST), key=lambda c: c.day)
