"""What a partner answers and asks: receipts taken in, requests fulfilled."""

import shutil
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import msgspec
from sqlalchemy import update

from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.bulk import Span
from madoguchi.errors import RefusedError
from madoguchi.exchange import numbers
from madoguchi.exchange.arriving import Collector, FaultError, addressed, lacking_or_damaged, signed
from madoguchi.exchange.couriers import Courier
from madoguchi.exchange.dispatching import Dispatch
from madoguchi.exchange.log import Log
from madoguchi.exchange.messages import Asked, Messages
from madoguchi.exchange.mishaps import kept_apart
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.packages import (
    LARGEST_RECEIPT,
    LARGEST_REQUEST,
    MANIFEST,
    PACKAGES,
    RECEIPTS,
    REQUESTS,
    SIGNATURE,
    Manifest,
    Receipt,
    Request,
    is_safe_name,
    read,
)
from madoguchi.exchange.packing import Order
from madoguchi.exchange.partners import Direction, Partner
from madoguchi.exchange.shipping import Shipment, Shipments, State
from madoguchi.exchange.tables import number

# So many letters are read, and requests answered, in one turn; the rest waits for the next.
_LETTERS, _ANSWERS = 1_000, 20
# Nor is answered more while so many corrections lie ready that the partner has not taken in.
_MOST_READY, _MOST_OPEN = 100, 1_000
_STATES: dict[str, State] = {"loaded": "acknowledged", "held": "held", "refused": "refused"}


