"""Further applications, of which the sample holds no publication."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from random import Random

from madoguchi.model import Right
from madoguchi.sample.applications import PCT, Application, Matter
from madoguchi.sample.calendar import months_later, publication_day, working_day
from madoguchi.sample.courses import Further, courses
from madoguchi.sample.invention import Invention, invent
from madoguchi.sample.names import Company, Person, companies, people
from madoguchi.sample.numbering import Numbering
from madoguchi.sample.registrable import some_design, some_indication, some_mark
from madoguchi.sample.subjects import subjects
from madoguchi.sample.world import LAST_PUBLICATION as LAST
from madoguchi.sample.world import Filing

DIVIDED_FAMILIES = 14
SECRET = 60
_HOMES = {"EP": ("DE", "FR"), "DE": ("DE",), "FR": ("FR",)}
_AT_HOME = 0.68


class Taken:
    """The identities that are in use."""

    def __init__(self, applications: list[Application]) -> None:
        self._cases = {str(one.case) for one in applications}

    def free(self, application: Application) -> bool:
        case = str(application.case)
        if case in self._cases:
            return False
        self._cases.add(case)
        return True


def further(numbering: Numbering, taken: Taken) -> Iterator[Application]:
    """Return the further applications of every office and right, in a fixed order."""
    for number, group in enumerate(courses().further):
        random = Random(f"further {group.of} {number}")
        made = (_one(group, random, numbering, at) for at in count())
        free = (one for one in made if taken.free(one))
        for _, one in zip(range(group.count), free, strict=False):
            yield one


def divided(numbering: Numbering, taken: Taken) -> list[list[Application]]:
    """Return families of Japanese patent applications, divided and divided once more."""
    group = next(one for one in courses().further if one.of == "JP-patent")
    families = []
    for at in range(DIVIDED_FAMILIES):
        random = Random(f"divided {at}")
        root = _one(
            replace_filed(group, dt.date(2013, 4, 1), dt.date(2019, 9, 30)), random, numbering, at
        )
        family = [replace(root, pct=None, priority=None)]
        for _ in range(random.randint(2, 3)):
            parent = family[-1]
            day = working_day(months_later(parent.filed, random.randint(16, 27)))
            number = numbering.application("JP", day)
            origin = Filing("JP", parent.number, parent.filed)
            family.append(
                replace(root, number=number, filed=day, parent=origin, pct=None, priority=None)
            )
        families.append([one for one in family if taken.free(one)])
    return families


def replace_filed(group: Further, first: dt.date, last: dt.date) -> Further:
    return Further(of=group.of, count=group.count, filed=(first, last))


def secret(numbering: Numbering, taken: Taken) -> Iterator[Application]:
    """Return the office's own applications of the last months, which are not laid open."""
    rights = (Right.PATENT, Right.PATENT, Right.PATENT, Right.DESIGN, Right.UTILITY_MODEL)
    first = months_later(LAST, -17)
    made = 0
    for at in count():
        right = rights[at % len(rights)]
        # A utility model is registered within months; only the latest are still secret.
        begin = months_later(LAST, -5) if right is not Right.PATENT else first
        group = Further(
            of=f"JP-{right.value}", count=1, filed=(begin, LAST - dt.timedelta(days=20))
        )
        one = _one(group, Random(f"secret {at}"), numbering, at)
        if one.priority is None and taken.free(one):
            made += 1
            yield replace(one, secret=True)
        if made == SECRET:
            return


def _one(group: Further, random: Random, numbering: Numbering, at: int) -> Application:
    first, last = group.filed
    day = working_day(first + dt.timedelta(days=random.randint(0, (last - first).days - 3)))
    matter, holders = _matter(group, random, day, at)
    people_ = _people(random, holders, group.right)
    priority, pct = None, None
    if group.right is Right.PATENT and holders[0].country not in (
        group.office,
        *_homes(group.office),
    ):
        priority, pct = _priority(group.office, holders[0], random, numbering, day)
    if group.right is Right.PATENT:
        number = numbering.application(group.office, day)
    else:
        number = numbering.registered(group.of, day)
    return Application(
        office=group.office, right=group.right, number=number, filed=day, matter=matter,
        applicants=holders, inventors=people_, priority=priority, pct=pct,
    )  # fmt: skip


def _homes(office: str) -> tuple[str, ...]:
    return _HOMES.get(office, (office,))


def _matter(
    group: Further, random: Random, day: dt.date, at: int
) -> tuple[Matter, tuple[Company, ...]]:
    if group.right is Right.GEOGRAPHICAL_INDICATION:
        return some_indication(at, group.office), ()
    if group.right is Right.TRADE_MARK:
        holder = _holder(group.office, random, ())
        return some_mark(random, group.office, holder.industries), (holder,)
    if group.right is Right.DESIGN:
        holder = _holder(group.office, random, ())
        return some_design(random, holder.industries), (holder,)
    invention = _invention(group.right, random, day)
    return invention, (_holder(group.office, random, invention.subject.industries),)


def _invention(right: Right, random: Random, day: dt.date) -> Invention:
    fitting = [
        one for one in subjects() if right is Right.PATENT or one.layout in ("section", "blocks")
    ]
    subject = random.choice(fitting)
    pair = random.sample(range(len(subject.features)), 2)
    author = " ".join(reversed(random.choice(people("US")).latin))
    return invent(random, subject, (pair[0], pair[1]), year=day.year, author=author)


def _holder(office: str, random: Random, industries: tuple[str, ...]) -> Company:
    wanted = set(industries)
    fitting = [one for one in companies() if not wanted or wanted & set(one.industries)]
    own = [one for one in fitting if one.country in _homes(office)]
    at_home = own and (not industries or random.random() < _AT_HOME)
    return random.choice(own if at_home else fitting)


def _people(random: Random, holders: tuple[Company, ...], right: Right) -> tuple[Person, ...]:
    if not holders or right is Right.TRADE_MARK:
        return ()
    known = people(holders[0].country)
    wanted = 1 if right is Right.DESIGN else random.choice((1, 2, 2, 3))
    return tuple(random.sample(known, min(len(known), wanted)))


def _priority(
    office: str, holder: Company, random: Random, numbering: Numbering, day: dt.date
) -> tuple[Filing | None, PCT | None]:
    """Return the application at home a year before, and for some the international one."""
    home = holder.country if holder.country in ("JP", "US", "CN", "KR", "UY") else "EP"
    if home == office:
        return None, None
    first = working_day(day - dt.timedelta(days=random.randint(330, 362)))
    filing = Filing(home, numbering.application(home, first), first)
    if office == "UY" or random.random() < 0.5:
        return filing, None
    serial = numbering.yearly("WO", "application", day)
    published = publication_day(random, "US", months_later(first, 18), granted=False)
    number = f"WO{published.year}{numbering.yearly('WO', 'A1', published):06}"
    receiving = "IB" if home == "UY" else home
    pct = Filing("WO", f"PCT/{receiving}{day.year}/{serial:06}", day, pct=True)
    return filing, (pct, number, published)
