"""What kinds of histories there are, as `courses.toml` has them."""

import datetime as dt
import tomllib
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

import msgspec

from madoguchi.model import Right

Outcome = Literal["granted", "refused", "abandoned", "withdrawn", "deemed"]
When = Literal["pending", "granted"]


class Placed(NamedTuple):
    """A step, and between which shares of a prosecution or months after registration it lies."""

    name: str
    low: float
    high: float


class _Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    key: str
    rights: tuple[Right, ...]
    weight: int
    offices: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()

    def fits(self, office: str, right: Right) -> bool:
        return right in self.rights and (not self.offices or office in self.offices)

    @property
    def placed(self) -> tuple[Placed, ...]:
        words = (step.split() for step in self.steps)
        return tuple(Placed(name, float(low), float(high)) for name, low, high in words)


class Prosecution(_Kind, frozen=True, kw_only=True):
    """From filing to an outcome, which comes so many months later."""

    outcome: Outcome
    months: tuple[int, int]
    since: dt.date = dt.date.min


class Fate(_Kind, frozen=True, kw_only=True):
    """What becomes of a right: `unpaid` says which fee is not paid, `restored` after how long."""

    unpaid: tuple[int, int] | None = None
    restored: tuple[int, int] | None = None


class Incident(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    step: str
    chance: float
    when: When


class Fees(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When fees are due, in months from `start`; a right ends `grace` months after one unpaid."""

    first: int
    every: int
    grace: int = 0
    start: Literal["filed", "granted"] = "granted"
    until_granted: bool = False


class Further(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many further cases of an office and right there are, and between which days filed."""

    of: str
    count: int
    filed: tuple[dt.date, dt.date]

    @property
    def office(self) -> str:
        return self.of[:2]

    @property
    def right(self) -> Right:
        return Right(self.of[3:])


class Courses(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    prosecutions: tuple[Prosecution, ...]
    fates: tuple[Fate, ...]
    incidents: tuple[Incident, ...]
    fees: dict[str, Fees]
    further: tuple[Further, ...]


@cache
def courses() -> Courses:
    file = resources.files("madoguchi.sample") / "courses.toml"
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Courses)
