"""Taking in what a partner brought: whole, checked, in order, through the gates, onto record.

Each step is safe to repeat: what a crash interrupts is taken up at the next turn.
"""

import datetime as dt
import shutil
from pathlib import Path

import msgspec
from sqlalchemy import delete

from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.errors import RefusedError
from madoguchi.exchange.arriving.checking import (
    FaultError,
    Opened,
    damaged,
    lacking,
    opened,
    skewed,
)
from madoguchi.exchange.arriving.gates import gated, too_little, too_much
from madoguchi.exchange.arriving.loading import Delivery, Holdings, Loaded, Loader, joined
from madoguchi.exchange.arriving.plain import PLAIN, Plain
from madoguchi.exchange.log import Log
from madoguchi.exchange.messages import Messages
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.packages import (
    MANIFEST,
    PACKAGES,
    SIGNATURE,
    Receipt,
    Verdict,
    is_package_name,
)
from madoguchi.exchange.partners import Partner
from madoguchi.exchange.shipping import Shipment, Shipments
from madoguchi.exchange.tables import carried

# How long the rest of a package may be on its way before that is remarked on.
_ON_ITS_WAY = dt.timedelta(days=1)
# Lies in a package whose bytes were found to be as they were signed.
_VERIFIED = ".verified"


class Arrivals:
    """Takes in packages of partners."""

    def __init__(self, archive: Archive, quarters: Quarters, holdings: Holdings) -> None:
        self._archive, self._quarters = archive, quarters
        self._loader = Loader(archive, quarters, holdings)
        self._shipments, self._log = Shipments(archive), Log(archive)
        self._messages = Messages(archive, quarters)

    def take_in(self, partner: Partner) -> int:
        """Take in everything that is whole; return how many packages were settled."""
        self._collect(partner)
        self._collect_plain(partner)
        settled = 0
        while done := sum([self._settle(partner, folder) for folder in self._waiting(partner)]):
            settled += done  # one more round: what waited for an earlier package may go on
        return settled

    def _waiting(self, partner: Partner) -> list[Path]:
        places = self._quarters.arrived(partner.id).iterdir()
        return sorted(path for path in places if path.is_dir())

    # -- out of the partner's reach ------------------------------------------------------------

    def _collect(self, partner: Partner) -> None:
        """Move what is whole out of the partner's reach, before its bytes are looked at."""
        packages = self._quarters.inbox(partner.id) / PACKAGES
        if not packages.is_dir() or packages.is_symlink():
            return
        for folder in sorted(packages.iterdir()):
            if folder.is_dir() and not folder.is_symlink() and is_package_name(folder.name):
                self._collect_one(partner, folder)

    def _collect_plain(self, partner: Partner) -> None:
        """Give what came without a manifest one of ours."""
        plain = Plain(self._quarters, partner)
        for product, form, path in list(plain.ready()):
            if wrong := plain.wrong_sum(path):
                self._log.put("damaged", partner.id, product.id, path.name, files=wrong)
                path.unlink()
                name = path.relative_to(self._quarters.inbox(partner.id)).as_posix()
                self._forget(partner.id, name)
                continue
            last = self._shipments.last("in", partner.id, product.id)
            sequence = last.sequence + 1 if last else 1
            package = opened(
                plain.wrap(product, form, path, sequence), partner, self._quarters.office
            )
            self._shipments.put(_shipment(partner, package))

    def _collect_one(self, partner: Partner, folder: Path) -> None:
        place = self._quarters.arrived(partner.id) / folder.name
        if not _has(folder, MANIFEST) or not _has(folder, f"{MANIFEST}{SIGNATURE}"):
            self._remark_late(partner, folder)
            return
        try:
            manifest = opened(folder, partner, self._quarters.office).manifest
        except FaultError as error:
            self._turn_away(partner, folder, error)
            return
        # Of a package that was damaged only what was bad is brought once more.
        short = lacking(folder, manifest)
        if place.exists():
            short = [name for name in short if name in lacking(place, manifest)]
        if short:
            self._remark_late(partner, folder)
        elif place.exists():
            _merge(folder, place)
        else:
            folder.rename(place)

    def _turn_away(self, partner: Partner, folder: Path, error: FaultError) -> None:
        """What is not the partner's, or not for us, is taken away: it may be brought anew."""
        self._log.put(error.code, partner.id, package=folder.name, reason=error.reason)
        shutil.rmtree(folder)
        self._forget(partner.id, f"{PACKAGES}/{folder.name}/")

    def _remark_late(self, partner: Partner, folder: Path) -> None:
        begun = dt.datetime.fromtimestamp(folder.stat().st_mtime, dt.UTC)
        said = self._log.codes(partner.id, folder.name)
        if clock.now() - begun > _ON_ITS_WAY and "incomplete" not in said:
            self._log.put("incomplete", partner.id, package=folder.name)

    # -- one package ---------------------------------------------------------------------------

    def _settle(self, partner: Partner, folder: Path) -> bool:
        """Bring a package as far as it goes; True where it is settled by that."""
        try:
            package = opened(folder, partner, self._quarters.office)
        except FaultError as error:
            self._turn_away(partner, folder, error)
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
        new = _shipment(partner, package)
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
            receipt = self._receipt(package, "refused", Loaded(), reasons=(reason,))
            self._messages.lay_receipt(partner, receipt, f"{manifest.package}-conflict")
        shutil.rmtree(package.folder)
        return False

    def _whole(self, package: Opened, now: Shipment) -> bool:
        """Whether every byte is as it was signed; what is not is asked for again."""
        mark = package.folder / _VERIFIED
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
            self._forget(now.partner, f"{PACKAGES}/{now.name}/{name}")
        tried = msgspec.structs.replace(now, state="damaged", attempts=now.attempts + 1)
        self._shipments.put(tried)
        self._forget(now.partner, f"{PACKAGES}/{now.name}/{MANIFEST}")
        self._log.put("damaged", now.partner, now.product, now.name, files=", ".join(bad))
        self._messages.came(now.partner, now.product, now.sequence)
        self._messages.ask_packages(now.partner, now.product, (now.sequence,), "damaged")
        return False

    def _turn_has_come(self, now: Shipment) -> bool:
        """Whether everything before it is settled; what is missing is asked for, once."""
        reached = self._shipments.loaded_through(now.partner, now.product)
        if now.sequence == reached + 1:
            return True
        if now.state != "waiting":
            waiting = msgspec.structs.replace(now, state="waiting")
            self._shipments.put(waiting)
            self._log.put("out-of-order", now.partner, now.product, now.name, expected=reached + 1)
        missing = [
            sequence
            for sequence in range(reached + 1, now.sequence)
            if self._shipments.find("in", now.partner, now.product, sequence) is None
        ]
        self._messages.ask_packages(now.partner, now.product, tuple(missing), "missing")
        return False

    def _let_in(self, partner: Partner, package: Opened, now: Shipment) -> bool:
        """Whether the gate lets it in; if not it is held with the reason, for staff to decide."""
        if now.state == "held" or now.kind == "correction" or not gated(package.product):
            return now.state != "held"
        found = self._loader.measure(self._delivery(partner, package))
        for reason in too_much(package.product.gate, found):
            self._log.put("above-most", now.partner, now.product, now.name, reason=reason)
        reasons = list(too_little(package.product.gate, found))
        told = package.manifest.records
        if found.records != told and not (package.folder / PLAIN).exists():
            reasons.append(f"{found.records} records, the manifest says {told}")
        if not reasons:
            return True
        self._shipments.put(msgspec.structs.replace(now, state="held", reasons="\n".join(reasons)))
        self._log.put("held", now.partner, now.product, now.name, reason="; ".join(reasons))
        receipt = self._receipt(package, "held", Loaded(), reasons=tuple(reasons))
        self._messages.lay_receipt(partner, receipt)
        return False

    def _delivery(self, partner: Partner, package: Opened) -> Delivery:
        files = joined(package.folder, package.manifest)
        forms = (tuple(files.get(form, ())) for form in ("records", "deletions", "authority"))
        return Delivery(partner, package.product, package.manifest.package, *forms)

    def _load(self, partner: Partner, package: Opened, now: Shipment) -> None:
        self._shipments.put(msgspec.structs.replace(now, state="loading"))
        loaded = self._loader.load(self._delivery(partner, package))
        arrived = dt.datetime.fromisoformat(now.arrived)
        receipt = self._receipt(package, "loaded", loaded, tuple(loaded.remarks), arrived)
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

    def _receipt(
        self,
        package: Opened,
        verdict: Verdict,
        loaded: Loaded,
        reasons: tuple[str, ...] = (),
        arrived: dt.datetime | None = None,
    ) -> Receipt:
        manifest = package.manifest
        return Receipt(
            package=manifest.package,
            sha256=package.sha256,
            sender=self._quarters.office.office,
            recipient=manifest.sender,
            product=manifest.product,
            sequence=manifest.sequence,
            verdict=verdict,
            received=arrived or clock.now(),
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

    def _keep(self, partner: Partner, package: Opened) -> None:
        """The manifest and its signature stay: they prove what was received."""
        kept = self._quarters.kept(partner.id)
        plain = (package.folder / PLAIN).exists()
        for ending in ("",) if plain else ("", SIGNATURE):
            shutil.copyfile(
                package.folder / f"{MANIFEST}{ending}",
                kept / f"{package.manifest.package}.{MANIFEST}{ending}",
            )

    def _forget(self, partner: str, start: str) -> None:
        """Let files whose names begin so be fetched again."""
        c = carried.c
        where = (c.direction == "in") & (c.partner == partner)
        with self._archive.database.writing() as connection:
            connection.execute(
                delete(carried).where(where, c.name.startswith(start, autoescape=True))
            )

    # -- what people decide --------------------------------------------------------------------

    def release(self, partner: Partner, product: str, sequence: int) -> None:
        """Let a package in that is held. Raises NotFoundError, RefusedError."""
        now = self._shipments.one("in", partner.id, product, sequence)
        if now.state != "held":
            raise RefusedError(f"{now.name} is not held, it is {now.state}")
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
        receipt = self._receipt(package, "refused", Loaded(), reasons=(reason,))
        self._messages.lay_receipt(partner, receipt)
        settled = msgspec.structs.replace(
            now, state="refused", settled=clock.stamp(), reasons=reason
        )
        self._shipments.put(settled)
        self._keep(partner, package)
        shutil.rmtree(package.folder)


def _merge(folder: Path, place: Path) -> None:
    """Put what was brought once more to the rest; its bytes are looked at anew."""
    (place / _VERIFIED).unlink(missing_ok=True)
    for piece in sorted(folder.iterdir()):
        if piece.is_file() and not piece.is_symlink() and not piece.name.endswith(".part"):
            piece.replace(place / piece.name)
    shutil.rmtree(folder)


def _has(folder: Path, name: str) -> bool:
    return (folder / name).is_file() and not (folder / name).is_symlink()


def _shipment(partner: Partner, package: Opened) -> Shipment:
    manifest = package.manifest
    return Shipment(
        direction="in",
        partner=partner.id,
        product=manifest.product,
        sequence=manifest.sequence,
        name=manifest.package,
        kind=manifest.kind,
        sha256=package.sha256,
        produced=manifest.produced.isoformat(timespec="seconds"),
        arrived=clock.stamp(),
        answers=manifest.answers,
        first=str(manifest.first or ""),
        last=str(manifest.last or ""),
        after=manifest.after,
        through=manifest.through,
        records=manifest.records,
        deletions=manifest.deletions,
        bytes=manifest.bytes,
    )


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
