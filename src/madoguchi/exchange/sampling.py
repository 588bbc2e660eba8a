"""An invented year of exchange for the sample office, so that its pages have something to show.

Only the accounts are written, as a year of deliveries would have left them: nothing is packed.
Counted back from a day; the same day gives the same year.
"""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.exchange.contents import bits
from madoguchi.exchange.keeping import STEPS, Partners
from madoguchi.exchange.log import Log
from madoguchi.exchange.numbers import Told, tell
from madoguchi.exchange.own import OwnOffice, Quarters
from madoguchi.exchange.packages import package_name
from madoguchi.exchange.partners import Agreement, Contact, Content, Partner, Product
from madoguchi.exchange.shipping import Shipment, Shipments

_BY = "sample"
_WEEKS, _EACH = 52, 6
_FULL: tuple[Content, ...] = (
    "bibliographic", "abstract", "classification", "claims", "description", "drawings",
)  # fmt: skip
_SHORT: tuple[Content, ...] = ("bibliographic", "abstract")


class Course(NamedTuple):
    """How a partner's year went, in weeks from its beginning."""

    code: str
    ja: str
    en: str
    stops: int = _WEEKS
    abstracts_from: int = _WEEKS
    lacks: tuple[int, ...] = ()
    public: bool = True


_COURSES = (
    Course("XA", "甲国特許庁（見本）", "Patent Office of Alpha"),
    Course("XB", "乙国特許庁（見本）", "Patent Office of Beta", stops=33, lacks=(7, 20, 21)),
    Course("XC", "丙国特許庁（見本）", "Patent Office of Gamma", abstracts_from=18, public=False),
)


def pretend(archive: Archive, quarters: Quarters) -> None:
    """Begin the sample office's exchange, with three partners and one that has not begun."""
    quarters.begin(OwnOffice(office="JP", names={"ja": "見本特許庁", "en": "Sample Patent Office"},
                             mail="exchange@office.example", time_zone="Asia/Tokyo"))  # fmt: skip
    today = clock.today("Asia/Tokyo")
    begins = today - dt.timedelta(weeks=_WEEKS, days=today.weekday())
    years = [_Year(archive, course, begins) for course in _COURSES]
    for year in years:
        year.write()
    _write_log(archive, years)
    names = {"ja": "丁国特許庁（見本）", "en": "Patent Office of Delta"}
    contact = Contact(unit="IT", mail="desk@xd.example")
    bare = Partner(id="xd", office="XD", names=names, contact=contact)
    partners = Partners(archive)
    partners.put(bare, _BY)
    partners.take_step(bare.id, STEPS[0], str(begins), "", _BY)


class _Year:
    """A year with one partner: what it sent, what we sent."""

    def __init__(self, archive: Archive, course: Course, begins: dt.date) -> None:
        self._archive, self._course, self._begins = archive, course, begins
        self._shipments = Shipments(archive)
        self.id = course.code.lower()

    def write(self) -> None:
        partner, partners = self._partner(), Partners(self._archive)
        with clock.at(_noon(self._begins)):
            partners.put(partner, _BY)
            for step in STEPS:
                partners.take_step(partner.id, step, str(self._begins), "", _BY)
        for product in partner.products:
            stops = self._course.stops if product.direction == "in" else _WEEKS
            for week in range(min(stops, _WEEKS)):
                self._week(product, week)
        with self._archive.database.writing() as connection:
            for product in partner.products:
                key = (product.direction, partner.id, product.id)
                tell(connection, key, self._told(product))

    def _partner(self) -> Partner:
        course = self._course
        contact = Contact(unit="International cooperation", mail=f"desk@{self.id}.example")
        agreement = Agreement(
            title="Exchange of patent information", signed=self._begins, begins=self._begins,
            use=("search", "examination"), public=course.public,
        )  # fmt: skip
        products = (
            Product(id=f"{self.id}-patents", direction="in", office=course.code, contents=_FULL,
                    begins=self._begins),
            Product(id="jp-patents", direction="out", office="JP", contents=_FULL,
                    begins=self._begins),
        )  # fmt: skip
        return Partner(
            id=self.id, office=course.code, names={"ja": course.ja, "en": course.en},
            contact=contact, agreement=agreement, products=products,
        )  # fmt: skip

    def _week(self, product: Product, week: int) -> None:
        day = self._begins + dt.timedelta(weeks=week)
        own = product.direction == "out"
        name = package_name("JP" if own else self._course.code, product.id, week + 1)
        instant = _noon(day).isoformat(timespec="seconds")
        self._shipments.put(
            Shipment(
                direction=product.direction,
                partner=self.id,
                product=product.id,
                sequence=week + 1,
                name=name,
                kind="front",
                state="acknowledged" if own else "loaded",
                produced=instant,
                arrived="" if own else instant,
                settled=instant,
                first=str(day),
                last=str(day),
                records=_EACH,
                bytes=_EACH * 40_000,
                new=_EACH,
            )
        )

    def _told(self, product: Product) -> Iterator[Told]:
        for week in range(_WEEKS):
            day = self._begins + dt.timedelta(weeks=week)
            for place in range(_EACH):
                yield self._number(product, week, (day, week * _EACH + place + 1))

    def _number(self, product: Product, week: int, of: tuple[dt.date, int]) -> Told:
        day, serial = of
        own, course = product.direction == "out", self._course
        number = f"{day.year}{serial:06}"
        lost = not own and (week >= course.stops or (week in course.lacks and serial % 2 == 0))
        short = not own and week >= course.abstracts_from
        return Told(
            record=f"{product.office}{number}A", number=number, kind="A", date=str(day),
            listed=True, handed=not lost, has=0 if lost else bits(_SHORT if short else _FULL),
        )  # fmt: skip

    def told(self) -> Iterator[tuple[dt.date, str, dict[str, str | int]]]:
        """What the log says of the year: the day, the code, its values."""
        counts: dict[str, str | int] = {"new": _EACH, "changed": 0, "unchanged": 0}
        counts |= {"deleted": 0, "refused": 0}
        for week in (0, self._course.stops - 1):
            yield self._begins + dt.timedelta(weeks=week), "loaded", counts
        if self._course.stops < _WEEKS:
            missed = self._begins + dt.timedelta(weeks=self._course.stops)
            since = missed - dt.timedelta(weeks=1)
            values: dict[str, str | int] = {"due": str(missed), "periods": 1, "since": str(since)}
            yield missed + dt.timedelta(days=8), "late", values


def _write_log(archive: Archive, years: list["_Year"]) -> None:
    """Write the log of all partners in the order of days."""
    log = Log(archive)
    lines = sorted(((one[0], year.id, one) for year in years for one in year.told()),
                   key=lambda line: line[:2])  # fmt: skip
    for day, partner, (_, code, values) in lines:
        with clock.at(_noon(day)):
            log.put(code, partner, f"{partner}-patents", "", **values)


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(3), dt.UTC)
