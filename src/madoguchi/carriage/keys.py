"""Keys and certificates of our servers, made where there are none yet."""

import datetime as dt
import ipaddress
import os
from collections.abc import Sequence
from pathlib import Path

import asyncssh
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from madoguchi import clock
from madoguchi.errors import MadoguchiError

_YEARS = 10


def host_key(path: Path) -> str:
    """Return the public line of the host key that lies there, which is made where it is missing."""
    if not path.exists():
        made = asyncssh.generate_private_key("ssh-ed25519", comment="madoguchi")
        write_secret(path, made.export_private_key())
    return public_line(path)


def public_line(path: Path) -> str:
    """What partners pin, or authorise where it is the key that we come with."""
    try:
        key = asyncssh.read_private_key(path)
    except (OSError, asyncssh.KeyImportError) as error:
        raise MadoguchiError(f"{path} is no private key that can be read: {error}") from None
    return key.export_public_key().decode().strip()


def fingerprint(line: str) -> str:
    """The fingerprint of a public line, as `ssh-keygen -l` shows it. Raises MadoguchiError."""
    try:
        return asyncssh.import_public_key(line).get_fingerprint()
    except asyncssh.KeyImportError:
        raise MadoguchiError(
            f"{line[:80]!r} is no public key; write a line as it stands in a .pub file"
        ) from None


def certificate(path: Path, names: Sequence[str]) -> Path:
    """Return a PEM file with a key and a self-signed certificate for these names or addresses."""
    if not path.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        made = _signed(key, names)
        secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        write_secret(path, secret + made.public_bytes(serialization.Encoding.PEM))
    return path


def public_part(path: Path) -> bytes:
    """The certificates of a PEM file without its key, to be handed to partners."""
    found = x509.load_pem_x509_certificates(path.read_bytes())
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in found)


def _signed(key: ec.EllipticCurvePrivateKey, names: Sequence[str]) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    now = clock.now()
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365 * _YEARS))
        .add_extension(x509.SubjectAlternativeName([_named(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    )
    return builder.sign(key, hashes.SHA256())


def _named(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def write_secret(path: Path, data: bytes) -> None:
    """Write a file that only its owner reads; another process that made it first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "wb") as file:
            file.write(data)
        if not path.exists():
            draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
