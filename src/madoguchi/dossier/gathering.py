"""Putting together what several sources tell of applications, each of it named by who told it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from madoguchi.cases import CaseFile, Report, case_of, file_as_told
from madoguchi.dossier.joining import joined
from madoguchi.dossier.members import Member
from madoguchi.dossier.sources.source import Told
from madoguchi.families import Claim, Telling, claims_of, published_as
from madoguchi.law import STATED
from madoguchi.model import CaseId, DocumentId, History, Publication, merge


class From(NamedTuple):
    """What a source told; `rank` is its place in the order of authority, from 1."""

    source: str
    rank: int
    told: Told


class Gathered:
    """Everything told so far, by application."""

    def __init__(self) -> None:
        self._histories: dict[str, list[tuple[From, History]]] = defaultdict(list)
        self._publications: dict[str, list[tuple[From, Publication]]] = defaultdict(list)

    def take(self, told: From) -> None:
        for history in told.told.histories:
            if history.laid_open and history.case.number:
                self._histories[str(history.case)].append((told, history))
        for publication in told.told.publications:
            case = case_of(publication)
            if case is not None:
                self._publications[str(case)].append((told, publication))

    @property
    def cases(self) -> list[str]:
        return sorted({*self._histories, *self._publications})

    def has_file(self, case: str) -> bool:
        """Whether somebody told more of a case than what it is: a document, or an office's event.

        That it was filed and published is told by whoever tells of a family.
        """
        told = [history for _, history in self._histories.get(case, ())]
        events = (event for history in told for event in history.events)
        return any(one.documents for one in told) or any(one.series != STATED for one in events)

    def publications(self, case: str) -> tuple[Publication, ...]:
        return tuple(one for _, one in self._publications.get(case, ()))

    def claims(self) -> Iterator[Claim]:
        """What is told of families; the tellers are the sources."""
        for case, told in self._histories.items():
            for by, history in told:
                yield from _claims(by, CaseId.parse(case), history.bibliography)
        for case, published in self._publications.items():
            for by, publication in published:
                yield from _claims(by, CaseId.parse(case), publication)
                yield from _published(by, CaseId.parse(case), publication)

    def named(self) -> list[str]:
        """The keys of applications that are told to be claimed."""
        return sorted({claim.claimed for claim in self.claims() if claim.links})

    def joined(self, case: str, own: Member | None) -> Member:
        """Return a member from all that is told of it, what is held here first."""
        histories = self._histories.get(case, [])
        published = self._publications.get(case, [])
        file = own.file if own and own.file and _is_file(own.file) else None
        outside = None if file else file_as_told(list(_reports(histories)))
        if outside and own and own.file:
            outside = _with_own(outside, own.file)
        by = [told for told, _ in sorted([*histories, *published], key=lambda pair: pair[0].rank)]
        told = file or outside or (own.file if own else None)
        return Member(
            case=CaseId.parse(case),
            publications=_merged(own.publications if own else (), published),
            file=told,
            sources=tuple(dict.fromkeys(([""] if own else []) + [one.source for one in by])),
            held=bool(own and told is own.file and own.held),
        )


def _is_file(file: CaseFile) -> bool:
    return bool(file.steps or file.documents)


def _with_own(outside: CaseFile, own: CaseFile) -> CaseFile:
    """A file told elsewhere of which we hold what the case is: that stays as we hold it."""
    names = own.bibliography.__struct_fields__
    told = {name: value for name in names if (value := getattr(own.bibliography, name))}
    joined = msgspec.structs.replace(outside.bibliography, **told)
    return msgspec.structs.replace(outside, bibliography=joined)


def _reports(histories: Iterable[tuple[From, History]]) -> Iterator[Report]:
    by_source: dict[tuple[int, str], list[History]] = {}
    for by, history in histories:
        by_source.setdefault((by.rank, by.source), []).append(history)
    for (rank, source), told in sorted(by_source.items(), key=lambda pair: pair[0]):
        yield Report(history=joined(told), source=source, original=b"", authority=rank)


def _merged(
    own: Sequence[Publication], told: Sequence[tuple[From, Publication]]
) -> tuple[Publication, ...]:
    """Join publications by identity: the own stream's word first, then the sources'."""
    found: dict[str, list[Publication]] = {one.id: [one] for one in own}
    for _, publication in sorted(told, key=lambda pair: pair[0].rank):
        found.setdefault(publication.id, []).append(publication)
    return tuple(merge(tuple(found[id_])) for id_ in sorted(found))


def _claims(by: From, case: CaseId, told: Telling) -> list[Claim]:
    return claims_of(teller_of(by.source), case, told)


def _published(by: From, case: CaseId, publication: Publication) -> Iterator[Claim]:
    if publication.office == "WO":
        number = DocumentId(number=publication.number, office="WO", kind=publication.kind)
        claim = published_as(teller_of(by.source), case, number)
        if claim is not None:
            yield claim


def teller_of(source: str) -> str:
    """A source as the teller of a claim; publications and files held here are p/... and c/... ."""
    return f"s/{source}"
