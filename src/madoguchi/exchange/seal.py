"""The office's signature under what it sends, and the check of a partner's.

Signatures are CMS (RFC 5652), detached, by a certificate that both sides exchange beforehand and
pin. The same is checked by

    openssl cms -verify -binary -inform DER -in manifest.json.p7s -content manifest.json \
        -CAfile office.pem -purpose any
"""

import datetime as dt
import hashlib
import os
from pathlib import Path
from typing import Any

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs7

from madoguchi import clock
from madoguchi.errors import ProfileError, RefusedError

_YEARS = 10
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


class Seal:
    """Signs for the office; its key and certificate are made when they are missing."""

    def __init__(self, folder: Path, office: str) -> None:
        self._key_file, self._certificate_file = folder / "office.key", folder / "office.pem"
        folder.mkdir(parents=True, exist_ok=True)
        if not self._certificate_file.exists():
            self._make(office)
        self._key = _private(self._key_file)
        self._certificate = x509.load_pem_x509_certificate(self._certificate_file.read_bytes())

    @property
    def certificate(self) -> str:
        """The certificate as PEM, which partners pin."""
        return self._certificate_file.read_text()

    def sign(self, data: bytes) -> bytes:
        """Return the detached signature, DER."""
        options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
        return (
            pkcs7.PKCS7SignatureBuilder()
            .set_data(data)
            .add_signer(self._certificate, self._key, hashes.SHA256())
            .sign(serialization.Encoding.DER, options)
        )

    def _make(self, office: str) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name(
            [
                x509.NameAttribute(x509.NameOID.COMMON_NAME, f"{office} data exchange"),
                x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, office),
            ]
        )
        begins = clock.now() - dt.timedelta(days=1)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(begins + dt.timedelta(days=365 * _YEARS))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        _write_secret(self._key_file, pem)
        self._certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _write_secret(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)


def _private(path: Path) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        raise ProfileError(f"{path}: an EC or RSA key is wanted")
    return key


def check_certificate(pem: str) -> x509.Certificate:
    """Read a partner's certificate. Raises RefusedError."""
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode())
        key = certificate.public_key()
    except ValueError as error:
        raise RefusedError(f"no certificate in PEM: {error}") from None
    if not isinstance(key, (ec.EllipticCurvePublicKey, rsa.RSAPublicKey)):
        raise RefusedError("the certificate's key is neither EC nor RSA")
    return certificate


def fingerprint(pem: str) -> str:
    """Return a certificate's SHA-256, to be compared over the telephone."""
    return check_certificate(pem).fingerprint(hashes.SHA256()).hex(":")


def verify(data: bytes, signature: bytes, certificate: str) -> None:
    """Check a detached signature against the pinned certificate. Raises RefusedError.

    The certificates that a signature brings along are not looked at, nor are dates: what is pinned
    holds until it is replaced.
    """
    key = check_certificate(certificate).public_key()
    try:
        signer = _signer(signature)
        hash_name = str(signer["digest_algorithm"]["algorithm"].native)
        algorithm = _HASHES[hash_name]
        signed = _signed_attributes(signer, hashlib.new(hash_name, data).digest())
        value = bytes(signer["signature"].native)
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(value, signed, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, signed, ec.ECDSA(algorithm))
    except InvalidSignature:
        raise RefusedError("the signature is not by the certificate that was agreed") from None
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError(f"the signature cannot be read: {error}") from None


def _signer(signature: bytes) -> Any:
    found = cms.ContentInfo.load(signature, strict=True)
    if found["content_type"].native != "signed_data":
        raise RefusedError("this is no signature (CMS SignedData)")
    signers = found["content"]["signer_infos"]
    if len(signers) != 1:
        raise RefusedError(f"one signature is wanted, this has {len(signers)}")
    return signers[0]


def _signed_attributes(signer: Any, digest: bytes) -> bytes:
    """The bytes that are signed (RFC 5652, 5.4), once they are known to be of this content."""
    attributes = {one["type"].native: one["values"] for one in signer["signed_attrs"]}
    if [one.native for one in attributes["content_type"]] != ["data"]:
        raise RefusedError("the signature is of something else")
    if [one.native for one in attributes["message_digest"]] != [digest]:
        raise RefusedError("the signature is of other bytes")
    return bytes(signer["signed_attrs"].untag().dump())
