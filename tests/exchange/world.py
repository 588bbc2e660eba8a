"""Two offices that exchange by SFTP, FTPS and disks, a third that drops plain files; what is true."""

import datetime as dt
import hashlib
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from exchange.offices import FULL, MONDAY, PNG, Office, agreement, partner, product, publication
from exchange.wire import OFFICE, WIRE, Wire, free_ports, free_range
from exchange.working import Apart, Hand, Here
from madoguchi import clock
from madoguchi.archive import Attached
from madoguchi.carriage import Place
from madoguchi.exchange import (
    Completeness,
    NumberException,
    NumberExceptions,
    Partner,
    Product,
    Servers,
    Serving,
    Transport,
    own_key_line,
)
from madoguchi.formats import PUBLICATION_WRITERS, FileHead
from madoguchi.model import Block, Body, Publication, Right, Text
from madoguchi.search import Everything

NOON = dt.datetime.combine(MONDAY, dt.time(12), dt.UTC)
KOREAN = "회전자와 고정자를 구비하는 전동기의 냉각 구조에 관한 것으로서 효율을 높인다"
# Of an office that no profile of ours knows, the name of the file tells the right.
MODELS = "[[rights]]\npattern = 'U.xml$'\nright = 'utility-model'\n"
C_PROFILE = 'office = "XC"\nlang = "ko"\nencoding = "euc-kr"\n'
PASSWORD = "a password for the models"


class Plan(NamedTuple):
    """How large a year is; `big` is a delivery of so many MB, `apart` gives each office a process."""

    weeks: int = 8
    each: int = 4
    big: int = 0
    seed: int = 20260105
    apart: bool = False


class Sort(NamedTuple):
    """What each of the two offices publishes of a sort, by which way it goes out."""

    name: str
    kind: str
    right: Right
    told: dict[str, Any]


SORTS = (
    Sort("patents", "A", Right.PATENT, {"form": "st36", "contents": (*FULL, "pdf")}),
    Sort("models", "U", Right.UTILITY_MODEL, {"form": "st96", "container": "tar.zst", "profile": "models",
                                               "contents": FULL, "volume_bytes": 9_000}),
    Sort("notices", "B", Right.PATENT, {"form": "docdb", "contents": ("bibliographic", "abstract")}),
    Sort("secrets", "X", Right.PATENT, {}),  # agreed with nobody
)  # fmt: skip


