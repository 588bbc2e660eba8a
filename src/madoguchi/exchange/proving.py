"""A package, a tray or a disk proved from its files alone: signatures, lengths, hashes.

Nothing of an office is needed for it, so that anybody may prove what was handed over.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from asn1crypto import cms, pem

from madoguchi.errors import RefusedError
from madoguchi.exchange.arriving import FaultError, lacking_or_damaged, signed
from madoguchi.exchange.packages import (
    LARGEST_MANIFEST,
    LARGEST_RECEIPT,
    MANIFEST,
    SIGNATURE,
    Manifest,
    digest,
    read,
)
from madoguchi.exchange.seal import fingerprint


class Proof(NamedTuple):
    """What was found of something signed; `signer` is the fingerprint of the certificate."""

    path: Path
    signer: str
    records: int
    bytes: int
    reasons: tuple[str, ...]


def prove(root: Path, certificates: Sequence[str] = ()) -> Iterator[Proof]:
    """Yield a proof of each package, receipt and request below a folder, by name.

    Without a certificate a signature is held against the one that it brings along; whose that is
    the fingerprint says, to be compared with the one that was agreed.
    """
    for path in sorted({*_with_signature(root), *root.rglob(MANIFEST)}):
        if not path.is_symlink():
            yield _proof(path, certificates)


def _with_signature(root: Path) -> Iterator[Path]:
    for signature in root.rglob(f"*{SIGNATURE}"):
        yield signature.with_name(signature.name.removesuffix(SIGNATURE))


def _proof(path: Path, certificates: Sequence[str]) -> Proof:
    try:
        signature = path.with_name(path.name + SIGNATURE)
        for one in (path, signature):
            if not one.is_file():
                raise RefusedError(f"{one.name} is not there")
        data, certificate = _signed_by(path, certificates or (_brought(signature),))
        signer = fingerprint(certificate)
        if path.name != MANIFEST:
            return Proof(path, signer, 0, len(data), ())
        manifest = read(data, Manifest)
    except (FaultError, RefusedError) as error:
        return Proof(path, "", 0, 0, (error.reason,))
    bad = lacking_or_damaged(path.parent, manifest, digest(data), data)
    reasons = tuple(f"{name} is not as it was signed" for name in bad)
    return Proof(path, signer, manifest.records, manifest.bytes, reasons)


def _signed_by(path: Path, certificates: Sequence[str]) -> tuple[bytes, str]:
    """Return what is signed and by which certificate. Raises FaultError."""
    largest = LARGEST_MANIFEST if path.name == MANIFEST else LARGEST_RECEIPT
    for certificate in certificates[:-1]:
        try:
            return signed(path, certificate, largest), certificate
        except FaultError:
            continue
    return signed(path, certificates[-1], largest), certificates[-1]


def _brought(signature: Path) -> str:
    """The certificate that a signature brings along. Raises RefusedError."""
    try:
        content = cms.ContentInfo.load(signature.read_bytes(), strict=True)["content"]
        found = [one.chosen.dump() for one in content["certificates"]]
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError(f"{signature.name} cannot be read: {error}") from None
    if len(found) != 1:
        raise RefusedError(f"{signature.name} brings no certificate; name it (--certificate)")
    return str(pem.armor("CERTIFICATE", found[0]).decode())