class Correspondence:
    """Takes in receipts and requests of a partner, and answers the requests."""

    def __init__(self, archive: Archive, quarters: Quarters, partner: Partner) -> None:
        self._archive, self._quarters, self._partner = archive, quarters, partner
        self._shipments, self._log = Shipments(archive), Log(archive)
        self._messages = Messages(archive, quarters)
        self._dispatch = Dispatch(archive, quarters)
        self._collector = Collector(archive, quarters)

    def take_in(self) -> None:
        """Take in everything that lies there signed."""
        for path in islice(self._letters(RECEIPTS), _LETTERS):
            self._read(path, self._receipt, LARGEST_RECEIPT)
        for path in islice(self._letters(REQUESTS), _LETTERS):
            self._read(path, self._request, LARGEST_REQUEST)
        self.answer()

    def _letters(self, folder: str) -> Iterator[Path]:
        place = self._quarters.inbox(self._partner.id) / folder
        if not place.is_dir() or place.is_symlink():
            return
        for path in sorted(place.glob("*.json")):
            plain = path.is_file() and not path.is_symlink() and is_safe_name(path.name)
            signature = path.with_name(path.name + SIGNATURE)
            if plain and signature.is_file() and not signature.is_symlink():
                yield path

    def _read(self, path: Path, take: Callable[[bytes], None], largest: int) -> None:
        """Take in a letter; what is not the partner's is logged, and none is read twice."""
        with kept_apart(self._log, self._partner.id, package=path.name):
            self._taken(path, take, largest)
            path.with_name(path.name + SIGNATURE).unlink(missing_ok=True)
            path.unlink(missing_ok=True)

    def _taken(self, path: Path, take: Callable[[bytes], None], largest: int) -> None:
        try:
            take(signed(path, self._partner.certificate, largest))
        except FaultError as error:
            self._log.put(error.code, self._partner.id, package=path.name, reason=error.reason)
            name = f"{path.parent.name}/{path.name}"
            self._collector.fetch_again(self._partner.id, name, path.name, error.code)
        except RefusedError as error:
            self._log.put("unreadable", self._partner.id, package=path.name, reason=error.reason)

    # -- receipts ------------------------------------------------------------------------------

    def _receipt(self, data: bytes) -> None:
        receipt = read(data, Receipt)
        addressed(receipt, self._partner, self._quarters.office)
        known = self._shipments.named("out", self._partner.id, receipt.package)
        if known is None or known.sha256 != receipt.sha256:
            reason = "it names no package of ours"
            self._log.put("unreadable", self._partner.id, package=receipt.package, reason=reason)
            return
        name = f"{known.name}.{receipt.verdict}.receipt.json"
        (self._quarters.kept(self._partner.id) / name).write_bytes(data)
        if receipt.verdict in _STATES and known.state != "acknowledged":
            self._settle(known, receipt)
        self._note_records(known, receipt)

    def _settle(self, known: Shipment, receipt: Receipt) -> None:
        now = msgspec.structs.replace(
            known, state=_STATES[receipt.verdict], settled=clock.stamp(),
            reasons="\n".join(receipt.reasons)[:4000], new=receipt.new, changed=receipt.changed,
            unchanged=receipt.unchanged, refused=receipt.refused, deleted=receipt.deleted,
        )  # fmt: skip
        self._shipments.put(now)
        code = "acknowledged" if receipt.verdict == "loaded" else "receipt-refused"
        self._log.put(
            code, known.partner, known.product, known.name,
            reason="; ".join(receipt.reasons), refused=receipt.refused, verdict=receipt.verdict,
        )  # fmt: skip
        if receipt.verdict == "refused":
            self._not_deleted(known)

    def _not_deleted(self, known: Shipment) -> None:
        """What a refused package was to delete is there still: the next back file deletes it."""
        mine = numbers.mine("out", known.partner, known.product)
        with self._archive.database.writing() as connection:
            deleted = update(number).where(mine, number.c.package == known.name, number.c.deleted)
            connection.execute(deleted.values(deleted=False))

    def _note_records(self, known: Shipment, receipt: Receipt) -> None:
        """Keep with each record what the receiver says of it."""
        with self._archive.database.writing() as connection:
            key: tuple[Direction, str, str] = ("out", known.partner, known.product)
            there = numbers.known(connection, key, [one.record for one in receipt.records])
            told = (
                numbers.Told(record=one.record, number=there[one.record].number,
                             error=one.error[:500])
                for one in receipt.records
                if one.error and one.record in there
            )  # fmt: skip
            numbers.tell(connection, key, told)

    # -- requests ------------------------------------------------------------------------------

    def _request(self, data: bytes) -> None:
        asked = read(data, Request)
        addressed(asked, self._partner, self._quarters.office)
        if not asked.request.startswith(f"{self._partner.office}."):
            raise RefusedError(f"{asked.request[:60]!r} is no request of {self._partner.office}")
        if self._messages.open_count(self._partner.id) >= _MOST_OPEN:
            raise RefusedError(f"{_MOST_OPEN:,} requests wait for an answer already")
        self._messages.note(self._partner.id, asked)

    def answer(self) -> None:
        """Answer what is open of the partner's requests, so many at a time."""
        for one in self._messages.open_requests(self._partner.id, _ANSWERS):
            if one.wanted == "package" or not self._crowded():
                with kept_apart(self._log, self._partner.id, one.product, one.request):
                    self._answer(one)

    def _crowded(self) -> bool:
        """Whether more was made at the partner's wish than it cares to take in."""
        ready = self._shipments.of("out", self._partner.id, ("ready",))
        return sum(one.kind == "correction" for one in ready) >= _MOST_READY

    def _answer(self, asked: Asked) -> None:
        product = self._partner.product(asked.product)
        reason = self._dispatch.forbidden(self._partner, product)
        if product is None or reason:
            self._log.put("cannot-answer", self._partner.id, asked.product,
                          request=asked.request, reason=reason)  # fmt: skip
            self._messages.close(asked.request, "refused")
            return
        if asked.wanted == "package":
            for sequence in asked.things:
                self._send_again(asked.product, int(sequence))
        else:
            self._dispatch.correct(
                self._partner, product, tuple(asked.things), answers=asked.request
            )
        self._messages.close(asked.request)
        self._log.put("request-answered", self._partner.id, asked.product, request=asked.request)

    def _send_again(self, product: str, sequence: int) -> None:
        """Bring a package once more; where what lies here is not whole, it is made anew."""
        found = self._shipments.find("out", self._partner.id, product, sequence)
        agreed = self._partner.product(product)
        if found is None or agreed is None:
            return
        folder = self._quarters.tray(self._partner.id) / PACKAGES / found.name
        if not _is_whole(folder, found):
            order = Order(
                partner=self._partner, product=agreed, kind="front",
                span=Span(found.after, found.through), sequence=sequence, replaces=found.sha256,
            )  # fmt: skip
            self._dispatch.remake(order, found)
            shutil.rmtree(self._quarters.work / self._partner.id, ignore_errors=True)
        Courier(self._archive, self._quarters, self._partner).again(found.name)


def _is_whole(folder: Path, found: Shipment) -> bool:
    try:
        data = (folder / MANIFEST).read_bytes()
        manifest = read(data, Manifest)
    except (OSError, RefusedError):
        return False
    return not lacking_or_damaged(folder, manifest, found.sha256, data)
