"""The views that keep families, one for each stream.

Both read what the public may see alone: publications, and the public form of laid-open cases.
"""

from collections.abc import Iterator, Sequence

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from madoguchi.archive import (
    Archive,
    View,
    parts,
    public_case,
    publication_stream,
    subjects_after,
    view_position,
)
from madoguchi.cases import case_of, case_views
from madoguchi.families.claims import Claim, claims_of, published_as
from madoguchi.families.keeping import forget, put_all, renew_all, retell
from madoguchi.model import CaseId, DocumentId, Priority, Related, Right, Struct

_TOGETHER = 2_000
_STREAM = publication_stream.c
_PUBLICATION, _CASE, _ACTOR = "p/", "c/", "actor:"


class PublishedHead(Struct, frozen=True):
    """As much of a publication's record as tells of its family."""

    office: str
    number: str
    kind: str = ""
    right: Right = Right.PATENT
    application: DocumentId | None = None
    priorities: tuple[Priority, ...] = ()
    related: tuple[Related, ...] = ()


class ToldHead(Struct, frozen=True):
    """As much of a case's bibliography as tells of its family."""

    priorities: tuple[Priority, ...] = ()
    related: tuple[Related, ...] = ()
    international: DocumentId | None = None
    international_publication: DocumentId | None = None


class FileHead(Struct, frozen=True):
    case: CaseId
    bibliography: ToldHead = ToldHead()


_PUBLISHED = msgspec.json.Decoder(PublishedHead)
_FILE = msgspec.json.Decoder(FileHead)


class PublicationFamilies:
    """What publications tell of families; follows the publication stream."""

    name = "publication-families"
    layout = 1

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def follow(self, connection: Connection, since: int, limit: int) -> int:
        after = self._archive.publications_after(connection, since, limit)
        ids = list(dict.fromkeys(id_ for _, id_ in after))
        retell(connection, dict(self._told(connection, ids)))
        return after[-1][0] if after else since

    def rebuild(self, connection: Connection) -> int:
        forget(connection, _PUBLICATION)
        # What comes meanwhile is followed afterwards.
        position = connection.execute(select(func.max(_STREAM.position))).scalar() or 0
        last = ""
        while ids := self._ids(connection, last):
            put_all(connection, (one for _, told in self._told(connection, ids) for one in told))
            last = ids[-1]
        renew_all(connection)
        return position

    def _ids(self, connection: Connection, last: str) -> list[str]:
        """The next publications in the order of their names, each once."""
        query = select(_STREAM.publication).distinct().where(_STREAM.publication > last)
        rows = connection.execute(query.order_by(_STREAM.publication).limit(_TOGETHER))
        return list(rows.scalars())

    def _told(
        self, connection: Connection, ids: Sequence[str]
    ) -> Iterator[tuple[str, list[Claim]]]:
        current = self._archive.current_records(connection, ids)
        for id_ in ids:
            heads = [_PUBLISHED.decode(record) for record in current.get(id_, ())]
            teller = f"{_PUBLICATION}{id_}"
            yield teller, of_publication(teller, _joined(heads)) if heads else []


class CaseFamilies:
    """What laid-open cases tell of families; follows the register, behind the view of cases."""

    name = "case-families"
    layout = 1

    def follow(self, connection: Connection, since: int, limit: int) -> int:
        played = view_position(connection, "cases")
        after = [one for one in subjects_after(connection, since, limit) if one[0] <= played]
        cases = dict.fromkeys(one for _, one in after if not one.startswith(_ACTOR))
        told: dict[str, list[Claim]] = {f"{_CASE}{case}": [] for case in cases}
        for part in parts(list(cases)):
            query = select(public_case.c.data).where(public_case.c["case"].in_(part))
            for row in connection.execute(query):
                told |= [_told_by(row.data)]
        retell(connection, told)
        return after[-1][0] if after else since

    def rebuild(self, connection: Connection) -> int:
        forget(connection, _CASE)
        position = view_position(connection, "cases")  # what comes meanwhile is followed afterwards
        rows = connection.execute(select(public_case.c.data).execution_options(yield_per=_TOGETHER))
        for part in rows.partitions(_TOGETHER):
            put_all(connection, (claim for row in part for claim in _told_by(row.data)[1]))
        renew_all(connection)
        return position


def of_publication(teller: str, head: PublishedHead) -> list[Claim]:
    """Return what a publication tells of its family; nothing where it names no application."""
    case = case_of(head)
    if case is None:
        return []
    claims = claims_of(teller, case, head)
    if head.office == "WO":
        number = DocumentId(number=head.number, office="WO", kind=head.kind)
        claims += [one for one in [published_as(teller, case, number)] if one]
    return claims


def of_file(teller: str, head: FileHead) -> list[Claim]:
    """Return what a case file tells of its family."""
    told = head.bibliography
    pct = [
        Related(relation=relation, document=document)
        for relation, document in (
            ("pct-filing", told.international),
            ("pct-publication", told.international_publication),
        )
        if document is not None and head.case.office != "WO"
    ]
    both = ToldHead(priorities=told.priorities, related=(*told.related, *pct))
    return claims_of(teller, head.case, both)


def _told_by(data: bytes) -> tuple[str, list[Claim]]:
    head = _FILE.decode(data)
    teller = f"{_CASE}{head.case}"
    return teller, of_file(teller, head)


def _joined(heads: Sequence[PublishedHead]) -> PublishedHead:
    """Join what several sources say: the first that has a field gives it."""
    if len(heads) == 1:
        return heads[0]
    fields = ("application", "priorities", "related")
    found = {name: next(filter(None, (getattr(h, name) for h in heads)), None) for name in fields}
    kept = {name: value for name, value in found.items() if value}
    return msgspec.structs.replace(heads[0], **kept)


def family_views(archive: Archive) -> tuple[View, ...]:
    """The views that this room keeps, with those that they stand on, in their order."""
    return (*case_views(archive), PublicationFamilies(archive), CaseFamilies())