class World:
    """The offices, the line between A and B, the disk, and what every office has published."""

    def __init__(self, root: Path, plan: Plan) -> None:
        self.plan = plan
        self.random = random.Random(plan.seed)  # noqa: S311 - no secret
        self.root, self.disk = root, root / "disk"
        self.disk.mkdir()
        self.a, self.b = Office(root / "a", "XA"), Office(root / "b", "XB")
        self.truth: dict[str, dict[str, Publication]] = {"XA": {}, "XB": {}, "XC": {}}
        self.files: dict[str, str] = {}
        self.gone: set[str] = set()
        self.serial = {"XA": 0, "XB": 0, "XC": 0}
        self.now = 0
        self.skew = dt.timedelta(0)
        self._meet()
        hand = Apart if plan.apart else Here
        self.hand_a: Hand = hand(self.a, serves=True)
        self.hand_b: Hand = hand(self.b, serves=False)
        self.wire.up()

    def close(self) -> None:
        self.wire.down()
        for one in (self.hand_a, self.hand_b, self.a, self.b):
            one.close()

    # -- agreements ----------------------------------------------------------------------------

    def _meet(self) -> None:
        sftp, ftps = free_ports(2)
        passive = free_range(6)
        quarters = self.a.exchange.quarters
        servers = Servers(host=OFFICE, sftp=sftp, ftps=ftps, passive=passive, public_address=WIRE)
        own = msgspec.structs.replace(quarters.office, servers=servers)
        quarters.settings.write_bytes(msgspec.toml.encode(own))
        self.wire = Wire([sftp, ftps, *range(passive[0], passive[1] + 1)])
        self._first_serving()
        self._know_each_other(sftp, ftps)
        self._know_c()

    def _first_serving(self) -> None:
        """Started once, the servers make their keys, which B pins."""
        told: list[str] = []
        first = Serving(self.a.archive, self.a.exchange.quarters)
        first.start(told.append)
        first.stop()
        self.host_key = told[0].partition("host key ")[2]

    def _know_each_other(self, sftp: int, ftps: int) -> None:
        key = own_key_line(self.b.exchange.quarters)
        tls = str(self.a.exchange.quarters.root / "keys" / "tls.pem")
        common = Place(kind="sftp", host=WIRE, patience=5.0)
        places = {
            "patents": msgspec.structs.replace(
                common, port=sftp, user="xb", host_keys=(self.host_key,)
            ),
            "models": msgspec.structs.replace(
                common, kind="ftps", port=ftps, user="xb-models", certificate=tls
            ),
        }
        for sort in SORTS[:3]:
            place = places.get(sort.name)
            keys = (key,) if sort.name == "patents" else ()
            ours = Transport(where="ours", keys=keys) if place else Transport()
            theirs = Transport(where="theirs", place=place) if place else Transport()
            self.a.know(self.b, self._partner(sort, "XB", ours))
            self.b.know(self.a, self._partner(sort, "XA", theirs))
        self.a.exchange.partners.set_password("xb-models", PASSWORD, "operator")
        self.b.exchange.quarters.secrets.write_text(f'[xa-models]\npassword = "{PASSWORD}"\n')

    def _partner(self, sort: Sort, other: str, transport: Transport) -> Partner:
        own = "XA" if other == "XB" else "XB"
        ways = ((own, "out"), (other, "in"))
        products = [
            product(office, way, id=f"{office.lower()}-{sort.name}", right=sort.right,
                    kinds=(sort.kind,), **sort.told)
            for office, way in ways
        ]  # fmt: skip
        if (other, sort.name) == ("XB", "notices"):  # C has not agreed to that
            products.append(product("XC", "out", id="xc-onward", form="txt", contents=FULL[:5]))
        id_ = other.lower() if sort.name == "patents" else f"{other.lower()}-{sort.name}"
        return partner(other, products, id=id_, transport=transport)

    def _know_c(self) -> None:
        profiles = self.a.exchange.quarters.profiles
        for office in (self.a, self.b):
            office.exchange.quarters.profiles.mkdir(exist_ok=True)
            (office.exchange.quarters.profiles / "models.toml").write_text(MODELS)
        (profiles / "xc.toml").write_text(C_PROFILE)
        agreed = product(
            "XC", "in", form="txt", files=r"KR_\d{8}(-\d+)?\.txt", profile="xc", authority="none",
            contents=FULL[:5], gate={"least": 1},
        )  # fmt: skip
        self.a.exchange.partners.put(
            partner("XC", [agreed], agreement=agreement(redistribution=False)), "operator"
        )

    def change(self, office: Office, id_: str, **told: object) -> Partner:
        """Write a partner anew with other transport, products or agreement; return the old one."""
        before = office.exchange.partners.partner(id_)
        office.exchange.partners.put(msgspec.structs.replace(before, **told), "operator")
        return before

    # -- what is published ---------------------------------------------------------------------

    @property
    def instant(self) -> dt.datetime:
        return NOON + dt.timedelta(weeks=self.now)

    @property
    def day(self) -> dt.date:
        return self.instant.date()

    def publish(self) -> None:
        """A week of both offices: new ones, gaps, corrections, withdrawals."""
        with clock.at(self.instant):
            for office in (self.a, self.b):
                for sort in SORTS:
                    self._publish(office, sort)
                self._correct(office)
                self._withdraw(office)

    def _publish(self, office: Office, sort: Sort) -> None:
        files = [Attached("fig1.png", PNG)] if sort.name != "notices" else []
        for _ in range(self.plan.each):
            office.publish(self._new(office, sort), files=files)

    def _new(self, office: Office, sort: Sort) -> Publication:
        self.serial[office.code] += 1
        if self.random.random() < 0.1:
            self._leave_out(office, sort)
        made = publication(office.code, self.serial[office.code], self.day, kind=sort.kind)
        made = msgspec.structs.replace(made, right=sort.right)
        self.truth[office.code][made.id] = made
        self.files[made.id] = hashlib.sha256(PNG).hexdigest() if sort.name != "notices" else ""
        return made

    def _leave_out(self, office: Office, sort: Sort) -> None:
        """A number that is not used, and noted as such."""
        number = publication(office.code, self.serial[office.code], self.day).number
        self.serial[office.code] += 1
        NumberExceptions(office.archive).put(
            NumberException(office=office.code, right=sort.right.value, number=number,
                            kind=sort.kind, date=self.day.isoformat(), code="N", note="", at="",
                            by="operator")
        )  # fmt: skip

    def _some(self, office: Office) -> Publication:
        there = [one for id_, one in self.truth[office.code].items() if id_ not in self.gone]
        return self.random.choice(there)

    def _correct(self, office: Office) -> None:
        one = self._some(office)
        title = Text(text=f"{one.titles[0].text} corrected in week {self.now}", lang="en")
        new = msgspec.structs.replace(one, titles=(title,))
        self.truth[office.code][one.id] = new
        office.publish(new)

    def _withdraw(self, office: Office) -> None:
        one = self._some(office)
        self.gone.add(one.id)
        office.publish(
            Publication(office=one.office, number=one.number, kind=one.kind, right=one.right,
                        withdrawn=True)
        )  # fmt: skip

    def publish_big(self, megabytes: int) -> None:
        """Patents with pages that do not pack, so large in all."""
        each = min(48, max(1, megabytes // 4))
        with clock.at(self.instant):
            for _ in range(0, megabytes, each):
                made = self._new(self.a, SORTS[0])
                page = b"%PDF-1.7\n" + self.random.randbytes(each << 20)
                self.files[made.id] = hashlib.sha256(page).hexdigest()
                name = f"{made.id}.pdf"
                self.a.publish(made, files=[Attached(name, page)])

    # -- C, which sends plain files ------------------------------------------------------------

    def drop(self, *, encoding: str = "euc-kr", short: bool = False, broken: bool = False,
             again: Sequence[Publication] = ()) -> Path:  # fmt: skip
        """A file of C on its disk; what is `short` has an abstract only."""
        made = list(again) or [self._korean() for _ in range(self.plan.each)]
        self.truth["XC"].update((one.id, one) for one in made)
        bare = {"claims": (), "descriptions": ()} if short else {}
        writer = PUBLICATION_WRITERS["txt"]
        records = [writer.document(msgspec.structs.replace(one, **bare), "added") for one in made]
        head = writer.head(FileHead(office="XC", date=self.day, file="KR"))
        text = (head + b"".join(records) + writer.tail).decode()
        if broken:
            text += "===== PUBLICATION =====\nthis is no field\n"
        folder = self.disk / "XC-to-XA"
        folder.mkdir(exist_ok=True)
        count = len([*folder.glob(f"KR_{self.day:%Y%m%d}*.txt")])
        path = folder / f"KR_{self.day:%Y%m%d}{f'-{count}' if count else ''}.txt"
        path.write_bytes(text.encode(encoding))
        return path

    def _korean(self) -> Publication:
        self.serial["XC"] += 1
        made = publication("XC", self.serial["XC"], self.day)
        korean = f"{KOREAN} {self.serial['XC']}"
        return msgspec.structs.replace(
            made, lang="ko", drawings=(), titles=(Text(text=korean, lang="ko"),),
            abstracts=(Body(blocks=(Block(text=korean),), lang="ko"),),
        )  # fmt: skip

    # -- turns ---------------------------------------------------------------------------------

    def turn_a(self) -> None:
        self.hand_a.do("turn", self.instant + self.skew)

    def turn_b(self, *, full: bool = False, models: bool = True) -> None:
        self.hand_b.do("turn", self.instant, "" if models else "xa-models", full=full)

    def carry_disks(self) -> None:
        """A's disk to B and back, and C's to A."""
        for hand, what, other in (
            (self.hand_a, "export", "xb-notices"), (self.hand_b, "import", "xa-notices"),
            (self.hand_b, "export", "xa-notices"), (self.hand_a, "import", "xb-notices"),
            (self.hand_a, "import", "xc"),
        ):  # fmt: skip
            hand.do(what, self.instant, other)

    def take_c(self) -> None:
        """A reads C's disk."""
        self.hand_a.do("import", self.instant, "xc")

    def week(self) -> None:
        """The turns of a week, nothing going wrong."""
        self.turn_a()
        self.turn_b()
        self.turn_a()
        self.carry_disks()
        self.now += 1

    # -- what is true at the end ---------------------------------------------------------------

    def wrong(self) -> Iterator[str]:
        """Yield what is not as it ought to be: nothing, at the end."""
        for giver, taker in ((self.a, self.b), (self.b, self.a)):
            yield from self._differing(giver.code, taker)
        yield from self._differing("XC", self.a)
        if self.b.held("XC"):
            yield "XB holds what XC allowed XA alone"
        yield from self._incomplete()
        for office in (self.a, self.b):
            office.index.catch_up()
            held = sum(len(office.held(code)) for code in self.truth)
            found = office.index.engine.search(Everything()).total
            if held != found:
                yield f"{office.code} holds {held} and finds {found}"

    def _differing(self, giver: str, taker: Office) -> Iterator[str]:
        agreed = {sort.kind: sort for sort in SORTS if sort.told}
        held = taker.held(giver)
        for id_, sent in self.truth[giver].items():
            sort = agreed.get(sent.kind)
            got = held.pop(id_, None)
            if (got is not None) != (sort is not None and id_ not in self.gone):
                yield f"{taker.code} {'holds' if got else 'lacks'} {id_}"
            elif got is not None and sort is not None:
                contents = FULL[:5] if giver == "XC" else sort.told["contents"]
                yield from (f"{taker.code} {id_}: {one}" for one in differing(sent, got, contents))
                yield from self._files_differ(taker, id_, contents)
        yield from (f"{taker.code} holds {id_}, which nobody published" for id_ in held)

    def _files_differ(self, taker: Office, id_: str, contents: Sequence[str]) -> Iterator[str]:
        names = taker.archive.attachments(id_)
        wanted = self.files.get(id_, "") if "drawings" in contents else ""
        found = {hashlib.sha256(taker.archive.attachment(id_, one)).hexdigest() for one in names}
        if found != ({wanted} if wanted else set()):
            yield f"{taker.code} {id_}: its files are {names}"

    def products(self) -> Iterator[tuple[Office, Partner, Product, Completeness]]:
        for office in (self.a, self.b):
            for one in office.exchange.partners.all():
                for agreed in one.going("in"):
                    told = office.exchange.completeness("in", one.id, agreed)
                    yield office, one, agreed, told

    def _incomplete(self) -> Iterator[str]:
        for office, one, agreed, seen in self.products():
            total = seen.total()
            if seen.missing() or total.abstract_only or total.refused:
                gaps = ", ".join(map(str, seen.missing()[:5]))
                yield f"{office.code}: {agreed.id} of {one.id} is not complete: {gaps} {total}"


def differing(sent: Publication, got: Publication, contents: Sequence[str]) -> Iterator[str]:
    """Yield in what a publication that came is not the one that was sent, trimmed as agreed."""
    if (sent.date, sent.titles[0].text) != (got.date, got.titles[0].text if got.titles else ""):
        yield f"{got.titles} of {got.date}, not {sent.titles} of {sent.date}"
    for content, text in _texts(sent).items():
        wanted = text if content in contents else []
        if _texts(got)[content] != wanted:
            yield f"{content}: {_texts(got)[content]}, not {wanted}"


def _texts(one: Publication) -> dict[str, list[str]]:
    return {
        "abstract": [block.text for body in one.abstracts for block in body.blocks],
        "claims": [claim.text for told in one.claims for claim in told.claims],
        "description": [block.text for body in one.descriptions for block in body.blocks],
    }
