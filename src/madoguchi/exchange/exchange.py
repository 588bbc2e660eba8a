"""The exchange as a whole: one turn does everything that is due, for every partner."""

import contextlib
import fcntl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from madoguchi.archive import Archive
from madoguchi.errors import MadoguchiError
from madoguchi.exchange.arriving import Arrivals, Holdings
from madoguchi.exchange.caring import Care
from madoguchi.exchange.completeness import Completeness
from madoguchi.exchange.conversing import Correspondence
from madoguchi.exchange.couriers import Courier, Way
from madoguchi.exchange.dispatching import Dispatch
from madoguchi.exchange.keeping import Partners
from madoguchi.exchange.log import Log
from madoguchi.exchange.messages import Messages
from madoguchi.exchange.mishaps import kept_apart
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.partners import Direction, Partner, Product
from madoguchi.exchange.shipping import Shipments
from madoguchi.exchange.status import Status
from madoguchi.exchange.tidying import tidy

_WAIT = 0.2


class Exchange:
    """The rooms of the exchange in a data directory; `holdings` says where what comes in goes."""

    def __init__(self, home: Path, archive: Archive, holdings: Holdings) -> None:
        self.archive = archive
        self.holdings = holdings
        self.quarters = Quarters(home)
        self.partners = Partners(archive)
        self.shipments = Shipments(archive)
        self.log = Log(archive)
        self.status = Status(archive, self.quarters)
        self.messages = Messages(archive, self.quarters)
        self.dispatch = Dispatch(archive, self.quarters)
        self.arrivals = Arrivals(archive, self.quarters, holdings)

    def completeness(self, direction: Direction, partner: str, product: Product) -> Completeness:
        return Completeness(self.archive, direction, partner, product)

    def courier(self, partner: Partner) -> Courier:
        return Courier(self.archive, self.quarters, partner)

    # -- turns ---------------------------------------------------------------------------------

    def turn(self, told: Callable[[str], None] = lambda _partner: None) -> None:
        """Fetch, take in, answer, make, send, ask, tell: what is due with each partner.

        What goes wrong with one partner is logged and holds up no other. Raises MadoguchiError
        where another process is at it.
        """
        with self.working():
            for partner in self.partners.all():
                told(partner.id)
                self.attend(partner)

    def attend(self, partner: Partner) -> None:
        """Do everything that is due with one partner; only where no other process is at it."""
        care = Care(self.archive, self.quarters, partner)
        steps: tuple[Callable[[], object], ...] = (
            lambda: self._carry(partner, Courier.fetch),
            lambda: self.take_in(partner),
            lambda: self.dispatch.pack_due(partner),
            care.ask,
            care.tell_late,
            lambda: tidy(self.archive, self.quarters, partner),
            lambda: self._carry(partner, Courier.send),
        )
        for step in steps:
            with kept_apart(self.log, partner.id):
                step()

    def _carry(self, partner: Partner, carry: Callable[[Courier, Way], int]) -> None:
        courier = self.courier(partner)
        way = courier.theirs()
        if way is not None:
            carry(courier, way)

    def take_in(self, partner: Partner) -> None:
        """Take in what lies in a partner's inbox, packages and letters."""
        self.holdings.settle(partner)  # first, and nothing where that fails
        with kept_apart(self.log, partner.id):
            self.arrivals.take_in(partner)
        Correspondence(self.archive, self.quarters, partner).take_in()

    @contextlib.contextmanager
    def working(self, patience: float = 0) -> Iterator[None]:
        """Let one process at a time work. Raises MadoguchiError when the patience is at an end."""
        self.quarters.root.mkdir(parents=True, exist_ok=True)
        ends = time.monotonic() + patience
        with (self.quarters.root / ".lock").open("w") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > ends:
                        raise MadoguchiError(
                            "another process is exchanging; wait until its turn has ended"
                        ) from None
                    time.sleep(_WAIT)
            yield

    # -- by hand -------------------------------------------------------------------------------

    def export(self, partner: Partner, folder: Path, *, again: bool = False) -> int:
        """Write what was not carried yet onto a disk; return how many files."""
        courier = self.courier(partner)
        with self.working():
            self.dispatch.pack_due(partner)
            tidy(self.archive, self.quarters, partner)
            if again:
                courier.again()
            count = courier.send(courier.by_hand(folder))
            self.log.put("exported", partner.id, count=count)
        return count

    def import_(self, partner: Partner, folder: Path) -> int:
        """Read what is new on a disk and take it in; return how many files."""
        courier = self.courier(partner)
        with self.working():
            count = courier.fetch(courier.by_hand(folder))
            self.log.put("imported", partner.id, count=count)
            with kept_apart(self.log, partner.id):
                self.take_in(partner)
        return count
