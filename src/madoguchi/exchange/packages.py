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
import unicodedata
from typing import Annotated, Literal, TypeVar

import msgspec

from madoguchi.errors import RefusedError
from madoguchi.model import Struct

MANIFEST, SIGNATURE = "manifest.json", ".p7s"
PACKAGES, RECEIPTS, REQUESTS = "packages", "receipts", "requests"
LARGEST_MANIFEST = 16_000_000
LARGEST_RECEIPT = 32_000_000
LARGEST_REQUEST = 2_000_000
LARGEST_SIGNATURE = 100_000
# A receipt names no more records than this; see `deliveries`.
_MOST_NAMED = 100_000
LAST_SEQUENCE = 999_999
# Of one request; whoever lacks more asks more than once.
MOST_WANTED = 10_000

Kind = Literal["front", "back", "correction"]
FileForm = Literal["records", "deletions", "authority"]
Verdict = Literal["loaded", "held", "refused"]
Wanted = Literal["package", "records"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
# Controls, what turns the direction of writing, halves of characters, ends of lines.
_NO_TEXT = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_PACKAGE = re.compile(r"[A-Z]{2}\.[a-z][a-z0-9-]{1,30}\.[0-9]{6}")

# What comes from outside is bounded before anything is done with it: numbers to what a database
# holds, texts to a line without characters that are none.
Count = Annotated[int, msgspec.Meta(ge=0, le=1 << 53)]
Sequence = Annotated[int, msgspec.Meta(ge=1, le=LAST_SEQUENCE)]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
_PRINTED = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*\Z"
Line = Annotated[str, msgspec.Meta(max_length=300, pattern=_PRINTED)]
Short = Annotated[str, msgspec.Meta(max_length=60, pattern=_PRINTED)]
Words = Annotated[str, msgspec.Meta(max_length=4000, pattern=r"^[^\x00]*\Z")]


class Volume(Struct, frozen=True):
    """A piece of a file that was cut; the pieces one after the other are the file."""

    name: Line
    bytes: Count
    sha256: Sha256


class PackageFile(Struct, frozen=True):
    """A file of a package by its name, or the volumes it was cut into."""

    name: Line
    form: FileForm
    bytes: Count
    sha256: Sha256
    records: Count = 0
    volumes: tuple[Volume, ...] = ()

    @property
    def pieces(self) -> tuple[Volume, ...]:
        """What lies there: the volumes, or the file itself."""
        return self.volumes or (Volume(name=self.name, bytes=self.bytes, sha256=self.sha256),)

    @property
    def names(self) -> list[str]:
        """Its own name, and those of its volumes."""
        return [self.name, *(one.name for one in self.volumes)]


class Before(Struct, frozen=True):
    """A package by its name and the SHA-256 of its manifest."""

    package: Line
    sha256: Sha256


class Manifest(Struct, frozen=True):
    """What a package is: whose, for whom, of which product, what is in it.

    `sequence` counts the packages of a product to this partner from 1 without gaps; each names the
    one `previous` to it. `after` and `through` are positions of the sender's stream. `answers` is
    the request that a correction answers; `replaces` the manifest (SHA-256) of a package of the
    same sequence that could not be delivered whole.
    """

    package: Line
    sender: Line
    recipient: Line
    product: Line
    sequence: Sequence
    kind: Kind
    office: Line
    right: Line
    form: Line
    contents: tuple[Line, ...]
    produced: dt.datetime
    after: Count = 0
    through: Count = 0
    records: Count = 0
    deletions: Count = 0
    kinds: dict[Line, Count] = {}
    first: dt.date | None = None
    last: dt.date | None = None
    previous: Before | None = None
    answers: Line = ""
    replaces: Line = ""
    files: tuple[PackageFile, ...] = ()
    format: Literal["madoguchi-package/1"] = "madoguchi-package/1"

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)


class Deletion(Struct, frozen=True):
    """A publication that its office has withdrawn; one line of the list of deletions."""

    office: Short
    number: Short
    kind: Short = ""
    date: dt.date | None = None

    @property
    def id(self) -> str:
        return f"{self.office}{self.number}{self.kind}"


class RecordReport(Struct, frozen=True):
    """What became of a record, where that is not what the sender meant.

    `file` and `offset` say where it lay in the package, `record` its identity in the sender's
    terms, `error` a refusal; `lacks` are contents that were agreed and did not come.
    """

    record: Line = ""
    file: Line = ""
    offset: Count = 0
    error: Words = ""
    lacks: tuple[Line, ...] = ()


class Receipt(Struct, frozen=True):
    """What became of a package; `records` names only what is not as it was meant."""

    package: Line
    sha256: Sha256
    sender: Line
    recipient: Line
    product: Line
    sequence: Sequence
    verdict: Verdict
    received: dt.datetime
    settled: dt.datetime
    reasons: tuple[Words, ...] = ()
    read: Count = 0
    new: Count = 0
    changed: Count = 0
    unchanged: Count = 0
    refused: Count = 0
    deleted: Count = 0
    records: tuple[RecordReport, ...] = ()
    format: Literal["madoguchi-receipt/1"] = "madoguchi-receipt/1"


class Request(Struct, frozen=True):
    """What is wanted once more: whole packages by sequence, or records by identity."""

    request: Line
    sender: Line
    recipient: Line
    product: Line
    wanted: Wanted
    asked: dt.datetime
    sequences: Annotated[tuple[Sequence, ...], msgspec.Meta(max_length=MOST_WANTED)] = ()
    records: Annotated[tuple[Line, ...], msgspec.Meta(max_length=MOST_WANTED)] = ()
    reason: Line = ""
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
    if kind is Receipt and data.count(b"{") > _MOST_NAMED:
        raise RefusedError(f"a receipt names at most {_MOST_NAMED:,} records")
    try:
        found = msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RefusedError(f"no {kind.__name__.lower()}: {error}") from None
    if isinstance(found, Manifest):
        _check(found)
    return found


def _check(manifest: Manifest) -> None:
    """A manifest that names files elsewhere, or itself otherwise than it lies, is none."""
    if manifest.package != package_name(manifest.sender, manifest.product, manifest.sequence):
        raise RefusedError(f"{manifest.package[:60]!r} is not the name of such a package")
    for file in manifest.files:
        if sum(one.bytes for one in file.pieces) != file.bytes:
            raise RefusedError(f"the volumes of {file.name} do not add up to it")
    names = [name for file in manifest.files for name in file.names]
    for name in names:
        if not is_safe_name(name) or name.startswith(MANIFEST):
            raise RefusedError(f"a package has no file called {name[:60]!r}")
    # Nor by their letters: a disk may come from a system that does not tell a from A.
    if len({name.lower() for name in names}) != len(names):
        raise RefusedError("the manifest names a file twice")


def line(text: str, most: int = 300) -> str:
    """A text of anybody's as it can stand in a manifest, receipt or request, or in a log."""
    found = "".join(" " if unicodedata.category(one) in _NO_TEXT else one for one in text[:most])
    return found.strip()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
