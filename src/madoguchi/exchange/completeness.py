"""Completeness: what was published against what was handed over, week by week, number by number.

What was published is known from the office's list of numbers (WIPO ST.37); where there is none,
numbers left out between two that came are inferred to be missing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, not_, or_, select

from madoguchi.archive import Archive
from madoguchi.exchange.contents import BITS, names_of
from madoguchi.exchange.numbers import mine
from madoguchi.exchange.partners import Content, Direction, Product
from madoguchi.exchange.rows import mapped
from madoguchi.exchange.tables import number

c = number.c
# A gap that is wider is no gap: another series begins.
_WIDEST_GAP = 1000
_TEXT = BITS["claims"] | BITS["description"]
COUNTED: tuple[Content, ...] = ("abstract", "claims", "description", "drawings", "pdf")

ListState = Literal["missing", "abstract-only", "handed", "deleted", "refused", "all"]


class Week(NamedTuple):
    """A week of publication: how many there were, how many were handed over, with what."""

    week: str
    published: int
    handed: int
    missing: int
    abstract_only: int
    deleted: int
    refused: int
    has: dict[Content, int]

    @property
    def share(self) -> float:
        """The share that was handed over whole."""
        return (self.handed - self.abstract_only) / self.published if self.published else 1.0


class Range(NamedTuple):
    """Numbers without a gap: of a series, from one to another, both with it."""

    series: str
    first: int
    last: int
    week: str
    inferred: bool

    @property
    def numbers(self) -> int:
        """How many numbers that is."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        head, _, tail = self.series.partition("|")
        shown = f"{head}{self.first:06}" if head else str(self.first)
        if self.first == self.last:
            return f"{shown}{tail}"
        return f"{shown}-{self.last:06}{tail}" if head else f"{shown}-{self.last}{tail}"


class Line(NamedTuple):
    """A publication of a product as it stands with the exchange."""

    record: str
    number: str
    kind: str
    date: str
    week: str
    state: ListState
    has: tuple[Content, ...]
    exception: str
    package: str
    error: str
    asked: str


class Completeness:
    """Reads how complete a product is, in one direction, with one partner."""

    def __init__(
        self, archive: Archive, direction: Direction, partner: str, product: Product
    ) -> None:
        self._archive = archive
        self._product = product
        self._mine = mine(direction, partner, product.id)

    # -- by week -------------------------------------------------------------------------------

    def weeks(self, first: str = "", last: str = "9999") -> list[Week]:
        """Return the weeks of publication between two (2026-W01), the oldest first."""
        query = select(*counted()).where(self._mine, c.week >= first, c.week <= last)
        rows = self._archive.rows(query.group_by(c.week).order_by(c.week))
        inferred = {} if self.listed() else self.inferred()
        return [week_of_row(row, inferred, self._product) for row in rows]

    def total(self) -> Week:
        """Return all weeks together."""
        return together(self.weeks())

    # -- by number -----------------------------------------------------------------------------

    def listed(self) -> bool:
        """Whether the office's own list of numbers has come."""
        rows = self._archive.rows(select(c.record).where(self._mine, c.listed).limit(1))
        return bool(rows)

    def missing(self, week: str = "", limit: int | None = None) -> list[Range]:
        """Return the numbers that were not handed over, by range, so many ranges at most."""
        if not self.listed():
            return self.gaps(week, limit)
        rows = self._archive.rows(self._missing_ranges(week).limit(limit))
        return [Range(one, low, high, at, inferred=False) for one, low, high, at in rows]

    def _missing_ranges(self, week: str) -> Select[Any]:
        """Numbers that follow one another keep the same distance to their rank."""
        rank = func.dense_rank().over(partition_by=c.series, order_by=c.serial)
        wanted = select(c.series, c.serial, c.week, (c.serial - rank).label("run"))
        wanted = wanted.where(self._mine, _missing(), c.serial >= 0)
        if week:
            wanted = wanted.where(c.week == week)
        one = wanted.subquery().c
        first = func.min(one.serial)
        query = select(one.series, first, func.max(one.serial), func.min(one.week))
        return query.group_by(one.series, one.run).order_by(one.series, first)

    def gaps(self, week: str = "", limit: int | None = None) -> list[Range]:
        """Return numbers left out between two that came, where no list says what there was.

        The week is that of the number before.
        """
        following = func.lead(c.serial).over(partition_by=c.series, order_by=c.serial)
        rows = (
            select(c.series, c.serial, c.week, following.label("following"))
            .where(self._mine, or_(c.handed, c.exception != ""), c.serial >= 0)
            .subquery()
        )
        wide = rows.c.following - rows.c.serial
        query = select(rows).where(wide > 1, wide <= _WIDEST_GAP)
        if week:
            query = query.where(rows.c.week == week)
        ordered = query.order_by(rows.c.series, rows.c.serial).limit(limit)
        return [
            Range(series, before + 1, following - 1, seen_in, inferred=True)
            for series, before, seen_in, following in self._archive.rows(ordered)
        ]

    def inferred(self) -> dict[str, int]:
        """Return how many numbers were left out, by week."""
        found: dict[str, int] = {}
        for one in self.gaps():
            found[one.week] = found.get(one.week, 0) + one.numbers
        return found

    def lines(
        self, state: ListState = "all", week: str = "", after: str = "", limit: int = 1000
    ) -> list[Line]:
        """Return publications one by one, by identity, those after one."""
        query = select(number).where(self._mine, c.record > after, self._in(state))
        if week:
            query = query.where(c.week == week)
        rows = mapped(self._archive, query.order_by(c.record).limit(limit))
        return [self._line(row) for row in rows]

    def every(self, state: ListState = "all", week: str = "") -> Iterator[Line]:
        """Yield them all, some at a time."""
        after = ""
        while lines := self.lines(state, week, after):
            yield from lines
            after = lines[-1].record

    def to_ask(self, week: str, since: str) -> tuple[list[str], list[str]]:
        """Return what is missing, and what is an abstract only, up to a week; not asked since."""
        found = []
        for wanted in (_missing(), self._abstract_only()):
            query = select(c.record).where(
                self._mine, wanted, c.week <= week, c.week != "", c.asked < since
            )
            found.append([row[0] for row in self._archive.rows(query.order_by(c.record))])
        return found[0], found[1]

    def _in(self, state: ListState) -> ColumnElement[bool]:
        wanted: dict[str, ColumnElement[bool]] = {
            "missing": _missing(),
            "abstract-only": self._abstract_only(),
            "handed": _handed(),
            "deleted": c.deleted.is_(True),
            "refused": c.error != "",
            "all": c.record != "",
        }
        return wanted[state]

    def _abstract_only(self) -> ColumnElement[bool]:
        """Handed over without the text that was agreed."""
        if not self._product.full_text:
            return c.record == ""
        return and_(_handed(), not_(_has(_TEXT)))

    def _line(self, row: dict[str, Any]) -> Line:
        told = {name: row[name] for name in Line._fields if name not in ("state", "has")}
        return Line(state=self._state(row), has=names_of(row["has"]), **told)

    def _state(self, row: dict[str, Any]) -> ListState:
        if row["deleted"]:
            return "deleted"
        if row["error"]:
            return "refused"
        if not row["handed"]:
            return "missing"
        only = self._product.full_text and not row["has"] & _TEXT
        return "abstract-only" if only else "handed"


