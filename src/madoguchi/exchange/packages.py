"""What is handed over: packages with their manifests, receipts, requests.

    packages/<package>/manifest.json       what is in it; manifest.json.p7s signs it
    packages/<package>/<package>-0001.zip  records, and whatever else the manifest names
    receipts/<package>.json                what became of a package, record by record
    requests/<request>.json                what is wanted once more

Receipts and requests are signed in the same way. Every file appears under its name when it is
whole, the signature last.
"""

import datetime as dt
import hashlib
import re
from typing import Literal, TypeVar

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.model import Struct

MANIFEST, SIGNATURE = "manifest.json", ".p7s"
PACKAGES, RECEIPTS, REQUESTS = "packages", "receipts", "requests"
LARGEST_MANIFEST = 16_000_000
LARGEST_RECEIPT = 256_000_000

Kind = Literal["front", "back", "correction"]
FileForm = Literal["records", "deletions", "authority"]
Verdict = Literal["loaded", "held", "refused"]
Wanted = Literal["package", "records"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
_PACKAGE = re.compile(r"[A-Z]{2}\.[a-z][a-z0-9-]{1,30}\.[0-9]{6}")


class Volume(Struct, frozen=True):
    """A piece of a file that was cut; the pieces one after the other are the file."""

    name: str
    bytes: int
    sha256: str


class PackageFile(Struct, frozen=True):
    """A file of a package by its name, or the volumes it was cut into."""

    name: str
    form: FileForm
    bytes: int
    sha256: str
    records: int = 0
    volumes: tuple[Volume, ...] = ()

    @property
    def pieces(self) -> tuple[Volume, ...]:
        """What lies there: the volumes, or the file itself."""
        return self.volumes or (Volume(name=self.name, bytes=self.bytes, sha256=self.sha256),)


class Before(Struct, frozen=True):
    """A package by its name and the SHA-256 of its manifest."""

    package: str
    sha256: str


class Manifest(Struct, frozen=True):
    """What a package is: whose, for whom, of which product, what is in it.

    `sequence` counts the packages of a product to this partner from 1 without gaps; each names the
    one `previous` to it. `after` and `through` are positions of the sender's stream. `answers` is
    the request that a correction answers; `replaces` the manifest (SHA-256) of a package of the
    same sequence that could not be delivered whole.
    """

    package: str
    sender: str
    recipient: str
    product: str
    sequence: int
    kind: Kind
    office: str
    right: str
    form: str
    contents: tuple[str, ...]
    produced: dt.datetime
    after: int = 0
    through: int = 0
    records: int = 0
    deletions: int = 0
    kinds: dict[str, int] = {}
    first: dt.date | None = None
    last: dt.date | None = None
    previous: Before | None = None
    answers: str = ""
    replaces: str = ""
    files: tuple[PackageFile, ...] = ()
    format: Literal["madoguchi-package/1"] = "madoguchi-package/1"

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)


class Deletion(Struct, frozen=True):
    """A publication that its office has withdrawn; one line of the list of deletions."""

    office: str
    number: str
    kind: str = ""
    date: dt.date | None = None

    @property
    def id(self) -> str:
        return f"{self.office}{self.number}{self.kind}"


class RecordReport(Struct, frozen=True):
    """What became of a record, where that is not what the sender meant.

    `file` and `offset` say where it lay in the package, `record` its identity in the sender's
    terms, `error` a refusal; `lacks` are contents that were agreed and did not come.
    """

    record: str = ""
    file: str = ""
    offset: int = 0
    error: str = ""
    lacks: tuple[str, ...] = ()


class Receipt(Struct, frozen=True):
    """What became of a package; `records` names only what is not as it was meant."""

    package: str
    sha256: str
    sender: str
    recipient: str
    product: str
    sequence: int
    verdict: Verdict
    received: dt.datetime
    settled: dt.datetime
    reasons: tuple[str, ...] = ()
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    deleted: int = 0
    records: tuple[RecordReport, ...] = ()
    format: Literal["madoguchi-receipt/1"] = "madoguchi-receipt/1"


class Request(Struct, frozen=True):
    """What is wanted once more: whole packages by sequence, or records by identity."""

    request: str
    sender: str
    recipient: str
    product: str
    wanted: Wanted
    asked: dt.datetime
    sequences: tuple[int, ...] = ()
    records: tuple[str, ...] = ()
    reason: str = ""
    format: Literal["madoguchi-request/1"] = "madoguchi-request/1"


_Told = TypeVar("_Told", Manifest, Receipt, Request)


def package_name(office: str, product: str, sequence: int) -> str:
    """KR.kr-patents.000012: whose, which product, the how-manieth."""
    return f"{office}.{product}.{sequence:06}"


def is_package_name(text: str) -> bool:
    return _PACKAGE.fullmatch(text) is not None


def is_safe_name(text: str) -> bool:
    """Whether a name from outside can be the name of a file here: it leads nowhere else."""
    return _NAME.fullmatch(text) is not None and ".." not in text


def write(value: Manifest | Receipt | Request) -> bytes:
    """Return the JSON form, as it is signed."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def read(data: bytes, kind: type[_Told]) -> _Told:
    """Read a manifest, receipt or request. Raises RefusedError."""
    try:
        found = msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise RefusedError(f"no {kind.__name__.lower()}: {error}") from None
    if isinstance(found, Manifest):
        _check(found)
    return found


def _check(manifest: Manifest) -> None:
    """A manifest that names files elsewhere, or itself otherwise than it lies, is none."""
    if manifest.package != package_name(manifest.sender, manifest.product, manifest.sequence):
        raise RefusedError(f"{manifest.package[:60]!r} is not the name of such a package")
    names = [one.name for file in manifest.files for one in file.pieces]
    for name in [*names, *(file.name for file in manifest.files)]:
        if not is_safe_name(name) or name.startswith(MANIFEST):
            raise RefusedError(f"a package has no file called {name[:60]!r}")
    if len({*names}) != len(names):
        raise RefusedError("the manifest names a file twice")
    for file in manifest.files:
        if sum(one.bytes for one in file.pieces) != file.bytes or file.bytes < 0:
            raise RefusedError(f"the volumes of {file.name} do not add up to it")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
