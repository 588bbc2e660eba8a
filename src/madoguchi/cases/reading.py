"""Reading cases: the office's side and the public's side, each from its own view."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, and_, func, or_, select

from madoguchi.archive import (
    Archive,
    case_file,
    case_publication,
    parts,
    public_case,
    public_key,
    public_party,
)
from madoguchi.cases.files import CaseFile, HeldDocument, decode_file
from madoguchi.cases.identities import international_key, key_of
from madoguchi.errors import NotFoundError
from madoguchi.law import Number
from madoguchi.model import Paper

_PAPER = msgspec.json.Decoder(Paper)


class Side:
    """Reads cases from one table of files: the office's or the public's."""

    _table = case_file

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._point = archive.point_reader(self._table.name, "case", "data")

    def stored(self, id_: str) -> bytes:
        """Return a case's file in its JSON form. Raises NotFoundError."""
        data = self._point(id_)
        if data is None:
            raise NotFoundError(f"{id_[:60]} is not held here")
        return data

    def case(self, id_: str) -> CaseFile:
        """Return a case's file. Raises NotFoundError."""
        return decode_file(self.stored(id_))

    def cases(self, ids: Sequence[str]) -> dict[str, CaseFile]:
        """Return files by identity; those that are not held are left out."""
        column = self._table.c["case"]
        found: dict[str, CaseFile] = {}
        for part in parts(ids):
            query = select(column, self._table.c.data).where(column.in_(part))
            rows = self._archive.rows(query)
            found.update((row[0], decode_file(row[1])) for row in rows)
        return found

    def position(self) -> int:
        """The register's position of the last fact about any of these cases."""
        last = select(func.max(self._table.c.position))
        return int(self._archive.rows(last)[0][0] or 0)

    def count(self) -> int:
        return int(self._archive.rows(select(func.count()).select_from(self._table))[0][0])

    def document(self, file: CaseFile, number: str) -> HeldDocument:
        """Return a document that the file lists. Raises NotFoundError."""
        for held in file.documents:
            if held.document.number == number:
                return held
        raise NotFoundError(f"{file.id} has no document {number[:60]!r}")

    def paper(self, held: HeldDocument) -> Paper:
        """Return a document's reading. Raises NotFoundError where its content is not held."""
        if not held.paper:
            raise NotFoundError(f"the content of {held.document.number} is not held here")
        return _PAPER.decode(self._archive.blob(held.paper))

    def original(self, held: HeldDocument) -> bytes:
        """Return a document's bytes as received. Raises NotFoundError."""
        if not held.original:
            raise NotFoundError(f"the content of {held.document.number} is not held here")
        return self._archive.blob(held.original)


class OfficeCases(Side):
    """All cases, laid open or not: the office's side of the counter."""

    def after(self, id_: str, limit: int) -> list[str]:
        """Return the identities after one, in order; "" is the beginning."""
        column = case_file.c["case"]
        query = select(column).where(column > id_).order_by(column).limit(limit)
        return [row[0] for row in self._archive.rows(query)]

    def hides(self, id_: str) -> bool:
        """Whether a case is held that is not laid open: nobody outside is to hear of it."""
        try:
            return not self.case(id_).laid_open
        except NotFoundError:
            return False


class PublicCases(Side):
    """Laid-open cases, and of these what is open: the public's side of the counter."""

    _table = public_case

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self._of_key = archive.row_reader('SELECT "case" FROM public_key WHERE key = ?')

    def named(self, numbers: Sequence[Number]) -> list[str]:
        """Return the identities of the cases that have one of these numbers, in order."""
        keys = dict.fromkeys(map(key_of, numbers))
        return sorted({row[0] for key in keys for row in self._of_key(key)})

    def international(self, office: str, sort: str, number: str) -> list[str]:
        """Return an office's cases of an international application or publication (PCT)."""
        key = international_key(sort, number)
        where = (public_key.c.key == key) & public_key.c["case"].startswith(f"{office}-")
        query = select(public_key.c["case"]).where(where).order_by(public_key.c["case"])
        return [row[0] for row in self._archive.rows(query)]

    def changed_after(
        self, instant: str, id_: str, until: str, limit: int
    ) -> list[tuple[str, str]]:
        """Return when each case changed last and its identity, in that order, after such a pair.

        What was recorded after `until` is left out, since more of that instant may follow.
        """
        case, changed = public_case.c["case"], public_case.c.changed
        after = or_(changed > instant, and_(changed == instant, case > id_))
        query = select(changed, case).where(after, changed <= until).order_by(changed, case)
        return [(row[0], row[1]) for row in self._archive.rows(query.limit(limit))]

    def party_names(self, office: str, party: str) -> list[str]:
        """Return the names that an office's cases have for a party of this number.

        The one that most cases have comes first.
        """
        where = (public_party.c.party == party) & _of_office(office)
        name = public_party.c.name
        query = select(name, func.count()).where(where).group_by(name)
        return [row[0] for row in self._archive.rows(query.order_by(func.count().desc(), name))]

    def parties(self, office: str, name: str) -> list[str]:
        """Return the numbers of the parties of an office's cases that are named exactly so."""
        where = (public_party.c.name == name) & _of_office(office)
        party = public_party.c.party
        query = select(party).where(where).distinct().order_by(party)
        return [row[0] for row in self._archive.rows(query)]

    def publications(self, ids: Sequence[str]) -> dict[str, list[str]]:
        """Return the publications held of each case; cases without any are left out."""
        found: dict[str, list[str]] = {}
        column = case_publication.c["case"]
        for part in parts(ids):
            query = select(column, case_publication.c.publication).where(column.in_(part))
            for row in self._archive.rows(query.order_by(case_publication.c.publication)):
                found.setdefault(row[0], []).append(row[1])
        return found

    def of_publications(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the case of each publication, whether or not a file of it is held."""
        found: dict[str, str] = {}
        column = case_publication.c.publication
        for part in parts(ids):
            query = select(column, case_publication.c["case"]).where(column.in_(part))
            found.update((row[0], row[1]) for row in self._archive.rows(query))
        return found


def _of_office(office: str) -> ColumnElement[bool]:
    return public_party.c["case"].startswith(f"{office}-", autoescape=True)
