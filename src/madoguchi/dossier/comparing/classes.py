"""The classifications of all members compared: which symbols which office gave."""

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from madoguchi.dossier.members import Member
from madoguchi.model import Classification, Scheme, Struct, ancestors


class Given(Struct, frozen=True):
    """A symbol as a member has it; `editions` are the versions of the scheme, oldest first."""

    first: bool = False
    additional: bool = False
    editions: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


class ClassRow(Struct, frozen=True):
    """A symbol and the members that have it, by id; `only` is the one office that gave it."""

    symbol: str
    cells: dict[str, Given]
    only: str = ""


class ClassGroup(Struct, frozen=True):
    """Symbols under one heading: a main group (A61K31), theme (5F063) or class (Locarno 14)."""

    above: str
    rows: tuple[ClassRow, ...]

    @property
    def subclass(self) -> str:
        """The IPC-like subclass that the group is of (A61K)."""
        return self.above[:4] if re.match(r"[A-HY]\d\d[A-Z]", self.above) else ""


class SchemeTable(Struct, frozen=True):
    """One scheme; of the schemes of single offices one a table, named by `office`."""

    scheme: Scheme
    office: str
    columns: tuple[str, ...]
    groups: tuple[ClassGroup, ...]


def classes(members: Sequence[Member]) -> tuple[SchemeTable, ...]:
    """Return a table a scheme, in the order of the model, symbols in the scheme's order."""
    tables: dict[tuple[Scheme, str], dict[str, dict[str, Given]]] = {}
    for member in members:
        for one in _told(member):
            office = one.office if one.scheme is Scheme.NATIONAL else ""
            cells = tables.setdefault((one.scheme, office), {}).setdefault(one.symbol, {})
            cells[member.id] = _joined(cells.get(member.id), one)
    order = list(Scheme)
    return tuple(
        _table(members, scheme, office, rows)
        for (scheme, office), rows in sorted(
            tables.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
        )
    )


def _told(member: Member) -> Iterator[Classification]:
    if member.file is not None:
        yield from member.file.bibliography.classifications
    for publication in member.publications:
        yield from publication.classifications


def _joined(given: Given | None, one: Classification) -> Given:
    """A symbol is additional information only where no source gave it as an invention's."""
    before = given or Given(additional=True)
    return msgspec.structs.replace(
        before,
        first=before.first or one.first,
        additional=before.additional and one.additional,
        editions=tuple(sorted({*before.editions, *filter(None, [one.edition])})),
        by=tuple(sorted({*before.by, *filter(None, [one.office])})),
    )


def _table(
    members: Sequence[Member], scheme: Scheme, office: str, symbols: dict[str, dict[str, Given]]
) -> SchemeTable:
    given = {member for cells in symbols.values() for member in cells}
    offices = {one.id: one.case.office for one in members}
    columns = tuple(id_ for id_ in offices if id_ in given)
    several = len({offices[column] for column in columns}) > 1
    groups: dict[str, list[ClassRow]] = {}
    for symbol in sorted(symbols, key=_order):
        cells = symbols[symbol]
        gave = {offices[member] for member in cells}
        only = next(iter(gave)) if several and len(gave) == 1 else ""
        row = ClassRow(symbol=symbol, cells=cells, only=only)
        groups.setdefault(_heading(scheme, symbol), []).append(row)
    listed = tuple(ClassGroup(above=above, rows=tuple(rows)) for above, rows in groups.items())
    return SchemeTable(scheme=scheme, office=office, columns=columns, groups=listed)


def _heading(scheme: Scheme, symbol: str) -> str:
    if scheme in _GROUPED:
        return symbol.partition("/")[0]
    if scheme is Scheme.NATIONAL:
        return symbol.partition("/")[0]
    return next(iter(ancestors(scheme, symbol)), symbol)


_GROUPED = frozenset({Scheme.IPC, Scheme.CPC, Scheme.FI, Scheme.ECLA})
_IPC_LIKE = re.compile(r"([A-HY]\d\d[A-Z])(\d+)(?:/(\d+))?(.*)")


def _order(symbol: str) -> tuple[str, int, str, str]:
    """The order of the scheme: groups by number, subgroups as decimals (31/4 before 31/41)."""
    match = _IPC_LIKE.fullmatch(symbol)
    if match:
        return match[1], int(match[2]), match[3] or "", match[4]
    digits = re.match(r"\d{1,9}", symbol)
    return "", int(digits.group()) if digits else 0, symbol, ""


def shared(table: SchemeTable) -> tuple[str, ...]:
    """The symbols that every member of the table has."""
    rows: Iterable[ClassRow] = (row for group in table.groups for row in group.rows)
    return tuple(row.symbol for row in rows if len(row.cells) == len(table.columns))
