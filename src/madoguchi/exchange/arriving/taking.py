"""Taking in what a partner brought: whole, checked, in order, through the gates, onto record.

Each step is safe to repeat: what a crash interrupts is taken up at the next turn.
"""

import shutil
from pathlib import Path

import msgspec

from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.errors import RefusedError
from madoguchi.exchange.arriving.answering import receipt_for
from madoguchi.exchange.arriving.checking import (
    FaultError,
    Opened,
    damaged,
    lacking,
    opened,
    skewed,
)
from madoguchi.exchange.arriving.collecting import VERIFIED, Collector, shipment_of
from madoguchi.exchange.arriving.deliveries import Delivery, Holdings, Loaded
from madoguchi.exchange.arriving.gates import gated, too_little, too_much
from madoguchi.exchange.arriving.loading import Loader, joined
from madoguchi.exchange.arriving.plain import PLAIN
from madoguchi.exchange.log import Log
from madoguchi.exchange.messages import Messages
from madoguchi.exchange.mishaps import kept_apart
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.packages import (
    MANIFEST,
    PACKAGES,
    SIGNATURE,
    Receipt,
    is_package_name,
)
from madoguchi.exchange.partners import Partner
from madoguchi.exchange.shipping import OPEN, Shipment, Shipments

# Whoever skips more than that is asked for the next ones later.
_MOST_ASKED = 1000


