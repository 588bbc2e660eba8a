"""Arriving: what partners bring, checked, held or let in, loaded, acknowledged."""

from madoguchi.exchange.arriving.checking import FaultError, addressed, lacking_or_damaged, signed
from madoguchi.exchange.arriving.collecting import Collector
from madoguchi.exchange.arriving.deleting import told_by
from madoguchi.exchange.arriving.deliveries import Delivery, Holdings, Shelf
from madoguchi.exchange.arriving.loading import Loader
from madoguchi.exchange.arriving.plain import wanted_plainly
from madoguchi.exchange.arriving.taking import Arrivals

__all__ = [
    "Arrivals",
    "Collector",
    "Delivery",
    "FaultError",
    "Holdings",
    "Loader",
    "Shelf",
    "addressed",
    "lacking_or_damaged",
    "signed",
    "told_by",
    "wanted_plainly",
]
