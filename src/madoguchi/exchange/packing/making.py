"""Making a package: written beside, entered in the accounts, then laid into the partner's tray."""

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.bulk import Authority, Listed, Record, Span
from madoguchi.errors import RefusedError
from madoguchi.exchange import numbers
from madoguchi.exchange.exceptions import NumberExceptions
from madoguchi.exchange.log import Log
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.packages import (
    MANIFEST,
    PACKAGES,
    SIGNATURE,
    Before,
    Deletion,
    Manifest,
    PackageFile,
    digest,
    package_name,
    write,
)
from madoguchi.exchange.packing.selection import Order, Selection
from madoguchi.exchange.packing.writing import Files, Written, day
from madoguchi.exchange.partners import Direction
from madoguchi.exchange.shipping import Shipment, Shipments
from madoguchi.formats import AuthorityEntry, FileHead

_ROWS = 500


class Maker:
    """Makes packages for partners."""

    def __init__(self, archive: Archive, quarters: Quarters) -> None:
        self._archive, self._quarters = archive, quarters
        self._shipments, self._log = Shipments(archive), Log(archive)

    def make(self, order: Order) -> Shipment:
        """Make a package and lay it into the partner's tray; it is there for good on return."""
        name = package_name(self._quarters.office.office, order.product.id, order.sequence)
        order = order._replace(name=name)
        place = _emptied(self._quarters.work / order.partner.id / name)
        manifest = _Making(self._archive, self._quarters, order, place, self._log).run()
        data = write(manifest)
        (place / MANIFEST).write_bytes(data)
        (place / f"{MANIFEST}{SIGNATURE}").write_bytes(self._quarters.seal.sign(data))
        for path in (*place.iterdir(), place):
            settle(path)
        made = _shipment(order, manifest, digest(data))
        self._shipments.put(made)
        return self.lay_out(made)

    def lay_out(self, made: Shipment) -> Shipment:
        """Lay a package that is made into its tray."""
        place = self._quarters.work / made.partner / made.name
        tray = self._quarters.tray(made.partner) / PACKAGES
        tray.mkdir(exist_ok=True)
        if place.exists():
            shutil.rmtree(tray / made.name, ignore_errors=True)
            place.rename(tray / made.name)
            settle(tray)
        ready = msgspec.structs.replace(made, state="ready")
        self._shipments.put(ready)
        counts = {"records": made.records, "deletions": made.deletions, "bytes": made.bytes}
        self._log.put("packed", made.partner, made.product, made.name, **counts)
        return ready


