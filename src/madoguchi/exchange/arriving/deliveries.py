"""What is loaded, where it goes, and what became of it."""

from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from madoguchi.archive import Archive
from madoguchi.exchange.packages import RecordReport, line
from madoguchi.exchange.partners import Direction, Partner, Product
from madoguchi.search import SearchIndex

# So that the receipt stays within `packages.LARGEST_RECEIPT` whatever they are called.
_REPORTED = 25_000


class Shelf(msgspec.Struct, frozen=True):
    """Where a partner's publications go: everybody's, or the examiners'."""

    archive: Archive
    index: SearchIndex


class Holdings(Protocol):
    """Knows which shelf an agreement allows."""

    def of(self, partner: Partner) -> Shelf:
        """Where a partner's publications go."""

    def settle(self, partner: Partner) -> int:
        """Move what lies where the agreement allows it no longer; return how many documents."""


class Delivery(NamedTuple):
    """Something to be loaded: whose, of which product, called what, its files by what they are."""

    partner: Partner
    product: Product
    name: str
    records: tuple[Path, ...]
    deletions: tuple[Path, ...] = ()
    authority: tuple[Path, ...] = ()

    @property
    def own_word(self) -> bool:
        """Whether it is the word of the office that published."""
        return self.partner.office == self.product.office

    @property
    def key(self) -> tuple[Direction, str, str]:
        return "in", self.partner.id, self.product.id


class Loaded(msgspec.Struct):
    """What became of a delivery; `records` names what is not as it was meant."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    deleted: int = 0
    remarks: list[str] = []
    records: list[RecordReport] = []
    abstract_only: int = 0
    more: int = 0
    encodings: list[str] = []

    def report(self, one: RecordReport) -> None:
        """Note a record; what its sender called it is said so that the sender can read it."""
        if len(self.records) >= _REPORTED:
            return
        texts = {"record": line(one.record), "file": line(one.file), "error": line(one.error, 500)}
        self.records.append(msgspec.structs.replace(one, **texts))
