"""What is due to go out, and whether it may: agreement, dates, other offices' conditions."""

import datetime as dt

import msgspec

from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.bulk import BulkPublications, Ledger, Span, settle, source_of
from madoguchi.errors import ForbiddenError
from madoguchi.exchange.dues import days_due
from madoguchi.exchange.keeping import Partners
from madoguchi.exchange.log import Log
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.packages import Kind
from madoguchi.exchange.packing import Maker, Order, day
from madoguchi.exchange.partners import Partner, Product
from madoguchi.exchange.shipping import Shipment, Shipments
from madoguchi.model import CollectionName


class Dispatch:
    """Makes the packages that go out."""

    def __init__(self, archive: Archive, quarters: Quarters) -> None:
        self._archive, self._quarters = archive, quarters
        self._maker = Maker(archive, quarters)
        self._shipments, self._log = Shipments(archive), Log(archive)

    # -- may it go -----------------------------------------------------------------------------

    def forbidden(self, partner: Partner, product: Product | None) -> str:
        """Say what forbids that a product goes out today, "" where nothing does."""
        if product is None or product.direction != "out":
            return "no such product was agreed"
        if not partner.agreement.in_force(self._today):
            return "no agreement is in force"
        if product.office == self._quarters.office.office:
            return ""
        return self._not_passed_on(product)

    def _not_passed_on(self, product: Product) -> str:
        """Another office's data goes on only where that office allows it."""
        givers = [
            partner
            for partner in Partners(self._archive).all()
            for one in partner.going("in")
            if (one.office, one.right) == (product.office, product.right)
        ]
        refusing = [one.id for one in givers if not one.agreement.redistribution]
        if givers and not refusing:
            return ""
        who = ", ".join(refusing) or "no agreement says so"
        return f"data of {product.office} may not be passed on: {who}"

    @property
    def _today(self) -> dt.date:
        return clock.today(self._quarters.office.time_zone)

    # -- what is due ---------------------------------------------------------------------------

    def pack_due(self, partner: Partner) -> list[Shipment]:
        """Make a front file of each product of which one is due; one makes up for all missed."""
        self._finish(partner)
        made = []
        for product in partner.going("out"):
            if self._is_due(partner, product):
                reason = self.forbidden(partner, product)
                if reason:
                    self._remark(partner, product, reason)
                else:
                    made.append(self.front(partner, product))
        return made

    def _is_due(self, partner: Partner, product: Product) -> bool:
        if not partner.agreement.in_force(self._today):
            return False
        days = list(days_due(product, partner.agreement, self._today))
        last = self._shipments.last_front(partner.id, product.id)
        return bool(days) and (last is None or last.produced[:10] < days[-1].isoformat())

    def _remark(self, partner: Partner, product: Product, reason: str) -> None:
        """Say what forbids a delivery, once for each day on which one was due."""
        *_, due = days_due(product, partner.agreement, self._today)
        if self._log.last("not-agreed", partner.id, product.id)[:10] < due.isoformat():
            self._log.put("not-agreed", partner.id, product.id, reason=reason)

    def _finish(self, partner: Partner) -> None:
        """Lay out what was made when the machine stopped."""
        for one in self._shipments.of("out", partner.id, ("made",)):
            if (self._quarters.work / partner.id / one.name).exists():
                self._maker.lay_out(one)
            else:
                self._shipments.put(msgspec.structs.replace(one, state="ready"))

    # -- what is asked for ---------------------------------------------------------------------

    def front(self, partner: Partner, product: Product) -> Shipment:
        """Make the file of everything since the last one."""
        after = self._shipments.through(partner.id, product.id)
        return self._make(Order(partner, product, "front", Span(after, self._top(product)), 0))

    def back(
        self,
        partner: Partner,
        product: Product,
        first: dt.date | None = None,
        last: dt.date | None = None,
    ) -> Shipment:
        """Make a file of everything, or of what was published between two days.

        Raises ForbiddenError where the agreement does not allow it.
        """
        reason = self.forbidden(partner, product)
        if reason:
            raise ForbiddenError(f"nothing goes out to {partner.id}: {reason}")
        order = Order(partner, product, "back", Span(0, self._top(product)), 0, first, last)
        return self._make(order)

    def correct(
        self, partner: Partner, product: Product, records: tuple[str, ...], answers: str = ""
    ) -> Shipment:
        """Make a file of named records as they are now. Raises ForbiddenError."""
        reason = self.forbidden(partner, product)
        if reason:
            raise ForbiddenError(f"nothing goes out to {partner.id}: {reason}")
        span = Span(0, self._top(product))
        order = Order(partner, product, "correction", span, 0, records=records, answers=answers)
        return self._make(order)

    def remake(self, order: Order, lost: Shipment) -> Shipment:
        """Make a package of the same sequence anew, with what may go out of it by now."""
        records = None
        if lost.kind == "correction":
            records = tuple(self._shipments.records_of(lost))
        kind = msgspec.convert(lost.kind, Kind)
        first, last = (day(text) if kind == "back" else None for text in (lost.first, lost.last))
        return self._maker.make(order._replace(kind=kind, records=records, first=first, last=last))

    def _make(self, order: Order) -> Shipment:
        last = self._shipments.last("out", order.partner.id, order.product.id)
        return self._maker.make(order._replace(sequence=last.sequence + 1 if last else 1))

    def _top(self, product: Product) -> int:
        """The last position of the product's stream, its ledger brought abreast."""
        name = CollectionName.parse(product.collection)
        if name is None:
            raise ValueError(product.collection)
        if name.cases:
            settle(self._quarters.root.parent, self._archive)
        else:
            self._archive.views.catch_up((BulkPublications(self._archive),))
        ledger: Ledger = source_of(self._archive, name).ledger
        return ledger.top()
