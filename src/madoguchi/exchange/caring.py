"""What the exchange does by itself about what does not come: asks again, tells of delays."""

import datetime as dt

from sqlalchemy import insert, select, update

from madoguchi import clock, settings
from madoguchi.archive import Archive
from madoguchi.exchange import numbers
from madoguchi.exchange.completeness import Completeness
from madoguchi.exchange.dues import Due, dues, overdue
from madoguchi.exchange.log import Log
from madoguchi.exchange.messages import Messages
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.partners import Direction, Partner, Product
from madoguchi.exchange.shipping import Shipments
from madoguchi.exchange.tables import log, number, told_late
from madoguchi.post import Letter, Outbox, letter

# What was asked for and did not come is asked for again after this many days.
_AGAIN = 90


class Care:
    """Looks after the exchange with one partner."""

    def __init__(self, archive: Archive, quarters: Quarters, partner: Partner) -> None:
        self._archive, self._quarters, self._partner = archive, quarters, partner
        self._shipments, self._log = Shipments(archive), Log(archive)
        self._messages = Messages(archive, quarters)
        self._outbox = Outbox(archive.database)

    @property
    def _today(self) -> dt.date:
        return clock.today(self._quarters.office.time_zone)

    # -- asking again --------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask for what is missing and for what came as an abstract only."""
        if not self._partner.agreement.in_force(self._today):
            return
        for product in self._partner.going("in"):
            self._ask(product)

    def _ask(self, product: Product) -> None:
        settled = self._today - dt.timedelta(days=product.grace_days)
        week = numbers.week_of(settled.isoformat())
        since = (self._today - dt.timedelta(days=_AGAIN)).isoformat()
        found = Completeness(self._archive, "in", self._partner.id, product)
        missing, abstracts = found.to_ask(week, since)
        for records, reason in ((missing, "missing"), (abstracts, "abstract-only")):
            asked = self._messages.ask_records(self._partner.id, product.id, records, reason)
            self._note(product, asked)
        if missing:
            self._log.put("missing-numbers", self._partner.id, product.id, count=len(missing))

    def _note(self, product: Product, records: list[str]) -> None:
        mine = numbers.mine("in", self._partner.id, product.id)
        with self._archive.database.writing() as connection:
            for start in range(0, len(records), 500):
                some = number.c.record.in_(records[start : start + 500])
                values = {"asked": self._today.isoformat()}
                connection.execute(update(number).where(mine, some).values(values))

    # -- delays --------------------------------------------------------------------------------

    def dues(self, direction: Direction, product: Product) -> list[Due]:
        came = self._shipments.came_on(direction, self._partner.id, product.id)
        return dues(product, self._partner.agreement, came, self._today)

    def tell_late(self) -> None:
        """Tell both sides of each due day for which nothing came in time, once."""
        for product in self._partner.products:
            late = overdue(self.dues(product.direction, product))
            if late and not self._told(product, late[-1]):
                self._tell(product, late)
            elif not late and self._last_said(product) == "late":
                self._log.put("late-mended", self._partner.id, product.id)

    def _last_said(self, product: Product) -> str:
        """What was said last of delays of a product."""
        c = log.c
        query = select(c.code).where(
            c.partner == self._partner.id, c.product == product.id,
            c.code.in_(("late", "late-mended")),
        )  # fmt: skip
        rows = self._archive.rows(query.order_by(c.position.desc()).limit(1))
        return str(rows[0][0]) if rows else ""

    def _told(self, product: Product, due: Due) -> bool:
        c = told_late.c
        query = select(c.at).where(
            c.direction == product.direction, c.partner == self._partner.id,
            c.product == product.id, c.due == due.day.isoformat(),
        )  # fmt: skip
        return bool(self._archive.rows(query))

    def _tell(self, product: Product, late: list[Due]) -> None:
        letters = self._letters(product, late)
        row = (product.direction, self._partner.id, product.id, late[-1].day.isoformat(),
               clock.stamp())  # fmt: skip
        with self._archive.database.writing() as connection:
            connection.execute(insert(told_late).values(row))
            self._outbox.put(letters, connection)
        self._log.put(
            "late", self._partner.id, product.id,
            due=late[-1].day.isoformat(), periods=len(late), since=self._since(product),
        )  # fmt: skip

    def _since(self, product: Product) -> str:
        came = self._shipments.came_on(product.direction, self._partner.id, product.id)
        return max(came).isoformat() if came else ""

    def _letters(self, product: Product, late: list[Due]) -> list[Letter]:
        """One to the partner in its language, one to our own desk in Japanese or English."""
        own = self._quarters.office
        kind = f"exchange-late-{product.direction}"
        addresses = [
            (self._partner.contact.mail, self._partner.contact.lang, own.names),
            (own.mail, own.lang, self._partner.names),
        ]
        found = []
        for mail, lang, names in addresses:
            if not mail:
                continue
            values: dict[str, str | int] = {
                "other": names.get(lang) or names.get("en") or own.office,
                "sender": self._sender(product, lang),
                "product": product.id,
                "due": late[-1].day.isoformat(),
                "periods": len(late),
                "since": self._since(product) or "-",
                "address": settings.address(),
            }
            found.append(letter(kind, mail, lang, values=values))
        return found

    def _sender(self, product: Product, lang: str) -> str:
        """Who is to deliver."""
        if product.direction == "in":
            return self._partner.name(lang)
        own = self._quarters.office
        return own.names.get(lang) or own.names.get("en") or own.office
