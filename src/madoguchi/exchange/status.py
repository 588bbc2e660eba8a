"""The state of each exchange, and the sentences about it: written from the data, never by hand."""

import datetime as dt
from typing import Literal

import msgspec

from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.exchange.completeness import Week, together
from madoguchi.exchange.dues import Due, days_due, dues, overdue
from madoguchi.exchange.keeping import STEPS, Partners
from madoguchi.exchange.log import Log
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.partners import Direction, Partner, Product
from madoguchi.exchange.tallies import Key, Tallies, Tally

# As the JPO's own table has it: whole circle, triangle, cross.
Mark = Literal["○", "△", "×"]
# So many deliveries missed one after the other, and the exchange has stopped.
_STOPPED = 3
_TROUBLE = ("unreachable", "refused-there", "host-key", "disk-full")


class Sentence(msgspec.Struct, frozen=True):
    """A message of the window (`exchange-state-<key>`) and its values."""

    key: str
    values: dict[str, str | int] = {}


class ProductState(msgspec.Struct, frozen=True, kw_only=True):
    """How one product stands; `next` is the next due day, `last` when something came or went."""

    product: Product
    direction: Direction
    mark: Mark
    last: str
    next: str
    dues: tuple[Due, ...]
    total: Week
    held: int
    waiting: int
    sentences: tuple[Sentence, ...]


class PartnerState(msgspec.Struct, frozen=True, kw_only=True):
    """How the exchange with a partner stands."""

    partner: Partner
    agreement: Mark
    exchange: Mark
    public: Mark
    products: tuple[ProductState, ...]
    sentences: tuple[Sentence, ...]


class Status:
    """Reads how all exchanges stand."""

    def __init__(self, archive: Archive, quarters: Quarters) -> None:
        self._archive, self._quarters = archive, quarters
        self._partners = Partners(archive)
        self._tallies = Tallies(archive)

    def all(self) -> list[PartnerState]:
        """Every partner, by identity."""
        partners = self._partners.all()
        weeks, packages = self._tallies.weeks(partners), self._tallies.packages()
        return [self._state(partner, weeks, packages) for partner in partners]

    def of(self, partner: Partner) -> PartnerState:
        weeks, packages = self._tallies.weeks([partner]), self._tallies.packages(partner.id)
        return self._state(partner, weeks, packages)

    def weeks(self, partner: Partner, product: Product) -> list[Week]:
        """Return the weeks of publication of a product, the oldest first."""
        return self._tallies.weeks([partner]).get((product.direction, partner.id, product.id), [])

    def _state(
        self, partner: Partner, weeks: dict[Key, list[Week]], packages: dict[Key, Tally]
    ) -> PartnerState:
        today = clock.today(self._quarters.office.time_zone)
        in_force = partner.agreement.in_force(today)
        products = tuple(
            _product(partner, one, (weeks.get(key, []), packages.get(key, Tally())), today)
            for one in partner.products
            for key in [(one.direction, partner.id, one.id)]
        )
        exchange = _worst([one.mark for one in products]) if in_force and products else "×"
        return PartnerState(
            partner=partner,
            agreement="○" if in_force else "×",
            exchange=exchange,
            public="○" if in_force and partner.agreement.public else "×",
            products=products,
            sentences=tuple(self._sentences(partner, today)),
        )

    def _sentences(self, partner: Partner, today: dt.date) -> list[Sentence]:
        agreement = partner.agreement
        found = []
        if not agreement.in_force(today):
            found.append(self._not_in_force(partner, today))
        elif agreement.ends and (agreement.ends - today).days <= 90:
            found.append(Sentence("ends-soon", {"date": agreement.ends.isoformat()}))
        if not partner.products:
            found.append(Sentence("no-products"))
        trouble = self._trouble(partner)
        return [*found, trouble] if trouble else found

    def _not_in_force(self, partner: Partner, today: dt.date) -> Sentence:
        agreement = partner.agreement
        if agreement.ends and agreement.ends < today:
            return Sentence("ended", {"date": agreement.ends.isoformat()})
        if agreement.begins:
            return Sentence("begins", {"date": agreement.begins.isoformat()})
        steps = self._partners.steps(partner.id)
        done = sum(bool(one.done) for one in steps)
        return Sentence("not-agreed", {"done": done, "steps": len(STEPS)})

    def _trouble(self, partner: Partner) -> Sentence | None:
        """What stands between us and the partner's server, since its last file was carried."""
        found = None
        for one in Log(self._archive).latest(partner.id, 50):
            if one.code in ("fetched", "sent"):
                break
            if one.code in _TROUBLE:
                found = Sentence(f"trouble-{one.code}", {"since": one.at[:10]})
        return found


def _product(
    partner: Partner, product: Product, told: tuple[list[Week], Tally], today: dt.date
) -> ProductState:
    direction, (weeks, tally) = product.direction, told
    due = dues(product, partner.agreement, tally.came, today)
    total = together(weeks)
    last = max(tally.came, default=None)
    late = overdue(due)
    sentences = _about_time(direction, last, late, begun=bool(due))
    sentences += _about(direction, total, tally.held, tally.waiting)
    return ProductState(
        product=product,
        direction=direction,
        mark=_mark(last, late, bool(sentences)),
        last=last.isoformat() if last else "",
        next=_next(product, partner, today),
        dues=tuple(due),
        total=total,
        held=tally.held,
        waiting=tally.waiting,
        sentences=tuple(sentences) or (_all_well(direction, last),),
    )


def _about(direction: Direction, total: Week, held: int, waiting: int) -> list[Sentence]:
    counts = {
        f"{direction}-missing": total.missing,
        f"{direction}-abstract-only": total.abstract_only,
        f"{direction}-refused": total.refused,
        f"{direction}-held": held,
        f"{direction}-waiting": waiting,
    }
    return [Sentence(key, {"count": count}) for key, count in counts.items() if count]


def _about_time(
    direction: Direction, last: dt.date | None, late: list[Due], *, begun: bool
) -> list[Sentence]:
    if late:
        since = last.isoformat() if last else "-"
        values: dict[str, str | int] = {"periods": len(late), "since": since,
                                        "due": late[0].day.isoformat()}  # fmt: skip
        key = "nothing-since" if last else "nothing-ever"
        return [Sentence(f"{direction}-{key}", values)]
    if not last and not begun:
        return [Sentence(f"{direction}-not-begun")]
    return []


def _all_well(direction: Direction, last: dt.date | None) -> Sentence:
    if last is None:
        return Sentence(f"{direction}-awaited")
    return Sentence(f"{direction}-complete", {"date": last.isoformat()})


def _mark(last: dt.date | None, late: list[Due], flawed: bool) -> Mark:
    if last is None or len(late) >= _STOPPED:
        return "×"
    return "△" if late or flawed else "○"


def _worst(marks: list[Mark]) -> Mark:
    """All well is a circle, nothing at all a cross, whatever lies between a triangle."""
    return marks[0] if len({*marks}) == 1 else "△"


def _next(product: Product, partner: Partner, today: dt.date) -> str:
    ahead = days_due(product, partner.agreement, today + dt.timedelta(days=100))
    return next((day.isoformat() for day in ahead if day > today), "")
