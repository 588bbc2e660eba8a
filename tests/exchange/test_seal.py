"""Signatures as others check them: by OpenSSL's own command."""

import shutil
import subprocess
from pathlib import Path

import pytest

from exchange.conftest import Two
from madoguchi.exchange import prove

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")


def accepted(manifest: Path, certificate: Path) -> bool:
    given = [
        "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", f"{manifest}.p7s",
        "-content", str(manifest), "-CAfile", str(certificate), "-purpose", "any",
        "-out", "/dev/null",
    ]  # fmt: skip
    return subprocess.run(given, capture_output=True, check=False).returncode == 0


@pytest.fixture
def manifest(two: Two) -> Path:
    two.a.exchange.turn()
    (found,) = two.a.exchange.quarters.tray("xb").rglob("manifest.json")
    return found


@pytest.mark.parametrize("tampered", ["", "manifest", "signature", "signer"])
def test_openssl_accepts_what_the_office_signed_and_nothing_else(
    two: Two, manifest: Path, tampered: str
) -> None:
    if tampered in ("manifest", "signature"):
        path = manifest if tampered == "manifest" else Path(f"{manifest}.p7s")
        data = bytearray(path.read_bytes())
        data[-5] ^= 1
        path.write_bytes(data)
    signer = two.b if tampered == "signer" else two.a
    certificate = signer.exchange.quarters.root / "keys" / "office.pem"
    assert accepted(manifest, certificate) == (not tampered)
    (proof,) = prove(manifest.parent, [certificate.read_text()])
    assert (proof.reasons == ()) == (not tampered)