def _handed() -> ColumnElement[bool]:
    return and_(c.handed, not_(c.deleted))


def _missing() -> ColumnElement[bool]:
    return and_(c.listed, not_(c.handed), not_(c.deleted), c.exception == "")


def _expected() -> ColumnElement[bool]:
    return or_(_handed(), _missing())


def _has(bit: int) -> ColumnElement[bool]:
    return cast(c.has.op("&")(bit), Integer) != 0


def _count(wanted: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((wanted, 1), else_=0)), 0)


def counted() -> list[ColumnElement[Any]]:
    """The columns that count rows of numbers by week, as `week_of_row` reads them."""
    text = and_(_handed(), not_(_has(_TEXT)))
    states = (_expected(), _handed(), _missing(), text, c.deleted, c.error != "")
    contents = (and_(_handed(), _has(BITS[name])) for name in COUNTED)
    return [c.week, *map(_count, states), *map(_count, contents), _count(c.listed)]


def week_of_row(row: Sequence[Any], inferred: Mapping[str, int], product: Product) -> Week:
    """A week as counted; without a list, what is missing is inferred."""
    week, published, handed, missing, without_text, deleted, refused, *has, _listed = row
    left_out = inferred.get(week, 0)
    return Week(
        week=week,
        published=int(published) + left_out,
        handed=int(handed),
        missing=int(missing) + left_out,
        abstract_only=int(without_text) if product.full_text else 0,
        deleted=int(deleted),
        refused=int(refused),
        has={name: int(count) for name, count in zip(COUNTED, has, strict=True)},
    )


def together(weeks: Sequence[Week], name: str = "") -> Week:
    """Return weeks added up."""
    return Week(
        week=name,
        published=sum(one.published for one in weeks),
        handed=sum(one.handed for one in weeks),
        missing=sum(one.missing for one in weeks),
        abstract_only=sum(one.abstract_only for one in weeks),
        deleted=sum(one.deleted for one in weeks),
        refused=sum(one.refused for one in weeks),
        has={name: sum(one.has[name] for one in weeks) for name in COUNTED},
    )
