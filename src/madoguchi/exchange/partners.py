"""Partner offices: what was agreed with each, what goes out to it and what comes in.

A partner is written as TOML (docs/exchange.md names each key), checked as a whole, and kept with
all its earlier versions.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from typing import Literal

import msgspec
import tomli_w

from madoguchi.carriage import Place
from madoguchi.errors import ProfileError
from madoguchi.formats import wrong_pattern
from madoguchi.model import CollectionName, Right, Struct

Direction = Literal["out", "in"]
Content = Literal[
    "bibliographic", "abstract", "classification", "claims", "description", "drawings", "pdf",
    "status",
]  # fmt: skip
Form = Literal["original", "st36", "st96", "docdb", "txt", "history"]
Frequency = Literal["weekly", "biweekly", "monthly", "quarterly"]
Use = Literal["search", "examination", "statistics", "dissemination"]
Authority = Literal["none", "incremental", "full"]

_ID = re.compile(r"[a-z][a-z0-9-]{1,30}")
# Pages of the office have these names where others have a partner or product.
TAKEN = ("log", "new", "papers", "partners")
_OFFICE = re.compile(r"[A-Z]{2}")


class Contact(Struct, frozen=True):
    """Whom to write to at the partner; `lang` is the language of letters."""

    name: str = ""
    unit: str = ""
    mail: str = ""
    telephone: str = ""
    address: str = ""
    lang: str = "en"


class Agreement(Struct, frozen=True):
    """What was agreed: from when to when, of what, for which use.

    `public` opens what the partner sends to everybody, otherwise only examiners see it;
    `redistribution` allows to send it on to other offices.
    """

    title: str = ""
    signed: dt.date | None = None
    begins: dt.date | None = None
    ends: dt.date | None = None
    scope: str = ""
    use: tuple[Use, ...] = ()
    public: bool = False
    redistribution: bool = False

    def in_force(self, day: dt.date) -> bool:
        """Whether the agreement holds on a day; both its ends belong to it."""
        if self.begins is None or day < self.begins:
            return False
        return self.ends is None or day <= self.ends


class Share(Struct, frozen=True):
    """A share of records: below `least` a delivery is held, above `most` it is remarked on."""

    least: float = 0.0
    most: float = 1.0


class Gate(Struct, frozen=True):
    """What a delivery must have to be let in: so many records, such shares with each content."""

    least: int = 0
    most: int | None = None
    fill: dict[Content, Share] = {}


class Product(Struct, frozen=True):
    """One sort of data that goes out or comes in regularly.

    `kinds` are kind codes (WIPO ST.16), none for all; `first_year` and `last_year` bound the years
    of publication. `begins` is the day on which the first delivery is due. `files` is a pattern for
    names of deliveries that come without a manifest, `lists` of lists of numbers (ST.37). Sizes
    are in bytes, 0 for no limit.
    """

    id: str
    direction: Direction
    office: str
    right: Right = Right.PATENT
    kinds: tuple[str, ...] = ()
    contents: tuple[Content, ...] = ("bibliographic", "abstract")
    form: Form = "st36"
    frequency: Frequency = "weekly"
    begins: dt.date | None = None
    first_year: int | None = None
    last_year: int | None = None
    authority: Authority = "incremental"
    container: Literal["zip", "tar.zst"] = "zip"
    part_bytes: int = 256_000_000
    volume_bytes: int = 0
    grace_days: int = 7
    files: str = ""
    lists: str = ""
    profile: str = ""
    gate: Gate = Gate()

    @property
    def collection(self) -> str:
        cases = self.form == "history"
        return str(CollectionName(office=self.office, right=self.right, cases=cases))

    @property
    def full_text(self) -> bool:
        """Whether more than an abstract was agreed."""
        return bool({"claims", "description"} & set(self.contents))

    def covers(self, kind: str, date: str) -> bool:
        """Whether a publication of a kind and date (YYYY-MM-DD or "") is of this product."""
        if self.kinds and kind not in self.kinds:
            return False
        year = int(date[:4]) if date[:4].isdigit() else None
        if year is None:
            return self.first_year is None and self.last_year is None
        return (self.first_year or 0) <= year <= (self.last_year or 9999)


class Transport(Struct, frozen=True):
    """Where the files lie: on `our` server, on `their` server (`place`), or carried by hand.

    `keys` are the public keys (OpenSSH) with which the partner may enter our server.
    """

    where: Literal["ours", "theirs", "hand"] = "hand"
    keys: tuple[str, ...] = ()
    place: Place | None = None
    out_folder: str = "out"
    in_folder: str = "in"
    most_bytes: int = 50_000_000_000


class Partner(Struct, frozen=True):
    """A partner office; `certificate` (PEM) is what its manifests are signed with."""

    id: str
    office: str
    names: dict[str, str]
    contact: Contact = Contact()
    agreement: Agreement = Agreement()
    products: tuple[Product, ...] = ()
    transport: Transport = Transport()
    certificate: str = ""

    def name(self, lang: str) -> str:
        return self.names.get(lang) or self.names.get("en") or self.office

    def product(self, id_: str) -> Product | None:
        return next((one for one in self.products if one.id == id_), None)

    def going(self, direction: Direction) -> list[Product]:
        return [one for one in self.products if one.direction == direction]


def read_partner(text: str, where: str = "partner.toml") -> Partner:
    """Read a partner as written. Raises ProfileError, which says what to write instead."""
    try:
        given = tomllib.loads(text)
        found = msgspec.convert(given, _Strict)
        for name in _unknown(given, found):
            raise ProfileError(f"{where}: there is no key {name!r}; see docs/exchange.md")
        return checked(found, where)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ProfileError(f"{where}: {error}; see docs/exchange.md") from None


class _Strict(Partner, frozen=True, forbid_unknown_fields=True):
    """A partner as written by hand, where a mistyped key must not pass in silence."""


def _unknown(given: object, found: object) -> Iterator[str]:
    """The keys of parts, and of their parts, that mean nothing."""
    if isinstance(found, tuple) and isinstance(given, list):
        for one, part in zip(given, found, strict=True):
            yield from _unknown(one, part)
    elif isinstance(found, msgspec.Struct) and isinstance(given, dict):
        yield from (str(key) for key in given if key not in found.__struct_fields__)
        for key in found.__struct_fields__:
            yield from _unknown(given.get(key), getattr(found, key))


def write_partner(partner: Partner) -> str:
    """Return a partner as TOML that `read_partner` reads."""
    return tomli_w.dumps(msgspec.to_builtins(partner))


def checked(partner: Partner, where: str = "partner") -> Partner:
    """Return the partner. Raises ProfileError where its parts do not go together."""
    for reason in _mistakes(partner):
        raise ProfileError(f"{where}: {reason}; see docs/exchange.md")
    return msgspec.convert(msgspec.to_builtins(partner), Partner)


def _mistakes(partner: Partner) -> list[str]:
    found = []
    if partner.id in TAKEN:
        found.append(f"id {partner.id!r} is the name of a page: take another")
    if not _ID.fullmatch(partner.id):
        found.append(f"id {partner.id[:40]!r}: write 2 to 31 of a-z, 0-9 and -, a letter first")
    if not _OFFICE.fullmatch(partner.office):
        found.append(f"office {partner.office[:10]!r}: write the code of WIPO ST.3, such as KR")
    if not partner.name("en"):
        found.append("names: write at least en")
    agreed = partner.agreement
    if agreed.begins and agreed.ends and agreed.ends < agreed.begins:
        found.append("agreement: it ends before it begins")
    place = partner.transport.place
    if partner.transport.where == "theirs" and place is None:
        found.append("transport: their server needs a place")
    if place is not None and place.password:
        found.append("transport: a password is written into exchange/secrets.toml, not here")
    ids = [one.id for one in partner.products]
    found += [f"products: {id_!r} is there twice" for id_ in sorted({*ids}) if ids.count(id_) > 1]
    for product in partner.products:
        found += [f"product {product.id!r}: {reason}" for reason in _wrong(product)]
    return found


def _wrong(product: Product) -> list[str]:
    found = []
    if product.id in TAKEN:
        found.append("the id is the name of a page: take another")
    if not _ID.fullmatch(product.id):
        found.append("the id has 2 to 31 of a-z, 0-9 and -, a letter first")
    if not _OFFICE.fullmatch(product.office):
        found.append(f"office {product.office[:10]!r} is no code of WIPO ST.3")
    if not product.contents:
        found.append("contents: write at least bibliographic")
    if (product.form == "history") != ("status" in product.contents):
        found.append("legal status goes in the form history, and nothing else does")
    if product.direction == "out":
        found += _cannot_go(product)
    for pattern in (product.files, product.lists):
        if wrong := wrong_pattern(pattern):
            found.append(f"{pattern[:40]!r} cannot be used: {wrong}")
    if min(product.part_bytes, product.volume_bytes, product.grace_days) < 0:
        found.append("sizes and days are not negative")
    return found


_WHOLE: frozenset[Content] = frozenset(
    ("bibliographic", "abstract", "classification", "claims", "description", "drawings")
)


def _cannot_go(product: Product) -> list[str]:
    """What cannot be written: a document as published is whole, DOCDB has no full text."""
    contents = set(product.contents)
    if product.form == "original" and not contents >= _WHOLE - {"drawings"}:
        return ["a document as published goes whole: name all contents, or another form"]
    if product.form == "docdb" and contents & {"claims", "description", "drawings"}:
        return ["DOCDB holds no claims, description or drawings: take st36 or st96"]
    if product.form == "txt" and contents & {"drawings", "pdf"}:
        return ["TXT holds no drawings or pages: take st36 or st96"]
    return []
