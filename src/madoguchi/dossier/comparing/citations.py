"""The citations of all offices in one table: who cited what, against which claims, and why."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from madoguchi.dossier.comparing.cited import (
    WEIGHTS,
    CitedThing,
    cited_thing,
    claim_numbers,
    letters,
    patent_key,
    text_key,
)
from madoguchi.dossier.members import Member
from madoguchi.model import Citation, Struct


class CitationMark(Struct, frozen=True):
    """One citing by one member.

    `phase` is who cited and when (search, international-search, examination, applicant,
    opposition, ...), `category` the letters of WIPO ST.14 by weight, `told` the category as told
    where it is none of them. `claims` are numbers; `claims_told` what was told. `by` names the
    papers that cite: publications, or the case's file.
    """

    phase: str = ""
    category: tuple[str, ...] = ()
    told: str = ""
    claims: tuple[int, ...] = ()
    claims_told: str = ""
    passage: str = ""
    date: dt.date | None = None
    by: tuple[str, ...] = ()


class CitationRow(Struct, frozen=True):
    """One cited thing, and what each member that cited it said; `cells` goes by member's id.

    `same_application` are the keys of other rows that are publications of the same application.
    """

    key: str
    thing: CitedThing
    cells: dict[str, tuple[CitationMark, ...]]
    offices: tuple[str, ...]
    same_application: tuple[str, ...] = ()

    @property
    def category(self) -> str:
        """The heaviest letter that any office gave."""
        marks = (mark for cell in self.cells.values() for mark in cell)
        return min((m.category[0] for m in marks if m.category), key=WEIGHTS.index, default="")


class CitationTable(Struct, frozen=True):
    """All rows, most offices first, then by weight.

    `columns` are the ids of the members that cited anything. `sums` counts the things cited by
    office and letter; "" counts those without a letter, and "all" every one.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[CitationRow, ...] = ()
    sums: dict[str, dict[str, int]] = {}


def citations(
    members: Sequence[Member], applications: Mapping[str, str] | None = None
) -> CitationTable:
    """Return the table of everything that the members' publications and files cite.

    `applications` tells, by office and canonical number of a publication (US20100123456), the
    application that it is of, so that an application and its grant are marked as one; what the
    members themselves tell of their publications is known without it.
    """
    gathering = _Gathering()
    for member in members:
        for citation, by in _citing(member):
            gathering.take(member, citation, by)
    known = {**_own_applications(members), **(applications or {})}
    rows = sorted(_with_siblings(gathering.rows(), known), key=_order)
    citing = {member for row in rows for member in row.cells}
    columns = tuple(id_ for id_ in (one.id for one in members) if id_ in citing)
    return CitationTable(columns=columns, rows=tuple(rows), sums=_sums(members, rows))


def _citing(member: Member) -> Iterator[tuple[Citation, str]]:
    for publication in member.publications:
        for citation in publication.citations:
            yield citation, publication.id
    if member.file is not None:
        for citation in member.file.bibliography.citations:
            yield citation, member.id


class _Gathering:
    """Rows while citations are read, by the key of the thing cited."""

    def __init__(self) -> None:
        self.things: dict[str, CitedThing] = {}
        self.cells: dict[str, dict[str, list[CitationMark]]] = {}
        self.office_of: dict[str, str] = {}

    def take(self, member: Member, citation: Citation, by: str) -> None:
        thing = cited_thing(citation)
        key = patent_key(thing) if thing.sort == "patent" else text_key(thing.text)
        if not key:
            return
        self.things[key] = _joined(self.things.get(key, thing), thing)
        self.office_of[member.id] = member.case.office
        marks = self.cells.setdefault(key, {}).setdefault(member.id, [])
        _put(marks, _mark(citation, by))

    def rows(self) -> Iterator[CitationRow]:
        self._place_those_without_kind()
        for key, cells in self.cells.items():
            offices = tuple(sorted({self.office_of[member] for member in cells}))
            given = {member: tuple(sorted(marks, key=_when)) for member, marks in cells.items()}
            yield CitationRow(key=key, thing=self.things[key], cells=given, offices=offices)

    def _place_those_without_kind(self) -> None:
        """A number told without kind code is that of the one series in which it was told with."""
        with_kind: dict[str, list[str]] = {}
        for key in self.things:
            with_kind.setdefault(key.partition("/")[0], []).append(key)
        for key in [key for key, thing in self.things.items() if thing.sort == "patent"]:
            series = [other for other in with_kind[key.partition("/")[0]] if other != key]
            if "/" in key or len(series) != 1:
                continue
            self.things[series[0]] = _joined(self.things[series[0]], self.things.pop(key))
            for member, marks in self.cells.pop(key).items():
                kept = self.cells[series[0]].setdefault(member, [])
                for mark in marks:
                    _put(kept, mark)


