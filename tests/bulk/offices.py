"""Small offices that receive publications on days of our choice."""

import datetime as dt
import gzip
import zipfile
from hashlib import sha256
from pathlib import Path

import msgspec

from cases.histories import history, report_of
from madoguchi import clock
from madoguchi.archive import Archive, Received
from madoguchi.bulk import Held, Shelf, Wanted, make
from madoguchi.cases import case_views, report
from madoguchi.model import (
    Block,
    Body,
    CaseId,
    Change,
    Happening,
    Publication,
    Right,
    Text,
    decode,
    encode,
)

# A Monday, and with it the week 2026-W46.
MONDAY = dt.datetime(2026, 11, 9, 9, 0, tzinfo=dt.UTC)


def publication(number: int, title: str = "電池", **more: object) -> Publication:
    fields: dict[str, object] = {
        "office": "JP",
        "number": f"2021{number:06}",
        "kind": "A",
        "date": dt.date(2021, 3, 18),
        "titles": (Text(text=title, lang="ja"),),
    }
    return Publication(**{**fields, **more})  # type: ignore[arg-type]


def received(one: Publication, source: str = "gazette", authority: int = 0) -> Received:
    original = f"<p>{one.id} {one.right} {[text.text for text in one.titles]}</p>".encode()
    return Received(
        source=source,
        authority=authority,
        original=original,
        publication=one.id,
        record=encode(one),
        file="week.xml",
    )


def long(number: int, size: int) -> Publication:
    """A publication of about so many bytes that no compression makes much smaller."""
    words = (sha256(f"{number} {n}".encode()).hexdigest() for n in range(size // 65))
    body = Body(blocks=(Block(text=" ".join(words)),))
    return publication(number, descriptions=(body,))


class Office:
    """A data directory, with a clock."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.archive = Archive.at(home)
        self.shelf = Shelf(home)

    def receive(self, day: int, *items: Received | Publication) -> None:
        """Receive publications so many days after the first Monday."""
        batch = [received(one) if isinstance(one, Publication) else one for one in items]
        with clock.at(MONDAY + dt.timedelta(days=day)):
            self.archive.append(batch)

    def tell(self, day: int, case: CaseId, *events: Happening, **more: object) -> None:
        """Be told of a case."""
        told = history(*events, case=case, **more)
        original = msgspec.json.encode([str(case), day])
        with clock.at(MONDAY + dt.timedelta(days=day)):
            report(self.archive, [report_of(told, original=original)])
            self.archive.views.catch_up(case_views(self.archive))

    def make(self, day: int, **wanted: object) -> list[str]:
        """Make what is due on a day; return what was made."""
        made: list[Held] = []
        with clock.at(MONDAY + dt.timedelta(days=day)):
            make(self.home, self.archive, Wanted(**wanted), made.append)  # type: ignore[arg-type]
        return [f"{held.manifest.collection}/{held.manifest.delivery}" for held in made]

    def folder(self, name: str) -> Path:
        return self.home / "bulk" / name

    def lines(self, name: str, ending: str = "jsonl.gz") -> list[bytes]:
        found: list[bytes] = []
        for path in sorted(self.folder(name).glob(f"*-[0-9][0-9][0-9][0-9].{ending}")):
            found += gzip.decompress(path.read_bytes()).splitlines()
        return found

    def records(self, name: str) -> list[Publication]:
        return [decode(line) for line in self.lines(name)]

    def changes(self, name: str) -> list[Change]:
        found: list[Change] = []
        for path in self.folder(name).glob("*.changes.jsonl.gz"):
            lines = gzip.decompress(path.read_bytes()).splitlines()
            found += [msgspec.json.decode(line, type=Change) for line in lines]
        return found

    def documents(self, name: str) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for path in sorted(self.folder(name).glob("*.xml.zip")):
            with zipfile.ZipFile(path) as members:
                found.update({one: members.read(one) for one in members.namelist()})
        return found


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def case_id(number: int) -> CaseId:
    return CaseId(office="JP", right=Right.PATENT, number=f"2020{number:06}")
