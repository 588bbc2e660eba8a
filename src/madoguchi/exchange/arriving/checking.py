"""What arrived, looked at before anything of it is read: signed, for us, whole, in its order."""

import datetime as dt
import hashlib
from pathlib import Path
from typing import NamedTuple

from madoguchi.errors import MadoguchiError, RefusedError
from madoguchi.exchange.arriving.plain import PLAIN
from madoguchi.exchange.own import OwnOffice
from madoguchi.exchange.packages import (
    LARGEST_MANIFEST,
    LARGEST_SIGNATURE,
    MANIFEST,
    SIGNATURE,
    Manifest,
    PackageFile,
    Receipt,
    Request,
    digest,
    read,
)
from madoguchi.exchange.partners import Partner, Product
from madoguchi.exchange.seal import verify

_SKEW = dt.timedelta(hours=1)
_CHUNK = 1 << 20


class FaultError(MadoguchiError):
    """What stands against a package: the code of the log, in words for the sender."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Opened(NamedTuple):
    """A package whose manifest is known to be the partner's."""

    folder: Path
    manifest: Manifest
    sha256: str
    product: Product


def signed(path: Path, certificate: str, largest: int = LARGEST_MANIFEST) -> bytes:
    """Return what a file says, if the partner signed it. Raises FaultError."""
    if not certificate:
        raise FaultError("signature", "no certificate of the partner is known here yet")
    data = _bytes(path, largest)
    signature = _bytes(path.with_name(path.name + SIGNATURE), LARGEST_SIGNATURE)
    try:
        verify(data, signature, certificate)
    except RefusedError as error:
        raise FaultError("signature", f"{path.name}: {error.reason}") from None
    return data


def _bytes(path: Path, largest: int) -> bytes:
    """What a file has, in bounds. Raises FaultError; its bringer may take it away meanwhile."""
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise FaultError("unreadable", f"{path.name}: {error.strerror}") from None
    if len(data) > largest:
        raise FaultError("unreadable", f"{path.name} is larger than {largest:,} bytes")
    return data


def opened(folder: Path, partner: Partner, own: OwnOffice, *, reached: bool = False) -> Opened:
    """Read a package's manifest. Raises FaultError where it is not the partner's, or not for us.

    `reached` where the partner can reach the folder: there nothing is our own word.
    """
    own_word = not reached and (folder / PLAIN).exists()
    data = (
        _bytes(folder / MANIFEST, LARGEST_MANIFEST)
        if own_word
        else signed(folder / MANIFEST, partner.certificate)
    )
    try:
        manifest = read(data, Manifest)
    except RefusedError as error:
        raise FaultError("unreadable", error.reason) from None
    addressed(manifest, partner, own)
    product = partner.product(manifest.product)
    if product is None or product.direction != "in":
        raise FaultError("not-for-us", f"no product {manifest.product[:40]!r} was agreed")
    if product.office == own.office:
        raise FaultError("not-for-us", f"what {own.office} publishes is taken from nobody else")
    if (manifest.office, manifest.right) != (product.office, product.right.value):
        raise FaultError(
            "not-for-us", f"{product.id} is of {product.office} {product.right.value}, "
            f"not {manifest.office[:2]} {manifest.right[:30]}"
        )  # fmt: skip
    if folder.name != manifest.package:
        raise FaultError("unreadable", f"{folder.name} says that it is {manifest.package}")
    return Opened(folder, manifest, digest(data), product)


def addressed(told: Manifest | Receipt | Request, partner: Partner, own: OwnOffice) -> None:
    """Raise FaultError where something is from or for somebody else."""
    if told.sender != partner.office or told.recipient != own.office:
        raise FaultError(
            "not-for-us", f"from {told.sender[:2]} for {told.recipient[:2]}, "
            f"not from {partner.office} for {own.office}"
        )  # fmt: skip


def lacking(folder: Path, manifest: Manifest) -> list[str]:
    """Name the pieces that are not there in their whole length yet."""
    return [
        piece.name
        for file in manifest.files
        for piece in file.pieces
        if _size(folder / piece.name) != piece.bytes
    ]


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() and not path.is_symlink() else -1


def damaged(folder: Path, manifest: Manifest) -> list[str]:
    """Name the pieces whose bytes are not those of the manifest, files whose volumes do not fit."""
    return [name for file in manifest.files for name in _wrong(folder, file)]


def _wrong(folder: Path, file: PackageFile) -> list[str]:
    bad = [one.name for one in file.pieces if _digest([folder / one.name]) != one.sha256]
    if bad or not file.volumes:
        return bad
    whole = _digest([folder / one.name for one in file.volumes])
    return [] if whole == file.sha256 else [file.name]


def _digest(pieces: list[Path]) -> str:
    """The digest of files one after the other; "" where one is none."""
    found = hashlib.sha256()
    for path in pieces:
        if _size(path) < 0:
            return ""
        with path.open("rb") as piece:
            while data := piece.read(_CHUNK):
                found.update(data)
    return found.hexdigest()


def skewed(manifest: Manifest, now: dt.datetime) -> bool:
    """Whether the sender's clock is ahead of ours, or tells no time zone."""
    return manifest.produced.tzinfo is None or manifest.produced > now + _SKEW


def lacking_or_damaged(folder: Path, manifest: Manifest, sha256: str, data: bytes) -> list[str]:
    """Name what of a package is not as it was made."""
    if digest(data) != sha256:
        return [MANIFEST]
    return lacking(folder, manifest) or damaged(folder, manifest)
