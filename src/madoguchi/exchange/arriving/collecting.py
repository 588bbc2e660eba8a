"""What is whole is moved out of the partner's reach; only there it is looked at."""

import datetime as dt
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import delete

from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.errors import MadoguchiError
from madoguchi.exchange.arriving.checking import FaultError, Opened, lacking, opened
from madoguchi.exchange.arriving.plain import Plain
from madoguchi.exchange.log import Log
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.packages import (
    MANIFEST,
    PACKAGES,
    SIGNATURE,
    Manifest,
    is_package_name,
)
from madoguchi.exchange.partners import Partner
from madoguchi.exchange.shipping import Shipment, Shipments
from madoguchi.exchange.tables import carried

# How long the rest of a package may be on its way before that is remarked on.
_ON_ITS_WAY = dt.timedelta(days=1)
_FETCHED_AGAIN = 3
# So many are looked at in one turn, whatever somebody puts there.
_AT_ONCE = 5_000
# Lies in a package whose bytes were found to be as they were signed.
VERIFIED = ".verified"


class Collector:
    """Collects packages from the inboxes of partners."""

    def __init__(self, archive: Archive, quarters: Quarters) -> None:
        self._archive, self._quarters = archive, quarters
        self._shipments, self._log = Shipments(archive), Log(archive)

    def collect(self, partner: Partner) -> None:
        """Move what is whole out of the partner's reach, before its bytes are looked at."""
        self._collect_plain(partner)
        packages = self._quarters.inbox(partner.id) / PACKAGES
        if not packages.is_dir() or packages.is_symlink():
            return
        for folder in self._brought(partner, packages):
            try:
                self._collect_one(partner, folder)
            except FileNotFoundError:
                continue  # whoever brought it has taken it away again

    def _brought(self, partner: Partner, packages: Path) -> Iterator[Path]:
        """The folders of packages; what else lies there for long is taken away."""
        found = sorted(islice(packages.iterdir(), _AT_ONCE + 1))
        if len(found) > _AT_ONCE:
            self._no_room(partner, PACKAGES, f"more than {_AT_ONCE:,} packages lie there")
        for folder in found[:_AT_ONCE]:
            if is_package_name(folder.name) and folder.is_dir() and not folder.is_symlink():
                yield folder
            elif _lies_long(folder):
                self.turn_away(partner, folder, FaultError("unreadable", "no package by its name"))

    def _no_room(self, partner: Partner, package: str, reason: str) -> None:
        if "disk-full" not in self._log.codes(partner.id, package):
            self._log.put("disk-full", partner.id, package=package, reason=reason)

    def _collect_plain(self, partner: Partner) -> None:
        """Give what came without a manifest one of ours."""
        plain = Plain(self._quarters, partner)
        for product, form, path in list(plain.ready()):
            if product.office == self._quarters.office.office:
                raise MadoguchiError(f"{product.id}: what {product.office} publishes is its own")
            if wrong := plain.wrong_sum(path):
                self._log.put("damaged", partner.id, product.id, path.name, files=wrong)
                path.unlink()
                path.with_name(wrong).unlink()  # it too may be brought anew, of the same length
                name = path.relative_to(self._quarters.inbox(partner.id)).as_posix()
                self.forget(partner.id, name)
                continue
            last = self._shipments.last("in", partner.id, product.id)
            sequence = max(last.sequence if last else 0, self._laid(partner, product.id)) + 1
            package = opened(
                plain.wrap(product, form, path, sequence), partner, self._quarters.office
            )
            self._shipments.put(shipment_of(partner, package))

    def _laid(self, partner: Partner, product: str) -> int:
        """The last sequence of a product that lies here: a crash may have left it out of account.

        One whose file is not there yet is begun anew.
        """
        name = f"{partner.office}.{product}."
        folders = self._quarters.arrived(partner.id).glob(f"{name}[0-9]*")
        whole = [
            int(folder.name.removeprefix(name))
            for folder in folders
            if any(not path.name.startswith((".", MANIFEST)) for path in folder.iterdir())
        ]
        return max(whole, default=0)

    def _collect_one(self, partner: Partner, folder: Path) -> None:
        place = self._quarters.arrived(partner.id) / folder.name
        if not _has(folder, MANIFEST) or not _has(folder, f"{MANIFEST}{SIGNATURE}"):
            self._remark_late(partner, folder)
            return
        try:
            manifest = opened(folder, partner, self._quarters.office, reached=True).manifest
        except FaultError as error:
            self.turn_away(partner, folder, error)
            return
        # Of a package that was damaged only what was bad is brought once more.
        short = set(lacking(folder, manifest))
        if place.exists():
            short &= set(lacking(place, manifest))
        if short:
            self._remark_late(partner, folder)
            return
        if not self._room(partner, manifest):
            return
        safe = self._out_of_reach(partner, folder, manifest)
        if place.exists():
            _merge(safe, place, manifest)
        else:
            safe.rename(place)
        # Last, so that a crash leaves it here or there, never nowhere.
        shutil.rmtree(folder, ignore_errors=True)

    def _room(self, partner: Partner, manifest: Manifest) -> bool:
        """Whether so much more may wait here; what comes next in its order always may."""
        reached = self._shipments.loaded_through(partner.id, manifest.product)
        lying = self._quarters.arrived(partner.id).glob("*/*")
        waiting = sum(path.stat().st_size for path in lying)
        if manifest.sequence <= reached + 1 or (
            waiting + manifest.bytes <= partner.transport.most_bytes
        ):
            return True
        reason = f"{waiting:,} bytes wait for package {reached + 1} of {manifest.product}"
        self._no_room(partner, manifest.package, reason)
        return False

    def _out_of_reach(self, partner: Partner, folder: Path, manifest: Manifest) -> Path:
        """What the manifest names and nothing else, where nobody can write to it any more.

        A guest's session may hold files open and write on: of these a copy is taken.
        """
        place = self._quarters.work / partner.id / "arriving" / folder.name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for name in _named(manifest):
            if _has(folder, name):
                _take(folder / name, place / name, copied=partner.transport.where == "ours")
        return place

    def turn_away(self, partner: Partner, folder: Path, error: FaultError) -> None:
        """What is not the partner's, or not for us, is taken away: it may be brought anew."""
        self._log.put(error.code, partner.id, package=folder.name, reason=error.reason)
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)
        else:
            folder.unlink(missing_ok=True)
        self.fetch_again(partner.id, f"{PACKAGES}/{folder.name}/", folder.name, error.code)

    def _remark_late(self, partner: Partner, folder: Path) -> None:
        if _lies_long(folder) and "incomplete" not in self._log.codes(partner.id, folder.name):
            self._log.put("incomplete", partner.id, package=folder.name)

    def fetch_again(self, partner: str, start: str, name: str, code: str) -> None:
        """Let what could not be used be fetched once more, a few times: it may have been the line.

        What is still no better then has to be brought by the partner under another name.
        """
        if self._log.codes(partner, name).count(code) < _FETCHED_AGAIN:
            self.forget(partner, start)

    def forget(self, partner: str, start: str) -> None:
        """Let files whose names begin so be fetched again."""
        c = carried.c
        where = (c.direction == "in") & (c.partner == partner)
        with self._archive.database.writing() as connection:
            connection.execute(
                delete(carried).where(where, c.name.startswith(start, autoescape=True))
            )


