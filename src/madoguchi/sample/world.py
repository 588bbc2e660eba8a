"""The sample world: families of inventions, their applications and publications, all planned.

Each family has a seeded generator of its own, so that a new subject changes no other's families;
those that the README shows come first and so take their numbers before any other.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import permutations
from random import Random

from madoguchi.sample.calendar import months_later, publication_day, working_day
from madoguchi.sample.invention import Invention, invent
from madoguchi.sample.names import Company, Person, companies, people
from madoguchi.sample.numbering import Numbering
from madoguchi.sample.subjects import Subject, subjects

SEED = 20260401
FAMILIES = 420
MOST_MEMBERS = 8
# How often a pair of features may come back, with other values and applicants.
REPEATS = 6
FIRST_PRIORITY = dt.date(2010, 9, 1)
LAST_PRIORITY = dt.date(2024, 3, 31)
LAST_PUBLICATION = dt.date(2025, 12, 31)
OFFICES = ("JP", "US", "EP", "CN", "KR", "UY")


@dataclass(frozen=True)
class Filing:
    """An application at one office; `filed` is the international date where it came by the PCT."""

    office: str
    number: str
    filed: dt.date
    pct: bool = False


@dataclass(frozen=True, eq=False)
class Document:
    """One publication of a family: `number` as the office's files spell it."""

    family: "Family"
    office: str
    kind: str
    number: str
    date: dt.date
    filing: Filing
    granted: bool = False
    earlier: "Document | None" = None
    parent: Filing | None = None

    @property
    def printed_kind(self) -> str:
        """The kind code: a Japanese translation of a PCT application is an A."""
        return "A" if self.kind == "T" else self.kind


@dataclass(eq=False)
class Family:
    """One invention and everything that was filed and published for it."""

    number: int
    invention: Invention
    applicants: tuple[Company, ...]
    inventors: tuple[Person, ...]
    first: Filing
    pct: tuple[Filing, str, dt.date] | None = None
    cited: "Document | None" = None
    also_cited: "Document | None" = None
    documents: list[Document] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The stem of the names of the family's drawings."""
        return f"D{self.number:06}"


def build(numbering: Numbering) -> list[Family]:
    """Return all families in the order of their priority dates."""
    families = [
        _Planner(numbering, number, planned).plan() for number, planned in enumerate(_schedule(), 1)
    ]
    families.sort(key=lambda family: (family.first.filed, family.number))
    _cite(families)
    return families


def documents(families: list[Family]) -> Iterator[Document]:
    for family in families:
        yield from family.documents


@dataclass(frozen=True)
class Planned:
    """What a family is to be about; `year` is given for those that the README shows."""

    subject: Subject
    pair: tuple[int, int]
    seed: str
    year: int = 0

    @property
    def showcase(self) -> bool:
        return bool(self.year)


# The families that the README shows: subject, features, year of priority, and the seed that gives
# them the numbers named there.
SHOWCASES = (
    ("battery", (0, 1), 2018, "coated cathode 90"),
    ("battery", (3, 0), 2020, "recycling 1"),
    ("cooker", (0, 1), 2017, "rice cooker 1"),
    ("damper", (0, 1), 2016, "seismic damper 0"),
)


def _schedule() -> list[Planned]:
    """Return which inventions there are: showcases first, then every pair of features in turn."""
    known = {subject.key: subject for subject in subjects()}
    shown = [Planned(known[key], pair, seed, year) for key, pair, year, seed in SHOWCASES]
    turns = [_turn(subject) for subject in subjects()]
    longest = max(map(len, turns))
    rest = [turn[at] for at in range(longest) for turn in turns if at < len(turn)]
    return [*shown, *rest][:FAMILIES]


def _turn(subject: Subject) -> list[Planned]:
    """Return the families of a subject in the order in which they join the world."""
    pairs = list(permutations(range(len(subject.features)), 2))
    Random(f"{SEED}{subject.key}").shuffle(pairs)
    return [
        Planned(subject, pair, f"{SEED}{subject.key}{at}")
        for at, pair in enumerate(pairs * REPEATS)
    ]


