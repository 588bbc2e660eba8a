"""Deliveries of offices that send files without a manifest: recognised by their names.

A manifest of our own is written for each, so that all else goes the same way: order, gates,
loading, receipt. A checksum that lies beside (`.sha256`, `.md5`) is verified.
"""

import datetime as dt
import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from madoguchi import clock
from madoguchi.exchange.own import Quarters
from madoguchi.exchange.packages import (
    MANIFEST,
    PACKAGES,
    RECEIPTS,
    REQUESTS,
    FileForm,
    Manifest,
    PackageFile,
    is_safe_name,
    package_name,
    write,
)
from madoguchi.exchange.partners import Partner, Product

# Lies in a package whose manifest we have written ourselves.
PLAIN = ".plain"
# A file that somebody may still be writing is left alone for this long.
_QUIET = dt.timedelta(minutes=2)
_SUMS = {".sha256": "sha256", ".md5": "md5", ".sha512": "sha512"}


def wanted_plainly(partner: Partner, name: str) -> bool:
    """Whether a file is of a delivery without a manifest, or a checksum of one."""
    bare = re.sub(r"\.(sha256|sha512|md5)$", "", name)
    return any(_sort(product, bare) for product in partner.going("in"))


def _sort(product: Product, name: str) -> FileForm | None:
    """What a file is to a product; patterns are of names with their folders."""
    if product.files and re.fullmatch(product.files, name[:300]):
        return "records"
    if product.lists and re.fullmatch(product.lists, name[:300]):
        return "authority"
    return None


class Plain:
    """Finds deliveries without a manifest and gives them one."""

    def __init__(self, quarters: Quarters, partner: Partner) -> None:
        self._quarters, self._partner = quarters, partner
        self._inbox = quarters.inbox(partner.id)

    def ready(self) -> Iterator[tuple[Product, FileForm, Path]]:
        """Yield the files that are there and still, by name."""
        if not any(one.files or one.lists for one in self._partner.going("in")):
            return
        for path in sorted(self._inbox.rglob("*")):
            name = path.relative_to(self._inbox).as_posix()
            own = name.partition("/")[0] in (PACKAGES, RECEIPTS, REQUESTS)
            if own or path.is_symlink() or not path.is_file() or not self._still(path):
                continue
            for product in self._partner.going("in"):
                if form := _sort(product, name):
                    yield product, form, path
                    break

    def _still(self, path: Path) -> bool:
        """Fetched files come under their names when they are whole; others are given time."""
        if path.name.endswith(".part") or path.name.startswith("."):
            return False
        if self._partner.transport.where != "ours":
            return True
        # When it was changed by our own clock; what its sender says of that may be anything.
        changed = dt.datetime.fromtimestamp(path.stat().st_ctime, dt.UTC)
        return clock.now() - changed > _QUIET

    def wrong_sum(self, path: Path) -> str:
        """Name the checksum beside a file that does not fit it; "" where none is wrong."""
        for ending, method in _SUMS.items():
            beside = path.with_name(path.name + ending)
            if not beside.is_file() or beside.is_symlink() or beside.stat().st_size > 4096:
                continue
            told = beside.read_text("utf-8", "replace").lower().split()[:1]
            with path.open("rb") as file:
                if told != [hashlib.file_digest(file, method).hexdigest()]:
                    return beside.name
        return ""

    def wrap(self, product: Product, form: FileForm, path: Path, sequence: int) -> Path:
        """Move a file out of the partner's reach, into a package of its own; return its folder."""
        name = package_name(self._partner.office, product.id, sequence)
        folder = self._quarters.arrived(self._partner.id) / name
        folder.mkdir(exist_ok=True)
        safe = path.name if is_safe_name(path.name) else f"delivery{path.suffix[:10]}"
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        told = PackageFile(name=safe, form=form, bytes=path.stat().st_size, sha256=sha256)
        manifest = Manifest(
            package=name, sender=self._partner.office, recipient=self._quarters.office.office,
            product=product.id, sequence=sequence, kind="front", office=product.office,
            right=product.right.value, form=product.form, contents=product.contents,
            produced=clock.now(), files=(told,),
        )  # fmt: skip
        (folder / PLAIN).touch()
        (folder / MANIFEST).write_bytes(write(manifest))
        if self._partner.transport.where == "ours":
            # Whoever brought it may hold it open, and write on.
            shutil.copyfile(path, folder / f".{safe}.new", follow_symlinks=False)
            (folder / f".{safe}.new").replace(folder / safe)
            path.unlink()
        else:
            path.replace(folder / safe)
        for ending in _SUMS:
            path.with_name(path.name + ending).unlink(missing_ok=True)
        return folder
