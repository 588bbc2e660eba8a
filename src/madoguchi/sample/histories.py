"""Histories: a course played for an application, day by day, up to the sample's last day."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from madoguchi.law import Course, expiry
from madoguchi.model import Bibliography, DocumentId, Right
from madoguchi.sample.applications import GAZETTE_WEEKS, Application, Printed, entered
from madoguchi.sample.calendar import months_later, publication_day, working_day
from madoguchi.sample.courses import Fate, Fees, Incident, Prosecution, courses
from madoguchi.sample.names import Company, companies
from madoguchi.sample.numbering import Numbering
from madoguchi.sample.world import LAST_PUBLICATION as LAST

_ENDINGS = frozenset({"lapsed", "expired", "revoked", "surrendered", "annulled"})
_CLOSING = frozenset({"refused", "abandoned", "withdrawn", "deemed"})


@dataclass(frozen=True)
class Event:
    """A step and its day; `count` is the ordinal of a fee, or the year that it pays for."""

    step: str
    day: dt.date
    count: int = 0


@dataclass(frozen=True)
class Played:
    """An application and what happened to it, oldest first; `owner` is its owner now."""

    application: Application
    prosecution: str
    fate: str
    events: tuple[Event, ...]
    owner: Company | None
    expires: dt.date | None = None

    def day(self, *steps: str) -> dt.date | None:
        """The last day of any of these steps."""
        return next((one.day for one in reversed(self.events) if one.step in steps), None)

    @property
    def registered(self) -> Printed | None:
        registered = self.application.registered
        return registered if registered and registered.day <= LAST else None

    @property
    def ended(self) -> dt.date | None:
        ended = self.day(*_ENDINGS)
        restored = self.day("restored")
        return None if ended and restored and restored >= ended else ended

    @property
    def closed(self) -> str:
        """The step that closed an application before registration, "" where none did."""
        steps = [one.step for one in self.events]
        if self.registered or not steps or "appeal" in steps:
            return ""
        return next((step for step in steps if step in _CLOSING), "")


def play(application: Application, numbering: Numbering) -> Played:
    """Choose a course that fits what is known of the application, and play it."""
    return _Playing(application, numbering).play()


class _Playing:
    def __init__(self, application: Application, numbering: Numbering) -> None:
        self._random = Random(f"course {application.case}")
        self._application = application
        self._numbering = numbering
        self._begin = entered(application)

    def play(self) -> Played:
        prosecution = self._prosecution()
        outcome = self._outcome(prosecution)
        self._publish(prosecution, outcome)
        events = list(self._prosecute(prosecution, outcome))
        fate, expires = "", None
        if prosecution.outcome == "granted" and outcome <= LAST:
            chosen = self._chosen(courses().fates)
            fate, expires = chosen.key, self._expires(outcome)
            events += self._keep(chosen, outcome, expires)
        events += self._befall(events, prosecution, outcome)
        known = sorted((one for one in events if one.day <= LAST), key=lambda one: one.day)
        moved = any(one.step in ("assigned", "transferred") for one in known)
        return Played(
            self._application, prosecution.key, fate, tuple(_until_ended(known)),
            self._owner(changed=moved), expires,
        )  # fmt: skip

    # -- prosecution ---------------------------------------------------------------------------

    def _prosecution(self) -> Prosecution:
        fitting = [one for one in courses().prosecutions if self._fits(one)]
        fitting = fitting or [self._plain()]
        return self._random.choices(fitting, [one.weight for one in fitting])[0]

    def _plain(self) -> Prosecution:
        """The first course to a registration, whatever its length, for what fits none."""
        known = self._application
        found = (one for one in courses().prosecutions if one.fits(known.office, known.right))
        return next(one for one in found if one.outcome == "granted")

    def _fits(self, one: Prosecution) -> bool:
        known = self._application
        if not one.fits(known.office, known.right) or known.filed < one.since:
            return False
        if known.registered:
            months = (known.registered.day - self._begin).days / 30.4
            return one.outcome == "granted" and one.months[0] * 0.6 < months < one.months[1] * 1.6
        if not known.held or one.outcome != "granted":
            return True
        return months_later(self._begin, one.months[1]) > LAST

    def _outcome(self, one: Prosecution) -> dt.date:
        known, random = self._application, self._random
        if known.registered:
            return known.registered.day
        day = self._begin + dt.timedelta(
            days=random.randint(one.months[0] * 30, one.months[1] * 31)
        )
        if known.held and known.laid_open:
            day = max(day, known.laid_open.day + dt.timedelta(days=random.randint(60, 400)))
            day = max(day, LAST + dt.timedelta(days=40)) if one.outcome == "granted" else day
        if known.secret:
            day = max(day, LAST + dt.timedelta(days=40))
        return working_day(day)

    def _publish(self, prosecution: Prosecution, outcome: dt.date) -> None:
        """Give a further application its publication and registration."""
        known = self._application
        if known.held or known.secret:
            return
        laid, registered = known.laid_open, None
        if known.right is Right.PATENT:
            laid = self._laid_open()
        if prosecution.outcome == "granted" and outcome <= LAST:
            registered = self._registration(outcome, laid)
        if known.right is Right.UTILITY_MODEL and known.office == "UY":
            laid = Printed(known.number, "U", months_later(known.filed, 6))
        self._application = replace(known, laid_open=laid, registered=registered)

    def _laid_open(self) -> Printed:
        known = self._application
        first = known.priority.filed if known.priority else known.filed
        after = max(months_later(first, 18), self._begin + dt.timedelta(days=90))
        day = publication_day(self._random, known.office, after, granted=False)
        kind = {"US": "A1", "EP": "A1", "UY": "A1", "FR": "A1"}.get(known.office, "A")
        if known.office == "UY":
            return Printed(known.number, kind, day)
        if known.office == "JP" and known.pct:
            kind = "T"
        number = self._numbering.publication(known.office, kind, day)
        return Printed(number, "A" if kind == "T" else kind, day)

    def _registration(self, day: dt.date, laid: Printed | None) -> Printed:
        known = self._application
        kind = _GRANT_KINDS.get(known.of, "")
        if known.of in ("EP-patent", "CN-patent", "FR-patent") and laid:
            return Printed(laid.number, kind, day)
        if known.of in _REGISTERS:
            return Printed(self._numbering.publication(known.office, kind, day), kind, day)
        if known.of in ("JP-design", "JP-trade-mark"):
            what = "S" if known.right is Right.DESIGN else "R"
            number = str(self._numbering.running("JP", what, day))
            return Printed(number, "S" if what == "S" else "", day)
        return Printed(known.number, kind, day)

    def _prosecute(self, one: Prosecution, outcome: dt.date) -> Iterator[Event]:
        known = self._application
        yield Event("entered" if known.pct else "filed", self._begin)
        if known.laid_open:
            yield Event("published", known.laid_open.day)
        elif known.right is Right.TRADE_MARK:
            yield Event("published", self._later(12, 24))
        elif known.right is Right.GEOGRAPHICAL_INDICATION:
            yield Event("published", self._later(40, 90))
        length = (outcome - self._begin).days
        for name, low, high in one.placed:
            share = self._random.uniform(low, high)
            day = self._begin + dt.timedelta(days=int(length * share))
            if name == "requested":
                day = min(day, months_later(known.filed, 36) - dt.timedelta(days=20))
            yield Event(name, working_day(max(day, self._begin)))
        yield Event(one.outcome, outcome)

    def _later(self, low: int, high: int) -> dt.date:
        return working_day(self._begin + dt.timedelta(days=self._random.randint(low, high)))

    # -- life of the right ---------------------------------------------------------------------

    def _expires(self, granted: dt.date) -> dt.date | None:
        known = self._application
        registration = DocumentId(number="1", date=granted)
        told = Bibliography(filed=known.filed, registration=registration)
        found = expiry(known.case, told, Course())
        return found.date if found and known.right is not Right.TRADE_MARK else None

    def _chosen(self, fates: tuple[Fate, ...]) -> Fate:
        known = self._application
        fitting = [one for one in fates if one.fits(known.office, known.right)]
        return self._random.choices(fitting, [one.weight for one in fitting])[0]

    def _keep(self, fate: Fate, granted: dt.date, expires: dt.date | None) -> Iterator[Event]:
        sent = granted + dt.timedelta(days=self._random.randint(12, 24))
        yield Event("certificate", working_day(sent))
        weeks = GAZETTE_WEEKS.get(self._application.office, 0)
        yield Event("granted-published", granted + dt.timedelta(weeks=weeks))
        for name, low, high in fate.placed:
            day = granted + dt.timedelta(days=int(30.4 * self._random.uniform(low, high)))
            yield Event(name, working_day(day))
        if not any(name == "opposed" for name, _, _ in fate.placed):
            yield Event("unopposed", granted + dt.timedelta(days=310))
        if expires:
            yield Event("expired", expires + dt.timedelta(days=1))
        fees = courses().fees.get(self._application.of)
        if fees:
            yield from self._pay(fees, fate, granted, expires or dt.date.max)

    def _pay(self, fees: Fees, fate: Fate, granted: dt.date, expires: dt.date) -> Iterator[Event]:
        unpaid = self._random.randint(*fate.unpaid) if fate.unpaid else 0
        last = granted if fees.until_granted else min(expires, LAST + dt.timedelta(days=200))
        paid, restored = 0, dt.date.min
        for count, due in _dues(fees, self._application.filed, granted, last):
            after = due > granted
            paid += after
            if after and paid == unpaid:
                lapsed = months_later(due, fees.grace)
                yield Event("lapsed", lapsed, count)
                if fate.restored is None:
                    return
                restored = months_later(lapsed, self._random.randint(*fate.restored))
                yield Event("restored", restored)
                yield Event("annuity", restored, count)
            elif due < restored:
                yield Event("annuity", restored, count)
            else:
                early = dt.timedelta(days=self._random.randint(4, 80))
                first = granted if after else due - dt.timedelta(days=30)
                yield Event("annuity", working_day(max(due - early, first)), count)

    # -- incidents -----------------------------------------------------------------------------

    def _befall(
        self, events: list[Event], prosecution: Prosecution, outcome: dt.date
    ) -> Iterator[Event]:
        granted = prosecution.outcome == "granted" and outcome <= LAST
        ended = min((one.day for one in events if one.step in _ENDINGS), default=LAST)
        for incident in courses().incidents:
            if self._random.random() >= incident.chance:
                continue
            if incident.when == "pending":
                yield from self._at_some_time(incident, self._begin, min(outcome, LAST))
            elif granted:
                yield from self._at_some_time(incident, outcome, min(ended, LAST))

    def _at_some_time(self, one: Incident, first: dt.date, last: dt.date) -> Iterator[Event]:
        days = (last - first).days - 150
        if days > 0:
            day = first + dt.timedelta(days=75 + self._random.randrange(days))
            yield Event(one.step, working_day(day))

    def _owner(self, *, changed: bool) -> Company | None:
        first = next(iter(self._application.applicants), None)
        if first is None or not changed:
            return first
        others = [one for one in companies() if one.country == first.country and one != first]
        return self._random.choice(others) if others else first


_GRANT_KINDS = {
    "JP-patent": "B2", "JP-utility-model": "U", "US-patent": "B2", "US-design": "S1",
    "EP-patent": "B1", "KR-patent": "B1", "KR-utility-model": "Y1", "CN-patent": "B",
    "CN-utility-model": "U", "FR-patent": "B1", "JP-design": "S",
}  # fmt: skip
_REGISTERS = frozenset(
    ("JP-patent", "JP-utility-model", "US-patent", "KR-patent", "KR-utility-model", "CN-utility-model", "US-design")
)  # fmt: skip


def _dues(
    fees: Fees, filed: dt.date, granted: dt.date, last: dt.date
) -> Iterator[tuple[int, dt.date]]:
    """The days on which fees are due, with the year of the right that each begins."""
    start, months = (filed if fees.start == "filed" else granted), fees.first
    while (due := months_later(start, months)) < last:
        yield months // 12 + 1, due
        months += fees.every


def _until_ended(events: list[Event]) -> Iterator[Event]:
    """Leave out what would happen after the end; a right that is restored goes on."""
    restored = max((one.day for one in events if one.step == "restored"), default=None)
    ended = None
    for one in events:
        if one.step in _ENDINGS and ended is None and (restored is None or one.day > restored):
            ended = one.day
        elif ended and one.step != "opposition-rejected":
            continue
        yield one