def _priority_day(random: Random, year: int) -> dt.date:
    if year:
        return working_day(dt.date(year, random.randint(2, 10), random.randint(1, 28)))
    days = (LAST_PRIORITY - FIRST_PRIORITY).days
    return working_day(FIRST_PRIORITY + dt.timedelta(days=int(days * random.random())))


class _Planner:
    """Plans one family."""

    def __init__(self, numbering: Numbering, number: int, planned: Planned) -> None:
        random = Random(planned.seed)
        self._random = random
        self._numbering = numbering
        self._number = number
        self._subject = planned.subject
        self._pair = planned.pair
        self._showcase = planned.showcase
        self._day = _priority_day(random, planned.year)

    def plan(self) -> Family:
        random = self._random
        applicants = self._applicants()
        inventors = self._inventors(applicants[0].country)
        author = " ".join(reversed(random.choice(people(applicants[0].country)).latin))
        invention = invent(
            random, self._subject, self._pair, year=self._day.year, author=author,
            showcase=self._showcase,
        )  # fmt: skip
        home = _HOME.get(applicants[0].country, "EP")
        first = Filing(home, self._numbering.application(home, self._day), self._day)
        family = Family(self._number, invention, applicants, inventors, first)
        if self._is_utility_model(home):
            self._register(family)
            return family
        self._publish_all(family)
        return family

    def _applicants(self) -> tuple[Company, ...]:
        wanted = set(self._subject.industries)
        fitting = [one for one in companies() if wanted & set(one.industries)]
        if self._showcase:
            fitting = [one for one in fitting if one.country == "JP"]
            return (max(fitting, key=lambda one: len(wanted & set(one.industries))),)
        chosen = self._random.choice(fitting)
        partners = [one for one in fitting if one.country == chosen.country and one != chosen]
        joint = partners and self._random.random() < 0.15
        return (chosen, self._random.choice(partners)) if joint else (chosen,)

    def _inventors(self, country: str) -> tuple[Person, ...]:
        known = people(country)
        count = min(len(known), self._random.choices((1, 2, 3, 4), (2, 4, 3, 1))[0])
        return tuple(self._random.sample(known, count))

    def _is_utility_model(self, home: str) -> bool:
        mechanical = self._subject.layout in ("section", "blocks")
        return home == "JP" and mechanical and not self._showcase and self._random.random() < 0.14

    def _register(self, family: Family) -> None:
        """Register a utility model: published about three months after filing, unexamined."""
        day = publication_day(self._random, "JP", months_later(self._day, 3), granted=True)
        serial = self._numbering.yearly("JP", "U-application", self._day)
        filing = Filing("JP", f"{self._day.year}{serial:06}", self._day)
        family.first = filing
        number = self._numbering.publication("JP", "U", day)
        family.documents.append(Document(family, "JP", "U", number, day, filing, granted=True))

    # -- patents -------------------------------------------------------------------------------

    def _publish_all(self, family: Family) -> None:
        random = self._random
        offices = self._offices(family.first.office)
        if len(offices) > 1 and random.random() < 0.45:
            family.pct = self._pct(family.first.office)
        for office in offices:
            self._publish(family, office)
            if len(family.documents) >= MOST_MEMBERS:
                break
        if len(family.documents) < MOST_MEMBERS and random.random() < 0.05:
            self._divide(family)
        family.documents = [d for d in family.documents if d.date <= LAST_PUBLICATION]

    def _offices(self, home: str) -> list[str]:
        if self._showcase:
            return ["JP", "US", "EP", "CN", "KR", "UY"]
        count = self._random.choices((1, 2, 3, 4, 5, 6), (12, 17, 24, 24, 15, 8))[0]
        others = [office for office in ("US", "JP", "CN", "EP", "KR") if office != home]
        self._random.shuffle(others)
        if self._random.random() < 0.16 and home != "UY":
            others.insert(2, "UY")
        return [home, *others[: count - 1]]

    def _pct(self, home: str) -> tuple[Filing, str, dt.date]:
        filed = working_day(months_later(self._day, 11) + dt.timedelta(self._random.randint(0, 24)))
        day = publication_day(self._random, "US", months_later(self._day, 18), granted=False)
        number = self._numbering.yearly("WO", "application", filed)
        published = self._numbering.yearly("WO", "A1", day)
        filing = Filing("WO", f"PCT/{_receiving(home)}{filed.year}/{number:06}", filed, pct=True)
        return filing, f"WO{day.year}{published:06}", day

    def _filing(self, family: Family, office: str) -> Filing:
        if office == family.first.office:
            return family.first
        if family.pct and office != "UY":
            entered = months_later(self._day, 30)
            number = self._numbering.application(office, family.pct[0].filed)
            return Filing(office, number, min(family.pct[0].filed, entered), pct=True)
        later = self._random.randint(300, 364)
        filed = working_day(self._day + dt.timedelta(days=later - 3))
        return Filing(office, self._numbering.application(office, filed), filed)

    def _publish(self, family: Family, office: str) -> None:
        filing = self._filing(family, office)
        kind = _APPLICATION_KIND[office]
        if filing.pct and office == "JP":
            kind = "T"
        months = 18 if not filing.pct else self._random.randint(20, 32)
        after = months_later(self._day, months) + dt.timedelta(self._random.randint(0, 13))
        day = publication_day(self._random, office, after, granted=False)
        number = self._published(filing, kind, day)
        laid_open = Document(family, office, kind, number, day, filing)
        family.documents.append(laid_open)
        if self._random.random() < (1.0 if self._showcase else 0.62) and office != "UY":
            self._grant(family, laid_open)

    def _published(self, filing: Filing, kind: str, day: dt.date) -> str:
        """Return a publication number; Uruguay's is that of the application."""
        if filing.office == "UY":
            return filing.number
        return self._numbering.publication(filing.office, kind, day)

    def _grant(self, family: Family, laid_open: Document) -> None:
        office, kind = laid_open.office, _GRANT_KIND[laid_open.office]
        if len(family.documents) >= MOST_MEMBERS or (
            self._showcase and office in ("EP", "KR", "CN")
        ):
            return
        after = months_later(laid_open.date, self._random.randint(7, 34))
        day = publication_day(self._random, office, after, granted=True)
        same = office in ("EP", "CN")
        number = laid_open.number if same else self._numbering.publication(office, kind, day)
        family.documents.append(
            Document(
                family, office, kind, number, day, laid_open.filing, granted=True, earlier=laid_open
            )
        )

    def _divide(self, family: Family) -> None:
        """Divide the application at home: a later filing that keeps the parent's date."""
        parent = family.documents[0]
        filed = working_day(months_later(parent.date, self._random.randint(2, 9)))
        number = self._numbering.application(parent.office, filed)
        after = months_later(filed, 5)
        day = publication_day(self._random, parent.office, after, granted=False)
        kind = _APPLICATION_KIND[parent.office]
        filing = Filing(parent.office, number, filed)
        published = self._published(filing, kind, day)
        family.documents.append(
            Document(family, parent.office, kind, published, day, filing, parent=parent.filing)
        )