def _joined(one: CitedThing, other: CitedThing) -> CitedThing:
    kinds = tuple(sorted({*one.kinds, *other.kinds}))
    text = max(one.text, other.text, key=len)
    document = one.document
    if document is not None and other.document is not None and not document.kind:
        document = other.document
    return msgspec.structs.replace(one, kinds=kinds, text=text, document=document)


def _mark(citation: Citation, by: str) -> CitationMark:
    category = letters(citation.category)
    return CitationMark(
        phase=citation.phase.strip().lower().replace(" ", "-"),
        category=category,
        told="" if category else citation.category,
        claims=claim_numbers(citation.claims),
        claims_told=citation.claims,
        passage=citation.passage,
        date=citation.date,
        by=(by,),
    )


_MERGED = ("category", "told", "claims_told", "passage", "date")


def _put(marks: list[CitationMark], mark: CitationMark) -> None:
    """Add a mark, or join it to one that says the same or less of the same phase."""
    for place, other in enumerate(marks):
        if other.phase == mark.phase and all(_agree(other, mark, name) for name in _MERGED):
            marks[place] = _merged(other, mark)
            return
    marks.append(mark)


def _agree(one: CitationMark, other: CitationMark, name: str) -> bool:
    left, right = getattr(one, name), getattr(other, name)
    return not left or not right or left == right


def _merged(one: CitationMark, other: CitationMark) -> CitationMark:
    values = {name: getattr(one, name) or getattr(other, name) for name in (*_MERGED, "claims")}
    by = tuple(dict.fromkeys((*one.by, *other.by)))
    return msgspec.structs.replace(one, **values, by=by)


def _when(mark: CitationMark) -> tuple[dt.date, str]:
    return mark.date or dt.date.max, mark.phase


def _own_applications(members: Iterable[Member]) -> dict[str, str]:
    return {
        f"{one.office}{one.number}": member.id for member in members for one in member.publications
    }


def _with_siblings(
    rows: Iterable[CitationRow], applications: Mapping[str, str]
) -> Iterator[CitationRow]:
    listed = list(rows)
    by_application: dict[str, list[str]] = {}
    for row in listed:
        application = applications.get(row.key.partition("/")[0])
        if application:
            by_application.setdefault(application, []).append(row.key)
    for row in listed:
        application = applications.get(row.key.partition("/")[0], "")
        same = tuple(key for key in by_application.get(application, ()) if key != row.key)
        yield msgspec.structs.replace(row, same_application=same)


def _order(row: CitationRow) -> tuple[int, int, str]:
    weight = WEIGHTS.index(row.category) if row.category else len(WEIGHTS)
    return -len(row.offices), weight, row.key


def _sums(members: Sequence[Member], rows: Sequence[CitationRow]) -> dict[str, dict[str, int]]:
    sums: dict[str, Counter[str]] = {}
    office_of = {member.id: member.case.office for member in members}
    for row in rows:
        given: dict[str, set[str]] = {}
        for member, marks in row.cells.items():
            told = {letter for mark in marks for letter in mark.category}
            given.setdefault(office_of[member], set()).update(told)
        for office, told in given.items():
            sums.setdefault(office, Counter()).update({"all", *(told or {""})})
    return {office: dict(counted) for office, counted in sums.items()}