class Arrivals:
    """Takes in packages of partners."""

    def __init__(self, archive: Archive, quarters: Quarters, holdings: Holdings) -> None:
        self._archive, self._quarters = archive, quarters
        self._loader = Loader(archive, quarters, holdings)
        self._shipments, self._log = Shipments(archive), Log(archive)
        self._messages = Messages(archive, quarters)
        self._collector = Collector(archive, quarters)

    @property
    def _office(self) -> str:
        return self._quarters.office.office

    def take_in(self, partner: Partner) -> int:
        """Take in everything that is whole; return how many packages were settled."""
        with kept_apart(self._log, partner.id):
            self._collector.collect(partner)
        settled = 0
        while done := sum([self._tried(partner, folder) for folder in self._waiting(partner)]):
            settled += done  # one more round: what waited for an earlier package may go on
        for product in partner.going("in"):
            self._ask_missing(partner, product.id)
        return settled

    def _tried(self, partner: Partner, folder: Path) -> bool:
        """Settle a package; what goes wrong with one holds up no other."""
        with kept_apart(self._log, partner.id, package=folder.name):
            return self._settle(partner, folder)
        return False

    def _waiting(self, partner: Partner) -> list[Path]:
        places = self._quarters.arrived(partner.id).iterdir()
        return sorted(path for path in places if path.is_dir() and is_package_name(path.name))

    # -- one package ---------------------------------------------------------------------------

    def _settle(self, partner: Partner, folder: Path) -> bool:
        """Bring a package as far as it goes; True where it is settled by that."""
        try:
            package = opened(folder, partner, self._quarters.office)
        except FaultError as error:
            self._collector.turn_away(partner, folder, error)
            return False
        now = self._account(partner, package)
        if now.state in ("loaded", "refused"):
            return self._repeated(partner, package, now)
        if not self._whole(package, now):
            return False
        if not self._turn_has_come(now):
            return False
        if now.state != "released" and not self._let_in(partner, package, now):
            return False
        self._load(partner, package, now)
        return True

    def _account(self, partner: Partner, package: Opened) -> Shipment:
        """The package's account, opened when it is new."""
        manifest = package.manifest
        key = ("in", partner.id, manifest.product, manifest.sequence)
        found = self._shipments.find("in", *key[1:])
        if found is not None and found.sha256 == package.sha256:
            return found
        if found is not None and found.state in ("loaded", "refused"):
            return found
        new = shipment_of(partner, package)
        if found is not None:
            self._log.put("replaced", partner.id, manifest.product, manifest.package)
        elif skewed(manifest, clock.now()):
            produced = str(manifest.produced)
            self._log.put(
                "clock-skew", partner.id, manifest.product, manifest.package, produced=produced
            )
        self._shipments.put(new)
        return new

    def _repeated(self, partner: Partner, package: Opened, known: Shipment) -> bool:
        """A package that was settled before: the same again, or another under its number."""
        manifest = package.manifest
        key = (partner.id, manifest.product, manifest.package)
        if known.sha256 == package.sha256:
            self._log.put("repeated", *key)
        else:
            reason = f"package {manifest.sequence} of {manifest.product} was another one"
            self._log.put("conflict", *key, reason=reason)
            receipt = receipt_for(package, self._office, "refused", reasons=(reason,))
            self._messages.lay_receipt(partner, receipt, f"{manifest.package}-conflict")
        shutil.rmtree(package.folder)
        return False

    def _whole(self, package: Opened, now: Shipment) -> bool:
        """Whether every byte is as it was signed; what is not is asked for again."""
        mark = package.folder / VERIFIED
        if mark.exists():
            return True
        if now.state == "damaged" and lacking(package.folder, package.manifest):
            return False  # asked for already, and not here yet
        bad = damaged(package.folder, package.manifest)
        if not bad:
            mark.touch()
            return True
        for name in bad:
            (package.folder / name).unlink(missing_ok=True)
            self._collector.forget(now.partner, f"{PACKAGES}/{now.name}/{name}")
        tried = msgspec.structs.replace(now, state="damaged", attempts=now.attempts + 1)
        self._shipments.put(tried)
        self._collector.forget(now.partner, f"{PACKAGES}/{now.name}/{MANIFEST}")
        self._log.put("damaged", now.partner, now.product, now.name, files=", ".join(bad))
        self._messages.came(now.partner, now.product, now.sequence)
        self._messages.ask_packages(now.partner, now.product, (now.sequence,), "damaged")
        return False

    def _turn_has_come(self, now: Shipment) -> bool:
        """Whether everything before it is settled."""
        reached = self._shipments.loaded_through(now.partner, now.product)
        if now.sequence == reached + 1:
            return True
        if now.state != "waiting":
            waiting = msgspec.structs.replace(now, state="waiting")
            self._shipments.put(waiting)
            self._log.put("out-of-order", now.partner, now.product, now.name, expected=reached + 1)
        return False

    def _ask_missing(self, partner: Partner, product: str) -> None:
        """Ask, once, for what lacks before something that waits, and for what was lost here."""
        names = [folder.name for folder in self._waiting(partner)]
        there = {int(name[-6:]) for name in names if name.split(".")[1] == product}
        known = self._shipments.of("in", partner.id, OPEN)
        wanted = {*there, *(one.sequence for one in known if one.product == product)}
        if wanted:
            first = self._shipments.loaded_through(partner.id, product) + 1
            last = min(max(wanted), first + _MOST_ASKED)
            missing = [one for one in range(first, last + 1) if one not in there]
            self._messages.ask_packages(partner.id, product, missing, "missing")

    def _let_in(self, partner: Partner, package: Opened, now: Shipment) -> bool:
        """Whether the gate lets it in; if not it is held with the reason, for staff to decide."""
        if now.state == "held":
            return False
        reasons = self._not_agreed(partner) or self._too_little(partner, package, now)
        if not reasons:
            return True
        self._shipments.put(msgspec.structs.replace(now, state="held", reasons="\n".join(reasons)))
        self._log.put("held", now.partner, now.product, now.name, reason="; ".join(reasons))
        receipt = receipt_for(package, self._office, "held", reasons=tuple(reasons))
        self._messages.lay_receipt(partner, receipt)
        return False

    def _not_agreed(self, partner: Partner) -> list[str]:
        today = clock.today(self._quarters.office.time_zone)
        return [] if partner.agreement.in_force(today) else ["no agreement is in force"]

    def _too_little(self, partner: Partner, package: Opened, now: Shipment) -> list[str]:
        """What the gate has against a delivery; what is above it is only remarked on."""
        if now.kind == "correction" or not gated(package.product):
            return []
        found = self._loader.measure(self._delivery(partner, package))
        for reason in too_much(package.product.gate, found):
            self._log.put("above-most", now.partner, now.product, now.name, reason=reason)
        reasons = list(too_little(package.product.gate, found))
        told = package.manifest.records
        if found.records != told and not (package.folder / PLAIN).exists():
            reasons.append(f"{found.records} records, the manifest says {told}")
        return reasons

    def _delivery(self, partner: Partner, package: Opened) -> Delivery:
        files = joined(package.folder, package.manifest)
        forms = (tuple(files.get(form, ())) for form in ("records", "deletions", "authority"))
        return Delivery(partner, package.product, package.manifest.package, *forms)

    def _load(self, partner: Partner, package: Opened, now: Shipment) -> None:
        self._shipments.put(msgspec.structs.replace(now, state="loading"))
        loaded = self._loader.load(self._delivery(partner, package))
        remarks = tuple(loaded.remarks)
        receipt = receipt_for(package, self._office, "loaded", remarks, loaded, now.arrived)
        self._messages.lay_receipt(partner, receipt)
        self._shipments.put(_settled(now, loaded, receipt))
        self._messages.came(now.partner, now.product, now.sequence)
        self._keep(partner, package)
        self._tell(now, loaded)
        shutil.rmtree(package.folder)

    def _tell(self, now: Shipment, loaded: Loaded) -> None:
        key = (now.partner, now.product, now.name)
        self._log.put(
            "loaded", *key, new=loaded.new, changed=loaded.changed, unchanged=loaded.unchanged,
            deleted=loaded.deleted, refused=loaded.refused,
        )  # fmt: skip
        if loaded.refused:
            self._log.put("records-refused", *key, count=loaded.refused)
        if loaded.abstract_only:
            self._log.put("abstract-only", *key, count=loaded.abstract_only)
        if loaded.more:
            self._log.put("more-than-agreed", *key, count=loaded.more)
        if loaded.encodings:
            self._log.put("encoding", *key, reason="; ".join(loaded.encodings))

    def _keep(self, partner: Partner, package: Opened) -> None:
        """The manifest and its signature stay: they prove what was received."""
        kept = self._quarters.kept(partner.id)
        plain = (package.folder / PLAIN).exists()
        for ending in ("",) if plain else ("", SIGNATURE):
            shutil.copyfile(
                package.folder / f"{MANIFEST}{ending}",
                kept / f"{package.manifest.package}.{MANIFEST}{ending}",
            )

    # -- what people decide --------------------------------------------------------------------

    def release(self, partner: Partner, product: str, sequence: int, sha256: str = "") -> None:
        """Let a package in that is held; `sha256` is of the manifest that somebody looked at.

        Raises NotFoundError, RefusedError where it is not held, or another lies there by now.
        """
        now = self._shipments.one("in", partner.id, product, sequence)
        if now.state != "held":
            raise RefusedError(f"{now.name} is not held, it is {now.state}")
        if sha256 and sha256 != now.sha256:
            raise RefusedError(f"{now.name} was replaced by another; look at that one first")
        self._shipments.put(msgspec.structs.replace(now, state="released"))
        self._log.put("released", now.partner, now.product, now.name)

    def refuse(self, partner: Partner, product: str, sequence: int, reason: str) -> None:
        """Refuse a package that is held, and say so. Raises NotFoundError, RefusedError."""
        now = self._shipments.one("in", partner.id, product, sequence)
        if now.state != "held":
            raise RefusedError(f"{now.name} is not held, it is {now.state}")
        package = opened(
            self._quarters.arrived(partner.id) / now.name, partner, self._quarters.office
        )
        # What was published is known by the list all the same, and asked for.
        lists = self._delivery(partner, package)._replace(records=(), deletions=())
        self._loader.load(lists)
        receipt = receipt_for(package, self._office, "refused", reasons=(reason,))
        self._messages.lay_receipt(partner, receipt)
        settled = msgspec.structs.replace(
            now, state="refused", settled=clock.stamp(), reasons=reason
        )
        self._shipments.put(settled)
        self._keep(partner, package)
        shutil.rmtree(package.folder)


def _settled(now: Shipment, loaded: Loaded, receipt: Receipt) -> Shipment:
    return msgspec.structs.replace(
        now,
        state="loaded",
        settled=clock.stamp(),
        reasons="\n".join(receipt.reasons),
        new=loaded.new,
        changed=loaded.changed,
        unchanged=loaded.unchanged,
        refused=loaded.refused,
        deleted=loaded.deleted,
    )
