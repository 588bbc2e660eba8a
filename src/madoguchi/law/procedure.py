"""What a profile says of procedure: codes of events and documents, statuses, terms, calendar."""

import datetime as dt
from typing import Literal

from madoguchi.law.entries import Entry, Named
from madoguchi.model import Direction, Right

From = Literal["filed", "registered", "earliest"]


class EventRule(Named, frozen=True, kw_only=True):
    """What one of the office's own event codes is.

    `event` is the detailed event of WIPO ST.27; `state` and `stage` say what it does where that
    differs from the standard's effect. `laid_open` opens the file to the public; `internal`
    events are never shown to it. `partial` events concern some states or classes only (a European
    patent lapsing in one state) and move neither state nor stage.
    """

    event: str
    indicator: str = ""
    state: Literal["", "A", "N", "T"] = ""
    stage: int | None = None
    laid_open: bool = False
    internal: bool = False
    partial: bool = False
    source: str = ""


class DocumentRule(Named, frozen=True):
    """The name of a document code and which way such documents go."""

    direction: Direction = ""
    source: str = ""


class StatusRule(Entry, frozen=True):
    """What a status that the office states means: its state and the stages that agree with it."""

    state: Literal["A", "N", "T"]
    stages: tuple[int, ...]


class TermRule(Entry, frozen=True):
    """How long a right lasts: years from filing, registration or the earliest parent's filing.

    Holds for cases filed within `since` and `until`. `month_end` moves the last day to the end of
    its month; a `renewable` right lasts again as long with each renewal.
    """

    right: Right
    years: int
    start: From
    source: str
    since: dt.date = dt.date.min
    until: dt.date = dt.date.max
    renewable: bool = False
    month_end: bool = False


class Calendar(Entry, frozen=True):
    """When the office is closed: weekends, the public holidays of `holidays`, and these days.

    `closed` are days of every year, MM-DD. `weekend` counts from 0, Monday.
    """

    source: str
    holidays: str = ""
    region: str = ""
    closed: tuple[str, ...] = ()
    weekend: tuple[int, ...] = (5, 6)


class Limits(Entry, frozen=True):
    """Time limits that decide a status: a refusal is final when the appeal's months have passed."""

    appeal_months: int
    source: str