def _merge(folder: Path, place: Path, manifest: Manifest) -> None:
    """Put what was brought once more to the rest; its bytes are looked at anew."""
    (place / VERIFIED).unlink(missing_ok=True)
    for piece in folder.iterdir():
        piece.replace(place / piece.name)
    shutil.rmtree(folder)
    named = set(_named(manifest))
    for left in [path for path in place.iterdir() if path.name not in named]:
        left.unlink()  # of another manifest, or joined from its volumes


def _lies_long(path: Path) -> bool:
    """By our own clock: what a guest says of when something was changed is its own affair."""
    changed = dt.datetime.fromtimestamp(path.lstat().st_ctime, dt.UTC)
    return clock.now() - changed > _ON_ITS_WAY


def _named(manifest: Manifest) -> list[str]:
    """The files of a package, its manifest and signature last."""
    pieces = [piece.name for file in manifest.files for piece in file.pieces]
    return [*pieces, MANIFEST, f"{MANIFEST}{SIGNATURE}"]


def _take(piece: Path, place: Path, *, copied: bool) -> None:
    if not copied:
        try:
            place.hardlink_to(piece)
        except OSError:  # a disk that knows no links
            copied = True
    if copied:
        shutil.copyfile(piece, place, follow_symlinks=False)


def _has(folder: Path, name: str) -> bool:
    return (folder / name).is_file() and not (folder / name).is_symlink()


def shipment_of(partner: Partner, package: Opened) -> Shipment:
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
