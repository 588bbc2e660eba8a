"""Offices that exchange: each a data directory of its own with publications made up here."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from madoguchi.archive import Archive, Attached, Received
from madoguchi.exchange import (
    Agreement,
    Contact,
    Exchange,
    Manifest,
    OwnOffice,
    Partner,
    Product,
    Provision,
    Transport,
)
from madoguchi.model import (
    Block,
    Body,
    Claim,
    ClaimSet,
    Classification,
    Drawing,
    Name,
    Party,
    Publication,
    Right,
    Scheme,
    Text,
    encode,
)
from madoguchi.search import Library, SearchIndex

NAMES = {"XA": {"ja": "甲庁", "en": "Office of A"}, "XB": {"ja": "乙庁", "en": "Office of B"}}
FULL = ("bibliographic", "abstract", "classification", "claims", "description", "drawings")
MONDAY = dt.date(2026, 1, 5)


class Office:
    """An office: `publish` puts its own publications on record, `exchange` is its exchange."""

    def __init__(self, home: Path, code: str) -> None:
        self.home, self.code = home, code
        self.archive = Archive.at(home)
        self.index = SearchIndex(home, self.archive)
        self._library: Library | None = None
        provision = Provision(self.archive, self.index, lambda: self.library)
        self.exchange = Exchange(home, self.archive, provision)
        own = OwnOffice(office=code, names=NAMES.get(code, {"en": code}), mail=f"{code}@a.example")
        self.seal = self.exchange.quarters.begin(own)

    def publish(self, *publications: Publication, files: Sequence[Attached] = ()) -> None:
        self.archive.append([received(one, files) for one in publications])

    def know(self, other: "Office", partner: Partner) -> None:
        """Write down a partner and pin its certificate."""
        partner = msgspec.structs.replace(partner, certificate=other.seal.certificate)
        self.exchange.partners.put(partner, "operator")

    def held(self, office: str) -> dict[str, Publication]:
        """Everything held of another office's publications."""
        entries = self.archive.follow(0, 1_000_000)
        ids = sorted({one.publication for one in entries if one.publication[:2] == office})
        return self.archive.publications(ids)

    def codes(self) -> list[str]:
        return [one.code for one in reversed(self.exchange.log.latest(limit=100_000))]

    @property
    def library(self) -> Library:
        if self._library is None:
            self._library = Library.at(self.home)
        return self._library

    def close(self) -> None:
        if self._library is not None:
            self._library.close()
        self.archive.close()


def received(publication: Publication, files: Sequence[Attached] = ()) -> Received:
    return Received(
        source="own",
        authority=0,
        original=encode(publication),
        publication=publication.id,
        record=encode(publication),
        file="own",
        attachments=tuple(files),
    )


def publication(
    office: str, serial: int, day: dt.date = MONDAY, *, kind: str = "A", more: str = ""
) -> Publication:
    """A publication with everything that an agreement may cover."""
    number = f"{day.year}{serial:06}"
    return Publication(
        office=office,
        number=number,
        kind=kind,
        right=Right.PATENT,
        date=day,
        lang="en",
        titles=(Text(text=f"Rotor {serial} of {office}{more}", lang="en"),),
        abstracts=(Body(blocks=(Block(text=f"Abstract {serial} of a rotor{more}."),), lang="en"),),
        claims=(ClaimSet(claims=(Claim(number=1, text=f"A rotor {serial}{more}."),), lang="en"),),
        descriptions=(
            Body(blocks=(Block(text=f"Description {serial}{more}.", number="0001"),), lang="en"),
        ),
        drawings=(Drawing(file="fig1.png", label="1"),),
        applicants=(Party(names=(Name(name=f"Maker {serial % 7}", lang="en"),), country="XA"),),
        classifications=(Classification(scheme=Scheme.IPC, symbol="F03D1/06"),),
    )


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000000030001018dd1d40000000049454e44ae426082"
)


def agreement(**told: object) -> Agreement:
    given: dict[str, object] = {
        "title": "Exchange", "signed": MONDAY, "begins": MONDAY, "public": True,
        "use": ("search", "examination"), **told,
    }  # fmt: skip
    return msgspec.convert(given, Agreement)


def product(office: str, direction: str, **told: object) -> Product:
    given: dict[str, object] = {
        "id": f"{office.lower()}-patents", "direction": direction, "office": office,
        "contents": FULL, "form": "st36", "begins": MONDAY, **told,
    }  # fmt: skip
    return msgspec.convert(given, Product)


def partner(code: str, products: Iterable[Product], **told: object) -> Partner:
    given: dict[str, object] = {
        "id": code.lower(), "office": code, "names": NAMES.get(code, {"en": code}),
        "contact": Contact(mail=f"desk@{code.lower()}.example", lang="en"),
        "agreement": agreement(), "products": tuple(products), "transport": Transport(), **told,
    }  # fmt: skip
    return Partner(**given)  # type: ignore[arg-type]


def manifests(office: Office, partner_id: str) -> list[Manifest]:
    """The manifests that lie in a partner's tray, by name."""
    tray = office.exchange.quarters.tray(partner_id) / "packages"
    paths = sorted(tray.glob("*/manifest.json"))
    return [msgspec.json.decode(path.read_bytes(), type=Manifest) for path in paths]
