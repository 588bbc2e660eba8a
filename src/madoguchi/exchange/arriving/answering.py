"""Receipts: what became of a package, in the words of its sender."""

import datetime as dt

from madoguchi import clock
from madoguchi.exchange.arriving.checking import Opened
from madoguchi.exchange.arriving.deliveries import Loaded
from madoguchi.exchange.packages import Receipt, Verdict


def receipt_for(
    package: Opened,
    office: str,
    verdict: Verdict,
    reasons: tuple[str, ...] = (),
    loaded: Loaded | None = None,
    arrived: str = "",
) -> Receipt:
    """Return the receipt for a package; `arrived` is the instant at which it was whole."""
    manifest, loaded = package.manifest, loaded or Loaded()
    return Receipt(
        package=manifest.package,
        sha256=package.sha256,
        sender=office,
        recipient=manifest.sender,
        product=manifest.product,
        sequence=manifest.sequence,
        verdict=verdict,
        received=dt.datetime.fromisoformat(arrived) if arrived else clock.now(),
        settled=clock.now(),
        reasons=reasons,
        read=loaded.read,
        new=loaded.new,
        changed=loaded.changed,
        unchanged=loaded.unchanged,
        refused=loaded.refused,
        deleted=loaded.deleted,
        records=tuple(loaded.records),
    )
