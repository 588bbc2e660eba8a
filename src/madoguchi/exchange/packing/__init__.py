"""Packing: what goes out, selected, written in the partner's form, signed, laid into the tray."""

from madoguchi.exchange.packing.making import Maker, settle
from madoguchi.exchange.packing.selection import Order
from madoguchi.exchange.packing.volumes import join
from madoguchi.exchange.packing.writing import day

__all__ = ["Maker", "Order", "day", "join", "settle"]
