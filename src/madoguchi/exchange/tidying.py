"""Clearing up: what the partner has acknowledged long ago need not lie ready any more."""

import datetime as dt
import shutil
from pathlib import Path

from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.packages import PACKAGES, RECEIPTS, REQUESTS
from madoguchi.exchange.partners import Partner
from madoguchi.exchange.shipping import Shipments

_PACKAGES_LIE = dt.timedelta(days=90)
_LETTERS_LIE = dt.timedelta(days=365)


def tidy(archive: Archive, quarters: Quarters, partner: Partner) -> int:
    """Take away old packages that were acknowledged, and old letters; return how many.

    What is agreed no longer does not lie ready any more, whether it was fetched or not. A package
    that is asked for after that is made anew.
    """
    tray, before = quarters.tray(partner.id), (clock.now() - _PACKAGES_LIE).isoformat()
    today = clock.today(quarters.office.time_zone)
    agreed = {one.id for one in partner.going("out") if partner.agreement.in_force(today)}
    old = [
        tray / PACKAGES / one.name
        for one in Shipments(archive).of("out", partner.id)
        if one.product not in agreed or (one.state == "acknowledged" and one.settled < before)
    ]
    there = [folder for folder in old if folder.is_dir()]
    for folder in there:
        shutil.rmtree(folder)
    letters = [path for name in (RECEIPTS, REQUESTS) for path in _old(tray / name)]
    for path in letters:
        path.unlink()
    return len(there) + len(letters)


def _old(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    before = (clock.now() - _LETTERS_LIE).timestamp()
    return [path for path in folder.iterdir() if path.stat().st_mtime < before]
