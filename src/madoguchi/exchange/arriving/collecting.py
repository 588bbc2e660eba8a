"""What is whole is moved out of the partner's reach; only there it is looked at."""

import datetime as dt
import shutil
from pathlib import Path

from sqlalchemy import delete

from madoguchi import clock
from madoguchi.archive import Archive
from madoguchi.exchange.arriving.checking import FaultError, Opened, lacking, opened
from madoguchi.exchange.arriving.plain import Plain
from madoguchi.exchange.log import Log
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.packages import MANIFEST, PACKAGES, SIGNATURE, is_package_name
from madoguchi.exchange.partners import Partner
from madoguchi.exchange.shipping import Shipment, Shipments
from madoguchi.exchange.tables import carried

# How long the rest of a package may be on its way before that is remarked on.
_ON_ITS_WAY = dt.timedelta(days=1)
_FETCHED_AGAIN = 3
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
                self.forget(partner.id, name)
                continue
            last = self._shipments.last("in", partner.id, product.id)
            sequence = last.sequence + 1 if last else 1
            package = opened(
                plain.wrap(product, form, path, sequence), partner, self._quarters.office
            )
            self._shipments.put(shipment_of(partner, package))

    def _collect_one(self, partner: Partner, folder: Path) -> None:
        place = self._quarters.arrived(partner.id) / folder.name
        if not _has(folder, MANIFEST) or not _has(folder, f"{MANIFEST}{SIGNATURE}"):
            self._remark_late(partner, folder)
            return
        try:
            manifest = opened(folder, partner, self._quarters.office).manifest
        except FaultError as error:
            self.turn_away(partner, folder, error)
            return
        # Of a package that was damaged only what was bad is brought once more.
        short = lacking(folder, manifest)
        if place.exists():
            short = [name for name in short if name in lacking(place, manifest)]
        if short:
            self._remark_late(partner, folder)
            return
        safe = self._out_of_reach(partner, folder)
        if place.exists():
            _merge(safe, place)
        else:
            safe.rename(place)
        # Last, so that a crash leaves it here or there, never nowhere.
        shutil.rmtree(folder, ignore_errors=True)

    def _out_of_reach(self, partner: Partner, folder: Path) -> Path:
        """A guest's session may hold files open, and write on: of these a copy is taken."""
        if partner.transport.where != "ours":
            return folder
        place = self._quarters.work / partner.id / "arriving" / folder.name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for piece in _pieces(folder):
            shutil.copyfile(piece, place / piece.name, follow_symlinks=False)
        return place

    def turn_away(self, partner: Partner, folder: Path, error: FaultError) -> None:
        """What is not the partner's, or not for us, is taken away: it may be brought anew."""
        self._log.put(error.code, partner.id, package=folder.name, reason=error.reason)
        shutil.rmtree(folder)
        self.fetch_again(partner.id, f"{PACKAGES}/{folder.name}/", folder.name, error.code)

    def _remark_late(self, partner: Partner, folder: Path) -> None:
        begun = dt.datetime.fromtimestamp(folder.stat().st_mtime, dt.UTC)
        said = self._log.codes(partner.id, folder.name)
        if clock.now() - begun > _ON_ITS_WAY and "incomplete" not in said:
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


def _merge(folder: Path, place: Path) -> None:
    """Put what was brought once more to the rest; its bytes are looked at anew."""
    (place / VERIFIED).unlink(missing_ok=True)
    for piece in _pieces(folder):
        piece.replace(place / piece.name)
    shutil.rmtree(folder)


def _pieces(folder: Path) -> list[Path]:
    """The files of a package, those that are being written left out, and links."""
    return [
        piece
        for piece in sorted(folder.iterdir())
        if piece.is_file() and not piece.is_symlink() and not piece.name.endswith(".part")
    ]


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
