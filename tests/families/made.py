"""Publications and cases that tell of families, and an archive in which their families are kept."""

from collections.abc import Iterable

from sqlalchemy import select

from cases.histories import FILED, day, stated
from madoguchi.archive import Archive, Received, metadata
from madoguchi.cases import Happened, OfficeCases, Recording, Told, Withdrawn, record
from madoguchi.families import Families, Family, family_views
from madoguchi.model import (
    Bibliography,
    CaseId,
    DocumentId,
    Priority,
    Publication,
    Related,
    Right,
    encode,
)

PCT = "PCTJP2020001234"
OPENED = stated("PUBLISHED", "2021-06-10")
TABLES = ("family_claim", "family_member", "family_name", "family_event")
Rows = list[tuple[str, ...]]


def case(office: str, number: str, right: Right = Right.PATENT) -> CaseId:
    return CaseId(office=office, right=right, number=number)


def document(number: str, office: str = "", kind: str = "", date: str = "") -> DocumentId:
    return DocumentId(
        number=number, office=office, kind=kind, date=day(date) if date else None, scheme=""
    )


def named(text: str) -> DocumentId:
    """An application by its key: JP2020000001, PCTJP2020000001."""
    if text.startswith("PCT"):
        return DocumentId(number=text, office="WO")
    return DocumentId(number=text[2:], office=text[:2])


def priorities(*keys: str) -> tuple[Priority, ...]:
    return tuple(Priority(document=named(key)) for key in keys)


def related(**relations: str) -> tuple[Related, ...]:
    """Relations by name, `_` for `-`, each with the key of the other application."""
    return tuple(
        Related(relation=name.replace("_", "-"), document=named(key))
        for name, key in relations.items()
    )


def published(application: str, *of: str, kind: str = "A", **more: object) -> Publication:
    """The publication of an application that claims the priorities of others."""
    applied = named(application)
    fields: dict[str, object] = {
        "office": applied.office,
        "number": application.removeprefix("PCT")[2:],
        "kind": kind,
        "application": applied,
        "priorities": priorities(*of),
    }
    return Publication(**{**fields, **more})  # type: ignore[arg-type]


def received(one: Publication, source: str = "docdb", authority: int = 2) -> Received:
    record_ = encode(one)
    return Received(source, authority, record_ + b" as received", one.id, record_, "file.xml")


def secret(
    id_: CaseId, *of: str, relations: tuple[Related, ...] = (), laid_open: bool = False
) -> Recording:
    """A case that claims the priorities of others, by itself not laid open."""
    told = Bibliography(filed=day("2020-07-20"), priorities=priorities(*of), related=relations)
    facts = (
        Told(source="office", original="", bibliography=told, laid_open=laid_open),
        Happened(event=FILED, source="office"),
    )
    return Recording(case=id_, facts=facts, actor="office", expected=0)


class Kept:
    """An archive, and the families that its views keep."""

    def __init__(self, url: str) -> None:
        self.archive = Archive(url)
        self.families = Families(self.archive)

    def receive(self, *several: Publication, follow: bool = True) -> None:
        self.archive.append([received(one) for one in several])
        if follow:
            self.follow()

    def record(self, one: Recording, *, follow: bool = True) -> None:
        record(self.archive, one)
        if follow:
            self.follow()

    def lay_open(self, id_: CaseId) -> None:
        self._change(id_, Happened(event=OPENED, source="office"))

    def close_again(self, id_: CaseId) -> None:
        steps = OfficeCases(self.archive).case(str(id_)).steps
        opening = next(step.id for step in steps if step.opens)
        self._change(id_, Withdrawn(id=opening, reason="by mistake", source="office"))

    def _change(self, id_: CaseId, fact: Happened | Withdrawn) -> None:
        version = OfficeCases(self.archive).case(str(id_)).version
        self.record(Recording(case=id_, facts=(fact,), actor="office", expected=version))

    def follow(self) -> None:
        self.archive.views.catch_up(family_views(self.archive))

    def rebuild(self, *names: str) -> None:
        for view in family_views(self.archive):
            if view.name in names:
                self.archive.views.rebuild(view)

    def rows(self, table: str) -> Rows:
        return sorted(self.archive.rows(select(metadata.tables[table])))

    def all_rows(self) -> dict[str, Rows]:
        return {table: self.rows(table) for table in TABLES}

    def of(self, id_: CaseId) -> Family:
        return self.families.of(id_)

    def groups(self, sort: str) -> list[list[str]]:
        """The families of a sort, whatever their names."""
        place = {"extended": 2, "simple": 3, "domestic": 4}[sort]
        found: dict[str, list[str]] = {}
        for row in self.rows("family_member"):
            found.setdefault(row[place], []).append(row[0])
        return sorted(found.values())

    def events(self, *sorts: str) -> Iterable[tuple[str, ...]]:
        rows = sorted(self.archive.rows(select(metadata.tables["family_event"])))
        return [row[1:5] for row in rows if not sorts or row[1] in sorts]
