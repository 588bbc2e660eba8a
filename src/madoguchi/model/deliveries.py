"""What an office delivers in bulk: indexes, manifests and the files that they vouch for.

Office and mirror share these values. A delivery covers the positions after `after` up to and with
`through`; its manifest names every file with its size and digest, and the manifest of the front
delivery before it by digest, so that the last one vouches for all.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from madoguchi.model.publications import Struct
from madoguchi.model.rights import Right

DeliveryForm = Literal["xml", "jsonl", "parquet", "changes", "authority"]
DeliveryKind = Literal["front", "back"]
ChangeOp = Literal["ADD", "MOD", "DEL"]
# The forms of the records themselves; what lies beside them comes with each.
FORMS: tuple[DeliveryForm, ...] = ("xml", "jsonl", "parquet")

_COLLECTION = re.compile(rf"([a-z0-9]{{2}})-({'|'.join(Right)})(-cases)?")
_DELIVERY = re.compile(r"[0-9]{4}-W[0-9]{2}|back-[0-9]+")
_FILE = re.compile(r"[a-z0-9][A-Za-z0-9._-]*")


class CollectionName(Struct, frozen=True):
    """What is delivered together: publications of one right from one office, or its cases."""

    office: str
    right: Right
    cases: bool = False

    def __str__(self) -> str:
        return f"{self.office.lower()}-{self.right.value}{'-cases' if self.cases else ''}"

    @classmethod
    def parse(cls, text: str) -> "CollectionName | None":
        """Read `jp-patent` or `jp-patent-cases`; None for anything else."""
        match = _COLLECTION.fullmatch(text)
        if match is None:
            return None
        return cls(office=match[1].upper(), right=Right(match[2]), cases=match[3] is not None)


def is_delivery_name(text: str) -> bool:
    """Whether this names a delivery: 2026-W47, a week, or back-1234, all up to a position."""
    return _DELIVERY.fullmatch(text) is not None


def is_file_name(text: str) -> bool:
    """Whether this can be the name of a delivered file; it can then lead nowhere else."""
    return _FILE.fullmatch(text) is not None and ".." not in text


class Change(Struct, frozen=True):
    """What became of a record in a delivery; `part` is the part of it that the record is in."""

    op: ChangeOp
    id: str
    position: int
    kind: str = ""
    date: str = ""
    part: int = 0


class DeliveryFile(Struct, frozen=True):
    """A file of a delivery; `kinds` counts records by kind code, dates are of publication."""

    name: str
    form: DeliveryForm
    bytes: int
    sha256: str
    records: int = 0
    kinds: dict[str, int] = {}
    first: dt.date | None = None
    last: dt.date | None = None


class ManifestName(Struct, frozen=True):
    """A manifest by its delivery and the SHA-256 of its bytes."""

    delivery: str
    sha256: str


class Manifest(Struct, frozen=True):
    """What a delivery is and what it is made of; nothing in it tells when it was made.

    `received` are the instants at which its first and last change were received. `part_bytes` is
    the size at which parts were cut.
    """

    collection: str
    delivery: str
    kind: DeliveryKind
    after: int
    through: int
    records: int = 0
    week: str = ""
    changes: dict[str, int] = {}
    kinds: dict[str, int] = {}
    first: dt.date | None = None
    last: dt.date | None = None
    received: tuple[str, str] = ("", "")
    previous: ManifestName | None = None
    part_bytes: int = 0
    files: tuple[DeliveryFile, ...] = ()


class Offered(Struct, frozen=True):
    """A delivery as an index lists it; `sha256` is its manifest's.

    One that is `withdrawn` (since that day) is gone; its manifest stays, a link of the chain.
    """

    delivery: str
    kind: DeliveryKind
    after: int
    through: int
    records: int
    sha256: str
    bytes: dict[str, int] = {}
    withdrawn: str = ""


class BulkTerms(Struct, frozen=True):
    """What those who take a collection agree to; accepting is always of one version."""

    id: str
    version: str
    text: str
    attribution: str = ""
    collections: tuple[str, ...] = ()


class CollectionIndex(Struct, frozen=True):
    """All deliveries of a collection; `through` is how far they reach."""

    collection: str
    office: str
    right: Right
    holds: Literal["publications", "cases"]
    through: int
    deliveries: tuple[Offered, ...]
    latest: str = ""
    terms: BulkTerms | None = None


class CollectionSummary(Struct, frozen=True):
    """A collection as the index of all lists it."""

    collection: str
    office: str
    right: Right
    holds: Literal["publications", "cases"]
    through: int
    deliveries: int
    latest: str = ""
    terms: str = ""


class Mirror(Struct, frozen=True):
    """Another place that keeps the same files."""

    url: str
    operator: str = ""
    country: str = ""


class BulkIndex(Struct, frozen=True):
    """All collections, and where else they are to be had."""

    collections: tuple[CollectionSummary, ...]
    mirrors: tuple[Mirror, ...] = ()


Delivered = Manifest | CollectionIndex | BulkIndex
_ENCODER = msgspec.json.Encoder()


def encode_delivered(value: Delivered) -> bytes:
    """Return a manifest or index as the bytes that are digested and sent."""
    return msgspec.json.format(_ENCODER.encode(value), indent=1) + b"\n"


def digest_over(manifests: Iterable[tuple[str, ManifestName]]) -> str:
    """Return one digest over the manifests of collections, by which two places compare all.

    `sha256sum */*/manifest.json | LC_ALL=C sort -k2 | sha256sum` gives the same.
    """
    lines = sorted((f"{name}/{one.delivery}/manifest.json", one.sha256) for name, one in manifests)
    text = "".join(f"{sha256}  {path}\n" for path, sha256 in lines)
    return hashlib.sha256(text.encode()).hexdigest()
