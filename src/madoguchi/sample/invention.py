"""One invention of the sample world: what it is made of, and the values that it claims."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from madoguchi.sample.subjects import Feature, Part, Subject, Words


@dataclass(frozen=True)
class Example:
    first: float
    second: float
    result: float


@dataclass(frozen=True)
class Literature:
    author: str
    journal: str
    year: int
    volume: int
    page: int


Span = tuple[float, float]


@dataclass(frozen=True)
class Invention:
    """A subject with two of its features, the first of them the one that the invention turns on."""

    subject: Subject
    primary: Feature
    secondary: Feature
    claimed: Span
    narrow: Span
    tight: Span
    second_claimed: Span
    examples: tuple[Example, ...]
    result: float
    first_numeral: int
    title_form: int
    variant: int
    literature: Literature
    showcase: bool = False

    @property
    def second_part(self) -> Part:
        return Part(self.secondary.name, self.secondary.does)

    @property
    def claimed_parts(self) -> tuple[Part, ...]:
        """The parts of the first claim, the feature last."""
        primary = Part(self.primary.name, self.primary.does)
        return (*self.subject.parts[:-1], primary)

    @property
    def numbered_parts(self) -> tuple[Part, ...]:
        return (*self.claimed_parts, self.second_part, self.subject.parts[-1])

    @property
    def material(self) -> Part | None:
        """The part of the first claim that can be made of the subject's materials."""
        wanted = self.subject.options_of
        return next((one for one in self.claimed_parts if one.name["ja"] == wanted), None)

    @property
    def details(self) -> tuple[Words, ...]:
        return self.subject.details if self.showcase else ()

    def numeral(self, words: Words) -> int:
        """Return the reference numeral: 1, 2, 3 or 10, 11, 12 or 100, 110, 120."""
        step = self.first_numeral // 10 if self.first_numeral >= 100 else 1
        for position, part in enumerate(self.numbered_parts, 1):
            if part.name is words:
                return self.first_numeral + position * step
        return self.first_numeral


def invent(
    random: Random, subject: Subject, pair: tuple[int, int], *, year: int, author: str,
    showcase: bool = False,
) -> Invention:  # fmt: skip
    """Make an invention of a subject from two of its features; `year` is that of its priority."""
    primary, secondary = (subject.features[key] for key in pair)
    claimed = _inside(primary.range, random.uniform(0.05, 0.3), random.uniform(0.6, 0.9))
    narrow = _inside(claimed, random.uniform(0.1, 0.25), random.uniform(0.6, 0.85))
    second = _inside(secondary.range, random.uniform(0.05, 0.35), random.uniform(0.6, 0.95))
    examples = _examples(random, subject, primary.range, claimed, second)
    return Invention(
        subject=subject,
        primary=primary,
        secondary=secondary,
        claimed=claimed,
        narrow=narrow,
        tight=_inside(narrow, 0.15, 0.8),
        second_claimed=second,
        examples=examples,
        result=_round(min(one.result for one in examples[:4]), to=math.floor),
        first_numeral=random.choice((1, 10, 100)),
        title_form=0 if showcase else random.choices((0, 1, 2), (6, 3, 2))[0],
        variant=random.randrange(2),
        literature=_literature(random, year, author),
        showcase=showcase,
    )


def _inside(span: Span, low: float, high: float) -> Span:
    lo, hi = span
    width = hi - lo
    first, last = _round(lo + width * low, width), _round(lo + width * high, width)
    return (first, last) if first < last else span


def _round(value: float, width: float = 0, to: Callable[[float], int] = round) -> float:
    """Round to the steps in which a person would write values of this size."""
    size = width or abs(value) or 1
    step = 10 ** math.floor(math.log10(size) - 1.3)
    for factor in (5, 2):
        if size / (step * factor) >= 12:
            step *= factor
            break
    return float(f"{to(value / step) * step:.10g}")


def _examples(
    random: Random, subject: Subject, whole: Span, claimed: Span, second: Span
) -> tuple[Example, ...]:
    lo, hi = subject.measure_range
    width = claimed[1] - claimed[0]
    inside = [claimed[0] + width * share for share in (0.1, 0.4, 0.65, 0.95)]
    outside = [
        claimed[0] - (claimed[0] - whole[0]) * 0.7,
        claimed[1] + (whole[1] - claimed[1]) * 0.8,
    ]
    fixed = _round(sum(second) / 2, second[1] - second[0])
    good = [hi - (hi - lo) * share for share in (0.25, 0.08, 0.0, 0.18)]
    bad = [lo + (hi - lo) * share for share in (0.2, 0.3)]
    found = []
    for value, result in zip((*inside, *outside), (*good, *bad), strict=True):
        shifted = result + (hi - lo) * random.uniform(-0.04, 0.04)
        found.append(Example(_fine(value, width), fixed, _fine(shifted, hi - lo)))
    return tuple(found)


def _fine(value: float, width: float) -> float:
    step = 10 ** math.floor(math.log10(width) - 1.7)
    return float(f"{round(value / step) * step:.10g}")


_JOURNALS = (
    "Annals of Applied Device Engineering", "Bulletin of the Northern Institute of Technology",
    "Journal of Practical Materials", "Transactions on Industrial Processes",
    "Proceedings of the Pacific Workshop on Manufacturing", "Letters in Systems and Control",
)  # fmt: skip


def _literature(random: Random, year: int, author: str) -> Literature:
    published = year - random.randint(2, 9)
    page = random.randint(11, 880)
    return Literature(author, random.choice(_JOURNALS), published, published - 1983, page)