class _Making:
    """A package on its way."""

    def __init__(
        self, archive: Archive, quarters: Quarters, order: Order, place: Path, log: Log
    ) -> None:
        self._archive, self._order, self._place, self._log = archive, order, place, log
        self._office = quarters.office.office
        self._name = place.name
        self._selection = Selection(archive, order)
        head = FileHead(office=self._office, date=clock.today(), file=self._name)
        self._files = Files(archive, order.product, place / self._name, head)
        self._deleted = 0
        self._refused = 0

    def run(self) -> Manifest:
        # Looked up before the records are written down as sent.
        deletions = self._deletions()
        self._records()
        files = [*deletions, *self._files.files, *self._authority()]
        product, order, files_ = self._order.product, self._order, self._files
        return Manifest(
            package=self._name,
            sender=self._office,
            recipient=order.partner.office,
            product=product.id,
            sequence=order.sequence,
            kind=order.kind,
            office=product.office,
            right=product.right.value,
            form=product.form,
            contents=product.contents,
            produced=clock.now(),
            after=order.span.after,
            through=order.span.through,
            records=sum(one.records for one in files_.files),
            deletions=self._deleted,
            kinds=dict(sorted(files_.kinds.items())),
            first=day(files_.dates[0]),
            last=day(files_.dates[1]),
            previous=self._previous(),
            answers=order.answers,
            replaces=order.replaces,
            files=tuple(files),
        )

    @property
    def _key(self) -> tuple[Direction, str, str]:
        return "out", self._order.partner.id, self._order.product.id

    def _previous(self) -> Before | None:
        before = Shipments(self._archive).find(*self._key, self._order.sequence - 1)
        return Before(package=before.name, sha256=before.sha256) if before else None

    # -- records -------------------------------------------------------------------------------

    def _records(self) -> None:
        written: list[Written] = []
        for records in self._selection.records():
            self._files.expect([one.change.id for one in records])
            written += self._written(records)
            if len(written) >= _ROWS:
                self._enter(written)
                written = []
        self._enter(written)
        self._files.close()

    def _written(self, records: list[Record]) -> Iterator[Written]:
        for record in records:
            try:
                yield self._files.put(record)
            except RefusedError as error:
                self._refuse(record.change.id, error.reason)

    def _refuse(self, record: str, reason: str) -> None:
        self._refused += 1
        if self._refused <= _ROWS:
            self._log.put("sent-refused", *self._key[1:], self._name, record=record, reason=reason)

    def _enter(self, written: list[Written]) -> None:
        told = (
            numbers.Told(
                record=one.record.change.id, number=_number(one), kind=one.record.change.kind,
                date=one.record.change.date, listed=True, handed=True, deleted=False, has=one.has,
                package=self._name, error="",
            )
            for one in written
        )  # fmt: skip
        with self._archive.database.writing() as connection:
            numbers.tell(connection, self._key, told)

    # -- what else is in it --------------------------------------------------------------------

    def _deletions(self) -> list[PackageFile]:
        path = self._place / f"{self._name}.deletions.jsonl"
        with path.open("wb") as out:
            for one in self._selection.deletions():
                out.write(msgspec.json.encode(one) + b"\n")
                self._deleted += 1
        if not self._deleted:
            path.unlink()
            return []
        with self._archive.database.writing() as connection:
            numbers.tell(connection, self._key, (_gone(one, self._name) for one in _read(path)))
        return [_file(path, "deletions", self._deleted)]

    def _authority(self) -> list[PackageFile]:
        """The list of publication numbers (WIPO ST.37): of the span, or all."""
        product, name = self._order.product, self._selection.name
        if product.authority == "none" or name.cases or self._order.kind == "correction":
            return []
        span = self._order.span
        full = product.authority == "full" or self._order.kind == "back"
        listed = Authority(
            self._selection.ledger, name, Span(0, span.through) if full else span,
            wanted=lambda one: covered(self._order, one), others=tuple(self._exceptions()),
        )  # fmt: skip
        stem = self._place / self._name
        latest = self._files.dates[1]
        written = listed.write(stem, clock.today(), latest)
        return [
            PackageFile(name=one.name, form="authority", bytes=one.bytes, sha256=one.sha256)
            for one in written
        ]

    def _exceptions(self) -> Iterator[AuthorityEntry]:
        product = self._order.product
        for one in NumberExceptions(self._archive).entries(product.office, product.right.value):
            if product.covers(one.kind, str(one.date or "")):
                yield one


def covered(order: Order, listed: Listed) -> bool:
    return order.product.covers(listed.kind, listed.date)


def _number(one: Written) -> str:
    change = one.record.change
    bare = change.id[2:]
    return bare.removesuffix(change.kind) if change.kind else bare


def _gone(one: Deletion, package: str) -> numbers.Told:
    return numbers.Told(
        record=one.id, number=one.number, kind=one.kind, deleted=True, package=package
    )


def _read(path: Path) -> Iterator[Deletion]:
    with path.open("rb") as lines:
        yield from (msgspec.json.decode(line, type=Deletion) for line in lines)


def _file(path: Path, form: str, records: int) -> PackageFile:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size = path.stat().st_size
    found = {"name": path.name, "form": form, "bytes": size, "sha256": sha256, "records": records}
    return msgspec.convert(found, PackageFile)


def _shipment(order: Order, manifest: Manifest, sha256: str) -> Shipment:
    return Shipment(
        direction="out",
        partner=order.partner.id,
        product=manifest.product,
        sequence=manifest.sequence,
        name=manifest.package,
        kind=manifest.kind,
        sha256=sha256,
        produced=_stamp(manifest.produced),
        answers=manifest.answers,
        first=str(manifest.first or ""),
        last=str(manifest.last or ""),
        after=manifest.after,
        through=manifest.through,
        records=manifest.records,
        deletions=manifest.deletions,
        bytes=manifest.bytes,
    )


def _stamp(instant: dt.datetime) -> str:
    return instant.isoformat(timespec="seconds")


def _emptied(place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    return place


def settle(path: Path) -> None:
    """Bring a file or folder onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