_HOME = {"JP": "JP", "US": "US", "CN": "CN", "KR": "KR", "UY": "UY"}
_APPLICATION_KIND = {"JP": "A", "US": "A1", "EP": "A1", "CN": "A", "KR": "A", "UY": "A1"}
_GRANT_KIND = {"JP": "B2", "US": "B2", "EP": "B1", "CN": "B", "KR": "B1"}


def _receiving(home: str) -> str:
    """Return the receiving Office; Uruguay's applicants file with the International Bureau."""
    return "IB" if home == "UY" else home


def _cite(families: list[Family]) -> None:
    """Let each family cite earlier ones: of its own subject, published before it was filed."""
    laid_open: dict[str, list[Document]] = {}
    for family in families:
        for document in family.documents:
            if not document.granted or document.kind == "U":
                laid_open.setdefault(family.invention.subject.key, []).append(document)
    for family in families:
        random = Random(f"{SEED}{family.first.office}{family.first.number}")
        same = laid_open.get(family.invention.subject.key, [])
        known = [d for d in same if d.date < family.first.filed and d.office != "UY"]
        near = [d for d in known if d.family.invention.primary is family.invention.primary]
        # Applicants know the documents of their own office best.
        own = [d for d in near if d.office == family.first.office]
        own = own or [d for d in known if d.office == family.first.office]
        if known:
            family.cited = random.choice(own or near or known)
            family.also_cited = random.choice(known)
